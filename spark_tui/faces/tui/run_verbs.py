"""What one can do with a run, wherever one is shown; and the one action that opens it."""

from typing import TYPE_CHECKING, Any, cast

from spark_tui.domain.approval import Answer
from spark_tui.domain.ids import RunId
from spark_tui.domain.run import Run
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.person import WHO

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


async def open_run(node: Any) -> None:
    """The run of the node that acts."""
    if node.run_here is not None:
        await show_run(node.app, node.run_here)


async def show_run(app: "SparkApp", run: RunId) -> None:
    """Its window; over when one has left it. Raises NotFound."""
    from spark_tui.faces.tui.screens.run import RunWindow

    assert app.spark is not None
    story = await app.spark.runs.story(run)
    await app.push_screen_wait(RunWindow(app.spark, app.board.zone, story))


def _no_run(node: Any) -> str:
    return "" if node.run_here is not None else "there is no run here"


RUN_OPEN = Action(
    "run.open",
    "O",
    "run",
    "The run, whole: why, attempts, input, result, error",
    open_run,
    twin="spark run show RUN",
    window=True,
    why_not=_no_run,
    in_line=False,
)


async def answer(app: Any, run: Run) -> None:
    """What it asks is shown; without a clear yes or no it goes on waiting."""
    from spark_tui.faces.tui.screens.choose import answer_run

    at = cast("SparkApp", app)
    assert at.spark is not None
    name = run.called
    said = await at.push_screen_wait(answer_run(name, run.question.asks if run.question else ()))
    if said != "later":
        await at.spark.runs.answer(run, Answer(said == "yes", WHO))
        at.say(f"{'approved' if said == 'yes' else 'refused'}: {name}")

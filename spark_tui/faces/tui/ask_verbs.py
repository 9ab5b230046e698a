"""What comes of what is typed into the ask line: a schedule to be kept, a change, an answer, a place to go to."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from spark_tui.domain.change import Suggestion
from spark_tui.domain.log import LogQuery
from spark_tui.domain.order import Place, TellPast
from spark_tui.faces import show
from spark_tui.faces.tui import verbs
from spark_tui.faces.tui.widgets.ask import Ask
from spark_tui.service.orders import Going, Help
from spark_tui.service.telling import Ahead, Passed, Reach, Reasons, Said, Those, Underway

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.service.orders import Found

WHERE: Mapping[type, Place] = {
    Passed: Place.RUNS,
    Underway: Place.RUNS,
    Those: Place.SCHEDULES,
    Reach: Place.SOURCES,
    Help: Place.KEYS,
}
"""Where more of an answer is told."""


async def ask_with_workflow(board: "Board") -> None:
    """The ask line, with the selected workflow as the one that is meant."""
    if board.stand.workflow is not None:
        board.ask.selected = board.stand.workflow.id
        board.go("phrase")


async def obey(board: "Board", order: "Suggestion | Found") -> None:
    """What would change is shown, and done on a yes; what only tells is opened where more of it is."""
    from spark_tui.faces.tui.screens.deciding import Decide

    assert board.spark is not None
    match order:
        case Suggestion():
            deed = await board.app.push_screen_wait(Decide(board.spark, order))
            if deed is not None:
                board.ask.kept()
                board.app.did(f"done: {deed.says}") if deed.undo else board.app.say(f"done: {deed.says}")
        case Going(place):
            board.ask.kept()
            await _go_to(board, place)
        case Reasons(schedule):
            from spark_tui.faces.tui.screens.why import WhyWindow

            await board.app.push_screen_wait(WhyWindow(board.spark, schedule, partial(board.spark.why.of, schedule)))
        case Said(schedule):
            board.ask.kept()
            await board.log_view.show(LogQuery(schedule=schedule.id), schedule.name)
            board.go("log")
        case Ahead(schedule):
            await board.look_for(schedule.id)
        case Passed(TellPast(failed=True)):
            await verbs.runs(board, faults=True)
        case _ if type(order) in WHERE:
            await _go_to(board, WHERE[type(order)])


async def _go_to(board: "Board", place: Place) -> None:
    """By the action that goes there, wherever it is said."""
    for node in (board, board.app):
        which = f"{'board' if node is board else 'app'}.{place.value}"
        if which in node.actions():
            board.call_later(node.action_act, which)
            return
    board.app.say(f"there is no {place.name.lower()} here")


async def propose(board: "Board", asked: Ask.Understood) -> None:
    """The last look; what was typed stays until it is kept."""
    from spark_tui.faces.tui.screens.proposal import Propose
    from spark_tui.faces.tui.terms import Terms

    assert board.spark is not None
    proposal = await board.spark.assistant.propose(asked.reading, asked.workflow)
    terms = Terms(board.spark.schedules.made(proposal), notes=proposal.notes)
    kept = await board.app.push_screen_wait(Propose(board.spark, terms, proposal.workflow))
    if kept is not None:
        board.ask.kept()
        await board.look_for(kept.id)
        now = board.spark.clock.now()
        board.app.did(f"kept: {kept.name}, next {show.from_now(kept.next_at - now) if kept.next_at else 'never'}")

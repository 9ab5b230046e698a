"""The window of a run that is not simply over: several attempts, cancelled, waiting for a yes, followed by nobody."""

from typing import Any

import pytest

from spark_tui.domain.approval import Answer
from spark_tui.domain.queueing import attempt_after
from spark_tui.domain.run import Happening, Move, Run, RunState
from tests.faces.tui.test_answer import one_waits

Theatre = Any
Stage = Any


async def with_three_attempts(on: Stage) -> None:
    """Two that failed, and one that goes on."""
    run = await on.run(await on.schedule("report"), Happening.SUCCEEDED)
    run = await on.run((await on.spark.schedules.all())[0], Happening.FAILED, reason="exit 1: the first")
    for happening in (Happening.FAILED, None):
        run = await attempt(on, run, happening)


async def attempt(on: Stage, before: Run, ending: Happening | None) -> Run:
    run = attempt_after(before, on.clock.forward(seconds=5))
    async with on.spark.store.write() as tx:
        await tx.runs.add([run])
    for happening in filter(None, (Happening.CLAIMED, ending)):
        (run,) = await on.spark.runs.move((run, Move(happening, on.clock.forward(seconds=2), "exit 1: the second")))
    return run


async def opened(on: Stage) -> None:
    await on.sees("report")
    await on.until(lambda: on.app.board.run_here is not None)
    await on.press("O")
    await on.sees("Run ", "· report", "trigger")


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_its_keys_fit_their_line_and_the_weightiest_are_there(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=with_three_attempts) as on:
        await opened(on)
        await on.sees("c cancel · L log · = compare · [ before · ] after · ")
        last = next(line for line in on.screen.splitlines() if "c cancel" in line)
        assert last.startswith("┗━")
        assert last.endswith("esc close ━┛")


async def test_brackets_go_through_the_attempts_and_no_further(stage: Theatre) -> None:
    async with stage((80, 24), before=with_three_attempts) as on:
        await opened(on)
        await on.sees("attempt 3 for run", "running", "1 ✗ failed 2.0s; 2 ✗ failed 2.0s; 3 ▶ running")
        await on.press("right_square_bracket")
        await on.sees("there is no attempt after it")
        await on.press("left_square_bracket")
        await on.sees("attempt 2 for run", "exit 1: the second")
        await on.press("left_square_bracket")
        await on.sees("exit 1: the first")
        await on.press("left_square_bracket")
        await on.sees("there is no attempt before it", "exit 1: the first")
        await on.press("right_square_bracket", "right_square_bracket")
        await on.sees("attempt 3 for run", "c cancel")


async def test_it_is_cancelled_there_and_then_run_again(stage: Theatre) -> None:
    async with stage((80, 24), before=with_three_attempts) as on:
        await opened(on)
        await on.press("c")
        await on.sees("cancelled: report", "cancelled by      you")
        (run,) = await on.spark.runs.recent(1)
        assert (run.state, run.cancel_by) == (RunState.RUNNING, "you")  # whoever follows it ends it
        (run,) = await on.spark.runs.move((run, Move(Happening.CANCELLED, on.clock.now(), "cancelled by you")))
        on.spark.bell.ring()
        await on.sees("– cancelled")
        await on.press("c")
        await on.sees("it is over")
        await on.press("r")
        await on.sees("queued again: report", "○ queued")


async def test_what_it_asks_is_answered_from_its_window(stage: Theatre) -> None:
    async with stage((80, 24), before=one_waits) as on:
        await opened(on)
        await on.sees("asks", "drop_table(", "Y answer")
        await on.press("Y")
        await on.sees("report waits for your yes")
        await on.press("y")
        await on.sees("approved: report", "answer            approved by you")
        (run,) = await on.spark.runs.recent()
        assert run.answer == Answer(True, "you")
        await on.press("Y")
        await on.sees("it does not wait for a yes")


async def test_a_remote_run_without_an_engine_says_that_the_next_one_takes_it_up_again(stage: Theatre) -> None:
    async def left_alone(on: Stage) -> None:
        run = await on.run(await on.schedule("report"))
        async with on.spark.store.write() as tx:
            await tx.runs.set_ref(run.id, "job-17")

    async with stage((80, 24), before=left_alone) as on:
        await opened(on)
        await on.sees("job-17, followed by nobody: the next engine re-attaches")


async def test_the_log_of_a_run_that_said_nothing_does_not_point_to_a_key_that_it_has_not(stage: Theatre) -> None:
    async def silent(on: Stage) -> None:
        await on.spark.runs.start_schedule(await on.schedule("report"))

    async with stage((80, 24), before=silent) as on:
        await opened(on)
        await on.press("L")
        await on.sees("Log of run", "There is nothing of it in the log.")
        assert "L shows" not in on.screen

"""What the app shows of moments that passed while nobody was there."""

from typing import Any

from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import CatchUp, Policy
from tests.faces.tui.conftest import FakeHost
from tests.faces.tui.meanwhile import decided, kept

Theatre = Any
Stage = Any


async def with_three_held(on: Stage) -> None:
    schedule = await on.schedule("report", "every 90 minutes")
    ask = Policy(catch_up=CatchUp.ALL, catch_up_ask=True)
    on.clock.forward(hours=5)
    await decided(on, await kept(on, schedule, policy=ask))


async def test_held_moments_wait_for_a_yes_or_a_no(stage: Theatre) -> None:
    async with stage((120, 35), before=with_three_held) as on:
        await on.sees("press m: 3 missed moments wait for your yes")
        await on.press("m")
        await on.sees("Moments that passed", "today 06:30", "waits for your yes", "10 at most; ask first")
        await on.press("y")
        await on.until(lambda: "today 06:30" not in on.screen)
        assert [run.due_at.hour for run in await on.spark.runs.active()] == [9]
        await on.press("n")
        await on.sees("Leave out report, 1 moment?", "no, let it wait  (or enter)")
        await on.press("enter")
        await on.until(lambda: "Leave out report" not in on.screen)
        assert len(await on.spark.making_up.held()) == 2
        await on.press("N")
        await on.sees("Leave out 2 moments?")
        await on.press("y")
        await on.sees("Nothing waits, and nothing that passed is undecided")
        (first, *_) = await on.spark.runs.recent(state=RunState.CANCELLED)
        assert first.reason == "not caught up: refused by you"
        await on.press("escape")
        await on.until(lambda: "press m" not in on.screen)


async def test_what_passed_is_shown_before_an_engine_decides_it(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.schedule("report", "every 90 minutes")
        on.clock.forward(hours=5)

    async with stage((120, 35), host=FakeHost(serving=False), before=before) as on:
        await on.sees("press m: while away: 1 run, 2 left out")
        await on.press("m")
        await on.sees("will run once an engine is there", "superseded: Spark was off or busy", "2x from today 06:30")
        await on.press("m")
        (schedule,) = await on.spark.schedules.all()
        await decided(on, schedule)
        await on.until(lambda: "press m" not in on.screen)


async def test_what_an_engine_found_at_the_start_is_still_told_after_it_decided(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.schedule("report", "every 90 minutes")
        on.clock.forward(hours=5)

    async with stage((120, 35), before=before) as on:
        (schedule,) = await on.spark.schedules.all()
        await decided(on, schedule)
        await on.sees("while away")
        await on.press("m")
        await on.sees("found when Spark was opened: runs now", "run the latest missed one")
        assert "y run this one" not in on.screen
        await on.press("y")
        await on.sees("does not wait for a yes")

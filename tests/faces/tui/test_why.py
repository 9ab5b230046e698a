"""What the app shows of schedules that are late, and why a moment ran or did not."""

from typing import Any

from spark_tui.domain.run import Happening, Move
from spark_tui.domain.schedule import CatchUp, Policy
from tests.faces.tui.conftest import FakeHost
from tests.faces.tui.meanwhile import decided, kept

Theatre = Any
Stage = Any


async def test_a_moment_that_nobody_decides_is_late_and_said_so(stage: Theatre) -> None:
    async with stage((120, 35), host=FakeHost(serving=False), before=lambda on: on.schedule("report")) as on:
        await on.sees("0:02:00")
        on.clock.forward(minutes=5)
        on.app.board.tick()
        await on.sees("! report", "late  –", "!1 late", "1 schedule has a moment that passed, and no engine decides")


async def test_y_says_why_of_the_last_moment_and_of_the_next(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        schedule = await on.schedule("report")
        on.clock.forward(days=3)
        await decided(on, await kept(on, schedule, policy=Policy(catch_up=CatchUp.NONE)))

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("y")
        await on.sees(
            "Why · report",
            "it did not run: missed, because Spark was off or busy; catch-up is “none”",
            "it shares this with 1",
            "no engine is running: unless one is there by then",
        )
        await on.press("y")
        await on.until(lambda: on.app.screen is on.app.board)


async def test_y_in_the_ledger_is_about_the_selected_moment(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        schedule = await on.schedule("report")
        await on.run(schedule, Happening.FAILED, reason="exit 1")
        await on.run(schedule, Happening.SUCCEEDED)

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("enter")
        await on.sees("by hand · exit 1", "y why")
        await on.press("j", "y")
        await on.sees("Why · report", "somebody asked for it by hand, at today", "failed after 2.0 s, at today")
        await on.press("escape")
        await on.sees("What became of every due moment")
        await on.press("shift+tab", "y")
        await on.sees("Why · report", "today 05:02  planned", "no engine is running: it runs when one is there again")


async def test_the_ledger_tells_count_range_origin_and_late_starts(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        schedule = await on.schedule("report", "every 90 minutes")
        on.clock.forward(hours=6, minutes=3)
        await decided(on, schedule)
        (run,) = await on.spark.runs.active()
        await on.spark.runs.move((run, Move(Happening.CLAIMED, on.clock.now())))

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("enter")
        await on.sees("superseded", "3x until 09:30", "Spark was off or busy", "caught up · 3m 00s late")

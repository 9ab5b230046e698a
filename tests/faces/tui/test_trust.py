"""What the app shows of trust: why, what passed, what is late, notices, pauses, backfills and policies."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from spark_tui.domain import notice
from spark_tui.domain.outage import Absence, Outage
from spark_tui.domain.planning import plan
from spark_tui.domain.run import Cause, Happening, RunState
from spark_tui.domain.schedule import CatchUp, Overlap, Pause, Policy, Schedule
from spark_tui.faces.tui import news
from spark_tui.service.execution import Execution
from tests.faces.tui.conftest import FakeHost

Theatre = Any
Stage = Any


async def changed(on: Stage, schedule: Schedule, **policy: Any) -> Schedule:
    after = replace(schedule, policy=replace(schedule.policy, **policy))
    async with on.spark.store.write() as tx:
        await tx.schedules.put(after)
    return after


async def tell(on: Stage, *notices: notice.Notice) -> None:
    async with on.spark.store.write() as tx:
        await tx.notices.add(notices)
    on.spark.bell.ring()


# ------------------------------------------------------------------ late


async def test_a_moment_that_nobody_decides_is_late_and_said_so(stage: Theatre) -> None:
    async with stage((120, 35), host=FakeHost(serving=False), before=lambda on: on.schedule("report")) as on:
        await on.sees("0:02:00")
        on.clock.forward(minutes=4)
        on.app.board.tick()
        await on.sees("! report", "late  –", "!1 late", "1 schedule has a moment that passed, and no engine decides")
        await on.press("m")
        await on.sees(
            "will run once an engine is there", "superseded: Spark was off or busy", "catch-up: run the latest"
        )


# ------------------------------------------------------------------ why


async def test_y_says_why_of_the_last_moment_and_of_the_next(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        schedule = await on.schedule("report")
        async with on.spark.store.write() as tx:
            spans = plan(schedule, on.clock.forward(days=3)).missed
            await tx.ledger.omit(schedule.id, spans)
            await tx.schedules.put(replace(schedule, next_at=on.clock.now() + timedelta(minutes=2)))

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("y")
        await on.sees(
            "Why · report", "it did not run: superseded", "it shares this with", "no engine is running: it runs when"
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
        await on.sees("✗ today 05:00", "by hand · exit 1")
        await on.press("j", "y")
        await on.sees("Why · report", "it was asked for it by hand", "failed after 2.0 s")


async def test_the_ledger_tells_count_range_origin_and_late_starts(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        schedule = await on.schedule("report")
        now = on.clock.forward(hours=1)
        async with on.spark.store.write() as tx:
            await tx.ledger.omit(schedule.id, plan(replace(schedule, policy=Policy(catch_up=CatchUp.NONE)), now).missed)
        run = await on.spark.runs.start_schedule(schedule)
        due = now - timedelta(minutes=3)
        caught_up = replace(run, id="c" * 16, cause=Cause.CATCH_UP, batch="", due_at=due)
        async with on.spark.store.write() as tx:
            await tx.runs.add([caught_up])
        await on.spark.runs.move((caught_up, change(Happening.CLAIMED, now)))

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("enter")
        await on.sees("x until 05:5", "Spark was off or busy", "caught up · 3m 00s late")


def change(happening: Happening, at: Any) -> Any:
    from spark_tui.domain.run import Move

    return Move(happening, at)

"""What one does with a schedule on the screen: pause and resume it, run it, backfill it, see its policy."""

from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.run import Cause
from spark_tui.domain.schedule import CatchUp, Overlap, Pause
from tests.faces.tui.meanwhile import kept

Theatre = Any
Stage = Any


async def test_a_pause_asks_why_and_until_when_and_shows_both(stage: Theatre) -> None:
    async with stage((120, 35), before=lambda on: on.schedule("report")) as on:
        await on.sees("● report")
        await on.press("p")
        await on.sees("Pause report")
        await on.type("moving house")
        await on.press("tab")
        await on.type("whenever")
        await on.press("enter")
        await on.sees("✗ there is no time in this phrase")
        await on.press("ctrl+u")
        await on.type("every day at 9am")
        await on.press("enter")
        await on.sees("⏸ report", "paused by you until today 09:00: moving house")
        await on.press("enter")
        await on.sees("⏸ paused", "paused by you until today 09:00: moving house")


async def test_a_schedule_that_paused_itself_says_why(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await kept(on, await on.schedule("report"), pause=Pause(on.clock.now(), "Spark", "3 failures in a row"))

    async with stage((200, 50), before=before) as on:
        await on.sees("⏸ report", "paused itself: 3 failures in a row")


async def test_going_on_tells_what_passed_and_offers_a_backfill_which_is_shown_first(stage: Theatre) -> None:
    async with stage((120, 35), before=lambda on: on.schedule("report", "every 90 minutes")) as on:
        await on.sees("report")
        await on.press("p", "enter")
        await on.sees("⏸ report")
        on.clock.forward(hours=5)
        await on.press("p")
        await on.sees("“report” goes on. 3 moments passed while it was paused.", "leave it out  (or enter)")
        await on.press("b")
        await on.sees("Backfill report", "2026-11-23 06:30:00")
        await on.press("enter")
        await on.sees("Run 3 moments of “report”, 1 at once?", "today 06:30", "today 09:30")
        await on.press("enter")
        await on.until(lambda: on.app.screen is on.app.board)
        assert await on.spark.runs.recent() == []


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_toasts_stand_above_what_a_window_asks(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=lambda on: on.schedule("report", "every 90 minutes")) as on:
        await on.sees("report")
        await on.press("p", "enter")
        await on.sees("⏸ report")
        on.clock.forward(hours=5)
        await on.press("p")
        for text in ("one\nand more of it", "two\nand more of it", "three\nand more of it"):
            on.app.warn(text)
        await on.sees("three", "run what passed: a backfill", "leave it out  (or enter)")


async def test_a_backfill_of_what_was_before_the_schedule_says_so_before_it_is_started(stage: Theatre) -> None:
    async with stage((120, 35), before=lambda on: on.schedule("report", "every day at 9am")) as on:
        await on.sees("report")
        await on.press("enter", "b", "enter")
        await on.sees("Run 1 moment of “report”", "from before the schedule was made, today")
        await on.press("n", "escape")
        on.clock.forward(days=3)
        await on.press("enter", "b", "enter")
        await on.sees("Run 1 moment of “report”")
        assert "from before" not in on.screen


async def test_b_in_the_details_backfills_a_range(stage: Theatre) -> None:
    async with stage((120, 35), before=lambda on: on.schedule("report", "every 90 minutes")) as on:
        on.clock.forward(hours=5)
        await on.sees("report")
        await on.press("enter", "b")
        await on.sees("Backfill report")
        await on.press("ctrl+u")
        await on.type("long ago")
        await on.press("enter")
        await on.sees("✗ “long ago” is no moment")
        await on.press("ctrl+u")
        await on.type("2026-11-23 06:00")
        await on.press("tab", "ctrl+u")
        await on.type("2026-11-23 09:00")
        await on.press("tab", "ctrl+u")
        await on.type("2")
        await on.press("enter")
        await on.sees("Run 2 moments of “report”, 2 at once?")
        await on.press("y")
        await on.until(lambda: "Run 2 moments" not in on.screen)
        await on.sees("backfill of report: 2 queued")
        runs = await on.spark.runs.recent()
        assert [(run.cause, run.asked_by) for run in runs] == [(Cause.BACKFILL, "you")] * 2


async def test_a_run_now_takes_another_input_and_begins_with_its_own(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await kept(on, await on.schedule("report"), input="two\nlines")

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("R")
        await on.sees("Run report now", "two ⏎ lines")
        await on.press("enter")
        await on.until(lambda: on.app.screen is on.app.board)
        await on.press("R", "ctrl+u")
        await on.type("other")
        await on.press("enter")
        await on.until(lambda: len(on.app.board.glance.active) == 2)
        assert {run.input for run in await on.spark.runs.recent()} == {"two\nlines", "other"}


async def test_the_policy_is_changed_by_a_key_before_it_is_kept(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        await on.press("i")
        await on.type("every 2 minutes run hello")
        await on.press("enter")
        await on.sees("Keep this schedule?", "skip the new one  o", "do not try again  f", "1h 00m  T")
        await on.press("o", "c", "f", "f", "T")
        await on.sees("one at most  o", "10 at most  c", "try again up to 3x", "6h 00m  T")
        await on.press("enter")
        await on.until(lambda: on.app.screen is on.app.board)
        (schedule,) = await on.spark.schedules.all()
        policy = schedule.policy
        assert (policy.overlap, policy.catch_up, policy.retry.count) == (Overlap.QUEUE, CatchUp.ALL, 3)
        assert policy.timeout == timedelta(hours=6)

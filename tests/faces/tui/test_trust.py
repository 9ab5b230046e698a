"""What the app shows of trust: why, what passed, what is late, notices, pauses, backfills and policies."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from spark_tui.domain import notice
from spark_tui.domain.delivery import Deliver, Event
from spark_tui.domain.errors import SourceError
from spark_tui.domain.planning import plan
from spark_tui.domain.queueing import due_run, held_run
from spark_tui.domain.run import Cause, Happening, Move, RunState
from spark_tui.domain.schedule import CatchUp, Overlap, Pause, Policy, Schedule
from spark_tui.domain.source import Secret
from spark_tui.faces.tui import news
from tests.faces.tui.conftest import FakeHost

Theatre = Any
Stage = Any


async def kept(on: Stage, schedule: Schedule, **changes: Any) -> Schedule:
    """The schedule as it would be after so many changes, kept by nobody's leave."""
    after = replace(schedule, **changes)
    async with on.spark.store.write() as tx:
        await tx.schedules.put(after)
    return after


async def decided(on: Stage, schedule: Schedule) -> None:
    """An engine looks: what passed becomes runs, held ones, and rows with a reason."""
    now = on.clock.now()
    done = plan(schedule, now)
    async with on.spark.store.write() as tx:
        await tx.ledger.note(schedule.id, (*done.missed, *done.skipped))
        await tx.runs.add([due_run(schedule, due_at, now, Cause.CATCH_UP) for due_at in done.start])
        await tx.runs.add([held_run(schedule, due_at, now) for due_at in done.held])
        await tx.schedules.put(replace(schedule, next_at=done.next_at))
    on.spark.bell.ring()


async def tell(on: Stage, *notices: notice.Notice) -> None:
    async with on.spark.store.write() as tx:
        await tx.notices.add(notices)
    on.spark.bell.ring()


# ------------------------------------------------------------------ late


async def test_a_moment_that_nobody_decides_is_late_and_said_so(stage: Theatre) -> None:
    async with stage((120, 35), host=FakeHost(serving=False), before=lambda on: on.schedule("report")) as on:
        await on.sees("0:02:00")
        on.clock.forward(minutes=5)
        on.app.board.tick()
        await on.sees("! report", "late  –", "!1 late", "1 schedule has a moment that passed, and no engine decides")


# ------------------------------------------------------------------ why


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


# ------------------------------------------------------------------ what passed


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


# ------------------------------------------------------------------ notices


def failed(number: int, schedule: Schedule | None = None) -> notice.Notice:
    text = f"report: failed {number}"
    return notice.Notice(
        f"failed:{number}", datetime.now().astimezone(), notice.News.FAILED, text, schedule and schedule.id
    )


async def test_a_notice_is_a_toast_and_rings_but_not_again_at_once(stage: Theatre) -> None:
    rung: list[int] = []

    async def before(on: Stage) -> None:
        await tell(on, failed(0))  # an old one
        on.app.bell = lambda: rung.append(1)

    async with stage((120, 35), before=before) as on:
        await tell(on, failed(1))
        await on.sees("report: failed 1")
        assert "failed 0" not in on.screen
        await tell(on, *(failed(n) for n in range(2, 14)))
        await on.sees("12 notices: press N")
        assert rung == [1]
        on.clock.forward(seconds=news.QUIET)
        await tell(on, failed(20))
        await on.until(lambda: rung == [1, 1])


async def test_the_bell_can_be_set_to_be_silent(stage: Theatre) -> None:
    rung: list[int] = []

    async def before(on: Stage) -> None:
        on.spark.notices.rings, on.app.bell = False, lambda: rung.append(1)

    async with stage((120, 35), before=before) as on:
        await tell(on, failed(1))
        await on.sees("report: failed 1")
        assert not rung


@pytest.mark.parametrize(
    ("kinds", "severity"),
    [
        ({notice.News.RECOVERED}, "information"),
        ({notice.News.RECOVERED, notice.News.HELD}, "warning"),
        ({notice.News.PAUSED, notice.News.LATE}, "error"),
    ],
)
def test_a_toast_is_as_grave_as_the_worst_of_its_notices(kinds: set[notice.News], severity: str) -> None:
    assert news.severity(kinds) == severity


async def test_the_list_of_notices_leads_to_the_schedule(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await tell(on, failed(1, await on.schedule("report")), failed(2))

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("N")
        await on.sees("Notices", "✗ failed    report: failed 2", "report: failed 1")
        await on.press("j", "enter")
        await on.sees("None of its moments has come yet", "kept as")


# ------------------------------------------------------------------ pause, resume, backfill, run


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


# ------------------------------------------------------------------ policy


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


# ------------------------------------------------------------------ messages


async def test_destinations_say_who_tells_them_and_one_can_be_tried(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        report = await on.schedule("report")
        await kept(on, report, deliver=(Deliver("ops", (Event.FAILURE, Event.LATE)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("failure, late")
        assert "hush" not in on.screen
        courier = on.spark.destinations._courier
        await on.press("t")
        await on.sees("ops: it arrived")
        assert [message.event for _, message in courier.carried] == ["test"]
        courier.trouble = SourceError("nobody there")
        await on.press("t")
        await on.sees("nobody there")
        await on.press("M")
        await on.sees("ask")


async def test_without_a_destination_the_window_says_how_to_add_one(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        await on.press("M")
        await on.sees("There is no destination yet: a adds one.")
        await on.press("t")
        await on.sees("There is no destination yet: a adds one")


async def test_a_destination_is_added_tried_and_its_url_is_never_shown(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.schedule("report")

    async with stage((100, 30), before=before) as on:
        courier = on.spark.destinations._courier
        courier.trouble = SourceError("nobody there")
        await on.press("M", "a")
        await on.sees("Add a destination", "appriseit.com/services")
        await on.type("My Ops")
        await on.press("enter")
        await on.sees("there is no URL yet", "it is not shown")
        await on.press("tab")
        await on.type("fake://hush")
        assert "hush" not in on.screen
        await on.press("tab")
        await on.type("no-such")
        await on.press("enter")
        await on.sees("no-such", "✗")
        await on.press(*["backspace"] * 7)
        await on.type("report")
        await on.press("tab")
        await on.type("sucess")
        await on.press("enter")
        await on.sees("“sucess” is no event", "events: success, failure")
        await on.press(*["backspace"] * 6)
        await on.type("late, failure")
        await on.press("enter")
        await on.sees("nothing was added: nobody there")
        assert await on.spark.destinations.all() == []
        courier.trouble = None
        await on.press("enter")
        await on.sees("added my-ops: fake; a first message is there", "failure, late")
        assert courier.carried[0][0] == "fake://hush"
        assert "hush" not in on.screen
        report = await on.spark.schedules.get("report")
        assert report.deliver == (Deliver("my-ops", (Event.FAILURE, Event.LATE)),)


async def test_what_a_destination_hears_of_is_changed_and_undone(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        await kept(on, await on.schedule("report"), deliver=(Deliver("ops", (Event.LATE,), "{{ schedule }}!"),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("late")
        await on.press("e")
        await on.sees("Hears of · ops", "report", "late", "{{ schedule }}!")
        await on.press("enter")
        await on.sees("nothing is changed yet")
        await on.press("tab")
        await on.type(", success")
        await on.press("enter")
        await on.sees("ops: 1 schedule changed", "success, late")
        assert (await on.spark.schedules.get("report")).deliver == (
            Deliver("ops", (Event.LATE, Event.SUCCESS), "{{ schedule }}!"),
        )
        await on.press("M", "u")
        await on.sees("undone")
        assert (await on.spark.schedules.get("report")).deliver[0].on == (Event.LATE,)


async def test_a_schedule_whose_name_has_blanks_is_the_one_that_is_changed(stage: Theatre) -> None:
    """Its last word is the name of another one."""

    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        await on.schedule("report")
        await kept(on, await on.schedule("weekly"), name="weekly report", deliver=(Deliver("ops", (Event.LATE,)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("late")
        await on.press("e")
        await on.sees("Hears of · ops", "weekly report")
        await on.press("tab")
        await on.type(", success")
        await on.press("enter")
        await on.sees("ops: 1 schedule changed")
        assert (await on.spark.schedules.get("weekly report")).deliver == (Deliver("ops", (Event.LATE, Event.SUCCESS)),)
        assert (await on.spark.schedules.get("report")).deliver == ()


@pytest.mark.parametrize("how", ["taken out", "off"])
async def test_a_destination_is_forgotten_once_it_hears_of_nothing(stage: Theatre, how: str) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        await kept(on, await on.schedule("report"), deliver=(Deliver("ops", (Event.LATE,)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("late")
        await on.press("d")
        await on.sees("ops hears of report: e ends that first")
        await on.press("e")
        await on.sees("Hears of · ops")
        if how == "off":
            await on.press("tab", *["backspace"] * 4)
            await on.type("off")
        else:
            await on.press(*["backspace"] * 6)
        await on.press("enter")
        await on.sees("nothing yet: e says of what")
        await on.press("d")
        await on.sees("Forget ops (fake)?", "cannot be undone")
        await on.press("enter")
        assert await on.spark.destinations.all() != []
        await on.press("d", "y")
        await on.sees("forgot ops", "There is no destination yet")
        assert await on.spark.destinations.all() == []
        assert (await on.spark.schedules.get("report")).deliver == ()


async def test_schedules_of_which_it_hears_otherwise_stay_as_they_are(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        report = await on.schedule("report")
        await kept(on, report, deliver=(Deliver("ops", (Event.LATE,)),))
        await kept(on, await on.schedule("zebra"), deliver=(Deliver("ops", (Event.CHANGED,)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("changed")
        await on.press("e")
        await on.sees("It hears otherwise of others")
        await on.press(*["backspace"] * 6)
        await on.press("enter")
        await on.sees("1 schedule changed")
        assert {s.name: s.rule_for("ops") for s in await on.spark.schedules.all() if s.deliver} == {
            "zebra": Deliver("ops", (Event.CHANGED,))
        }

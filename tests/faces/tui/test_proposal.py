"""The proposal: a schedule as it would be, changed by words, by cron, by fields; before → after; tried once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual import events

from spark_tui.domain.change import Edit
from spark_tui.domain.run import Cause
from spark_tui.domain.timing import Cron
from spark_tui.faces.tui.screens.retime import Retime
from spark_tui.faces.tui.text import width_of
from spark_tui.faces.tui.widgets.month import WIDTH, weeks
from tests.faces.tui.test_layout import on_srv1, same_as_golden

Theatre = Any
Stage = Any
__all__ = ["on_srv1"]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def text(lines: Any) -> list[str]:
    return ["".join(part for part, _ in line).rstrip() for line in lines]


# ------------------------------------------------------------------ the calendar


def test_the_days_of_the_next_moments_are_marked_over_the_end_of_a_month() -> None:
    moments = [NOW + timedelta(days=n) for n in (0, 7, 14)]
    assert text(weeks(moments, "UTC", NOW)) == [
        "    Mo Tu We Th Fr Sa Su",
        "Nov 23●24 25 26 27 28 29",
        "Dec 30● 1  2  3  4  5  6",
        "     7● 8  9 10 11 12 13",
        "    14 15 16 17 18 19 20",
        "    21 22 23 24 25 26 27",
        "Jan 28 29 30 31  1  2  3",
    ]


def test_it_begins_with_the_first_moment_where_that_is_further_away_than_it_shows() -> None:
    lines = text(weeks([NOW + timedelta(days=100)], "UTC", NOW))
    assert lines[1] == "Mar  1  2  3● 4  5  6  7"


def test_a_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert "23●24 25" in text(weeks([late], "America/Sao_Paulo", NOW))[1]


@pytest.mark.parametrize("moments", [[], [NOW]])
def test_its_width_is_what_it_says(moments: Any) -> None:
    assert {width_of(line) for line in weeks(moments, "UTC", NOW)} == {WIDTH}


# ------------------------------------------------------------------ a new one


async def propose(on: Stage, phrase: str = "every 2 minutes run hello") -> None:
    await on.press("i")
    await on.type(phrase)
    await on.press("enter")
    await on.sees("Keep this schedule?", "Mo Tu We Th Fr Sa Su")


async def test_it_is_said_again_and_kept_as_it_was_said_last(stage: Theatre) -> None:
    async with stage() as on:
        await propose(on)
        await on.press("e")
        await on.sees("When, in words", "every 2 minutes run hello")
        await on.press("ctrl+u")
        await on.type("nonsense")
        await on.sees("✗ there is no time in this phrase", "say when, for example")
        await on.press("enter")
        await on.sees("When, in words")
        await on.press("ctrl+u")
        await on.type("every weekday run hello")
        await on.sees("✓ when   every weekday at 09:00", "assumed: 9 is in the morning")
        await on.press("enter")
        await on.sees("Keep this schedule?", "when     every weekday at 09:00", "note              assumed: 9 is in")
        await on.press("y")
        await on.sees("kept: hello")
        (kept,) = await on.spark.schedules.all()
        assert (kept.words, kept.phrase) == ("every weekday at 09:00", "every weekday run hello")


async def test_a_cron_expression_is_explained_while_it_is_typed(stage: Theatre) -> None:
    async with stage() as on:
        await propose(on)
        await on.press("x")
        await on.sees("When, as a cron expression", "minute */2  hour *  day *  month *  weekday *")
        await on.press("ctrl+u")
        await on.type("0 25 ")
        await on.sees("✗ a cron expression has 5 or 6 fields, “0 25 ” has 2", "minute hour day month weekday, such as")
        await on.sees("day: of the month, 1 to 31, L is the last")
        await on.press("ctrl+u")
        await on.type("0 9 * * 1-5")
        await on.sees("✓ when   every weekday at 09:00", "weekday 1-5", "Tue 24 Nov 09:00")
        await same_as_golden("cron-80x24", on)
        await on.press("enter")
        await on.sees("Keep this schedule?", "0 9 * * 1-5  America/Sao_Paulo")
        await on.press("y")
        await on.sees("kept: hello")
        (kept,) = await on.spark.schedules.all()
        assert kept.timing.triggers == (Cron("0 9 * * 1-5", "America/Sao_Paulo"),)


async def test_esc_in_the_editor_changes_nothing(stage: Theatre) -> None:
    async with stage() as on:
        await propose(on)
        await on.press("x")
        await on.sees("When, as a cron expression")
        await on.type("5")
        await on.press("escape")
        await on.until(lambda: "as a cron expression" not in on.screen)
        await on.sees("when     every 2 minutes")


async def test_by_fields_zone_end_and_policy_are_set_and_what_is_wrong_is_said(stage: Theatre) -> None:
    async with stage() as on:
        await propose(on, "every weekday run hello")
        await on.press("F")
        await on.sees("By fields", "skip, queue, queue_all, parallel, replace")
        await on.press("tab", "ctrl+u")
        await on.type("Europe/Berlin")
        await on.press("tab", "tab", "tab", "ctrl+u")
        await on.type("wait")
        await on.press("enter")
        await on.sees("✗ “wait” is no choice", "one of: skip, queue")
        await on.press("ctrl+u")
        await on.type("queue")
        await on.press("enter")
        await on.sees("Keep this schedule?", "0 9 * * 1-5  Europe/Berlin", "the new one waits; one at most")
        await on.press("y")
        await on.sees("kept: hello")
        (kept,) = await on.spark.schedules.all()
        assert (kept.zone, kept.policy.overlap, kept.timing.zone) == ("Europe/Berlin", "queue", "Europe/Berlin")


async def test_a_test_run_is_marked_and_shown_and_nothing_else_is_kept(stage: Theatre) -> None:
    async with stage() as on:
        await propose(on, "every 2 minutes run hello with: all the best")
        await on.press("t")
        await on.sees("by hand by you (a test of hello)", "queued")
        (run,) = await on.spark.runs.recent()
        assert (run.cause, run.input, run.schedule) == (Cause.MANUAL, "all the best", None)
        await on.press("escape")
        await on.sees("Keep this schedule?")
        assert await on.spark.schedules.all() == []


async def test_what_is_no_name_is_said_while_it_is_typed_and_nothing_is_kept(stage: Theatre) -> None:
    async with stage() as on:
        await propose(on)
        await on.press("tab", "ctrl+u")
        await on.type("Daily Report")
        await on.sees("its name is kept as daily-report")
        await on.press("ctrl+u")
        await on.type("---")
        await on.sees("✗ “---” is no name: letters and digits, such as daily-report")
        await on.press("enter")
        await on.sees("Keep this schedule?", "✗ “---” is no name")
        assert await on.spark.schedules.all() == []
        await on.press("shift+tab", "F", "ctrl+u")
        await on.type("!?")
        await on.press("enter")
        await on.sees("By fields", "✗ “!?” is no name")


async def test_a_name_that_is_taken_away_is_the_one_it_had(stage: Theatre) -> None:
    """The first letter of what was typed stood for it."""
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await on.press("e")
        await on.sees("Change this schedule?")
        await on.press("tab", "ctrl+u")
        await on.type("z")
        await on.sees("etl → z")
        await on.press("backspace")
        await on.until(lambda: "etl → z" not in on.screen)
        await on.press("enter")
        await on.sees("✗ nothing is changed yet")


# ------------------------------------------------------------------ one that is there


async def test_what_is_changed_is_shown_before_and_after_and_can_be_undone(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await on.press("e")
        await on.sees("Change this schedule?", "nothing is changed yet")
        await on.press("enter")
        await on.sees("✗ nothing is changed yet")
        await on.press("escape", "e")
        await on.sees("Change this schedule?")
        await on.press("x", "ctrl+u")
        await on.type("0 9 * * 1-5")
        await on.press("enter")
        await on.sees("every 2 minutes  */2 * * * * → every weekday at 09:00")
        await on.press("o", "tab", "end")
        await on.type("-daily")
        await on.sees("etl → etl-daily", "skip the new one → the new one waits; one at most")
        await same_as_golden("edit-80x24", on)
        await on.press("enter")
        await on.sees("changed: etl-daily")
        (changed,) = await on.spark.schedules.all()
        assert (changed.name, changed.phrase, changed.policy.overlap) == ("etl-daily", "0 9 * * 1-5", "queue")
        await on.press("u")
        await on.sees("undone: change the schedule “etl-daily”")
        (back,) = await on.spark.schedules.all()
        assert (back.name, back.words) == ("etl", "every 2 minutes")


async def test_by_fields_it_is_paused_for_good_and_ends(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await on.press("e")
        await on.sees("Change this schedule?")
        await on.press("F")
        await on.sees("By fields")
        for _ in range(6):
            await on.press("tab")
        await on.press("ctrl+u")
        await on.type("yes")
        await on.press("enter")
        await on.sees("state             active → paused")
        await on.press("y")
        await on.sees("changed: etl")
        (changed,) = await on.spark.schedules.all()
        assert changed.state == "paused"


async def test_a_change_of_somebody_else_meanwhile_is_said_and_nothing_is_lost(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await on.press("e")
        await on.sees("Change this schedule?")
        (etl,) = await on.spark.schedules.all()
        await on.spark.schedules.edit([Edit(etl, replace(etl, input="other"))])
        await on.press("o", "y")
        await on.sees("✗ “etl” has been changed meanwhile", "the new one waits")


async def test_the_window_of_a_schedule_leads_to_its_change(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await on.press("enter")
        await on.sees("last 7 days")
        await on.press("e")
        await on.sees("Change this schedule?")


async def test_a_key_right_after_esc_is_for_what_is_under_the_window(stage: Theatre) -> None:
    """Even while whoever opened the window is still about to end."""
    async with stage(before=lambda on: on.schedule("etl")) as on:
        over = asyncio.Event()

        async def look() -> None:
            await on.app.push_screen_wait(Retime(on.spark, on.spark.assistant.read, "every weekday"))
            await over.wait()

        on.app.board.do(look, window=True)
        await on.sees("When, in words")
        await on.press("escape", "e")
        await on.sees("Change this schedule?")
        over.set()


async def test_keys_in_a_burst_with_the_one_that_opens_a_window_do_not_act_under_it(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        for key in ("e", "r", "d"):
            on.app.post_message(events.Key(key, key))
        await on.sees("Change this schedule?")
        assert await on.spark.runs.recent() == []
        assert len(await on.spark.schedules.all()) == 1


async def test_how_a_command_is_started_is_changed_by_fields_shown_and_undone(stage: Theatre) -> None:
    async def by_hand(on: Any) -> None:
        await on.spark.sources.workflow("$ --env A=1 printenv A")
        await on.schedule("vars", workflow="$ --env A=1 printenv A")

    async with stage((100, 35), before=by_hand) as on:
        await on.sees("vars")
        await on.press("e")
        await on.sees("Change this schedule?")
        await on.press("dollar_sign")
        await on.sees("take them", "A=1")
        await on.press("tab")
        await on.type("work")
        await on.press("enter")
        await on.sees("“work” is not absolute")
        await on.press("home")
        await on.type("~/")
        await on.press("enter")
        await on.sees("Change this schedule?", "(--cwd ~/work --env A=1)")
        assert not [one for one in await on.spark.sources.workflows() if "cwd" in one.key]
        await on.press("enter")
        await on.sees("changed: vars")
        (changed,) = await on.spark.schedules.all()
        assert (await on.spark.sources.workflow(changed.workflow)).key == "$ --cwd ~/work --env A=1 printenv A"
        await on.press("u")
        await on.sees("undone")
        (before,) = await on.spark.schedules.all()
        assert before.workflow_ref == "local/printenv A (--env A=1)"


async def test_what_is_no_command_has_no_options(stage: Theatre) -> None:
    async with stage((100, 35), before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("e")
        await on.sees("Change this schedule?")
        await on.press("dollar_sign")
        await on.sees("it runs no command given by hand")

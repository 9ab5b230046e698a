"""The timeline and the figures on the screen: three sizes, what the keys do, and names that mean harm."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.ids import ScheduleId, new_id
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.run import Cause, Happening
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.statistics import By, Day, Report, Summary
from spark_tui.domain.timing import Cron, Timing
from spark_tui.faces.door import Look
from spark_tui.faces.tui.widgets.whole_figures import whole
from tests.faces.tui.conftest import ZONE
from tests.faces.tui.night import HOUR, a_night
from tests.faces.tui.test_layout import same_as_golden

Theatre = Any
Stage = Any
DAY = timedelta(days=1)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


async def keep(on: Stage, name: str, fields: str) -> Schedule:
    """A schedule of the workflow hello, with that cron on the clock of São Paulo."""
    workflow, timing = await on.spark.sources.workflow("hello"), Timing((Cron(fields, ZONE),))
    now = on.clock.now()
    made = Schedule(
        ScheduleId(new_id()), name, workflow.id, workflow.ref, timing, ZONE, now, timing.next_after(now), words=fields
    )
    async with on.spark.store.write() as tx:
        await tx.schedules.put(made)
    return made


async def a_day(on: Stage) -> None:
    """It is 05:00. An hour ago one failed, before that Spark was off, and at 09:00 three start, of which one may."""
    etl = await keep(on, "etl-orders", "*/30 * * * *")
    for name in ("a-digest", "b-leads", "c-brief"):
        await keep(on, name, "0 9 * * *")
    await a_night(on, etl)


async def timeline(on: Stage) -> None:
    await on.sees("etl-orders")
    await on.press("T")
    await on.sees("Timeline · Mon 23 Nov 2026 · America/Sao_Paulo", "etl-orders")
    await on.until(lambda: on.app.screen.calendar.sheet is not None)
    await on.settled()


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_the_day_the_week_and_the_month(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=a_day) as on:
        await timeline(on)
        for key, view, seen in (("", "day", "etl-orders"), ("w", "week", "week 48"), ("m", "month", "November 2026")):
            await on.press(*key)
            await on.sees(seen)
            await on.until(lambda v=view: on.app.screen.calendar.sheet.view.value == v)
            await on.settled()
            await same_as_golden(f"timeline-{view}-{size[0]}x{size[1]}", on)


async def test_without_glyphs_that_a_terminal_lacks(stage: Theatre) -> None:
    async with stage((80, 24), before=a_day, look=Look(ascii=True)) as on:
        await on.sees("etl-orders")
        await on.press("T")
        await on.sees("Timeline . Mon 23 Nov", "..v.:!!.x~")
        for key in "wmd":
            assert on.screen.isascii(), {letter for letter in on.screen if not letter.isascii()}
            await on.press(key)
            await on.settled()


async def test_a_cell_lists_its_moments_with_reasons_and_why(stage: Theatre) -> None:
    async with stage((120, 35), before=a_day) as on:
        await timeline(on)
        await on.press("G", "h", "h")
        await on.sees("etl-orders  Mon 23 Nov 04:00–04:30: ✗ 1 failed")
        await on.press("enter")
        await on.sees("etl-orders · Mon 23 Nov 04:00–04:30", "✗ today 04:00", "failed", "exit 1: no disk")
        await on.press("y")
        await on.sees("Why · etl-orders", "it ran on time")
        await on.press("escape", "enter")
        await on.sees("trigger", "exit 1: no disk")
        await on.press("escape", "escape")
        await on.press("l", "l", "l", "enter")
        await on.sees("○ today 05:30", "planned")
        await on.press("enter")
        await on.sees("Why · etl-orders", "no engine is running")


async def test_what_is_in_a_cell_stands_under_the_calendar_where_there_is_room(stage: Theatre) -> None:
    async with stage((120, 35), before=a_day) as on:
        await timeline(on)
        await on.press("G", "h", "h")
        await on.sees("✗ today 04:00", "exit 1: no disk")
        await on.press("h")
        await on.until(lambda: "exit 1: no disk" not in on.screen)
        await on.press("w", *"hh")
        await on.sees("01:00–02:00", "✓ etl-orders", "✓ 1 succeeded", "starts in an hour: ░ from 1")
        await on.pilot.resize_terminal(120, 13)
        await on.until(lambda: "✓ etl-orders" not in on.screen)
        await on.sees("✓ 1 succeeded")


async def test_what_a_schedule_left_behind_that_is_gone_stands_in_no_ones_way(stage: Theatre) -> None:
    """Its runs and what was left out of it stay where they were, and no schedule bears their name."""

    async def and_removed(on: Stage) -> None:
        await a_day(on)
        await on.spark.schedules.remove(await on.spark.schedules.get("etl-orders"))

    async with stage((120, 35), before=and_removed) as on:
        await on.sees("a-digest")
        await on.press("T")
        await on.sees("Timeline · Mon 23 Nov 2026 · America/Sao_Paulo", "a-digest")
        await on.until(lambda: on.app.screen.calendar.sheet is not None)
        await on.press("w", *"h")
        await on.sees("04:00–05:00", "1 failed")
        await on.sees("✗ removed schedules")


async def test_an_outage_is_told_and_what_it_swallowed_can_be_made_up_for(stage: Theatre) -> None:
    async with stage((120, 35), before=a_day) as on:
        await timeline(on)
        await on.press("G", *"hhhhh")
        await on.sees("02:30–03:00: ! 1 missed", "░ Spark was off from today 02:06")
        await on.press("c")
        await on.sees("Backfill etl-orders")
        await on.press("enter")
        await on.sees("Run 1 moment of “etl-orders”")
        await on.press("y")
        await on.until(lambda: type(on.app.screen).__name__ == "TimelineWindow")
        queued = [run for run in await on.spark.runs.active() if run.cause is Cause.BACKFILL]
        assert [run.due_at for run in queued] == [on.clock.now() - 2.5 * HOUR]


async def test_a_pile_up_is_spread_when_the_person_says_yes_and_that_is_undone(stage: Theatre) -> None:
    async with stage((120, 35), before=a_day) as on:
        await timeline(on)
        await on.sees("! today 09:00: 4 start together, 1 of source local: s spreads them")
        before = {s.name: s.timing for s in await on.spark.schedules.all()}
        await on.press("s")
        await on.sees("Spread today 09:00", "b-leads: when")
        await on.press("enter")
        assert {s.name: s.timing for s in await on.spark.schedules.all()} == before
        await on.until(lambda: type(on.app.screen).__name__ == "TimelineWindow")
        await on.press("s")
        await on.sees("Spread today 09:00")
        await on.press("y")
        await on.until(lambda: "s spreads them" not in on.screen)
        assert {s.name: s.timing for s in await on.spark.schedules.all()} != before
        await on.press("escape", "u")
        await on.sees("undone: start")
        assert {s.name: s.timing for s in await on.spark.schedules.all()} == before


async def test_one_goes_to_other_days_and_back_to_now(stage: Theatre) -> None:
    async with stage((80, 24), before=a_day) as on:
        await timeline(on)
        for keys, seen in (
            (("right_square_bracket",), "Tue 24 Nov 2026"),
            (("p", "left_square_bracket"), "Sun 22 Nov 2026"),
            (("full_stop",), "Mon 23 Nov 2026"),
            (("m", "n"), "December 2026"),
            (("d",), "2026 · America/Sao_Paulo"),
        ):
            await on.press(*keys)
            await on.sees(seen)
        await on.press("T")
        assert on.app.screen is on.app.board


HOSTILE = (
    "[@click=app.quit]x[/]",
    "[/] broken [",
    "\x1b]0;pwned\x07\x1b[31mred",
    "a\u202eb\x9b31m",
    "名前" * 40,
    "e\u0301" * 30,
)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_name_that_means_harm_is_only_a_name(stage: Theatre, name: str) -> None:
    async def before(on: Stage) -> None:
        await on.run(await keep(on, name, "*/30 * * * *"), Happening.FAILED, reason=name)
        await keep(on, f"{name}2", "*/30 * * * *")
        async with on.spark.store.write() as tx:
            await tx.limits.put(Limit(Scope.SOURCE, "local", 1))

    async with stage((80, 24), before=before) as on:
        await on.until(lambda: len(on.app.board.glance.schedules) == 2)
        await on.press("T")
        await on.until(lambda: getattr(on.app.screen, "calendar", None) and on.app.screen.calendar.sheet)
        for key in ("j", "enter", "enter", "escape", "escape", "s", "escape", "escape", "A", "b", "b", "escape"):
            await on.press(key)
            assert not any(ord(letter) < 32 and letter != "\n" for letter in on.screen)
            assert "\x9b" not in on.screen
        assert on.app.screen is on.app.board


# ------------------------------------------------------------------ figures


async def analytics(on: Stage) -> None:
    await on.sees("etl-orders")
    await on.press("A")
    await on.sees("Analytics · 7 days · by schedule", "66.7 %")


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_the_figures(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=a_day) as on:
        await analytics(on)
        await on.settled()
        await same_as_golden(f"analytics-{size[0]}x{size[1]}", on)


async def test_enter_lists_the_runs_of_the_row(stage: Theatre) -> None:
    async with stage((120, 35), before=a_day) as on:
        await analytics(on)
        await on.press("enter")
        await on.sees("Runs · / schedule:etl-orders")
        await on.press("q", "b")
        await on.sees("by source", "local")
        await on.press("enter")
        await on.sees("Runs · / source:local")
        await on.press("q", "b")
        await on.sees("by tag")
        await on.press("enter")
        await on.sees("listed by schedule or source")


async def test_enter_lists_the_runs_of_a_schedule_whose_name_has_blanks(stage: Theatre) -> None:
    async def with_blanks(on: Stage) -> None:
        await a_night(on, await keep(on, "orders of the day", "*/30 * * * *"))

    async with stage((120, 35), before=with_blanks) as on:
        await on.sees("orders of the day")
        await on.press("A")
        await on.sees("66.7 %")
        await on.press("enter")
        await on.sees("Runs · / schedule:orders of the day", "✗ failed")


def test_days_that_are_too_many_for_figures_are_bars_each_beside_its_own_most() -> None:
    """Beside all runs of a day a few that failed were no bar at all."""
    days = [Day(NOON + n * DAY, NOON + (n + 1) * DAY, 505, good=500, bad=n % 5) for n in range(30)]
    lines = whole(Report(NOON, NOON, By.SCHEDULE, Summary(), days), "UTC", 78)
    good, bad = ("".join(text for text, _ in line) for line in lines[2:4])
    assert good.startswith(f" good {'█' * 30}  500 a day at most, 30 days")
    assert bad.startswith(" bad  ·▂▄▆█·▂▄▆█")


async def test_figures_are_told_by_source_and_tag_and_of_other_times(stage: Theatre) -> None:
    async with stage((120, 35), before=a_day) as on:
        await analytics(on)
        await on.press("b")
        await on.sees("by source", "SOURCE", "local")
        await on.press("b", "r")
        await on.sees("30 days · by tag", "no tag")
        await on.press("r", "s")
        await on.sees("Analytics · all")


async def test_figures_are_written_into_a_file_that_was_not_there(
    stage: Theatre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("mine")
    tries = [
        ("there.csv", "give another name"),
        ("figures.txt", "ends with .csv or .json"),
        ("/no/such/folder/a.csv", "cannot be written"),
    ]
    async with stage((120, 35), before=a_day) as on:
        await analytics(on)
        await on.press("e")
        await on.sees("Export")
        for name, said in tries:
            await on.press("ctrl+u")
            await on.type(name)
            await on.press("enter")
            await on.sees(said)
        await on.press("ctrl+u")
        await on.type("figures.json")
        await on.press("enter")
        await on.until((tmp_path / "figures.json").exists)
        assert (tmp_path / "there.csv").read_text() == "mine"
        assert '"name": "etl-orders"' in (tmp_path / "figures.json").read_text()

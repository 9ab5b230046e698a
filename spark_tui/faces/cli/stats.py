"""spark stats and spark timeline: the figures and the calendar, without a screen."""

from datetime import date, timedelta
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import Invalid
from spark_tui.domain.grid import View, grid_of
from spark_tui.domain.marks import Cell, Mark, faults, starts, total
from spark_tui.domain.statistics import By, Report
from spark_tui.domain.text import counted
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.cli.opening import ask, door_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put, put_json, put_table, say, stamp
from spark_tui.faces.show.sheets import Sheet, Spot, heading, sheet
from spark_tui.faces.stats import csv_of, figures, shape

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def stats(
    context: typer.Context,
    by: Annotated[By, typer.Option(help="What the figures are told apart by.")] = By.SCHEDULE,
    since: Annotated[str, typer.Option(help="How far back: 24h, 7d, 4w, or all.")] = "7d",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, durations in seconds.")] = False,
    as_json: AsJson = False,
) -> None:
    """How runs went: how many, how they ended, how long, how late. And how long they waited for a seat."""
    last = told(lambda: _last(since))
    zone = door_of(context).zone
    report = ask(context, lambda spark: spark.statistics.report(by, last, zone))
    if as_json:
        put_json(shape(report))
    elif as_csv:
        put(csv_of(report).rstrip("\n"))
    elif not report.whole.runs:
        say(f"no run has ended in the time of --since {since}")
    else:
        _put_report(report, zone)


def _last(text: str) -> timedelta | None:
    """Raises Invalid. None is all of it."""
    wanted = text.strip().casefold()
    number, unit = wanted[:-1], UNITS.get(wanted[-1:])
    if wanted == "all":
        return None
    if unit is None or not number.isdecimal() or not 1 <= int(number) <= 100_000:
        raise Invalid(f"“{text[:40]}” is no time to look back", hint="24h, 7d, 4w, or all")
    return timedelta(**{unit: int(number)})


def _put_report(report: Report, zone: str) -> None:
    names = list(figures(report.whole))
    rows = [(name, *figures(of).values()) for name, of in [*report.rows, ("all", report.whole)]]
    if report.whole.usage is None:
        names, rows = names[:-2], [row[:-2] for row in rows]
    put_table((report.by.value.upper(), *names), rows)
    since = f" since {stamp(report.since, zone)}" if report.since else ""
    say(f"{counted(report.whole.runs, 'run')} ended{since}; percentiles are exact, durations that were there")
    for one in report.left_out:
        say(f"left out: {one}")


# ------------------------------------------------------------------ timeline


def timeline(
    context: typer.Context,
    on: Annotated[str, typer.Argument(help="A day in it, as 2026-11-25; today if not given.", metavar="[DAY]")] = "",
    day: Annotated[bool, typer.Option("--day", help="A day, by schedule (built in).")] = False,  # noqa: ARG001
    week: Annotated[bool, typer.Option("--week", help="A week, by hour.")] = False,
    month: Annotated[bool, typer.Option("--month", help="A month, by day.")] = False,
    as_json: AsJson = False,
) -> None:
    """What was and what is to come, half hour by half hour. Where it piles up, and when nobody was there."""
    view = View.MONTH if month else View.WEEK if week else View.DAY
    zone = door_of(context).zone
    wanted = told(lambda: _day(on)) if on else None

    async def find(spark: Any) -> Sheet:
        first = wanted or spark.clock.now().astimezone(zone_of(zone)).date()
        return sheet(view, await spark.timeline.of(grid_of(view, first, zone), together=view is not View.DAY))

    found = ask(context, find)
    if as_json:
        put_json(_shape(found))
    else:
        _put_sheet(found, zone)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"“{text[:40]}” is no day", hint="such as 2026-11-25") from None


def _put_sheet(found: Sheet, zone: str) -> None:
    say(f"{heading(found.view, found.calendar.grid)} · {zone}")
    if found.view is View.DAY:
        rows = [
            (band.label, "".join(map(_glyph, band.spots)), show.cell(total(s.cell for s in band.spots)))
            for band in found.bands
        ]
        hours = "".join(f"{head:2}" for head in found.heads[::2])
        put_table(("SCHEDULE", hours, "IN ALL"), rows)
    else:
        label = "DAY" if found.view is View.WEEK else "WEEK"
        put_table((label, *found.heads), [(band.label, *map(_number, band.spots)) for band in found.bands])
        say("starts, and after ! how many went wrong")
    for outage in found.calendar.outages:
        say(outage.words(zone))
    for crowd in found.calendar.crowds:
        names = ", ".join(schedule.name for schedule in crowd.schedules[:5])
        say(f"! {stamp(crowd.at, zone)}: {len(crowd.schedules)} start together, {crowd.room} {crowd.what}: {names}")


def _glyph(spot: Spot) -> str:
    marks = [mark for mark in Mark if spot.cell[mark]]
    return show.mark(marks[0]).glyph if marks else "░" if spot.away else "·"


def _number(spot: Spot) -> str:
    if not spot:
        return ""
    bad = faults(spot.cell)
    return f"{starts(spot.cell) or '·'}{f'!{bad}' if bad else ''}"


def _shape(found: Sheet) -> dict[str, Any]:
    grid = found.calendar.grid
    return {
        "view": found.view,
        "since": grid.since,
        "until": grid.until,
        "zone": grid.zone,
        "rows": [
            {
                "name": band.label,
                "cells": [
                    {
                        "at": grid.begins(spot.first),
                        "until": min(grid.begins(spot.until), grid.until),
                        **_counts(spot.cell),
                    }
                    for spot in band.spots
                    if spot and spot.cell
                ],
            }
            for band in found.bands
        ],
        "outages": [{"since": one.since, "until": one.until, "why": one.why} for one in found.calendar.outages],
        "pile_ups": [
            {"at": one.at, "room": one.room, "of": one.what, "schedules": [s.name for s in one.schedules]}
            for one in found.calendar.crowds
        ],
    }


def _counts(cell: Cell) -> dict[str, int]:
    return {mark.value: cell[mark] for mark in Mark if cell[mark]}

"""What Spark has to tell, in at most three lines."""

from datetime import datetime
from typing import assert_never

from spark_tui.domain.text import counted, one_line
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.service.coming import Coming
from spark_tui.service.orders import Found, Going, Nothing, Reasons, Said

LINES = 3
WIDEST = 400  # characters of a line


def lines_of(found: Found, zone: str, now: datetime) -> list[str]:
    """The answer first; moments on the clock of `zone`, or of the schedule that they are of."""
    match found:
        case Coming():
            lines = _coming(found, zone, now)
        case Reasons():
            lines = _reasons(found, now)
        case Said():
            lines = _said(found, now)
        case Going(place):
            lines = [f"{place.name.lower()}: a part of the app"]
        case Nothing(text):
            lines = [text]
        case _:
            assert_never(found)
    return [one_line(line, WIDEST) for line in lines[:LINES]]


def _coming(coming: Coming, zone: str, now: datetime) -> list[str]:
    stretch = _stretch(coming, zone, now)
    if not coming.starts:
        return [f"nothing starts {stretch}"]
    told = [f"{show.moment(at, zone, now)} {name}" for at, name in coming.starts]
    half = -(-len(told) // 2)
    more = (
        f" · and {counted(coming.schedules - len(told), 'other')}"
        if coming.until and coming.schedules > len(told)
        else ""
    )
    heading = f"{counted(coming.schedules, 'schedule')} {stretch}" if coming.until else "what starts next:"
    return [heading, " · ".join(told[:half]), " · ".join(told[half:]) + more]


def _stretch(coming: Coming, zone: str, now: datetime) -> str:
    begin = "now" if coming.since == now else show.moment(coming.since, zone, now)
    if coming.until is None:
        return "by itself"
    end = coming.until.astimezone(zone_of(zone))
    return f"from {begin} to {show.moment(end, zone, now)}"


def _reasons(reasons: Reasons, now: datetime) -> list[str]:
    schedule, because = reasons.schedule, reasons.because
    if because is None:
        return [
            f"{schedule.name} has not failed lately" if reasons.failed else f"{schedule.name}: nothing was decided yet"
        ]
    at, sign = show.moment(because.moment, schedule.zone, now), show.sign(because.state)
    return [f"{schedule.name}, {at}: {sign.word}", *because.says[-2:]]


def _said(said: Said, now: datetime) -> list[str]:
    run = said.run
    if run is None:
        return [f"{said.schedule.name} has not run yet"]
    at = show.moment(run.due_at, said.schedule.zone, now)
    return [f"{said.schedule.name}, {at}: {show.sign(run.state).word}", *(line.text for line in said.lines)]

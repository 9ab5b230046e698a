"""What starts when, and what became of a moment."""

from datetime import datetime

from spark_tui.domain.text import counted
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.answers.lines import in_two
from spark_tui.service.coming import Coming
from spark_tui.service.telling import Ahead, Reasons, Said


def told(found: Coming | Ahead | Reasons | Said, zone: str, now: datetime) -> list[str]:
    match found:
        case Coming():
            return _coming(found, zone, now)
        case Ahead():
            return _ahead(found, now)
        case Reasons():
            return _reasons(found, now)
        case Said():
            return _said(found, now)


def _coming(coming: Coming, zone: str, now: datetime) -> list[str]:
    stretch = _stretch(coming, zone, now)
    if not coming.starts:
        return [f"nothing starts {stretch}"]
    told = [f"{show.moment(at, zone, now)} {name}" for at, name in coming.starts]
    if coming.until is None:
        return ["what starts next:", *in_two(told)]
    return [f"{counted(coming.schedules, 'schedule')} {stretch}", *in_two(told, coming.schedules)]


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
    lines = [line.text for line in said.lines] or [run.reason]
    return [f"{said.schedule.name}, {at}: {show.sign(run.state).word}", *lines]


def _ahead(ahead: Ahead, now: datetime) -> list[str]:
    schedule = ahead.schedule
    if ahead.moments:
        return [f"{schedule.name}: {schedule.words}", show.moments(ahead.moments, schedule.zone, now)]
    return [f"{schedule.name} is {schedule.state}, and does not run again by itself"]

"""What is: which schedules there are, what is under way, whether sources can be reached."""

from collections.abc import Sequence
from datetime import datetime

from spark_tui.domain.order import Which
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.text import counted
from spark_tui.faces import show
from spark_tui.faces.answers.lines import in_two
from spark_tui.service.telling import Reach, Those, Underway

NONE_OF = {
    Which.ALL: "there are no schedules yet",
    Which.PAUSED: "nothing is paused",
    Which.FAILING: "nothing is failing",
}
SUCH = {Which.ALL: "", Which.PAUSED: " paused", Which.FAILING: " failing"}


def told(found: Those | Underway | Reach, zone: str, now: datetime) -> list[str]:
    match found:
        case Those():
            return _those(found, now)
        case Underway(runs):
            return _underway(runs, zone, now)
        case Reach():
            return _reach(found, zone, now)


def _those(those: Those, now: datetime) -> list[str]:
    if not those.schedules:
        return [NONE_OF[those.which]]
    told = [_one_of_those(schedule, run, now) for schedule, run in those.schedules]
    return [f"{counted(len(told), 'schedule')}{SUCH[those.which]}:", *in_two(told)]


def _one_of_those(schedule: Schedule, run: Run | None, now: datetime) -> str:
    if run is not None:
        return f"{schedule.name} ({show.moment(run.due_at, schedule.zone, now)}: {run.reason or run.state})"
    if schedule.pause is not None:
        return f"{schedule.name} ({show.pause(schedule.pause, schedule.zone, now)})"
    return f"{schedule.name} ({schedule.words})"


def _underway(runs: Sequence[Run], zone: str, now: datetime) -> list[str]:
    if not runs:
        return ["nothing is running"]
    told = [f"{run.called} ({show.sign(run.state).word}, due {show.moment(run.due_at, zone, now)})" for run in runs]
    return [f"{counted(len(runs), 'run')} under way:", *in_two(told)]


def _reach(reach: Reach, zone: str, now: datetime) -> list[str]:
    away = [source for source in reach.sources if not source.health.up]
    told = [_health(source, zone, now) for source in (reach.sources if reach.asked else away)]
    if reach.asked:
        return told
    up = len(reach.sources) - len(away)
    return [f"{up} of {counted(len(reach.sources), 'source')} up", *told]


def _health(source: Source, zone: str, now: datetime) -> str:
    health = source.health
    since = f" since {show.moment(health.since, zone, now)}" if health.since else ""
    why = "" if health.up else "".join(f": {text}" for text in (health.detail, health.hint) if text)
    return f"{source.name} is {health.state}{since}{why}"

"""How often a source is asked how it is, and what of its answer is news.

One that is well is asked each minute. One that is not is asked again after half the time that it
has been so: soon at first, and ever more rarely the longer it takes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from spark_tui.domain.ids import WorkflowId
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Workflow

WELL = timedelta(seconds=60)
SOONEST, LATEST = timedelta(seconds=15), timedelta(minutes=10)
NAMED = 3  # schedules at risk that a notice names


def next_check(health: Health, now: datetime) -> datetime:
    """When to ask again; now for one that was never asked, or whose last answer lies in what is the future by now."""
    asked = health.checked_at
    return now if asked is None or asked > now else asked + _pause(health, asked)


def _pause(health: Health, asked: datetime) -> timedelta:
    if health.up:
        return WELL
    return min(max((asked - (health.since or asked)) / 2, SOONEST), LATEST)


def heard(before: Health, answer: Health) -> Health:
    """The answer, with the moment since when it is the same: up, or not."""
    same = before.up == answer.up and before.state is not HealthState.UNKNOWN and before.since is not None
    return replace(answer, since=before.since if same else answer.checked_at)


def has_changed(before: Health, after: Health) -> bool:
    """Whether a person would see a difference, other than when it was asked last."""
    return replace(before, checked_at=None) != replace(after, checked_at=None)


def fell_silent(source: Source, before: Health, at_risk: Sequence[Schedule], now: datetime) -> Notice | None:
    """Told at the second answer that is no good: one alone may be a hiccup. None where nothing runs there."""
    health = source.health
    if health.up or before.up or before.since != health.since or not at_risk:
        return None
    text = f"{source.name} is {health.state}: {one_line(health.detail, 200)}; {_at_risk(at_risk)}"
    return Notice(f"{News.DOWN}:{source.id}:{health.since}", now, News.DOWN, text)


def has_returned(before: Health, after: Health) -> bool:
    """Whether one that was known to be away is well again."""
    return after.up and before.state in (HealthState.DOWN, HealthState.REFUSED)


def came_back(
    source: Source, before: Health, users: Sequence[Schedule], now: datetime, again: Sequence[Run] = ()
) -> Notice | None:
    """None for one of which nobody was told that it was gone. `again` are the runs that make up for what failed."""
    gone = (before.checked_at - before.since) if before.checked_at and before.since else timedelta()
    told = gone >= SOONEST and users
    if not source.health.up or before.up or not (told or again):
        return None
    text = f"{source.name} is up again{_caught_up(again)}"
    return Notice(f"{News.BACK}:{source.id}:{before.since}", now, News.BACK, text)


def _caught_up(again: Sequence[Run]) -> str:
    if not again:
        return ""
    verb = "waits for your yes" if again[0].state is RunState.HELD else "runs now"
    return f"; what failed meanwhile {verb}: {_names([run.schedule_name for run in again])}"


def _at_risk(schedules: Sequence[Schedule]) -> str:
    return f"at risk: {_names([schedule.name for schedule in schedules])}"


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(one_line(name, 40) for name in names[:NAMED]) + (f" and {more} more" if more > 0 else "")


TROUBLES = {HealthState.DOWN: "is down", HealthState.REFUSED: "refuses our key"}


def risks(sources: Sequence[Source], workflows: Sequence[Workflow]) -> dict[WorkflowId, str]:
    """Of the workflows whose next run may fail, why: their source is not well, or has them no more."""
    troubled = {source.id: _trouble(source) for source in sources if source.health.state in TROUBLES}
    gone = {one.id: f"{one.ref} was not there any more at the last sync" for one in workflows if one.gone_at}
    return gone | ({one.id: troubled[one.source] for one in workflows if one.source in troubled} if troubled else {})


def _trouble(source: Source) -> str:
    detail = f": {source.health.detail}" if source.health.detail else ""
    return f"{source.name} {TROUBLES[source.health.state]}{detail}"


def waiting_for(users: Iterable[Schedule]) -> list[Schedule]:
    """Those of a source's schedules that will want it, the soonest first."""
    coming = [(s.next_at, s.name, s) for s in users if s.next_at and s.pause is None]
    return [schedule for _, _, schedule in sorted(coming, key=lambda one: one[:2])]

"""How often a source is asked how it is, and what of its answer is news.

One that is well is asked each minute. One that is not is asked again after half the time that it
has been so: soon at first, and ever more rarely the longer it takes.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from spark_tui.domain.ids import WorkflowId
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.text import one_line

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


def came_back(source: Source, before: Health, users: Sequence[Schedule], now: datetime) -> Notice | None:
    """None for one of which nobody was told that it was gone."""
    gone = (before.checked_at - before.since) if before.checked_at and before.since else timedelta()
    if not source.health.up or before.up or gone < SOONEST or not users:
        return None
    return Notice(f"{News.BACK}:{source.id}:{before.since}", now, News.BACK, f"{source.name} is up again")


def _at_risk(schedules: Sequence[Schedule]) -> str:
    names = [one_line(schedule.name, 40) for schedule in schedules[:NAMED]]
    more = len(schedules) - len(names)
    return f"at risk: {', '.join(names)}" + (f" and {more} more" if more else "")


def waiting_for(workflows: Collection[WorkflowId], schedules: Iterable[Schedule]) -> list[Schedule]:
    """The schedules that will want one of them, the soonest first."""
    coming = [(s.next_at, s.name, s) for s in schedules if s.workflow in workflows and s.next_at and s.pause is None]
    return [schedule for _, _, schedule in sorted(coming, key=lambda one: one[:2])]

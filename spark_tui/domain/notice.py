"""Notices: what a person wants to hear of without asking."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from spark_tui.domain.delivery import Letter
from spark_tui.domain.ids import RunId, ScheduleId, SourceId
from spark_tui.domain.planning import Span
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.timing import zone_of


class News(StrEnum):
    LATE = "late"  # it should have started and has not
    FAILED = "failed"  # it came to a bad end, and no attempt follows
    RECOVERED = "recovered"  # it succeeded again
    MISSED = "missed"  # moments passed that are not made up for
    HELD = "held"  # a catch-up waits for a yes
    WAITING = "waiting"  # a run asks a person before it goes on
    DOWN = "down"  # a source that schedules need is not there, or a check that wants to hear of us
    BACK = "back"  # it is there again
    UNDELIVERED = "undelivered"  # a message that could not be sent, and is not tried again
    PAUSED = "paused"  # a schedule paused itself
    TEST = "test"  # somebody wants to know whether notices arrive


@dataclass(frozen=True, slots=True)
class Notice:
    """One piece of news. `key` is the same for the same news, so that it is told once; `seq` grows over the store."""

    key: str
    at: datetime
    news: News
    text: str
    schedule: ScheduleId | None = None
    schedule_name: str = ""
    run: RunId | None = None
    seq: int = 0

    def tells_of(self, source: SourceId) -> bool:
        """Whether it says that the source went, or came back."""
        return self.news in (News.DOWN, News.BACK) and self.key.startswith(f"{self.news}:{source}:")


def late(run: Run, now: datetime, zone: str = "UTC") -> Notice:
    """A run that has not started although it should have; `zone` is its schedule's."""
    text = f"{run.schedule_name}: due at {_at(run.due_at, zone)}, not started yet"
    return _of_run(News.LATE, run, now, text)


def ended_badly(run: Run, now: datetime) -> Notice:
    """A run of a schedule that came to a bad end, and is not tried again."""
    reason = f": {run.reason}" if run.reason else ""
    return _of_run(News.FAILED, run, now, f"{run.called}: {run.state.value.replace('_', ' ')}{reason}")


def recovered(run: Run, now: datetime) -> Notice:
    """The first success after bad ends."""
    return _of_run(News.RECOVERED, run, now, f"{run.called}: succeeded again")


def waiting(run: Run, now: datetime) -> Notice:
    """A run that asks a person before it goes on; each question is news."""
    asks = run.question or "to go on"
    text = f"{run.called}: waits for your yes to {asks} (spark run approve|refuse {run.id[:8]})"
    return replace(_of_run(News.WAITING, run, now, text), key=f"{News.WAITING}:{run.id}:{now.isoformat()}")


def missed(schedule: Schedule, span: Span, now: datetime) -> Notice:
    """Moments that nobody makes up for."""
    first = _at(span.first, schedule.zone)
    what = f"{span.count} moments from {first}" if span.count > 1 else f"its moment at {first}"
    return _of_schedule(News.MISSED, schedule, span.first, now, f"{schedule.name}: {what} missed; {span.reason}")


def held(schedule: Schedule, due_at: datetime, now: datetime) -> Notice:
    """A missed moment that waits for a yes."""
    text = f"{schedule.name}: its moment at {_at(due_at, schedule.zone)} waits for your yes (spark schedule catch-up)"
    return _of_schedule(News.HELD, schedule, due_at, now, text)


def undelivered(letter: Letter, now: datetime) -> Notice:
    """A message that was given up."""
    text = f"{letter.schedule_name}: its message to {letter.to} ({letter.event}) was given up: {letter.wrong}"
    return Notice(
        f"{News.UNDELIVERED}:{letter.key}", now, News.UNDELIVERED, text, None, letter.schedule_name, letter.run
    )


def paused(schedule: Schedule, pause: Pause) -> Notice:
    """A schedule that paused itself."""
    return _of_schedule(News.PAUSED, schedule, pause.since, pause.since, f"{schedule.name}: paused; {pause.note}")


def unheard(check: str, wrong: str, now: datetime) -> Notice:
    """A dead-man check that our pings do not reach: it will ring by itself, and not for what we did."""
    return Notice(f"{News.DOWN}:{check}:{now.isoformat()}", now, News.DOWN, f"pings do not arrive: {wrong}")


def heard_again(check: str, now: datetime) -> Notice:
    """One of which it was told that it hears nothing."""
    return Notice(f"{News.BACK}:{check}:{now.isoformat()}", now, News.BACK, f"{check} hears of Spark again")


def _of_run(news: News, run: Run, now: datetime, text: str) -> Notice:
    return Notice(f"{news}:{run.id}", now, news, text, run.schedule, run.schedule_name, run.id)


def _of_schedule(news: News, schedule: Schedule, moment: datetime, now: datetime, text: str) -> Notice:
    return Notice(f"{news}:{schedule.id}:{moment.isoformat()}", now, news, text, schedule.id, schedule.name)


def _at(moment: datetime, zone: str) -> str:
    """With its zone: whoever reads it elsewhere sees nothing else of it."""
    return f"{moment.astimezone(zone_of(zone or 'UTC')):%Y-%m-%d %H:%M:%S} {zone or 'UTC'}"

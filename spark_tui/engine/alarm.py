"""The alarm: APScheduler as a bell, and nothing more.

It rings at set moments and does chores at a beat. It never parses cron, never stores a job and
never carries work. It also rings every `LONGEST` seconds, so that a clock that was moved, or a
laptop that slept, is noticed soon: APScheduler itself waits on the monotonic clock.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

LONGEST = 30.0  # seconds


class Alarm:
    """Belongs to one event loop: make it, `start` it and `stop` it there."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._set_for: dict[str, datetime] = {}

    def start(self) -> None:
        self._scheduler.start()
        self.every(LONGEST, self._rung, "beat")

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def set(self, name: str, moment: datetime | None) -> None:
        """Ring at `moment`; each name has one moment, and None takes it away."""
        if moment == self._set_for.get(name):
            return
        if moment is None:
            self._unset(name)
        else:
            self._set_for[name] = moment
            self._scheduler.add_job(self._rung, DateTrigger(moment), [name], id=name, replace_existing=True)

    def _unset(self, name: str) -> None:
        del self._set_for[name]
        with suppress(JobLookupError):  # it rang a moment ago
            self._scheduler.remove_job(name)

    async def _rung(self, name: str = "") -> None:  # a coroutine: APScheduler runs a plain function in a thread
        self._set_for.pop(name, None)
        self._ring()

    def every(self, seconds: float, chore: Callable[[], Awaitable[None]], name: str) -> None:
        """Do a chore at a beat; a beat that finds it still at work is left out."""
        self._scheduler.add_job(chore, IntervalTrigger(seconds=seconds), id=name, replace_existing=True)

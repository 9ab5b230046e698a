"""The alarm: APScheduler as a bell, and nothing more.

It rings at set moments. It never parses cron, never stores a job and never carries work. It goes
by the wall clock, which can be moved: whoever relies on it looks again at a beat of its own.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger


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

    async def _rung(self, name: str) -> None:  # a coroutine: APScheduler runs a plain function in a thread
        self._set_for.pop(name, None)
        self._ring()

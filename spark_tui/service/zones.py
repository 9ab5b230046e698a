"""The rules of zones by which moments were planned are noted; when they change, it is planned anew, and said."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.ids import BootId
from spark_tui.domain.replanning import replanned, zones_of
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import Timing
from spark_tui.domain.timing.courses import Course, course, forget_zones
from spark_tui.service.bell import Bell
from spark_tui.service.ports import Clock, Store, Tx

FACT = "zones"
BEFORE, AHEAD = 1, 4  # years that are noted, before and after the one that it is
LEAST = timedelta(days=2 * 366)  # with less than this ahead, a zone is noted anew
ROUND = 100  # schedules between two of which everybody else on the loop goes on
UNTOLD = 3_600.0  # seconds between two comparisons where the tz data does not tell its version
log = logging.getLogger("spark.engine")

Courses = dict[str, Course]


@dataclass(frozen=True, slots=True)
class Noted:
    """How the clocks of the zones in use were known to go, by the tz data of a version; empty where it has none."""

    version: str
    courses: Courses


class Zones:
    """Watches the tz data for the engine of a store."""

    def __init__(self, store: Store, clock: Clock, bell: Bell) -> None:
        self._store, self._clock, self._bell = store, clock, bell
        self._read: str | None = None  # the version that this process reads its zones from
        self._again = 0.0

    async def look(self, boot: BootId) -> int:
        """Where the tz data is not what was noted, plan anew what that moves. Answers how many moments moved.

        Costs next to nothing while nothing changes.
        """
        version = self._clock.tz_version()
        if version == self._read and (version or self._clock.monotonic() < self._again):
            return 0
        forget_zones()
        async with self._store.read() as tx:
            known = _noted(await tx.facts.get(FACT))
        moved = 0
        if known is None or not await self._holds(known, version):
            moved = await self._renew(boot, version)
        self._read, self._again = version, self._clock.monotonic() + UNTOLD
        return moved

    async def _holds(self, known: Noted, version: str) -> bool:
        if known.version != version or any(self._is_old(was) for was in known.courses.values()):
            return False
        return bool(version) or not await self._otherwise(known)

    def _is_old(self, was: Course) -> bool:
        return was.end - self._clock.now() < LEAST

    async def _renew(self, boot: BootId, version: str) -> int:
        """All of it in one transaction: planned anew twice, a moment would move twice."""
        async with self._store.write() as tx:
            if not await tx.lease.holds(boot):
                return 0
            known = _noted(await tx.facts.get(FACT))
            otherwise = await self._otherwise(known) if known else {}
            schedules = await tx.schedules.all() if otherwise or not known else []
            moved = await self._moved(tx, schedules, otherwise)
            await tx.schedules.advance([(schedule.id, next_at) for schedule, next_at in moved])
            used = {zone for schedule in schedules for zone in zones_of(schedule.timing)}
            await self._note(tx, version, used.union(known.courses if known else ()))
            if known is not None and (told := _told(known.version, version, [schedule for schedule, _ in moved])):
                await tx.repairs.note(self._clock.now(), "time zones", told)
                log.warning("%s", told)
        if moved:
            self._bell.ring()
        return len(moved)

    async def _otherwise(self, known: Noted) -> Courses:
        """How the clocks were known to go that now go otherwise."""
        found = {}
        for zone, was in known.courses.items():
            await self._clock.sleep(0)
            if (now := _course(zone, was.begin, was.end)) is not None and now != was:
                found[zone] = was
        return found

    async def _moved(
        self, tx: Tx, schedules: list[Schedule], otherwise: Courses
    ) -> list[tuple[Schedule, datetime | None]]:
        moved = []
        for number, schedule in enumerate(schedules):
            if number % ROUND == 0:
                await self._clock.sleep(0)
            if schedule.next_at is not None and zones_of(schedule.timing) & otherwise.keys():
                next_at = replanned(schedule, otherwise, await _decided(tx, schedule, schedule.next_at))
                moved += [(schedule, next_at)] if next_at != schedule.next_at else []
        return moved

    async def _note(self, tx: Tx, version: str, zones: Iterable[str]) -> None:
        courses: Courses = {}
        for zone in sorted(zones):
            await self._clock.sleep(0)
            courses |= _courses([zone], self._clock.now())
        await tx.facts.put(FACT, _text(Noted(version, courses)))


async def note_zones(tx: Tx, timings: Iterable[Timing], now: datetime) -> None:
    """The zones of new timings are in use from now on. Where nothing is noted yet, the engine will."""
    zones = {zone for timing in timings for zone in zones_of(timing)}
    known = _noted(await tx.facts.get(FACT)) if zones else None
    if known is not None and (new := sorted(zones - known.courses.keys())):
        await tx.facts.put(FACT, _text(replace(known, courses=known.courses | _courses(new, now))))


async def _decided(tx: Tx, schedule: Schedule, next_at: datetime) -> datetime | None:
    """The last of its moments that was run or written down."""
    entries = await tx.ledger.at(schedule.id, next_at - timedelta(microseconds=1))
    return max((entry.until for entry in entries), default=None)


def _courses(zones: Iterable[str], now: datetime) -> Courses:
    begin, end = (datetime(now.year + years, 1, 1, tzinfo=UTC) for years in (-BEFORE, AHEAD))
    return {zone: found for zone in zones if (found := _course(zone, begin, end)) is not None}


def _course(zone: str, begin: datetime, end: datetime) -> Course | None:
    try:
        return course(zone, begin, end)
    except BadTiming:  # the zone is gone: its schedules are told to be unreadable
        return None


def _told(was: str, version: str, moved: list[Schedule]) -> str:
    """What is said of it; nothing where it is the same data."""
    if was == version and not moved:
        return ""
    names = ", ".join(sorted(schedule.name for schedule in moved)[:5])
    more = f" and {len(moved) - 5} more" if len(moved) > 5 else ""
    became = f"the next moment of {names}{more} moved" if moved else "no planned moment moved"
    versions = f"the tz data is {version or 'of no version'} now, was {was or 'of none'}"
    return f"{versions if was != version else 'the rules of a time zone changed'}: {became}"


# ------------------------------------------------------------------ as text


def _text(noted: Noted) -> str:
    zones = {zone: _shape(each) for zone, each in noted.courses.items()}
    return json.dumps({"version": noted.version, "zones": zones}, separators=(",", ":"))


def _shape(of: Course) -> dict[str, Any]:
    """Instants are seconds since 1970, what a clock is ahead is in seconds."""
    steps = [(_instant(at), _seconds(ahead)) for at, ahead in of.steps]
    return {"begin": _instant(of.begin), "end": _instant(of.end), "ahead": _seconds(of.ahead), "steps": steps}


def _instant(moment: datetime) -> int:
    return int(moment.timestamp())


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)


def _noted(text: str | None) -> Noted | None:
    if text is None:
        return None
    shape = json.loads(text)
    return Noted(shape["version"], {zone: _course_of(each) for zone, each in shape["zones"].items()})


def _course_of(shape: dict[str, Any]) -> Course:
    steps = tuple((_moment(at), timedelta(seconds=ahead)) for at, ahead in shape["steps"])
    return Course(_moment(shape["begin"]), _moment(shape["end"]), timedelta(seconds=shape["ahead"]), steps)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

"""Pile-ups: more starts at one moment than there is room for, so that some of them will wait."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from spark_tui.domain.expected import moments_of
from spark_tui.domain.grid import Grid
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.marks import Mark, Row
from spark_tui.domain.schedule import Schedule

MOST = 20_000  # moments that one search looks at


@dataclass(frozen=True, slots=True)
class Room:
    """How many runs go on at once: in all, of one source, and by the limits that a person set."""

    seats: int = 50
    of_source: int = 50
    limits: Sequence[Limit] = field(default=())

    def scopes(self, schedule: Schedule) -> Iterator[tuple[str, int]]:
        """What bounds the runs of that schedule, in words, and how many that lets in at once."""
        source = schedule.workflow_ref.partition("/")[0]
        own = {(limit.scope, limit.name.casefold()): limit.runs for limit in self.limits}
        yield "seats in all", self.seats
        yield f"of source {source}", own.get((Scope.SOURCE, source.casefold()), self.of_source)
        for tag in schedule.tags:
            if (Scope.TAG, tag) in own:
                yield f"of tag {tag}", own[Scope.TAG, tag]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The schedules that start at one moment, where `room` of them find a seat; `what` says of which."""

    at: datetime
    schedules: tuple[Schedule, ...]
    room: int
    what: str


def crowds(
    schedules: Sequence[Schedule], rows: Mapping[ScheduleId | None, Row], grid: Grid, now: datetime, room: Room
) -> list[Crowd]:
    """The pile-ups that are to come, in order; of those at one moment the one with the least room.

    A scope that lets nothing in is no pile-up: nothing of it runs at any time.
    """
    found: dict[datetime, Crowd] = {}
    left = MOST
    for (what, most, slot), together in sorted(_together(schedules, rows, room).items(), key=lambda pair: pair[0][2]):
        if len(together) <= most or left <= 0:
            continue
        moments = _moments(together, grid, slot, now)
        left -= sum(len(those) for those in moments.values())
        for at, those in moments.items():
            if len(those) > most and (at not in found or most < found[at].room):
                found[at] = Crowd(at, tuple(those), most, what)
    return [found[at] for at in sorted(found)]


def _together(
    schedules: Sequence[Schedule], rows: Mapping[ScheduleId | None, Row], room: Room
) -> Mapping[tuple[str, int, int], list[Schedule]]:
    """By scope and half hour: the schedules that start something in it."""
    together: dict[tuple[str, int, int], list[Schedule]] = defaultdict(list)
    for schedule in schedules:
        scopes = [(what, most) for what, most in room.scopes(schedule) if 0 < most < len(schedules)]
        for slot, cell in rows.get(schedule.id, {}).items() if scopes else ():
            if cell[Mark.PLANNED]:
                for what, most in scopes:
                    together[what, most, slot].append(schedule)
    return together


def _moments(schedules: Sequence[Schedule], grid: Grid, slot: int, now: datetime) -> Mapping[datetime, list[Schedule]]:
    moments: dict[datetime, list[Schedule]] = defaultdict(list)
    for schedule in schedules:
        begin = max(grid.begins(slot), schedule.next_at or now)
        for moment in moments_of(schedule.timing, begin, min(grid.begins(slot + 1), grid.until)):
            if schedule.pause is None or not schedule.pause.holds(moment):
                moments[moment].append(schedule)
    return moments


def peak(
    schedules: Sequence[Schedule], rows: Mapping[ScheduleId | None, Row], grid: Grid, now: datetime
) -> tuple[datetime, int] | None:
    """The moment at which most schedules start together in the fullest half hour; None where none do."""
    by_slot: dict[int, list[Schedule]] = defaultdict(list)
    for schedule in schedules:
        for slot, cell in rows.get(schedule.id, {}).items():
            if cell[Mark.PLANNED]:
                by_slot[slot].append(schedule)
    if not by_slot:
        return None
    slot, fullest = max(by_slot.items(), key=lambda pair: (len(pair[1]), -pair[0]))
    moments = _moments(fullest[: MOST // 30], grid, slot, now)
    at, together = max(moments.items(), key=lambda pair: (len(pair[1]), -pair[0].timestamp()))
    return at, len(together)

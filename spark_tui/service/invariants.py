"""What is always true of a store that is in order: a table of named checks, each with its question and its repair.

The engine asks them every minute and mends what it may; `spark doctor` only asks.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from spark_tui.domain.ids import BootId, RunId, ScheduleId
from spark_tui.domain.run import Happening, Move, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import counted
from spark_tui.service.ports import Clock, Note, Store, Twice, Tx
from spark_tui.service.runs import Runs

PAGE = 500  # schedules without a next moment that are looked at together
STRAY_LINES = 2_000  # that one repair takes out
FARTHEST = timedelta(hours=1)  # that a lease reaches ahead
PATIENCE = timedelta(seconds=60)  # that a queued run gets to be told by whoever would carry it out
MOST_COUNTED = 100_000  # moments of one note
REASON = "its workflow or source is gone"
RECOVERED = "an engine takes it up again, or says that it is lost"

Mend = Callable[[Tx], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that is not as it must be, in words, and what the engine does about it, if anything."""

    detail: str
    mend: Mend | None = None
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """At what moment, with what means, and whether at everything or at what is new."""

    now: datetime
    runs: Runs
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Invariant:
    """`words` say what is true; `thorough` ones read more than a look each minute should."""

    name: str
    words: str
    breaches: Callable[[Tx, Look], Awaitable[list[Breach]]]
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at one invariant found."""

    invariant: Invariant
    breaches: tuple[Breach, ...]


class Invariants:
    """Whether the store is in order."""

    def __init__(self, store: Store, clock: Clock, runs: Runs) -> None:
        self._store, self._clock, self._runs = store, clock, runs

    async def look(self, *, whole: bool = True) -> list[Checked]:
        """Ask, and change nothing. Without `whole` only what is new is looked at."""
        return [await self._look(invariant, whole) for invariant in INVARIANTS if whole or not invariant.thorough]

    async def _look(self, invariant: Invariant, whole: bool) -> Checked:
        """Each in a view of its own: a long one keeps no log of the database from being begun anew."""
        async with self._store.read() as tx:
            return Checked(invariant, tuple(await invariant.breaches(tx, self._as_of_now(whole))))

    def _as_of_now(self, whole: bool) -> Look:
        return Look(self._clock.now(), self._runs, whole)

    async def mend(self, boot: BootId, *, whole: bool = False) -> list[str]:
        """Mend what can be mended and write it down; answers what was. Nothing without the lease.

        What is found outside of a write is asked again within it, so that only what still holds is touched.
        """
        broken = [checked.invariant for checked in await self.look(whole=whole) if _mendable(checked.breaches)]
        return [said for invariant in broken for said in await self._mend(invariant, boot, whole)]

    async def _mend(self, invariant: Invariant, boot: BootId, whole: bool) -> list[str]:
        async with self._store.write() as tx:
            if not await tx.lease.holds(boot):
                return []
            look = self._as_of_now(whole)
            mendable = _mendable(await invariant.breaches(tx, look))
            for breach, mend in mendable:
                await mend(tx)
                await tx.repairs.note(look.now, invariant.name, f"{breach.detail}: {breach.mended}")
        return [f"{invariant.name}: {breach.detail}: {breach.mended}" for breach, _ in mendable]


def _mendable(breaches: Collection[Breach]) -> list[tuple[Breach, Mend]]:
    return [(breach, breach.mend) for breach in breaches if breach.mend is not None]


# ------------------------------------------------------------------ the next moment


async def _without_next(tx: Tx, look: Look) -> list[Breach]:
    """An ended schedule has none either; one whose timing goes on after what was decided has lost it."""
    breaches: list[Breach] = []
    after: ScheduleId | None = None
    while page := await tx.checks.without_next(after, PAGE):
        after = page[-1].schedule.id
        for decided in page:
            schedule, last = decided.schedule, decided.last or decided.schedule.created_at
            if (next_at := schedule.timing.next_after(last)) is not None:
                breaches.append(_set_next(schedule, next_at, "has no next moment, and its timing goes on"))
        if not look.whole:
            break
    return breaches


async def _behind(tx: Tx, look: Look) -> list[Breach]:  # noqa: ARG001 - all are asked alike
    found = await tx.checks.behind(PAGE)
    said = "waits for a moment that was decided already"
    return [_set_next(d.schedule, d.schedule.timing.next_after(d.last), said) for d in found if d.last is not None]


def _set_next(schedule: Schedule, next_at: datetime | None, said: str) -> Breach:
    async def mend(tx: Tx) -> None:
        await tx.schedules.advance([(schedule.id, next_at)])

    told = f"its next moment is {next_at:%Y-%m-%d %H:%M:%S} UTC" if next_at else "it has ended"
    return Breach(f"schedule “{schedule.name}” {said}", mend, told)


# ------------------------------------------------------------------ who carries out what


async def _ownerless(tx: Tx, look: Look) -> list[Breach]:
    """The engine's recovery takes care of them, for it knows whether they can be taken up again."""
    boots = await tx.lease.boots(look.now)
    return [
        Breach(f"run {run.id[:8]} of {run.workflow_ref} is running, and nobody carries it out", mended=RECOVERED)
        for run in await tx.checks.ownerless(boots)
    ]


async def _homeless(tx: Tx, look: Look) -> list[Breach]:
    return [_cancel(run, look) for run in await tx.checks.homeless(look.now - PATIENCE)]


def _cancel(run: Run, look: Look) -> Breach:
    async def mend(tx: Tx) -> None:
        await look.runs.move_in(tx, (run, Move(Happening.CANCELLED, look.now, REASON)))

    return Breach(f"run {run.id[:8]} is queued for {run.workflow_ref}, which is gone", mend, "it is cancelled")


async def _expired_guests(tx: Tx, look: Look) -> list[Breach]:
    async def mend(tx: Tx) -> None:
        await tx.lease.show_out(look.now)

    expired = await tx.checks.expired_guests(look.now)
    return [Breach(f"{one} may carry out runs no more", mend, "it is let go") for one in expired]


async def _lease(tx: Tx, look: Look) -> list[Breach]:
    """Taken by a clock that was wrong, it would keep everybody else from being the engine."""
    lease = await tx.lease.get()
    if lease is None or lease.expires_at - look.now <= FARTHEST:
        return []
    return [Breach(f"the lease of {lease.holder} reaches to {lease.expires_at:%Y-%m-%d %H:%M:%S} UTC")]


# ------------------------------------------------------------------ the ledger


async def _told_twice(tx: Tx, look: Look) -> list[Breach]:
    return [_drop(twice) for twice in await tx.checks.told_twice(recent=not look.whole)]


async def _overlapping(tx: Tx, look: Look) -> list[Breach]:
    return [_drop(twice) for twice in await tx.checks.overlapping(recent=not look.whole)]


def _drop(twice: Twice) -> Breach:
    """A note all of whose moments are told of elsewhere goes; of any other nobody can tell which is right."""

    async def mend(tx: Tx) -> None:
        await tx.checks.drop_note(twice.note.id)

    span = twice.note.span
    detail = f"the moment {twice.due_at:%Y-%m-%d %H:%M:%S} UTC has {twice.other} and a note that says “{span.fate}”"
    return Breach(detail, mend, "the note is taken away") if twice.whole else Breach(detail)


async def _miscounted(tx: Tx, look: Look) -> list[Breach]:
    notes = await tx.checks.miscounted(recent=not look.whole)
    return [await _recount(tx, note) for note in notes]


async def _recount(tx: Tx, note: Note) -> Breach:
    schedule = await tx.schedules.get(note.schedule)
    count = _count(schedule, note) if schedule else int(note.span.first == note.span.last)

    async def mend(tx: Tx) -> None:
        await tx.checks.recount(note.id, count)

    detail = f"a note from {note.span.first:%Y-%m-%d %H:%M} to {note.span.last:%Y-%m-%d %H:%M} UTC counts"
    detail = f"{detail} {counted(note.span.count, 'moment')}"
    right = count == 1 if note.span.first == note.span.last else count > 1
    return Breach(detail, mend, f"it is {count:,}") if right else Breach(detail)


def _count(schedule: Schedule, note: Note) -> int:
    """Its first moment, and those of the timing that follow up to its last."""
    if note.span.first > note.span.last:
        return 0
    following = takewhile(lambda moment: moment <= note.span.last, schedule.timing.moments_after(note.span.first))
    return 1 + sum(1 for _ in islice(following, MOST_COUNTED))


async def _stray_lines(tx: Tx, look: Look) -> list[Breach]:  # noqa: ARG001 - all are asked alike
    return [_drop_lines(run) for run in await tx.checks.stray_lines(PAGE)]


def _drop_lines(run: RunId) -> Breach:
    async def mend(tx: Tx) -> None:
        await tx.keeping.drop_stray_lines(run, STRAY_LINES)

    return Breach(f"there are lines of run {run[:8]}, which is not there", mend, "they are taken away")


INVARIANTS = (
    Invariant("next moment", "every active schedule has a next moment", _without_next),
    Invariant("strictly later", "it is later than every moment that was decided", _behind),
    Invariant("owner", "somebody carries out every running run", _ownerless),
    Invariant("lease", "the engine's lease ends within the hour, unless it is renewed", _lease),
    Invariant("guests", "whoever carries out runs may do so", _expired_guests),
    Invariant("home", "every queued run has a workflow and a source", _homeless),
    Invariant("one row", "no moment has both a run and a note", _told_twice),
    Invariant("one note", "no moment has two notes", _overlapping),
    Invariant("counts", "the count of a note is that of its moments", _miscounted),
    Invariant("lines", "every line belongs to a run", _stray_lines, thorough=True),
)

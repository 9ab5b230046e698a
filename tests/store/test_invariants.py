"""Each invariant is broken by hand in a real store, found, mended, written down, and then it holds."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.planning import Span
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.service.bell import Bell
from spark_tui.service.invariants import INVARIANTS, Invariants
from spark_tui.service.ports import Face, Holder, Lease, Store
from spark_tui.service.runs import Runs
from spark_tui.store.columns import EPOCH, MICROSECOND
from spark_tui.store.sql import SqlStore
from tests.contracts.store import a_run, a_schedule, a_source, a_span, a_workflow, some_lines
from tests.fakes import FakeClock

BOOT = BootId("ours")
DUE = datetime.fromisoformat("2026-11-23T09:00:00+00:00")  # of `daily`, an hour after the clock's beginning
DAY = timedelta(days=1)
DAILY = ScheduleId("daily")


@pytest.fixture
def invariants(store: SqlStore, clock: FakeClock) -> Invariants:
    return Invariants(store, clock, Runs(store, clock, Bell()))


@pytest.fixture(autouse=True)
async def in_order(store: SqlStore, clock: FakeClock) -> None:
    """A source, a workflow, a schedule that ran, was missed and runs again; an engine; a run with lines."""
    run = a_run(due_at=DUE - 3 * DAY, id=RunId("ran"), state=RunState.SUCCEEDED)
    async with store.write() as tx:
        await tx.sources.put(a_source(id=SourceId("home")))
        await tx.workflows.put(a_workflow(id=WorkflowId("w")))
        await tx.schedules.put(a_schedule(next_at=DUE, created_at=DUE - 9 * DAY))
        await tx.runs.add([run])
        await tx.ledger.note(DAILY, [missed(-2, -1, 2)])
        await tx.lines.add(some_lines("ran", "hello"))
        await tx.lease.take(Lease(BOOT, Holder("host", 1, Face.DAEMON), clock.now(), DUE), clock.now())


def missed(first: int, last: int, count: int) -> Span:
    """A note from `first` to `last` days from the schedule's next moment on."""
    return replace(a_span(0, 0, count), first=DUE + first * DAY, last=DUE + last * DAY)


def due_in(days: int, **also: object) -> Run:
    return a_run(due_at=DUE + days * DAY, queued_at=DUE - DAY, **also)


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


async def execute(store: SqlStore, statement: str, **values: object) -> None:
    async with store._database.durable.begin() as connection:
        await connection.execute(text(statement), values)


async def lose_the_next_moment(store: SqlStore) -> None:
    await execute(store, "UPDATE schedules SET next_at = NULL")


async def set_the_next_moment_back_to_a_run(store: SqlStore) -> None:
    await execute(store, "UPDATE schedules SET next_at = :at", at=micros(DUE - 3 * DAY))


async def set_the_next_moment_back_into_a_note(store: SqlStore) -> None:
    await execute(store, "UPDATE schedules SET next_at = :at", at=micros(DUE - 2 * DAY))


async def note_a_moment_that_ran(store: SqlStore) -> None:
    async with store.write() as tx:
        await tx.runs.add([due_in(-4, state=RunState.FAILED)])
    await insert_note(store, -4, -4, 1)


async def note_a_moment_twice(store: SqlStore) -> None:
    await insert_note(store, -2, -2, 1)


async def miscount_one(store: SqlStore) -> None:
    await insert_note(store, -8, -8, 7)


async def miscount_many(store: SqlStore) -> None:
    await insert_note(store, -8, -5, 1)


async def insert_note(store: SqlStore, first: int, last: int, count: int) -> None:
    await execute(
        store,
        "INSERT INTO omissions (schedule_id, first, last, count, fate, reason) "
        "VALUES ('daily', :first, :last, :count, 'skipped', 'by hand')",
        first=micros(DUE + first * DAY),
        last=micros(DUE + last * DAY),
        count=count,
    )


async def take_the_workflow_from_a_queued_run(store: SqlStore) -> None:
    async with store.write() as tx:
        await tx.runs.add([due_in(-1, workflow=WorkflowId("gone"), cause=Cause.MANUAL)])


async def take_the_source_from_a_queued_run(store: SqlStore) -> None:
    async with store.write() as tx:
        await tx.runs.add([due_in(-1, cause=Cause.MANUAL)])
        await tx.sources.remove(SourceId("home"))


async def leave_a_guest(store: SqlStore) -> None:
    async with store.write() as tx:
        await tx.lease.let_in(Lease(BootId("guest"), "host pid 2", DUE - DAY, DUE - DAY), DUE - 2 * DAY)


async def take_the_run_from_its_lines(store: SqlStore) -> None:
    await execute(store, "DELETE FROM runs WHERE id = 'ran'")


MENDED = {
    lose_the_next_moment: ("next moment", "its next moment is 2026-11-23 09:00:00 UTC"),
    set_the_next_moment_back_to_a_run: ("strictly later", "its next moment is 2026-11-23 09:00:00 UTC"),
    set_the_next_moment_back_into_a_note: ("strictly later", "its next moment is 2026-11-23 09:00:00 UTC"),
    note_a_moment_that_ran: ("one row", "the note is taken away"),
    note_a_moment_twice: ("one note", "the note is taken away"),
    miscount_one: ("counts", "counts 7 moments: it is 1"),
    miscount_many: ("counts", "counts 1 moment: it is 4"),
    take_the_workflow_from_a_queued_run: ("home", "it is cancelled"),
    take_the_source_from_a_queued_run: ("home", "it is cancelled"),
    leave_a_guest: ("guests", "host pid 2 may carry out runs no more: it is let go"),
    take_the_run_from_its_lines: ("lines", "they are taken away"),
}


async def broken(invariants: Invariants, *, whole: bool = True) -> list[str]:
    return [checked.invariant.name for checked in await invariants.look(whole=whole) if checked.breaches]


async def test_a_store_in_order_breaks_none(invariants: Invariants) -> None:
    assert [checked.invariant for checked in await invariants.look()] == list(INVARIANTS)
    assert await broken(invariants) == []


@pytest.mark.parametrize(("break_it", "told"), MENDED.items(), ids=[b.__name__ for b in MENDED])
async def test_what_is_broken_is_found_mended_written_down_and_then_holds(
    invariants: Invariants, store: SqlStore, clock: FakeClock, break_it, told: tuple[str, str]
) -> None:
    await break_it(store)
    assert await broken(invariants) == [told[0]]
    await invariants.mend(BOOT, whole=True)
    async with store.read() as tx:
        (repair,) = await tx.repairs.recent(10)
    assert (repair.at, repair.what) == (clock.now(), told[0])
    assert repair.detail.endswith(told[1])
    assert await broken(invariants) == []
    assert await invariants.mend(BOOT, whole=True) == []


@pytest.mark.parametrize("break_it", [b for b in MENDED if b is not take_the_run_from_its_lines])
async def test_a_look_each_minute_finds_it_too(invariants: Invariants, store: SqlStore, break_it) -> None:
    await break_it(store)
    assert len(await broken(invariants, whole=False)) == 1


async def leave_a_run_to_nobody(store: SqlStore) -> None:
    async with store.write() as tx:
        await tx.runs.add([due_in(-1, state=RunState.RUNNING, boot=BootId("dead"), cause=Cause.MANUAL)])


async def note_a_range_with_a_run_in_it(store: SqlStore) -> None:
    await insert_note(store, -4, -3, 2)


async def take_the_lease_by_a_wrong_clock(store: SqlStore) -> None:
    await execute(store, "UPDATE lease SET expires_at = :at", at=micros(DUE + DAY))


UNMENDED = {
    take_the_lease_by_a_wrong_clock: ("lease", False),
    leave_a_run_to_nobody: ("owner", True),
    note_a_range_with_a_run_in_it: ("one row", False),
}


@pytest.mark.parametrize(("break_it", "told"), UNMENDED.items(), ids=[b.__name__ for b in UNMENDED])
async def test_what_is_not_its_to_mend_is_only_told(
    invariants: Invariants, store: SqlStore, break_it, told: tuple[str, bool]
) -> None:
    await break_it(store)
    assert await invariants.mend(BOOT, whole=True) == []
    (checked,) = [one for one in await invariants.look() if one.breaches]
    assert (checked.invariant.name, bool(checked.breaches[0].mended)) == told


async def test_nothing_is_mended_without_the_lease(invariants: Invariants, store: SqlStore) -> None:
    await lose_the_next_moment(store)
    assert await invariants.mend(BootId("somebody else"), whole=True) == []
    assert await broken(invariants) == ["next moment"]


@pytest.mark.parametrize(
    "also",
    [
        {"cause": Cause.MANUAL, "state": RunState.SUCCEEDED},
        {"attempt": 2, "cause": Cause.RETRY, "state": RunState.FAILED},
        {"cause": Cause.SCHEDULE, "schedule": ScheduleId("another"), "state": RunState.FAILED},
    ],
    ids=["by hand", "a retry", "of another schedule"],
)
async def test_a_run_that_is_not_the_moment_s_own_is_no_second_row(
    invariants: Invariants, store: Store, also: dict[str, object]
) -> None:
    async with store.write() as tx:
        await tx.runs.add([due_in(-2, **also), due_in(0, **also)])
    assert await broken(invariants) == []


async def test_a_schedule_whose_last_moment_is_decided_has_ended(invariants: Invariants, store: Store) -> None:
    async with store.write() as tx:
        (daily,) = await tx.schedules.all()
        await tx.schedules.put(replace(daily, timing=replace(daily.timing, ends=DUE - DAY), next_at=None))
    assert await broken(invariants) == []


async def test_more_schedules_that_have_ended_than_one_page_are_all_looked_at(
    invariants: Invariants, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spark_tui.service.invariants.PAGE", 2)
    async with store.write() as tx:
        (daily,) = await tx.schedules.all()
        for number in range(5):
            named = replace(daily, id=ScheduleId(f"s{number}"), name=f"s{number}", created_at=DUE, next_at=None)
            await tx.schedules.put(named)
    (checked,) = [one for one in await invariants.look() if one.breaches]
    assert len(checked.breaches) == 5

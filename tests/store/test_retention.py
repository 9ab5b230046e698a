"""What is old goes, what goes on and what is newest stays, and the ledger says what it held."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.keeping import BEGINNING, CUT, Keep, Pruned
from spark_tui.domain.log import Level, Line
from spark_tui.domain.outage import Absence, Outage
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.service import retention
from spark_tui.service.retention import Retention
from spark_tui.store.sql import SqlStore
from spark_tui.store.statements import Statements
from tests.contracts.store import DAILY, a_run, a_schedule, a_span
from tests.fakes import START, FakeClock

DAY = timedelta(days=1)
KEEP = Keep(runs_days=90, runs=5, lines_days=30)
Tidy = Callable[..., Any]


@pytest.fixture
def tidy(store: SqlStore, clock: FakeClock) -> Tidy:
    """Make one pass: tidy(runs_days=7)."""

    async def once(**keep: int) -> int:
        return await Retention(store, clock, replace(KEEP, **keep)).tidy()

    return once


@pytest.fixture(autouse=True)
async def daily(store: SqlStore) -> None:
    async with store.write() as tx:
        await tx.schedules.put(a_schedule(next_at=START + DAY))


def ago(days: int, name: str = "", **also: Any) -> Run:
    """A run of so many days ago that succeeded; its id is its age."""
    at = START - days * DAY
    values = {"id": RunId(name or f"{days}"), "due_at": at, "queued_at": at, "state": RunState.SUCCEEDED}
    return a_run(**{**values, **also})


async def add(store: SqlStore, *runs: Run, lines: int = 1) -> None:
    async with store.write() as tx:
        await tx.runs.add(runs)
        await tx.lines.add([Line(run.id, run.due_at, Level.OUT, f"line {n}") for run in runs for n in range(lines)])


async def left(store: SqlStore) -> list[str]:
    async with store.read() as tx:
        return sorted((run.id for run in await tx.runs.recent(1_000)), key=lambda name: (len(name), name))


async def lines(store: SqlStore) -> set[str]:
    async with store.read() as tx:
        return {line.run for line in await tx.lines.tail(10_000)}


async def pruned(store: SqlStore, schedule: ScheduleId | None = DAILY) -> Pruned | None:
    async with store.read() as tx:
        return await tx.keeping.pruned(schedule)


async def test_old_runs_go_with_their_lines(store: SqlStore, tidy: Tidy) -> None:
    await add(store, ago(1), ago(89), ago(91), ago(200))
    assert await tidy() == 2
    assert (await left(store), await lines(store)) == (["1", "89"], {"1"})


async def test_what_went_is_summed_up_and_the_sum_grows(store: SqlStore, tidy: Tidy, clock: FakeClock) -> None:
    await add(store, ago(1), ago(89), ago(91), ago(200, state=RunState.FAILED))
    await tidy()
    clock.forward(days=5)
    await tidy()
    assert await pruned(store) == Pruned(DAILY, START - 200 * DAY, START - 89 * DAY, runs=3, bad=1)


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
async def test_a_run_that_goes_on_stays_with_its_lines_however_old(
    store: SqlStore, tidy: Tidy, state: RunState
) -> None:
    await add(store, ago(1), ago(300, state=state))
    await tidy()
    assert (await left(store), await lines(store)) == (["1", "300"], {"1", "300"})


async def test_the_newest_run_of_a_schedule_stays_whole_however_old(store: SqlStore, tidy: Tidy) -> None:
    await add(store, ago(400, result="x" * 5_000), ago(500))
    await tidy()
    assert (await left(store), await lines(store)) == (["400"], {"400"})
    async with store.read() as tx:
        (run,) = await tx.runs.recent()
    assert len(run.result) == 5_000


async def test_of_a_schedule_that_was_removed_nothing_is_the_newest(store: SqlStore, tidy: Tidy) -> None:
    await add(store, ago(400, schedule=ScheduleId("removed")))
    await tidy()
    assert await left(store) == []


async def test_of_runs_by_hand_only_age_and_number_count(store: SqlStore, tidy: Tidy) -> None:
    by_hand = {"schedule": None, "cause": Cause.MANUAL}
    await add(store, *(ago(days, **by_hand) for days in (1, 2, 3, 4, 5, 6, 7, 100)))
    await tidy()
    assert await left(store) == ["1", "2", "3", "4", "5"]
    assert await pruned(store, None) == Pruned(None, START - 100 * DAY, START - 6 * DAY, runs=3)


async def test_above_the_number_the_oldest_of_each_schedule_go(store: SqlStore, tidy: Tidy) -> None:
    other = [ago(days, f"other{days}", schedule=ScheduleId("other")) for days in (1, 50)]
    await add(store, *(ago(days) for days in range(1, 9)), *other)
    assert await tidy() == 3
    assert await left(store) == ["1", "2", "3", "4", "5", "other1", "other50"]


async def test_notes_go_with_the_runs_among_which_they_stand(store: SqlStore, tidy: Tidy) -> None:
    await add(store, *(ago(days) for days in range(1, 9)))
    async with store.write() as tx:
        for days in (20, 7, 2):
            at = START - days * DAY
            await tx.ledger.note(DAILY, [replace(a_span(0, 0, reason=f"{days}"), first=at, last=at)])
    await tidy()
    async with store.read() as tx:
        assert [e.reason for e in await tx.ledger.entries(DAILY) if e.run is None] == ["2"]
    assert await pruned(store) == Pruned(DAILY, START - 20 * DAY, START - 6 * DAY, runs=3, omitted=2)


async def test_old_notes_go_by_age(store: SqlStore, tidy: Tidy) -> None:
    async with store.write() as tx:
        for days in (400, 1):
            at = START - days * DAY
            await tx.ledger.note(DAILY, [replace(a_span(0, 0, 9, reason=f"{days}"), first=at - DAY, last=at)])
    await tidy()
    async with store.read() as tx:
        assert [entry.reason for entry in await tx.ledger.entries(DAILY)] == ["1"]
    assert await pruned(store) == Pruned(DAILY, START - 401 * DAY, START - 400 * DAY, omitted=9)


async def test_old_repairs_and_outages_go_too(store: SqlStore, tidy: Tidy) -> None:
    async with store.write() as tx:
        for days in (100, 1):
            at = START - days * DAY
            await tx.repairs.note(at, "owner", f"{days}")
            await tx.outages.note(Outage(at, at, Absence.OFF))
    await tidy()
    async with store.read() as tx:
        assert [repair.detail for repair in await tx.repairs.recent()] == ["1"]
        assert [outage.since for outage in await tx.outages.since(START - 400 * DAY)] == [START - DAY]


async def test_of_an_old_long_result_the_beginning_stays(store: SqlStore, tidy: Tidy) -> None:
    await add(store, ago(1), ago(29, result="y" * 5_000), ago(31, result="x" * 5_000), ago(32, result="short"))
    await tidy()
    async with store.read() as tx:
        found = {run.id: run.result for run in await tx.runs.recent()}
    assert found == {"1": "", "29": "y" * 5_000, "31": "x" * BEGINNING + CUT, "32": "short"}


async def test_for_ever_is_for_ever(store: SqlStore, tidy: Tidy) -> None:
    await add(store, *(ago(days, result="x" * 5_000) for days in range(1, 4_000, 400)))
    assert await tidy(runs_days=0, runs=0, lines_days=0) == 0
    assert (len(await left(store)), len(await lines(store)), await pruned(store)) == (10, 10, None)


async def test_a_second_pass_finds_nothing_more(store: SqlStore, tidy: Tidy) -> None:
    await add(store, *(ago(days) for days in range(1, 200, 10)))
    assert await tidy() == 15
    assert await tidy() == 0


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "SLICE", 3)
    monkeypatch.setattr(retention, "LINES", 3)


@pytest.mark.usefixtures("small_slices")
async def test_many_slices_do_what_one_does(store: SqlStore, tidy: Tidy) -> None:
    await add(store, *(ago(days, state=RunState.RUNNING) for days in (301, 302, 303, 304)))
    await add(store, *(ago(days) for days in range(100, 130)), ago(1), lines=20)
    assert await tidy(runs=0) == 30
    assert await left(store) == ["1", "301", "302", "303", "304"]
    assert await lines(store) == {"1", "301", "302", "303", "304"}


@pytest.mark.usefixtures("small_slices")
async def test_no_transaction_takes_out_more_than_a_slice(
    store: SqlStore, tidy: Tidy, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, most = Statements.change, []

    async def counted(self: Statements, statement: Any, values: Any = None, **how: bool) -> int:
        most.append(count := await change(self, statement, values, **how))
        return count

    await add(store, *(ago(days) for days in range(100, 110)), ago(1), lines=50)
    monkeypatch.setattr(Statements, "change", counted)
    assert await tidy(runs=1, runs_days=0, lines_days=0) == 10
    assert max(most) == 30


async def test_a_pass_that_is_broken_off_goes_on_the_next_time(
    store: SqlStore, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 3)
    await add(store, *(ago(days) for days in range(100, 110)), ago(1))
    keeper, write, left_writes = Retention(store, clock, replace(KEEP, runs=0)), store.write, iter(range(3))

    def broken_off(*, durable: bool = True) -> Any:
        if next(left_writes, None) is None:
            raise ZeroDivisionError
        return write(durable=durable)

    monkeypatch.setattr(store, "write", broken_off)
    with pytest.raises(ZeroDivisionError):
        await keeper.tidy()
    monkeypatch.setattr(store, "write", write)
    await keeper.tidy()
    assert (await left(store), (await pruned(store)).runs) == (["1"], 10)  # type: ignore[union-attr]


async def test_the_figures_count_what_is_there(store: SqlStore, clock: FakeClock) -> None:
    await add(store, ago(1), ago(7), lines=3)
    figures, space = await Retention(store, clock, KEEP).figures()
    assert (figures.runs, figures.lines, figures.oldest) == (2, 6, START - 7 * DAY)
    assert space.total > 0

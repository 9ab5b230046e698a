"""What every store promises of its transactions, and what the contracts of its tables are made of.

Each test gets `store`, and `other`: a second one over the same place.

A test module makes the fixtures and inherits the classes:

    class TestRuns(RunsContract): ...
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId, WorkflowId, new_id
from spark_tui.domain.log import Level, Line
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import Cause, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Face, Holder, Lease, Store, Tx

NOW = datetime(2026, 3, 29, 0, 59, 59, 123_457, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAILY = ScheduleId("daily")
BACKUP = ScheduleId("backup")


def a_source(name: str = "home", **also: Any) -> Source:
    return Source(**{"id": SourceId(new_id()), "kind": "local", "name": name, "url": "file:///x", **also})


def a_workflow(title: str = "report", source: str = "home", **also: Any) -> Workflow:
    values = {"id": WorkflowId(new_id()), "source": SourceId(source), "source_name": source, "key": title}
    return Workflow(**{**values, "title": title, **also})


def a_schedule(name: str = "daily", next_at: datetime | None = NOW, **also: Any) -> Schedule:
    values: dict[str, Any] = {
        "id": ScheduleId(name),
        "name": name,
        "workflow": WorkflowId("w"),
        "workflow_ref": "home/w",
    }
    times = {"timing": Timing((Cron("0 9 * * *"),)), "zone": "UTC", "created_at": NOW, "next_at": next_at}
    return Schedule(**{**values, **times, **also})


def a_run(schedule: ScheduleId | None = DAILY, due_at: datetime = NOW, **also: Any) -> Run:
    values: dict[str, Any] = {"id": RunId(new_id()), "workflow": WorkflowId("w"), "workflow_ref": "home/w"}
    times = {"due_at": due_at, "queued_at": due_at, "cause": Cause.SCHEDULE}
    return Run(**{**values, **times, "schedule": schedule, **also})


def a_span(first: int, last: int, count: int = 1, fate: Fate = Fate.MISSED, reason: str = "Spark was off") -> Span:
    return Span(NOW + first * MINUTE, NOW + last * MINUTE, count, fate, reason)


def a_lease(boot: str, *, until: datetime) -> Lease:
    return Lease(BootId(boot), Holder("host", 7, Face.APP), NOW, until)


def some_lines(run: str, *texts: str) -> list[Line]:
    return [Line(RunId(run), NOW, Level.OUT, text) for text in texts]


async def soon(store: Store) -> bool:
    """Whether `changed()` becomes true, sooner or later."""
    for _ in range(3_000):
        if await store.changed():
            return True
        await asyncio.sleep(0.01)
    return False


async def quiet(store: Store) -> bool:
    """Whether nothing is heard for a fifth of a second."""
    for _ in range(20):
        await asyncio.sleep(0.01)
        if await store.changed():
            return False
    return True


async def become_quiet(store: Store) -> None:
    while not await quiet(store):
        pass


async def write_and_fail(store: Store) -> None:
    async with store.write() as tx:
        await tx.sources.put(a_source())
        raise ZeroDivisionError


class TransactionsContract:
    async def test_what_was_written_is_read(self, store: Store) -> None:
        source = a_source()
        async with store.write() as tx:
            await tx.sources.put(source)
        async with store.read() as tx:
            assert await tx.sources.get(source.id) == source

    async def test_a_transaction_sees_its_own_changes(self, store: Store) -> None:
        source = a_source()
        async with store.write() as tx:
            await tx.sources.put(source)
            assert await tx.sources.all() == [source]

    async def test_an_exception_undoes_everything_and_comes_out_as_it_was(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError):
            await write_and_fail(store)
        async with store.read() as tx:
            assert await tx.sources.all() == []

    async def test_a_reader_does_not_see_what_is_not_committed(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            await tx.sources.put(a_source())
            async with other.read() as theirs:
                assert await theirs.sources.all() == []

    async def test_a_reader_keeps_its_view_while_others_write(self, store: Store, other: Store) -> None:
        async with store.read() as tx:
            assert await tx.sources.all() == []
            async with other.write() as theirs:
                await theirs.sources.put(a_source())
            assert await tx.sources.all() == []

    async def test_writers_of_two_processes_wait_for_each_other(self, store: Store, other: Store) -> None:
        async def add_one(which: Store) -> None:
            async with which.write() as tx:
                known = await tx.sources.get(SourceId("counter")) or a_source("0", id=SourceId("counter"))
                await tx.sources.put(replace(known, name=str(int(known.name) + 1)))

        await asyncio.gather(*(add_one(which) for which in [store, other] * 20))
        async with store.read() as tx:
            assert [source.name for source in await tx.sources.all()] == ["40"]

    async def test_a_cancelled_writer_leaves_nothing_and_hinders_nobody(self, store: Store) -> None:
        async def write_slowly() -> None:
            async with store.write() as tx:
                await tx.sources.put(a_source())
                await asyncio.sleep(60)

        writer = asyncio.create_task(write_slowly())
        await asyncio.sleep(0.1)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
        async with store.write() as tx:
            assert await tx.sources.all() == []

    async def test_a_writer_that_is_cancelled_at_any_moment_hinders_nobody(self, store: Store) -> None:
        async def write() -> None:
            async with store.write() as tx:
                await tx.lines.add(some_lines("r", *"abcdefgh"))

        for wait in range(12):
            writer = asyncio.create_task(write())
            await asyncio.sleep(wait / 4000)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        async with store.write() as tx:
            assert len(await tx.lines.after(0)) % 8 == 0


class PiecesContract:
    """A transaction that is handed over whole."""

    async def test_a_transaction_in_one_piece_is_a_transaction(self, store: Store, other: Store) -> None:
        runs = [a_run(), a_run(due_at=NOW + MINUTE)]

        async def add(tx: Tx) -> str:
            return f"added {len(await tx.runs.add(runs))}"

        assert await store.apply(add) == "added 2"
        assert {run.id for run in await other.look(lambda tx: tx.runs.active())} == {run.id for run in runs}

    async def test_a_piece_that_breaks_leaves_nothing(self, store: Store) -> None:
        async def break_off(tx: Tx) -> None:
            await tx.runs.add([a_run()])
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await store.apply(break_off)
        assert await store.look(lambda tx: tx.runs.active()) == []

    async def test_a_piece_that_waits_for_something_else_is_refused_and_leaves_nothing(self, store: Store) -> None:
        async def wait(tx: Tx) -> None:
            await tx.runs.add([a_run()])
            await asyncio.sleep(0)

        with pytest.raises(RuntimeError, match="nothing but its statements"):
            await store.apply(wait)
        assert await store.look(lambda tx: tx.runs.active()) == []

    async def test_a_piece_is_news_to_others_and_a_look_is_none(self, store: Store, other: Store) -> None:
        await become_quiet(other)
        await store.look(lambda tx: tx.runs.active())
        assert await quiet(other)
        await store.apply(lambda tx: tx.runs.add([a_run()]), durable=False)
        assert await soon(other)

    async def test_pieces_and_transactions_write_one_after_the_other(self, store: Store) -> None:
        async with store.write() as tx:
            adding = asyncio.create_task(store.apply(lambda tx: tx.runs.add([a_run(due_at=NOW + MINUTE)])))
            await asyncio.sleep(0.02)
            assert not adding.done()
            await tx.runs.add([a_run()])
        await adding
        assert len(await store.look(lambda tx: tx.runs.active())) == 2


class ChangedContract:
    async def test_another_process_hears_of_a_commit(self, store: Store, other: Store) -> None:
        await become_quiet(store)
        async with other.write() as tx:
            await tx.sources.put(a_source())
        assert await soon(store)

    async def test_so_does_the_one_that_committed(self, store: Store) -> None:
        await become_quiet(store)
        async with store.write() as tx:
            await tx.sources.put(a_source())
        assert await soon(store)

    async def test_lines_are_heard_of_too(self, store: Store, other: Store) -> None:
        await become_quiet(store)
        async with other.write(durable=False) as tx:
            await tx.lines.add(some_lines("r", "hello"))
        assert await soon(store)

    async def test_it_is_told_once(self, store: Store, other: Store) -> None:
        async with other.write() as tx:
            await tx.sources.put(a_source())
        await soon(store)
        assert await quiet(store)

    async def test_a_write_that_changes_nothing_is_no_news(self, store: Store, other: Store) -> None:
        await become_quiet(store)
        async with other.write() as tx:
            await tx.runs.ask_cancel(RunId("nobody"), "ana")
        assert await quiet(store)

    async def test_what_was_undone_is_no_news(self, store: Store, other: Store) -> None:
        await become_quiet(store)
        with pytest.raises(ZeroDivisionError):
            await write_and_fail(other)
        assert await quiet(store)

"""The migrations and the rows say the same, and an old, new or foreign database is told apart."""

import asyncio
import json
import re
import socket
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlmodel import SQLModel

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import InUse, Outgrown, StoreError
from spark_tui.domain.ids import BootId, SourceId, WorkflowId
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Policy
from spark_tui.domain.source import Memory, Source
from spark_tui.domain.timing import ClockChange, Cron, Fold, Gap, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.store import schema
from spark_tui.store.columns import EPOCH, MICROSECOND
from spark_tui.store.deeds import undo_to_json
from spark_tui.store.rows.lease import lease_values
from spark_tui.store.rows.runs import run_values
from spark_tui.store.rows.schedules import schedule_values, source_values, workflow_values
from spark_tui.store.schema import HEAD, MIGRATIONS
from spark_tui.store.sql import SqlStore, open_store
from tests.contracts.store import DAILY, a_run, a_schedule, a_workflow, some_lines
from tests.fakes import START


def test_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_the_migrated_tables_are_those_of_the_rows(store: SqlStore) -> None:
    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, SQLModel.metadata)

    async with store._database.reading.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_keeps_what_is_there(place: str) -> None:
    for seen in (0, 3):
        store = await open_store(place)
        async with store.write() as tx:
            assert await tx.lines.last_seq() == seen
            await tx.lines.add(some_lines("r", "a", "b", "c"))
        await store.close()


async def test_a_database_of_the_first_spark_is_brought_along_with_what_is_in_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "HEAD", "0001")
    store = await open_store(f"sqlite:///{file}")
    await store.close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO lines (run_id, at, level, text) VALUES ('r', 0, 'out', 'a')")
    monkeypatch.undo()
    store = await open_store(f"sqlite:///{file}")
    async with store.read() as tx:
        assert (await tx.lines.last_seq(), await tx.talk.all()) == (1, [])
    await store.close()


async def test_alembic_is_not_imported_for_a_database_that_is_up_to_date(store: SqlStore, place: str) -> None:
    program = (
        "import asyncio, sys; from spark_tui.store.sql import open_store\n"
        "async def main(): await (await open_store(sys.argv[1])).close()\n"
        "asyncio.run(main()); sys.exit('alembic' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-W", "error", "-c", program, place)
    assert await process.wait() == 0


async def test_a_database_of_a_newer_spark_is_refused(file: Path) -> None:
    await (await open_store(f"sqlite:///{file}")).close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"was written by a newer Spark \(revision 9999\)"):
        await open_store(f"sqlite:///{file}")


async def test_a_file_of_another_program_is_refused(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StoreError, match="belongs to another program: it has a table “bookmarks”"):
        await open_store(f"sqlite:///{file}")


async def test_a_refused_file_is_left_as_it_was(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StoreError):
        await open_store(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


async def test_a_migration_that_fails_leaves_nothing_half_done(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(op, "create_table", _third_time(fail, op.create_table))
    with pytest.raises(StoreError, match="the disk is full"):
        await open_store(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_workflows_that_two_syncs_wrote_twice_become_one(
    kind: str, file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"sqlite:///{file}" if kind == "sqlite" else request.getfixturevalue("fresh_postgres")
    monkeypatch.setattr(schema, "HEAD", "0001")
    store = await open_store(place)
    same = [a_workflow("same", id=WorkflowId(name)) for name in ("a", "b")]
    others = [a_workflow("other", id=WorkflowId("other"))]
    await old_rows(store, "workflows", *map(workflow_values, [*same, *others]))
    await old_rows(store, "schedules", {**schedule_values(a_schedule(workflow=WorkflowId("b"))), **OLD_POLICY})
    await store.close()
    monkeypatch.undo()
    store = await open_store(place)
    async with store.read() as tx:
        kept = {workflow.id for workflow in await tx.workflows.all()}
        schedule = await tx.schedules.get(DAILY)
    await store.close()
    assert (kept, schedule and schedule.workflow) == ({"a", "other"}, "a")


OLD_POLICY = {
    "policy": json.dumps(
        {
            "overlap": "parallel",
            "catch_up": "all",
            "catch_up_within_us": 60_000_000,
            "at_most": 7,
            "retry": {"count": 2, "delay_us": 1_000_000, "factor": 2.0, "longest_us": 60_000_000},
            "timeout_us": 5_000_000,
            "interrupted": "retry",
            "pause_after": 3,
        }
    )
}


async def old_rows(store: SqlStore, table: str, *rows: dict[str, object]) -> None:
    """Written as an older Spark wrote them: only the columns that it had."""

    def write(connection: Connection) -> None:
        known = MetaData()
        known.reflect(connection, only=[table])
        columns = known.tables[table].columns.keys()
        for row in rows:
            moments = {k: (v - EPOCH) // MICROSECOND if isinstance(v, datetime) else v for k, v in row.items()}
            connection.execute(known.tables[table].insert(), {k: v for k, v in moments.items() if k in columns})

    async with store._database.durable.begin() as connection:
        await connection.run_sync(write)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_an_old_policy_meant_is_kept(
    kind: str, file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"sqlite:///{file}" if kind == "sqlite" else request.getfixturevalue("fresh_postgres")
    monkeypatch.setattr(schema, "HEAD", "0004")
    store = await open_store(place)
    old = {**schedule_values(a_schedule()), **OLD_POLICY}
    await old_rows(store, "schedules", old, {**old, "id": "broken", "name": "broken", "policy": "{"})
    await old_rows(store, "runs", run_values(a_run()))
    await store.close()
    monkeypatch.undo()
    store = await open_store(place)
    async with store.read() as tx:
        kept, unreadable, runs = await tx.schedules.get(DAILY), await tx.schedules.unreadable(), await tx.runs.recent()
    await store.close()
    assert kept is not None
    assert kept.policy == Policy(
        overlap=Overlap.PARALLEL,
        at_most=7,
        catch_up=CatchUp.ALL,
        catch_up_within=timedelta(minutes=1),
        catch_up_most=7,
        retry=Retry(2, timedelta(seconds=1), 2.0, timedelta(minutes=1), on=frozenset(Trouble)),
        timeout=timedelta(seconds=5),
        interrupted=Interrupted.RETRY,
        pause_after=3,
    )
    assert [one.name for one in unreadable] == ["broken"]
    assert [(run.batch, run.tags, run.expires_at) for run in runs] == [("", (), None)]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_timings_of_before_do_at_a_clock_change_what_they_did(
    kind: str, file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"sqlite:///{file}" if kind == "sqlite" else request.getfixturevalue("fresh_postgres")
    skips = Timing((Cron("30 2 * * *", "Europe/Berlin"),), clock_change=ClockChange(Gap.SKIP, Fold.BOTH))
    kept = a_schedule(timing=skips)
    values, undo = schedule_values(kept), undo_to_json((Edit(kept, None),))
    monkeypatch.setattr(schema, "HEAD", "0005")
    store = await open_store(place)
    old = {**values, "timing": _without_clock_change(values["timing"])}
    await old_rows(store, "schedules", old, {**old, "id": "broken", "name": "broken", "timing": "{"})
    await old_rows(store, "deeds", {"says": "removed", "undo": _without_clock_change(undo)})
    await store.close()
    monkeypatch.undo()
    store = await open_store(place)
    async with store.read() as tx:
        found, deed, unreadable = await tx.schedules.get(DAILY), await tx.deeds.last(), await tx.schedules.unreadable()
    await store.close()
    assert found == replace(kept, timing=replace(skips, clock_change=ClockChange()))
    assert deed is not None
    assert deed.undo == (Edit(found, None),)
    assert [one.name for one in unreadable] == ["broken"]


def _without_clock_change(text: str) -> str:
    without = re.sub(r',\\*"clock_change\\*":\{[^}]*\}', "", text)
    assert without != text
    return without


BEFORE_0008 = {
    "$ df -h": "$ df -h",
    "$ /opt/it's/run": r"$ sh -c '/opt/it'\''s/run'",
    "$ echo one; echo two": "$ sh -c 'echo one; echo two'",
    "$ sh -c 'echo one; echo two'": r"$ sh -c 'sh -c '\''echo one; echo two'\'''",
    "$ exit 7": "$ sh -c 'exit 7'",
    "$ A=b env": "$ sh -c 'A=b env'",
    "$ echo -e x": "$ sh -c 'echo -e x'",
    "$ ": "$ sh -c ''",
    "$ " + "'" * 1_998: "$ " + "'" * 1_998,
    "backup.sh": "backup.sh",
}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_commands_from_before_0008_go_on_to_mean_what_they_meant(
    kind: str, file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"sqlite:///{file}" if kind == "sqlite" else request.getfixturevalue("fresh_postgres")
    monkeypatch.setattr(schema, "HEAD", _before("0008"))
    store = await open_store(place)
    sources = (
        Source(SourceId("here"), "local", "here", "/x"),
        Source(SourceId("there"), "langflow", "there", "http://x"),
    )
    await old_rows(store, "sources", *map(source_values, sources))
    workflows = [a_workflow("a|b", "there", key="$ a|b"), *(a_workflow(key, "here", key=key) for key in BEFORE_0008)]
    await old_rows(store, "workflows", *map(workflow_values, workflows))
    await store.close()
    monkeypatch.undo()
    store = await open_store(place)
    async with store.read() as tx:
        here = {workflow.title: workflow.key for workflow in await tx.workflows.all(SourceId("here"))}
        [there] = await tx.workflows.all(SourceId("there"))
    await store.close()
    assert (here, there.key) == (BEFORE_0008, "$ a|b")


async def test_who_remembered_before_0020_still_does(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "HEAD", _before("0020"))
    store = await open_store(f"sqlite:///{file}")
    sources = [Source(SourceId(name), "hive", name, f"http://{name}") for name in ("yes", "no", "never")]
    await old_rows(store, "sources", *map(source_values, sources))
    facts = {"remembers:yes": "yes", "remembers:no": "", "another": "yes"}
    await old_rows(store, "facts", *({"id": name, "value": value} for name, value in facts.items()))
    await store.close()
    monkeypatch.undo()
    store = await open_store(f"sqlite:///{file}")
    async with store.read() as tx:
        memory = {source.name: source.memory for source in await tx.sources.all()}
        kept = [await tx.facts.get(name) for name in facts]
    await store.close()
    assert memory == {"yes": Memory.SCHEDULE, "no": Memory.RUN, "never": Memory.RUN}
    assert kept == [None, None, "yes"]


def _before(revision: str) -> str:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    found = ScriptDirectory.from_config(config).get_revision(revision)
    assert isinstance(found.down_revision, str)
    return found.down_revision


def _third_time(fail: object, create: object) -> object:
    calls = iter([create, create, fail])
    return lambda *given, **named: next(calls)(*given, **named)  # type: ignore[operator]


# ------------------------------------------------------------------ under an engine of an older Spark

HERE = socket.gethostname()
NOBODY = 2**22 + 1  # a pid that is none
FAR = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    ("host", "pid", "until", "lives"),
    [("elsewhere", 7, FAR, True), (HERE, NOBODY, FAR, False), ("elsewhere", 7, START - timedelta(days=9999), False)],
    ids=["lives", "is dead", "has expired"],
)
async def test_tables_are_not_changed_under_an_engine_that_lives(
    kind: str,
    host: str,
    pid: int,
    until: datetime,
    lives: bool,
    file: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = f"sqlite:///{file}" if kind == "sqlite" else request.getfixturevalue("fresh_postgres")
    monkeypatch.setattr(schema, "HEAD", "0020")
    store = await open_store(place)
    holder = Holder(host, pid, Face.DAEMON)
    await old_rows(store, "lease", {"id": 1, **lease_values(Lease(BootId("old"), holder, START, until))})
    await store.close()
    monkeypatch.undo()
    if lives:
        with pytest.raises(InUse, match="an engine of an older Spark works with the database") as wrong:
            await open_store(place)
        assert (wrong.value.pid, wrong.value.hint) == (pid, "spark daemon restart, on elsewhere")
        return
    store = await open_store(place)
    async with store.write() as tx:
        assert await tx.lease.get() is None
        assert not await tx.lease.renew(Lease(BootId("old"), holder, START, FAR)), "whoever wakes up does nothing more"
    await store.close()


async def test_nobody_becomes_the_engine_of_tables_that_it_does_not_know(store: SqlStore) -> None:
    lease = Lease(BootId("ours"), Holder("here", 7, Face.DAEMON), START, FAR)
    async with store.write() as tx:
        assert await tx.lease.take(lease, START)
    async with store._database.durable.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        for again in (lambda tx: tx.lease.renew(lease), lambda tx: tx.lease.take(lease, START)):
            with pytest.raises(Outgrown, match="revision 9999"):
                await store.apply(again)
    finally:
        async with store._database.durable.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})

"""Every question that the ports ask has its index: none reads a whole table or sorts it."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from spark_tui.domain.grid import Grid
from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId
from spark_tui.domain.listing import Place, RunQuery, seek
from spark_tui.domain.run import RunState
from spark_tui.service.ports import Tx
from spark_tui.store.sql import SqlStore
from tests.contracts.store import BACKUP, DAILY, NOW, a_run, a_span

HERE = Place(NOW, NOW, RunId("r"))
FAILED, LOST = frozenset({RunState.FAILED}), frozenset({RunState.LOST})
QUESTIONS: dict[str, tuple[Callable[[Tx], Awaitable[Any]], str]] = {
    "workflows of a source": (lambda tx: tx.workflows.all(SourceId("s")), "ix_workflows_key"),
    "schedules due": (lambda tx: tx.schedules.due(NOW, 100), "ix_schedules_next"),
    "the next moment": (lambda tx: tx.schedules.next_at(), "ix_schedules_next"),
    "recent runs": (lambda tx: tx.runs.recent(), "ix_runs_recent"),
    "recent of a schedule": (lambda tx: tx.runs.recent(schedule=DAILY), "ix_runs_of_schedule"),
    "recent in a state": (lambda tx: tx.runs.recent(state=RunState.FAILED), "ix_runs_in_state"),
    "a page": (lambda tx: tx.runs.page(RunQuery(), HERE), "ix_runs_recent"),
    "a page upwards": (lambda tx: tx.runs.page(RunQuery(), HERE, newer=True), "ix_runs_recent"),
    "a page of a schedule": (lambda tx: tx.runs.page(RunQuery(schedule=DAILY), HERE), "ix_runs_of_schedule"),
    "a page in a state": (lambda tx: tx.runs.page(RunQuery(FAILED), HERE), "ix_runs_in_state"),
    "a page of faults": (lambda tx: tx.runs.page(RunQuery(FAILED | LOST), HERE), "ix_runs_recent"),
    "a page of faults of one": (lambda tx: tx.runs.page(RunQuery(FAILED, DAILY), HERE), "ix_runs_of_schedule"),
    "a page with words": (lambda tx: tx.runs.page(RunQuery(seek=seek("a")), HERE), "ix_runs_recent"),
    "a page of a source": (lambda tx: tx.runs.page(RunQuery(source="s"), HERE), "ix_runs_recent"),
    "some runs": (lambda tx: tx.runs.some([RunId("a"), RunId("b")]), "sqlite_autoindex_runs"),
    "a tally": (lambda tx: tx.runs.tally(NOW), "COVERING INDEX ix_runs_in_state"),
    "claimable runs": (lambda tx: tx.runs.claimable(NOW, 10), "ix_runs_queued"),
    "what asks to be heeded": (lambda tx: tx.runs.stirring(NOW), "ix_runs_queued"),
    "what has waited too long": (lambda tx: tx.runs.expired(NOW), "ix_runs_expiring"),
    "the last endings": (lambda tx: tx.runs.endings(DAILY, 5), "ix_runs_of_schedule"),
    "what nobody answered": (lambda tx: tx.runs.unreached([DAILY], NOW), "ix_runs_ended"),
    "what became of a moment": (lambda tx: tx.ledger.at(DAILY, NOW), "sqlite_autoindex_runs"),
    "what is late": (lambda tx: tx.runs.late(NOW), "ix_runs_late"),
    "notices after a number": (lambda tx: tx.notices.after(5), "INTEGER PRIMARY KEY"),
    "outages": (lambda tx: tx.outages.since(NOW), "ix_outages_until"),
    "what came last": (lambda tx: tx.runs.last_results([DAILY, BACKUP]), "ix_runs_of_schedule"),
    "some schedules": (lambda tx: tx.schedules.some([DAILY, BACKUP]), "sqlite_autoindex_schedules"),
    "latest runs": (lambda tx: tx.runs.latest(), "ix_runs_of_schedule"),
    "the ledger": (lambda tx: tx.ledger.entries(DAILY), "ix_omissions_of_schedule"),
    "a note": (lambda tx: tx.ledger.note(BACKUP, [a_span(0, 0)]), "uq_runs_moment|sqlite_autoindex_runs"),
    "lines of a run": (lambda tx: tx.lines.after(5, run=RunId("r")), "ix_lines_of_run"),
    "the tail of a run": (lambda tx: tx.lines.tail(5, run=RunId("r")), "ix_lines_of_run"),
    "lines after a number": (lambda tx: tx.lines.after(5), "INTEGER PRIMARY KEY"),
    "the last lines": (lambda tx: tx.lines.tail(5), "SCAN lines"),
    "runs that are old": (lambda tx: tx.keeping.drop_runs(NOW, None, 10), "ix_runs_recent"),
    "old runs from a place": (lambda tx: tx.keeping.drop_runs(NOW, (NOW, NOW, RunId("r")), 10), "ix_runs_recent"),
    "old lines": (lambda tx: tx.keeping.old_lines(NOW, 5, 10), "INTEGER PRIMARY KEY"),
    "long results": (lambda tx: tx.keeping.long_results(NOW, None, 10), "ix_runs_recent"),
    "old notes": (lambda tx: tx.keeping.drop_notes(NOW, 10), "ix_omissions_last"),
    "the oldest of a schedule": (lambda tx: tx.keeping.drop_oldest(DAILY, 10), "ix_runs_of_schedule"),
    "the oldest by hand": (lambda tx: tx.keeping.drop_oldest(None, 10), "ix_runs_of_schedule"),
    "how many of each schedule": (lambda tx: tx.keeping.counts(10), "COVERING INDEX"),
    "schedules that have lost their next moment": (lambda tx: tx.checks.without_next(None, 10), "ix_schedules_next"),
    "schedules that wait for what is decided": (lambda tx: tx.checks.behind(10), "uq_runs_moment|sqlite_autoindex"),
    "running ones of nobody": (lambda tx: tx.checks.ownerless({BootId("b")}), "ix_runs_in_state"),
    "queued ones without a home": (lambda tx: tx.checks.homeless(NOW), "ix_runs_queued|ix_runs_in_state"),
    "moments that are told twice": (lambda tx: tx.checks.told_twice(recent=True), "uq_runs_moment|sqlite_autoindex"),
    "notes that overlap": (lambda tx: tx.checks.overlapping(recent=True), "ix_omissions_of_schedule"),
    "notes that count wrong": (lambda tx: tx.checks.miscounted(recent=True), "INTEGER PRIMARY KEY"),
    "figures of all runs": (lambda tx: tx.measures.strands(None, NOW), "COVERING INDEX ix_runs_measured"),
    "figures of a stretch": (lambda tx: tx.measures.strands(NOW, NOW), "COVERING INDEX ix_runs_measured"),
    "figures of a schedule": (
        lambda tx: tx.measures.strands(NOW, NOW, DAILY),
        "COVERING INDEX ix_runs_measured (schedule_id=?",
    ),
    "runs of a day": (lambda tx: tx.measures.days([NOW, NOW]), "COVERING INDEX ix_runs_ended (ended_at>?"),
    "the first end": (lambda tx: tx.measures.first_end(), "COVERING INDEX ix_runs_ended"),
    "what was left out": (lambda tx: tx.measures.omitted(NOW, NOW), "ix_omissions_last (last>?"),
    "ids with a prefix": (lambda tx: tx.runs.ids_like("ab"), "sqlite_autoindex_runs"),
}


@pytest.fixture
def place(file: Path) -> str:
    return f"sqlite:///{file}"


async def plan_of(store: SqlStore, file: Path, ask: Callable[[Tx], Awaitable[Any]]) -> str:
    """What SQLite says it would do for the statements of a question."""
    asked: list[tuple[str, Any]] = []
    pool = store._database.durable.sync_engine
    event.listen(pool, "before_cursor_execute", lambda _c, _cur, sql, values, *_: asked.append((sql, values)))
    async with store.write() as tx:
        await ask(tx)
    with closing(sqlite3.connect(file)) as connection:
        explained = [
            step[3]
            for sql, values in asked
            if sql.startswith(("SELECT", "UPDATE"))
            for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    return "\n".join(explained)


@pytest.mark.parametrize(("ask", "index"), QUESTIONS.values(), ids=QUESTIONS)
async def test_a_question_uses_its_index(
    store: SqlStore, file: Path, ask: Callable[[Tx], Awaitable[Any]], index: str
) -> None:
    plan = await plan_of(store, file, ask)
    assert any(name in plan for name in index.split("|")), plan


@pytest.mark.parametrize(("ask", "index"), QUESTIONS.values(), ids=QUESTIONS)
async def test_a_question_sorts_nothing(
    store: SqlStore, file: Path, ask: Callable[[Tx], Awaitable[Any]], index: str
) -> None:
    plan = await plan_of(store, file, ask)
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(
    "ask",
    [
        lambda tx: tx.runs.active(),
        lambda tx: tx.runs.active([ScheduleId(f"{n:016x}") for n in range(500)]),
        lambda tx: tx.runs.unwanted(),
    ],
    ids=["all", "of the schedules that are due", "unwanted"],
)
async def test_active_runs_are_found_by_their_state(
    store: SqlStore, file: Path, ask: Callable[[Tx], Awaitable[Any]]
) -> None:
    assert "ix_runs_in_state" in await plan_of(store, file, ask)


async def test_the_runs_of_a_strip_are_found_one_by_one(store: SqlStore, file: Path) -> None:
    plan = await plan_of(store, file, lambda tx: tx.runs.strips([DAILY, BACKUP]))
    assert "SCAN runs" not in plan
    assert "ix_runs_of_schedule" in plan


@pytest.mark.parametrize("together", [True, False])
async def test_a_calendar_is_counted_in_the_index_from_its_first_day_on(
    store: SqlStore, file: Path, together: bool
) -> None:
    plan = await plan_of(store, file, lambda tx: tx.measures.ends(Grid(NOW, NOW), together=together))
    assert "COVERING INDEX ix_runs_ended (ended_at>?" in plan


async def test_runs_that_move_are_found_by_their_id(store: SqlStore, file: Path) -> None:
    run = a_run()
    plan = await plan_of(store, file, lambda tx: tx.runs.swap([(run, run)]))
    assert "sqlite_autoindex_runs" in plan

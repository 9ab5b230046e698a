"""Any part of a log is found in the store, whatever lies between."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spark_tui.domain.ids import RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.log import VIEW_LIMIT, Level, Line, LogQuery, Severity
from spark_tui.domain.queueing import RunRequest, lone_run
from spark_tui.domain.workflow import Workflow
from spark_tui.service import logs as under_test
from spark_tui.service.logs import Logs
from spark_tui.store.rows.lines import LINES
from spark_tui.store.sql import SqlStore, open_store

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAILY = ScheduleId("daily")


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqlStore]:
    monkeypatch.setattr(under_test, "FIRST_SLICE", 3)
    monkeypatch.setattr(under_test, "LAST_SLICE", 7)
    opened = await open_store(f"sqlite:///{tmp_path / 'spark.db'}")
    yield opened
    await opened.close()


@pytest.fixture
async def logs(store: SqlStore) -> Logs:
    """A hundred lines, a second between them, of two runs in turn; the first one is of a schedule."""
    workflow = Workflow(WorkflowId("w"), SourceId("s"), "local", "hello", "hello", "")
    run = lone_run(workflow, START, 60.0, RunRequest("ana", ""))
    from dataclasses import replace

    runs = [replace(run, id=RunId("r0"), schedule=DAILY), replace(run, id=RunId("r1"))]
    async with store.write() as tx:
        await tx.runs.add(runs)
        await tx.lines.add([a_line(n) for n in range(100)])
    return Logs(store)


def a_line(n: int) -> Line:
    level = Level.ERR if n % 10 == 9 else Level.OUT
    text = {7: "Ärger 100%", 50: "ERROR it broke", 51: "an error of old"}.get(n, f"line {n}")
    return Line(RunId(f"r{n % 2}"), START + timedelta(seconds=n), level, text)


def numbers(lines: object) -> list[int]:
    return [int((line.at - START).total_seconds()) for line in lines]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (LogQuery(), range(100)),
        (LogQuery(run=RunId("r1")), range(1, 100, 2)),
        (LogQuery(schedule=DAILY), range(0, 100, 2)),
        (LogQuery(texts=("line 1",)), [1, *range(10, 20)]),
        (LogQuery(texts=("error",)), [50, 51]),
        (LogQuery(texts=("error", "old")), [51]),
        (LogQuery(texts=("ERROR",)), [50]),
        (LogQuery(texts=("100%",)), [7]),
        (LogQuery(texts=("_",)), []),
        (LogQuery(texts=("Är",)), [7]),
        (LogQuery(least=Severity.WARNING), sorted([*range(9, 100, 10), 50])),
        (LogQuery(least=Severity.ERROR), [50]),
        (LogQuery(since=START + timedelta(seconds=90)), range(90, 100)),
        (LogQuery(since=START + timedelta(seconds=90), run=RunId("r1"), texts=("line",)), range(91, 100, 2)),
        (LogQuery(since=START + timedelta(days=1)), []),
        (LogQuery(schedule=ScheduleId("another")), []),
    ],
)
async def test_what_is_asked_for_is_found_from_both_ends_and_counted(
    logs: Logs, asked: LogQuery, wanted: range | list[int]
) -> None:
    back, on = await logs.before(asked, limit=1_000), await logs.after(asked, limit=1_000)
    assert (numbers(back.lines), back.over) == (list(wanted), True)
    assert numbers(on.lines) == list(wanted)
    assert numbers([line async for page in logs.all(asked) for line in page]) == list(wanted)
    assert [n async for n in logs.count(asked)][-1] == len(wanted)


async def test_pages_join_without_a_gap(logs: Logs) -> None:
    for asked in (LogQuery(), LogQuery(texts=("line",)), LogQuery(schedule=DAILY)):
        last = await logs.before(asked, limit=10)
        page = await logs.before(asked, last.lines[0].seq, limit=10)
        again = await logs.after(asked, page.lines[-1].seq, limit=10)
        assert [line.seq for line in again.lines] == [line.seq for line in last.lines]
        assert not page.over


async def test_lines_that_are_gone_cost_nothing(logs: Logs, store: SqlStore) -> None:
    """Numbers go on: what was old is deleted, and what lies between is not looked at number by number."""
    from sqlalchemy import delete, update

    async with store._database.durable.begin() as connection:
        await connection.execute(delete(LINES).where(LINES.c.seq.between(20, 80)))
        await connection.execute(update(LINES).where(LINES.c.seq > 80).values(seq=LINES.c.seq + 10**12))
    found = await logs.before(LogQuery(texts=("line",)), limit=1_000)
    assert numbers(found.lines) == [n for n in (*range(19), *range(80, 100)) if n != 7]
    assert len((await logs.after(LogQuery(texts=("line",)), limit=1_000)).lines) == len(found.lines)


async def test_a_page_has_beginnings_and_the_whole_line_is_there_when_wanted(logs: Logs, store: SqlStore) -> None:
    long = "x" * (VIEW_LIMIT * 3)
    async with store.write() as tx:
        await tx.lines.add([Line(RunId("r0"), START, Level.OUT, long, raw=f"␛[31m{long}")])
    (line,) = (await logs.before(LogQuery(), limit=1)).lines
    assert (len(line.text), len(line.raw)) == (VIEW_LIMIT + 1, VIEW_LIMIT + 1)
    whole = await logs.whole(line.seq)
    assert whole is not None
    assert (whole.text, whole.raw) == (long, f"␛[31m{long}")
    assert await logs.whole(10**9) is None

"""A store with many schedules in it, put there at once rather than one by one through the assistant."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId, new_id
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.timing import Cron, Once, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.store.rows.schedules import SCHEDULES, schedule_values
from spark_tui.store.sql import SqlStore, open_store

AT_ONCE = 5_000  # schedules in one transaction


def at_moments(*moments: float) -> Timing:
    """At those moments of the epoch, all of them, and never again."""
    return Timing(tuple(Once(datetime.fromtimestamp(moment, UTC)) for moment in moments))


def once_a_year(number: int) -> Timing:
    """One of many crons that are not due while a bench goes on: each at another minute of the past months."""
    today = datetime.now(UTC)
    return Timing((Cron(f"{number % 60} {number // 60 % 24} {number % 28 + 1} {(today.month + 5) % 12 + 1} *"),))


def fill(database: Path, url: str, timings: Sequence[Timing], workflow: str = "") -> None:
    """One schedule for each timing, of that workflow or of one of a source of the kind `bench` at that URL."""
    asyncio.run(_fill(database, url, timings, workflow))


async def _fill(database: Path, url: str, timings: Sequence[Timing], known: str) -> None:
    store = await open_store(f"sqlite:///{database}")
    workflow = await (_known(store, known) if known else _workflow(store, url))
    made = [_schedule(workflow, timing, f"s-{n}") for n, timing in enumerate(timings)]
    for start in range(0, len(made), AT_ONCE):
        values = [schedule_values(schedule) for schedule in made[start : start + AT_ONCE]]
        async with store._database.quick.begin() as connection:
            await connection.execute(insert(SCHEDULES), values)
    await store.close()


async def _known(store: SqlStore, which: str) -> Workflow:
    async with store.read() as tx:
        workflow = await tx.workflows.get(WorkflowId(which))
    assert workflow is not None
    return workflow


async def _workflow(store: SqlStore, url: str) -> Workflow:
    source = Source(SourceId(new_id()), "bench", "bench", url)
    workflow = Workflow(WorkflowId(new_id()), source.id, source.name, key="hit", title="hit")
    async with store.write() as tx:
        await tx.sources.put(source)
        await tx.workflows.put(workflow)
    return workflow


def _schedule(workflow: Workflow, timing: Timing, name: str) -> Schedule:
    now = datetime.now(UTC)
    return Schedule(
        id=ScheduleId(new_id()),
        name=name,
        workflow=workflow.id,
        workflow_ref=workflow.ref,
        timing=timing,
        zone="UTC",
        created_at=now,
        next_at=timing.next_after(now),
    )

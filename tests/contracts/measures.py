"""What every store counts for the calendar and the figures: the same over SQLite and PostgreSQL."""

from datetime import timedelta
from typing import Any

from spark_tui.domain.grid import Grid
from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.marks import Ends
from spark_tui.domain.planning import Fate
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.statistics import Spread, grouped, summary
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Store
from tests.contracts.store import BACKUP, DAILY, NOW, a_run, a_span

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
NIGHT = NOW.replace(hour=0, minute=0, second=0, microsecond=0)


def an_end(number: int, state: RunState = RunState.SUCCEEDED, *, took: float = 10, late: float = 0, **also: Any) -> Run:
    """The run whose moment is so many hours after midnight; it waits a second in the queue."""
    due_at = NIGHT + number * HOUR
    queued_at = due_at + late * SECOND
    started_at = queued_at + SECOND
    times = {"queued_at": queued_at, "started_at": started_at, "ended_at": started_at + took * SECOND}
    values = {"id": RunId(f"{number:032x}"), "due_at": due_at, "state": state, **times, **also}
    return a_run(**values)


async def keep(store: Store, *runs: Run) -> None:
    async with store.write() as tx:
        assert len(await tx.runs.add(list(runs))) == len(runs)


class MeasuresContract:
    async def test_ends_are_counted_by_half_hour_state_and_lateness(self, store: Store) -> None:
        await keep(
            store,
            an_end(0),
            an_end(1, RunState.FAILED),
            an_end(2, late=90),
            an_end(3, schedule=BACKUP),
            an_end(4, RunState.RUNNING, ended_at=None),
            an_end(30),
        )
        grid = Grid(NIGHT, NIGHT + 24 * HOUR)
        async with store.read() as tx:
            found, together = await tx.measures.ends(grid), await tx.measures.ends(grid, together=True)
        assert sorted(found, key=lambda end: end.slot) == [
            Ends(DAILY, 0, RunState.SUCCEEDED, False, 1),
            Ends(DAILY, 2, RunState.FAILED, False, 1),
            Ends(DAILY, 4, RunState.SUCCEEDED, True, 1),
            Ends(BACKUP, 6, RunState.SUCCEEDED, False, 1),
        ]
        assert {end.schedule for end in together} == {None}
        assert sum(end.count for end in together) == 4

    async def test_only_the_first_attempt_at_an_own_moment_is_late(self, store: Store) -> None:
        await keep(
            store,
            an_end(1, late=90, attempt=2),
            an_end(2, late=90, cause=Cause.BACKFILL, batch="b"),
            an_end(3, late=90, schedule=None, cause=Cause.MANUAL),
        )
        async with store.read() as tx:
            found = await tx.measures.ends(Grid(NIGHT, NIGHT + 24 * HOUR))
            strands = await tx.measures.strands(None, NIGHT + 48 * HOUR)
        assert [end.late for end in found] == [False] * 3
        assert summary(strands).late is None

    async def test_the_grid_ends_before_its_end(self, store: Store) -> None:
        await keep(store, an_end(0), an_end(1), an_end(2))
        async with store.read() as tx:
            found = await tx.measures.ends(Grid(NIGHT + HOUR, NIGHT + 2 * HOUR))
        assert [(end.slot, end.count) for end in found] == [(0, 1)]

    async def test_percentiles_are_durations_that_were_there(self, store: Store) -> None:
        await keep(store, *(an_end(n, took=n + 1) for n in range(20)))
        async with store.read() as tx:
            (strand,) = await tx.measures.strands(None, NIGHT + 48 * HOUR)
        assert summary([strand]).took == Spread(10 * SECOND, 19 * SECOND, 20 * SECOND)
        assert summary([strand]).waited == Spread(SECOND, SECOND, SECOND)

    async def test_what_was_cancelled_or_lost_has_no_duration(self, store: Store) -> None:
        states = (RunState.CANCELLED, RunState.LOST, RunState.EXPIRED)
        await keep(store, *(an_end(n, state) for n, state in enumerate(states)))
        async with store.read() as tx:
            whole = summary(await tx.measures.strands(None, NIGHT + 48 * HOUR))
        assert (whole.runs, whole.good, whole.bad, whole.took) == (3, 0, 2, None)

    async def test_the_ends_of_a_strand_stand_in_order(self, store: Store) -> None:
        states = "sffsfffcfs"
        by_letter = {state.value[0]: state for state in RunState if state.over}
        runs = [an_end(n, by_letter[letter]) for n, letter in enumerate(states)]
        await keep(store, *reversed(runs))
        async with store.read() as tx:
            (strand,) = await tx.measures.strands(None, NIGHT + 48 * HOUR)
        assert (strand.ends, summary([strand]).streak) == (states, 4)

    async def test_strands_are_by_schedule_and_workflow_and_may_be_of_one(self, store: Store) -> None:
        await keep(
            store,
            an_end(0),
            an_end(1, workflow=WorkflowId("other")),
            an_end(2, schedule=BACKUP),
            an_end(3, schedule=None, cause=Cause.MANUAL),
        )
        async with store.read() as tx:
            found = await tx.measures.strands(None, NIGHT + 48 * HOUR)
            one = await tx.measures.strands(None, NIGHT + 48 * HOUR, BACKUP)
        keys = {(strand.schedule, strand.workflow) for strand in found}
        assert keys == {(DAILY, "w"), (DAILY, "other"), (BACKUP, "w"), (None, "w")}
        assert [strand.schedule for strand in one] == [BACKUP]
        assert grouped(found, lambda strand: [strand.schedule])[DAILY].runs == 2

    async def test_a_stretch_is_of_what_ended_in_it(self, store: Store) -> None:
        await keep(store, *(an_end(n) for n in range(5)))
        async with store.read() as tx:
            found = await tx.measures.strands(NIGHT + HOUR, NIGHT + 3 * HOUR)
            days = await tx.measures.days([NIGHT, NIGHT + HOUR, NIGHT + 4 * HOUR, NIGHT + 9 * HOUR])
            first = await tx.measures.first_end()
        assert summary(found).runs == 2
        assert [day.runs for day in days] == [1, 3, 1]
        assert first == NIGHT + 11 * SECOND

    async def test_tokens_are_summed_and_none_is_none(self, store: Store) -> None:
        await keep(store, an_end(0, usage=Usage(1, 2, 3, 0.5)), an_end(1, usage=Usage(10, 20, 30, 0.25)), an_end(2))
        await keep(store, an_end(3, schedule=BACKUP))
        async with store.read() as tx:
            found = {strand.schedule: strand.usage for strand in await tx.measures.strands(None, NIGHT + 48 * HOUR)}
        assert found == {DAILY: Usage(11, 22, 33, 0.75), BACKUP: None}

    async def test_days_count_the_good_and_the_bad(self, store: Store) -> None:
        states = (RunState.SUCCEEDED, RunState.FAILED, RunState.TIMED_OUT, RunState.CANCELLED)
        await keep(store, *(an_end(n, state) for n, state in enumerate(states)))
        async with store.read() as tx:
            (day,) = await tx.measures.days([NIGHT, NIGHT + 24 * HOUR])
        assert (day.runs, day.good, day.bad) == (4, 1, 2)

    async def test_notes_are_those_of_which_a_moment_is_in_the_stretch(self, store: Store) -> None:
        spans = [a_span(0, 10, 3), a_span(20, 30, 2, Fate.SKIPPED), a_span(50, 60)]
        async with store.write() as tx:
            await tx.ledger.note(DAILY, spans)
        async with store.read() as tx:
            found = await tx.measures.omitted(spans[0].last, spans[2].first)
            newest = await tx.measures.omitted(None, spans[2].last, limit=1)
        assert found == [(DAILY, spans[0]), (DAILY, spans[1])]
        assert newest == [(ScheduleId(DAILY), spans[2])]

    async def test_an_empty_store_answers_nothing(self, store: Store) -> None:
        async with store.read() as tx:
            assert await tx.measures.strands(None, NOW) == []
            assert await tx.measures.first_end() is None
            assert [day.runs for day in await tx.measures.days([NIGHT, NOW])] == [0]

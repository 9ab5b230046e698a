"""What every store promises of what became of moments, and of the lines of runs."""

import asyncio
from dataclasses import replace

import pytest

from spark_tui.domain.ids import RunId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.log import Level, Line
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import Cause, RunState
from spark_tui.service.ports import Store
from tests.contracts.store import BACKUP, DAILY, MINUTE, NOW, a_run, a_span, some_lines


class LedgerContract:
    async def test_runs_and_notes_stand_together_newest_first(self, store: Store) -> None:
        run = a_run(due_at=NOW + 5 * MINUTE, state=RunState.FAILED, reason="no", started_at=NOW, ended_at=NOW)
        async with store.write() as tx:
            await tx.ledger.note(DAILY, [a_span(1, 3, 3)])
            await tx.runs.add([run])
            await tx.ledger.note(DAILY, [a_span(7, 7, 1, Fate.SKIPPED, "still going")])
            skipped = Entry(NOW + 7 * MINUTE, NOW + 7 * MINUTE, 1, "skipped", "still going")
            ran = Entry(run.due_at, run.due_at, 1, "failed", "no", run.id, 1, NOW, NOW, run.queued_at, run.cause)
            missed = Entry(NOW + MINUTE, NOW + 3 * MINUTE, 3, "missed", "Spark was off")
            assert await tx.ledger.entries(DAILY) == [skipped, ran, missed]

    async def test_all_attempts_of_a_moment_are_there_the_last_first(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(attempt=n, cause=Cause.RETRY) for n in (1, 2, 3)])
            assert [entry.attempt for entry in await tx.ledger.entries(DAILY)] == [3, 2, 1]

    async def test_it_answers_no_more_than_asked(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(due_at=NOW + 2 * n * MINUTE) for n in range(5)])
            await tx.ledger.note(DAILY, [a_span(9, 9)])
            entries = await tx.ledger.entries(DAILY, limit=2)
        assert [entry.state for entry in entries] == ["missed", "queued"]

    async def test_that_of_another_schedule_is_another(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.ledger.note(BACKUP, [a_span(0, 0)])
            await tx.runs.add([a_run(BACKUP, NOW + MINUTE)])
            assert await tx.ledger.entries(DAILY) == []

    @pytest.mark.parametrize(
        ("spans", "counts"),
        [
            ([a_span(0, 3, 4), a_span(4, 9, 6)], [10]),
            ([a_span(0, 0), a_span(1, 1), a_span(2, 2)], [3]),
            ([a_span(0, 0), a_span(1, 1, reason="another reason")], [1, 1]),
            ([a_span(0, 0), a_span(1, 1, fate=Fate.SKIPPED)], [1, 1]),
            ([a_span(0, 0), a_span(1, 1, reason="other"), a_span(2, 2)], [1, 1, 1]),
            ([a_span(4, 9, 6), a_span(0, 3, 4)], [6, 4]),
        ],
        ids=["continues", "thrice", "another reason", "another fate", "something between", "an earlier one"],
    )
    async def test_a_span_that_continues_the_last_note_lengthens_it(
        self, store: Store, spans: list[Span], counts: list[int]
    ) -> None:
        async with store.write() as tx:
            for span in spans:
                await tx.ledger.note(DAILY, [span])
            assert [entry.count for entry in await tx.ledger.entries(DAILY)] == counts

    async def test_a_lengthened_note_spans_from_the_first_to_the_last(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.ledger.note(DAILY, [a_span(0, 3, 4), a_span(4, 9, 6)])
            [entry] = await tx.ledger.entries(DAILY)
        assert (entry.due_at, entry.until) == (NOW, NOW + 9 * MINUTE)

    async def test_a_run_between_two_notes_keeps_them_apart(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.ledger.note(DAILY, [a_span(0, 0)])
            await tx.runs.add([a_run(due_at=NOW + MINUTE)])
            await tx.ledger.note(DAILY, [a_span(2, 2)])
            assert [entry.state for entry in await tx.ledger.entries(DAILY)] == ["missed", "queued", "missed"]

    async def test_a_run_of_another_schedule_does_not(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.ledger.note(DAILY, [a_span(0, 0)])
            await tx.runs.add([a_run(BACKUP, due_at=NOW + MINUTE)])
            await tx.ledger.note(DAILY, [a_span(2, 2)])
            assert len(await tx.ledger.entries(DAILY)) == 1

    async def test_a_note_of_another_schedule_is_not_lengthened(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.ledger.note(DAILY, [a_span(0, 0)])
            await tx.ledger.note(BACKUP, [a_span(1, 1)])
            assert [entry.count for entry in await tx.ledger.entries(DAILY)] == [1]

    async def test_a_run_by_hand_of_the_schedule_is_in_its_ledger(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(cause=Cause.MANUAL)])
            assert len(await tx.ledger.entries(DAILY)) == 1


class LinesContract:
    async def test_lines_come_back_as_they_were_with_growing_numbers(self, store: Store) -> None:
        lines = [Line(RunId("r"), NOW, level, f"{level} ☕") for level in Level]
        async with store.write(durable=False) as tx:
            await tx.lines.add(lines)
            kept = await tx.lines.after(0)
        assert [replace(line, seq=0) for line in kept] == lines
        assert [line.seq for line in kept] == sorted({line.seq for line in kept})

    async def test_a_reader_that_keeps_its_number_misses_nothing(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lines.add(some_lines("r", *"abcde"))
            first = await tx.lines.after(0, limit=2)
            then = await tx.lines.after(first[-1].seq)
        assert [line.text for line in [*first, *then]] == list("abcde")

    async def test_the_lines_of_one_run_can_be_asked_for(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lines.add(some_lines("r", "a") + some_lines("s", "b") + some_lines("r", "c"))
            assert [line.text for line in await tx.lines.after(0, run=RunId("r"))] == ["a", "c"]

    async def test_the_tail_is_the_last_ones_in_order(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lines.add(some_lines("r", *"abcde"))
            assert [line.text for line in await tx.lines.tail(2)] == ["d", "e"]

    async def test_the_tail_of_one_run(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lines.add(some_lines("r", *"abc") + some_lines("s", *"xyz"))
            assert [line.text for line in await tx.lines.tail(2, run=RunId("r"))] == ["b", "c"]

    async def test_the_last_number_is_that_of_the_last_line(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lines.add(some_lines("r", *"abc"))
            assert await tx.lines.last_seq() == (await tx.lines.tail(1))[0].seq

    async def test_without_lines_the_last_number_is_zero(self, store: Store) -> None:
        async with store.read() as tx:
            assert await tx.lines.last_seq() == 0

    async def test_adding_none_is_nothing(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lines.add([])
            assert await tx.lines.last_seq() == 0

    async def test_a_reader_beside_two_writers_sees_every_line_once(self, store: Store, other: Store) -> None:
        async def speak(which: Store, name: str) -> None:
            for number in range(15):
                async with which.write(durable=False) as tx:
                    await tx.lines.add(some_lines(name, f"{number}a", f"{number}b"))

        seen: list[Line] = []

        async def listen() -> None:
            while len(seen) < 60:
                async with store.read() as tx:
                    seen.extend(await tx.lines.after(seen[-1].seq if seen else 0, limit=7))

        async with asyncio.timeout(60):
            await asyncio.gather(listen(), speak(store, "r"), speak(other, "s"))
        assert len({line.seq for line in seen}) == 60

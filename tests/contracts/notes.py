"""What every store promises of the notes that Spark keeps, and of finding a moment again."""

import pytest

from spark_tui.domain.backfill import Backfill
from spark_tui.domain.ids import RunId
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.outage import Absence, Outage
from spark_tui.domain.planning import Fate
from spark_tui.domain.run import Cause, RunState
from spark_tui.service.ports import Repair, Stirring, Store
from tests.contracts.store import BACKUP, DAILY, MINUTE, NOW, a_run, a_span


class NotesContract:
    async def test_a_fact_is_what_was_put_last(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            assert await tx.facts.get("tz") is None
            await tx.facts.put("tz", "2025a")
            await tx.facts.put("tz", "2025b")
        async with other.read() as tx:
            assert await tx.facts.get("tz") == "2025b"

    async def test_repairs_come_back_newest_first(self, store: Store) -> None:
        async with store.write() as tx:
            for n in range(3):
                await tx.repairs.note(NOW + n * MINUTE, f"what {n}", "why")
            assert await tx.repairs.recent(2) == [
                Repair(NOW + 2 * MINUTE, "what 2", "why"),
                Repair(NOW + MINUTE, "what 1", "why"),
            ]

    async def test_outages_since_a_moment_are_those_that_ended_later(self, store: Store) -> None:
        outages = [Outage(NOW + n * MINUTE, NOW + (n + 1) * MINUTE, Absence.OFF) for n in range(3)]
        async with store.write() as tx:
            for outage in outages:
                await tx.outages.note(outage)
            assert await tx.outages.since(NOW + 2 * MINUTE) == outages[1:]

    async def test_a_limit_is_one_for_each_name(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.limits.put(Limit(Scope.TAG, "gpu", 1))
            await tx.limits.put(Limit(Scope.TAG, "gpu", 2))
            await tx.limits.put(Limit(Scope.SOURCE, "gpu", 9))
            assert await tx.limits.all() == [Limit(Scope.SOURCE, "gpu", 9), Limit(Scope.TAG, "gpu", 2)]
            await tx.limits.remove(Limit(Scope.TAG, "gpu", 2))
            assert await tx.limits.all() == [Limit(Scope.SOURCE, "gpu", 9)]

    async def test_backfills_are_found_by_id_and_by_schedule(self, store: Store) -> None:
        one = Backfill("one", DAILY, NOW - MINUTE, NOW, 3, NOW, "ana")
        two = Backfill("two", DAILY, NOW - MINUTE, NOW, 1, NOW + MINUTE)
        async with store.write() as tx:
            for backfill in (one, two, Backfill("other", BACKUP, NOW, NOW, 1, NOW)):
                await tx.backfills.add(backfill)
            assert await tx.backfills.recent(DAILY) == [two, one]
            assert await tx.backfills.get({"one", "none"}) == [one]
            assert await tx.backfills.get(set()) == []

    async def test_the_same_news_is_one_notice(self, store: Store) -> None:
        news = [a_notice("a"), a_notice("b"), a_notice("a", text="again")]
        async with store.write() as tx:
            await tx.notices.add(news[:2])
            await tx.notices.add(news[1:])
            assert [n.text for n in await tx.notices.recent()] == ["b", "a"]

    async def test_a_reader_goes_on_where_it_was(self, store: Store) -> None:
        async with store.write() as tx:
            assert await tx.notices.last_seq() == 0
            await tx.notices.add([a_notice("a"), a_notice("b")])
            first, second = await tx.notices.after(0)
            assert (first.key, first.news, first.schedule, first.run) == ("a", News.FAILED, DAILY, "r")
            assert await tx.notices.after(first.seq) == [second]
            assert await tx.notices.last_seq() == second.seq

    async def test_a_success_answers_who_was_failing(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.notices.failing(DAILY, NOW)
            await tx.notices.failing(DAILY, NOW + MINUTE)
            assert await tx.notices.succeeded([]) == set()
            assert await tx.notices.succeeded([DAILY, BACKUP]) == {DAILY}
            assert await tx.notices.succeeded([DAILY, BACKUP]) == set()


def a_notice(key: str, text: str = "") -> Notice:
    return Notice(key, NOW, News.FAILED, text or key, DAILY, "daily", RunId("r"))


class MomentsContract:
    async def test_late_are_queued_ones_until_they_are_told(self, store: Store) -> None:
        async with store.write() as tx:
            for n, state in ((0, RunState.QUEUED), (1, RunState.RUNNING), (2, RunState.QUEUED)):
                at = NOW + n * MINUTE
                await tx.runs.add([a_run(id=RunId(str(n)), due_at=at, late_at=at, state=state)])
            assert [run.id for run in await tx.runs.late(NOW + MINUTE)] == ["0"]
            assert await tx.runs.stirring(NOW + MINUTE) == Stirring(False, False, True, False, NOW + 2 * MINUTE)
            await tx.runs.told_late([RunId("0")])
            assert await tx.runs.late(NOW + MINUTE) == []
            assert await tx.runs.stirring(NOW + MINUTE) == Stirring(False, False, False, False, NOW + 2 * MINUTE)

    @pytest.mark.parametrize(
        ("minutes", "found"),
        [(-1, []), (0, ["failed", "succeeded"]), (3, ["failed", "succeeded"]), (5, ["missed"]), (8, ["missed"])],
    )
    async def test_what_became_of_the_last_moment_until_then(
        self, store: Store, minutes: int, found: list[str]
    ) -> None:
        async with store.write() as tx:
            await tx.runs.add(
                [
                    a_run(state=RunState.FAILED),
                    a_run(attempt=2, cause=Cause.RETRY, state=RunState.SUCCEEDED),
                    a_run(due_at=NOW + 2 * MINUTE, cause=Cause.MANUAL, batch="by hand"),
                ]
            )
            await tx.ledger.note(DAILY, [a_span(4, 7, 4)])
            entries = await tx.ledger.at(DAILY, NOW + minutes * MINUTE)
        assert [entry.state for entry in entries] == found

    async def test_a_span_is_found_again_before_a_later_run(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.ledger.note(DAILY, [a_span(0, 3, 4)])
            await tx.runs.add([a_run(due_at=NOW + 4 * MINUTE)])
            assert [e.state for e in await tx.ledger.at(DAILY, NOW + 2 * MINUTE)] == ["missed"]
            assert [e.state for e in await tx.ledger.at(DAILY, NOW + 5 * MINUTE)] == ["queued"]

    async def test_a_batch_has_its_own_run_of_a_moment(self, store: Store) -> None:
        runs = [a_run(), a_run(batch="backfill"), a_run(batch="another")]
        async with store.write() as tx:
            assert await tx.runs.add(runs) == runs
            assert await tx.runs.add([a_run(batch="backfill")]) == []

    async def test_all_of_a_run_is_kept(self, store: Store, other: Store) -> None:
        run = a_run(
            batch="b",
            asked_by="ana",
            tags=("gpu", "night"),
            expires_at=NOW,
            deadline_at=NOW + MINUTE,
            late_at=NOW + MINUTE,
            waited_for="a seat",
        )
        async with store.write() as tx:
            await tx.runs.add([run])
        async with other.read() as tx:
            assert await tx.runs.get(run.id) == run
            (entry,) = await tx.ledger.entries(DAILY)
        assert (entry.batch, entry.asked_by, entry.waited_for, entry.cause) == ("b", "ana", "a seat", Cause.SCHEDULE)

    async def test_held_ones_are_neither_active_nor_claimable(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(id=RunId("held"), state=RunState.HELD), a_run(BACKUP, state=RunState.HELD)])
            assert [run.id for run in await tx.runs.held(DAILY)] == ["held"]
            assert len(await tx.runs.held()) == 2
            assert await tx.runs.active() == await tx.runs.claimable(NOW, 9) == []

    async def test_expired_are_queued_ones_whose_time_has_come(self, store: Store) -> None:
        async with store.write() as tx:
            for n, state in ((0, RunState.QUEUED), (1, RunState.QUEUED), (2, RunState.RUNNING), (3, RunState.QUEUED)):
                await tx.runs.add(
                    [a_run(id=RunId(str(n)), due_at=NOW + n * MINUTE, expires_at=NOW + n * MINUTE, state=state)]
                )
            assert [run.id for run in await tx.runs.expired(NOW + 2 * MINUTE)] == ["0", "1"]
            assert await tx.runs.stirring(NOW + 2 * MINUTE) == Stirring(False, True, False, False, NOW + 3 * MINUTE)

    async def test_endings_are_of_the_own_moments_that_are_over(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add(
                [
                    a_run(id=RunId("old"), state=RunState.FAILED),
                    a_run(id=RunId("new"), due_at=NOW + MINUTE, state=RunState.EXPIRED),
                    a_run(id=RunId("going"), due_at=NOW + 2 * MINUTE, state=RunState.RUNNING),
                    a_run(id=RunId("hand"), due_at=NOW + 3 * MINUTE, state=RunState.FAILED, batch="hand"),
                ]
            )
            assert [run.id for run in await tx.runs.endings(DAILY, 5)] == ["new", "old"]
            assert [run.id for run in await tx.runs.endings(DAILY, 1)] == ["new"]

    async def test_runs_at_the_moments_of_a_range(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(id=RunId(str(n)), due_at=NOW + n * MINUTE) for n in range(4)])
            found = await tx.runs.at_moments(DAILY, NOW + MINUTE, NOW + 2 * MINUTE)
        assert [run.id for run in found] == ["1", "2"]

    async def test_a_note_of_another_outage_is_another_row(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.ledger.note(DAILY, [a_span(0, 1, 2, Fate.MISSED, "off from 1 to 2")])
            await tx.ledger.note(DAILY, [a_span(2, 3, 2, Fate.MISSED, "off from 3 to 4")])
            assert [entry.count for entry in await tx.ledger.entries(DAILY)] == [2, 2]

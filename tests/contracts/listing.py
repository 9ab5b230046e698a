"""What every store promises of the lists of runs, however many there are."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.listing import Beat, RunQuery, seek
from spark_tui.domain.run import RunState
from spark_tui.service.ports import Store
from spark_tui.store import paging
from tests.contracts.store import BACKUP, DAILY, MINUTE, NOW, a_run, a_schedule, a_workflow


class ListingContract:
    """Newest first, in pages, by what is wanted."""

    async def test_recent_are_the_newest_first(self, store: Store) -> None:
        runs = [a_run(due_at=NOW + n * MINUTE) for n in range(5)]
        async with store.write() as tx:
            await tx.runs.add(runs)
            assert await tx.runs.recent(3) == [runs[4], runs[3], runs[2]]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"schedule": DAILY}, ["d2", "d1"]),
            ({"schedule": BACKUP}, ["b1"]),
            ({"state": RunState.FAILED}, ["b1", "d1"]),
            ({"schedule": DAILY, "state": RunState.FAILED}, ["d1"]),
            ({"schedule": ScheduleId("none")}, []),
        ],
    )
    async def test_recent_of_one_schedule_or_state(self, store: Store, asked: dict[str, Any], found: list[str]) -> None:
        runs = [
            a_run(DAILY, NOW, id=RunId("d1"), state=RunState.FAILED),
            a_run(BACKUP, NOW + MINUTE, id=RunId("b1"), state=RunState.FAILED),
            a_run(DAILY, NOW + 2 * MINUTE, id=RunId("d2")),
            a_run(None, NOW - MINUTE, id=RunId("m1")),
        ]
        async with store.write() as tx:
            await tx.runs.add(runs)
            assert [run.id for run in await tx.runs.recent(**asked)] == found

    @pytest.mark.parametrize("newer", [False, True], ids=["older and older", "newer and newer"])
    async def test_pages_lead_through_all_runs_once(self, store: Store, newer: bool) -> None:
        runs = [a_run(due_at=NOW + (n // 3) * MINUTE, attempt=n, id=RunId(f"{n:03}")) for n in range(20)]
        async with store.write() as tx:
            await tx.runs.add(runs)
            seen, page = [], await tx.runs.page(RunQuery(), newer=newer, limit=7)
            while True:
                seen += page.runs
                if page.on is None:
                    break
                page = await tx.runs.page(RunQuery(), page.on, newer=newer, limit=7)
            assert seen == (runs if newer else runs[::-1])

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (RunQuery(), ["b1", "d2", "d1", "m1"]),
            (RunQuery(frozenset({RunState.FAILED})), ["b1", "d1"]),
            (RunQuery(frozenset({RunState.FAILED, RunState.LOST})), ["b1", "d2", "d1"]),
            (RunQuery(schedule=DAILY), ["d2", "d1"]),
            (RunQuery(frozenset({RunState.FAILED}), DAILY), ["d1"]),
            (RunQuery(source="away"), ["m1"]),
            (RunQuery(source="awa"), []),
            (RunQuery(seek=seek("nightly")), ["d2", "d1"]),
            (RunQuery(seek=seek("NIGHTLY fail")), ["d1"]),
            (RunQuery(seek=seek("!nightly")), ["b1", "m1"]),
            (RunQuery(seek=seek("disk")), ["b1"]),
            (RunQuery(seek=seek("slow_")), ["m1"]),
            (RunQuery(seek=seek("%")), []),
            (RunQuery(schedule=DAILY, source="home", seek=seek("lost")), ["d2"]),
        ],
    )
    async def test_a_page_holds_what_is_wanted(self, store: Store, wanted: RunQuery, found: list[str]) -> None:
        runs = [
            a_run(None, NOW - MINUTE, id=RunId("m1"), workflow_ref="away/w", tags=("slow_one",)),
            a_run(DAILY, NOW, id=RunId("d1"), state=RunState.FAILED, schedule_name="Nightly"),
            a_run(DAILY, NOW + MINUTE, id=RunId("d2"), state=RunState.LOST, schedule_name="Nightly"),
            a_run(BACKUP, NOW + 2 * MINUTE, id=RunId("b1"), state=RunState.FAILED, reason="no DISK"),
        ]
        async with store.write() as tx:
            await tx.runs.add(runs)
            assert [run.id for run in (await tx.runs.page(wanted)).runs] == found
            assert [run.id for run in (await tx.runs.page(wanted, newer=True)).runs] == found[::-1]

    async def test_a_run_is_of_its_source_by_the_name_that_it_has_now_too(self, store: Store) -> None:
        moved = a_workflow("moved", source_name="here")
        runs = [
            a_run(None, NOW, id=RunId("old"), workflow=moved.id, workflow_ref="local/moved"),
            a_run(None, NOW + MINUTE, id=RunId("new"), workflow=moved.id, workflow_ref="here/moved"),
            a_run(None, NOW + 2 * MINUTE, id=RunId("other"), workflow_ref="local/moved-again"),
        ]
        async with store.write() as tx:
            await tx.workflows.put(moved)
            await tx.runs.add(runs)
            for wanted, found in (
                (RunQuery(source="here"), ["new", "old"]),
                (RunQuery(source="local"), ["other", "old"]),
                (RunQuery(workflow=moved.id), ["new", "old"]),
            ):
                assert [run.id for run in (await tx.runs.page(wanted)).runs] == found

    async def test_what_is_sought_is_found_however_far_it_is(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(paging, "LOOKED_AT", 10)
        runs = [a_run(due_at=NOW + n * MINUTE, reason="needle" if n in (3, 31) else "") for n in range(50)]
        async with store.write() as tx:
            await tx.runs.add(runs)
            pages = [page := await tx.runs.page(RunQuery(seek=seek("needle")))]
            while page.on is not None:
                pages.append(page := await tx.runs.page(RunQuery(seek=seek("needle")), page.on))
            assert [run for page in pages for run in page.runs] == [runs[31], runs[3]]
            assert len(pages) == 6

    async def test_strips_hold_the_last_runs_of_each_schedule_the_newest_last(self, store: Store) -> None:
        second = timedelta(seconds=1)
        over = [
            a_run(due_at=NOW + n * MINUTE, started_at=NOW, ended_at=NOW + n * second, state=RunState.FAILED)
            for n in range(9)
        ]
        async with store.write() as tx:
            for name in ("daily", "backup", "never"):
                await tx.schedules.put(a_schedule(name))
            await tx.runs.add([*over, a_run(BACKUP), a_run(ScheduleId("gone"))])
            strips = await tx.runs.strips([DAILY, BACKUP, ScheduleId("never"), ScheduleId("gone")], 3)
            assert strips == {
                DAILY: [Beat(RunState.FAILED, seconds) for seconds in (6, 7, 8)],
                BACKUP: [Beat(RunState.QUEUED, None)],
            }
            assert await tx.runs.strips([]) == {}

    async def test_a_tally_counts_by_state_what_was_queued_since(self, store: Store) -> None:
        states = [RunState.FAILED, RunState.SUCCEEDED, RunState.SUCCEEDED, RunState.QUEUED]
        async with store.write() as tx:
            await tx.runs.add([a_run(due_at=NOW + n * MINUTE, state=state) for n, state in enumerate(states)])
            assert await tx.runs.tally(NOW + MINUTE) == {RunState.SUCCEEDED: 2, RunState.QUEUED: 1}

    async def test_some_are_those_that_are_there(self, store: Store) -> None:
        runs = [a_run(due_at=NOW + n * MINUTE) for n in range(3)]
        async with store.write() as tx:
            await tx.runs.add(runs)
            found = await tx.runs.some([runs[2].id, runs[0].id, RunId("none")])
            assert found == {runs[0].id: runs[0], runs[2].id: runs[2]}

    async def test_latest_reads_again_only_what_differs_from_what_is_known(self, store: Store) -> None:
        old, other = a_run(), a_run(BACKUP)
        async with store.write() as tx:
            await tx.schedules.put(a_schedule("daily"))
            await tx.schedules.put(a_schedule("backup"))
            await tx.runs.add([old, other])
            known = await tx.runs.latest()
            running = replace(old, state=RunState.RUNNING, started_at=NOW)
            await tx.runs.move(old, running)
            again = await tx.runs.latest(known)
            assert again == {DAILY: running, BACKUP: other}
            assert again[BACKUP] is known[BACKUP]
            new = a_run(due_at=NOW + MINUTE)
            await tx.runs.add([new])
            assert await tx.runs.latest(again) == {DAILY: new, BACKUP: other}

    async def test_latest_is_the_newest_run_of_each_schedule(self, store: Store) -> None:
        old, new, other = a_run(), a_run(due_at=NOW + MINUTE), a_run(BACKUP)
        async with store.write() as tx:
            for name in (DAILY, BACKUP, "never ran"):
                await tx.schedules.put(a_schedule(name))
            await tx.runs.add([new, old, other, a_run(None, NOW + 9 * MINUTE)])
            assert await tx.runs.latest() == {DAILY: new, BACKUP: other}

    @pytest.mark.parametrize(
        ("prefix", "found"),
        [
            ("ab", ["ab12", "abcd"]),
            ("abc", ["abcd"]),
            ("x", []),
            ("a%", []),
            ("a_", []),
            ("", ["ab12", "abcd", "b000"]),
        ],
    )
    async def test_ids_are_found_by_their_first_characters(self, store: Store, prefix: str, found: list[str]) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(None, id=RunId(name)) for name in ("abcd", "ab12", "b000")])
            assert await tx.runs.ids_like(prefix) == found

    async def test_ids_are_found_no_more_than_asked(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(None, id=RunId(f"a{n}")) for n in range(9)])
            assert len(await tx.runs.ids_like("a", limit=3)) == 3

    async def test_a_list_shows_the_beginning_of_a_long_result(self, store: Store) -> None:
        run = a_run(result="abc" * 100_000)
        async with store.write() as tx:
            await tx.runs.add([run])
            [listed] = await tx.runs.recent()
        assert run.result.startswith(listed.result)
        assert 1_000 <= len(listed.result) <= 100_000

    async def test_moving_a_listed_run_does_not_cut_its_result(self, store: Store) -> None:
        run = a_run(result="abc" * 100_000)
        async with store.write() as tx:
            await tx.runs.add([run])
            [listed] = await tx.runs.recent()
            await tx.runs.move(listed, replace(listed, state=RunState.RUNNING))
            assert await tx.runs.get(run.id) == replace(run, state=RunState.RUNNING)

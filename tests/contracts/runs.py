"""What every store promises of runs: they are kept, moved, and found by whoever carries them out."""

import asyncio
from dataclasses import replace

import pytest

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.inputs import values_of
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Store
from tests.contracts.store import BACKUP, DAILY, MINUTE, NOW, a_run

FULL_RUN = a_run(
    schedule_name="daily report",
    attempt=2,
    state=RunState.RUNNING,
    cause=Cause.RETRY,
    input="{}",
    values=values_of({"a.n": [1, "ü"]}),
    timeout_seconds=0.1,
    ref="job-1",
    boot=BootId("boot"),
    repeats=RunId("first"),
    not_before=NOW,
    started_at=NOW,
    ended_at=NOW,
    cancel_by="ana",
    reason="why",
    result="what ☕",
    trouble=Trouble.BUSY,
)


class RunsContract:
    """There is one for each due moment and attempt."""

    @pytest.mark.parametrize("run", [a_run(), a_run(None), FULL_RUN], ids=["bare", "by hand", "full"])
    async def test_a_run_comes_back_as_it_was(self, store: Store, run: Run) -> None:
        async with store.write() as tx:
            await tx.runs.add([run])
            assert await tx.runs.get(run.id) == run

    async def test_a_result_of_megabytes_comes_back_whole(self, store: Store) -> None:
        run = a_run(result="0123456789" * 400_000)
        async with store.write() as tx:
            await tx.runs.add([run])
            assert await tx.runs.get(run.id) == run

    @pytest.mark.parametrize(("sent", "kept"), [("a\0b", "a␀b"), ("a\ud800b", "a�b"), ("\U0001f4a5", "\U0001f4a5")])
    async def test_what_no_database_can_hold_is_shown(self, store: Store, sent: str, kept: str) -> None:
        run = a_run(result=sent)
        async with store.write() as tx:
            await tx.runs.add([run])
            assert await tx.runs.get(run.id) == replace(run, result=kept)

    async def test_there_is_one_run_per_due_moment_and_attempt(self, store: Store) -> None:
        first, twin, retry, later = a_run(), a_run(), a_run(attempt=2), a_run(due_at=NOW + MINUTE)
        async with store.write() as tx:
            await tx.runs.add([first])
            assert await tx.runs.add([twin, retry, later]) == [retry, later]

    async def test_a_moment_twice_in_one_call_gets_one_run(self, store: Store) -> None:
        first, twin = a_run(), a_run()
        async with store.write() as tx:
            assert await tx.runs.add([first, twin]) == [first]

    async def test_what_nobody_answered_is_the_last_attempt_at_its_own_moment(self, store: Store) -> None:
        failed = {"state": RunState.FAILED, "ended_at": NOW + 5 * MINUTE}
        unreached = {**failed, "trouble": Trouble.UNREACHABLE}
        lost, backup = a_run(attempt=2, **unreached), a_run(BACKUP, **unreached)
        runs = [
            *(lost, backup, a_run(**unreached)),
            *(a_run(due_at=NOW + MINUTE, **unreached), a_run(due_at=NOW + MINUTE, attempt=2)),  # is tried again
            a_run(due_at=NOW + 2 * MINUTE, **failed, trouble=Trouble.FAILED),
            a_run(due_at=NOW + 3 * MINUTE, **{**unreached, "ended_at": NOW + 4 * MINUTE}),  # before that
            a_run(due_at=NOW + 4 * MINUTE, batch="of a backfill", **unreached),
            a_run(None, batch="by hand", **unreached),
            a_run(ScheduleId("of another source"), **unreached),
        ]
        async with store.write() as tx:
            await tx.runs.add(runs)
            found = await tx.runs.unreached([DAILY, BACKUP], NOW + 5 * MINUTE)
        assert {run.id for run in found} == {lost.id, backup.id}

    async def test_runs_by_hand_do_not_clash(self, store: Store) -> None:
        async with store.write() as tx:
            assert len(await tx.runs.add([a_run(None), a_run(None)])) == 2

    async def test_the_same_run_is_not_added_again(self, store: Store) -> None:
        run = a_run(None)
        async with store.write() as tx:
            await tx.runs.add([run])
            assert await tx.runs.add([run]) == []

    async def test_two_processes_at_one_moment_make_one_run(self, store: Store, other: Store) -> None:
        async def add(which: Store) -> int:
            async with which.write() as tx:
                return len(await tx.runs.add([a_run(due_at=NOW + n * MINUTE) for n in range(50)]))

        assert sum(await asyncio.gather(add(store), add(other))) == 50

    async def test_thousands_at_once_are_added(self, store: Store) -> None:
        async with store.write() as tx:
            added = await tx.runs.add([a_run(due_at=NOW + n * MINUTE) for n in range(2_500)])
        assert len(added) == 2_500

    async def test_adding_none_is_nothing(self, store: Store) -> None:
        async with store.write() as tx:
            assert await tx.runs.add([]) == []


class MovesContract:
    """Who comes second is told so."""

    async def test_a_move_is_kept(self, store: Store) -> None:
        run = a_run()
        after = replace(run, state=RunState.RUNNING, boot=BootId("b"), started_at=NOW)
        async with store.write() as tx:
            await tx.runs.add([run])
            assert await tx.runs.move(run, after)
            assert await tx.runs.get(run.id) == after

    async def test_who_moves_second_is_told_so(self, store: Store) -> None:
        run = a_run()
        async with store.write() as tx:
            await tx.runs.add([run])
            await tx.runs.move(run, replace(run, state=RunState.RUNNING))
            assert not await tx.runs.move(run, replace(run, state=RunState.CANCELLED))

    async def test_a_move_of_another_attempt_is_refused(self, store: Store) -> None:
        run = a_run()
        async with store.write() as tx:
            await tx.runs.add([run])
            before = replace(run, attempt=2)
            assert not await tx.runs.move(before, replace(before, state=RunState.RUNNING))

    async def test_a_move_of_another_boot_is_refused(self, store: Store) -> None:
        run = a_run(state=RunState.RUNNING, boot=BootId("dead"))
        async with store.write() as tx:
            await tx.runs.add([run])
            taken = [await tx.runs.move(run, replace(run, boot=BootId(boot))) for boot in ("ours", "theirs")]
        assert taken == [True, False]

    async def test_a_move_that_changes_nothing_still_says_who_is_there(self, store: Store) -> None:
        run = a_run()
        async with store.write() as tx:
            await tx.runs.add([run])
            assert await tx.runs.move(run, run)

    async def test_one_of_two_processes_claims_a_run(self, store: Store, other: Store) -> None:
        run = a_run()
        async with store.write() as tx:
            await tx.runs.add([run])

        async def claim(which: Store, boot: str) -> bool:
            async with which.write() as tx:
                return await tx.runs.move(run, replace(run, state=RunState.RUNNING, boot=BootId(boot)))

        assert sorted(await asyncio.gather(claim(store, "a"), claim(other, "b"))) == [False, True]

    async def test_a_move_keeps_the_ref_and_the_wish_to_cancel_that_came_between(self, store: Store) -> None:
        run = a_run(state=RunState.RUNNING)
        async with store.write() as tx:
            await tx.runs.add([run])
            await tx.runs.set_ref(run.id, "job-9")
            await tx.runs.ask_cancel(run.id, "ana")
            await tx.runs.move(run, replace(run, state=RunState.SUCCEEDED))
            kept = await tx.runs.get(run.id)
        assert kept is not None
        assert (kept.ref, kept.cancel_by) == ("job-9", "ana")

    async def test_a_move_that_means_to_changes_them(self, store: Store) -> None:
        run = a_run(ref="job-1", cancel_by="ana")
        after = replace(run, ref=None, cancel_by="")
        async with store.write() as tx:
            await tx.runs.add([run])
            await tx.runs.move(run, after)
            assert await tx.runs.get(run.id) == after

    async def test_many_move_at_once_and_who_comes_second_is_left_out(self, store: Store) -> None:
        runs = [a_run(due_at=NOW + n * MINUTE) for n in range(600)]
        running = [replace(run, state=RunState.RUNNING, boot=BootId("b"), started_at=NOW) for run in runs]
        async with store.write() as tx:
            await tx.runs.add(runs)
            assert await tx.runs.move(runs[0], replace(runs[0], state=RunState.CANCELLED))
            moved = await tx.runs.swap(list(zip(runs, running, strict=True)))
            ended = [
                replace(run, state=RunState.FAILED if n % 2 else RunState.SUCCEEDED, reason="why" if n % 2 else "")
                for n, run in enumerate(running)
            ]
            assert await tx.runs.swap(list(zip(running, ended, strict=True))) == moved
            kept = [await tx.runs.get(run.id) for run in (runs[0], runs[1], runs[2])]
        assert moved == {run.id for run in runs[1:]}
        assert kept == [replace(runs[0], state=RunState.CANCELLED), *ended[1:3]]

    async def test_unwanted_are_the_running_ones_that_somebody_wants_cancelled(self, store: Store) -> None:
        states = (RunState.QUEUED, RunState.RUNNING, RunState.SUCCEEDED)
        runs = [a_run(due_at=NOW + n * MINUTE, state=state) for n, state in enumerate(states)]
        async with store.write() as tx:
            await tx.runs.add(runs)
            assert await tx.runs.unwanted() == set()
            for run in runs:
                await tx.runs.ask_cancel(run.id, "ana")
            assert await tx.runs.unwanted() == {runs[1].id}


class UnderwayContract:
    """Those that go on, and those that wait for a seat or a person."""

    async def test_active_are_queued_running_and_waiting_ones_the_oldest_first(self, store: Store) -> None:
        runs = [a_run(due_at=NOW - n * MINUTE, state=state) for n, state in enumerate(RunState)]
        async with store.write() as tx:
            await tx.runs.add(runs)
            found = [run.state for run in await tx.runs.active()]
            assert found == [RunState.WAITING, RunState.RUNNING, RunState.QUEUED]

    async def test_those_that_wait_for_a_person_come_back_with_their_question_the_oldest_first(
        self, store: Store
    ) -> None:
        question = Approval((Ask("drop_table", "{}"), Ask("mail")), NOW, '{"tools": []}')
        runs = [a_run(due_at=NOW - n * MINUTE, state=state, question=question) for n, state in enumerate(RunState)]
        older = replace(a_run(BACKUP, NOW - 60 * MINUTE), state=RunState.WAITING, question=question)
        async with store.write() as tx:
            await tx.runs.add([*runs, older])
            found = await tx.runs.waiting()
        assert [(run.id, run.question) for run in found] == [
            (older.id, question),
            *((run.id, question) for run in runs if run.state is RunState.WAITING),
        ]

    @pytest.mark.parametrize("usage", [None, Usage(7, 3, 10), Usage(10**12, 0, 10**12, 0.25)])
    async def test_an_answer_and_what_it_has_cost_are_kept(self, store: Store, usage: Usage | None) -> None:
        run = a_run(answer=Answer(False, "ana", "not now"), usage=usage)
        async with store.write() as tx:
            await tx.runs.add([run])
            assert await tx.runs.get(run.id) == run

    async def test_active_of_one_schedule(self, store: Store) -> None:
        ours, theirs = a_run(DAILY), a_run(BACKUP)
        async with store.write() as tx:
            await tx.runs.add([ours, theirs, a_run(None)])
            assert await tx.runs.active([BACKUP]) == [theirs]

    async def test_claimable_are_queued_ones_that_nothing_holds_back(self, store: Store) -> None:
        runs = [
            a_run(due_at=NOW, id=RunId("now")),
            a_run(due_at=NOW - MINUTE, id=RunId("older")),
            a_run(due_at=NOW - 2 * MINUTE, id=RunId("retried"), not_before=NOW),
            a_run(due_at=NOW - 3 * MINUTE, id=RunId("held back"), not_before=NOW + MINUTE),
            a_run(due_at=NOW - 4 * MINUTE, id=RunId("running"), state=RunState.RUNNING),
        ]
        async with store.write() as tx:
            await tx.runs.add(runs)
            assert [run.id for run in await tx.runs.claimable(NOW, 10)] == ["retried", "older", "now"]

    async def test_claimable_are_answered_page_by_page(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(None, NOW + minutes * MINUTE) for minutes in (0, 0, 1, 1, 2)])
            found: list[Run] = []
            while page := await tx.runs.claimable(NOW, 2, after=found[-1] if found else None):
                found += page
            assert [(run.due_at, run.id) for run in found] == sorted((run.due_at, run.id) for run in found)
        assert len({run.id for run in found}) == 5

    async def test_claimable_of_some_workflows_are_left_out(self, store: Store) -> None:
        kept, left_out = a_run(None), replace(a_run(None), workflow=WorkflowId("full"))
        async with store.write() as tx:
            await tx.runs.add([kept, left_out])
            assert await tx.runs.claimable(NOW, 9, without={left_out.workflow}) == [kept]

    async def test_claimable_answers_no_more_than_asked(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run(due_at=NOW + n * MINUTE) for n in range(5)])
            assert len(await tx.runs.claimable(NOW, 2)) == 2

    async def test_the_next_retry_is_the_earliest_of_the_queued_that_are_held_back(self, store: Store) -> None:
        held = [
            a_run(due_at=NOW + n * MINUTE, not_before=NOW + minutes * MINUTE, state=state)
            for n, (minutes, state) in enumerate(
                [(3, RunState.QUEUED), (2, RunState.QUEUED), (1, RunState.CANCELLED), (0, RunState.QUEUED)]
            )
        ]
        async with store.write() as tx:
            await tx.runs.add(held)
            assert (await tx.runs.stirring(NOW)).next_change == NOW + 2 * MINUTE

    async def test_without_a_retry_there_is_no_next_one(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.runs.add([a_run()])
            assert (await tx.runs.stirring(NOW)).next_change is None

"""What every store promises. Each test gets `store`, and `other`: a second one over the same place.

A test module makes the fixtures and inherits the classes:

    class TestRuns(RunsContract): ...
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.change import Alter, Deed, Disconnect, Edit, Stop
from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId, WorkflowId, new_id
from spark_tui.domain.inputs import Declared, Field, FieldType, values_of
from spark_tui.domain.ledger import Entry
from spark_tui.domain.listing import Beat, RunQuery, seek
from spark_tui.domain.log import Level, Line
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy, Schedule
from spark_tui.domain.source import Health, HealthState, Memory, SecretName, Source
from spark_tui.domain.talk import Said, Spent, Who
from spark_tui.domain.timing import Cron, Except, Interval, Once, Rule, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Face, Holder, Lease, Store, Tx
from spark_tui.store import paging

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


class SourcesContract:
    @pytest.mark.parametrize(
        "source",
        [
            a_source(),
            a_source(secret=SecretName("langflow"), memory=Memory.SCHEDULE),
            a_source(health=Health(HealthState.DOWN, "no answer", "start it", "1.5", NOW)),
            a_source(name="größe ☕ 字", url="http://x/?a=b&c='\"%"),
        ],
    )
    async def test_a_source_comes_back_as_it_was(self, store: Store, source: Source) -> None:
        async with store.write() as tx:
            await tx.sources.put(source)
            assert await tx.sources.get(source.id) == source

    async def test_all_are_listed_by_name(self, store: Store) -> None:
        async with store.write() as tx:
            for name in ("beta", "Alpha", "gamma"):
                await tx.sources.put(a_source(name))
            assert [source.name for source in await tx.sources.all()] == ["Alpha", "beta", "gamma"]

    async def test_putting_again_replaces(self, store: Store) -> None:
        source = a_source()
        async with store.write() as tx:
            await tx.sources.put(replace(source, secret=SecretName("old")))
            await tx.sources.put(source)
            assert await tx.sources.all() == [source]

    async def test_a_removed_one_is_gone(self, store: Store) -> None:
        source = a_source()
        async with store.write() as tx:
            await tx.sources.put(source)
            await tx.sources.remove(source.id)
            assert await tx.sources.get(source.id) is None


DECLARING = {
    "inputs": Declared(
        (Field("a.n", FieldType.CHOICE, "N", "of all", required=True, choices=("x", "y")), Field("t", default="")),
        text=False,
    )
}


class WorkflowsContract:
    @pytest.mark.parametrize(
        "also", [{}, {"aliases": ("a", "b c"), "marker": "7", "gone_at": NOW, "description": "d"}, DECLARING]
    )
    async def test_a_workflow_comes_back_as_it_was(self, store: Store, also: dict[str, Any]) -> None:
        workflow = a_workflow(**also)
        async with store.write() as tx:
            await tx.workflows.put(workflow)
            assert await tx.workflows.get(workflow.id) == workflow

    async def test_those_of_one_source_can_be_asked_for(self, store: Store) -> None:
        ours, theirs = a_workflow(source="ours"), a_workflow(source="theirs")
        async with store.write() as tx:
            await tx.workflows.put(ours)
            await tx.workflows.put(theirs)
            assert await tx.workflows.all(SourceId("ours")) == [ours]

    async def test_all_are_listed_by_what_a_person_types(self, store: Store) -> None:
        async with store.write() as tx:
            for source, title in (("b", "x"), ("a", "z"), ("a", "y")):
                await tx.workflows.put(a_workflow(title, source))
            assert [workflow.ref for workflow in await tx.workflows.all()] == ["a/y", "a/z", "b/x"]

    async def test_a_removed_one_is_gone(self, store: Store) -> None:
        workflow = a_workflow()
        async with store.write() as tx:
            await tx.workflows.put(workflow)
            await tx.workflows.remove(workflow.id)
            assert await tx.workflows.all() == []


TIMINGS = {
    "two crons": Timing((Cron("0 9 * * 1-5", "America/Sao_Paulo"), Cron("30 17 * * *", "Europe/Lisbon"))),
    "an interval": Timing((Interval(timedelta(minutes=90), NOW),)),
    "once": Timing((Once(NOW),)),
    "a rule": Timing((Rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", datetime(2026, 1, 2, 9), "Europe/Berlin"),)),
    "bounded": Timing((Cron("0 9 * * *"),), starts=NOW, ends=NOW + timedelta(days=9), count=3),
    "with exceptions": Timing(
        (Cron("0 9 * * *"),),
        exclude=Except("UTC", frozenset({5, 6}), frozenset({8}), frozenset({(12, 25)}), frozenset({NOW.date()})),
    ),
}
POLICY = Policy(
    overlap=Overlap.REPLACE,
    catch_up=CatchUp.ALL,
    catch_up_within=timedelta(hours=3, microseconds=1),
    at_most=7,
    catch_up_most=9,
    catch_up_spread=timedelta(seconds=30),
    catch_up_ask=True,
    retry=Retry(3, timedelta(seconds=1.5), 1.25, timedelta(minutes=9), 0.5, frozenset({Trouble.BUSY})),
    timeout=timedelta(seconds=90),
    max_wait=timedelta(minutes=10),
    deadline=timedelta(hours=6),
    late_after=timedelta(minutes=1),
    interrupted=Interrupted.RETRY,
    pause_after=5,
)
PAUSES = [Pause(NOW), Pause(NOW, "ana", "holiday", NOW + timedelta(days=7))]


class SchedulesContract:
    @pytest.mark.parametrize("timing", TIMINGS.values(), ids=TIMINGS)
    async def test_a_timing_comes_back_as_it_was(self, store: Store, timing: Timing) -> None:
        schedule = a_schedule(timing=timing)
        async with store.write() as tx:
            await tx.schedules.put(schedule)
            assert await tx.schedules.get(schedule.id) == schedule

    @pytest.mark.parametrize("pause", PAUSES)
    async def test_so_do_its_policy_its_pause_and_its_words(self, store: Store, pause: Pause) -> None:
        schedule = a_schedule(policy=POLICY, pause=pause, phrase="every day", words="each day", input='{"a": 1}')
        schedule = replace(schedule, values=values_of({"a.n": 2}))
        async with store.write() as tx:
            await tx.schedules.put(schedule)
            assert await tx.schedules.get(schedule.id) == schedule

    async def test_moments_come_back_aware_and_equal_to_the_microsecond(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.schedules.put(a_schedule(next_at=NOW))
            kept = await tx.schedules.get(DAILY)
        assert kept is not None
        assert kept.next_at is not None
        assert (kept.next_at, kept.next_at.utcoffset()) == (NOW, timedelta(0))

    @pytest.mark.parametrize("year", [1, 1969, 1970, 2038, 9999])
    async def test_any_year_can_be_kept(self, store: Store, year: int) -> None:
        moment = datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
        async with store.write() as tx:
            await tx.schedules.put(a_schedule(next_at=moment))
            assert await tx.schedules.next_at() == moment

    async def test_the_first_ones_are_those_by_name(self, store: Store) -> None:
        async with store.write() as tx:
            for name in ("c", "B", "a", "d"):
                await tx.schedules.put(a_schedule(name))
            assert [schedule.name for schedule in await tx.schedules.first(3)] == ["a", "B", "c"]

    async def test_due_are_those_not_later_than_now_the_longest_overdue_first(self, store: Store) -> None:
        async with store.write() as tx:
            for name, minutes in (("late", -1), ("now", 0), ("next", 1), ("latest", -60)):
                await tx.schedules.put(a_schedule(name, NOW + minutes * MINUTE))
            await tx.schedules.put(a_schedule("ended", None))
            assert [schedule.id for schedule in await tx.schedules.due(NOW, 10)] == ["latest", "late", "now"]

    async def test_due_answers_no_more_than_asked(self, store: Store) -> None:
        async with store.write() as tx:
            for number in range(5):
                await tx.schedules.put(a_schedule(f"s{number}", NOW - number * MINUTE))
            assert [schedule.id for schedule in await tx.schedules.due(NOW, 2)] == ["s4", "s3"]

    async def test_a_microsecond_early_is_not_due(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.schedules.put(a_schedule(next_at=NOW))
            assert await tx.schedules.due(NOW - timedelta(microseconds=1), 10) == []

    async def test_the_next_moment_is_the_earliest_of_all(self, store: Store) -> None:
        async with store.write() as tx:
            for name, next_at in (("a", NOW + MINUTE), ("b", NOW), ("c", None)):
                await tx.schedules.put(a_schedule(name, next_at))
            assert await tx.schedules.next_at() == NOW

    async def test_the_next_moment_after_another(self, store: Store) -> None:
        async with store.write() as tx:
            for name, next_at in (("a", NOW + MINUTE), ("b", NOW), ("c", None)):
                await tx.schedules.put(a_schedule(name, next_at))
            assert await tx.schedules.next_at(after=NOW) == NOW + MINUTE

    async def test_without_schedules_there_is_no_next_moment(self, store: Store) -> None:
        async with store.read() as tx:
            assert await tx.schedules.next_at() is None

    async def test_advancing_sets_the_next_moment_and_nothing_else(self, store: Store) -> None:
        async with store.write() as tx:
            for name in ("a", "b", "c"):
                await tx.schedules.put(a_schedule(name, pause=Pause(NOW)))
            await tx.schedules.advance([(ScheduleId("a"), NOW + MINUTE), (ScheduleId("b"), None)])
            later = a_schedule("a", NOW + MINUTE, pause=Pause(NOW))
            ended = a_schedule("b", None, pause=Pause(NOW))
            assert await tx.schedules.all() == [later, ended, a_schedule("c", pause=Pause(NOW))]

    async def test_advancing_none_is_nothing(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.schedules.put(a_schedule())
            await tx.schedules.advance([])
            assert await tx.schedules.next_at() == NOW

    async def test_a_removed_schedule_leaves_its_runs_and_its_ledger(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.schedules.put(a_schedule())
            await tx.runs.add([a_run()])
            await tx.ledger.note(DAILY, [a_span(-2, -1)])
            await tx.schedules.remove(DAILY)
            assert len(await tx.ledger.entries(DAILY)) == 2


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


class LeaseContract:
    LATER = NOW + MINUTE

    async def test_at_first_nobody_has_it(self, store: Store) -> None:
        async with store.read() as tx:
            assert await tx.lease.get() is None

    async def test_who_takes_it_has_it(self, store: Store) -> None:
        lease = a_lease("ours", until=self.LATER)
        async with store.write() as tx:
            assert await tx.lease.take(lease, NOW)
            assert await tx.lease.get() == lease

    @pytest.mark.parametrize(
        ("boot", "now", "force", "taken"),
        [
            ("theirs", NOW, False, False),
            ("theirs", LATER - timedelta(microseconds=1), False, False),
            ("theirs", LATER, False, True),
            ("theirs", NOW, True, True),
            ("ours", NOW, False, True),
        ],
        ids=["held", "nearly expired", "expired", "by force", "renewed"],
    )
    async def test_who_can_take_it(self, store: Store, boot: str, now: datetime, force: bool, taken: bool) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
            assert await tx.lease.take(a_lease(boot, until=now + MINUTE), now, force=force) is taken

    async def test_one_that_was_refused_leaves_it_as_it_was(self, store: Store) -> None:
        ours = a_lease("ours", until=self.LATER)
        async with store.write() as tx:
            await tx.lease.take(ours, NOW)
            await tx.lease.take(a_lease("theirs", until=self.LATER), NOW)
            assert await tx.lease.get() == ours

    async def test_one_of_two_processes_gets_it(self, store: Store, other: Store) -> None:
        async def take(which: Store, boot: str) -> bool:
            async with which.write() as tx:
                return await tx.lease.take(a_lease(boot, until=self.LATER), NOW)

        assert sorted(await asyncio.gather(take(store, "a"), take(other, "b"))) == [False, True]

    async def test_holds_tells_whose_it_is(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
        async with store.read() as tx:
            assert (await tx.lease.holds(BootId("ours")), await tx.lease.holds(BootId("theirs"))) == (True, False)

    async def test_nobody_takes_it_while_its_holder_writes(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
        happened: list[str] = []

        async def take_by_force() -> None:
            async with other.write() as theirs:
                await theirs.lease.take(a_lease("theirs", until=self.LATER), NOW, force=True)
                happened.append("taken")

        async with store.write() as tx:
            assert await tx.lease.holds(BootId("ours"))
            taking = asyncio.create_task(take_by_force())
            await asyncio.sleep(0.2)
            happened.append("written")
        await taking
        assert happened == ["written", "taken"]

    async def test_given_back_it_is_free(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
            await tx.lease.give_back(BootId("ours"))
            assert await tx.lease.take(a_lease("theirs", until=self.LATER), NOW)

    async def test_only_its_holder_gives_it_back(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
            await tx.lease.give_back(BootId("theirs"))
            assert await tx.lease.holds(BootId("ours"))

    async def test_a_guest_is_beside_the_engine_until_it_expires(self, store: Store) -> None:
        engine, guest = a_lease("engine", until=self.LATER + MINUTE), a_lease("guest", until=self.LATER)
        async with store.write() as tx:
            await tx.lease.take(engine, NOW)
            await tx.lease.let_in(guest, NOW)
            assert await tx.lease.get() == engine
            assert await tx.lease.holds(guest.boot)
            assert await tx.lease.boots(NOW) == {engine.boot, guest.boot}
            assert await tx.lease.boots(self.LATER) == {engine.boot}

    async def test_a_guest_renews_and_leaves(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.let_in(a_lease("guest", until=self.LATER), NOW)
            await tx.lease.let_in(a_lease("guest", until=self.LATER + MINUTE), self.LATER)
            assert await tx.lease.boots(self.LATER) == {BootId("guest")}
            await tx.lease.give_back(BootId("guest"))
            assert not await tx.lease.holds(BootId("guest"))

    async def test_guests_that_expired_are_gone_when_another_comes(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.let_in(a_lease("first", until=self.LATER), NOW)
            await tx.lease.let_in(a_lease("second", until=self.LATER + MINUTE), self.LATER)
            assert not await tx.lease.holds(BootId("first"))


class TalkContract:
    SAID = (
        Said(Who.PERSON, "why did it fail? ☂", NOW),
        Said(Who.MODEL, "its disk\nwas full", NOW + MINUTE, Spent(1_000, 50, 0.000_123)),
        Said(Who.NOTE, "the person refused: run it now", NOW),
    )

    async def test_what_was_said_comes_back_in_order(self, store: Store, other: Store) -> None:
        for one in self.SAID:
            async with store.write() as tx:
                await tx.talk.add([one])
        async with other.read() as tx:
            assert await tx.talk.all() == list(self.SAID)

    async def test_cleared_it_is_empty(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.talk.add(self.SAID)
            await tx.talk.clear()
            assert await tx.talk.all() == []


class DeedsContract:
    PAUSED = a_schedule("a", pause=Pause(NOW, "ana", "away", NOW + MINUTE))
    UNDO = (
        Edit(PAUSED, a_schedule("a")),
        Edit(None, a_schedule("b", None)),
        Edit(a_schedule("c", values=values_of({"n": 1})), None),
        Alter(
            Source(SourceId("s"), "webhook", "new", "http://new:1", definition="endpoints:\n"),
            Source(SourceId("s"), "webhook", "old", "http://old:1"),
        ),
    )

    async def test_there_is_none_at_first(self, store: Store) -> None:
        async with store.read() as tx:
            assert await tx.deeds.last() is None

    async def test_the_last_one_comes_back_with_what_undoes_it(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            await tx.deeds.add(Deed("run it", (Stop(RunId("r"), "report"),)))
            await tx.deeds.add(Deed("add it", (Disconnect(SourceId("s"), "langflow"),)))
            await tx.deeds.add(Deed("pause them", self.UNDO))
        async with other.read() as tx:
            deed = await tx.deeds.last()
        assert deed is not None
        assert (deed.says, deed.undo) == ("pause them", self.UNDO)

    async def test_what_was_undone_is_no_deed_until_it_is_done_again(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            await tx.deeds.add(Deed("pause them", self.UNDO))
            await tx.deeds.put_by(Deed("remove it", self.UNDO))
        async with other.write() as tx:
            last, undone = await tx.deeds.last(), await tx.deeds.last_undone()
            assert (last and last.says, undone and undone.says) == ("pause them", "remove it")
            await tx.deeds.add(Deed("call it so", self.UNDO), again=True)
            assert await tx.deeds.last_undone() == undone
            await tx.deeds.add(Deed("something new", self.UNDO))
            assert await tx.deeds.last_undone() is None

    async def test_the_newest_hundred_are_kept(self, store: Store) -> None:
        async with store.write() as tx:
            for number in range(103):
                await tx.deeds.add(Deed(f"{number}", (Stop(RunId("r"), "report"),)))
            left = 0
            while (deed := await tx.deeds.last()) is not None:
                left += 1
                await tx.deeds.remove(deed.seq)
        assert left == 100

    async def test_when_it_is_removed_the_one_before_is_the_last(self, store: Store) -> None:
        first, second = Stop(RunId("r"), "report"), Disconnect(SourceId("s"), "langflow")
        async with store.write() as tx:
            await tx.deeds.add(Deed("first", (first,)))
            await tx.deeds.add(Deed("second", (second,)))
            deed = await tx.deeds.last()
            assert deed is not None
            assert deed.undo == (second,)
            await tx.deeds.remove(deed.seq)
            left = await tx.deeds.last()
            assert left is not None
            assert left.undo == (first,)

"""What every store promises of sources, their workflows and schedules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from spark_tui.domain.ids import ScheduleId, SourceId
from spark_tui.domain.inputs import Declared, Field, FieldType, values_of
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy
from spark_tui.domain.source import Health, HealthState, Memory, SecretName, Source
from spark_tui.domain.timing import Cron, Except, Interval, Once, Rule, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Store
from tests.contracts.store import DAILY, MINUTE, NOW, a_run, a_schedule, a_source, a_span, a_workflow


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
        (
            Field("a.n", FieldType.CHOICE, "N", "of all", required=True, choices=("x", "y")),
            Field("t", default="", unless="a.n"),
        ),
        text=False,
        as_text="t",
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

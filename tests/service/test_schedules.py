"""Schedules: from a phrase to a promise, and what one can do with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import Conflict, Invalid, NotFound
from spark_tui.domain.ids import RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.queueing import due_run
from spark_tui.domain.run import Cause, RunState
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark
from spark_tui.service.vocabulary import Vocabulary
from spark_tui.store.schedules import SqlSchedules
from tests.fakes import FakeClock


async def understood(spark: Spark, phrase: str) -> Reading:
    reading = await spark.assistant.read(phrase)
    assert isinstance(reading, Reading), reading
    return reading


async def test_a_phrase_becomes_a_proposal_and_nothing_is_kept_before_it_is_accepted(
    spark: Spark, workflow: Workflow
) -> None:
    proposal = await spark.assistant.propose(await understood(spark, "every weekday at 8:30"), workflow)
    assert (proposal.name, len(proposal.upcoming), proposal.zone) == ("daily-report", 5, "UTC")
    assert await spark.schedules.all() == []
    kept = await spark.schedules.keep(proposal)
    assert (await spark.schedules.all(), kept.next_at) == ([kept], proposal.upcoming[0])


async def test_a_second_schedule_of_a_workflow_gets_a_name_of_its_own(spark: Spark, workflow: Workflow) -> None:
    for _ in range(2):
        reading = await understood(spark, "every day at 9am")
        await spark.schedules.keep(await spark.assistant.propose(reading, workflow))
    assert [s.name for s in await spark.schedules.all()] == ["daily-report", "daily-report-2"]


async def test_a_name_that_is_taken_is_refused(spark: Spark, workflow: Workflow) -> None:
    reading = await understood(spark, "every day at 9am")
    proposal = await spark.assistant.propose(reading, workflow, name="Mine")
    await spark.schedules.keep(proposal)
    with pytest.raises(Conflict, match="mine"):
        await spark.schedules.keep(proposal)


async def named(spark: Spark, workflow: Workflow, *names: str) -> list[Schedule]:
    reading = await understood(spark, "every day at 9am")
    return [await spark.schedules.keep(await spark.assistant.propose(reading, workflow, name=name)) for name in names]


@pytest.mark.parametrize(
    ("become", "taken"),
    [
        (("c", "a"), ""),  # the second takes the name that the first gives up
        (("c", "C"), "C"),
        (("b", "c"), "b"),  # it is given up only after
        ((None, "a"), ""),
        (("A", "b"), ""),
    ],
)
async def test_names_are_given_up_and_taken_within_one_deed(
    spark: Spark, workflow: Workflow, become: tuple[str | None, ...], taken: str
) -> None:
    kept = await named(spark, workflow, "a", "b")
    edits = [Edit(one, name and replace(one, name=name)) for one, name in zip(kept, become, strict=True)]
    if taken:
        with pytest.raises(Conflict, match=f"“{taken}”"):
            await spark.schedules.edit(edits)
    else:
        await spark.schedules.edit(edits)
    left = ["a", "b"] if taken else sorted(filter(None, become), key=str.casefold)
    assert [one.name for one in await spark.schedules.all()] == left


async def test_the_names_are_read_once_for_all_that_is_done_together(
    spark: Spark, workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read for each, two thousand that are paused together took twenty seconds."""
    kept = await named(spark, workflow, *"abcdef")
    read, names = [], SqlSchedules.names

    async def counted(self: SqlSchedules) -> dict[ScheduleId, str]:
        read.append(1)
        return await names(self)

    monkeypatch.setattr(SqlSchedules, "names", counted)
    await spark.schedules.edit([Edit(one, replace(one, input="x")) for one in kept])
    assert len(read) == 1


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("sometimes", Question | Refusal),
        ("every day at 25:00", Refusal),
        ("0 0 30 2 *", Refusal),
        ("every day", Question),
    ],
)
async def test_what_is_no_schedule_is_asked_or_refused(spark: Spark, phrase: str, kind: type) -> None:
    assert isinstance(await spark.assistant.read(phrase), kind)


async def test_a_zone_that_does_not_exist_is_refused(spark: Spark) -> None:
    answer = await spark.assistant.read("every day at 9am", zone="Mars/Olympus")
    assert isinstance(answer, Refusal)


async def test_the_task_of_a_phrase_names_the_workflow(spark: Spark, workflow: Workflow) -> None:
    reading = await understood(spark, "run the daily report every weekday at 9am")
    assert Vocabulary(await spark.sources.workflows()).candidates(reading.draft) == [workflow]


async def test_what_passes_in_a_pause_is_counted(spark: Spark, keep, clock: FakeClock) -> None:  # type: ignore[no-untyped-def]
    schedule = await keep()
    assert spark.schedules.passed(schedule) == 0
    paused = await spark.schedules.pause(schedule)
    clock.forward(hours=3, minutes=1)
    assert spark.schedules.passed(paused) == 3


async def test_a_row_of_the_ledger_is_explained_by_itself_where_a_person_asked_for_it(spark: Spark, keep) -> None:  # type: ignore[no-untyped-def]
    schedule = await keep()
    await spark.runs.start_schedule(schedule, by="ana")
    (entry,) = await spark.schedules.history(schedule)
    (because,) = await spark.why.of_entry(schedule, entry)
    assert (because.moment, because.state) == (entry.due_at, "queued")
    assert await spark.why.of(schedule, entry.due_at) != [because]


@pytest.mark.parametrize("said", ["now", "", " NOW "])
async def test_now_is_a_moment(spark: Spark, clock: FakeClock, said: str) -> None:
    assert await spark.making_up.moment(said, "UTC") == clock.now()


async def test_a_moment_is_read_on_the_clock_of_its_zone(spark: Spark) -> None:
    assert (await spark.making_up.moment("2026-11-22 09:00", "America/Sao_Paulo")).hour == 12


async def test_a_paused_schedule_says_who_and_why(spark: Spark, keep, clock: FakeClock) -> None:  # type: ignore[no-untyped-def]
    await keep()
    paused = await spark.schedules.pause(await spark.schedules.get("report"), by="ana", note="holidays")
    assert paused.pause is not None
    assert (paused.state, paused.pause.by, paused.pause.note, paused.pause.since) == (
        "paused",
        "ana",
        "holidays",
        clock.now(),
    )


async def test_pausing_twice_and_resuming_what_runs_are_conflicts(spark: Spark, keep) -> None:  # type: ignore[no-untyped-def]
    schedule = await keep()
    with pytest.raises(Conflict):
        await spark.schedules.resume(schedule)
    paused = await spark.schedules.pause(schedule)
    with pytest.raises(Conflict):
        await spark.schedules.pause(paused)


async def test_a_removed_schedule_is_gone_by_name_and_id(spark: Spark, keep) -> None:  # type: ignore[no-untyped-def]
    schedule = await keep()
    await spark.schedules.remove(schedule)
    for wanted in ("report", schedule.id):
        with pytest.raises(NotFound):
            await spark.schedules.get(wanted)


async def test_a_change_to_a_schedule_that_was_removed_meanwhile_is_a_conflict(spark: Spark, keep) -> None:  # type: ignore[no-untyped-def]
    schedule = await keep()
    await spark.schedules.remove(schedule)
    with pytest.raises(Conflict, match="removed meanwhile"):
        await spark.schedules.pause(schedule)


async def test_a_name_that_stands_there_in_full_goes_before_every_likeness(spark: Spark) -> None:
    names = ("hello", "/usr/local/bin/check.sh >/dev/null", "hello world")
    known = Vocabulary(Workflow(WorkflowId(name), SourceId("s"), "local", name, name) for name in names)
    for phrase in ("every 2 minutes run local/hello", "every 2 minutes run hello"):
        reading = await understood(spark, phrase)
        assert known.candidates(reading.draft)[0].title == "hello"
        named = known.named(reading.draft)
        assert named is not None
        assert named.title == "hello"


async def test_what_nobody_had_decided_is_written_down_when_it_is_removed(
    spark: Spark,
    workflow: Workflow,
    keep,
    clock: FakeClock,  # type: ignore[no-untyped-def]
) -> None:
    schedule = await keep("0 * * * *")
    clock.forward(hours=3)
    await spark.schedules.remove(await spark.schedules.get("report"))
    (entry,) = await spark.schedules.history(schedule)
    assert (entry.count, entry.state, entry.reason) == (3, "missed", "it was removed before anybody decided it")


async def test_a_moment_that_retention_has_pruned_is_told_as_that(
    spark: Spark,
    keep,  # type: ignore[no-untyped-def]
    clock: FakeClock,
) -> None:
    schedule = await keep("0 * * * *")
    old = replace(due_run(schedule, clock.now(), clock.now(), Cause.SCHEDULE), state=RunState.SUCCEEDED)
    async with spark.store.write() as tx:
        newer = replace(old, id=RunId("newer"), due_at=clock.now() + timedelta(hours=1))
        await tx.runs.add([replace(run, ended_at=clock.now()) for run in (old, newer)])
        await tx.keeping.drop_runs(clock.now() + timedelta(seconds=1), None, 10)
        await tx.schedules.advance([(schedule.id, clock.now() + timedelta(hours=2))])
    (told,) = await spark.why.of(schedule, old.due_at)
    assert told.state == "pruned"
    assert told.says[1].endswith("there had been 1 run")


async def test_a_policy_that_contradicts_itself_is_kept_by_no_face(spark: Spark, keep) -> None:
    before = await keep("0 * * * *")
    with pytest.raises(Invalid, match="at_most"):
        await spark.schedules.edit([Edit(before, replace(before, policy=Policy(at_most=3)))])


async def test_a_command_with_places_of_a_template_is_told_that_nothing_fills_them(spark: Spark) -> None:
    await spark.sources.add("/commands", kind="local", name="local")
    for command, told in (("$ echo '{{ input }}'", True), ("$ docker ps --format '{{.Names}}'", False)):
        found = await spark.sources.workflow(command)
        proposal = await spark.assistant.propose(await understood(spark, "every weekday at 8:30"), found)
        assert any("$SPARK_INPUT" in note for note in proposal.notes) is told

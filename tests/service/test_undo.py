"""What is done to a schedule is undone, from any process; what passed meanwhile is accounted for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import Conflict, NotFound
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.workflow import Workflow
from spark_tui.service.spark import Spark
from tests.fakes import FakeClock
from tests.service.test_schedules import understood


async def kept(spark: Spark, workflow: Workflow, phrase: str = "every day at 9am") -> Schedule:
    return await spark.schedules.keep(await spark.assistant.propose(await understood(spark, phrase), workflow))


async def test_each_deed_is_undone_the_last_one_first(spark: Spark, workflow: Workflow) -> None:
    made = await kept(spark, workflow)
    (edit,) = await spark.schedules.edit([Edit(made, replace(made, input="more"))], deed="change it")
    paused = await spark.schedules.pause(edit.schedule, note="a holiday")
    resumed = await spark.schedules.resume(paused)
    await spark.schedules.remove(resumed)
    for there in ([resumed], [paused], [edit.schedule], [made], []):
        await spark.talk.undo()
        assert await spark.schedules.all() == there
    with pytest.raises(NotFound, match="nothing to undo"):
        await spark.talk.undo()


async def test_what_was_undone_is_done_again(spark: Spark, workflow: Workflow) -> None:
    made = await kept(spark, workflow)
    paused = await spark.schedules.pause(made)
    for _ in range(2):
        await spark.talk.undo()
    for there in ([made], [paused]):
        await spark.talk.redo()
        assert await spark.schedules.all() == there
    with pytest.raises(NotFound, match="nothing to do again"):
        await spark.talk.redo()
    await spark.talk.undo()
    assert await spark.schedules.all() == [made]


async def test_what_is_new_leaves_nothing_to_be_done_again(spark: Spark, workflow: Workflow) -> None:
    made = await kept(spark, workflow)
    await spark.schedules.pause(made)
    await spark.talk.undo()
    await spark.schedules.edit([Edit(made, replace(made, input="more"))], deed="change it")
    with pytest.raises(NotFound, match="nothing to do again"):
        await spark.talk.redo()


async def test_only_what_was_shown_is_undone_and_done_again(spark: Spark, workflow: Workflow) -> None:
    made = await kept(spark, workflow)
    shown = await spark.talk.to_undo()
    await spark.schedules.pause(made)
    with pytest.raises(Conflict, match="something else was done meanwhile: pause the schedule"):
        await spark.talk.undo(shown)
    await spark.talk.undo(await spark.talk.to_undo())
    shown = await spark.talk.to_redo()
    await spark.talk.undo()
    with pytest.raises(Conflict, match="something else was done meanwhile: create the schedule"):
        await spark.talk.redo(shown)


async def test_a_run_that_was_taken_back_does_not_start_a_second_time(spark: Spark, workflow: Workflow) -> None:
    (suggestion,) = (await spark.talk.ask("run daily-report now")).suggestions
    await spark.talk.accept(suggestion)
    await spark.talk.undo()
    with pytest.raises(Conflict, match=r"it cannot be done again .run fake/daily-report now"):
        await spark.talk.redo()


async def test_what_comes_back_has_its_id_its_runs_and_a_word_for_every_moment_that_passed(
    spark: Spark, workflow: Workflow, clock: FakeClock
) -> None:
    made = await kept(spark, workflow)
    run = await spark.runs.start_schedule(made)
    await spark.schedules.remove(made)
    clock.forward(hours=72)
    await spark.talk.undo()
    (back,) = await spark.schedules.all()
    assert replace(back, next_at=None) == replace(made, next_at=None)
    assert back.next_at is not None
    assert clock.now() < back.next_at <= clock.now() + timedelta(days=1)
    entries = await spark.schedules.history(back)
    (passed,) = [entry for entry in entries if entry.run is None]
    assert (passed.due_at, passed.count, passed.state) == (made.next_at, 3, "paused")
    assert passed.reason == "the schedule was removed then, and has been brought back"
    assert run.id in [entry.run for entry in entries]


async def test_one_whose_last_moment_passed_comes_back_ended(
    spark: Spark, workflow: Workflow, clock: FakeClock
) -> None:
    made = await kept(spark, workflow)
    (edit,) = await spark.schedules.edit([Edit(made, replace(made, timing=replace(made.timing, ends=made.next_at)))])
    await spark.schedules.remove(edit.schedule)
    clock.forward(hours=72)
    await spark.talk.undo()
    (back,) = await spark.schedules.all()
    assert back.state == "ended"


async def test_what_changed_meanwhile_is_said_and_not_overwritten(spark: Spark, workflow: Workflow) -> None:
    made = await kept(spark, workflow)
    paused = await spark.schedules.pause(made)
    await spark.schedules.edit([Edit(paused, replace(paused, input="of somebody else"))])
    with pytest.raises(Conflict, match=r"it cannot be undone .pause the schedule.* changed meanwhile"):
        await spark.talk.undo()
    assert [one.input for one in await spark.schedules.all()] == ["of somebody else"]


async def test_a_name_that_is_taken_by_then_is_said(spark: Spark, workflow: Workflow) -> None:
    made = await kept(spark, workflow)
    await spark.schedules.remove(made)
    taken = replace(made, id=type(made.id)("another"))
    async with spark.store.write() as tx:
        await tx.schedules.put(taken)
    with pytest.raises(Conflict, match="already"):
        await spark.talk.undo()
    assert await spark.schedules.all() == [taken]


async def test_one_whose_workflow_is_gone_does_not_come_back(spark: Spark, workflow: Workflow) -> None:
    made = await kept(spark, workflow)
    await spark.schedules.remove(made)
    async with spark.store.write() as tx:
        await tx.workflows.remove(workflow.id)
    with pytest.raises(Conflict, match=r"workflow of .* is gone"):
        await spark.talk.undo()
    assert await spark.schedules.all() == []

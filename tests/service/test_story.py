"""The story of a run: its attempts, its trail, what it is beside, and running it again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.errors import NotFound
from spark_tui.domain.ids import RunId, SourceId, WorkflowId
from spark_tui.domain.log import Level, Line
from spark_tui.domain.queueing import RunRequest, attempt_after, due_run, lone_run
from spark_tui.domain.run import Cause, Happening, Move, Run
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.faces import show
from spark_tui.store.sql import open_store
from tests.faces.tui.conftest import ZONE, say, understand
from tests.fakes import FakeClock, FakeRoster, FakeVault, a_spark

WORKFLOW = Workflow(WorkflowId("w"), SourceId("s"), "local", "hello", "hello", "")


class Scene:
    """A spark with one schedule, whose moments come when a test says so."""

    def __init__(self, spark: Any, clock: FakeClock) -> None:
        self.spark, self.clock = spark, clock

    async def begin(self) -> None:
        async with self.spark.store.write() as tx:
            await tx.sources.put(Source(SourceId("s"), "local", "local", "/w"))
            await tx.workflows.put(WORKFLOW)
        reading = await self.spark.assistant.read("every 2 minutes")
        self.schedule = await self.spark.schedules.keep(await self.spark.assistant.propose(reading, WORKFLOW, name="a"))

    async def add(self, run: Run, *lives: Happening, late: float = 0.0, **also: str) -> Run:
        async with self.spark.store.write() as tx:
            await tx.runs.add([run])
        self.clock.forward(seconds=late)
        for happening in lives:
            (run,) = await self.spark.runs.move((run, Move(happening, self.clock.now(), **also)))
            self.clock.forward(seconds=3)
        return run

    def due(self) -> Run:
        return due_run(self.schedule, self.clock.now(), self.clock.now(), Cause.SCHEDULE)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = FakeClock()
    store = await open_store(f"sqlite:///{tmp_path / 'spark.db'}")
    scene = Scene(a_spark(store, clock, FakeRoster(), FakeVault(), understand, say, ZONE), clock)
    await scene.begin()
    yield scene
    await scene.spark.close()


async def test_it_holds_every_attempt_at_the_moment_and_no_other_run(scene: Scene) -> None:
    first = await scene.add(scene.due(), Happening.CLAIMED, Happening.FAILED, reason="503")
    second = await scene.add(attempt_after(first, scene.clock.now()), Happening.CLAIMED, Happening.SUCCEEDED)
    await scene.spark.runs.start_schedule(scene.schedule)
    story = await scene.spark.runs.story(second.id)
    assert [one.id for one in story.attempts] == [first.id, second.id]
    assert (story.beside(-1).id, story.beside(1)) == (first.id, None)
    assert [said.partition(",")[0] for said in story.trail("UTC")][1:] == [
        "failed after 3.0 s",
        "attempt 2: succeeded after 3.0 s",
    ]
    earlier = await scene.spark.runs.story(first.id)
    assert len(earlier.trail("UTC")) == 2


async def test_it_tells_how_late_it_was_and_what_is_usual(scene: Scene) -> None:
    run = await scene.add(scene.due(), Happening.CLAIMED, Happening.SUCCEEDED, late=5)
    story = await scene.spark.runs.story(run.id)
    assert story.late == timedelta(seconds=5)
    assert story.usual.p50 == timedelta(seconds=3)
    facts = dict(show.facts(story, "UTC", scene.clock.now()))
    assert "5.0s late" in facts["started"]
    assert "usually 3.0s" in facts["ended"]


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (Cause.SCHEDULE, "its schedule"),
        (Cause.CATCH_UP, "caught up: its moment had passed"),
        (Cause.MANUAL, "by hand by ann"),
        (Cause.BACKFILL, "backfill batch by ann"),
        (Cause.RETRY, "attempt 1 for run first by ann"),
    ],
)
async def test_every_trigger_has_words(scene: Scene, cause: Cause, told: str) -> None:
    run = replace(scene.due(), cause=cause, asked_by="ann", batch="batch", repeats=RunId("first"))
    assert show.trigger(run) == told


async def test_a_good_run_is_the_last_before_it_or_else_the_first_after(scene: Scene) -> None:
    early = await scene.add(scene.due(), Happening.CLAIMED, Happening.FAILED)
    good = [await scene.add(scene.due(), Happening.CLAIMED, Happening.SUCCEEDED) for _ in range(2)]
    bad = await scene.add(scene.due(), Happening.CLAIMED, Happening.FAILED)
    assert (await scene.spark.runs.story(bad.id)).good.id == good[1].id
    assert (await scene.spark.runs.story(good[1].id)).good.id == good[0].id
    assert (await scene.spark.runs.story(early.id)).good.id == good[0].id


async def test_one_by_hand_goes_by_its_workflow_whatever_its_source_was_called_then(scene: Scene) -> None:
    asked, life = RunRequest(by="ann"), (Happening.CLAIMED, Happening.SUCCEEDED)
    good = await scene.add(lone_run(WORKFLOW, scene.clock.now(), 60, asked), *life)
    renamed = replace(WORKFLOW, source_name="here")
    bad = await scene.add(lone_run(renamed, scene.clock.now(), 60, asked), Happening.CLAIMED, Happening.FAILED)
    assert (await scene.spark.runs.story(bad.id)).good.id == good.id


async def test_a_comparison_tells_what_differs_and_no_secret(scene: Scene) -> None:
    sides = {}
    for name, ending, given in (("good", "SUCCEEDED", "1"), ("bad", "FAILED", "2")):
        run = replace(scene.due(), input=f'{{"page": {given}, "token": "hunter{given}"}}')
        sides[name] = await scene.add(run, Happening.CLAIMED, Happening[ending])
        async with scene.spark.store.write() as tx:
            said = [Line(run.id, scene.clock.now(), Level.OUT, text) for text in ("same", f"page {given}")]
            await tx.lines.add(said)
    compared = await scene.spark.runs.compared(sides["bad"], sides["good"])
    told = {contrast.what: contrast.lines for contrast in compared.contrasts}
    assert ("-", '  "page": 1,') in told["input"]
    assert ("+", '  "page": 2,') in told["input"]
    assert told["log"] == [("@", "…"), (" ", "same"), ("-", "page 1"), ("+", "page 2")]
    assert list(compared.same) == ["result"]
    assert "hunter" not in str(told)


async def test_again_is_a_run_by_hand_with_the_same_input(scene: Scene) -> None:
    run = await scene.spark.runs.start_schedule(scene.schedule, "another input")
    again = await scene.spark.runs.again(run, by="ann")
    assert (again.schedule, again.input, again.cause, again.asked_by) == (
        run.schedule,
        "another input",
        Cause.MANUAL,
        "ann",
    )
    await scene.spark.schedules.remove(scene.schedule)
    assert (await scene.spark.runs.again(run)).schedule is None


async def test_a_run_whose_workflow_is_gone_is_told_and_not_run_again(scene: Scene) -> None:
    lone = await scene.spark.runs.start(replace(WORKFLOW, id=WorkflowId("gone")), by="ann")
    story = await scene.spark.runs.story(lone.id)
    assert dict(show.facts(story, "UTC", scene.clock.now()))["workflow"] == "local/hello (not known any more)"
    with pytest.raises(NotFound, match="not known any more"):
        await scene.spark.runs.again(lone)


async def test_a_run_that_was_pruned_is_said_to_be_gone(scene: Scene) -> None:
    with pytest.raises(NotFound, match="not there any more"):
        await scene.spark.runs.story(RunId("gone"))


async def test_a_running_one_that_nobody_follows_says_what_will_become_of_it(scene: Scene) -> None:
    run = await scene.add(scene.due(), Happening.CLAIMED)
    assert (
        "cannot be re-attached"
        in dict(show.facts(await scene.spark.runs.story(run.id), "UTC", scene.clock.now()))["remote job"]
    )
    async with scene.spark.store.write() as tx:
        await tx.runs.set_ref(run.id, "job-1")
    told = dict(show.facts(await scene.spark.runs.story(run.id), "UTC", scene.clock.now()))["remote job"]
    assert told == "job-1, followed by nobody: the next engine re-attaches to it"

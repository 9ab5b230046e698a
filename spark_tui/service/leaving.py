"""What becomes of the runs that go on when their engine ends: asked before it is stopped."""

from dataclasses import dataclass

from spark_tui.domain.attempts import interrupted
from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import SourceId
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.service.execution import can_take_up
from spark_tui.service.ports import SourceClient
from spark_tui.service.spark import Spark


@dataclass(frozen=True, slots=True)
class Fates:
    """The runs that end with the engine, for good or to be repeated by the next, and those that go on elsewhere."""

    ended: tuple[Run, ...] = ()
    repeated: tuple[Run, ...] = ()
    elsewhere: tuple[Run, ...] = ()


async def fates(spark: Spark) -> Fates:
    """Of every run that goes on now."""
    running = [run for run in await spark.runs.active() if run.state is RunState.RUNNING]
    if not running:
        return Fates()
    sources = {source.id: source for source in await spark.sources.all()}
    workflows = {workflow.id: workflow for workflow in await spark.sources.workflows()}
    schedules = {schedule.id: schedule for schedule in await spark.schedules.all()}
    elsewhere = [run for run in running if _goes_on(spark, run, workflows.get(run.workflow), sources)]
    here = [run for run in running if run not in elsewhere]
    now = spark.clock.now()
    repeated = [run for run in here if interrupted(run, schedules.get(run.schedule) if run.schedule else None, now)]
    return Fates(tuple(run for run in here if run not in repeated), tuple(repeated), tuple(elsewhere))


def _goes_on(spark: Spark, run: Run, workflow: Workflow | None, sources: dict[SourceId, Source]) -> bool:
    source = sources.get(workflow.source) if workflow else None
    client = _client(spark, source) if source else None
    return client is not None and can_take_up(run, client)


def _client(spark: Spark, source: Source) -> SourceClient | None:
    try:
        return spark.roster.client(source)
    except SparkError:
        return None

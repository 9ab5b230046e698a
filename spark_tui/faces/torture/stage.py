"""What the engines have to do while they are killed: workflows with an effect that is counted, and their schedules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from spark_tui.domain.change import Edit
from spark_tui.domain.ids import RunId, ScheduleId, new_id
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Policy, Schedule
from spark_tui.domain.timing import Interval, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.torture.judging import Effect, Promise
from spark_tui.service import private
from spark_tui.service.spark import Spark

# About as often as somebody begins to serve: what is due while nobody does is done by the next one.
EVERY = {"SQLite": timedelta(seconds=2), "PostgreSQL": timedelta(seconds=5)}
LOCAL, REMOTE = "local", "remote"  # the names of the sources; the first is there in every store
RECEIVER = "effects"  # the file to which local runs append a line each
# One small write at the end of a file: lines of several processes do not mix.
_TELL = """printf '%s %s\\n' "$SPARK_KEY" "$SPARK_RUN_ID" >> '{receiver}'"""
_SCRIPTS = {
    # Where nothing may be lost, the worst place for it is after the work; where nothing may repeat, before it.
    "effect-at-the-end": f"sleep 0.02\n{_TELL}",
    "effect-at-the-beginning": f"{_TELL}\nsleep 0.2",
    "longer-than-a-life": f"{_TELL}\nsleep 0.8",
}
_EVERY_MOMENT = {"overlap": Overlap.PARALLEL, "at_most": 1000, "catch_up": CatchUp.ALL, "catch_up_most": 1000}


@dataclass(frozen=True, slots=True)
class Part:
    """One schedule of the piece: what it runs, what it promises, by which policy."""

    name: str
    workflow: str
    promise: Promise
    policy: Policy


PARTS = (
    Part(
        "repeated-until-done",
        f"{LOCAL}/effect-at-the-end",
        Promise.AT_LEAST_ONCE,
        Policy(**_EVERY_MOMENT, interrupted=Interrupted.RETRY),  # type: ignore[arg-type]
    ),
    Part(
        "repeated-one-after-the-other",
        f"{LOCAL}/effect-at-the-end",
        Promise.AT_LEAST_ONCE,
        Policy(overlap=Overlap.QUEUE_ALL, at_most=1000, interrupted=Interrupted.RETRY),
    ),
    Part(
        "never-repeated",
        f"{LOCAL}/effect-at-the-beginning",
        Promise.AT_MOST_ONCE,
        Policy(**_EVERY_MOMENT, interrupted=Interrupted.GIVE_UP),  # type: ignore[arg-type]
    ),
    Part("as-built-in", f"{LOCAL}/longer-than-a-life", Promise.AT_MOST_ONCE, Policy()),
    Part(
        "replaced",
        f"{LOCAL}/longer-than-a-life",
        Promise.AT_MOST_ONCE,
        Policy(overlap=Overlap.REPLACE),
    ),
    Part("taken-up-again", f"{REMOTE}/remote", Promise.EXACTLY_ONCE, Policy(**_EVERY_MOMENT)),  # type: ignore[arg-type]
    Part("taken-up-as-built-in", f"{REMOTE}/remote", Promise.EXACTLY_ONCE, Policy()),
)


def write_scripts(workflows: Path, receiver: Path) -> None:
    """The executables of the local source."""
    private.folder(workflows.parent)
    workflows.mkdir()
    for name, script in _SCRIPTS.items():
        (workflows / name).write_text(f"#!/bin/sh\n{script.format(receiver=receiver)}\n")
        (workflows / name).chmod(0o700)
    receiver.touch()


async def set_up(spark: Spark, remote: str, every: timedelta) -> list[Schedule]:
    """The remote source and the schedules, in the order of PARTS; their moments do not fall together."""
    await spark.sources.sync(await spark.sources.add(remote, kind="langflow", name=REMOTE))
    now = spark.clock.now()
    offered = {workflow.ref: workflow for workflow in await spark.sources.workflows()}
    edits = [
        Edit(None, _schedule(part, offered[part.workflow], now, Interval(every, now + every * place / len(PARTS))))
        for place, part in enumerate(PARTS)
    ]
    return [edit.schedule for edit in await spark.schedules.edit(edits)]


def _schedule(part: Part, workflow: Workflow, now: datetime, when: Interval) -> Schedule:
    return Schedule(
        id=ScheduleId(new_id()),
        name=part.name,
        workflow=workflow.id,
        workflow_ref=workflow.ref,
        timing=Timing((when,)),
        zone="UTC",
        created_at=now,
        next_at=None,
        policy=part.policy,
    )


def effects_in(receiver: Path) -> list[Effect]:
    """What local runs wrote down: `spark:SCHEDULE:MOMENT RUN`, a line each."""
    return [_effect(*line.split(" ")) for line in receiver.read_text("ascii").splitlines()]


def _effect(key: str, run: str) -> Effect:
    _, schedule, moment = key.split(":", 2)
    return Effect(schedule, datetime.fromisoformat(moment), RunId(run))

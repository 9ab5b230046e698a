"""spark demo: the main job without a screen, over a throwaway store, in under 20 seconds."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from spark_tui.domain.errors import SparkError
from spark_tui.domain.log import Level, Line
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.faces.cli.following import SILENCE, listening
from spark_tui.faces.cli.opening import NotUnderstood, asked
from spark_tui.faces.cli.output import put, say, stamp
from spark_tui.faces.door import Door
from spark_tui.service.spark import Spark

PHRASE = "every 2 seconds"
RUNS = 3
WITHIN = 20.0  # seconds
SCRIPT = """#!/bin/sh
# Says hello and tells what time it is.
echo "hello from run $SPARK_RUN_ID, due at $SPARK_DUE_AT"
date
"""


def demo(door: Door) -> int:
    """Show it; answers the exit code: 0 when all runs succeeded."""
    with tempfile.TemporaryDirectory(prefix="spark-demo-") as folder:
        _write_workflow(Path(folder) / "workflows")
        mine = door.throwaway(Path(folder))
        host = mine.host(None)
        try:
            ended = asyncio.run(asked(mine, lambda spark: _watched(spark, host.start)))
        finally:
            host.stop()
    good = sum(run.state is RunState.SUCCEEDED for run in ended)
    say(f"\n{good} of {len(ended)} runs succeeded. Now open the app with: spark")
    return 0 if good == RUNS else 1


def _write_workflow(folder: Path) -> None:
    folder.mkdir()
    (folder / "hello").write_text(SCRIPT)
    (folder / "hello").chmod(0o755)


async def _watched(spark: Spark, start_engine: Callable[[], None]) -> list[Run]:
    schedule = await _keep(spark)
    start_engine()
    try:
        async with asyncio.timeout(WITHIN):
            return await _follow(spark, schedule)
    except TimeoutError:
        raise SparkError(f"{RUNS} runs took over {WITHIN:.0f} s", hint="see what is wrong: spark doctor") from None


async def _keep(spark: Spark) -> Schedule:
    """The phrase, what was understood, and the schedule that it becomes."""
    say(f"a workflow of this machine: local/hello\na phrase: “{PHRASE}”")
    reading = await spark.assistant.read(PHRASE)
    if isinstance(reading, Question | Refusal):
        raise NotUnderstood(reading)
    proposal = await spark.assistant.propose(reading, await spark.sources.workflow("hello"))
    put(f"understood: {proposal.words} ({proposal.zone})")
    for number, moment in enumerate(proposal.upcoming):
        put(f"{'' if number else 'next':<12}{stamp(moment, proposal.zone)}")
    return await spark.schedules.keep(proposal)


async def _follow(spark: Spark, schedule: Schedule) -> list[Run]:
    """Every line as it comes, until enough runs are over."""
    after = 0
    async with listening(spark) as ear:
        while True:
            ended = [run for run in await spark.runs.recent(schedule=schedule.id) if run.state.over]
            for line in await spark.runs.lines(after):
                _print(line)
                after = line.seq
            if len(ended) >= RUNS:
                return ended[-RUNS:]
            await ear.wait(SILENCE)


def _print(line: Line) -> None:
    mark = "──" if line.level is Level.NOTE else "  "
    put(f"{line.at.astimezone():%H:%M:%S.%f}"[:-3] + f"  {line.run[:8]}  {mark} {line.text}")

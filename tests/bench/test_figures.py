"""What Spark costs: measured beside a floor in the same run, printed, and never asserted against a clock.

pytest tests/bench -m bench -s
"""

import statistics
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.bench.measuring import cpu_seconds, megabytes, seconds, tell
from tests.processes import SPARK, Home, until
from tests.terminal import Terminal

pytestmark = pytest.mark.bench
EMPTY_APP = (sys.executable, "-c", "from textual.app import App; App().run()")
ROUNDS = 9
ALTERNATE_SCREEN = b"\x1b[?1049h"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, TERM="xterm-256color", COLORTERM="truecolor")


def many_schedules(home: Home, count: int) -> None:
    """As one person's years of schedules: through the service, in one process."""
    script = f"""
import asyncio
from spark_tui.wiring.doors import door
async def fill():
    spark = await door().open()
    workflow = (await spark.sources.workflows())[0]
    for n in range({count}):
        reading = await spark.assistant.read(f"{{n % 60}} {{n % 24}} 1 1 *")
        await spark.schedules.keep(await spark.assistant.propose(reading, workflow, name=f"schedule-{{n}}"))
    await spark.close()
asyncio.run(fill())
"""
    subprocess.run([sys.executable, "-c", script], env=home.environment, check=True)


def test_version(home: Home) -> None:
    floor = [seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)) for _ in range(7)]
    ours = [seconds(lambda: home.spark("--version")) for _ in range(7)]
    tell("spark --version [s]", median=statistics.median(ours), bare_python=statistics.median(floor))


def first_paint(command: tuple[str, ...], home: Home, drawn: bytes = b"\x1b[1;1H") -> tuple[float, float]:
    """After how long, and how much of a processor it took until then: the rest is others' work."""
    with Terminal(command, home.environment) as terminal:
        terminal.watch(10, until=ALTERNATE_SCREEN)
        at = terminal.watch(10, until=drawn) or terminal.seen[-1][0]
        spent = cpu_seconds(terminal.pid) + (cpu_seconds(terminal.worker) if terminal.worker else 0)
        terminal.type("\x03\x03")
        return at, spent


def test_first_paint(home: Home) -> None:
    home.json("schedule", "list")  # the store is there
    first_paint(EMPTY_APP, home), first_paint(SPARK, home)
    pairs = [(first_paint(SPARK, home), first_paint(EMPTY_APP, home)) for _ in range(ROUNDS)]
    for n, what in enumerate(("first paint [s]", "processor until then [s]")):
        ours, floor = [spark[n] for spark, _ in pairs], [bare[n] for _, bare in pairs]
        ratio = statistics.median(a / b for a, b in zip(ours, floor, strict=True))
        tell(what, spark=statistics.median(ours), empty_textual_app=statistics.median(floor), ratio=ratio)


def test_the_board_is_drawn_and_filled(home: Home) -> None:
    """What comes after the first paint: the panes, and what stands in them."""
    many_schedules(home, 20)
    for what, drawn in (("panes drawn [s]", b"2 Schedules"), ("schedules there [s]", b"schedule-1")):
        pairs = [(first_paint(SPARK, home, drawn)[0], first_paint(EMPTY_APP, home)[0]) for _ in range(ROUNDS)]
        ours, floor = zip(*pairs, strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        tell(what, spark=statistics.median(ours), empty_textual_app=statistics.median(floor), ratio=ratio)


def test_idle_daemon_with_a_thousand_schedules(home: Home) -> None:
    many_schedules(home, 1_000)
    with home.daemon() as process:
        time.sleep(3)
        before = cpu_seconds(process.pid)
        time.sleep(20)
        used = cpu_seconds(process.pid) - before
        tell("idle daemon, 1000 schedules", percent_of_a_core=used / 20 * 100, megabytes=megabytes(process.pid))


def test_idle_app_with_a_thousand_schedules(home: Home) -> None:
    many_schedules(home, 1_000)
    with Terminal(SPARK, home.environment) as terminal:
        terminal.watch(6)
        before, drawn = cpu_seconds(terminal.worker), len(terminal.drawn)
        terminal.watch(20)
        used = cpu_seconds(terminal.worker) - before
        tell(
            "idle app, 1000 schedules",
            percent_of_a_core=used / 20 * 100,
            megabytes=megabytes(terminal.worker),
            bytes_per_second=(len(terminal.drawn) - drawn) / 20,
        )


def test_lateness_of_twenty_starts(home: Home) -> None:
    home.workflow("quick", "true")
    home.spark("schedule", "create", "quick", "every 2 seconds", "--yes")
    with home.daemon():
        until(lambda: len(home.json("schedule", "history", "quick")) >= 21, "21 runs", 90)
    late = [
        (datetime.fromisoformat(e["started_at"]) - datetime.fromisoformat(e["due_at"])).total_seconds() * 1000
        for e in home.json("schedule", "history", "quick")
        if e["started_at"]
    ][:20]
    tell("start after due [ms], 20 runs", median=statistics.median(late), most=max(late))

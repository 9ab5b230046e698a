"""kill -9 at any moment: every due moment is in the ledger, and none is there twice."""

import random
import signal
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Home, end, until

KILLS = 30
SEED = 20261123


def due_moments(entries: list[dict[str, Any]], step: timedelta) -> Counter[datetime]:
    """Every moment that the ledger tells of; a span of evenly spaced ones is told in full."""
    told: Counter[datetime] = Counter()
    for entry in entries:
        first, last = (datetime.fromisoformat(entry[name]) for name in ("due_at", "until"))
        moments = [first + step * n for n in range((last - first) // step + 1)]
        assert len(moments) == entry["count"], entry
        told.update(moments)
    return told


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.workflow("quick", "echo quick $SPARK_DUE_AT")
    made.workflow("slow", "echo slow; sleep 1; echo done")
    return made


def test_no_due_moment_is_lost_or_doubled_by_thirty_kills(home: Home) -> None:
    for name in ("quick", "slow"):
        done = home.spark("schedule", "create", name, "* * * * * *", "--yes")
        assert done.returncode == 0, done.stderr
    first = {s["name"]: datetime.fromisoformat(s["created_at"]) for s in home.json("schedule", "list")}
    chance = random.Random(SEED)
    for _ in range(KILLS):
        process = home.start("daemon")
        until(lambda pid=process.pid: f"pid {pid}" in (home.engine() or ""), "the daemon serves")
        time.sleep(chance.uniform(0.0, 1.2))
        end(process, signal.SIGKILL)
    with home.daemon():
        time.sleep(4)
    for name in ("quick", "slow"):
        entries = home.json("schedule", "history", name, "--limit", "100000")
        told = due_moments(entries, timedelta(seconds=1))
        begin, last = min(told), max(told)
        expected = {begin + timedelta(seconds=n) for n in range(int((last - begin).total_seconds()) + 1)}
        assert begin - first[name] <= timedelta(seconds=1)
        assert {moment for moment, times in told.items() if times > 1} == set()
        assert expected - set(told) == set()
        assert not [e for e in entries if e["state"] == "running"]
        assert any(e["state"] == "succeeded" for e in entries)


def test_an_orphan_of_a_killed_engine_is_ended_and_its_run_is_lost(home: Home) -> None:
    home.workflow("very-slow", 'echo "$$"; exec sleep 300')
    with home.daemon() as process:
        run = home.json("run", "start", "very-slow")["id"]
        until(lambda: home.spark("run", "log", run).stdout.strip(), "it speaks")
        orphan = int(home.spark("run", "log", run).stdout.split()[0])
        end(process, signal.SIGKILL)
        assert Path(f"/proc/{orphan}").exists()
    with home.daemon():
        until(lambda: home.json("run", "show", run)["state"] == "lost", "the run is told to be lost")
        until(lambda: not _alive(orphan), "the orphan has ended")


def _alive(pid: int) -> bool:
    """Whether it still runs; one that ended may wait for its new parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

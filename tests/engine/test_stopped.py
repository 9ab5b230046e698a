"""Real engines that are stopped, woken up and killed: one serves, each moment is there once, no effect is doubled.

It takes seconds of real time: a lease must run out while its holder is stopped by the kernel.
"""

import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.processes import Home, end, until
from tests.store.conftest import fresh_postgres, postgres_server  # noqa: F401 - fixtures

TERM = 3  # seconds, the shortest that can be set
BOUND = 1.5 * TERM + 0.5  # one and a half terms, and the pause between two tries
SLACK = 100.0  # seconds that a loaded machine may take longer


class Daemons:
    """Two engines over one store, one of which serves."""

    def __init__(self, home: Home, store: str) -> None:
        self.home, self._store = home, store
        self.both = [home.start("daemon"), home.start("daemon")]

    def ask(self, question: str) -> list[Any]:
        """What stands in the store; nothing as long as there is none."""
        try:
            if self._store.startswith("postgresql"):
                with psycopg.connect(self._store) as server:
                    return server.execute(question.encode()).fetchall()
            with closing(sqlite3.connect(f"file:{self.home.database}?mode=ro", uri=True)) as file:
                return file.execute(question).fetchall()
        except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
            return []

    @property
    def serving(self) -> subprocess.Popen[bytes] | None:
        named = {pid for (pid,) in self.ask("SELECT pid FROM lease")}
        return next((one for one in self.both if one.pid in named), None)

    def other(self, one: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        return next(another for another in self.both if another is not one)

    def takes_over(self, one: subprocess.Popen[bytes], within: float) -> float:
        """Wait until that one serves; answers after how many seconds."""
        began = time.monotonic()
        until(lambda: self.serving is one, "it takes over", within)
        return time.monotonic() - began

    def end(self) -> None:
        for one in self.both:
            if one.poll() is None:
                one.send_signal(signal.SIGCONT)
                end(one)


@pytest.fixture(params=["sqlite", "postgresql"])
def daemons(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Daemons]:
    """Started at once over a store with a schedule whose every run leaves its moment in a file."""
    store = request.getfixturevalue("fresh_postgres") if request.param == "postgresql" else ""
    home = Home(tmp_path, SPARK_LEASE_SECONDS=str(TERM), **({"SPARK_STORE": store} if store else {}))
    home.workflow("mark", f"echo $SPARK_DUE_AT >> {tmp_path / 'effects'}; sleep 0.3")
    assert home.spark("schedule", "create", "mark", "* * * * * *", "--yes").returncode == 0
    made = Daemons(home, store)
    try:
        yield made
    finally:
        made.end()


@pytest.mark.long
def test_stopped_beyond_its_lease_woken_up_and_killed(daemons: Daemons) -> None:
    until(lambda: daemons.serving is not None, "one of the two serves")
    first = daemons.serving
    assert first is not None
    second = daemons.other(first)
    until(lambda: len(daemons.ask("SELECT id FROM runs WHERE state = 'succeeded'")) > 1, "runs succeed")
    assert daemons.serving is first

    first.send_signal(signal.SIGSTOP)
    assert daemons.takes_over(second, BOUND + SLACK) > 0.5 * TERM
    first.send_signal(signal.SIGCONT)
    done = len(daemons.ask("SELECT id FROM runs WHERE state = 'succeeded'"))
    until(lambda: len(daemons.ask("SELECT id FROM runs WHERE state = 'succeeded'")) > done + 1, "runs succeed again")
    assert daemons.serving is second

    end(second, signal.SIGKILL)
    daemons.takes_over(first, BOUND + SLACK)
    assert end(first) == 0
    moments = daemons.ask("SELECT due_at, attempt FROM runs")
    assert len(moments) == len(set(moments))
    covered = sorted({due for due, _ in moments} | _omitted(daemons))
    assert covered == list(range(covered[0], covered[-1] + 1_000_000, 1_000_000))
    effects = Counter((daemons.home.folder / "effects").read_text().split())
    assert [due for due, times in effects.items() if times > 1] == []
    assert daemons.ask("SELECT id FROM runs WHERE state = 'running'") == []


def _omitted(daemons: Daemons) -> set[int]:
    spans = daemons.ask("SELECT first, last, count FROM omissions")
    told = [due for first, last, _ in spans for due in range(first, last + 1, 1_000_000)]
    assert len(told) == len(set(told)) == sum(count for *_, count in spans)
    return set(told)

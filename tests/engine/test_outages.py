"""What goes wrong around a real engine: its disk, its database, its clock. It goes on, and the ledger says why.

Each engine has a home of its own. They wait more than they work, so all of them are put through it together.
The long forms: SPARK_LONG_FAULTS=1 pytest tests/engine/test_outages.py
"""

import asyncio
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TypeVar

import pytest

from spark_tui.domain.ids import RunId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.schedule import Schedule
from spark_tui.faces.cli.opening import asked
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark
from spark_tui.system.settings import Settings
from spark_tui.wiring.doors import door
from tests.engine.machine import Cluster, WallClock, can_compile, filled, is_root, small_disk
from tests.processes import Home, until

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("outages")]

LONG = os.environ.get("SPARK_LONG_FAULTS") == "1"
LOCKED = 60.0 if LONG else 12.0  # seconds: longer than SQLite itself is patient
AWAY = 60.0 if LONG else 6.0  # seconds: longer than what is taken for a hand-over
STEP = timedelta(seconds=1)
OUT_OF_REACH = "Spark could not reach its store or was overloaded"
CLOCK_SET = "the machine slept or its clock was set"
HOUR, DAY = 3_600, 86_400
ONE_AT_A_TIME = Lock()  # Alembic's context, in which tables are made, is one for a whole process
T = TypeVar("T")
Told = tuple[set[str], list[str]]


class Life:
    """A schedule that runs every second, in a home whose daemon serves; looked at from here, as commands cost more."""

    def __init__(self, home: Home) -> None:
        self.home = home
        with ONE_AT_A_TIME:
            self.schedule = self.ask(_often)

    def ask(self, question: Callable[[Spark], Awaitable[T]]) -> T:
        """In a Spark of its own, on an event loop of its own."""
        folder = self.home.folder
        data, store = folder / "data" / "spark", self.home.environment.get("SPARK_STORE")
        settings = Settings(data, folder / "config" / "spark", store or f"sqlite:///{data / 'spark.db'}", "UTC")
        return asyncio.run(asyncio.wait_for(asked(door(settings), question), 60))

    def goes_on(self) -> None:
        """Runs that became due from now on succeed, by the engine that is there."""
        known = self._succeeded()
        until(lambda: len(self._succeeded() - known) >= 2, "it goes on", 60)

    def _succeeded(self) -> set[RunId | None]:
        return {entry.run for entry in self._entries(100) if entry.state == "succeeded"}

    def _entries(self, limit: int) -> list[Entry]:
        return self.ask(lambda spark: spark.schedules.history(self.schedule, limit))

    def says(self, words: str) -> None:
        """Its log does, sooner or later."""
        until(lambda: words in (self.home.folder / "stderr").read_text(), f"it says “{words}”", 60)

    def told(self) -> Told:
        """The reasons that the ledger gives, and what is wrong with it: nothing, or moments."""
        entries = self._entries(1_000_000)
        return {entry.reason for entry in entries}, wrong_in(entries)


async def _often(spark: Spark) -> Schedule:
    reading = await spark.assistant.read("* * * * * *")
    assert isinstance(reading, Reading)
    return await spark.schedules.keep(await spark.assistant.propose(reading, await spark.sources.workflow("often")))


def wrong_in(entries: list[Entry]) -> list[str]:
    """Moments between the first and the last that are told of twice or not at all, and failures."""
    told: Counter[datetime] = Counter()
    for entry in entries:
        assert entry.until - entry.due_at == STEP * (entry.count - 1), entry
        told.update(entry.due_at + STEP * n for n in range(entry.count))
    first, last = min(told), max(told)
    due = {first + STEP * n for n in range((last - first) // STEP + 1)}
    failed = [f"{e.due_at} {e.state}: {e.reason}" for e in entries if e.state in ("failed", "lost")]
    return [*(f"{m}: {told[m]} times" for m in sorted(due | set(told)) if told[m] != 1), *failed]


@contextmanager
def living(folder: Path, **environment: str) -> Iterator[Life]:
    folder.mkdir(exist_ok=True)
    home = Home(folder, **environment)
    home.workflow("often", "true")
    life = Life(home)
    process = home.start("daemon")
    try:
        life.goes_on()
        yield life
        assert process.poll() is None, "it is the same process still"
    finally:
        process.terminate()
        process.wait(60)


# ------------------------------------------------------------------ what they are put through


def a_full_disk(folder: Path) -> Told:
    with small_disk(folder / "data", megabytes=16), living(folder) as life:
        with filled(folder / "data"):
            life.says("the disk is full")
            time.sleep(AWAY)
        life.goes_on()
        return life.told()


def a_disk_that_is_read_only(folder: Path) -> Told:
    """At the start: what is open for writing keeps a disk from being made read-only."""
    with small_disk(folder / "data", megabytes=16) as disk:
        with living(folder) as life:
            pass
        disk.remount("ro")
        process = life.home.start("daemon")
        try:
            life.says("cannot be opened")
            time.sleep(AWAY)
            disk.remount("rw")
            life.goes_on()
            return life.told()
        finally:
            process.terminate()
            process.wait(60)


def a_locked_database(folder: Path) -> Told:
    with living(folder) as life:
        with closing(sqlite3.connect(life.home.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(LOCKED)
        life.goes_on()
        return life.told()


def a_server_that_restarts(folder: Path) -> Told:
    with Cluster() as cluster, living(folder, SPARK_STORE=cluster.url) as life:
        cluster.crash()
        time.sleep(AWAY)
        cluster.start()
        life.goes_on()
        return life.told()


def a_clock_that_is_set_on(folder: Path) -> Told:
    """By an hour, then by a day."""
    folder.mkdir()
    clock = WallClock(folder)
    with living(folder, **clock.environment) as life:
        for wrong in (HOUR, HOUR + DAY):
            clock.set(wrong)
            life.goes_on()
        return life.told()


def a_clock_that_is_set_back(folder: Path) -> Told:
    """By a day and by an hour, and then to what is right: what was decided is not decided again."""
    folder.mkdir()
    clock = WallClock(folder)
    with living(folder, **clock.environment) as life:
        for wrong in (-DAY, -HOUR, 0):
            clock.set(wrong)
            time.sleep(2)
        life.goes_on()
        return life.told()


ALL: dict[str, Callable[[Path], Told]] = {
    function.__name__: function
    for function in (
        a_full_disk,
        a_disk_that_is_read_only,
        a_locked_database,
        a_server_that_restarts,
        a_clock_that_is_set_on,
        a_clock_that_is_set_back,
    )
}
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "a_full_disk": (is_root, "only root can mount a small disk"),
    "a_disk_that_is_read_only": (is_root, "only root can mount a small disk"),
    "a_server_that_restarts": (Cluster.possible, "no PostgreSQL of which a cluster of our own could be made"),
    "a_clock_that_is_set_on": (can_compile, "no compiler for a clock that can be set"),
    "a_clock_that_is_set_back": (lambda: LONG and can_compile(), "half a minute: SPARK_LONG_FAULTS=1, and a compiler"),
}


def lacks(name: str) -> str:
    """Why this machine cannot do it; empty when it can."""
    possible, reason = NEEDS.get(name, (lambda: True, ""))
    return "" if possible() else reason


@pytest.fixture(scope="module")
def outages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Told]]]:
    """Those that were asked for, under way."""
    here = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    names = [item.callspec.params["name"] for item in here]
    folder = tmp_path_factory.mktemp("outages")
    with ThreadPoolExecutor(len(ALL)) as threads:
        yield {name: threads.submit(ALL[name], folder / name) for name in names if not lacks(name)}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a_full_disk", OUT_OF_REACH),
        ("a_disk_that_is_read_only", "Spark was off"),
        ("a_locked_database", OUT_OF_REACH),
        ("a_server_that_restarts", OUT_OF_REACH),
        ("a_clock_that_is_set_on", CLOCK_SET),
        ("a_clock_that_is_set_back", ""),
    ],
)
def test_it_goes_on_by_itself_and_the_ledger_says_what_happened(
    outages: dict[str, Future[Told]], name: str, reason: str
) -> None:
    if lacking := lacks(name):
        pytest.skip(lacking)
    reasons, wrong = outages[name].result()
    assert wrong == []
    assert not reason or [told for told in reasons if told.startswith(f"{reason} from ")], reasons

"""Many runs at one moment, many schedules in the store, many lines: beside a floor in the same run.

The floor is a bare gather of the same POSTs to the same receiver, fifty at a time over one client.
Times are printed and never asserted; that nothing was lost or doubled, and that every run was
committed before its request went out, is.

pytest tests/bench/test_load.py -m bench -s
"""

import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.filling import at_moments, fill, once_a_year
from tests.bench.floor import clients, floor
from tests.bench.measuring import Receiver, cpu_seconds, megabytes, quantile, receiving, tell
from tests.processes import ROOT, SPARK, Home, until
from tests.terminal import Terminal

pytestmark = pytest.mark.bench
TALKER = ROOT / "tests" / "bench" / "talker.py"
PLUGIN = ROOT / "tests" / "bench" / "plugin"
ROUNDS = 3
IDLE = 6.0  # seconds in which nothing is due: longer than a client keeps a connection that nobody uses


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(
        tmp_path, PYTHONPATH=f"{ROOT}:{PLUGIN}", SPARK_BENCH_PULSE=str(tmp_path / "pulse"), TERM="xterm-256color"
    )


@dataclass(frozen=True)
class Round:
    """What became of those that were due at one moment, in seconds after it."""

    arrivals: list[float]
    kept: float  # when the last result was in the store
    stood_still: float  # the longest that the engine's event loop did
    floors: list[float]  # how long the same POSTs take without Spark, by client


def asked(home: Home, question: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
    with closing(sqlite3.connect(f"file:{home.database}?mode=ro", uri=True)) as store:
        return store.execute(question, values).fetchall()


def micro(moment: float) -> int:
    return round(moment * 1_000_000)


def over(home: Home, due: float) -> int:
    return int(asked(home, "SELECT count(*) FROM runs WHERE due_at = ? AND ended_at > 0", micro(due))[0][0])


def one_round(home: Home, receiver: Receiver, due: float, count: int) -> Round:
    time.sleep(max(0, due - time.time()))
    until(lambda: over(home, due) >= count, f"{count} runs are over", 120)
    states = asked(home, "SELECT id, state, ended_at FROM runs WHERE due_at = ?", micro(due))
    ours = {run for run, _, _ in states}
    noted = [note for note in receiver.noted() if note[1] in ours]
    assert sorted(run for _, run, _ in noted) == sorted(run for run, _, _ in states), "each run is one request"
    assert {state for _, state, _ in states} == {"succeeded"}
    floors = [floor(receiver.url, count, client) for client in clients()]
    return Round(
        [moment - due for moment, _, _ in noted],
        max(ended for _, _, ended in states) / 1_000_000 - due,
        max([late for at, late in pulse(home) if at > due], default=0.0),
        floors,
    )


def pulse(home: Home) -> Iterator[tuple[float, float]]:
    for line in Path(home.environment["SPARK_BENCH_PULSE"]).read_text().splitlines():
        at, _, late = line.partition(" ")
        yield float(at), float(late)


@pytest.mark.parametrize("count", [1, 100, 1_000, 10_000])
def test_due_together(home: Home, count: int) -> None:
    rounds = 1 if count > 1_000 else ROUNDS
    gap = IDLE + count / 60
    with receiving() as receiver:
        start = round(time.time() + 8 + count / 800)
        moments = [start + gap * number for number in range(rounds + 1)]  # the first one opens the connections
        fill(home.database, receiver.url, [at_moments(*moments)] * count)
        with home.daemon():
            warm, *measured = [one_round(home, receiver, due, count) for due in moments]
    assert len(warm.arrivals) == count
    tell_rounds(f"{count} due together [s], the median of {rounds}", measured)


def tell_rounds(what: str, rounds: list[Round]) -> None:
    def middle(values: list[float]) -> float:
        return statistics.median(values)

    last = [max(one.arrivals) for one in rounds]
    floors = {client.__name__: middle([one.floors[n] for one in rounds]) for n, client in enumerate(clients())}
    ratios = {
        f"last/{client.__name__}": middle([max(one.arrivals) / one.floors[n] for one in rounds])
        for n, client in enumerate(clients())
    }
    tell(
        what,
        first=middle([min(one.arrivals) for one in rounds]),
        median=middle([quantile(one.arrivals, 0.5) for one in rounds]),
        p99=middle([quantile(one.arrivals, 0.99) for one in rounds]),
        last=middle(last),
        most=max(last),
        results_kept=middle([one.kept for one in rounds]),
        loop_stood_still=max(one.stood_still for one in rounds),
        **floors,
        **ratios,
    )


def test_every_run_is_committed_before_its_request_goes_out(home: Home) -> None:
    count, due = 300, round(time.time() + 8)
    fill(home.database, "http://127.0.0.1:1", [])
    with receiving(home.database) as receiver:
        fill(home.database, receiver.url, [at_moments(due)] * count)
        with home.daemon():
            until(lambda: over(home, due) >= count, f"{count} runs are over", 60)
        noted = receiver.noted()
    assert len(noted) == count
    assert {state for _, _, state in noted} == {"running"}


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_many_schedules_that_wait(home: Home, count: int) -> None:
    fill(home.database, "http://127.0.0.1:1", [once_a_year(number) for number in range(count)])
    began = time.monotonic()
    with home.daemon() as process:
        started = time.monotonic() - began
        time.sleep(5)
        before = cpu_seconds(process.pid)
        time.sleep(60)
        used = cpu_seconds(process.pid) - before
        tell(
            f"idle daemon, {count} schedules",
            start=started,
            percent_of_a_core=used / 60 * 100,
            megabytes=megabytes(process.pid),
            most_megabytes=megabytes(process.pid, "VmHWM"),
        )


def test_five_thousand_lines_a_second(home: Home) -> None:
    """Ten commands speak for a minute; an app beside them draws and answers its keys all the while."""
    runs, lines, due = 10, 30_000, round(time.time() + 15)
    rate = lines // 60 // 10  # in a tenth of a second
    home.workflow("talker", f"exec {sys.executable} {TALKER} {lines} {rate}")
    home.spark("source", "sync", "local")
    with closing(sqlite3.connect(home.database)) as store:
        (workflow,) = store.execute("SELECT id FROM workflows WHERE title = 'talker'").fetchone()
    fill(home.database, "http://127.0.0.1:1", [at_moments(due)] * runs, workflow=workflow)
    with home.daemon() as process, Terminal(SPARK, home.environment) as app:
        app.watch(due - time.time() + 5)
        before, drawn = cpu_seconds(process.pid), len(app.drawn)
        answered = [how_soon_it_draws(app, key) for key in ("?", "\x1b") * 20]
        used, painted = cpu_seconds(process.pid) - before, len(app.drawn) - drawn
        until(lambda: over(home, due) >= runs, f"{runs} runs are over", 180)
        memory = megabytes(process.pid, "VmHWM")
        assert app.wait(0.1) is None, "the app is alive"
    for (run,) in asked(home, "SELECT id FROM runs WHERE due_at = ?", micro(due)):
        said = [int(text) for (text,) in asked(home, SAID, run)]
        assert said == list(range(lines)), "nothing is lost, nothing is there twice, all is in order"
    tell(
        f"{runs * rate * 10} lines a second for a minute",
        engine_percent_of_a_core=used / 40 * 100,
        megabytes=memory,
        app_bytes_a_second=painted / 40,
        app_answers_median=statistics.median(answered),
        app_answers_last=max(answered),
    )


SAID = "SELECT text FROM lines WHERE run_id = ? AND level = 'out' ORDER BY seq"


def how_soon_it_draws(app: Terminal, key: str) -> float:
    """Seconds from a key to the next thing drawn; a second is waited for between two keys."""
    began, seen = time.monotonic(), len(app.seen)
    app.type(key)
    while len(app.seen) == seen and time.monotonic() - began < 10:
        app.watch(0.01)
    took = time.monotonic() - began
    app.watch(max(0.0, 1 - took))
    return took


def test_a_thousand_due_among_a_hundred_thousand(home: Home) -> None:
    count, due = 1_000, round(time.time() + 45)
    with receiving() as receiver:
        timings = [at_moments(due + 20)] * count + [once_a_year(number) for number in range(99_000)]
        fill(home.database, receiver.url, timings)
        with home.daemon() as process:
            one = one_round(home, receiver, due + 20, count)
            tell("memory", megabytes=megabytes(process.pid), most=megabytes(process.pid, "VmHWM"))
        planned = asked(home, "SELECT max(queued_at) FROM runs")[0][0] / 1_000_000 - (due + 20)
    tell("the last of them queued", after=planned)
    tell_rounds("1000 due among 100000 [s]", [one])

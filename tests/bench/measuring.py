"""What the benches measure with, and how they tell it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
HERE = Path(__file__).parent


def tell(what: str, **figures: float) -> None:
    sys.stdout.write(f"\n{what}: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()) + "\n")


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def megabytes(pid: int, what: str = "VmRSS") -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def quantile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


class Receiver:
    """The server of `receiver.py`, and what it noted."""

    def __init__(self, url: str) -> None:
        self.url = url

    def noted(self) -> list[tuple[float, str, str | None]]:
        with urllib.request.urlopen(f"{self.url}/noted") as answer:
            return [(moment, run, state) for moment, run, state in json.load(answer)]


@contextmanager
def receiving(store: Path | None = None) -> Iterator[Receiver]:
    command = [sys.executable, str(HERE / "receiver.py"), *([str(store)] if store else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Receiver(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.terminate()

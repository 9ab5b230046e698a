"""Spark as its user meets it: real commands and real processes, in a home of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.forked import forked

ROOT = Path(__file__).parents[1]
PATIENCE = 120.0  # seconds after which nobody waits any longer, however loaded the machine is


def unpacked_wheel(of: Path, built: Path, site: Path) -> Path:
    """The wheel of the package in that folder, built there and unpacked as pip does."""
    build = f"from hatchling.build import build_wheel; build_wheel({str(built)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=of, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    ZipFile(wheel).extractall(site)
    return site


OVER = """
SELECT 'yes' WHERE EXISTS (SELECT * FROM runs WHERE schedule_name = ?) AND NOT EXISTS
(SELECT * FROM runs WHERE schedule_name = ? AND state IN ('held', 'queued', 'running', 'waiting'))
"""


class Home:
    """A person's home: nothing of this machine's Spark is in it."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PYTHONPATH": str(ROOT),
            "SPARK_ZONE": "UTC",
            "LANG": "C.UTF-8",
            **more,
        }

    @property
    def database(self) -> Path:
        return self.folder / "data" / "spark" / "spark.db"

    def workflow(self, name: str, script: str) -> None:
        """Put an executable into the folder of local workflows."""
        path = self.folder / "config" / "spark" / "workflows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n# {name} for a test\n{script}\n")
        path.chmod(0o755)

    def spark(self, *arguments: str, stdin: str = "", timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run `spark …` to its end."""
        if self._is_ours:
            return forked(arguments, self.environment, self.folder, stdin, timeout)
        return subprocess.run(
            [*SPARK, *arguments],
            env=self.environment,
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    @property
    def _is_ours(self) -> bool:
        """Whether what this process could import is what a process of that environment would."""
        return self.environment.get("PYTHONPATH") == str(ROOT) and "LD_PRELOAD" not in self.environment

    def json(self, *arguments: str) -> Any:
        """What `spark … --json` printed. Fails loudly when the command did."""
        done = self.spark(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "stderr").open("ab") as errors:
            return subprocess.Popen(
                [*SPARK, *arguments], env=self.environment, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=errors
            )

    @contextmanager
    def daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        """An engine that serves; ended in order afterwards."""
        process = self.start("daemon")
        try:
            until(lambda: f"pid {process.pid}" in (self.engine() or ""), "the daemon serves")
            yield process
        finally:
            end(process)

    def engine(self) -> str | None:
        """Who holds the lease."""
        return self._read("SELECT host || ' pid ' || pid FROM lease")

    def state(self, run: str) -> str | None:
        return self._read("SELECT state FROM runs WHERE id = ?", run)

    def ended(self, run: str) -> Any:
        """That run, as soon as it is over."""
        until(lambda: self.state(run) not in ("queued", "running", "waiting"), f"{run} has ended")
        return self.json("run", "show", run)

    def attempts(self, schedule: str) -> list[Any]:
        """Its runs, the first one first, as soon as there are some and no more are to come."""
        until(lambda: self._read(OVER, schedule, schedule), f"{schedule} is over")
        runs = [run for run in self.json("run", "list") if run["schedule"] == schedule]
        return sorted(runs, key=lambda run: int(run["attempt"]))

    def ref(self, run: str) -> str | None:
        return self._read("SELECT ref FROM runs WHERE id = ?", run)

    def has_told(self, run: str, words: str) -> bool:
        """Whether a line of that run holds them."""
        found = "SELECT 'yes' FROM lines WHERE run_id = ? AND instr(text, ?)"
        return self._read(found, run, words) is not None

    def _read(self, question: str, *of: str) -> str | None:
        """The first answer of the file itself: cheaper than a command."""
        import sqlite3

        if not self.database.exists():
            return None
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            row = connection.execute(question, of).fetchone()
        except sqlite3.OperationalError:
            return None
        finally:
            connection.close()
        return row[0] if row else None


SPARK = (sys.executable, "-m", "spark_tui.main")


def end(process: subprocess.Popen[bytes], number: int = signal.SIGTERM, seconds: float = PATIENCE) -> int:
    """Send a signal and wait; answers the exit code."""
    if process.poll() is None:
        process.send_signal(number)
    return process.wait(seconds)


def until(true: Any, what: str, seconds: float = PATIENCE) -> None:
    """Wait until it is true; a real process gives no other sign."""
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether it still runs; one that ended may wait for its new parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

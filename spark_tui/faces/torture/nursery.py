"""A process from which engines are forked: what `spark daemon` imports is imported once, for all of them.

It runs by itself, as `python -m spark_tui.faces.torture.nursery`. It is told what to do on standard
input, a line each, and answers with a line each. When its input ends, whoever asked is gone, and every
engine goes too: nothing is left behind, even by a torture that is killed itself.

    start            PID
    kill PID …       killed
    alive            PID …
    end SECONDS      in order, or killed
"""

import gc
import importlib
import os
import random
import runpy
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

COMMAND = ("spark_tui.main", "daemon")
# By their names: a face knows none of them, it only has them at hand for those who will import them.
WARM = (
    "spark_tui.wiring.doors",
    "spark_tui.wiring.spark",
    "spark_tui.wiring.local",
    "spark_tui.faces.cli.app",
    "spark_tui.faces.daemon",
    "spark_tui.engine.host",
    "spark_tui.store.sql",
    "spark_tui.store.sqlite",
    "spark_tui.store.postgres",
    "spark_tui.sources.roster",
    "spark_tui.sources.local",
    "spark_tui.sources.langflow",
    "spark_tui.system.words",
    "spark_tui.system.vault",
    "agent.planner",
    "agent.mentions",
    "aiosqlite",
    "psycopg",
    "httpx_aiohttp",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
)
LOOK = 0.01  # seconds between two looks at those that were asked to end


class Nursery:
    """The engines of one torture, by their pids."""

    def __init__(self) -> None:
        self._alive: set[int] = set()

    def obey(self, line: str) -> str:
        """Do it; what there is to say about it."""
        match line.split():
            case ["start"]:
                return str(self._start())
            case ["kill", *pids]:
                self._kill([int(pid) for pid in pids])
                return "killed"
            case ["alive"]:
                self._reap()
                return " ".join(str(pid) for pid in sorted(self._alive))
            case ["end", seconds]:
                return self._end(float(seconds))
        raise ValueError(line)

    def close(self) -> None:
        self._kill(list(self._alive))

    def _start(self) -> int:
        pid = os.fork()
        if not pid:
            _be_an_engine()
        self._alive.add(pid)
        return pid

    def _kill(self, pids: Sequence[int]) -> None:
        """As a machine that runs out of memory does it. Those that we have not waited for keep their pids."""
        known = self._alive.intersection(pids)
        for pid in known:
            os.kill(pid, signal.SIGKILL)
        for pid in known:
            os.waitpid(pid, 0)
        self._alive -= known

    def _reap(self) -> None:
        self._alive = {pid for pid in self._alive if os.waitpid(pid, os.WNOHANG) == (0, 0)}

    def _end(self, seconds: float) -> str:
        for pid in self._alive:
            os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + seconds
        while self._alive and time.monotonic() < until:
            time.sleep(LOOK)
            self._reap()
        in_order = not self._alive
        self.close()
        return "in order" if in_order else "killed"


def _be_an_engine() -> None:
    """What `python -m spark_tui.main daemon` is, with its imports done."""
    code = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        random.seed()  # or all of them would have the same chances
        module, *arguments = COMMAND
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)


def main() -> None:
    for name in WARM:
        with suppress(ImportError):  # then each of them imports what it needs by itself
            importlib.import_module(name)
    gc.freeze()
    nursery = Nursery()
    try:
        for line in sys.stdin:
            sys.stdout.write(f"{nursery.obey(line)}\n")
            sys.stdout.flush()
    finally:
        nursery.close()


if __name__ == "__main__":
    main()

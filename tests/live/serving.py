"""Servers in processes of their own, that tests may kill: they come back on the same port with the same data."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
MAY_INSTALL = os.environ.get("SPARK_REQUIRE_SERVERS") == "1"


class Server:
    """What a script starts at its first use; the script says `URL=…` when it answers."""

    key: str | None = None

    def __init__(self, state: Path) -> None:
        self.state = state
        self._process: subprocess.Popen[str] | None = None
        self._url = ""

    def command(self, port: str) -> list[str]:
        """How it is started on that port; on a free one for 0."""
        raise NotImplementedError

    def needs(self) -> Path | None:
        """The venv that it runs in, when it is not ours."""
        return None

    def made(self) -> None:
        """What is to be done when it has started, each time."""

    def up(self) -> str:
        """Its URL. Skips, with the reason, where it may not be installed."""
        if self._process is None:
            skip_where_it_is_not(self.needs())
            self._url = self._begun(self._url.rpartition(":")[2] or "0")
            self.made()
        return self._url

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """All of its processes, at once."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait(60)
        _until_group_ended(process.pid)
        if process.stdout is not None:
            process.stdout.close()

    def close(self) -> None:
        self.kill()

    def lines(self, name: str) -> list[str]:
        """What it has written down: `effects` of what counts, `ticks` of what is slow, `given` of what it was given."""
        file = self.state / name
        return file.read_text().splitlines() if file.exists() else []

    def _begun(self, port: str) -> str:
        self._process = subprocess.Popen(self.command(port), stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("URL="):
                return line.strip().removeprefix("URL=")
        self.kill()
        pytest.fail(f"it did not start; see {self.state}/log")


def skip_where_it_is_not(venv: Path | None) -> None:
    if venv is not None and not MAY_INSTALL and not (venv / "whole").exists():
        pytest.skip(f"nothing is installed in {venv}; SPARK_REQUIRE_SERVERS=1 installs it")


def _until_group_ended(group: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        if all(_is_zombie(pid) for pid in _group(group)):
            return
        time.sleep(0.1)


def _group(group: int) -> list[str]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if stat.read_text("utf-8", "replace").rpartition(")")[2].split()[2] == str(group):
                found.append(stat.parent.name)
    return found


def _is_zombie(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True

"""Real servers for the live tests: one that is named, or one that is started for them.

SPARK_LIVE_LANGFLOW=URL     use the LangFlow that runs there (a test server with automatic login)
SPARK_LIVE_LANGFLOW_KEY     the key to use there; otherwise one is made
SPARK_REQUIRE_SERVERS=1     install what is missing and fail, where otherwise a test is skipped
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.flows import make_flows, make_key

SCRIPT = Path(__file__).with_name("langflow.sh")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
VENV = Path(os.environ.get("SPARK_LANGFLOW_VENV") or CACHE / "langflow-venv")


@dataclass
class LangFlow:
    """A LangFlow with the test flows in it."""

    url: str
    key: str
    flows: dict[str, str]


@dataclass
class Own:
    """A LangFlow of our own, that may be killed."""

    process: subprocess.Popen[str]
    url: str
    state: Path

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]

    def kill(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(60)
        _until_group_ended(self.process.pid)
        if self.process.stdout is not None:
            self.process.stdout.close()


def may_start() -> None:
    """Skip, with the reason, where no LangFlow may be started."""
    if os.environ.get("SPARK_REQUIRE_SERVERS") != "1" and not (VENV / "bin" / "langflow").exists():
        pytest.skip(f"no LangFlow in {VENV}; SPARK_REQUIRE_SERVERS=1 installs it, SPARK_LIVE_LANGFLOW=URL names one")


def started(state: Path, port: str = "0") -> Own:
    return serving([str(SCRIPT), port, str(state)], state)


def serving(command: list[str], state: Path) -> Own:
    """What that script starts, as soon as it says where."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("URL="):
            return Own(process, line.strip().removeprefix("URL="), state)
    process.wait()
    process.stdout.close()
    pytest.fail(f"it did not start; see {state}/log")


@pytest.fixture(scope="session")
def langflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LangFlow]:
    url = os.environ.get("SPARK_LIVE_LANGFLOW", "")
    own = None
    if not url:
        may_start()
        own = started(tmp_path_factory.mktemp("langflow"))
        url = own.url
    try:
        key = os.environ.get("SPARK_LIVE_LANGFLOW_KEY") or make_key(url)
        yield LangFlow(url, key, make_flows(url, key))
    finally:
        if own is not None:
            own.kill(signal.SIGTERM)


class Mortal:
    """A LangFlow that tests may kill; it comes back on the same port with the same data."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._own: Own | None = None
        self._port = "0"
        self.key = ""

    def up(self) -> str:
        """Its URL, started if it is not running."""
        if self._own is None:
            self._own = started(self._state, self._port)
            self._port = self._own.port
        return self._own.url

    def flows(self) -> dict[str, str]:
        url = self.up()
        self.key = self.key or make_key(url)
        return make_flows(url, self.key)

    def kill(self) -> None:
        if self._own is not None:
            self._own.kill(signal.SIGKILL)
        self._own = None


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    may_start()
    made = Mortal(tmp_path_factory.mktemp("mortal"))
    yield made
    made.kill()


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

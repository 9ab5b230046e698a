"""A real AgentOS of a version, that tests may kill: it comes back on the same port with the same data."""

import os
import signal
from pathlib import Path

import pytest

from tests.live.conftest import CACHE, Own, serving

SCRIPT = Path(__file__).with_name("agentos.sh")
VENVS = Path(os.environ.get("SPARK_AGENTOS_VENVS") or CACHE / "agentos-venvs")
KEY = "os-the-right-key"


class AgentOS:
    """Started at its first use."""

    def __init__(self, version: str, state: Path) -> None:
        self.version, self.state = version, state
        self._own: Own | None = None
        self._port = "0"

    def up(self) -> str:
        """Its URL. Skips, with the reason, where none may be started."""
        if self._own is None:
            may_start(self.version)
            self._own = serving([str(SCRIPT), self.version, self._port, str(self.state), KEY], self.state)
            self._port = self._own.port
        return self._own.url

    def kill(self) -> None:
        if self._own is not None:
            self._own.kill(signal.SIGKILL)
        self._own = None

    def lines(self, name: str) -> list[str]:
        """What the tools have written down: `effects` of counter, `dropped` of asker."""
        file = self.state / name
        return file.read_text().splitlines() if file.exists() else []


def may_start(version: str) -> None:
    if os.environ.get("SPARK_REQUIRE_SERVERS") != "1" and not (VENVS / version / "whole").exists():
        pytest.skip(f"no agno {version} in {VENVS}; SPARK_REQUIRE_SERVERS=1 installs it")

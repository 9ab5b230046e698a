"""Each server of the live tests: how it is started, and who may speak to it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live import stand_in
from tests.live.flows import make_flows, make_key
from tests.live.serving import CACHE, HERE, Server
from tests.sources import fake_agents

NEWEST, LOCKED = "newest", "2.2.3"  # of agno; the second is what Hive 1.0 locks


class LangFlow(Server):
    """With authentication on, and the test flows in it: `flows` are their ids by name."""

    flows: dict[str, str]

    def command(self, port: str) -> list[str]:
        return [str(HERE / "langflow.sh"), port, str(self.state)]

    def needs(self) -> Path:
        return Path(os.environ.get("SPARK_LANGFLOW_VENV") or CACHE / "langflow-venv")

    def made(self) -> None:
        if self.key is None:
            self.key = os.environ.get("SPARK_LIVE_LANGFLOW_KEY") or make_key(self._url)
            self.flows = make_flows(self._url, self.key)


class TheirLangFlow(LangFlow):
    """One that runs elsewhere: it is not ours to kill, and its files are not ours to read."""

    def up(self) -> str:
        self._url = os.environ["SPARK_LIVE_LANGFLOW"].rstrip("/")
        self.made()
        return self._url

    def kill(self, how: object = None) -> None:
        pytest.skip("it is not ours to kill")

    def close(self) -> None:
        """It goes on."""

    def lines(self, name: str) -> list[str]:
        pytest.skip("what it wrote down is not ours to read")


class AgentOS(Server):
    key = "os-the-right-key"
    version = NEWEST

    def command(self, port: str) -> list[str]:
        return [str(HERE / "agentos.sh"), self.version, port, str(self.state), self.key]

    def needs(self) -> Path:
        return Path(os.environ.get("SPARK_AGENTOS_VENVS") or CACHE / "agentos-venvs") / self.version


class LockedAgentOS(AgentOS):
    version = LOCKED


class StandIn(Server):
    """Played in a process of this environment: nothing has to be installed."""

    plays = ""

    def command(self, port: str) -> list[str]:
        return [sys.executable, "-m", "tests.live.stand_in", self.plays, port, str(self.state)]


class Agents(StandIn):
    key, plays = fake_agents.KEY, "agents"


class Model(StandIn):
    key, plays = stand_in.KEY, "model"


class LiteLLM(Server):
    """LiteLLM's proxy, a real server that speaks as OpenAI does; the model behind it is the stand-in."""

    key = "sk-of-litellm"

    def __init__(self, state: Path) -> None:
        super().__init__(state)
        self.model = Model(state / "model")

    def command(self, port: str) -> list[str]:
        return [str(HERE / "litellm.sh"), port, str(self.state), self.key, f"{self.model.up()}/v1", *stand_in.MODELS]

    def needs(self) -> Path:
        return litellm_venv()

    def lines(self, name: str) -> list[str]:
        return self.model.lines(name)

    def close(self) -> None:
        self.kill()
        self.model.kill()


class Api(Server):
    """An API of FastAPI, whose jobs outlive it."""

    key = "sk-of-the-api"

    def command(self, port: str) -> list[str]:
        return [str(HERE / "api.sh"), port, str(self.state), self.key]

    def needs(self) -> Path:
        return litellm_venv()


class LangGraph(Server):
    """As `langgraph dev` starts it, in memory: what it knew is gone when it was killed."""

    key = "lg-the-right-key"

    def command(self, port: str) -> list[str]:
        return [str(HERE / "langgraph.sh"), port, str(self.state), self.key]

    def needs(self) -> Path:
        return Path(os.environ.get("SPARK_LANGGRAPH_VENV") or CACHE / "langgraph-venv")


def litellm_venv() -> Path:
    return Path(os.environ.get("SPARK_LITELLM_VENV") or CACHE / "litellm-venv")


def group_of(kind: type[Server]) -> pytest.MarkDecorator:
    """Tests of one server run in one process, one after the other: it is started once, and killed by nobody else."""
    return pytest.mark.xdist_group(kind.__name__)


class Servers:
    """Those that were wanted so far, each started once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[type[Server], Server] = {}

    def of(self, kind: type[Server]) -> Server:
        if kind is LangFlow and os.environ.get("SPARK_LIVE_LANGFLOW"):
            kind = TheirLangFlow
        if kind not in self._known:
            self._known[kind] = kind(self._folder / kind.__name__)
        self._known[kind].up()
        return self._known[kind]

    def close(self) -> None:
        for server in self._known.values():
            server.close()


@contextmanager
def serving(folder: Path) -> Iterator[Servers]:
    made = Servers(folder)
    try:
        yield made
    finally:
        made.close()

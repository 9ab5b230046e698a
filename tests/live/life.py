"""A whole Spark in a home of its own, over one server: what tests do there, through the command."""

from dataclasses import dataclass
from typing import Any

from spark_tui.domain.run import RunState
from tests.live.places import Place
from tests.live.serving import Server
from tests.processes import Home, until


@dataclass
class Life:
    """A home that knows one server."""

    home: Home
    place: Place
    server: Server

    def add(self) -> None:
        added = self.added(self.server.key or "")
        assert added.returncode == 0, added.stderr

    def added(self, key: str) -> Any:
        url = f"{self.server.up()}{self.place.below}"
        return self.home.spark("source", "add", url, key, "--name", "there", *self.place.adding)

    def start(self, work: str, text: str = "ping") -> str:
        """Its id."""
        given = self.place.given(work, text)
        return str(self.home.json("run", "start", self.place.works[work], "--input", given)["id"])

    def keep(self, name: str, work: str, *policy: str) -> None:
        """A schedule of it, that is due some other day."""
        given = self.place.given(work, "ping")
        made = self.home.spark(
            *("schedule", "create", self.place.works[work], "every 1 January at 04:00", "--name", name),
            *("--input", given, "--yes", *policy),
        )
        assert made.returncode == 0, made.stderr

    def run(self, work: str, text: str = "ping") -> Any:
        return self.home.ended(self.start(work, text))

    def until_it_is_at_work(self, run: str) -> None:
        until(lambda: self.home.has_told(run, self.place.at_work), "it tells that it is at work")
        assert self.home.state(run) == RunState.RUNNING, self.home.json("run", "show", run)

    @property
    def effects(self) -> int:
        return len(self.server.lines("effects"))


def fits(ended: Any, end: tuple[str, str]) -> bool:
    state, words = end
    return ended["state"] == state and words in (ended["reason"] or "")

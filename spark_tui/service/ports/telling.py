"""Who is told: notices that go out, and a URL that hears of each run."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from spark_tui.domain.notice import Notice
from spark_tui.domain.run import Run
from spark_tui.domain.source import Secret, SecretName


class Notifier(Protocol):
    """One way out of this machine for notices."""

    @property
    def name(self) -> str:
        """What it is, for people, without a secret."""

    async def tell(self, notices: Sequence[Notice]) -> None:
        """All of them in one go. Raises SourceError where they did not arrive; then they come again."""


class Pinger(Protocol):
    """The dead-man pings of https://healthchecks.io/docs/http_api/: a check that hears nothing rings."""

    def started(self, ping: SecretName, run: Run) -> None: ...
    def ended(self, ping: SecretName, run: Run) -> None:
        """Success or failure, by the state of the run. Neither blocks nor fails."""

    async def try_out(self, url: Secret) -> None:
        """Ping it once, now. Raises SourceError where it does not answer as it should."""

    async def heartbeat(self) -> None:
        """Tell the engine's own check, where one is set, that it is alive. Never fails."""

    def changed(self) -> Mapping[str, str]:
        """The checks, by their names for people, that do not hear us any more, and why, or hear us again: empty.

        Each change is answered once.
        """

    async def close(self) -> None:
        """What is on its way gets a moment to arrive."""

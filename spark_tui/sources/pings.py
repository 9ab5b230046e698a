"""Dead-man pings in the form of Healthchecks: URL/start, URL, URL/fail, each with the run's id.

https://healthchecks.io/docs/http_api/ — a check that does not hear in time rings by itself, so a ping
that is lost is tried a few times and then given up.
"""

import asyncio
import logging
from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid5

from spark_tui.domain.errors import SourceError
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.source import Secret, SecretName
from spark_tui.sources.notifiers import post

TRIES, BREATH = 3, 2.0  # and seconds between two tries
AT_ONCE = 8
LAST_WORDS = 5.0  # seconds for what is on its way when the engine ends
log = logging.getLogger("spark.engine")


class Pings:
    """A Pinger over HTTP. Belongs to one event loop."""

    def __init__(
        self, secret: Callable[[SecretName], Secret | None], heartbeat: Callable[[], Secret | None] | None = None
    ) -> None:
        self._secret, self._heartbeat = secret, heartbeat
        self._going: set[asyncio.Task[None]] = set()
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._unheard: set[str] = set()
        self._changed: dict[str, str] = {}

    def started(self, ping: SecretName, run: Run) -> None:
        self._send(ping, "/start", run, "")

    def ended(self, ping: SecretName, run: Run) -> None:
        if run.state is RunState.SUCCEEDED:
            self._send(ping, "", run, "")
        elif run.state.over:
            self._send(ping, "/fail", run, f"{run.state}: {run.reason}")

    async def try_out(self, url: Secret) -> None:
        wrong = await _posted(url.reveal().rstrip("/"), "the check", "Spark was told of this check")
        if wrong is not None:
            raise SourceError(wrong.message, hint="mend it, or keep it untried: --no-try", trouble=wrong.trouble)

    async def heartbeat(self) -> None:
        if self._heartbeat is not None:
            await self._ping(self._heartbeat, "", "alive", "the engine's check")

    def changed(self) -> dict[str, str]:
        changed, self._changed = self._changed, {}
        return changed

    async def close(self) -> None:
        if self._going:
            await asyncio.wait(self._going, timeout=LAST_WORDS)
        for task in self._going:
            task.cancel()

    def _send(self, ping: SecretName, end: str, run: Run, text: str) -> None:
        # All attempts at a moment carry one id, by which the check tells runs that overlap apart.
        what = f"{end}?rid={uuid5(NAMESPACE_URL, f'spark:{run.repeats or run.id}')}"
        task = asyncio.create_task(
            self._ping(lambda: self._secret(ping), what, text, f"the check of {run.schedule_name}")
        )
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def _ping(self, url: Callable[[], Secret | None], what: str, text: str, name: str) -> None:
        secret = await asyncio.to_thread(url)
        if secret is None:
            self._note(name, f"the URL of {name} is not in the vault")
            return
        async with self._seats:
            wrong = await _surely_posted(secret.reveal().rstrip("/") + what, name, text)
        self._note(name, wrong.message if wrong else "")

    def _note(self, name: str, wrong: str) -> None:
        if wrong:
            log.warning("a ping was given up: %s", wrong)
        if bool(wrong) != (name in self._unheard):
            self._unheard ^= {name}
            self._changed[name] = wrong


async def _surely_posted(url: str, name: str, text: str) -> SourceError | None:
    """What went wrong after some tries, if anything did."""
    for again in range(TRIES):
        wrong = await _posted(url, name, text)
        if wrong is None or not wrong.retryable or again + 1 == TRIES:
            return wrong
        await asyncio.sleep(BREATH)
    return None


async def _posted(url: str, name: str, text: str) -> SourceError | None:
    """What went wrong, if anything did."""
    try:
        await post(url, name, {"text": text})
    except SourceError as wrong:
        return wrong
    return None

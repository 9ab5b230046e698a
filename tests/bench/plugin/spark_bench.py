"""A third party's kind of source: each run is one POST to the receiver.

It also keeps an eye on the event loop that it runs on: how late a short sleep comes back is
written to the file that SPARK_BENCH_PULSE names, so that the bench sees how long the loop stood still.
"""

import asyncio
import os
import time
from typing import ClassVar

from spark_tui.domain.errors import SourceError
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import Abilities, Done, Emit, Failed, Job, Outcome
from spark_tui.sources.http import Server

BEAT = 0.005  # seconds between two looks at the loop
WORTH_TELLING = 0.005  # seconds of standing still


class BenchSource:
    kind: ClassVar[str] = "bench"
    settings: ClassVar[tuple[Setting, ...]] = (Setting("url", "Where the receiver listens."),)

    def __init__(self, source: Source, secret: Secret | None = None) -> None:
        self.abilities = Abilities()
        self._server = Server(source.url, secret)
        self._pulse: asyncio.Task[None] | None = None

    @staticmethod
    async def detect(url: str) -> bool:
        return False

    async def check(self) -> Health:
        return Health(HealthState.UP, "the receiver of a bench")

    async def workflows(self) -> list[Offer]:
        return [Offer("hit", "hit", "one POST")]

    async def run(self, job: Job, emit: Emit) -> Outcome:
        self._pulse = self._pulse or asyncio.create_task(_feel())
        try:
            reply = await self._server.ask("POST", f"/run/{job.run}", json={"key": job.key, "input": job.input})
        except SourceError as wrong:
            return Failed(wrong.message, wrong.trouble)
        return Done(reply.body.decode()) if reply.ok else Failed(f"status {reply.status}")

    async def cancel(self, ref: str) -> bool:
        return True

    async def close(self) -> None:
        if self._pulse is not None:
            self._pulse.cancel()
        await self._server.close()


async def _feel() -> None:
    """Write down each time that the loop stood still: when it went on, and for how many seconds."""
    with open(os.environ.get("SPARK_BENCH_PULSE", os.devnull), "a", buffering=1) as told:  # noqa: ASYNC230, PTH123
        while True:
            slept = time.monotonic()
            await asyncio.sleep(BEAT)
            if (late := time.monotonic() - slept - BEAT) > WORTH_TELLING:
                told.write(f"{time.time()} {late}\n")

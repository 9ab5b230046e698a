"""A kind of source for Spark: each public async function of a Python file is a workflow.

async def greet(job: Job, say: Callable[[str], None]) -> str:
    "Says hello."
    say(f"hello, {job.input}")
    return "greeted"
"""

import asyncio
import inspect
import runpy
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar

from spark_tui.domain.errors import SourceError
from spark_tui.domain.log import LINE_LIMIT, RESULT_LIMIT
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import Abilities, Done, Emit, Failed, Gone, Job, Outcome, Stopped

Function = Callable[[Job, Callable[[str], None]], Awaitable[str]]


class FunctionsSource:
    kind: ClassVar[str] = "functions"
    settings: ClassVar[tuple[Setting, ...]] = (Setting("url", "The Python file with the functions."),)
    abilities: Abilities = Abilities(live=True, cancel=True)

    def __init__(self, source: Source, secret: Secret | None = None) -> None:
        self._file = Path(source.url).expanduser()
        self._running: dict[str, asyncio.Future[str]] = {}

    @staticmethod
    async def detect(url: str) -> bool:
        return url.endswith(".py") and await asyncio.to_thread(_is_file, url)

    async def check(self) -> Health:
        try:
            functions = await self._functions()
        except SourceError as wrong:
            return Health(HealthState.DOWN, wrong.message, wrong.hint)
        return Health(HealthState.UP, f"{len(functions)} functions")

    async def workflows(self) -> list[Offer]:
        return [
            Offer(name, name.replace("_", "-"), one_line(inspect.getdoc(function) or ""))
            for name, function in (await self._functions()).items()
        ]

    async def run(self, job: Job, emit: Emit) -> Outcome:
        if job.ref is not None:
            return Gone("the process that it ran in has ended")
        function = (await self._functions()).get(job.workflow)
        if function is None:
            return Failed(f"there is no function “{one_line(job.workflow)}” in {self._file}", Trouble.REJECTED)
        await emit.ref(job.run)
        self._running[job.run] = work = asyncio.ensure_future(function(job, lambda text: _say(emit, text)))
        try:
            return Done(clip(clean(str(await work)), RESULT_LIMIT))
        except asyncio.CancelledError:
            return await self._ended(work)
        except Exception as wrong:  # noqa: BLE001 - whatever a function raises is how its run ended
            return Failed(one_line(f"{type(wrong).__name__}: {wrong}"))
        finally:
            del self._running[job.run]

    async def cancel(self, ref: str) -> bool:
        if work := self._running.get(ref):
            work.cancel()
            await asyncio.wait([work])
        return True

    async def close(self) -> None:
        for ref in list(self._running):
            await self.cancel(ref)

    async def _functions(self) -> dict[str, Function]:
        """Read anew each time: whoever edits the file sees it at the next run."""
        try:
            found = await asyncio.to_thread(runpy.run_path, str(self._file))
        except Exception as wrong:  # noqa: BLE001 - a file of Python can do anything
            raise SourceError(f"{self._file} cannot be read: {one_line(str(wrong))}", hint="correct the file") from None
        return {name: each for name, each in found.items() if _is_offered(name, each)}

    async def _ended(self, work: "asyncio.Future[str]") -> Outcome:
        """By `cancel`, or because whoever waits for it lets go."""
        if work.cancelled() and not _is_let_go():
            return Stopped()
        work.cancel()
        await asyncio.wait([work])
        raise asyncio.CancelledError


def _is_file(url: str) -> bool:
    return Path(url).expanduser().is_file()


def _is_offered(name: str, found: object) -> bool:
    return inspect.iscoroutinefunction(found) and not name.startswith("_")


def _is_let_go() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _say(emit: Emit, text: str) -> None:
    for line in text.splitlines() or [""]:
        emit.line(clip(line, LINE_LIMIT))

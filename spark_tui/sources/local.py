"""The kind `local`: commands on this machine.

Its workflows are the executables of one folder; besides, any command line can be given
by hand as a workflow whose key is `$ ` and the command, which is executed without a shell
unless it asks for one, and started as the options before it say.
It works on a fresh machine, and makes a workflow out of anything that can be started.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from spark_tui.domain.command import BY_HAND, read_command
from spark_tui.domain.errors import SourceError, SparkError
from spark_tui.domain.launch import PLAIN, Launch
from spark_tui.domain.log import Level
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source
from spark_tui.domain.text import clean, counted, one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import Abilities, Done, Emit, Failed, Gone, Job, Outcome, Stopped
from spark_tui.sources.agent_reports import Report, Reporting, reporting_of
from spark_tui.sources.environment import Secrets, Told, environment_for
from spark_tui.sources.lines import Lines, Tail
from spark_tui.sources.local_folder import folder_of, offers, startable
from spark_tui.sources.pipes import ReadPipe
from spark_tui.sources.process_groups import end_by_ref, runs
from spark_tui.sources.processes import Bounds, Started, start

AT_ONCE = 10  # commands: each is a process, and a small machine bears only so many
RESULT_TAIL = 65_536  # characters of stdout that become the result
DRAIN = 0.5  # seconds that whoever still holds the pipes may go on talking after the command has ended
NOT_FOUND, NOT_EXECUTABLE = 127, 126  # exit codes of every shell
TROUBLES = {  # exit codes that say more than "failed": sysexits(3), and those of every shell
    os.EX_TEMPFAIL: Trouble.BUSY,
    os.EX_UNAVAILABLE: Trouble.UNREACHABLE,
    NOT_FOUND: Trouble.REJECTED,
    NOT_EXECUTABLE: Trouble.REJECTED,
}


class LocalSource:
    """Runs the executables of the folder that is the source's URL."""

    kind: ClassVar[str] = "local"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "The folder of executables: each of them is a workflow."),
    )

    abilities: Abilities = Abilities(usual=AT_ONCE)
    names_secrets: ClassVar[bool] = True

    def __init__(
        self,
        source: Source,
        secret: Secret | None = None,  # noqa: ARG002 - every kind gets one
        secrets: Secrets = lambda _: None,
    ) -> None:
        self._folder, self._secrets = folder_of(source.url), secrets
        self._running: dict[str, Started] = {}
        self._cancelled: set[str] = set()

    @staticmethod
    async def detect(url: str) -> bool:
        """A folder of this machine, by an absolute path, `~/…` or `file:///…`."""
        return url.startswith(("/", "~", "file:///")) and await asyncio.to_thread(folder_of(url).is_dir)

    async def check(self) -> Health:
        try:
            found = await self.workflows()
        except SourceError as trouble:
            return Health(HealthState.DOWN, trouble.message, trouble.hint)
        if not found:
            return Health(HealthState.UP, "no executables yet", f"put an executable file into {self._folder}")
        return Health(HealthState.UP, counted(len(found), "executable"))

    async def workflows(self) -> list[Offer]:
        return await asyncio.to_thread(offers, self._folder)

    async def run(self, job: Job, emit: Emit) -> Outcome:
        if job.ref is not None:
            return await _what_was_left(job.ref)
        try:
            launch, command = self._command(job.workflow)
            told = await asyncio.to_thread(environment_for, job, launch, self._secrets)
            await asyncio.to_thread(_must_be_there, command[0], told.variables.get("PATH"))
            started = await start(command, told.variables, _place_of(launch), _bounds(launch))
        except SparkError as trouble:
            return Failed(trouble.in_full, Trouble.REJECTED)
        except OSError as trouble:
            return Failed(f"it could not be started: {trouble.strerror or trouble}", Trouble.SERVER)
        return await self._followed(started, job, told, emit, reporting_of(command, told.hide_in_json))

    async def cancel(self, ref: str) -> bool:
        started = self._running.get(ref)
        if started is None:
            return await end_by_ref(ref)
        self._cancelled.add(ref)
        return await started.end()

    async def close(self) -> None:
        """Nothing is held between runs."""

    def _command(self, key: str) -> tuple[Launch, list[str]]:
        """How to start it, and what to execute. Raises SourceError, Invalid when it cannot be."""
        if key.startswith(BY_HAND):
            return read_command(key.removeprefix(BY_HAND))
        if "/" in key or key in ("", ".", "..") or "\0" in key:
            raise SourceError(f"“{one_line(key)}” is not the name of a file in {self._folder}")
        return PLAIN, [str(startable(self._folder / key))]

    async def _followed(self, started: Started, job: Job, told: Told, emit: Emit, agent: Reporting | None) -> Outcome:
        self._running[started.ref] = started
        try:
            await emit.ref(started.ref)
            outcome = await _ended(started, job.input, told, told.over(emit), agent)
        except BaseExceptionGroup as group:
            await _surely(started.end())
            raise group.exceptions[0] from None
        except BaseException:
            await _surely(started.end())
            raise
        else:
            return Stopped("it was cancelled") if started.ref in self._cancelled else outcome
        finally:
            started.close()
            self._running.pop(started.ref, None)
            self._cancelled.discard(started.ref)


def _home() -> Path:
    """Where commands run, as with cron: the person's home."""
    home = folder_of("~")
    return home if home.is_dir() else Path("/")


def _place_of(launch: Launch) -> Path:
    """Where it runs. Raises SourceError."""
    place = folder_of(launch.cwd) if launch.cwd else _home()
    if not place.is_dir():
        raise SourceError(f"there is no folder {place} to run it in", hint=f"make it: mkdir -p {place}")
    return place


def _must_be_there(program: str, path: str | None) -> None:
    """Raises SourceError for one that is nowhere on the path of the run, which need not be that of a person's shell."""
    if "/" not in program and shutil.which(program, path=path) is None:
        words = f"there is no command “{one_line(program, 60)}” on the PATH of the engine"
        raise SourceError(words, hint="give its whole path, or restart the engine where it is: spark daemon restart")


def _bounds(launch: Launch) -> Bounds:
    """Raises SourceError for a file that is to be its input and is not there."""
    given = folder_of(launch.stdin) if launch.stdin else None
    if given is not None and not os.access(given, os.R_OK):
        raise SourceError(f"{given}, which is to be its input, cannot be read", hint="check --stdin")
    return Bounds(launch.memory, launch.cpu_time, launch.nice, str(given) if given else "")


# ------------------------------------------------------------------ one run


async def _ended(started: Started, text: str, told: Told, emit: Emit, agent: Reporting | None) -> Outcome:
    """Open the gate, pass on what it says, and judge how it ended."""
    out, err = Tail(RESULT_TAIL), Tail(RESULT_TAIL)
    async with asyncio.TaskGroup() as tasks:
        feeding = tasks.create_task(started.stdin.write_all(b"\n" + text.encode("utf-8", "replace")))
        readers = (
            tasks.create_task(_pass_on(started.stdout, Level.OUT, out, emit, agent)),
            tasks.create_task(_pass_on(started.stderr, Level.ERR, err, emit)),
        )
        code = await started.process.wait()
        feeding.cancel()
        await asyncio.wait(readers, timeout=DRAIN)
        started.stdout.only_what_is_there()
        started.stderr.only_what_is_there()
    if started.left_something():
        emit.line("something that it started still runs; it is no longer listened to", Level.NOTE)
    outcome = _judged(code, told.hide_in(out.text()), told.hide_in(err.last_said()))
    report = await asyncio.to_thread(agent.report, out.text()) if agent is not None else None
    return outcome if report is None else _as_reported(outcome, report, told)


def _as_reported(outcome: Done | Failed, report: Report, told: Told) -> Outcome:
    """Its answer alone is the result; what it says to have failed has failed, whatever its exit code."""
    result, reason = told.hide_in(report.text), told.hide_in(report.failure)
    if isinstance(outcome, Failed):
        return replace(outcome, reason=reason or outcome.reason, result=result, usage=report.usage)
    return Failed(reason, Trouble.FAILED, result, usage=report.usage) if reason else Done(result, report.usage)


async def _pass_on(pipe: ReadPipe, level: Level, kept: Tail, emit: Emit, agent: Reporting | None = None) -> None:
    lines, chunk = Lines(), b" "
    while chunk:
        chunk = await pipe.read()
        for line in lines.feed(chunk, last=not chunk):
            kept.add(clean(line))
            for told in agent.lines(line) if agent is not None else [line]:
                emit.line(told, level)  # with its colours
        await emit.room()


def _judged(code: int, result: str, complaint: str) -> Done | Failed:
    if code == 0:
        return Done(result)
    reason = f"killed by {_signal(-code)}" if code < 0 else f"exit code {code}{_signal_within(code)}"
    if complaint:
        reason = f"{reason}: {one_line(complaint, 300)}"
    return Failed(reason, TROUBLES.get(code, Trouble.FAILED), result)


def _signal_within(code: int) -> str:
    """A shell says of a command that a signal killed: 128 and its number."""
    return f" (killed by {_signal(code - 128)})" if code > 128 and _signal(code - 128).startswith("SIG") else ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


async def _what_was_left(ref: str) -> Gone:
    if not await asyncio.to_thread(runs, ref):
        return Gone("Spark ended while it ran; how it ended is not known")
    if await end_by_ref(ref):
        return Gone("Spark ended while it ran; what was left of it has been stopped")
    return Gone("Spark ended while it ran; what is left of it could not be stopped")


async def _surely(ending: Coroutine[Any, Any, bool]) -> None:
    """To its end, even when our own task is cancelled meanwhile."""
    task = asyncio.ensure_future(ending)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)

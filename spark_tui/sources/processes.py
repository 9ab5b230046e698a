"""Process groups on this machine: started behind a gate, and ended whole.

A command becomes the leader of its own session and group. It waits at the gate (the
first line of its input) until its ref is kept, so that no command can ever run that
nobody knows of: if we die before, the gate falls shut and it never begins.

The ref is `pid:start:boot`: when the process began, on which boot of the machine. A
recycled pid has another start, and is never touched.
"""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

SHELL = "/bin/sh"
GATE = "read -r go"
GRACE = 2.0  # seconds between asking a group to end and making it
CHUNK = 16_384
CHUNKS_AFTER_THE_END = 64  # what a left-behind grandchild may still write while the pipe is emptied
PROC = Path("/proc")
MARK = b"SPARK_RUN_ID="  # in the environment of everything that we start


@dataclass(frozen=True, slots=True)
class Started:
    """A command at its gate, or past it."""

    process: asyncio.subprocess.Process
    ref: str
    stdin: "WritePipe"
    stdout: "ReadPipe"
    stderr: "ReadPipe"

    async def end(self) -> bool:
        """End its whole group, however it resists. True when nothing of it runs any more."""
        ended = await _end_group(self.process.pid)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self.process.wait()
        return ended

    def left_something(self) -> bool:
        """Whether something that it started still runs after it has ended."""
        return _alive(self.process.pid)

    def close(self) -> None:
        for pipe in (self.stdin, self.stdout, self.stderr):
            pipe.close()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What each process of a command gets at most, and a file that is its input instead of ours; 0 is no bound.

    `memory` is in bytes: what it may write to (RLIMIT_DATA), for many runtimes reserve far more than they
    use. `cpu_time` is in seconds, and ended by SIGXCPU.
    """

    memory: int = 0
    cpu_time: int = 0
    nice: int = 0
    stdin: str = ""

    @property
    def gate(self) -> str:
        """What the shell of the gate does: it bounds itself, and becomes the command. No process more than without."""
        steps = [GATE]
        steps += [f"ulimit -d {self.memory // 1024}"] if self.memory else []
        steps += [f"ulimit -S -t {self.cpu_time}"] if self.cpu_time else []
        nicely, given = f"nice -n {self.nice} " if self.nice else "", f" <{quote(self.stdin)}" if self.stdin else ""
        return " && ".join([*steps, f'exec {nicely}"$@"{given}'])


async def start(command: list[str], environment: dict[str, str], folder: Path, bounds: Bounds = Bounds()) -> Started:
    """Start `command` at its gate: it begins with the first line written to `stdin`. Raises OSError."""
    with ExitStack() as on_failure, ExitStack() as theirs:
        stdin, our_in = _pipe(theirs, on_failure)
        our_out, stdout = _pipe(on_failure, theirs)
        our_err, stderr = _pipe(on_failure, theirs)
        process = await asyncio.create_subprocess_exec(
            SHELL, "-c", bounds.gate, "spark", *command,
            stdin=stdin, stdout=stdout, stderr=stderr, env=environment, cwd=folder, start_new_session=True,
        )  # fmt: skip
        on_failure.pop_all()
    return Started(process, ref_of(process.pid), WritePipe(our_in), ReadPipe(our_out), ReadPipe(our_err))


def _pipe(reader: ExitStack, writer: ExitStack) -> tuple[int, int]:
    """A pipe, each end of which is closed with its stack."""
    ends = os.pipe()
    for stack, fd in zip((reader, writer), ends, strict=True):
        stack.callback(os.close, fd)
    return ends


def ref_of(pid: int) -> str:
    return f"{pid}:{_start_of(pid)}:{_boot()}"


async def end_by_ref(ref: str) -> bool:
    """End the group of that ref if it is still the one that we started. True when nothing of it runs any more."""
    group = _group_of(ref)
    if group is None:
        return False
    if not _still_ours(group, ref):
        return _has_proc() or not _alive(group)
    return await _end_group(group)


def runs(ref: str) -> bool:
    """Whether anything of the group of that ref still runs."""
    group = _group_of(ref)
    return group is not None and _still_ours(group, ref) and _alive(group)


class ReadPipe:
    """The end of a pipe that we read, at the pace of whoever asks: a full pipe makes the writer wait."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self._fd = fd
        self._left: int | None = None
        self._waiting: asyncio.Future[None] | None = None

    async def read(self) -> bytes:
        """What is there, as soon as something is; empty at the end."""
        await asyncio.sleep(0)  # an endless writer must not keep the loop from everybody else
        while self._left is None or self._left > 0:
            try:
                chunk = os.read(self._fd, CHUNK)
            except BlockingIOError:
                if self._left is not None:
                    return b""
                await self._readable()
                continue
            self._left = None if self._left is None else self._left - 1
            return chunk
        return b""

    def only_what_is_there(self) -> None:
        """From now on read what is in the pipe, and do not wait for more."""
        self._left = CHUNKS_AFTER_THE_END
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        loop.add_reader(self._fd, _wake, self._waiting)
        try:
            await self._waiting
        finally:
            loop.remove_reader(self._fd)


class WritePipe:
    """The end of a pipe that we write: it ends when everything is written or nobody reads."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self._fd = fd

    async def write_all(self, data: bytes) -> None:
        rest = memoryview(data)
        with suppress(BrokenPipeError):
            while rest:
                rest = rest[await self._write(rest) :]
        self.close()

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    async def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            await self._writable()
            return 0

    async def _writable(self) -> None:
        loop = asyncio.get_running_loop()
        free = loop.create_future()
        loop.add_writer(self._fd, _wake, free)
        try:
            await free
        finally:
            loop.remove_writer(self._fd)


def _wake(waiting: "asyncio.Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)


# ------------------------------------------------------------------ groups


async def _end_group(group: int) -> bool:
    for force in (signal.SIGTERM, signal.SIGKILL):
        if not _alive(group):
            return True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, force)
        await _until_ended(group)
    return not _alive(group)


async def _until_ended(group: int) -> None:
    loop = asyncio.get_running_loop()
    until, pause = loop.time() + GRACE, 0.005
    while _alive(group) and loop.time() < until:
        await asyncio.sleep(pause)
        pause = min(pause * 2, 0.1)


def _alive(group: int) -> bool:
    """Whether any process of the group runs; one that has ended and was not yet waited for does not."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return any(True for _ in _members(group)) if _has_proc() else True


def _still_ours(group: int, ref: str) -> bool:
    started = _start_of(group)
    if started:
        return ref_of(group) == ref
    return any(_is_marked(pid) for pid in _members(group))


def _group_of(ref: str) -> int | None:
    """The group's number, or None when the ref is none of ours."""
    pid, _, rest = ref.partition(":")
    return int(pid) if pid.isdecimal() and int(pid) > 1 and ":" in rest else None


# ------------------------------------------------------------------ what /proc says (elsewhere: nothing)


def _has_proc() -> bool:
    return (PROC / "self" / "stat").exists()


def _start_of(pid: int) -> str:
    """When the process began, in ticks since the boot; empty when there is none."""
    stat = _stat(pid)
    return stat[19] if stat and stat[0] != "Z" else ""


def _members(group: int) -> Iterator[int]:
    for entry in PROC.glob("[0-9]*"):
        if (stat := _stat(int(entry.name))) and stat[2] == str(group) and stat[0] not in "ZX":
            yield int(entry.name)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on: the name before them may hold anything."""
    try:
        return (PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _is_marked(pid: int) -> bool:
    try:
        return MARK in (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False


def _boot() -> str:
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()[:8]
    except OSError:
        return ""

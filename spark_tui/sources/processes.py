"""Commands of this machine: started behind a gate, each as the leader of a group of its own.

A command becomes the leader of its own session and group. It waits at the gate (the
first line of its input) until its ref is kept, so that no command can ever run that
nobody knows of: if we die before, the gate falls shut and it never begins.
"""

import asyncio
import os
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from spark_tui.sources.pipes import ReadPipe, WritePipe
from spark_tui.sources.process_groups import GRACE, end_group, is_alive, ref_of

SHELL = "/bin/sh"
GATE = "read -r go"


@dataclass(frozen=True, slots=True)
class Started:
    """A command at its gate, or past it."""

    process: asyncio.subprocess.Process
    ref: str
    stdin: WritePipe
    stdout: ReadPipe
    stderr: ReadPipe

    async def end(self) -> bool:
        """End its whole group, however it resists. True when nothing of it runs any more."""
        ended = await end_group(self.process.pid)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self.process.wait()
        return ended

    def left_something(self) -> bool:
        """Whether something that it started still runs after it has ended."""
        return is_alive(self.process.pid)

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

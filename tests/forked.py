"""Commands in processes of their own, forked rather than started: what they import is imported once for all of them."""

import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from spark_tui.faces.torture.nursery import WARM

MODULE = "spark_tui.main"
MORE = ("agent.commands", "alembic.autogenerate", "alembic.command", "cryptography.fernet")


def forked(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, stdin: str, timeout: float
) -> subprocess.CompletedProcess[str]:
    """As `subprocess.run` of `python -m spark_tui.main …`, its output captured. Raises TimeoutExpired."""
    with TemporaryDirectory() as made:
        streams = [Path(made, name) for name in ("stdout", "stderr")]
        process = _begun(list(arguments), dict(environment), str(folder), [*map(str, streams)], stdin)
        try:
            process.join(timeout)
            if process.exitcode is None:
                raise subprocess.TimeoutExpired([MODULE, *arguments], timeout)
            code = process.exitcode
        finally:
            process.kill()
            process.join()
            process.close()
        told, said = (stream.read_text("utf-8", "surrogateescape") for stream in streams)
    return subprocess.CompletedProcess([MODULE, *arguments], code, told, said)


def _begun(
    arguments: list[str], environment: dict[str, str], folder: str, streams: list[str], stdin: str
) -> BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*WARM, *MORE])
    theirs, ours = context.Pipe(duplex=False)
    with theirs, ours:
        process = context.Process(target=_be, args=(arguments, environment, folder, theirs, streams))
        process.start()
        theirs.close()
        with suppress(BrokenPipeError):
            os.write(ours.fileno(), stdin.encode("utf-8", "surrogateescape"))
    return process


def _be(arguments: list[str], environment: dict[str, str], folder: str, stdin: Connection, streams: list[str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(stdin.fileno(), 0)
    stdin.close()
    for number, path in enumerate(streams, 1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = [MODULE, *arguments]
    runpy.run_module(MODULE, run_name="__main__", alter_sys=True)

"""The person's own editor and pager, in the terminal of the app.

The program is in the foreground alone, as a shell would have it: ctrl+c and ctrl+z are for it. The app's loop goes
on meanwhile, and with it whatever watches the store; only its screen waits.
"""

import asyncio
import os
import shlex
import shutil
import signal
import tempfile
import termios
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.text import one_line
from spark_tui.service import private

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

EDITORS, PAGERS = ("sensible-editor", "nano", "vim", "vi"), ("less", "more")
LONGEST = 1_000_000  # bytes that are read back from an editor
GLANCE = 0.1  # seconds between two looks whether the program was stopped
MOMENT = 0.005  # seconds between two looks whether it stands ready
HELD = ("/bin/sh", "-c", 'kill -STOP $$; exec "$@"', "sh")  # the program, from when somebody lets it go on
SCREEN = 2  # the file descriptor that the app draws on


async def edit_text(app: "SparkApp", text: str, suffix: str = ".txt") -> str | None:
    """The text as the person left it in $VISUAL or $EDITOR; None when the editor ended with an error.

    The file is for the owner only, and gone afterwards. Raises Invalid where there is no editor.
    """
    command = editor(os.environ)
    with tempfile.TemporaryDirectory(prefix="spark-", dir=_private()) as folder:  # 0700, with what editors leave
        file = Path(folder) / f"text{suffix}"
        os.close(private.opener(str(file), os.O_WRONLY | os.O_CREAT))
        file.write_text(text, "utf-8")
        code = await run_in_terminal(app, [*command, str(file)])
        if code:
            app.warn(f"{command[0]} ended with {code}: nothing was changed")
            return None
        return _read_back(file, text)


def _private() -> str | None:
    """A place in memory where there is one."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return folder if folder and os.access(folder, os.W_OK) else None


def _read_back(file: Path, before: str) -> str:
    """Editors end a last line that was not ended."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Invalid(f"the editor left no text: {error.strerror}") from None
    if len(data) > LONGEST:
        raise Invalid(f"that is more than {LONGEST:,} bytes", hint="nothing was changed")
    text = data.decode("utf-8", "replace")
    return text if before.endswith("\n") else text.removesuffix("\n")


async def page_file(
    app: "SparkApp", file: Path, *, follow: bool = False, beside: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Show it in $PAGER. `beside` is done while the pager runs, and cancelled with it. Raises Invalid without one."""
    command = pager(os.environ, follow=follow)
    more = asyncio.ensure_future(beside()) if beside is not None else None
    try:
        code = await run_in_terminal(app, [*command, str(file)])
    finally:
        if more is not None:
            more.cancel()
            with suppress(asyncio.CancelledError):
                await more
    if code:
        app.warn(f"{command[0]} ended with {code}")


# ------------------------------------------------------------------ which program


def editor(env: Mapping[str, str]) -> list[str]:
    """The command with its arguments. Raises Invalid with what would help."""
    for name in ("VISUAL", "EDITOR"):
        if env.get(name, "").strip():
            return _command(name, env)
    return _first_of(EDITORS, env, "VISUAL or EDITOR")


def pager(env: Mapping[str, str], *, follow: bool = False) -> list[str]:
    """Only less has flags that we know: colours as they are, and to follow the end."""
    command = _command("PAGER", env) if env.get("PAGER", "").strip() else _first_of(PAGERS, env, "PAGER")
    if Path(command[0]).name == "less":
        command += ["-R", *(["+F"] if follow else [])]
    return command


def _command(name: str, env: Mapping[str, str]) -> list[str]:
    try:
        command = shlex.split(env[name])
    except ValueError as error:
        raise Invalid(f"${name} is no command: {error}", hint=f"it says: {one_line(env[name], 80)}") from None
    if not command or shutil.which(command[0], path=env.get("PATH")) is None:
        hint = f"${name} says so; set it to a program that is installed"
        raise Invalid(f"{one_line(command[0], 80) if command else 'the program'} is not on this machine", hint=hint)
    return command


def _first_of(known: Sequence[str], env: Mapping[str, str], names: str) -> list[str]:
    for program in known:
        if shutil.which(program, path=env.get("PATH")):
            return [program]
    raise Invalid(f"none of {', '.join(known)} is on this machine", hint=f"set {names} to a program that is installed")


# ------------------------------------------------------------------ in the terminal


async def run_in_terminal(app: "SparkApp", command: Sequence[str]) -> int:
    """Its exit code; the screen is there again when this returns."""
    code = 0

    async def use() -> None:
        nonlocal code
        code = await _run(app, command)

    await app.lend_terminal(use)
    return code


async def _run(app: "SparkApp", command: Sequence[str]) -> int:
    process = await _begun(command)
    async with _in_foreground(process.pid):
        stops = asyncio.ensure_future(_mind_stops(app, process.pid))
        try:
            return await process.wait()
        finally:
            stops.cancel()
            if process.returncode is None:  # the app ends
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGHUP)


async def _begun(command: Sequence[str]) -> asyncio.subprocess.Process:
    """It stands still until it is in the foreground: before that, a key would be for nobody, and ctrl+z be lost."""
    before = signal.signal(signal.SIGTTOU, signal.SIG_DFL)  # it would inherit that we ignore it
    try:
        process = await asyncio.create_subprocess_exec(
            *HELD, *command, stdin=0, stdout=SCREEN, stderr=SCREEN, process_group=0
        )
    finally:
        signal.signal(signal.SIGTTOU, before)
    while process.returncode is None and not _was_stopped(process.pid):  # noqa: ASYNC110 - no event tells of it
        await asyncio.sleep(MOMENT)
    return process


@asynccontextmanager
async def _in_foreground(group: int) -> AsyncIterator[None]:
    """The terminal's keys and signals are for that group; afterwards for ours again."""
    modes = _modes()
    _give_terminal(group)
    try:
        yield
    finally:
        _give_terminal(os.getpgrp())
        if modes is not None:  # as it was, whatever the program has left
            with suppress(termios.error):
                termios.tcsetattr(0, termios.TCSADRAIN, modes)


def _modes() -> list[Any] | None:
    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def _give_terminal(group: int) -> None:
    """And let it go on."""
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # to hand it on from the background is allowed to us
    try:
        with suppress(OSError):  # no terminal any more
            os.tcsetpgrp(0, group)
    finally:
        signal.signal(signal.SIGTTOU, before)
    if group != os.getpgrp():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGCONT)


async def _mind_stops(app: "SparkApp", group: int) -> None:
    """Its ctrl+z is ours: the shell has the terminal, and after `fg` the program has it again."""
    while True:
        await asyncio.sleep(GLANCE)
        if _was_stopped(group):
            _give_terminal(os.getpgrp())
            await app.wait_in_shell()
            _give_terminal(group)


def _was_stopped(pid: int) -> bool:
    with suppress(ChildProcessError):
        return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG) is not None
    return False

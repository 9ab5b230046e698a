"""Text into the clipboard of the person, who may sit at the other end of an SSH line.

A ladder, and whoever copied is told which rung it was: tmux takes it and hands it on with its default settings, which
drop what a program sends to the terminal by itself; a terminal takes an OSC 52, up to a size; else it is in a file.
What is sent is base64: no text can end the sequence that it is in.
"""

import asyncio
import base64
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spark_tui.domain.errors import StoreError

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

OSC_MOST = 74_000  # bytes; terminals cut or drop what is longer
SCREEN_PIECE = 76  # characters of base64 that GNU screen lets through at once
PATIENCE = 2.0  # seconds that tmux gets
DEAF = {"linux", "dumb", "vt100", "vt220"}  # terminals without a clipboard, by TERM
FILE = "copied.txt"


@dataclass(frozen=True, slots=True)
class Copied:
    """Which way it went: `where` in words; `file` where that was the only way."""

    where: str
    lines: int
    characters: int
    file: Path | None = None

    @property
    def says(self) -> str:
        lines = "1 line" if self.lines == 1 else f"{self.lines:,} lines"
        return f"copied {lines}, {self.characters:,} characters: {self.where}"


async def copy_text(app: "SparkApp", text: str) -> Copied:
    """Copy it, and tell the person how. Raises StoreError when even the file could not be written."""
    copied = await copy(text, os.environ, app.send, app.folder)
    app.say(copied.says)
    return copied


async def copy(text: str, env: Mapping[str, str], send: Callable[[str], None], folder: Path) -> Copied:
    """`send` writes to the terminal; `folder` is where the file would be."""
    data = text.encode("utf-8", "replace")

    def by(where: str, file: Path | None = None) -> Copied:
        return Copied(where, text.removesuffix("\n").count("\n") + 1, len(text), file)

    if env.get("TMUX") and (where := await _to_tmux(data)):
        return by(where)
    if not env.get("TMUX") and len(data) <= OSC_MOST and _hears(env):
        send(osc_52(data, in_screen="STY" in env))
        return by("sent to the terminal (OSC 52)")
    file = await asyncio.to_thread(_to_file, data, folder)
    return by(f"in the file {file}", file)


# ------------------------------------------------------------------ tmux


async def _to_tmux(data: bytes) -> str:
    """Where it is then, in words; empty where tmux did not take it. `-w`: also to the terminal around it."""
    if await _tmux(data, "-w"):
        return "in tmux's buffer and the terminal's clipboard"
    return "in tmux's buffer (prefix ] pastes it)" if await _tmux(data) else ""  # before tmux 3.2


async def _tmux(data: bytes, *flags: str) -> bool:
    with suppress(OSError, TimeoutError):
        process = await asyncio.create_subprocess_exec(
            *("tmux", "load-buffer", *flags, "-"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await process.communicate(data)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        return process.returncode == 0
    return False


# ------------------------------------------------------------------ the terminal


def _hears(env: Mapping[str, str]) -> bool:
    """False where the terminal is known to have no OSC 52: it would swallow it without a word."""
    return env.get("TERM", "") not in DEAF and "VTE_VERSION" not in env and env.get("TERM_PROGRAM") != "Apple_Terminal"


def osc_52(data: bytes, *, in_screen: bool = False) -> str:
    """What sets the clipboard of a terminal; GNU screen hands on what comes in short pieces of its own."""
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode()}\x07"
    return "".join(f"\x1bP{piece}\x1b\\" for piece in _pieces(sequence)) if in_screen else sequence


def _pieces(sequence: str) -> Iterator[str]:
    for at in range(0, len(sequence), SCREEN_PIECE):
        yield sequence[at : at + SCREEN_PIECE]


# ------------------------------------------------------------------ a file


def _to_file(data: bytes, folder: Path) -> Path:
    """For the owner only; the one before is replaced."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".copied-")  # 0600
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return Path(name).replace(folder / FILE)
    except OSError as error:
        raise StoreError(f"it could not be copied: {error.strerror}", hint=f"is {folder} writable?") from None

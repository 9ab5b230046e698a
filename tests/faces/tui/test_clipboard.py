"""The ladder of the clipboard, over what stands for a terminal, and in a real tmux."""

import asyncio
import base64
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.faces.tui import clipboard
from spark_tui.faces.tui.clipboard import OSC_MOST, copy, osc_52

XTERM = {"TERM": "xterm-256color", "PATH": os.environ["PATH"]}
HOSTILE = "a\x07b\x1b\\c\x1b]52;c;?\x07\x9c[@click=app.quit]\u202e\x00é"


async def test_a_terminal_is_sent_what_sets_its_clipboard(tmp_path: Path) -> None:
    sent: list[str] = []
    copied = await copy("two\nlines\n", XTERM, sent.append, tmp_path)
    assert sent == [f"\x1b]52;c;{base64.b64encode(b'two' + bytes([10]) + b'lines' + bytes([10])).decode()}\x07"]
    assert copied.says == "copied 2 lines, 10 characters: sent to the terminal (OSC 52)"


@pytest.mark.parametrize("in_screen", [False, True])
def test_no_text_ends_the_sequence_that_it_is_in(in_screen: bool) -> None:
    sequence = osc_52(HOSTILE.encode(), in_screen=in_screen)
    plain = sequence.replace("\x1bP", "").replace("\x1b\\", "") if in_screen else sequence
    assert plain.startswith("\x1b]52;c;")
    assert plain.endswith("\x07")
    payload = plain.removeprefix("\x1b]52;c;").removesuffix("\x07")
    assert base64.b64decode(payload, validate=True).decode() == HOSTILE


def test_gnu_screen_gets_it_in_pieces_that_it_lets_through() -> None:
    pieces = osc_52(b"x" * 1_000, in_screen=True).split("\x1b\\")
    assert all(len(piece) <= 78 for piece in pieces)
    assert all(piece.startswith("\x1bP") for piece in pieces[:-1])


@pytest.mark.parametrize(
    ("env", "text"),
    [
        (XTERM, "x" * (OSC_MOST + 1)),
        ({"TERM": "linux"}, "short"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, "short"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "short"),
        ({"TERM": "tmux-256color", "TMUX": "/nowhere/at,1,0", "PATH": "/nowhere"}, "tmux drops what is sent by itself"),
    ],
    ids=["too long", "console", "vte", "apple", "tmux is gone"],
)
async def test_what_no_clipboard_takes_is_in_a_file_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], text: str
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    sent: list[str] = []
    await copy("the one before", {"TERM": "linux"}, sent.append, tmp_path / "state")
    copied = await copy(text, env, sent.append, tmp_path / "state")
    assert copied.file is not None
    assert copied.file.read_text() == text
    assert stat.S_IMODE(copied.file.stat().st_mode) == 0o600
    assert str(copied.file) in copied.says
    assert list(copied.file.parent.iterdir()) == [copied.file]
    assert not sent


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(StoreError, match="could not be copied"):
        await copy("x", {"TERM": "linux"}, lambda _: None, tmp_path / "state")


async def test_a_tmux_that_does_not_answer_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = tmp_path / "tmux"
    stuck.write_text("#!/bin/sh\nexec sleep 60\n")
    stuck.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(clipboard, "PATIENCE", 0.05)
    async with asyncio.timeout(60):
        copied = await copy("x", {**XTERM, "TMUX": "here"}, lambda _: None, tmp_path)
    assert copied.file is not None


# ------------------------------------------------------------------ a real tmux, as it comes


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The value of TMUX in a session of a server of our own, without any settings."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not here")
    socket = str(tmp_path / "tmux.sock")
    monkeypatch.delenv("TMUX", raising=False)
    subprocess.run(["tmux", "-f", "/dev/null", "-S", socket, "new-session", "-d", "sleep 600"], check=True)
    yield f"{socket},0,0"
    subprocess.run(["tmux", "-S", socket, "kill-server"], check=False)


@pytest.mark.parametrize("text", ["one line", "two\nlines\n", HOSTILE.replace("\x00", ""), "é" * 100_000])
async def test_tmux_has_the_text_in_its_buffer(
    tmux: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.setenv("TMUX", tmux)
    copied = await copy(text, os.environ, lambda _: pytest.fail("not by OSC 52"), tmp_path)
    assert "in tmux's buffer" in copied.says
    assert held_by(tmux) == text


def held_by(tmux: str) -> str:
    asked = ["tmux", "-S", tmux.partition(",")[0], "save-buffer", "-"]
    return subprocess.run(asked, capture_output=True, check=True).stdout.decode()

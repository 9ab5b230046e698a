"""The person's own editor and pager: which one, and that it has the terminal while nothing stands still."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.faces.tui import programs
from spark_tui.faces.tui.programs import editor, pager
from tests.processes import until
from tests.terminal import Terminal

EDIT, PAGE = "\x1b[18~", "\x1b[19~"  # f7, f8
Programs = Callable[..., Mapping[str, str]]


@pytest.fixture
def machine(tmp_path: Path) -> Programs:
    """An environment with those programs in its PATH and nothing else."""

    def make(*names: str, **env: str) -> Mapping[str, str]:
        for name in names:
            program = tmp_path / name
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)
        return {"PATH": str(tmp_path), **env}

    return make


@pytest.mark.parametrize(
    ("env", "command"),
    [
        ({"VISUAL": "emacs -nw", "EDITOR": "nano"}, ["emacs", "-nw"]),
        ({"EDITOR": "nano"}, ["nano"]),
        ({"VISUAL": "  ", "EDITOR": "emacs '-f name'"}, ["emacs", "-f name"]),
        ({}, ["nano"]),
    ],
)
def test_the_editor_is_the_persons(machine: Programs, env: dict[str, str], command: list[str]) -> None:
    assert editor(machine("emacs", "nano", "vi", **env)) == command


@pytest.mark.parametrize(
    ("env", "follow", "command"),
    [
        ({"PAGER": "less -i"}, True, ["less", "-i", "-R", "+F"]),
        ({"PAGER": "less"}, False, ["less", "-R"]),
        ({"PAGER": "most"}, True, ["most"]),
        ({}, True, ["less", "-R", "+F"]),
    ],
)
def test_only_less_gets_the_flags_of_less(
    machine: Programs, env: dict[str, str], follow: bool, command: list[str]
) -> None:
    assert pager(machine("less", "most", **env), follow=follow) == command


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({"EDITOR": "emacs"}, "emacs is not on this machine"),
        ({"EDITOR": "emacs 'x"}, "is no command"),
        ({}, "none of sensible-editor, nano, vim, vi is on this machine"),
    ],
)
def test_an_editor_that_is_not_there_is_a_clear_word(machine: Programs, env: dict[str, str], word: str) -> None:
    with pytest.raises(Invalid, match=word) as wrong:
        editor(machine(**env))
    assert wrong.value.hint


async def test_without_a_terminal_of_its_own_the_screen_says_so(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    async with stage() as on:
        with pytest.raises(Invalid, match="not in a terminal"):
            await programs.edit_text(on.app, "x")
        await on.press("i")
        await on.sees("Say when and what")


# ------------------------------------------------------------------ over a line


class Borrowed:
    """The app of `borrower`, whose editor and pager are scripts of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answer = folder / "answer"

    def program(self, script: str) -> None:
        program = self.folder / "program"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def open(self) -> Terminal:
        env = os.environ | {
            "EDITOR": f"{self.folder / 'program'} --flag",
            "PAGER": str(self.folder / "program"),
            "TERM": "xterm-256color",
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
        }
        (self.folder / "run").mkdir(mode=0o700)
        env.pop("VISUAL", None)
        return Terminal([sys.executable, "-m", "tests.faces.tui.borrower", str(self.folder)], env)

    def beats(self) -> int:
        return len((self.folder / "beats").read_text())


@pytest.fixture
def lent(tmp_path: Path) -> Borrowed:
    return Borrowed(tmp_path)


def test_the_editor_has_the_terminal_and_the_loop_goes_on(lent: Borrowed) -> None:
    lent.program(
        f'echo EDITING; stat -c %a "$2" > {lent.folder}/mode; read said; cat "$2" > {lent.folder}/given; '
        'printf "%s\\nand more\\n" "$said" > "$2"'
    )
    with lent.open() as app:
        assert app.sees(b"READY"), app.drawn[-500:]
        app.type(EDIT)
        assert app.sees(b"EDITING")
        before = lent.beats()
        until(lambda: lent.beats() >= before + 10, "what would stand still goes on")
        app.type("typed é\r")
        assert app.sees(b"BACK")
        assert lent.answer.read_text() == repr("typed é\nand more")
        assert (lent.folder / "given").read_text() == "before"
        assert (lent.folder / "mode").read_text().strip() == "600"
        assert list((lent.folder / "run").iterdir()) == []
        app.type("\x03\x03")
        assert app.wait() == 0


def test_an_editor_that_fails_changes_nothing(lent: Borrowed) -> None:
    lent.program('echo rubbish > "$2"; exit 3')
    with lent.open() as app:
        assert app.sees(b"READY")
        app.type(EDIT)
        assert app.sees(b"BACK")
        assert lent.answer.read_text() == "None"


def test_ctrl_c_is_for_the_program_that_has_the_terminal(lent: Borrowed) -> None:
    lent.program("trap 'echo HEARD; read line; exit' INT; echo PAGING; while :; do sleep 0.1; done")
    with lent.open() as app:
        assert app.sees(b"READY")
        app.type(PAGE)
        assert app.sees(b"PAGING")
        app.type("\x03")
        assert app.sees(b"HEARD")
        app.type("\r")
        assert app.sees(b"BACK")
        app.type("\x03\x03")  # it reads its keys again
        assert app.wait() == 0


def test_ctrl_z_in_the_program_gives_the_terminal_to_the_shell_and_fg_brings_it_back(lent: Borrowed) -> None:
    lent.program("echo PAGING; read line; echo AGAIN $line; read line")
    with lent.open() as app:
        assert app.sees(b"READY")
        app.type(PAGE)
        assert app.sees(b"PAGING")
        app.type("\x1a")
        until(lambda: state_of(app.pid) == "T", "the process that the shell waits for is stopped")
        os.killpg(app.pid, signal.SIGCONT)
        app.type("typed\r")
        assert app.sees(b"AGAIN typed"), app.drawn[-300:]
        app.type("\r")
        assert app.sees(b"BACK")


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_lost_line_ends_the_program_and_the_app(lent: Borrowed) -> None:
    lent.program(f"echo $$ > {lent.folder}/pid; echo PAGING; exec sleep 60")
    with lent.open() as app:
        assert app.sees(b"READY")
        app.type(PAGE)
        assert app.sees(b"PAGING")
        app.hang_up()
        assert app.wait() is not None
        pid = int((lent.folder / "pid").read_text())
        until(lambda: not Path(f"/proc/{pid}").exists(), "the program has ended")

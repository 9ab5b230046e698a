"""What leaves for the terminal, letter and style, in each look: renew with SPARK_GOLDEN=1 and read the difference.

A golden has every line twice: its text, and under it a letter for the style of each cell. The letters stand below.
"""

import os
import re
import socket
import string
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from textual.color import Color

from spark_tui.faces import show
from spark_tui.faces.door import Look
from spark_tui.faces.show.states import SIGNS
from spark_tui.faces.tui.text import Scrub
from tests.faces.tui.conftest import drawn
from tests.faces.tui.test_layout import GOLDEN
from tests.pictures import WORKFLOWS, Gallery, life, plain, staged

Stage = Any
SIZE = (80, 24)
LOOKS = {
    "dark": Look(theme="default", color="true"),
    "ansi": Look(theme="ansi", color="16"),
    "none": Look(theme="ansi", color="none"),
    "ascii": Look(theme="ansi", color="16", ascii=True),
}
SOMEBODYS_BACKGROUND = ("black", "white", "bright_white")
LETTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits


async def board(on: Stage) -> None:
    await on.sees("backup", "12 431 rows")


async def ask(on: Stage) -> None:
    await on.press("i")
    await on.type("every weekday at 9 run daily report")
    await on.sees("every weekday at 09:00", "local/daily-report")


async def proposal(on: Stage) -> None:
    await ask(on)
    await on.press("enter")
    await on.sees("Keep this schedule?")


async def run(on: Stage) -> None:
    await on.sees("etl-orders")
    await on.press("/")
    await on.type("etl-orders")
    await on.press("enter", "O")
    await on.sees("exit 1", "failed")


async def timeline(on: Stage) -> None:
    await on.press("T")
    await on.sees("Timeline", "etl-orders")


SCREENS: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "board": board,
    "ask": ask,
    "proposal": proposal,
    "run": run,
    "timeline": timeline,
}


def sent(on: Stage) -> list[list[Segment]]:
    """Line by line, behind all filters."""
    lines = [list(strip) for strip in drawn(on.app)]
    background = on.app.screen.styles.background if not on.app.ansi_theme else Color(0, 0, 0)
    for each in on.app.get_line_filters():
        lines = [each.apply(line, background) for line in lines]
    return lines


def pictured(on: Stage) -> str:
    """Text and styles; runs have another id each time."""
    styles: dict[str, str] = {}
    told: list[str] = []
    for line in sent(on):
        text = "".join(segment.text for segment in line)
        marks = "".join(
            styles.setdefault(_named(segment), LETTERS[len(styles)]) * _width(segment.text) for segment in line
        )
        told += [text.rstrip(), marks[: _width(text.rstrip())]]
    legend = [f"{letter} {name}" for name, letter in styles.items()]
    lines = re.sub(r"(?<=Run )[0-9a-f]{8}\b", "the-id..", "\n".join([*told, "", *legend]))
    return plain(lines).replace("3f9c21ab", "the-id..")


def _named(segment: Segment) -> str:
    """The style as people say it."""
    return str(segment.style) if segment.style else "none"


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("screen", SCREENS)
async def test_every_cell_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen: str, look: str) -> None:
    staged(monkeypatch)
    async with Gallery(tmp_path)(SIZE, workflows=WORKFLOWS, before=life, look=LOOKS[look]) as on:
        await SCREENS[screen](on)
        await on.settled()
        path = GOLDEN / "styles" / f"{screen}-{look}.txt"
        if os.environ.get("SPARK_GOLDEN"):
            path.parent.mkdir(exist_ok=True)
            await _at_rest(on)
            path.write_text(pictured(on))
        with suppress(AssertionError):
            await on.until(lambda: pictured(on) == path.read_text())
        assert pictured(on) == path.read_text()
        assert list(unseen(sent(on))) == []


async def _at_rest(on: Stage) -> None:
    """It was the same for a while."""
    seen: list[str] = []

    def same() -> bool:
        seen.append(pictured(on))
        return len(seen) > 30 and len(set(seen[-30:])) == 1

    await on.until(same)


def unseen(lines: list[list[Segment]]) -> Iterator[str]:
    """What nobody can read: as dark as what is behind it, or a colour that is the background of some terminal."""
    for segment in (segment for line in lines for segment in line if segment.text.strip() and segment.style):
        front, back = segment.style.color, segment.style.bgcolor
        if front is not None and front == back and not front.is_default:
            yield f"{segment.text!r} is {front.name} on {front.name}"
        bare = front is not None and (back is None or back.is_default)
        if front is not None and bare and front.name.removeprefix("ansi_") in SOMEBODYS_BACKGROUND:
            yield f"{segment.text!r} is {front.name} on whatever the terminal has"


# ------------------------------------------------------------------ told without colours

TOGETHER = (  # states that stand in one column
    ("active", "paused", "ended", "failing", "late", "running", "waiting"),
    ("queued", "running", "waiting", "succeeded", "failed", "cancelled", "lost"),
    ("up", "down", "unknown"),
)


@pytest.mark.parametrize("states", TOGETHER, ids=lambda states: states[0])
@pytest.mark.parametrize("ascii_only", [False, True], ids=["glyphs", "ascii"])
def test_states_of_one_column_have_a_sign_of_their_own_each(states: tuple[str, ...], ascii_only: bool) -> None:
    net = Scrub(ascii_only=ascii_only)
    drawn = {state: net.apply([Segment(show.sign(state).glyph)], Color(0, 0, 0))[0].text for state in states}
    assert [pair for pair in combinations(states, 2) if drawn[pair[0]] == drawn[pair[1]]] == []


def test_good_and_bad_never_have_the_same_sign() -> None:
    pairs = [(one, other) for one, other in combinations(SIGNS, 2) if SIGNS[one].glyph == SIGNS[other].glyph]
    assert [pair for pair in pairs if {SIGNS[state].mood for state in pair} == {"good", "bad"}] == []


@pytest.fixture(autouse=True)
def on_srv1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "srv1")

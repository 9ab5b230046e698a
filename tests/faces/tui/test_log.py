"""The log as one reads it: followed, stopped, searched, sifted, taken along.

Whatever a program prints, nothing of it is obeyed.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.log import LINE_LIMIT, Level
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.tui import tail
from spark_tui.faces.tui.screens.log_line import pretty
from spark_tui.faces.tui.sgr import coloured, style_of
from spark_tui.faces.tui.widgets import log_view
from tests.faces.tui.conftest import ZONE

Theatre = Any


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones, so that a few hundred lines are many."""
    monkeypatch.setattr(tail, "PAGE", 40)
    monkeypatch.setattr(tail, "KEPT", 100)
    monkeypatch.setattr(log_view, "NEAR", 10)


async def a_log(on: Any, *lines: str, name: str = "report") -> Any:
    """Of one run of a schedule, with the focus on it."""
    run = await on.run(await on.schedule(name), lines=lines)
    await on.press("3")
    if lines:
        await on.sees(lines[-1][:20])
    return run


def numbered(many: int) -> tuple[str, ...]:
    return tuple(f"line {n}." for n in range(many))


# ------------------------------------------------------------------ followed


async def test_moving_up_stops_following_and_counts_what_comes(stage: Theatre) -> None:
    async with stage() as on:
        run = await a_log(on, *numbered(50))
        await on.press("pageup", "pageup")
        await on.sees("stands still")
        assert "line 49." not in on.screen
        seen = on.screen.count("line 4")
        await on.lines(run.id, *(f"late {n}" for n in range(3)))
        await on.sees("▒ 3 new lines below (G or End follows)")
        assert "late" not in on.screen
        assert on.screen.count("line 4") == seen
        await on.press("G")
        await on.sees("late 2")
        assert "below" not in on.screen
        await on.lines(run.id, "and then")
        await on.sees("and then")


async def test_space_stops_it_and_lets_it_go_on(stage: Theatre) -> None:
    async with stage() as on:
        run = await a_log(on, "first")
        await on.press("space")
        await on.sees("stands still")
        await on.lines(run.id, "unseen")
        await on.sees("▒ 1 new line below")
        await on.press("space")
        await on.sees("unseen")


async def test_the_whole_log_can_be_scrolled_through_and_little_of_it_is_held(stage: Theatre) -> None:
    async with stage() as on:
        await a_log(on, *numbered(600))
        view = on.app.board.log_view
        await on.press("g")
        await on.sees("started local/hello", "line 0.")
        seen: set[int] = set()
        for _ in range(200):
            if view.follows:
                break
            seen |= {int(one.line.text[5:-1]) for one, _ in view._rows if one.line.text.startswith("line")}
            assert len(view.told) <= 100
            await on.press("pagedown")
        assert view.follows
        assert seen >= set(range(590))
        await on.sees("line 599.")


async def test_a_burst_is_followed_by_its_end_and_nothing_of_it_is_lost(stage: Theatre) -> None:
    async with stage() as on:
        run = await a_log(on, "before")
        await on.lines(run.id, *numbered(500))
        await on.sees("line 499.")
        await on.press("slash")
        await on.type("line 3.")
        await on.press("enter")
        await on.sees("line 2.", "line 3.", "line 4.", "“line 3.” 1")


# ------------------------------------------------------------------ searched and sifted


async def test_a_search_goes_through_the_whole_log_and_counts(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        lines = list(numbered(300))
        for n in (10, 150, 290):
            lines[n] = f"needle at {n}"
        await a_log(on, *lines)
        await on.press("slash")
        await on.type("needle")
        await on.press("enter")
        await on.sees("“needle” 3", "needle at 290")
        await on.press("N")
        await on.sees("needle at 150")
        await on.press("N")
        await on.sees("needle at 10")
        await on.press("N")
        await on.sees("nothing above holds “needle”")
        await on.press("n")
        await on.sees("needle at 150")
        assert highlighted(on) == {"needle"}


def highlighted(on: Any) -> set[str]:
    strips = on.app.screen._compositor.render_strips()
    return {s.text for strip in strips for s in strip if s.style and s.style.reverse and s.text.strip()}


async def test_a_filter_leaves_only_what_holds_it_also_of_what_comes(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        run = await a_log(on, *numbered(200), "ERROR one", *numbered(200), "error two", "last one")
        await on.press("ampersand")
        await on.type("error")
        await on.press("enter")
        await on.sees("only “error”", "ERROR one", "error two")
        assert "line" not in on.screen.partition("3 Log")[2].partition("╰")[0]
        await on.lines(run.id, "quiet", "error three")
        await on.sees("error three")
        assert "quiet" not in on.screen
        await on.press("ampersand", "ctrl+u", "enter")
        await on.sees("quiet")


async def test_what_is_found_is_counted_anew_in_what_is_sifted(stage: Theatre) -> None:
    """The count of the whole log stood over lines of which none held it."""
    async with stage((120, 35)) as on:
        await a_log(on, "needle one", "needle two", "ERROR needle three", "hay")
        await on.press("slash")
        await on.type("needle")
        await on.press("enter")
        await on.sees("“needle” 3")
        await on.press("ampersand")
        await on.type("three")
        await on.press("enter")
        await on.sees("only “three”", "“needle” 1")


async def test_levels_leave_what_is_worse(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        run = await a_log(on, "fine", "WARN disk is filling")
        await on.lines(run.id, "on stderr", level=Level.ERR)
        await on.lines(run.id, "ERROR it broke", "all is well")
        await on.sees("all is well")
        await on.press("exclamation_mark")
        await on.sees("warning and worse", "WARN disk", "on stderr", "ERROR it broke")
        assert "all is well" not in on.screen
        await on.press("exclamation_mark")
        await on.sees("· errors")
        assert "on stderr" not in on.screen
        await on.press("exclamation_mark")
        await on.sees("all is well")


async def test_since_leaves_what_is_newer(stage: Theatre) -> None:
    async with stage() as on:
        run = await a_log(on, "an hour ago")
        on.clock.forward(hours=1)
        await on.lines(run.id, "just now")
        await on.press("s")
        await on.sees("How far back?", "15 minutes")
        await on.press("3")
        await on.sees("just now", "since")
        assert "an hour ago" not in on.screen
        await on.press("s", "0")
        await on.sees("an hour ago")


async def test_the_log_of_one_schedule_is_all_of_its_runs(stage: Theatre) -> None:
    async with stage() as on:
        await a_log(on, "of another", name="aaa")
        await a_log(on, *numbered(100), name="report")
        await on.sees("  ▶ report")
        await on.press("2", "G", "L")
        await on.sees("3 Log · report", "line 99.")
        await on.press("3", "g")
        await on.sees("line 0.")
        assert "of another" not in on.screen
        await on.press("2", "L", "3", "g")
        await on.sees("3 Log · all runs", "of another")


# ------------------------------------------------------------------ how it is looked at


async def test_long_lines_are_cut_or_wrapped(stage: Theatre) -> None:
    async with stage() as on:
        await a_log(on, "begins " + "word " * 40 + "ends", "after it")
        assert "ends" not in on.screen
        await on.press("w")
        await on.sees("begins", "ends", "· wrapped", "after it")
        await on.press("w")
        await on.sees("begins")
        assert "ends" not in on.screen


async def test_time_is_that_of_the_clock_or_since_the_run_began_or_none(stage: Theatre) -> None:
    async with stage() as on:
        run = await a_log(on, "first")
        on.clock.forward(seconds=83)
        await on.lines(run.id, "then")
        await on.sees("then")
        await on.press("t")
        await on.sees("+ 1:23.000 report           then", "time since start")
        await on.press("t")
        await on.sees("┃ report           then")


async def test_a_line_of_another_day_says_which(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        run = await a_log(on, "the day before")
        day = on.clock.now().astimezone(zone_of(ZONE))
        on.clock.forward(hours=24)
        await on.lines(run.id, "this day")
        await on.sees(f"{day.day:2} {show.MONTHS[day.month - 1]} {day:%H:%M}", "the day before")
        here = next(line for line in on.screen.splitlines() if "this day" in line)
        assert here.startswith(f"┃ {day:%H:%M}")


async def test_colours_are_shown_and_raw_shows_what_made_them(stage: Theatre) -> None:
    async with stage() as on:
        await a_log(on, "\x1b[1;31mred\x1b[0m and plain", "the end")
        strips = on.app.screen._compositor.render_strips()
        (red,) = (s for strip in strips for s in strip if s.text == "red")
        assert red.style.bold
        assert red.style.color.get_truecolor().red > 200 > red.style.color.get_truecolor().green
        await on.press("x")
        await on.sees("␛[1;31mred␛[0m and plain", "· raw")


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("plain", [("plain", "")]),
        ("␛[31mred␛[39m not", [("red", "sgr:fg=1"), (" not", "")]),
        ("␛[38;5;208ma␛[48;2;1;2;3mb", [("a", "sgr:fg=208"), ("b", "sgr:fg=208 bg=1,2,3")]),
        ("␛[38:5:208ma", [("a", "sgr:fg=208")]),
        ("␛[1ma␛[22mb", [("a", "sgr:bold"), ("b", "")]),
        ("␛[8mhidden␛[5mblinks", [("hidden", ""), ("blinks", "")]),
        ("␛]0;title␇a␛[2Jb␛[Hc␛cd", [("a", ""), ("b", ""), ("c", ""), ("d", "")]),
        ("␛]52;c;eA==␛\\a", [("a", "")]),
        ("␛[38;5;999ma␛[999mb␛[" + "9" * 5_000 + "mc", [("a", ""), ("b", ""), ("c", "")]),
    ],
)
def test_colours_and_nothing_else_are_understood(raw: str, pieces: list[tuple[str, str]]) -> None:
    assert coloured(raw) == pieces
    assert all(style_of(ink) is not None for _, ink in pieces if ink)


def test_text_as_dark_as_its_ground_is_shown() -> None:
    assert style_of("sgr:fg=1 bg=1").bgcolor is None


# ------------------------------------------------------------------ hostile


HOSTILE = {
    "esc": "a\x1b[2J\x1b[31mb\x1b]0;owned\x07c",
    "osc 52": f"x\x1b]52;c;{base64.b64encode(b'rm -rf').decode()}\x07y",
    "c1": "a\x9b31mb\x9d0;t\x9cc\x90q",
    "bidi": "a\u202egnp.exe\u2066b",
    "markup": "[@click=app.quit]press[/] [/] [link=https://x]",
    "nul": "a\x00b\x7fc\x85d",
    "wide": "漢字" * 200 + "é" * 300,
    "two megabytes": "x" * 2_000_000,
    "sgr bomb": "\x1b[31;1;4;38;5;1m" * 5_000 + "end",
    "open": "\x1b[31",
    "spelled": "␛[31mprinted by itself",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_nothing_that_a_program_prints_is_obeyed(stage: Theatre, text: str) -> None:
    async with stage() as on:
        run = await a_log(on, "before")
        await on.lines(run.id, text, "after")
        await on.sees("after")
        for keys in (("x",), ("w",), ("x",), ("w",), ("k", "enter"), ("x",), ("escape",)):
            await on.press(*keys)
            assert all(char.isprintable() for line in on.screen.split("\n") for char in line)
        await on.press("G")
        await on.sees("after")


# ------------------------------------------------------------------ taken along


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where no clipboard takes it."""
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "linux")
    return tmp_path / "copied.txt"


def read(file: Path) -> str:
    return file.read_text()


async def test_a_line_is_copied_as_it_is_written(stage: Theatre, copied: Path) -> None:
    async with stage() as on:
        await a_log(on, "one", "two\x1b[31m red", "three")
        await on.press("k", "y")
        await on.sees("copied 1 line", "in the file")
        assert read(copied).endswith("two red\n")


async def test_from_the_mark_to_here_is_copied(stage: Theatre, copied: Path) -> None:
    async with stage() as on:
        await a_log(on, *numbered(300))
        await on.press("g")
        await on.sees("line 0.")
        await on.press("j", "m", "G")
        await on.sees("line 299.")
        await on.press("y")
        await on.sees("copied 300 lines")
        assert [line.rpartition("  ")[2] for line in read(copied).splitlines()] == [*numbered(300)]
        await on.press("apostrophe")
        await on.sees("line 0.")


async def test_all_that_is_sifted_is_copied_and_saved(stage: Theatre, copied: Path, tmp_path: Path) -> None:
    async with stage() as on:
        await a_log(on, *numbered(200))
        await on.press("ampersand")
        await on.type("line 1")
        await on.press("enter", "Y")
        await on.sees("copied 111 lines")
        await on.press("S", "ctrl+u")
        await on.type(str(tmp_path / "saved.log"))
        await on.press("enter")
        await on.sees("saved 111 lines")
        assert read(tmp_path / "saved.log") == read(copied)
        await on.press("S", "ctrl+u")
        await on.type(str(tmp_path / "saved.log"))
        await on.press("enter")
        await on.sees("is there already")


async def test_a_line_is_shown_whole_and_json_over_several(stage: Theatre, copied: Path) -> None:
    async with stage((120, 35)) as on:
        long = "y" * (LINE_LIMIT - 10)
        run = await a_log(on, json.dumps({"page": 14, "status": 503}))
        await on.press("enter")
        await on.sees('"page": 14,', '"status": 503', "counts as")
        await on.press("y")
        await on.sees("copied 4 lines")
        await on.press("escape")
        await on.lines(run.id, long + "the end")
        await on.sees("yyyy")
        await on.press("enter", "G")
        await on.sees("ythe end")


def test_what_is_no_json_stays_as_it_is() -> None:
    assert pretty('{"a": ') == '{"a": '
    assert pretty("[" * 100_000) == "[" * 100_000
    assert pretty('{"a": "\\u001b[31m"}') == '{\n  "a": "\\u001b[31m"\n}'


async def test_the_log_takes_the_whole_screen_and_gives_it_back(stage: Theatre) -> None:
    async with stage() as on:
        await a_log(on, *numbered(50))
        await on.settled()

        def seen() -> int:
            return len(re.findall(r"line \d", on.screen))

        before = seen()
        await on.press("f")
        await on.until(lambda: seen() > before + 5)
        await on.press("f")
        await on.until(lambda: seen() == before)

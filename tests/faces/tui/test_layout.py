"""The board at the sizes of real terminals, as plain text. Renew with SPARK_GOLDEN=1 and read the difference."""

import os
import re
import socket
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.log import Level
from spark_tui.domain.run import Happening
from spark_tui.faces.door import Look
from spark_tui.faces.tui.widgets.calendar import _short
from tests.faces.tui.conftest import SlowClock

Theatre = Any
Stage = Any
GOLDEN = Path(__file__).parent / "golden"


async def some_life(on: Stage) -> None:
    """Schedules in every state, with a few lines."""
    await on.run(await on.schedule("api-health", "every 2 minutes"), Happening.SUCCEEDED)
    failing = await on.schedule("etl-orders", "every 90 minutes", "disk-space")
    run = await on.run(failing, Happening.FAILED, reason="exit 1")
    await on.lines(run.id, "503 Service Unavailable", level=Level.ERR)
    paused = await on.schedule("weekly-report", "every weekday", "disk-space")
    await on.spark.schedules.pause(paused)
    running = await on.run(await on.schedule("nightly-backup", "every day at 9pm"))
    await on.lines(running.id, "step 1/4 extract orders since 2026-11-22", "12 431 rows")


@pytest.fixture(autouse=True)
def on_srv1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "srv1")


async def same_as_golden(name: str, on: Any) -> None:
    """In the end: titles and figures come by themselves, one after the other."""

    def seen() -> str:
        return re.sub(r"\b[0-9a-f]{8}\b", "the-id..", on.screen) + "\n"

    path = GOLDEN / f"{name}.txt"
    if os.environ.get("SPARK_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen())
    with suppress(AssertionError):
        await on.until(lambda: seen() == path.read_text())
    assert seen() == path.read_text()


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50), (60, 15)])
async def test_the_board(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=some_life) as on:
        await on.sees("nightly-backup", "12 431 rows") if size[1] > 15 else await on.sees("nightly-backup")
        if size[0] >= 100:
            await on.sees("from now")  # the figures come after the rest
        if size[0] >= 160:
            await on.sees("slowest, p95")
        await on.settled()
        await same_as_golden(f"board-{size[0]}x{size[1]}", on)


async def test_the_sources_stand_in_for_the_schedules_where_it_is_narrow(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        assert "1 Sources" not in on.screen
        await on.press("1")
        await on.sees("1 Sources 1/1 up", "about disk-space")
        assert "2 Schedules" not in on.screen
        await on.press("2")
        await on.until(lambda: "1 Sources" not in on.screen)


async def test_the_ask_line_with_what_it_understood(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        await on.press("i")
        await on.type("every weekday run hello")
        await on.sees("✓ every weekday at 09:00")
        await same_as_golden("ask-80x24", on)
        await on.press("enter")
        await on.sees("Keep this schedule?")
        await same_as_golden("proposal-80x24", on)


@pytest.mark.parametrize("size", [(59, 24), (80, 14), (20, 5), (1, 1)])
async def test_a_window_that_is_too_small_says_so_and_comes_back(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size) as on:
        if size[0] > 10:
            assert "too small" in on.screen
        await on.pilot.resize_terminal(80, 24)
        await on.sees("2 Schedules", "> Ask")


@pytest.mark.parametrize("keys", ["T", "Tw", "Tm", *"AHMNVEmt,?yeOR"])
async def test_every_window_outlives_a_terminal_of_one_cell(stage: Theatre, keys: str) -> None:
    """As a tiling terminal makes it for a moment; the cursor stands at the far end, so that all had to be moved."""
    async with stage((80, 24), before=some_life) as on:
        await on.press(*keys, "end", *["right"] * 9)
        before = on.app.screen
        for size in ((1, 1), (200, 50), (80, 24)):
            await on.pilot.resize_terminal(*size)
        assert on.app.screen is before
        assert on.screen.strip()


async def test_the_console_of_linux_gets_no_glyph_that_it_lacks(stage: Theatre) -> None:
    async with stage((80, 24), before=some_life, look=Look(ascii=True)) as on:
        await on.sees("nightly-backup", "12 431 rows", "Log . all runs")
        assert on.screen.isascii(), {letter for letter in on.screen if not letter.isascii()}
        await same_as_golden("ascii-80x24", on)


async def test_zones_count_not_hours(stage: Theatre) -> None:
    stage.clock = SlowClock(stage.clock.now() + timedelta(hours=20))
    async with stage((80, 24), before=lambda on: on.schedule("a", "every day at 9am")) as on:
        await on.sees("8h 00m")


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_all_that_is_known_of_a_schedule_with_what_became_of_its_moments(
    stage: Theatre, size: tuple[int, int]
) -> None:
    async def with_moments(on: Stage) -> None:
        schedule = await on.schedule("etl-orders")
        await on.run(schedule, Happening.SUCCEEDED)
        await on.run(schedule, Happening.FAILED, reason="exit 1: the disk is full")

    async with stage(size, before=with_moments) as on:
        await on.press("enter")
        await on.sees("What became of every due moment", "50.0 % of 2 runs succeeded", "exit 1")
        await on.settled()
        await same_as_golden(f"schedule-{size[0]}x{size[1]}", on)


@pytest.mark.parametrize("keys", ["T", "A", "H", "N", "M", "t", "E"])
async def test_a_window_says_its_keys_whole_and_the_line_under_it_says_none(stage: Theatre, keys: str) -> None:
    async with stage((80, 24), before=some_life) as on:
        await on.sees("nightly-backup", "q quit")
        await on.press(keys)
        await on.sees("esc close")
        await on.until(lambda: "q quit" not in on.screen)
        (border,) = [line for line in on.screen.split("\n") if "esc close" in line]
        assert "…" not in border
        await on.press("escape")
        await on.sees("q quit")


@pytest.mark.parametrize(
    ("count", "room", "told"),
    [(918, 3, "918"), (1190, 4, "1190"), (1190, 3, "1k"), (1190, 2, "1k"), (12_345, 5, "12345"), (12_345, 4, "12k")],
)
def test_a_count_is_short_rather_than_cut(count: int, room: int, told: str) -> None:
    assert _short(count, room) == told

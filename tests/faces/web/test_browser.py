"""`spark web` in a real browser: Chromium without a window."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.chromium import CHROMIUM, Page, page
from tests.faces.web.conftest import Served

needs_it = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("SPARK_REQUIRE_SERVERS"), reason="no Chromium on this machine"
)
PIXELS = """
(async () => {
  // The text is drawn, not written: copy what xterm.js draws into one picture and count what is not its ground.
  let lit = 0;
  for (const drawn of document.querySelectorAll('.xterm-screen canvas')) {
    const flat = document.createElement('canvas');
    [flat.width, flat.height] = [drawn.width, drawn.height];
    const ink = flat.getContext('2d');
    ink.drawImage(drawn, 0, 0);
    const seen = ink.getImageData(0, 0, flat.width, flat.height).data;
    for (let i = 0; i < seen.length; i += 4) lit += seen[i + 3] > 0 && seen[i] > 120;
  }
  return lit;
})()
"""

FILLED = 13_000  # pixels that are lit at least once the panes, which are some 8,000, have something in them
TICK = 200  # pixels that a countdown may change


async def still(on: Page) -> int:
    """How many pixels are lit once the screen does not change any more: the board is drawn in steps."""
    last, unchanged = int(await on.value(PIXELS)), 0
    while unchanged < 10:
        await asyncio.sleep(0.1)
        now = int(await on.value(PIXELS))
        unchanged = unchanged + 1 if abs(now - last) < TICK else 0
        last = now
    return last


@needs_it
async def test_a_browser_shows_the_board_takes_keys_and_loads_nothing_from_elsewhere(
    looking: Served, tmp_path: Path
) -> None:
    async with page(tmp_path) as on:
        await on.go(looking.base + looking.gate.invite())
        await on.until("document.body.classList.contains('-first-byte')")
        await on.until(f"{PIXELS}.then(lit => lit > {FILLED})")
        assert await on.value("location.search + document.cookie") == ""
        for key in ("H", "q"):  # the window of all runs; closed again
            before = await still(on)
            await on.press(key)
            await on.until(f"{PIXELS}.then(lit => Math.abs(lit - {before}) > 500)")
        await still(on)
        await on.press("q")
        await on.until("document.body.classList.contains('-closed')")
        assert on.complaints == []
        assert [url for url in on.asked_for if not url.startswith((looking.base, "data:"))] == []

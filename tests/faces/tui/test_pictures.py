"""The pictures of the docs, drawn by the app itself: `SPARK_PICTURES=1 pytest tests/faces/tui/test_pictures.py`."""

import os
import re
from typing import Any

import pytest

from tests.faces.tui.test_layout import on_srv1, some_life
from tests.processes import ROOT

__all__ = ["on_srv1"]

Theatre = Any
PICTURES = ROOT / "docs" / "pictures"
DRAWN: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "board": ((120, 35), ()),
    "board-wide": ((200, 50), ()),
    "board-narrow": ((80, 24), ()),
    "phrase": ((120, 35), ("i", *"every weekday at 9 run hello")),
    "timeline": ((120, 35), ("T",)),
    "analytics": ((120, 35), ("A",)),
    "keys": ((120, 35), ("question_mark",)),
}
_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)  # they would be fetched from elsewhere


@pytest.mark.skipif(not os.environ.get("SPARK_PICTURES"), reason="draws the pictures of the docs: SPARK_PICTURES=1")
@pytest.mark.parametrize("name", DRAWN)
async def test_a_picture_is_drawn(stage: Theatre, name: str) -> None:
    size, keys = DRAWN[name]
    async with stage(size, before=some_life) as on:
        await on.sees("nightly-backup")
        for key in keys:
            await (on.type(key) if len(key) == 1 and keys[0] == "i" and key != "i" else on.press(key))
        await on.settled()
        drawn = _FONTS.sub("", on.app.export_screenshot(title="spark"))
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}.svg").write_text(drawn)
    assert "://" not in drawn.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("page", ["README.md", "docs/index.md"])
def test_every_picture_that_a_page_shows_is_one_of_these(page: str) -> None:
    shown = re.findall(r"pictures/([\w-]+)\.svg", (ROOT / page).read_text())
    assert shown
    assert set(shown) <= set(DRAWN)
    assert all((PICTURES / f"{name}.svg").exists() for name in shown)

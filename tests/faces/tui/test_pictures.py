"""The pictures of the documentation are those of today, and load nothing."""

from contextlib import suppress
from pathlib import Path

import pytest

from tests.pictures import FOLDER, PICTURES, draw, staged

RENEW = "python -m tests.pictures draws them anew: look at them"


@pytest.mark.parametrize("name", PICTURES)
async def test_a_picture_is_what_the_app_shows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staged(monkeypatch)
    kept = (FOLDER / f"{name}.svg").read_text("utf-8")
    drawn = ""
    with suppress(AssertionError):  # what it shows is not there at all any more
        drawn = await draw(name, tmp_path, lambda svg: svg == kept)
    assert drawn == kept, RENEW


@pytest.mark.parametrize("name", PICTURES)
def test_it_loads_nothing_and_holds_no_script(name: str) -> None:
    svg = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert svg.count("://") == svg.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert "@font-face" not in svg
    assert "<script" not in svg


def test_every_picture_has_its_command_and_is_shown() -> None:
    pages = "".join(
        page.read_text("utf-8") for page in (FOLDER.parent.parent / "README.md", *FOLDER.parent.glob("*.md"))
    )
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(PICTURES)
    assert [name for name in PICTURES if f"pictures/{name}.svg" not in pages] == []

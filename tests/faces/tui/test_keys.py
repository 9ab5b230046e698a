"""The screen of keys."""

import json
from pathlib import Path
from typing import Any

import pytest

from spark_tui.faces.tui.actions.registry import registry
from spark_tui.main import main

Theatre = Any


async def test_what_a_key_does_is_told_in_full(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        await on.press("?")
        await on.type("app.errors")
        await on.sees("What went wrong lately, in full: what", "where the log is")


async def test_it_lists_every_action_and_is_filtered_by_typing(stage: Theatre) -> None:
    async with stage((120, 500)) as on:
        await on.press("question_mark")
        await on.sees(*registry())
        await on.sees("not now: nothing is running", "spark run cancel RUN")
        await on.type("remove sel")
        await on.until(lambda: "board.add_source" not in on.screen)
        assert "Remove the selected schedule" in on.screen
        await on.press("escape")
        assert on.app.screen is on.app.board


def test_the_page_of_keys_in_the_documentation_is_as_the_keys_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Renew it: spark keys --markdown > docs/keys.md."""
    said = _command(capsys, "keys", "--markdown")
    assert (Path(__file__).parents[3] / "docs" / "keys.md").read_text() == said


def test_the_command_line_prints_every_key_and_what_is_set_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "spark").mkdir()
    (tmp_path / "spark" / "config.toml").write_text('[keys]\n"board.run_now" = "x"\n"board.pause" = "ctrl+b"\n')
    keys = {one["id"]: one["keys"] for one in json.loads(_command(capsys, "keys", "--json"))}
    assert keys.keys() == registry().keys()
    assert (keys["board.run_now"], keys["board.pause"]) == (["x"], ["p"])
    with pytest.raises(SystemExit):
        main(["keys"])
    said = capsys.readouterr()
    assert "  x                board.run_now        Run the selected" in said.out
    assert said.err == "spark: not used: board.pause: ctrl+b cannot be set: it is tmux's own\n"


def _command(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    return capsys.readouterr().out

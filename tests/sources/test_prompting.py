"""Which agent of the command line takes a prompt."""

from pathlib import Path

import pytest

from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.sources.prompting import PRESETS, prompted


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that programs are looked for in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("here", "wanted", "own", "command"),
    [
        (["llm", "gemini", "codex", "claude"], "", "", "$ claude -p"),
        (["llm", "codex"], "", "", "$ codex exec --skip-git-repo-check -"),
        (["llm", "gemini"], "", "", "$ gemini"),
        (["llm"], "", "", "$ llm"),
        (["llm", "claude"], "LLM", "", "$ llm"),
        (["claude"], "", "my-agent --once", "$ my-agent --once"),
        (["claude"], "claude", "my-agent --once", "$ claude -p"),
        ([], "$ my-agent  --once", "", "$ my-agent  --once"),
    ],
)
def test_the_one_that_is_named_is_taken_else_ones_own_else_the_first(
    programs: Path, here: list[str], wanted: str, own: str, command: str
) -> None:
    install(programs, *here)
    assert prompted(wanted, own).command == command


def test_without_any_it_names_them_and_says_how_to_set_ones_own(programs: Path) -> None:
    with pytest.raises(NotFound) as told:
        prompted()
    assert all(preset.name in told.value.message for preset in PRESETS)
    assert "prompt_command" in told.value.hint
    install(programs, "claude")
    with pytest.raises(NotFound, match="llm is not installed"):
        prompted("llm")
    with pytest.raises(Invalid, match="claude, codex, gemini, llm"):
        prompted("gpt")

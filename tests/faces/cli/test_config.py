"""spark config: what holds, who says so, and to change it."""

from pathlib import Path

import pytest

from spark_tui.main import main
from tests.processes import ROOT


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("SPARK_ZONE", "UTC")
    return tmp_path / "spark" / "config.toml"


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return (end.value.code or 0, *capsys.readouterr())


def test_the_page_of_settings_in_the_documentation_is_as_the_settings_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Renew it: spark config show --markdown > docs/settings.md."""
    _, said, _ = command(capsys, "config", "show", "--markdown")
    assert (ROOT / "docs" / "settings.md").read_text() == said


def test_what_is_set_shows_with_who_says_so(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert command(capsys, "config", "set", "seats", "7") == (0, "", "seats is 7 (config.toml)\n")
    assert command(capsys, "config", "path") == (0, f"{file}\n", "")
    code, shown, _ = command(capsys, "config", "show")
    assert "seats            7" in shown
    assert "config.toml" in shown
    code, _, told = command(capsys, "config", "set", "zone", "Europe/Rome")
    assert (code, told) == (0, "zone is UTC (SPARK_ZONE)\n  → SPARK_ZONE wins over the file as long as it is set\n")
    assert command(capsys, "config", "unset", "seats") == (0, "", "seats is 50 (built in)\n")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("set", "sets", "3"), 3, "did you mean seats?"),
        (("show", "sets"), 3, "there is no setting"),
        (("set", "seats", "many"), 2, "a number from 1"),
        (("unset", "sets"), 3, "did you mean seats?"),
    ],
)
def test_what_cannot_be_set_is_told_with_what_can(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = command(capsys, "config", *arguments)
    assert done[0] == code
    assert told in done[2]


def test_a_file_that_is_wrong_can_still_be_looked_at_and_mended(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.parent.mkdir()
    file.write_text("seats = 0\nsets = 1\n")
    code, _, told = command(capsys, "config", "validate")
    assert (code, told.count("\n")) == (2, 2)
    command(capsys, "config", "set", "seats", "3")
    command(capsys, "config", "show")
    assert command(capsys, "config", "validate")[0] == 2
    file.write_text("seats = 3\n")
    assert command(capsys, "config", "validate")[0] == 0


def test_what_is_no_setting_is_said_once_by_every_command_and_holds_none_up(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    file.parent.mkdir()
    file.write_text("sets = 1\n")
    code, said, told = command(capsys, "when", "every day at 9")
    assert (code, told.count("sets is no setting")) == (0, 1)
    assert said

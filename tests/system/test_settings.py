"""Settings: the environment wins over the file, the file over what is built in."""

from pathlib import Path

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.system import settings


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config file to write into, in a home of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "config" / "spark").mkdir(parents=True)
    return tmp_path / "config" / "spark" / "config.toml"


def test_without_a_file_everything_has_a_value(config: Path, tmp_path: Path) -> None:
    known = settings.load({})
    assert (known.store, known.seats) == (f"sqlite:///{tmp_path}/data/spark/spark.db", 20)


def test_the_file_wins_over_what_is_built_in_and_the_environment_over_the_file(config: Path) -> None:
    config.write_text('zone = "Europe/Rome"\nseats = 3\n')
    known = settings.load({"SPARK_SEATS": "7"})
    assert (known.zone, known.seats) == ("Europe/Rome", 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seats = 0", "seats"),
        ("sets = 3", "sets"),
        ("model_seconds = 0", "model_seconds"),
        ('model_budget = "much"', "model_budget"),
        ('zone = "Mars/Olympus"', "Mars/Olympus"),
        ('store = "mysql://x"', "sqlite:///"),
        ('language = "de"', "en or pt"),
        ("clock = 13", "24 or 12"),
        ("not toml at all", "config.toml"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_by_name(config: Path, text: str, told: str) -> None:
    config.write_text(text)
    with pytest.raises(Invalid) as wrong:
        settings.load({})
    assert told in wrong.value.message + wrong.value.hint


def test_without_being_set_no_model_is_asked_and_money_is_bounded(config: Path) -> None:
    known = settings.load({})
    assert (known.model, known.model_budget) == ("", 1.0)


def test_the_model_its_place_and_its_budget_are_settings(config: Path) -> None:
    config.write_text('model = "ollama/qwen3"\nmodel_budget = 0.25\n')
    known = settings.load({"SPARK_API_BASE": "http://localhost:11434"})
    assert (known.model, known.api_base, known.model_budget) == ("ollama/qwen3", "http://localhost:11434", 0.25)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "pt_BR.UTF-8"}, "pt"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_MESSAGES": "pt_PT", "LANG": "en_US.UTF-8"}, "pt"),
        ({"LC_ALL": "C", "LANG": "pt_BR.UTF-8"}, "en"),
        ({"SPARK_LANGUAGE": "en", "LC_ALL": "pt_BR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale_unless_it_is_set(
    config: Path, environ: dict[str, str], language: str
) -> None:
    assert settings.load(environ).language == language


def test_the_clock_has_24_hours_unless_it_is_set(config: Path) -> None:
    assert settings.load({}).clock == "24"
    config.write_text("clock = 12\n")
    assert settings.load({}).clock == "12"

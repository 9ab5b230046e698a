"""Settings: the environment wins over the file, the file over what is built in."""

from pathlib import Path

import pytest

from spark_tui.domain.errors import Invalid, SparkError
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
    assert (known.store, known.seats) == (f"sqlite:///{tmp_path}/data/spark/spark.db", 50)


def test_the_file_wins_over_what_is_built_in_and_the_environment_over_the_file(config: Path) -> None:
    config.write_text('zone = "Europe/Rome"\nseats = 3\n')
    known = settings.load({"SPARK_SEATS": "7"})
    assert (known.zone, known.seats) == ("Europe/Rome", 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seats = 0", "seats"),
        ("lease_seconds = 2", "lease_seconds is a number from 3 to 3600"),
        ('on_quit = "maybe"', "on_quit is ask or background or stop"),
        ('bell = "loud"', "bell is true or false"),
        ("model_seconds = 0", "model_seconds"),
        ('model_budget = "much"', "model_budget"),
        ('zone = "Mars/Olympus"', "Mars/Olympus"),
        ('store = "mysql://x"', "sqlite:///"),
        ('vault = "drawer"', "vault is file or keyring"),
        ('ca_file = "/no/such.pem"', "SPARK_CA_FILE"),
        ("not toml at all", "config.toml"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_by_name(config: Path, text: str, told: str) -> None:
    config.write_text(text)
    with pytest.raises(Invalid) as wrong:
        settings.load({})
    assert told in wrong.value.message + wrong.value.hint


@pytest.mark.parametrize(
    ("text", "environ", "rings"),
    [
        ("", {}, True),
        ("bell = false", {}, False),
        ("bell = false", {"SPARK_BELL": "1"}, True),
        ("", {"SPARK_BELL": "no"}, False),
    ],
)
def test_the_bell_rings_unless_it_is_set_not_to(config: Path, text: str, environ: dict[str, str], rings: bool) -> None:
    config.write_text(text)
    assert settings.load(environ).bell is rings


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
        ({"LC_ALL": "C", "LANG": "pt_BR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "SPARK_LANGUAGE": "PT"}, "pt"),
    ],
)
@pytest.mark.usefixtures("config")
def test_the_language_is_that_of_the_machine_or_as_it_is_set(environ: dict[str, str], language: str) -> None:
    assert settings.load(environ).language == language


@pytest.mark.parametrize(("name", "value"), [("SPARK_LANGUAGE", "xx"), ("SPARK_CLOCK", "13")])
@pytest.mark.usefixtures("config")
def test_what_spark_cannot_speak_is_refused_with_what_it_can(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=" or "):
        settings.load({name: value})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'on_quit = "stop"\n'),
        ("# mine\nseats = 3  # few\n", '# mine\nseats = 3  # few\non_quit = "stop"\n'),
        ("seats = 3", 'seats = 3\non_quit = "stop"\n'),
        ('on_quit = "ask"\nseats = 3\n', 'on_quit = "stop"\nseats = 3\n'),
        ("  on_quit='ask'  # hm\n", 'on_quit = "stop"  # hm\n'),
    ],
    ids=["nothing", "a comment", "no last line break", "it was set", "it was set with a comment"],
)
def test_what_is_remembered_leaves_the_rest_as_the_person_wrote_it(config: Path, before: str, after: str) -> None:
    config.write_text(before)
    config.chmod(0o640)
    settings.remember(config, "on_quit", "stop")
    assert (config.read_text(), config.stat().st_mode & 0o777) == (after, 0o640)
    assert settings.load({}).on_quit == "stop"


def test_what_is_remembered_goes_through_a_link_to_where_the_settings_really_are(config: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("seats = 3\n")
    config.symlink_to(elsewhere)
    settings.remember(config, "on_quit", "stop")
    assert config.is_symlink()
    assert elsewhere.read_text() == 'seats = 3\non_quit = "stop"\n'


@pytest.mark.parametrize("text", ['zone = """\non_quit = 1"""\n', "not toml at all"])
def test_a_file_that_it_cannot_change_with_certainty_stays_as_it_is(config: Path, text: str) -> None:
    config.write_text(text)
    with pytest.raises(Invalid):
        settings.remember(config, "on_quit", "stop")
    assert config.read_text() == text


@pytest.mark.parametrize(
    ("name", "near"), [("sets", "did you mean seats?"), ("modle", "did you mean model?"), ("xyz", "")]
)
def test_what_is_no_setting_holds_nobody_up_and_is_told_with_the_nearest(config: Path, name: str, near: str) -> None:
    config.write_text(f"{name} = 3\nseats = 4\n")
    assert settings.load({}).seats == 4
    (remark,) = settings.Book({}).remarks()
    assert f"{name} is no setting" in remark
    assert remark.endswith(near or "is not used")


@pytest.mark.parametrize(
    ("text", "environ", "flags", "won"),
    [
        ("", {}, {}, "built in"),
        ('color = "16"', {}, {}, "config.toml"),
        ('color = "16"', {"SPARK_COLOR": "256"}, {}, "SPARK_COLOR"),
        ('color = "16"', {"SPARK_COLOR": "256"}, {"color": "true"}, "--color"),
        ('color = "16"', {"SPARK_COLOR": ""}, {}, "config.toml"),
    ],
)
def test_it_is_known_who_has_won(
    config: Path, text: str, environ: dict[str, str], flags: dict[str, str], won: str
) -> None:
    config.write_text(text)
    known = {one.name: one for one in settings.Book(environ, flags).all()}["color"]
    assert (known.won, known.value) == (won, settings.load(environ, flags).color)


def test_a_book_opens_whatever_is_wrong_and_says_it_of_the_setting(config: Path) -> None:
    config.write_text("seats = 0\n")
    wrong = {one.name: one.wrong for one in settings.Book({"SPARK_ZONE": "Mars"}).all() if one.wrong}
    assert wrong.keys() == {"seats", "zone"}
    config.write_text("not toml")
    (remark,) = settings.Book({}).remarks()
    assert "cannot be read" in remark
    assert len(settings.Book({}).all()) == len(settings.names())


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("seats", "7", "seats = 7"),
        ("bell", "no", "bell = false"),
        ("model_budget", "0.5", "model_budget = 0.5"),
        ("notify_command", 'say "C:\\new" é', r'notify_command = "say \"C:\\new\" é"'),
    ],
)
def test_what_is_set_is_checked_and_written_with_its_type(config: Path, name: str, text: str, line: str) -> None:
    config.write_text("# mine\n\n[keys]\n")
    assert settings.Book({}).set(name, text).won == "config.toml"
    assert config.read_text() == f"# mine\n\n{line}\n[keys]\n"
    settings.load({})
    assert settings.Book({}).unset(name).won == "built in"
    assert config.read_text() == "# mine\n\n[keys]\n"


@pytest.mark.parametrize(("name", "text"), [("sets", "3"), ("seats", "many"), ("keys", "x")])
def test_what_may_not_be_is_not_written(config: Path, name: str, text: str) -> None:
    with pytest.raises(SparkError):
        settings.Book({}).set(name, text)
    assert not config.exists()


def test_no_secret_in_a_setting_is_shown(config: Path) -> None:
    config.write_text(
        'store = "postgresql://ana:hunter22@db/spark"\nnotify_url = "https://ana:hunter22@hooks.example/T0/hunter22?k=1"\n'
        'heartbeat_url = "env:BEAT"\nnotify_command = "post --token=hunter22"\n'
    )
    shown = {one.name: one.value for one in settings.Book({}).all()}
    assert "hunter22" not in str(shown)
    assert (shown["notify_url"], shown["heartbeat_url"]) == ("https://hooks.example/…", "env:BEAT")

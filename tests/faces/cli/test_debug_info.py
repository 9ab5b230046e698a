"""spark debug-info: what may be shown to anybody."""

import getpass
import socket
from pathlib import Path

import pytest

from spark_tui.faces.cli.debug_info import anonymous
from tests.processes import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Everything in it that has a name of the person's is called treasure."""
    folder = tmp_path_factory.mktemp("home") / "treasure"
    made = Home(
        folder,
        SPARK_MODEL="openai/treasure",
        SPARK_API_BASE="https://treasure.example/v1",
        SPARK_NOTIFY_URL="https://u:treasure@hooks.example/abc",
        SPARK_NOTIFY_COMMAND="/opt/treasure/tell",
        TERM="xterm-256color",
        SSH_CONNECTION="192.0.2.7 1 192.0.2.8 22",
    )
    made.workflow("treasure", "echo hello")
    done = made.spark("schedule", "create", "treasure", "0 9 * * *", "--yes", "--name", "treasure-daily")
    assert done.returncode == 0, done.stderr
    return made


def test_it_tells_what_is_needed_and_nothing_of_the_persons(home: Home) -> None:
    done = home.spark("debug-info")
    assert done.returncode == 0, done.stderr
    for told in ("SQLite 3.", "tables 00", "1 active", "1 local", "textual 8.2.8", "256 colours", "ssh"):
        assert told in done.stdout
    for name in ("notify_url (SPARK_NOTIFY_URL)", "model (SPARK_MODEL)", "notify_command (SPARK_NOTIFY_COMMAND)"):
        assert name in done.stdout
    for secret in ("treasure", "192.0.2", "://", "/opt", str(home.folder), socket.gethostname()):
        assert secret not in done.stdout


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SPARK_STORE", "postgresql://me:treasure@127.0.0.1:1/treasure"),
        ("SPARK_STORE", "sqlite:////proc/treasure/spark.db"),
        ("SPARK_ZONE", "Treasure/treasure"),
        ("SPARK_CA_FILE", "/treasure/ca.pem"),
    ],
)
def test_what_is_wrong_is_told_without_its_value(home: Home, variable: str, value: str) -> None:
    done = Home(home.folder, **{variable: value}).spark("debug-info", "--json")
    assert done.returncode == 0, done.stderr
    assert "Error" in done.stdout or "Invalid" in done.stdout
    assert "treasure" not in done.stdout.casefold()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("the database /srv/x/spark.db is busy", "the database … is busy"),
        ("~/notes and C is fine, 3/4 too", "… and C is fine, 3/4 too"),
        ("asked http://host:7860/a?b=c, and no", "asked … and no"),
        ("there is no “secret name” here", "there is no … here"),
        (f"{socket.gethostname()} and {getpass.getuser()}", "… and …"),
        ("token=abcdefgh", "token=•••"),
        (f"{Path.home()}/x is not ours", "… is not ours"),
    ],
)
def test_what_is_quoted_from_elsewhere_loses_what_is_the_persons(said: str, left: str) -> None:
    assert anonymous(said) == left

"""The Tab key: what a shell's completion asks, and is answered, as it asks it."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from spark_tui.main import main
from tests.processes import ROOT, Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two workflows, one schedule, and what a hostile server would like to see in a command line."""
    made = Home(tmp_path_factory.mktemp("home"))
    made.workflow("daily-report", "echo report")
    made.workflow("disk", "df")
    assert made.spark("schedule", "create", "daily-report", "0 9 * * *", "--yes", "--name", "morning").returncode == 0
    with sqlite3.connect(made.database) as connection:
        connection.execute("INSERT INTO destinations (id, kind, secret, place) VALUES ('ops', 'webhook', 's', 'p')")
        for key, title in enumerate(("x; rm -rf ~", "$(id)", "-rf", "a\nb", "\x1b]0;x\x07", "Weekly Summary")):
            connection.execute(
                "INSERT INTO workflows (id, source_id, source_name, key, title, description, aliases, marker) "
                "SELECT ?, id, name, ?, ?, '', '[]', '' FROM sources",
                (f"x{key}", f"x{key}", title),
            )
    connection.close()
    return made


class Tab:
    """Pressed in bash, with the cursor at the end of the line; in this process, which is quicker."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._patch, self._said = monkeypatch, capfd

    def __call__(self, home: Home, line: str, **more: str) -> list[str]:
        asked = {"_SPARK_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        for name, value in (home.environment | asked | more).items():
            self._patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main([])
        said = self._said.readouterr()
        assert (ended.value.code, said.err) == (0, "")
        return said.out.split()


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Tab:
    return Tab(monkeypatch, capfd)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("spark schedule show ", ["morning"]),
        ("spark schedule pause m", ["morning"]),
        ("spark schedule pause x", []),
        ("spark why ", ["morning"]),
        ("spark source check ", ["local"]),
        ("spark workflow list --source l", ["local"]),
        ("spark workflow show daily", ["daily-report"]),
        ("spark schedule create weekly", ["weekly-summary"]),
        ("spark schedule create local/da", ["local/daily-report"]),
        ("spark run start mo", ["morning"]),
        ("spark destination test ", ["ops"]),
        ("spark schedule deliver morning o", ["ops"]),
        ("spark config show zo", ["zone"]),
    ],
)
def test_the_names_that_are_kept_are_offered(tab: Tab, home: Home, line: str, names: list[str]) -> None:
    assert tab(home, line) == names


@pytest.mark.parametrize("line", ["spark schedule create ", "spark schedule create local/", "spark run start "])
def test_nothing_is_offered_that_a_shell_would_read_as_anything_else(tab: Tab, home: Home, line: str) -> None:
    names = tab(home, line)
    assert {character for name in names for character in name} <= set("abcdefghijklmnopqrstuvwxyz0123456789-/_.")
    assert not [name for name in names if name.startswith("-")]


def test_runs_are_offered_by_their_short_ids_the_newest_first(tab: Tab, home: Home) -> None:
    started = [home.spark("run", "start", "disk").stdout.strip()[:8] for _ in range(2)]
    assert tab(home, "spark run show ")[:2] == started[::-1]


@pytest.mark.parametrize(
    "store",
    [
        "sqlite:////nowhere/spark.db",
        f"sqlite:///{ROOT / 'README.md'}",
        "sqlite:////",
        "postgresql://nobody@127.0.0.1:1/none",
        "no address",
    ],
)
def test_without_a_store_nothing_is_offered_and_nothing_is_said_or_made(tab: Tab, tmp_path: Path, store: str) -> None:
    home = Home(tmp_path)
    assert tab(home, "spark schedule show ", SPARK_STORE=store) == []
    assert list(tmp_path.iterdir()) == []


def test_settings_that_are_wrong_hold_no_tab_up(tab: Tab, tmp_path: Path) -> None:
    assert tab(Home(tmp_path), "spark schedule show ", SPARK_ZONE="Mars/Olympus") == []


def test_a_store_that_is_being_written_is_read_beside(tab: Tab, home: Home) -> None:
    with sqlite3.connect(home.database, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert tab(home, "spark schedule show ") == ["morning"]
    connection.close()


def test_it_takes_neither_the_database_library_nor_the_screen(home: Home) -> None:
    script = (
        "import atexit, sys\n"
        "heavy = {'sqlalchemy', 'textual', 'litellm', 'httpx', 'aiohttp', 'agent.planner'}\n"
        "atexit.register(lambda: sys.stderr.write(' '.join(heavy & set(sys.modules))))\n"
        "from spark_tui.main import main\n"
        "main([])\n"
    )
    asked = Home(
        home.folder, _SPARK_COMPLETE="complete_bash", COMP_WORDS="spark schedule show ", COMP_CWORD="3"
    ).environment
    done = subprocess.run([sys.executable, "-c", script], env=asked, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("morning\n", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_itself_completes_a_name(home: Home, tmp_path: Path) -> None:
    script = Home(home.folder, _SPARK_COMPLETE="source_bash").spark().stdout
    spark = tmp_path / "spark"
    spark.write_text(f'#!/bin/sh\nexec {sys.executable} -m spark_tui.main "$@"\n')
    spark.chmod(0o755)
    asked = (
        f"{script}\nCOMP_WORDS=(spark schedule show mor) COMP_CWORD=3\n_spark_completion spark\n"
        'echo "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", asked],
        env=home.environment | {"PATH": f"{tmp_path}:{home.environment['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["morning"], "")

"""spark daemon start, status, stop, and the unit that it installs."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from spark_tui import __version__
from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.ids import BootId
from spark_tui.faces.cli import daemon, installing, unit
from spark_tui.faces.cli.this_spark import THIS_SPARK
from spark_tui.service import serving
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.store.schema import HEAD, MIGRATIONS
from tests.fakes import START
from tests.processes import PATIENCE, Home, alive, until


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_started_in_the_background_it_serves_until_it_is_stopped(home: Home) -> None:
    began = home.spark("daemon", "start")
    known = home.json("daemon", "status")
    try:
        assert began.returncode == 0
        assert f"pid {known['pid']}" in began.stderr
        assert known["log_file"] in began.stderr
        assert (known["engine"], known["seats_used"], known["queued"]) == ("daemon", 0, 0)
        assert os.getsid(known["pid"]) == known["pid"]
        again = home.spark("daemon", "start")
        assert again.returncode == 0
        assert f"serves already: daemon on {known['host']}, pid {known['pid']}" in again.stderr
    finally:
        stopped = home.spark("daemon", "stop")
    assert (stopped.returncode, "nothing runs until" in stopped.stderr) == (0, True), stopped.stderr
    assert not alive(known["pid"])
    status = home.spark("daemon", "status")
    assert (status.returncode, status.stdout) == (20, "no engine serves\n")


def test_one_that_does_not_come_to_serve_says_why(home: Home) -> None:
    assert home.spark("daemon", "status").returncode == 20
    home.database.parent.joinpath("spark.db.lock").mkdir()
    began = home.spark("daemon", "start")
    assert (began.returncode != 0, "spark.db.lock" in began.stderr) == (True, True), began.stderr


@pytest.mark.parametrize(
    ("holder", "told", "helps"),
    [
        (Holder("elsewhere", 7, Face.DAEMON), "the engine is on elsewhere", "on that machine"),
        (Holder("", 7, Face.APP), "in an open app, pid 7", "leave it there with q"),
    ],
    ids=["another machine", "an app"],
)
def test_what_is_not_ours_to_stop_is_refused_with_what_would_help(holder: Holder, told: str, helps: str) -> None:
    here = Holder(holder.host or daemon.socket.gethostname(), holder.pid, holder.face)
    with pytest.raises(Conflict) as wrong:
        daemon._may_be_stopped(here)
    assert told in wrong.value.message
    assert helps in wrong.value.hint


def test_the_engine_imports_nothing_of_the_folder_in_which_it_was_started(home: Home, tmp_path: Path) -> None:
    (tmp_path / "sqlmodel.py").write_text("raise SystemExit('this is not the one that was meant')")
    (tmp_path / "spark_tui").mkdir()
    (tmp_path / "spark_tui" / "__init__.py").write_text("raise SystemExit('nor this')")
    command = [*THIS_SPARK, "daemon", "start"]
    begun = subprocess.run(
        command, cwd=tmp_path, env=home.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    try:
        assert (begun.returncode, alive(home.json("daemon", "status")["pid"])) == (0, True), begun.stderr
    finally:
        home.spark("daemon", "stop")


NEWER = """
import sys
from pathlib import Path
import spark_tui
from spark_tui.store import schema
spark_tui.__version__ = "99.0"
if {tables!r}:
    schema.MIGRATIONS, schema.HEAD = Path({tables!r}), "9999"
from spark_tui.faces.cli import daemon
from spark_tui.main import main
daemon.THIS_SPARK = (sys.executable, __file__)
sys.exit(main(sys.argv[1:]))
"""
NEXT = "revision = '9999'\ndown_revision = {head!r}\ndef upgrade(): pass\n"


def newer_spark(home: Home, *, tables: bool) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The same, of another version; with other tables."""
    place = home.folder / "migrations"
    if tables:
        shutil.copytree(MIGRATIONS, place)
        (place / "versions" / "9999_next.py").write_text(NEXT.format(head=HEAD))
    script = home.folder / "newer_spark.py"
    script.write_text(NEWER.format(tables=str(place) if tables else ""))

    def newer(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(script), *arguments],
            env=home.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return newer


def test_an_engine_of_another_spark_is_told_and_restarted(home: Home) -> None:
    newer = newer_spark(home, tables=False)
    home.spark("daemon", "start")
    before = home.json("daemon", "status")
    assert before["spark"] == __version__
    told = f"the engine is of Spark {__version__}, and this is Spark 99.0: spark daemon restart"
    try:
        assert told in newer("daemon", "status").stderr
        assert told in newer("daemon", "start").stderr
        assert f"engine: {told}" in newer("doctor").stderr
        restarted = newer("daemon", "restart")
        assert (restarted.returncode, alive(before["pid"])) == (0, False), restarted.stderr
        assert "of Spark" not in newer("daemon", "status").stderr
        assert "the engine is of Spark 99.0" in home.spark("daemon", "status").stderr
    finally:
        home.spark("daemon", "stop")


def test_tables_are_changed_when_the_engine_of_an_older_spark_was_restarted(home: Home) -> None:
    newer = newer_spark(home, tables=True)
    home.workflow("greet", "echo good morning")
    home.spark("daemon", "start")
    home.spark("schedule", "create", "greet", "every 1 second", "--yes")
    old = home.json("daemon", "status")["pid"]
    try:
        refused = newer("schedule", "list")
        assert f"an engine of an older Spark works with the database {home.database} (pid {old})" in refused.stderr
        assert "spark daemon restart" in refused.stderr
        assert "Traceback" not in refused.stderr
        runs = len(home.json("run", "list"))
        until(lambda: len(home.json("run", "list")) > runs, "the older engine goes on as before")
        restarted = newer("daemon", "restart")
        assert (restarted.returncode, alive(old)) == (0, False), restarted.stderr
        assert json.loads(newer("daemon", "status", "--json").stdout)["spark"] == "99.0"
        outgrown = home.spark("run", "list")
        assert "was written by a newer Spark" in outgrown.stderr
    finally:
        newer("daemon", "stop")


def test_an_engine_whose_tables_were_changed_under_it_ends_with_a_word(tmp_path: Path) -> None:
    """So that systemd starts the Spark that knows them."""
    home = Home(tmp_path, SPARK_LEASE_SECONDS="3")
    with home.daemon() as daemon:
        with closing(sqlite3.connect(home.database)) as file, file:
            file.execute("UPDATE alembic_version SET version_num = '9999'")
        assert daemon.wait(PATIENCE) == 1
    told = (home.folder / "stderr").read_text()
    assert "the engine ended: the tables of the database are those of another Spark now (revision 9999)" in told
    assert "Traceback" not in told


def test_restarted_where_none_serves_one_is_started(home: Home) -> None:
    try:
        restarted = home.spark("daemon", "restart")
        assert restarted.returncode == 0, restarted.stderr
        assert "no engine served, so one is started" in restarted.stderr
        assert "the engine serves" in restarted.stderr
    finally:
        home.spark("daemon", "stop")


@pytest.mark.parametrize(
    ("host", "pid", "dead"),
    [("", 2**22 + 1, True), ("", 1, True), ("elsewhere", 2**22 + 1, False)],
    ids=["gone", "a number that was given out again", "of another machine"],
)
def test_a_holder_of_this_machine_that_is_gone_does_not_serve(host: str, pid: int, dead: bool) -> None:
    holder = Holder(host or daemon.socket.gethostname(), pid, Face.DAEMON)
    assert serving.is_dead(Lease(BootId("b"), holder, START, START)) is dead


# ------------------------------------------------------------------ the unit

COMMAND = ("/opt/my spark/bin/python", "-m", "spark_tui.main")


@pytest.fixture
def booted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine that systemd runs, with a systemctl that writes down what it is asked; answers its notes."""
    notes, commands = tmp_path / "asked", tmp_path / "bin"
    commands.mkdir()
    (commands / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> {notes}\n')
    (commands / "systemctl").chmod(0o755)
    monkeypatch.setattr(unit, "BOOTED", tmp_path)
    monkeypatch.setenv("PATH", f"{commands}:/bin:/usr/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return notes


def test_the_unit_starts_this_spark_whatever_stands_in_its_path() -> None:
    text = unit.text(COMMAND, {"PATH": "/usr/bin:/100%/$HOME", "SPARK_STORE": "postgresql://u:secret@db/x"})
    assert 'ExecStart="/opt/my spark/bin/python" -m spark_tui.main daemon --log-file\n' in text
    assert 'Environment="PATH=/usr/bin:/100%%/$HOME"\n' in text
    assert "Restart=on-failure\n" in text
    assert "secret" not in text
    with pytest.raises(Invalid):
        unit.text(COMMAND, {"PATH": "/bin\nExecStart=/bin/false"})


def test_installed_twice_it_is_the_same_and_one_that_was_changed_is_asked_about(
    booted: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installing._install(yes=False)
    path = unit.place(os.environ)
    assert "systemctl --user enable --now spark.service" in (said := capsys.readouterr().err)
    assert "loginctl enable-linger" in said
    installing._install(yes=False)
    assert "is there and up to date" in capsys.readouterr().err
    path.write_text(path.read_text().replace("RestartSec=5", "RestartSec=50"))
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(Invalid, match="nobody answered"):
        installing._install(yes=False)
    assert "-RestartSec=50\n  +RestartSec=5\n" in capsys.readouterr().err
    assert "RestartSec=50\n" in path.read_text()
    installing._install(yes=True)
    assert "RestartSec=5\n" in path.read_text()


def test_uninstalled_it_is_stopped_and_gone(booted: Path) -> None:
    installing._install(yes=True)
    installing._uninstall(yes=True)
    assert not unit.place(os.environ).exists()
    assert booted.read_text().splitlines() == [
        "--user daemon-reload",
        "--user disable --now spark.service",
        "--user daemon-reload",
    ]


def test_without_systemd_nothing_is_written_and_it_is_said_what_would_do(
    booted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit, "BOOTED", Path("/nowhere"))
    with pytest.raises(Conflict, match="systemd does not run this machine") as wrong:
        installing._install(yes=True)
    assert "@reboot" in wrong.value.hint
    assert not unit.place(os.environ).exists()

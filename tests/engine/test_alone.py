"""Runs that somebody waits for, with or without an engine: real processes."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes import Home, end, until


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.workflow("quick", "echo quick")
    made.workflow("endless", "echo begun; exec sleep 300")
    return made


def test_who_waits_for_a_run_does_not_wait_for_the_lease_of_a_dead_engine(home: Home) -> None:
    with home.daemon() as process:
        end(process, signal.SIGKILL)
    assert "pid" in (home.engine() or "")
    done = home.spark("run", "start", "quick", "--wait", timeout=30)
    assert (done.returncode, done.stdout) == (0, "quick\n"), done.stderr


def test_schedules_run_while_somebody_waits_for_a_run_of_his_own(home: Home) -> None:
    waiting = home.start("run", "start", "endless", "--wait")
    try:
        until(lambda: _running(home), "it runs")
        assert home.spark("schedule", "create", "quick", "* * * * * *", "--yes").returncode == 0
        with home.daemon():
            until(lambda: _succeeded(home) > 1, "the schedule runs beside it")
            assert _running(home) == 1
    finally:
        assert end(waiting, signal.SIGINT) == 130
    assert [run["state"] for run in home.json("run", "list") if run["workflow"] == "local/endless"] == ["cancelled"]


def test_a_run_is_carried_out_by_the_engine_that_is_there(home: Home) -> None:
    with home.daemon():
        done = home.spark("run", "start", "quick", "--wait")
        assert (done.returncode, done.stdout) == (0, "quick\n"), done.stderr
        assert _guests(home) == 0


def test_a_run_of_a_kind_that_is_not_installed_fails_in_words(home: Home) -> None:
    home.json("run", "list")
    with closing(sqlite3.connect(home.database)) as connection, connection:
        connection.execute("UPDATE sources SET kind = 'plugflow'")
        [[workflow]] = connection.execute("SELECT id FROM workflows WHERE title = 'quick'").fetchall()
    done = home.spark("run", "start", workflow, "--wait", timeout=30)
    assert (done.returncode, "of the kind “plugflow”" in done.stderr) == (10, True), done.stderr
    assert "Traceback" not in done.stderr


def test_a_schedule_that_cannot_be_read_is_told_by_the_doctor_and_can_be_removed(home: Home) -> None:
    for name in ("good", "bad"):
        assert home.spark("schedule", "create", "quick", "0 9 * * *", "--yes", "--name", name).returncode == 0
    with closing(sqlite3.connect(home.database)) as connection, connection:
        connection.execute("UPDATE schedules SET timing = replace(timing, 'UTC', 'US/Gone') WHERE name = 'bad'")
    assert [schedule["name"] for schedule in home.json("schedule", "list")] == ["good"]
    doctor = home.spark("doctor")
    assert (doctor.returncode, "“bad”" in doctor.stdout) == (1, True), doctor.stdout
    assert home.spark("schedule", "show", "bad").returncode == 8
    assert home.spark("schedule", "remove", "bad", "--yes").returncode == 0
    assert "“bad”" not in home.spark("doctor").stdout


def test_two_daemons_on_one_database_are_one_engine_through_whatever_link(home: Home) -> None:
    with home.daemon() as first:
        link = home.folder / "link.db"
        link.symlink_to(home.database)
        beside = Home(home.folder, SPARK_STORE=f"sqlite:///{link}")
        second = beside.start("daemon")
        try:
            lock = Path(f"{home.database}.lock")
            until(lambda: _opened(second.pid, home.database), "the second one has opened it")
            assert f"pid {first.pid}" in (home.engine() or "")
            assert not Path(f"{link}.lock").exists()
            assert lock.exists()
        finally:
            assert end(second) == 0


def test_a_database_in_the_home_folder_has_an_engine(tmp_path: Path) -> None:
    home = Home(tmp_path, SPARK_STORE="sqlite:///~/x.db")
    home.workflow("quick", "echo quick")
    assert home.spark("run", "start", "quick", "--wait", timeout=30).stdout == "quick\n"


def test_a_daemon_waits_for_a_database_that_is_busy_when_it_starts(home: Home) -> None:
    home.json("run", "list")
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        daemon = home.start("daemon")
        until(lambda: "is busy" in (home.folder / "stderr").read_text(), "it tells that it waits")
        other.execute("ROLLBACK")
    until(lambda: f"pid {daemon.pid}" in (home.engine() or ""), "it serves")
    assert end(daemon) == 0


def _ask(home: Home, question: str) -> int:
    with closing(sqlite3.connect(f"file:{home.database}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute(question).fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def _running(home: Home) -> int:
    endless = "workflow_ref = 'local/endless' AND state = 'running'"
    return home.database.exists() and _ask(home, f"SELECT count(*) FROM runs WHERE {endless}")


def _succeeded(home: Home) -> int:
    return _ask(home, "SELECT count(*) FROM runs WHERE workflow_ref = 'local/quick' AND state = 'succeeded'")


def _guests(home: Home) -> int:
    return _ask(home, "SELECT count(*) FROM guests")


def _opened(pid: int, path: Path) -> bool:
    return str(path.resolve()) in {_target(descriptor) for descriptor in Path(f"/proc/{pid}/fd").iterdir()}


def _target(descriptor: Path) -> str:
    """Where it points; nowhere when it was closed since it was listed."""
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:
        return ""

"""spark daemon start, status, stop, and the unit that it installs."""

import os
from io import StringIO
from pathlib import Path

import pytest

from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.ids import BootId
from spark_tui.faces.cli import daemon, serving, unit
from spark_tui.service.ports import Face, Holder, Lease
from tests.fakes import START
from tests.processes import Home, alive


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
        daemon._may_be_stopped(Lease(BootId("b"), here, START, START))
    assert told in wrong.value.message
    assert helps in wrong.value.hint


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
    daemon._install(yes=False)
    path = unit.place(os.environ)
    assert "systemctl --user enable --now spark.service" in (said := capsys.readouterr().err)
    assert "loginctl enable-linger" in said
    daemon._install(yes=False)
    assert "is there and up to date" in capsys.readouterr().err
    path.write_text(path.read_text().replace("RestartSec=5", "RestartSec=50"))
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(Invalid, match="nobody answered"):
        daemon._install(yes=False)
    assert "-RestartSec=50\n  +RestartSec=5\n" in capsys.readouterr().err
    assert "RestartSec=50\n" in path.read_text()
    daemon._install(yes=True)
    assert "RestartSec=5\n" in path.read_text()


def test_uninstalled_it_is_stopped_and_gone(booted: Path) -> None:
    daemon._install(yes=True)
    daemon._uninstall(yes=True)
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
        daemon._install(yes=True)
    assert "@reboot" in wrong.value.hint
    assert not unit.place(os.environ).exists()

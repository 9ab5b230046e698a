"""spark doctor --torture as a command: what it refuses, and that it leaves nothing behind."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.processes import SPARK, Home, end, until


@pytest.fixture
def home(tmp_path: Path) -> Home:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Home(tmp_path, TMPDIR=str(scratch))


def scratch_of(home: Home) -> Path:
    return home.folder / "scratch"


def processes_in(folder: Path) -> list[str]:
    """The command lines of all processes that live in that home."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"XDG_DATA_HOME={folder}/".encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it has ended, or is not ours
            continue
    return found


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_whatever_ends_it_no_engine_is_left(home: Home, number: signal.Signals, code: int) -> None:
    torturing = subprocess.Popen(
        [*SPARK, "doctor", "--torture", "1000"], env=home.environment, cwd=home.folder, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: len(processes_in(scratch_of(home))) >= 3, "the nursery and its engines are there", 60)
        assert end(torturing, number) == code
    finally:
        end(torturing, signal.SIGKILL)
    until(lambda: processes_in(scratch_of(home)) == [], "all of them have ended")
    assert number is signal.SIGKILL or list(scratch_of(home).iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--torture", "0"), "1 to 100,000 engines are killed"),
        (("--torture", "--on-server"), "the store is a file, not a server"),
        (("5",), "say how to torture"),
        (("--seed", "5"), "say how to torture"),
    ],
)
def test_what_cannot_be_is_refused_in_words(home: Home, arguments: tuple[str, ...], said: str) -> None:
    done = home.spark("doctor", *arguments)
    assert (done.returncode, said in done.stderr, done.stdout) == (2, True, "")

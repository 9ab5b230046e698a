"""What Spark writes is ours alone: put right where it is ours, refused where it is not."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.service import private
from spark_tui.service.private import Seen, fault

US, OTHER, ROOT, OUR_GROUP, USERS = 1000, 1001, 0, 1000, 100


def seen(path: str, mode: int, uid: int = US, gid: int = OUR_GROUP) -> Seen:
    return Seen(Path(path), uid, gid, stat.S_IFDIR | mode)


TOP = (seen("/", 0o755, ROOT, 0), seen("/home", 0o755, ROOT, 0))
HOME = seen("/home/us", 0o755)


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ((*TOP, HOME, seen("/home/us/spark", 0o700)), ""),
        ((*TOP, HOME, seen("/home/us/spark", 0o755)), ""),
        ((*TOP, HOME, seen("/home/us/spark", 0o775)), ""),  # a group of our own
        ((*TOP, HOME, seen("/home/us/spark", 0o775, gid=USERS)), "others can write in /home/us/spark"),
        (
            (*TOP, HOME, seen("/home/us/share", 0o775, gid=USERS), seen("/x", 0o700)),
            "others can write in /home/us/share",
        ),
        ((*TOP, seen("/home/us", 0o700), seen("/home/us/share", 0o777), seen("/x", 0o777)), ""),  # nobody gets there
        ((*TOP, HOME, seen("/home/us/spark", 0o777)), "others can write in /home/us/spark"),
        ((*TOP, seen("/tmp", 0o1777, ROOT, 0)), "others can write in /tmp"),
        ((*TOP, seen("/tmp", 0o1777, ROOT, 0), seen("/tmp/us", 0o700)), ""),
        ((*TOP, seen("/open", 0o777, ROOT, 0), seen("/open/us", 0o700)), "others can write in /open"),
        ((*TOP, seen("/var/local", 0o2775, ROOT, 50), seen("/var/local/us", 0o700)), ""),  # root knows whom it lets in
        (
            (*TOP, seen("/home/other", 0o755, OTHER), seen("/home/other/us", 0o700)),
            "/home/other belongs to another user",
        ),
        ((*TOP, HOME, seen("/home/us/spark", 0o700, OTHER)), "/home/us/spark belongs to another user"),
        ((seen("/", 0o755, 65_534), HOME), ""),  # a container's
        ((*TOP, seen("/data", 0o755, 65_534)), "/data belongs to another user"),
        ((*TOP, seen("/srv", 0o755, ROOT, 0)), ""),
    ],
)
def test_a_place_is_safe_from_others_or_said_not_to_be(chain: tuple[Seen, ...], words: str) -> None:
    told, hint = fault(chain, US, lambda gid: gid == OUR_GROUP)
    assert told.startswith(words)
    assert bool(told) is bool(words) is bool(hint)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_made_is_ours_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        private.file(tmp_path / "a" / "b" / "spark.db", make=True)
        private.folder(tmp_path / "c" / "d")
        with open(tmp_path / "log", "w", opener=private.opener):
            pass
    finally:
        os.umask(before)
    assert [mode(tmp_path / name) for name in ("a", "a/b", "c", "c/d")] == [0o700] * 4
    assert [mode(tmp_path / name) for name in ("a/b/spark.db", "log")] == [0o600] * 2


@pytest.mark.parametrize("given", [0o644, 0o640, 0o666, 0o606, 0o755])
def test_what_is_too_open_is_put_right_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture, given: int) -> None:
    (tmp_path / "spark").mkdir(0o755)
    (tmp_path / "spark" / "secrets").touch()
    (tmp_path / "spark" / "secrets").chmod(given)
    private.folder(tmp_path / "spark")
    private.files([tmp_path / "spark" / "secrets", tmp_path / "spark" / "not there"])
    assert (mode(tmp_path / "spark"), mode(tmp_path / "spark" / "secrets")) == (0o700, 0o600)
    assert f"secrets was open to others ({given:o}); now it is 600" in caplog.messages[-1]
    caplog.clear()
    private.folder(tmp_path / "spark")
    assert not caplog.messages


def test_what_is_there_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "spark.db").write_text("kept")
    private.file(tmp_path / "spark.db", make=True)
    assert (tmp_path / "spark.db").read_text() == "kept"


def into_an_open_place(folder: Path) -> Path:
    (folder / "open").mkdir()
    (folder / "open").chmod(0o777)
    (folder / "link").symlink_to(folder / "open" / "spark.db")
    return folder / "link"


def in_a_group_folder(folder: Path) -> Path:
    (folder / "group").mkdir()
    os.chown(folder / "group", -1, 12_345)
    (folder / "group").chmod(0o770)
    return folder / "group" / "spark.db"


def of_another(folder: Path) -> Path:
    (folder / "spark.db").touch()
    os.chown(folder / "spark.db", 12_345, -1)
    return folder / "spark.db"


def a_folder(folder: Path) -> Path:
    (folder / "spark.db").mkdir()
    return folder / "spark.db"


def nowhere_in_an_open_place(folder: Path) -> Path:
    (folder / "spark.db").symlink_to(into_an_open_place(folder).parent / "open" / "new")
    return folder / "spark.db"


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that others can enter, as the tests' own is not."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize(
    ("place", "words"),
    [
        (into_an_open_place, "others can write in"),
        (nowhere_in_an_open_place, "others can write in"),
        (in_a_group_folder, "others can write in"),
        (of_another, "belongs to another user"),
        (a_folder, "is not a file"),
    ],
)
def test_what_is_not_ours_is_refused_and_left_as_it_is(
    reachable: Path, place: Callable[[Path], Path], words: str
) -> None:
    path = place(reachable)
    before = sorted((each, each.lstat().st_mode) for each in reachable.rglob("*"))
    with pytest.raises(StoreError, match=words) as told:
        private.file(path, make=True)
    assert told.value.hint
    assert sorted((each, each.lstat().st_mode) for each in reachable.rglob("*")) == before


def test_a_link_to_a_place_of_ours_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir(0o700)
    (tmp_path / "spark.db").symlink_to(tmp_path / "disk" / "spark.db")
    assert private.file(tmp_path / "spark.db", make=True) == tmp_path / "disk" / "spark.db"
    assert mode(tmp_path / "disk" / "spark.db") == 0o600


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"), open(tmp_path / "log", "w", opener=private.opener):
        pass
    assert not (tmp_path / "elsewhere").exists()

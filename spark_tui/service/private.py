"""Files that are ours alone: the one rule for whoever writes one.

A file of Spark's has mode 0600, and lies where nobody else can put another in its place. What
is too open is put right where it is ours, and said; what is not ours is refused.
"""

import grp
import logging
import os
import pwd
import stat
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from spark_tui.domain.errors import StoreError

FILE, FOLDER = 0o600, 0o700
COMPANIONS = ("", "-wal", "-shm", "-journal", ".lock")  # of a SQLite database
_NOBODY = 65_534  # whose a folder is that a container's user namespace has no name for
log = logging.getLogger("spark.private")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the system says of a file or a folder."""

    path: Path
    uid: int
    gid: int
    mode: int


def opener(path: str, flags: int) -> int:
    """For `open(…, opener=opener)`: a file that is made is ours alone from its first moment, and is no link."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, FILE)


def folder(path: Path) -> None:
    """Spark's own folder: made for us alone, or put right. Raises StoreError where it is not ours."""
    try:
        _make(path)
        _must_be_safe(path / "x")
        seen = _seen(path.resolve())
        _must_be_ours(seen)
        _put_right(seen, FOLDER)
    except OSError as wrong:
        raise StoreError(f"{path} cannot be used: {wrong.strerror}", hint="choose another place, or mend it") from None


def file(path: Path, *, make: bool = False) -> Path:
    """Where the file really is, which is ours alone: put right, and made if wanted. Raises StoreError.

    A file that is there is never opened here: closing any handle of a SQLite database would drop
    the locks that are held on it elsewhere in this process.
    """
    real = path.resolve()
    _make(real.parent)
    _must_be_safe(real)
    if make:
        with suppress(FileExistsError):
            os.close(opener(str(real), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    with suppress(FileNotFoundError):
        seen = _seen(real)
        if not stat.S_ISREG(seen.mode):
            raise StoreError(f"{path} is not a file", hint="move it away")
        _must_be_ours(seen)
        _put_right(seen, FILE)
    return real


def files(paths: Iterable[Path]) -> None:
    """Those of them that are there."""
    for path in paths:
        if os.path.lexists(path):
            file(path)


def is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def only_we_write(within: Path, *programs: Path) -> None:
    """Nobody else can change what we execute. Raises StoreError."""
    _must_be_safe(within / "x")
    for program in programs:
        _must_be_safe(program)
        seen = _seen(program.resolve())
        if seen.uid not in (os.geteuid(), 0):
            raise StoreError(f"{program} belongs to another user ({_name(seen.uid)})", hint="remove it, or chown it")
        if seen.mode & stat.S_IWOTH or (seen.mode & stat.S_IWGRP and not _is_ours_alone(seen.gid)):
            raise StoreError(f"others can change {program}", hint=f"chmod go-w {program}")


def fault(chain: Sequence[Seen], us: int, alone: Callable[[int], bool]) -> tuple[str, str]:
    """Why a file in the last of these folders (the root comes first) is not safe from others, and what would help.

    `alone`: whether a group has nobody in it but us. Folders behind one that nobody else can enter are safe.
    """
    for seen in chain:
        last = seen is chain[-1]
        if seen.uid not in (us, 0) and (last or seen.uid != _NOBODY):
            return f"{seen.path} belongs to another user ({_name(seen.uid)})", "chown it, or choose another place"
        by_group = seen.mode & stat.S_IWGRP and not alone(seen.gid) and (last or seen.uid == us)
        if (by_group or seen.mode & stat.S_IWOTH) and (last or not seen.mode & stat.S_ISVTX):
            return f"others can write in {seen.path}", f"chmod go-w {seen.path}, or choose another place"
        if not seen.mode & (stat.S_IXGRP | stat.S_IXOTH) and seen.uid == us:
            break
    return "", ""


def _must_be_safe(path: Path) -> None:
    chain = [_seen(each) for each in reversed(path.resolve().parents)]
    wrong, hint = fault(chain, os.geteuid(), _is_ours_alone)
    if wrong:
        raise StoreError(f"{path.parent} is not safe: {wrong}", hint=hint)


def _must_be_ours(seen: Seen) -> None:
    if seen.uid != os.geteuid():
        raise StoreError(
            f"{seen.path} belongs to another user ({_name(seen.uid)})", hint="chown it, or choose another place"
        )


def _put_right(seen: Seen, mode: int) -> None:
    if not stat.S_IMODE(seen.mode) & 0o077:
        return
    seen.path.chmod(mode)
    if stat.S_IMODE(_seen(seen.path).mode) & 0o077:
        raise StoreError(
            f"{seen.path} can be read by others, and its file system lets nobody change that",
            hint="choose another place for it",
        )
    log.warning("%s was open to others (%03o); now it is %03o", seen.path, stat.S_IMODE(seen.mode), mode)


def _make(path: Path) -> None:
    """A folder with those above it, each for us alone."""
    for each in [*reversed(path.parents), path]:
        if not each.exists():
            with suppress(FileExistsError):
                each.mkdir(FOLDER)


def _seen(path: Path) -> Seen:
    found = path.lstat()
    return Seen(path, found.st_uid, found.st_gid, found.st_mode)


def _is_ours_alone(gid: int) -> bool:
    """A person's own group, as many systems make one for each."""
    with suppress(KeyError):
        us = pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(gid)
        return gid == us.pw_gid and group.gr_name == us.pw_name and set(group.gr_mem) <= {us.pw_name}
    return False


def _name(uid: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return str(uid)

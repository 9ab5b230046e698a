"""The version of the tz data that zoneinfo reads."""

import re
from collections.abc import Iterable
from pathlib import Path

_TOLD = {"tzdata.zi": r"# version (\S{1,40})", "+VERSION": r"(\S{1,40})", "version": r"(\S{1,40})"}


def version_of(folders: Iterable[str]) -> str:
    """Such as `2025b`: of the first of the folders that has zones, else of the package. Empty where it is not told."""
    for folder in map(Path, folders):
        if (folder / "Europe").is_dir():
            return next(filter(None, (_read(folder / name, told) for name, told in _TOLD.items())), "")
    return _of_package()


def _read(file: Path, told: str) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            found = re.match(told, text.readline(200))
    except OSError:
        return ""
    return found[1] if found else ""


def _of_package() -> str:
    try:
        from tzdata import IANA_VERSION
    except ImportError:
        return ""
    return str(IANA_VERSION)

"""A folder whose executables are workflows: which there are, what they say of themselves, whether they can start."""

import os
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path

from spark_tui.domain.command import BY_HAND
from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Offer

COMMENT = re.compile(r"^\s*(?:#|//|--|;)+\s*(?P<text>.*?)\s*$")


def folder_of(url: str) -> Path:
    with suppress(RuntimeError):  # a home that nobody knows
        return Path(url.removeprefix("file://")).expanduser()
    return Path(url)


def offers(folder: Path) -> list[Offer]:
    """Its executables; each is called by its name without an ending, where no other is. Raises SourceError."""
    files = _executables(folder)
    stems = Counter(Path(file.name).stem for file in files)
    return [_offer(file, unambiguous=stems[file.stem] == 1) for file in files]


def _executables(folder: Path) -> list[Path]:
    if not folder.exists():
        raise SourceError(f"there is no folder {folder}", hint=f"make it: mkdir -p {folder}")
    try:
        return sorted(file for file in folder.iterdir() if _is_workflow(file))
    except NotADirectoryError:
        raise SourceError(f"{folder} is not a folder", hint="give the folder that holds the executables") from None
    except OSError as trouble:
        raise SourceError(f"{folder} cannot be read: {trouble.strerror}") from trouble


def _is_workflow(file: Path) -> bool:
    hidden = file.name.startswith((".", BY_HAND)) or file.name.endswith("~") or not file.name.isprintable()
    return not hidden and file.is_file() and os.access(file, os.X_OK)


def _offer(file: Path, *, unambiguous: bool) -> Offer:
    stat = file.stat()
    return Offer(
        key=file.name,
        title=one_line(file.stem if unambiguous else file.name),
        description=_first_comment(file),
        aliases=(file.name,) if unambiguous and file.name != file.stem else (),
        marker=f"{stat.st_mtime_ns}:{stat.st_size}",
    )


def _first_comment(file: Path) -> str:
    """The first line of comment after the `#!` line; empty when code comes before it."""
    for line in _beginning(file).splitlines()[:40]:
        if line.startswith("#!") or not line.strip():
            continue
        found = COMMENT.match(line)
        if found is None:
            return ""
        if any(char.isalnum() for char in found["text"]) and "coding:" not in found["text"]:
            return one_line(found["text"])
    return ""


def _beginning(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            start_of_file = opened.read(4096)
    except OSError:
        return ""
    return "" if b"\0" in start_of_file else start_of_file.decode("utf-8", "replace")


def startable(file: Path) -> Path:
    """The file, when it can be executed. Raises SourceError with the reason why not."""
    if not file.exists():
        raise SourceError(f"there is no {one_line(file.name)} in {file.parent}", hint="refresh the source")
    if not file.is_file():
        raise SourceError(f"{file} is not a file")
    if not os.access(file, os.X_OK):
        raise SourceError(f"{file} is not executable", hint=f"make it so: chmod +x {file}")
    interpreter = _interpreter(file)
    if interpreter and not os.access(interpreter, os.X_OK):
        raise SourceError(f"{file} needs {interpreter}, which is not here", hint="correct its first line (#!…)")
    return file


def _interpreter(file: Path) -> str:
    first = _beginning(file).partition("\n")[0]
    words = first.removeprefix("#!").split()
    return words[0] if first.startswith("#!") and words and words[0].startswith("/") else ""

"""Whether others could read what Spark wrote, or change what it executes: looked at, put right, and told."""

from collections.abc import Callable, Sequence
from pathlib import Path

from spark_tui.service import private


def files_told(folder: Path, written: Callable[[], Sequence[Path]]) -> str:
    """Puts right what is ours. Raises StoreError for what is not."""
    open_before = [each.name for each in written() if private.is_open(each)] if folder.is_dir() else []
    private.folder(folder)
    private.files(written())
    told = f"{len(written())} in {folder} are ours alone"
    return f"{told}; {', '.join(open_before)} had been open to others" if open_before else told


def programs_told(folder: Path) -> str:
    """Raises StoreError when others could put programs of theirs there."""
    if not folder.is_dir():
        return f"no folder {folder} yet"
    private.only_we_write(folder, *(each for each in folder.iterdir() if each.is_file()))
    return f"only we write in {folder}"

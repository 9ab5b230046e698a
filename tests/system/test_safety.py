"""What was looked at to keep others out is told."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.system.safety import files_told, programs_told


def test_what_had_been_open_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "spark.db").touch(0o644)
    written = [tmp_path / "spark.db"]
    assert files_told(tmp_path, lambda: written).endswith("are ours alone; spark.db had been open to others")
    assert files_told(tmp_path, lambda: written).endswith("are ours alone")


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    assert files_told(tmp_path / "new", list).startswith("0 in")
    assert programs_told(tmp_path / "none").startswith("no folder")


@pytest.mark.parametrize(
    ("mode", "owner", "words"),
    [
        (0o755, -1, ""),
        (0o700, -1, ""),
        (0o757, -1, "others can change"),
        (0o755, 12_345, "belongs to another user"),
    ],
)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_programs_that_others_can_change_are_told(mode: int, owner: int, words: str) -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        program = Path(folder, "backup")
        program.touch()
        os.chown(program, owner, -1)
        program.chmod(mode)
        if not words:
            assert programs_told(Path(folder)).startswith("only we write in")
            return
        with pytest.raises(StoreError, match=words) as told:
            programs_told(Path(folder))
        assert told.value.hint

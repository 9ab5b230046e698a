"""The version of the tz data is told where it is told anywhere."""

from pathlib import Path

import pytest
import tzdata

from spark_tui.system.tzdata import version_of


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("tzdata.zi", "# version 2025b\n# This zic input file is in the public domain.\n", "2025b"),
        ("tzdata.zi", "# redo posix_only\n", ""),
        ("+VERSION", "2024a\n", "2024a"),
        ("version", "2023d", "2023d"),
        ("zone.tab", "2023d", ""),
    ],
)
def test_the_first_folder_with_zones_tells_it(tmp_path: Path, name: str, text: str, version: str) -> None:
    (tmp_path / "Europe").mkdir()
    (tmp_path / name).write_text(text)
    assert version_of([str(tmp_path / "nowhere"), str(tmp_path)]) == version


def test_without_a_folder_of_zones_it_is_that_of_the_package(tmp_path: Path) -> None:
    assert version_of([str(tmp_path)]) == tzdata.IANA_VERSION

"""What belongs together is found together."""

from pathlib import Path

import pytest

from spark_tui.system.settings import Settings
from spark_tui.wiring.here import lock_file


def settings(store: str) -> Settings:
    return Settings(Path("/data"), Path("/config"), store, "UTC")


def test_a_database_in_the_home_folder_has_its_lock_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert lock_file(settings("sqlite:///~/x.db")) == tmp_path / "x.db.lock"


def test_a_database_has_one_lock_through_whatever_link_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "spark.db")
    (tmp_path / "folder").symlink_to(tmp_path)
    places = ("spark.db", "link.db", "folder/link.db")
    assert {lock_file(settings(f"sqlite:///{tmp_path / place}")) for place in places} == {tmp_path / "spark.db.lock"}


@pytest.mark.parametrize("store", ["postgresql://db/spark", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_file_has_no_lock(store: str) -> None:
    assert lock_file(settings(store)) is None

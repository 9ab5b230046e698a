"""The wheel holds everything that Spark needs: it works without this checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, Home, unpacked_wheel

pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from here and unpacked as pip does."""
    return unpacked_wheel(ROOT, tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize(
    "path",
    [
        "spark_tui/screens.tcss",
        "spark_tui/py.typed",
        "spark_tui/store/migrations/versions",
        "agent/planner.py",
        "agent/prompt.md",
        "spark_tui/faces/web/page/index.html",
    ],
)
def test_it_holds_what_is_no_code_too(unpacked: Path, path: str) -> None:
    assert (unpacked / path).exists()


def test_it_holds_nothing_of_the_tests(unpacked: Path) -> None:
    assert not (unpacked / "tests").exists()


def test_it_works(unpacked: Path, tmp_path: Path) -> None:
    home = Home(tmp_path, PYTHONPATH=str(unpacked))
    where = "import spark_tui, agent; print(spark_tui.__file__, agent.__file__)"
    told = subprocess.run(
        [sys.executable, "-c", where], env=home.environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout.count(str(unpacked)) == 2
    assert home.spark("demo").returncode == 0, sorted(unpacked.iterdir())

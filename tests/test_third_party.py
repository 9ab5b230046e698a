"""A kind of source that somebody else packaged: built, installed, found, and run; `tests/kind` is such a package."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, Home, unpacked_wheel

PACKAGE = ROOT / "tests" / "kind"
GREETING = """
async def greet(job, say):
    "Says hello."
    say(f"hello, {job.input}")
    return "greeted"
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of that package, unpacked as pip does."""
    return unpacked_wheel(PACKAGE, tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site"))


def test_it_is_found_listed_and_run(installed: Path, tmp_path: Path) -> None:
    home = Home(tmp_path, PYTHONPATH=f"{ROOT}:{installed}")
    file = tmp_path / "mine.py"
    file.write_text(GREETING)
    added = home.spark("source", "add", str(file))
    assert (added.returncode, added.stdout) == (0, "functions\n"), added.stderr
    assert [one["name"] for one in home.json("workflow", "list") if one["source"] == "functions"] == ["greet"]
    ran = home.spark("run", "start", "functions/greet", "--input", "you", "--wait")
    assert ran.returncode == 0, ran.stderr
    assert "hello, you" in ran.stdout + ran.stderr


def test_it_passes_the_contract_of_every_kind_by_its_own_tests(installed: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore"]
    done = subprocess.run(
        [*command, "-c", "pyproject.toml", "."],
        cwd=PACKAGE,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{installed}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout

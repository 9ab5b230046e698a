"""What the README says is true."""

import re

import pytest

from spark_tui.faces.cli.app import app
from spark_tui.faces.cli.output import EXIT_CODES, RUN_CODES
from tests.abilities import BEGINS, ENDS, table
from tests.processes import ROOT

README = (ROOT / "README.md").read_text()


def commands() -> dict[str, set[str]]:
    """Each command of the real command line with its subcommands."""
    groups = {g.name: {c.name for c in g.typer_instance.registered_commands} for g in app.registered_groups}
    return {**{c.name: set() for c in app.registered_commands}, **groups}  # type: ignore[dict-item]


def test_every_command_stands_in_the_readme_with_its_subcommands() -> None:
    rows = re.findall(r"^\| `spark ([\w-]+)([^`]*)`", README, re.MULTILINE)
    told: dict[str, set[str]] = {name: set() for name, _ in rows}
    for name, rest in rows:
        told[name] |= set(re.findall(r"[a-z-]+", rest))
    assert {name: subs for name, subs in commands().items() if not subs <= told.get(name, set())} == {}
    assert set(commands()) == set(told)


@pytest.mark.parametrize("name", ["run", "test"])
def test_each_of_the_two_commands_is_one_line(name: str) -> None:
    (block,) = re.findall(rf"^```sh {name}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(block.splitlines()) == 1


@pytest.mark.parametrize("path", re.findall(r"-r (\S+)", README))
def test_what_the_two_commands_install_from_is_there_with_hashes_and_without_addresses(path: str) -> None:
    lock = (ROOT / path).read_text()
    assert lock.count("==") <= lock.count("--hash=")
    assert "://" not in lock


def test_every_exit_code_stands_in_the_readme() -> None:
    line = README[README.index("Exit codes:") :].partition("\n\n")[0]
    codes = {str(code) for _, code in EXIT_CODES} | {str(code) for code in RUN_CODES.values()}
    assert codes - set(re.findall(r"\d+", line)) == set()


def test_what_each_kind_of_source_can_do_stands_in_the_readme() -> None:
    assert BEGINS + table() + ENDS in README, "python -m tests.abilities writes it"


def test_the_map_shows_what_is_there() -> None:
    the_map = re.findall(r"^([\w./]+) {2,}\S", README.partition("## The map")[2], re.MULTILINE)
    parts = {
        f"spark_tui/{path.name}" for path in (ROOT / "spark_tui").iterdir() if not path.name.startswith(("_", "py."))
    }
    assert set(the_map) == parts | {"agent", "docs", "screens.tcss", "tests"}
    assert [name for name in the_map if not (ROOT / name).exists()] == []


def test_no_package_registry_is_named() -> None:
    kept = [
        p
        for p in ROOT.rglob("*")
        if p.suffix in {".py", ".md", ".toml", ".sh", ".lock", ".tcss"} and ".venv" not in p.parts
    ]
    assert [str(p) for p in kept if "pypi" + ".org" in p.read_text()] == []

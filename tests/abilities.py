"""What each kind of source can do, as the table that stands in the README.

python -m tests.abilities        writes it there
"""

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

from spark_tui.service.ports import SourceKind
from spark_tui.sources.registry import GROUP

ROOT = Path(__file__).parent.parent
BEGINS, ENDS = "<!-- abilities -->\n", "<!-- /abilities -->"
COLUMNS = ("list", "live lines", "cancel", "re-attach", "approval", "inputs")


def table() -> str:
    rows = [" | ".join([f"`{kind.kind}`", *_row(kind)]) for kind in _kinds()]
    head = " | ".join(["kind", *COLUMNS])
    rule = " | ".join(["---"] * (len(COLUMNS) + 1))
    return "".join(f"| {row} |\n" for row in (head, rule, *rows))


def _row(kind: SourceKind) -> list[str]:
    able = kind.abilities
    return ["yes" if can else "–" for can in (True, able.live, able.cancel, able.reattach, able.approval, able.inputs)]


def _kinds() -> list[SourceKind]:
    """Those that the project declares, whatever is installed here."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][GROUP]
    return [EntryPoint(name, value, GROUP).load() for name, value in declared.items()]


if __name__ == "__main__":
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text().partition(BEGINS)
    readme.write_text(before + BEGINS + table() + ENDS + rest.partition(ENDS)[2])

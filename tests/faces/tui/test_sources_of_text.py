"""Nobody builds markup from data: how our own code may hand text to Textual, read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import ROOT

TAKE_MARKUP = {  # unless they are told not to, or given a Content
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "TabPane", "Option", "OptionList", "Select",
    "SelectionList", "Tree", "DataTable", "Placeholder", "RichLog", "Markdown", "Tooltip",
}  # fmt: skip
READ_AS_MARKUP = {"border_title", "border_subtitle", "tooltip", "loading"}
SAFE_CALLS = {"title", "hint", "Content", "flat", "styled", "assemble"}
FORBIDDEN_CALLS = {"from_markup", "render_markup", "notify_markup"}
FILES = sorted((ROOT / "spark_tui" / "faces" / "tui").rglob("*.py"))


def complaints(source: str) -> Iterator[str]:
    """What in this code could make text of others into markup."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=func) if (name := _name(func)) in FORBIDDEN_CALLS:
                yield f"{node.lineno}: {name}"
            case ast.Call(func=func, args=args) if _name(func) in TAKE_MARKUP and not _says_no(node):
                yield from (f"{node.lineno}: {_name(func)} without markup=False" for _ in args[:1])
            case ast.Call(func=func) if _name(func) == "notify" and any(k.arg == "markup" for k in node.keywords):
                yield f"{node.lineno}: notify with a word about markup"
            case ast.Assign(targets=[ast.Attribute(attr=attr)], value=value) if attr in READ_AS_MARKUP:
                if not (isinstance(value, ast.Call) and _name(value.func) in SAFE_CALLS):
                    yield f"{node.lineno}: {attr} is read as markup"


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _says_no(call: ast.Call) -> bool:
    return any(
        k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False for k in call.keywords
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_handed_over_as_markup(path: Path) -> None:
    found = list(complaints(path.read_text()))
    if path.name == "telling.py":  # the one that says no for all
        found = [one for one in found if "notify" not in one]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'Static(f"{name}")',
        "Label(name)",
        "textual.widgets.Static(name, markup=True)",
        "OptionList(*names)",
        "widget.border_title = name",
        'self.border_subtitle = f"[b]{name}[/b]"',
        "widget.tooltip = str(error)",
        "Content.from_markup(name)",
        'app.notify(f"{error}", markup=True)',
    ],
)
def test_the_rule_finds_it(code: str) -> None:
    assert list(complaints(code))


@pytest.mark.parametrize(
    "code",
    [
        'Static(flat(name), markup=False, classes="said")',
        "widget.border_title = title(name)",
        "box.border_subtitle = self.hint()",
        "app.notify(name)",
        'Static(id="empty")',
    ],
)
def test_the_rule_lets_be_what_is_safe(code: str) -> None:
    assert list(complaints(code)) == []

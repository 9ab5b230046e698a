"""`spark keys`: every key of the app, as the person has set them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spark_tui.faces.cli.opening import door_of
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put, put_json, say

if TYPE_CHECKING:
    from spark_tui.faces.tui.actions.keymap import Keymap
    from spark_tui.faces.tui.actions.registry import KnownAction

PREAMBLE = """# Keys

Made by `spark keys --markdown`; a test keeps it so.

Every key can be changed under `[keys]` in the settings file (`spark doctor` says where it is): an action and its
keys, or `""` for none. What is wrong there is said when the app opens, and the built-in key stays.

```toml
[keys]
"board.run_now" = "x"
"board.notices" = ["N", "f4"]
"board.talk" = ""
```

Whoever is nearest to the focus has a key. In a line of text a letter is a letter. The answers to a question stand
beside their keys, on the screen. Some keys cannot be set, as terminals take them for others or keep them for
themselves: `ctrl+` with i, m, h, j, `[`, `/`, s, q, a, b, l, o, a digit, or a comma; alt+enter; ctrl+backspace.
"""


def keys(
    context: typer.Context,
    as_json: AsJson = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the built-in ones as a page of Markdown.")
    ] = False,
) -> None:
    """Every key of the app, and the command that does the same. On stderr what is set wrong."""
    from spark_tui.faces.tui.actions.keymap import Keymap, read
    from spark_tui.faces.tui.actions.registry import registry

    keymap = Keymap() if markdown else read(door_of(context).keys)
    for wrong in keymap.wrong:
        say(f"spark: not used: {wrong}")
    known = list(registry().values())
    if as_json:
        put_json([_shape(one, keymap) for one in known])
    else:
        put("\n".join(_page(known) if markdown else _table(known, keymap)).strip())


def _keys(one: "KnownAction", keymap: "Keymap") -> list[str]:
    from spark_tui.faces.tui.actions.names import shown

    return [shown(key) for key in keymap.keys.get(one.action.id, one.action.default_keys)]


def _shape(one: "KnownAction", keymap: "Keymap") -> dict[str, Any]:
    action = one.action
    return {
        "id": action.id,
        "keys": _keys(one, keymap),
        "place": one.place,
        "says": action.says,
        "command": action.twin,
        "taken_back": action.back.value,
    }


def _table(known: Sequence["KnownAction"], keymap: "Keymap") -> Iterator[str]:
    for place, here in groupby(known, key=lambda one: one.place):
        yield f"\n{place}"
        for one in here:
            keys = " ".join(_keys(one, keymap)) or "-"
            yield f"  {keys:<16} {one.action.id:<20} {one.action.says}"


def _page(known: Sequence["KnownAction"]) -> Iterator[str]:
    from spark_tui.faces.tui.actions.keymap import Keymap

    yield PREAMBLE.rstrip()
    for place, here in groupby(known, key=lambda one: one.place):
        yield from ("", f"## {place}", "", "| Key | Action | | Command | Taken back |", "|---|---|---|---|---|")
        for one in here:
            keys = " ".join(f"`{_cell(key)}`" for key in _keys(one, Keymap()))
            twin = f"`{_cell(one.action.twin)}`" if one.action.twin else ""
            yield f"| {keys} | `{one.action.id}` | {_cell(one.action.says)} | {twin} | {one.action.back.value} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

"""The names of keys: those that exist, how people write them, and those that no action may have."""

from textual.keys import format_key

FIXED = ("ctrl+c", "ctrl+z")  # the terminal's own, whatever has the focus
SHOWN = {"pageup": "PgUp", "pagedown": "PgDn", "enter": "enter", "home": "Home", "end": "End", "backspace": "backspace"}


def shown(key: str) -> str:
    """As people know it: ? for question_mark, esc for escape."""
    modifier, plus, last = key.rpartition("+")
    return modifier + plus + (SHOWN.get(last) or format_key(last))

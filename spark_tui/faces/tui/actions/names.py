"""The names of keys: those that exist, how people write them, and those that no action may have.

What lies or clashes was measured with Textual over ptys, tmux and ssh.
"""

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key, key_to_character

FIXED = ("ctrl+c", "ctrl+z")  # the terminal's own, whatever has the focus
SHOWN = {"pageup": "PgUp", "pagedown": "PgDn", "enter": "enter", "home": "Home", "end": "End", "backspace": "backspace"}

_ARRIVES = "it arrives as {}: no terminal tells the two apart"
_NEVER = "many terminals do not send it"
REFUSED = {
    "ctrl+c": "it quits, whatever else happens",
    "ctrl+z": "it goes back to the shell",
    "ctrl+i": _ARRIVES.format("tab"),
    "ctrl+m": _ARRIVES.format("enter"),
    "ctrl+j": "it is enter to some terminals, and moves between panes of tmux for many people",
    "ctrl+h": _ARRIVES.format("backspace"),
    "ctrl+left_square_bracket": _ARRIVES.format("esc"),
    "ctrl+slash": _ARRIVES.format("ctrl+_"),
    "ctrl+underscore": _ARRIVES.format("ctrl+/"),
    "ctrl+backslash": "it kills a program that hangs",
    "ctrl+b": "it is tmux's own",
    "ctrl+a": "it is screen's own",
    "ctrl+s": "it stops the terminal for many people (ctrl+q lets it go on)",
    "ctrl+q": "it lets a stopped terminal go on for many people",
    "ctrl+l": "it moves between panes of tmux for many people",
    "ctrl+o": "some terminals keep it for themselves",
    "ctrl+at": _NEVER,
    "ctrl+space": _NEVER,
    "alt+enter": "it arrives as enter in tmux",
    "shift+enter": "it arrives as enter",
    "shift+space": "it arrives as space",
    "ctrl+enter": "it arrives as enter",
    "ctrl+tab": _NEVER,
    "ctrl+backspace": _NEVER,
}
_NAMED = frozenset(
    {key.value for key in Keys if key.value.isidentifier() and not key.value.startswith("control")} - {"return"}
)
_RENAMED = frozenset(KEY_NAME_REPLACEMENTS.values())  # slash, minus …, which `key_to_character` does not know
_PLAIN_WITH_CTRL = frozenset("abcdefghijklmnopqrstuvwxyz") | {"right_square_bracket", "circumflex_accent"}


def shown(key: str) -> str:
    """As people know it: ? for question_mark, esc for escape."""
    modifier, plus, last = key.rpartition("+")
    return modifier + plus + (SHOWN.get(last) or format_key(last))


def named(text: str) -> str:
    """A key as a person writes it (?, Esc, Ctrl+P, PgUp), as Textual names it; empty where there is none such."""
    *modifiers, last = text.split("+") if text not in ("+", "ctrl++") else [*text.split("+")[:-2], "+"]
    key = _named(last.lower() if modifiers else last)
    before = [modifier.lower().replace("control", "ctrl") for modifier in modifiers]
    return "+".join([*before, key]) if key and set(before) <= {"ctrl", "shift", "alt"} else ""


_SPELLED = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "return": "enter", "ins": "insert"}


def _named(last: str) -> str:
    from textual.keys import _character_to_key  # the inverse of `key_to_character`, which is public

    if len(last) == 1:
        return _character_to_key(last) if last.isprintable() and last != " " else ""
    low = _SPELLED.get(last.lower(), last.lower())
    return low if low in _NAMED or low in _RENAMED or key_to_character(low) is not None else ""


def refused(key: str) -> str:
    """Why no action may have it; empty where one may."""
    *modifiers, last = key.split("+")
    if key in REFUSED:
        return REFUSED[key]
    if "ctrl" in modifiers and last not in _NAMED and (len(modifiers) > 1 or last not in _PLAIN_WITH_CTRL):
        return _NEVER
    if modifiers == ["shift"] and last not in _NAMED:
        return "write the character itself that it makes, such as R for shift+r"
    return ""


def is_text(key: str) -> bool:
    """Whether it is a character, in a line of text."""
    return key == "space" or key_to_character(key) is not None

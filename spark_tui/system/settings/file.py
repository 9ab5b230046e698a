"""The file of settings: read whole, changed by one line, and otherwise left as the person wrote it."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from spark_tui.domain.errors import Invalid

FILE = "config.toml"
Value = str | int | float | bool


def read(path: Path) -> dict[str, Any]:
    """Empty where there is none. Raises Invalid."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise Invalid(f"{path} cannot be read: {wrong}", hint="mend it or move it away") from None


def remember(path: Path, name: str, value: Value) -> None:
    """Set it, and leave everything else there as it is. Raises Invalid."""
    before = _text(path)
    line = f"{name} = {_literal(value)}"
    after, found = re.subn(_assignment(name), lambda _: f"{line}  ", before, count=1)
    after = after.replace(f"{line}  \n", f"{line}\n") if found else _added(before, line)
    _change(path, before, after, tomllib.loads(before) | {name: value}, f"write into it: {line}")


def forget(path: Path, name: str) -> None:
    """Take it out. Raises Invalid."""
    before = _text(path)
    left = {key: value for key, value in tomllib.loads(before).items() if key != name}
    after = re.sub(_assignment(name) + r"(#[^\n]*)?\n?", "", before, count=1)
    _change(path, before, after, left, f"take {name} out of it")


def _assignment(name: str) -> str:
    return rf"(?m)^[ \t]*{name}[ \t]*=[^\n#]*"


def _change(path: Path, before: str, after: str, meant: dict[str, Any], by_hand: str) -> None:
    if _parsed(after) != meant:
        raise Invalid(f"{path} has a form that Spark does not dare to change", hint=by_hand)
    if after != before:
        _replace(path.resolve(), after)


def _literal(value: Value) -> str:
    """TOML writes a text as JSON does, and numbers and truth as well."""
    return json.dumps(value, ensure_ascii=False)


def _text(path: Path) -> str:
    read(path)  # raises when it cannot be read
    return path.read_text("utf-8") if path.exists() else ""


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _added(text: str, line: str) -> str:
    """Before the first table: a line that stands behind one is in it."""
    table = re.search(r"(?m)^[ \t]*\[", text)
    at = table.start() if table else len(text)
    return f"{_ended(text[:at])}{line}\n{text[at:]}"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _replace(path: Path, text: str) -> None:
    """All of it or nothing, with the mode that it has."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.write_text(text, "utf-8")
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o600)
        beside.replace(path)
    except OSError as wrong:
        raise Invalid(f"{path} cannot be written: {wrong.strerror}", hint="set it there by hand") from None

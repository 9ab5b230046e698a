"""What a workflow wants to be given, and whether what a person gave is that.

A workflow declares fields. A person types a text for each, or says JSON; `check` makes values of the
right types of it, or says of each that is wrong what would do. Nothing is guessed: a text is no number
unless its digits say so.
"""

import difflib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.source import SecretName, named_secret
from spark_tui.domain.templates import is_template
from spark_tui.domain.text import one_line

MOST_FIELDS = 150  # of one workflow that are told
MOST_CHOICES = 100
LONGEST_DEFAULT = 1_000  # characters
LONGEST = 200_000  # characters of all values of one workflow, as JSON
SHOWN = 40  # characters of a value that is told to be wrong
NAMES_TOLD = 8


class FieldType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a workflow wants to be given.

    `default` is what holds where nothing is given, as a person would type it; None where there is none. One that is
    `secret` is given by its name in the vault; one that is `advanced` is seldom given, and shown when asked for.
    """

    name: str
    type: FieldType = FieldType.TEXT
    title: str = ""
    description: str = ""
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    secret: bool = False
    advanced: bool = False

    @property
    def wants(self) -> str:
        """What may be given, in words: a whole number; one of: low, high."""
        if self.secret:
            return "a secret by its name: vault:NAME"
        if self.type is FieldType.CHOICE:
            return "one of: " + ", ".join(one_line(choice, SHOWN) for choice in self.choices[:NAMES_TOLD])
        return WORDS[self.type]


WORDS = {
    FieldType.TEXT: "a text",
    FieldType.INTEGER: "a whole number",
    FieldType.NUMBER: "a number",
    FieldType.BOOLEAN: "true or false",
    FieldType.CHOICE: "a choice",
    FieldType.JSON: "JSON",
}


@dataclass(frozen=True, slots=True)
class Declared:
    """The fields of one workflow. `text` is whether it takes a text beside them."""

    fields: tuple[Field, ...] = ()
    text: bool = True


@dataclass(frozen=True, slots=True)
class Values:
    """What is given, by the names of the fields: a JSON object as text, empty where there is none.

    Equal values are equal texts: keys are in order.
    """

    json: str = ""

    def __bool__(self) -> bool:
        return bool(self.json)

    def __str__(self) -> str:
        """seconds=2, title=“the week”: on one line."""
        return one_line(", ".join(f"{name}={spelled(value)}" for name, value in self.of().items()), 500)

    def of(self) -> dict[str, Any]:
        """By name. Raises ValueError or TypeError for a text that another program wrote."""
        found = json.loads(self.json) if self.json else {}
        if not isinstance(found, dict):
            raise TypeError("values are a JSON object")
        return found

    def spelled(self) -> dict[str, str]:
        """By name, as a person would type them."""
        return {name: spelled(value) for name, value in self.of().items()}

    @property
    def secrets(self) -> tuple[SecretName, ...]:
        """The names of secrets among them; none where another program wrote what cannot be read."""
        try:
            return tuple(secrets_in(self.of()).values())
        except (TypeError, ValueError):
            return ()


def values_of(given: Mapping[str, Any]) -> Values:
    return Values(json.dumps(given, sort_keys=True, allow_nan=False) if given else "")


def spelled(value: Any) -> str:
    """As a person would type it: read by its field's type it is the same value again."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value, and what would do; `name` as it was given."""

    name: str
    message: str
    hint: str = ""
    missing: bool = False  # it is needed, and not given


@dataclass(frozen=True, slots=True)
class Checked:
    values: Values = Values()
    faults: tuple[Fault, ...] = field(default=())


def check(declared: Declared, given: Mapping[str, Any], *, text: str = "", template: bool = False) -> Checked:
    """What was given, as the fields want it; and each thing that is wrong with it.

    A str is what a person typed, for a field of any type; anything else is JSON, and null is as if not given. With
    `template` a text with places to fill fits every field: what becomes of it is checked when it is filled.
    """
    if not given and text.strip() and not declared.text:
        return _all_in_one(declared, text, template=template)
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in given.items():
        try:
            found |= _one(declared, name, value, found, template=template)
        except Invalid as wrong:
            faults.append(Fault(name, wrong.message, wrong.hint))
    faults += _missing(declared, found, faults)
    if found and text.strip() and not declared.text:
        faults.append(Fault("input", "it takes its inputs alone, and no text beside them", "leave --input out"))
    values = values_of(found) if not faults else Values()
    if len(values.json) > LONGEST:
        return Checked(faults=(Fault(next(iter(found)), f"all inputs together are at most {LONGEST:,} characters"),))
    return Checked(values, tuple(faults))


def _all_in_one(declared: Declared, text: str, *, template: bool) -> Checked:
    """A text in place of values: a JSON object of all that is wanted. What nobody knows of in it is let through."""
    if template and is_template(text):
        return Checked()
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return Checked(faults=(Fault("input", "it takes its inputs, and no other text", "give a JSON object of them"),))
    names = {one.name for one in declared.fields}
    known = {name: value for name, value in said.items() if name in names}
    return Checked(faults=check(declared, known).faults)


def _one(declared: Declared, name: str, value: Any, found: Mapping[str, Any], *, template: bool) -> dict[str, Any]:
    if value is None:
        return {}  # also of what it does not declare any more
    meant = named(declared.fields, name)
    if meant.name in found:
        raise Invalid(f"“{meant.name}” is given twice")
    if meant.secret:
        return {meant.name: _secret(meant, value)}
    if template and isinstance(value, str) and is_template(value):
        return {meant.name: value}
    return {meant.name: _READ[meant.type](meant, value)}


def must_fit(
    declared: Declared, given: Mapping[str, Any], of: str, *, text: str = "", template: bool = False
) -> Values:
    """The same. Raises Invalid with everything that is wrong; `of` is what the workflow is called."""
    checked = check(declared, given, text=text, template=template)
    if not checked.faults:
        return checked.values
    hints = [_how(fault) for fault in checked.faults[:NAMES_TOLD]]
    raise Invalid(f"{of}: {in_words(checked)}", hint="; ".join(filter(None, hints)))


def _how(fault: Fault) -> str:
    return f"{fault.hint} (--set {fault.name}=VALUE)" if fault.missing else fault.hint


def in_words(checked: Checked) -> str:
    """What is wrong with it; empty where nothing is."""
    return "; ".join(fault.message for fault in checked.faults[:NAMES_TOLD])


def over(declared: Declared, before: Values, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given before, with what is given now in its place; a name that nobody knows stays as it is."""
    merged = before.of()
    for name, value in given.items():
        try:
            merged[named(declared.fields, name).name] = value
        except Invalid:
            merged[name] = value
    return merged


def _missing(declared: Declared, found: Mapping[str, Any], faults: Sequence[Fault]) -> list[Fault]:
    told = {fault.name for fault in faults}
    return [
        Fault(one.name, f"“{one.name}” is needed", f"give {one.name}: {one.wants}", missing=True)
        for one in declared.fields
        if one.required and one.default is None and one.name not in found and one.name not in told
    ]


def named(fields: Sequence[Field], name: str) -> Field:
    """The field of that name; its last part is enough where no other has it, and case does not count.

    Raises Invalid, with those that there are.
    """
    if (exact := next((one for one in fields if one.name == name), None)) is not None:
        return exact  # as it is kept: nothing needs folding, which a board of ten thousand schedules would feel
    low = name.strip().casefold()
    for part in range(3):
        found = [one for one in fields if (one.name, one.name.rpartition(".")[2], one.title)[part].casefold() == low]
        if len(found) == 1:
            return found[0]
        if found:
            both = ", ".join(one.name for one in found[:NAMES_TOLD])
            raise Invalid(f"“{one_line(name, SHOWN)}” fits several inputs", hint=f"say which: {both}")
    raise Invalid(f"there is no input “{one_line(name, SHOWN)}”", hint=_near(fields, low))


def _near(fields: Sequence[Field], low: str) -> str:
    known = {short: one.name for one in fields for short in (one.name.casefold(), one.name.casefold().split(".")[-1])}
    if found := difflib.get_close_matches(low, known, n=1, cutoff=0.6):
        return f"did you mean “{known[found[0]]}”?"
    names = [one.name for one in fields]
    more = f" and {len(names) - NAMES_TOLD} more" if len(names) > NAMES_TOLD else ""
    return "there are: " + ", ".join(names[:NAMES_TOLD]) + more if names else "it declares none"


# ------------------------------------------------------------------ one value

_WHOLE = re.compile(r"[+-]?\d{1,18}")
_TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def _wrong(of: Field, value: Any) -> Invalid:
    return Invalid(f"“{of.name}” is {of.wants}, not “{one_line(spelled(value), SHOWN)}”", hint=_example(of))


def _example(of: Field) -> str:
    if of.type is FieldType.CHOICE:
        return ""
    return f"such as {of.name}={of.default}" if of.default and len(of.default) <= SHOWN else ""


_NAMED = re.compile(r"vault:(?:env:)?[A-Za-z0-9_][\w.-]{0,63}")


def _secret(of: Field, value: Any) -> str:
    """Never told again: it may be the secret itself."""
    if isinstance(value, str) and _NAMED.fullmatch(value.strip()):
        return value.strip()
    raise Invalid(
        f"“{of.name}” is a secret, and what is given is kept in the clear",
        hint=f"keep it with: spark secret keep NAME   and give {of.name}=vault:NAME",
    )


def secrets_in(values: Mapping[str, Any]) -> dict[str, SecretName]:
    """Those of values that are the name of a secret, by the name of the input."""
    return {name: named_secret(value) for name, value in values.items() if is_named(value)}


def is_named(value: Any) -> bool:
    return isinstance(value, str) and _NAMED.fullmatch(value) is not None


def _text(of: Field, value: Any) -> str:
    if isinstance(value, dict | list) or value is None:
        raise _wrong(of, value)
    return spelled(value)


def _integer(of: Field, value: Any) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(of, value)
    return value


def _number(of: Field, value: Any) -> int | float:
    found = _digits(value) if isinstance(value, str) else value
    if not isinstance(found, int | float) or isinstance(found, bool) or not math.isfinite(found):
        raise _wrong(of, value)
    return found


def _digits(text: str) -> int | float | None:
    try:
        return int(text) if _WHOLE.fullmatch(text.strip()) else float("no" if "_" in text else text)
    except ValueError:
        return None


def _boolean(of: Field, value: Any) -> bool:
    found = _TRUTH.get(value.strip().casefold()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise _wrong(of, value)
    return found


def _choice(of: Field, value: Any) -> str:
    said = spelled(value)
    if said in of.choices:
        return said
    alike = [one for one in of.choices if one.casefold() == said.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    known = {one.casefold(): one for one in of.choices}
    near = difflib.get_close_matches(said.casefold(), known, n=1)
    raise Invalid(_wrong(of, value).message, hint=f"did you mean “{known[near[0]]}”?" if near else "")


def _json(of: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _wrong(of, value) from None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


_READ: dict[FieldType, Callable[[Field, Any], Any]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.JSON: _json,
}

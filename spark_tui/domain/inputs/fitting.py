"""Whether what is given is what a workflow wants, all of it together; and which field a name means."""

import difflib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs.fields import NAMES_TOLD, SHOWN, Declared, Field
from spark_tui.domain.inputs.reading import read
from spark_tui.domain.inputs.values import Values, values_of
from spark_tui.domain.templates import is_template
from spark_tui.domain.text import one_line

LONGEST = 200_000  # characters of all values of one workflow, as JSON


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value, and what would do; `name` as it was given."""

    name: str
    message: str
    hint: str = ""
    missing: bool = False  # it is needed, and not given


@dataclass(frozen=True, slots=True)
class Checked:
    values: Values = field(default_factory=Values)
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
            found |= _by_its_field(declared, name, value, found, template=template)
        except Invalid as wrong:
            faults.append(Fault(name, wrong.message, wrong.hint))
    as_text = {declared.as_text} - {""} if text.strip() else set()
    faults += _missing(declared, found.keys() | {fault.name for fault in faults} | as_text)
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


def _by_its_field(
    declared: Declared, name: str, value: Any, found: Mapping[str, Any], *, template: bool
) -> dict[str, Any]:
    if value is None:
        return {}  # also of what it does not declare any more
    meant = named(declared.fields, name)
    if meant.name in found:
        raise Invalid(f"“{meant.name}” is given twice")
    if template and not meant.secret and isinstance(value, str) and is_template(value):
        return {meant.name: value}
    return {meant.name: read(meant, value)}


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


def _missing(declared: Declared, there: Set[str]) -> list[Fault]:
    return [
        Fault(one.name, f"“{one.name}” is needed", f"give {one.name}: {one.wants}", missing=True)
        for one in declared.fields
        if one.required and one.default is None and there.isdisjoint((one.name, one.unless))
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

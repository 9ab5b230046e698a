"""What a workflow wants to be given, and what it is given, in words; without what looks like a secret."""

from datetime import datetime

from spark_tui.domain.document import hidden
from spark_tui.domain.errors import Invalid
from spark_tui.domain.given import Given
from spark_tui.domain.inputs import Declared, Field, Values, is_named, values_of
from spark_tui.domain.templates import Facts
from spark_tui.domain.text import one_line

DEFAULT = 40  # characters of a default in a table


def given(values: Values) -> str:
    """seconds=2, title=the week; on one line."""
    return str(open_to_all(values))


def open_to_all(values: Values) -> Values:
    """The same, with what stands under a key that looks like a secret left out, unless it is the name of one."""
    if not values.secrets:
        return Values(hidden(values.json)) if values else values
    named = {name: value for name, value in values.of().items() if is_named(value)}
    rest = Values(hidden(values_of({k: v for k, v in values.of().items() if k not in named}).json))
    return values_of(rest.of() | named)


def preview(template: Given, due: datetime, zone: str, workflow_ref: str) -> list[tuple[str, str]]:
    """What a template would become at that moment, as far as that is known before a run."""
    source, _, workflow = workflow_ref.partition("/")
    try:
        made = template.fill(Facts(due, due, zone, source=source, workflow=workflow))
    except Invalid as wrong:
        return [("becomes", f"not known yet: {wrong.message}")]
    rows = [("becomes", one_line(hidden(made.text), 400))] if template.text else []
    return rows + ([("with inputs", given(made.values))] if made.values else [])


def declared(of: Declared, *, advanced: bool = False) -> list[tuple[str, str, str, str]]:
    """Name, what it takes, its default, and what it is, a row for each field."""
    shown = [one for one in of.fields if advanced or not one.advanced]
    return [(one.name, one.wants, _default(one), one_line(_about(one), 100)) for one in shown]


def _default(one: Field) -> str:
    if one.default is None:
        return "needed" if one.required else "–"
    return one_line(one.default, DEFAULT) or "“”"


def _about(one: Field) -> str:
    return f"{one.title}. {one.description}" if one.title and one.description else one.title or one.description

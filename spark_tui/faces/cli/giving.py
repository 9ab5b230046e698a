"""What a workflow is given on the command line: --set KEY=VALUE, as often as there are inputs."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import LONGEST, Values
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line, place
from spark_tui.service.spark import Spark

Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="One of its inputs (see: spark workflow show); KEY:=JSON, KEY=@FILE. As often as there are.",
        show_default=False,
    ),
]


AsTemplate = Annotated[
    bool | None,
    typer.Option(
        "--template/--no-template",
        help="Fill {{ due }}, {{ last_result }} … in its input when it starts (docs/inputs.md).",
        show_default=False,
    ),
]


def given_by(sets: list[str] | None) -> dict[str, Any]:
    """By name, a str as typed and the rest as JSON says. Raises Invalid."""
    given: dict[str, Any] = {}
    for said in sets or ():
        name, value = _name_and_value(said)
        if name in given:
            raise Invalid(f"--set {name} is given twice")
        given[name] = value
    return given


async def values_over(spark: Spark, schedule: Schedule, given: dict[str, Any], text: str = "") -> Values:
    """What is not named is as the schedule has it. Raises Invalid, SourceError."""
    workflow = await spark.sources.workflow(schedule.workflow)
    return await spark.inputs.fit(
        workflow, given, text=text or schedule.input, before=schedule.values, template=schedule.template
    )


def _name_and_value(said: str) -> tuple[str, Any]:
    name, mark, value = said.partition("=")
    is_json, name = name.endswith(":"), name.removesuffix(":").strip()
    if not mark or not name:
        raise Invalid(f"--set {one_line(said, 60)} is not KEY=VALUE", hint="such as --set seconds=2")
    if value.startswith("@"):
        value = _read(name, value[1:])
    return name, _json(name, value) if is_json else value


def _read(name: str, path: str) -> str:
    try:
        with Path(path).expanduser().open("rb") as file:
            raw = file.read(LONGEST + 1)
        text = raw.decode()
    except (OSError, UnicodeDecodeError) as wrong:
        said = wrong.strerror if isinstance(wrong, OSError) else "it is no UTF-8 text"
        raise Invalid(
            f"--set {name}: {place(path)} cannot be read: {said}",
            hint=f"for a value that begins with @: {name}:='\"@…\"'",
        ) from None
    if len(raw) > LONGEST:
        raise Invalid(f"--set {name}: {path} is longer than {LONGEST:,} bytes")
    return text


def _json(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Invalid(
            f"--set {name}:={one_line(value, 40)} is no JSON",
            hint=f"a text without quotes: {name}={one_line(value, 40)}",
        ) from None

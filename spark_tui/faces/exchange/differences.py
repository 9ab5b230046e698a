"""A comparison in words: what would be made, changed and removed, key by key as the file has them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from spark_tui.domain.change import Edit
from spark_tui.domain.ids import WorkflowId
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.exchange.writing import destination_shape, schedule_shape, source_shape
from spark_tui.service.wanted import Comparison, DestinationEdit, LimitEdit, SourceEdit

SHOWN = 300  # characters of a value


class Difference(NamedTuple):
    """One key; None where it does not stand."""

    what: str
    before: str | None
    after: str | None


class Told(NamedTuple):
    """A source or schedule that would be made, changed or removed."""

    verb: str
    what: str
    name: str
    differences: list[Difference]


def told(comparison: Comparison) -> list[Told]:
    """In the order in which a file has them; what is removed comes last."""
    all_of_it = [_source(edit) for edit in comparison.sources]
    all_of_it += [_destination(edit) for edit in comparison.destinations]
    all_of_it += [_limit(edit) for edit in comparison.limits]
    all_of_it += [_schedule(edit, comparison.known) for edit in comparison.schedules]
    return sorted(all_of_it, key=lambda one: one.verb == "remove")


def _source(edit: SourceEdit) -> Told:
    before, after = (_of_source(side) for side in (edit.before, edit.after))
    return Told(edit.verb, "source", edit.meant.name, _between(before, after))


def _of_source(source: Source | None) -> dict[str, str]:
    return {} if source is None else {"name": source.name, **_flat(source_shape(source))}


def _destination(edit: DestinationEdit) -> Told:
    before, after = (_flat(destination_shape(side)) if side else {} for side in (edit.before, edit.after))
    return Told(edit.verb, "destination", edit.meant.name, _between(before, after))


def _limit(edit: LimitEdit) -> Told:
    before, after = ({"runs": str(side.runs)} if side else {} for side in (edit.before, edit.after))
    return Told(edit.verb, "limit", f"of {edit.meant.scope} {edit.meant.name}", _between(before, after))


def _schedule(edit: Edit, known: Mapping[WorkflowId, Workflow]) -> Told:
    verb = {"pause": "change", "resume": "change"}.get(edit.verb, edit.verb)
    before, after = (_of_schedule(side, known) for side in (edit.before, edit.after))
    return Told(verb, "schedule", edit.schedule.name, _between(before, after))


def _of_schedule(schedule: Schedule | None, known: Mapping[WorkflowId, Workflow]) -> dict[str, str]:
    if schedule is None:
        return {}
    return {"name": schedule.name, **_flat(schedule_shape(schedule, known.get(schedule.workflow)))}


def _flat(shape: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """policy.retry.count: 3."""
    flat: dict[str, str] = {}
    for key, value in shape.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{key}.") or {f"{before}{key}": "{}"}
        else:
            flat[f"{before}{key}"] = one_line(_text(value), SHOWN)
    return flat


def _text(value: Any) -> str:
    match value:
        case list():
            return ", ".join(map(_text, value))
        case dict():
            return " ".join(f"{key} {_text(one)}" for key, one in value.items())
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _between(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    keys = [*after, *(key for key in before if key not in after)]
    both = [Difference(key, before.get(key), after.get(key)) for key in keys]
    bare = not before or not after
    return [one for one in both if one.before != one.after and not (bare and one.what == "name")]

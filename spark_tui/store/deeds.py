"""What would undo a deed, kept as JSON."""

import json
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, assert_never, cast

from spark_tui.domain.change import Alter, Disconnect, Edit, Stop, Undo
from spark_tui.domain.errors import StoreError
from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import Source
from spark_tui.store.rows.schedules import schedule_of, schedule_values

if TYPE_CHECKING:
    from spark_tui.store.rows import Found

Shape = dict[str, Any]
_MOMENTS = ("created_at", "next_at")


def undo_to_json(undo: tuple[Undo, ...]) -> str:
    return json.dumps([_shape(change) for change in undo], separators=(",", ":"))


def undo_from_json(text: str) -> tuple[Undo, ...]:
    return tuple(_change(shape) for shape in json.loads(text))


def _shape(change: Undo) -> Shape:
    match change:
        case Edit(before, after):
            return {"before": _schedule_shape(before), "after": _schedule_shape(after)}
        case Stop(run, of):
            return {"run": run, "of": of}
        case Disconnect(source, name):
            return {"source": source, "name": name}
        case Alter(before, after):
            return {"is": _source_shape(before), "would_be": _source_shape(after)}
        case _:
            assert_never(change)


def _change(shape: Shape) -> Undo:
    match shape:
        case {"before": before, "after": after}:
            return Edit(_schedule(before), _schedule(after))
        case {"run": run, "of": of}:
            return Stop(RunId(run), of)
        case {"source": source, "name": name}:
            return Disconnect(SourceId(source), name)
        case {"is": before, "would_be": after}:
            return Alter(Source(**before), Source(**after))
        case _:
            raise ValueError(f"no change has the keys {sorted(shape)}")


def _source_shape(source: Source) -> Shape:
    return {name: getattr(source, name) for name in ("id", "kind", "name", "url", "definition")}


def _schedule_shape(schedule: Schedule | None) -> Shape | None:
    if schedule is None:
        return None
    values = schedule_values(schedule)
    return values | {name: values[name] and values[name].isoformat() for name in _MOMENTS}


def _schedule(shape: Shape | None) -> Schedule | None:
    if shape is None:
        return None
    moments = {name: shape[name] and datetime.fromisoformat(shape[name]) for name in _MOMENTS}
    found = schedule_of(cast("Found", SimpleNamespace(**{"deliver": None} | shape | moments)))
    if isinstance(found, Unreadable):
        raise StoreError(found.reason, hint="what was done with it cannot be undone any more")
    return found

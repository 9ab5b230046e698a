"""Which kinds of source are installed.

A kind comes by an entry point of the group `spark.sources`, ours through the same door
as a third party's. One that cannot be used is reported and does not stop the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from spark_tui.domain.text import one_line
from spark_tui.service.ports import SourceKind

GROUP = "spark.sources"


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds that can be used, and why the others cannot, each by name."""

    found: dict[str, SourceKind] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def find_kinds(points: Iterable[EntryPoint] | None = None) -> Kinds:
    """Load every kind there is. Of two with one name ours is taken, else the first."""
    kinds = Kinds()
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=_ours_first):
        try:
            _take(kinds, point)
        except Exception as trouble:  # noqa: BLE001 - somebody else's code, which may do anything at import
            kinds.broken[point.name] = one_line(f"{point.value}: {type(trouble).__name__}: {trouble}")
    return kinds


def _ours_first(point: EntryPoint) -> tuple[bool, str, str]:
    return not point.value.startswith("spark_tui."), point.name, point.value


def _take(kinds: Kinds, point: EntryPoint) -> None:
    if point.name in kinds.found:
        taken = kinds.found[point.name]
        if taken is not point.load():
            kinds.broken[f"{point.name} ({point.value})"] = f"the name “{point.name}” is taken already"
        return
    kinds.found[point.name] = _checked(point.name, point.load())


def _checked(name: str, loaded: object) -> SourceKind:
    missing = [part for part in ("kind", "settings", "detect") if not hasattr(loaded, part)]
    if missing or not callable(loaded):
        raise TypeError(f"it is not a kind of source: {', '.join(missing) or 'it cannot be called'} is missing")
    if getattr(loaded, "kind", "") != name:
        raise TypeError(f"it calls itself “{getattr(loaded, 'kind', '')}”, its entry point says “{name}”")
    return cast("SourceKind", loaded)

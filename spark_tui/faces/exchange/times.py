"""When, in the file: `cron`, `every` and `from`, `once`, `rrule` and `from`, or `triggers` for several kinds.

A cron or a rule is on the clock of the schedule's `zone`; within `triggers` each may have its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spark_tui.domain.nodes import Items, Mark, Node, Text
from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing, Trigger
from spark_tui.faces.exchange import keys, spans
from spark_tui.faces.exchange.codecs import TEXT, WHOLE, Codec, Notes, Shape, entries, leaf, several, text_of

Given = Mapping[str, Node]


# ------------------------------------------------------------------ reading


def read_timing(given: Given, at: Mark, zone: str, notes: Notes) -> Timing | None:
    """The exact timing that the keys of a schedule say; None where they say none or a wrong one (which is noted)."""
    triggers = _triggers(given, at, zone, notes)
    bounds = _bounds(given, zone, notes)
    if not triggers or bounds is None:
        return None
    with notes.at(next((given[key].mark for key in ("count", "ends", "starts") if key in given), at)):
        return Timing(tuple(triggers), **bounds)
    return None


def _triggers(given: Given, at: Mark, zone: str, notes: Notes) -> list[Trigger] | None:
    if (several_kinds := given.get("triggers")) is None:
        return _of_one_kind(given, at, zone, notes)
    nodes = several_kinds.values if isinstance(several_kinds, Items) else [several_kinds]
    found = [_of_one_kind(entries(node, list(keys.TRIGGER), notes), node.mark, zone, notes) for node in nodes]
    return None if None in found else [trigger for some in found for trigger in some or []]


def _of_one_kind(given: Given, at: Mark, zone: str, notes: Notes) -> list[Trigger] | None:
    """The triggers of one kind: several crons or moments, or one interval or rule."""
    zone = _zone(given, zone, notes)
    kinds = [kind for kind in ("cron", "every", "once", "rrule") if kind in given]
    if len(kinds) != 1:
        notes.add(
            at, "one of cron, every, once and rrule says when", "for several kinds together: triggers: [{…}, {…}]"
        )
        return None
    if "from" in given and kinds[0] in ("cron", "once"):
        notes.add(given["from"].mark, f"`from` says nothing beside {kinds[0]}", "for the first day of all: starts")
    reading = _Reading(given, zone, notes)
    return _KINDS[kinds[0]](reading)


@dataclass(frozen=True, slots=True)
class _Reading:
    given: Given
    zone: str
    notes: Notes

    def crons(self) -> list[Trigger] | None:
        return self._list("cron", leaf(lambda text: Cron(text, self.zone), str))

    def moments(self) -> list[Trigger] | None:
        return self._list("once", leaf(lambda text: Once(spans.moment(text, self.zone)), str))

    def interval(self) -> list[Trigger] | None:
        every, start = self._text("every"), self._from("every", "2026-11-24T09:00:00+00:00")
        if every is None or start is None:
            return None
        with self.notes.at(self.given["every"].mark):
            span = spans.span(every)
            with self.notes.at(self.given["from"].mark):
                return [Interval(span, spans.moment(start, self.zone))]
        return None

    def rule(self) -> list[Trigger] | None:
        rrule, start = self._text("rrule"), self._from("rrule", "2026-11-24T09:00:00")
        if rrule is None or start is None:
            return None
        with self.notes.at(self.given["from"].mark):
            first = spans.wall(start)
            with self.notes.at(self.given["rrule"].mark):
                return [Rule(rrule, first, self.zone)]
        return None

    def _list(self, key: str, codec: Codec) -> list[Trigger] | None:
        found: list[Trigger] | None = several(codec, list).read(self.given[key], self.notes)
        if found == []:
            self.notes.add(self.given[key].mark, "there is nothing in it", "such as cron: 0 9 * * 1-5")
        return found

    def _text(self, key: str) -> str | None:
        return text_of(self.given[key], self.notes)

    def _from(self, key: str, example: str) -> str | None:
        if "from" in self.given:
            return self._text("from")
        self.notes.add(
            self.given[key].mark, f"`{key}` counts from a moment", f"add from: {example}, or say it: when: …"
        )
        return None


_KINDS = {"cron": _Reading.crons, "every": _Reading.interval, "once": _Reading.moments, "rrule": _Reading.rule}


def _zone(given: Given, zone: str, notes: Notes) -> str:
    node = given.get("zone")
    return zone if not isinstance(node, Text) else checked_zone(node, zone, notes)


def checked_zone(node: Text, otherwise: str, notes: Notes) -> str:
    from spark_tui.domain.timing import zone_of

    before = len(notes.wrong)
    with notes.at(node.mark):
        zone_of(node.value)
    return node.value if len(notes.wrong) == before else otherwise


def _bounds(given: Given, zone: str, notes: Notes) -> dict[str, Any] | None:
    moment = leaf(lambda text: spans.moment(text, zone), str)
    found: dict[str, Any] = {}
    for key, codec in (("starts", moment), ("ends", moment), ("count", WHOLE)):
        if key in given:
            found[key] = codec.read(given[key], notes)
    if "except" in given:
        found["exclude"] = keys.read_except(given["except"], zone, notes)
    if "clock_change" in given:
        found["clock_change"] = keys.clock_change.read(given["clock_change"], notes)
    return None if None in found.values() else found


# ------------------------------------------------------------------ writing


def timing_shape(timing: Timing, zone: str) -> dict[str, Shape]:
    """The keys that say it, of a schedule of that zone."""
    shape = _triggers_shape(timing.triggers, zone)
    for key, bound in (("starts", timing.starts), ("ends", timing.ends)):
        if bound is not None:
            shape[key] = spans.moment_text(bound, zone)
    if timing.count is not None:
        shape["count"] = timing.count
    if timing.exclude is not None:
        shape["except"] = keys.write_except(timing.exclude, zone)
    if change := keys.clock_change.write(timing.clock_change):
        shape["clock_change"] = change
    return shape


def _triggers_shape(triggers: tuple[Trigger, ...], zone: str) -> dict[str, Shape]:
    shapes = [_trigger_shape(trigger, zone) for trigger in triggers]
    if len(shapes) == 1 and "zone" not in shapes[0]:
        return shapes[0]
    for kind in ("cron", "once"):
        if all(set(shape) == {kind} for shape in shapes):
            return {kind: [shape[kind] for shape in shapes]}
    return {"triggers": list(shapes)}


def _trigger_shape(trigger: Trigger, zone: str) -> dict[str, Shape]:
    match trigger:
        case Cron(fields, own):
            return {"cron": fields, **_own(own, zone)}
        case Interval(every, anchor):
            return {"every": spans.span_text(every), "from": spans.moment_text(anchor, zone)}
        case Once(at):
            return {"once": spans.moment_text(at, zone)}
        case Rule(rrule, start, own):
            return {"rrule": rrule, "from": start.isoformat(), **_own(own, zone)}


def _own(own: str, zone: str) -> dict[str, Shape]:
    return {} if own == zone else {"zone": TEXT.write(own)}

"""The keys of the file, each with how it is read and written. A new key of a policy is a new line here."""

from dataclasses import replace

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.limits import Scope, tag
from spark_tui.domain.nodes import Node
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Policy
from spark_tui.domain.source import Memory
from spark_tui.domain.text import near
from spark_tui.domain.timing import ClockChange, Except, Fold, Gap
from spark_tui.domain.trouble import Trouble
from spark_tui.faces.exchange import spans
from spark_tui.faces.exchange.codecs import (
    NUMBER,
    SPAN,
    TEXT,
    WHOLE,
    YES_NO,
    Codec,
    Notes,
    Shape,
    leaf,
    one_of,
    record,
    several,
)

FORM = 1  # of the file; a later one may mean something else
TOP = ("spark", "sources", "destinations", "limits", "schedules")
SOURCE = ("kind", "url", "secret", "definition", "memory")
DESTINATION = ("kind", "place", "secret")
MEMORY = one_of(Memory)
LIMITS = {"sources": Scope.SOURCE, "tags": Scope.TAG}
TIMES = ("when", "cron", "every", "once", "rrule", "triggers")  # exactly one of them says when
SCHEDULE = (
    "workflow",
    "key",
    *TIMES,
    "from",
    "phrase",
    "zone",
    "starts",
    "ends",
    "count",
    "except",
    "clock_change",
    "input",
    "inputs",
    "template",
    "tags",
    "ping",
    "deliver",
    "paused",
    "policy",
)
TRIGGER = ("cron", "every", "once", "rrule", "from", "zone")
PAUSE = ("since", "by", "note", "until")

clock_change = record(ClockChange, {"gap": one_of(Gap), "fold": one_of(Fold)})
RETRY: dict[str, Codec] = {
    "count": WHOLE,
    "delay": SPAN,
    "factor": NUMBER,
    "longest": SPAN,
    "jitter": NUMBER,
    "on": several(one_of(Trouble), frozenset, sorted),
}
POLICY: dict[str, Codec] = {
    "overlap": one_of(Overlap),
    "at_most": WHOLE,
    "catch_up": one_of(CatchUp),
    "catch_up_within": SPAN,
    "catch_up_most": WHOLE,
    "catch_up_spread": SPAN,
    "catch_up_ask": YES_NO,
    "retry": record(Retry, RETRY),
    "timeout": SPAN,
    "max_wait": SPAN,
    "deadline": SPAN,
    "late_after": SPAN,
    "interrupted": one_of(Interrupted),
    "pause_after": WHOLE,
}
policy = record(Policy, POLICY)
PLAIN = Policy()
tags = several(leaf(tag, str), lambda found: tuple(dict.fromkeys(found)))

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _named(names: tuple[str, ...], first: int) -> Codec:
    """Names that stand for numbers."""

    def parse(text: str) -> int:
        name = text.strip().casefold()[:3]
        if name not in names:
            raise BadTiming(f"“{text[:30]}” is none of them", hint=near(text, list(names)))
        return names.index(name) + first

    return leaf(parse, lambda number: names[number - first])


def _day_of_year(text: str) -> tuple[int, int]:
    month, mark, day = text.strip().partition("-")
    if not (mark and month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        raise BadTiming(f"“{text[:30]}” is no day of the year", hint="month-day, such as 12-25")
    return int(month), int(day)


_EXCEPT: dict[str, Codec] = {
    "zone": TEXT,
    "weekdays": several(_named(_WEEKDAYS, 0), frozenset, sorted),
    "months": several(_named(_MONTHS, 1), frozenset, sorted),
    "days": several(leaf(_day_of_year, lambda day: f"{day[0]:02}-{day[1]:02}"), frozenset, sorted),
    "dates": several(leaf(spans.day, lambda day: day.isoformat()), frozenset, sorted),
}
_except = record(Except, _EXCEPT)


def read_except(node: Node, zone: str, notes: Notes) -> Except | None:
    """Its days are those of `zone`, unless it says another."""
    found = _except.read(node, notes)
    assert found is None or isinstance(found, Except)
    if found is None or "zone" in _said(node):
        return found
    return replace(found, zone=zone)


def write_except(exclude: Except, zone: str) -> Shape:
    shape = _except.write(exclude)
    assert isinstance(shape, dict)
    shape.pop("zone", None)
    return shape if exclude.zone == zone else {"zone": exclude.zone, **shape}


def _said(node: Node) -> set[str]:
    return {key.value for key in getattr(node, "keys", [])}

"""A change in words: what it is of, and what would be different, before → after."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple, assert_never

from spark_tui.domain.change import Alter, Change, Connect, Disconnect, Edit, Start, Stop
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.text import counted, one_line, place
from spark_tui.faces import show

NOTHING = "–"
SHOWN = 3  # moments
SHOWN_LINES = 12  # of a definition


class Difference(NamedTuple):
    """One thing that would be different."""

    what: str
    before: str
    after: str


class Told(NamedTuple):
    """A change: its verb, what it is of, and every difference."""

    verb: str
    of: str
    differences: Sequence[Difference]


def told(change: Change, now: datetime) -> Told:
    match change:
        case Edit(before, after):
            both = before is not None and after is not None
            facts = [_facts(side, now) | (_policy(side) if both else {}) for side in (before, after)]
            return Told(change.verb, change.schedule.name, _edited(*facts))
        case Start(workflow, schedule, given):
            differences = [Difference("state", NOTHING, "queued, to run now")]
            differences += [Difference("input", NOTHING, one_line(given, 500))] if given else []
            differences += [Difference("inputs", NOTHING, show.given(values))] if (values := change.with_values) else []
            return Told("run", schedule.name if schedule else workflow.ref, differences)
        case Stop(run, of):
            return Told("cancel", of, [Difference(f"run {run[:8]}", "queued or running", "cancelled")])
        case Connect(url, kind, name):
            rest = [Difference(what, NOTHING, value) for what, value in (("kind", kind), ("name", name)) if value]
            return Told("add source", place(url), [Difference("source", NOTHING, place(url)), *rest])
        case Disconnect(_, name):
            return Told("remove source", name, [Difference("source", name, NOTHING)])
        case Alter(before, after):
            return Told("change source", before.name, _altered(before, after))
        case _:
            assert_never(change)


def _altered(before: Source, after: Source) -> list[Difference]:
    facts = [{"name": side.name, "url": place(side.url)} for side in (before, after)]
    return [*_edited(*facts), *_lines(before.definition, after.definition)]


def _lines(before: str, after: str) -> Iterator[Difference]:
    """Of a definition the lines that differ, by their number; the first of them."""
    was, is_ = before.splitlines(), after.splitlines()
    pairs: list[tuple[int, str, str]] = []
    for tag, first, last, into, end in SequenceMatcher(None, was, is_, autojunk=False).get_opcodes():
        if tag != "equal":
            both = zip_longest(was[first:last], is_[into:end], fillvalue="")
            pairs += [(into + at, old, new) for at, (old, new) in enumerate(both, 1)]
    for number, old, new in pairs[:SHOWN_LINES]:
        yield Difference(f"line {number}", old.strip() or NOTHING, new.strip() or NOTHING)
    if len(pairs) > SHOWN_LINES:
        yield Difference("and", counted(len(pairs) - SHOWN_LINES, "line"), "not shown")


def _facts(schedule: Schedule | None, now: datetime) -> dict[str, str]:
    if schedule is None:
        return {}
    moments = schedule.timing.upcoming(now, SHOWN)
    return {
        "name": schedule.name,
        "runs": schedule.workflow_ref,
        "when": f"{schedule.words}  {show.cron_of(schedule.timing)}".rstrip(),
        "zone": schedule.zone,
        "clock": " ".join(show.clock_change(schedule.timing)),
        "next": show.moments(moments, schedule.zone, now),
        "input": one_line(schedule.input, 500),
        "inputs": show.given(schedule.values),
        "template": "yes" if schedule.template else "",
        "tags": ", ".join(schedule.tags),
        "messages": show.delivery(schedule.deliver),
        "state": _state(schedule, now),
    }


def _policy(schedule: Schedule | None) -> dict[str, str]:
    """How it behaves when things are not as planned: told where it changes."""
    return dict(show.policy_words(schedule.policy)) if schedule else {}


def _state(schedule: Schedule, now: datetime) -> str:
    if schedule.pause is None or schedule.pause.until is None:
        return schedule.state
    return f"{schedule.state} until {show.moment(schedule.pause.until, schedule.zone, now)}"


def _edited(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    """What is not the same; what is taken away altogether is told by its name, its timing and its next moments."""
    named = ("name", "when", "next") if not after else tuple(before | after)
    both = [(what, before.get(what, ""), after.get(what, "")) for what in named]
    return [Difference(what, was or NOTHING, is_ or NOTHING) for what, was, is_ in both if was != is_]

"""What is to be done, before it is done: shown as before → after, and done only when a person says yes.

A schedule that is made, changed, paused or removed is one thing: an Edit from what is to what would
be. What undoes it is the Edit the other way. A source that is changed is an Alter in the same way.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.inputs import Values
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Edit:
    """A schedule as it is and as it would be; None is a schedule that is not there."""

    before: Schedule | None
    after: Schedule | None

    @property
    def schedule(self) -> Schedule:
        """The one that is meant, whichever side it is on."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def verb(self) -> str:
        """create, remove, pause, resume or change."""
        if self.before is None:
            return "create"
        if self.after is None:
            return "remove"
        if replace(self.before, pause=self.after.pause) == self.after and self.before.pause != self.after.pause:
            return "pause" if self.after.pause else "resume"
        return "change"

    def fits(self, current: Schedule | None, now: datetime) -> bool:
        """Whether the schedule is still as `before`; that moments come and go, and that a pause ends, is no change."""
        if current is None or self.before is None:
            return current is self.before
        return _at_rest(current, now) == _at_rest(self.before, now)


def _at_rest(schedule: Schedule, now: datetime) -> Schedule:
    pause = schedule.pause
    return replace(schedule, next_at=None, pause=pause if pause and pause.holds(now) else None)


def next_at(current: Schedule | None, after: Schedule, now: datetime) -> datetime | None:
    """Where the timing stays, the moment that is to be decided next stays too."""
    if current is not None and current.timing == after.timing:
        return current.next_at
    return after.timing.next_after(now)


@dataclass(frozen=True, slots=True)
class Start:
    """Run a workflow now, by itself or as one of its schedules does; without `values` with the schedule's own."""

    workflow: Workflow
    schedule: Schedule | None = None
    given: str = ""
    values: Values | None = None

    @property
    def with_values(self) -> Values:
        """What its inputs are given."""
        own = self.schedule.values if self.schedule else Values()
        return own if self.values is None else self.values


@dataclass(frozen=True, slots=True)
class Stop:
    """Cancel a run; `of` is the schedule or workflow that it is of."""

    run: RunId
    of: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Add a source; an empty kind is found out, an empty name is made."""

    url: str
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Forget a source that was added."""

    source: SourceId
    name: str


@dataclass(frozen=True, slots=True)
class Alter:
    """A source as it is and as it would be: its name, its url and its definition. Its key is no part of it."""

    before: Source
    after: Source


Undo = Edit | Stop | Disconnect | Alter  # what undoes something is one of these
Change = Undo | Start | Connect


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a model suggests to do, all of it or nothing.

    `notes` are what a person should know first. `doubts` are times and days that the person said and
    that are not in it. `read` names the text from outside that the model had before it when it
    suggested this: whoever wrote that text may have wanted it.
    """

    says: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done with a person's yes, and what would undo it; nothing where nothing can.

    `seq` grows over the whole store; 0 is one that is not kept yet.
    """

    says: str
    undo: tuple[Undo, ...] = ()
    seq: int = 0


def covers(phrase: str, suggestion: Suggestion) -> bool:
    """Whether a yes that was given with the phrase, unseen, is a yes to this.

    It is not where the model had read text from outside, where it differs from the phrase, and for
    what the phrase does not name.
    """
    said, clear = _words_of(phrase), not (suggestion.read or suggestion.doubts)
    return clear and all(_words_of(_name_of(change)) & said for change in suggestion.changes)


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]{3,}", text.casefold()))


def _name_of(change: Change) -> str:
    match change:
        case Edit():
            return f"{change.schedule.name} {change.schedule.workflow_ref}"
        case Start(workflow, schedule):
            return f"{workflow.ref} {schedule.name if schedule else ''}"
        case Stop(of=of):
            return of
        case Connect(url=url):
            return url.partition("://")[2]
        case Disconnect(name=name):
            return name
        case Alter(before, after):
            return f"{before.name} {after.name}"
        case _:
            assert_never(change)

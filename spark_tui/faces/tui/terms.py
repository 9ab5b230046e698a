"""A schedule as it would be kept, as lines: when and how, what is different from before, and what to know of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from spark_tui.domain.change import Edit
from spark_tui.domain.document import hidden
from spark_tui.domain.inputs import Declared, in_words
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import counted
from spark_tui.faces import show
from spark_tui.faces.changes import told
from spark_tui.faces.tui.widgets.month import WIDTH, beside, weeks
from spark_tui.faces.tui.widgets.page import Lines, labelled

if TYPE_CHECKING:
    from spark_tui.faces.tui.text import Piece

KeyOf = Callable[[str], str]  # of what a question is about (`phrase`, `overlap` …) → the key that changes it
ROOM = 9  # cells of a label beside the calendar
SHOWN = 5  # moments
TWICE = ("next",)  # differences that are seen anyway


@dataclass(frozen=True, slots=True)
class Terms:
    """What would be kept, what is kept now (None: nothing yet), and what one should know of it."""

    after: Schedule
    before: Schedule | None = None
    notes: Sequence[str] = ()

    @property
    def edit(self) -> Edit:
        return Edit(self.before, self.after)

    def changed(self, after: Schedule) -> "Terms":
        return replace(self, after=after)


def lines_of(terms: Terms, now: datetime, width: int, key_of: KeyOf) -> Lines:
    """Of the policy what a key changes, and what is not as usual."""
    moments = terms.after.timing.upcoming(now, SHOWN)
    room = width - WIDTH - 2
    when = [*_when(terms.after, room, key_of), *moments_of(moments, terms.after.zone, now, room)]
    lines = beside(when, weeks(moments, terms.after.zone, now), width)
    lines += _policy(terms.after, width, key_of)
    lines += labelled("tags", ", ".join(terms.after.tags), width) if terms.after.tags else []
    lines += _differences(terms, now, width)
    for note in terms.notes:
        lines += labelled("note", note, width, ink="warn")
    return lines


def _when(schedule: Schedule, room: int, key_of: KeyOf) -> Lines:
    kept = f"{show.rule(schedule.timing, schedule.zone)}  {schedule.zone}"
    lines = [
        *labelled("runs", schedule.workflow_ref, room, ink="strong", room=ROOM),
        *_with_key(labelled("when", schedule.words, room - 3, ink="strong", room=ROOM), key_of("phrase")),
        *_with_key(labelled("kept as", kept, room - 3, room=ROOM)[:3], key_of("cron")),
    ]
    return lines + [line for told in show.clock_change(schedule.timing) for line in labelled("", told, room, room=ROOM)]


def moments_of(moments: Sequence[datetime], zone: str, now: datetime, width: int) -> Lines:
    """One in a line, on the clock of the zone."""
    lines: Lines = []
    for number, at in enumerate(moments):
        text = f"{show.moment(at, zone, now):<22}{show.from_now(at - now)}"
        first = number == 0
        lines += labelled("next" if first else "", text, width, ink="key" if first else "plain", room=ROOM)[:1]
    return lines or labelled("next", "never: its last moment has passed", width, ink="bad", room=ROOM)


def _policy(schedule: Schedule, width: int, key_of: KeyOf) -> Lines:
    lines: Lines = []
    unusual = show.unusual_policy(schedule.policy)
    for question, answer in show.policy_words(schedule.policy):
        key = key_of(question)
        if key or (question, answer) in unusual:
            lines += _with_key(labelled(question, answer, width - 4), key)
    return lines


def inputs_of(schedule: Schedule, declared: Declared | None, width: int, key: str) -> Lines:
    """What is given of what its workflow declares; nothing where it declares none."""
    if not schedule.values and (declared is None or not declared.fields):
        return []
    many = counted(len(declared.fields), "input") if declared else ""
    lines = labelled("inputs", show.given(schedule.values) or f"none given of {many}", width - 4)
    told = in_words(schedule.given.against(declared, template=schedule.template))
    return _with_key(lines, key) + (labelled("", told, width, ink="warn") if told else [])


def template_of(schedule: Schedule, now: datetime, width: int, key: str) -> Lines:
    """What its template would become; or that it is none, where it looks like one."""
    given, moments = schedule.given, schedule.timing.upcoming(now, 1)
    if schedule.template and moments:
        rows = show.preview(given, moments[0], schedule.zone, schedule.workflow_ref)
        lines = [line for label, text in rows for line in labelled(label, text, width - 4)]
        return _with_key(lines or labelled("template", "yes", width - 4), key)
    if not given.looks_like_a_template:
        return []
    return _with_key(labelled("template", "no: what is in {{ }} is sent as it stands", width - 4, ink="warn"), key)


def _with_key(lines: Lines, key: str) -> Lines:
    (first, *rest) = lines
    return [[*first, *([(f"  {key}", "key")] if key else [])], *rest]


def _differences(terms: Terms, now: datetime, width: int) -> Lines:
    """What would be other than it is, before → after."""
    if terms.before is None:
        return []
    found = [one for one in told(terms.edit, now).differences if one.what not in TWICE]
    lines: Lines = []
    for what, before, after in found:
        lines += labelled(what, f"{hidden(before)} → {hidden(after)}", width, ink="live")
    head: list[Piece] = [(" what changes" if found else " nothing is changed yet", "strong" if found else "dim")]
    return [head, *lines]

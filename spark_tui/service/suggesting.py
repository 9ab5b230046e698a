"""What would be done, as an order says: a suggestion from what is known, and nothing that happens."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from spark_tui.domain.change import Change, Edit, Start, Stop, Suggestion
from spark_tui.domain.naming import Names, folded, is_pattern, names_of
from spark_tui.domain.order import Do, Rename, Verb
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.reclocking import at_clock, only_once
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.text import counted, one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Reading, retimed
from spark_tui.service.known import Known
from spark_tui.service.meant import NEAR, SEE, Nothing, listed, matching, nobody, said_instead

if TYPE_CHECKING:
    from spark_tui.service.ports import Words

WHO = "you"


def done(order: Do, known: Known, now: datetime, phrase: str) -> Suggestion | Nothing | Question | None:
    chosen: list[Schedule] = []
    for name in order.names:
        found = matching(name, known, phrase)
        if order.verb is Verb.RUN and not isinstance(found, list) and (alone := _workflow(name, known)):
            return Suggestion(f"run {alone.ref} now", (Start(alone),))
        if not isinstance(found, list):
            return _nothing_to_run(name, found, known, phrase) if order.verb is Verb.RUN else found
        chosen += found
    changes, notes = _changes(order, list({one.id: one for one in chosen}.values()), known, now)
    if not changes:
        return Nothing("; ".join(notes) or "there is nothing to do")
    told = f"“{_name_of(changes[0])}”" if len(changes) == 1 else f"{len(changes)} schedules"
    at_once = " now" if order.verb is Verb.RUN else ""
    return Suggestion(f"{order.verb.value} {told}{at_once}", tuple(changes), tuple(notes[:NEAR]))


def _nothing_to_run(
    name: str, found: Question | Nothing | None, known: Known, phrase: str
) -> Question | Nothing | None:
    """What runs may be a workflow too."""
    if not isinstance(found, Nothing) or is_pattern(name):
        return found
    text = f"there is no schedule and no workflow “{one_line(name, 60)}”"
    titles = names_of(tuple(one.title for one in known.vocabulary.workflows))
    if near := titles.near(name, NEAR):
        return Question(f"{text}; which one is it?", tuple(said_instead(phrase, name, one) for one in near))
    return Nothing(text, missing=True, hint=f"{SEE}, spark workflow list")


def _workflow(name: str, known: Known) -> Workflow | None:
    """One that is there by itself, beside any schedule."""
    wanted = folded(name)
    meant = [one for one in known.vocabulary.workflows if wanted in (folded(one.title), folded(one.ref))]
    return meant[0] if len(meant) == 1 else None


def _changes(order: Do, chosen: Sequence[Schedule], known: Known, now: datetime) -> tuple[list[Change], list[str]]:
    match order.verb:
        case Verb.PAUSE:
            pause = Pause(now, WHO, until=order.until)
            fit, unfit = _sifted(chosen, lambda one: one.state != "ended" and _pause_differs(one, order.until))
            notes = [f"“{one.name}” is {one.state} already" for one in unfit[:NEAR]]
            return [Edit(one, replace(one, pause=pause)) for one in fit], notes
        case Verb.RESUME:
            fit, unfit = _sifted(chosen, lambda one: one.pause is not None)
            notes = [f"“{one.name}” is not paused" for one in unfit[:NEAR]]
            return [Edit(one, replace(one, pause=None)) for one in fit], notes
        case Verb.REMOVE:
            return [Edit(one, None) for one in chosen], []
    by_id = {one.id: one for one in known.workflows}
    there, gone = _sifted(chosen, lambda one: one.workflow in by_id)
    notes = [f"{one.workflow_ref} is not known any more" for one in gone[:NEAR]]
    return [Start(by_id[one.workflow], one, one.input) for one in there], notes


def _sifted(schedules: Iterable[Schedule], fits: Callable[[Schedule], bool]) -> tuple[list[Schedule], list[Schedule]]:
    """Those that fit, and the others."""
    fit: list[Schedule] = []
    unfit: list[Schedule] = []
    for one in schedules:
        (fit if fits(one) else unfit).append(one)
    return fit, unfit


def cancelled(order: Do, known: Known, phrase: str) -> Suggestion | Nothing | Question | None:
    going = known.active
    running = Names(dict.fromkeys(run.called for run in going))
    stops: dict[str, Stop] = {}
    for name in order.names:
        found = {*known.names.fitting(name), *running.fitting(name)}
        if not found:
            near = dict.fromkeys([*running.near(name, NEAR), *known.names.near(name, NEAR)])
            return nobody(name, list(near)[:NEAR], phrase)
        stops |= {run.id: Stop(run.id, run.called) for run in going if run.called in found}
    if not stops:
        return Nothing(f"nothing of {listed(order.names)} is queued or running")
    return Suggestion(f"cancel {counted(len(stops), 'run')}", tuple(stops.values()))


def _name_of(change: Change) -> str:
    if isinstance(change, Start) and change.schedule:
        return change.schedule.name
    return change.schedule.name if isinstance(change, Edit) else ""


def _pause_differs(schedule: Schedule, until: datetime | None) -> bool:
    return schedule.pause is None or schedule.pause.until != until


# ------------------------------------------------------------------ changed


def renamed(order: Rename, schedule: Schedule, known: Known) -> Suggestion | Nothing:
    """Raises Invalid where it is no name."""
    new = one_line(order.new, 200)
    if new == schedule.name:
        return Nothing(f"“{one_line(new, 60)}” is called that already")
    if any(one.name.casefold() == new.casefold() and one.id != schedule.id for one in known.schedules):
        return Nothing(f"there is a schedule “{one_line(new, 60)}” already")
    return Suggestion(f"call “{schedule.name}” “{new}”", (Edit(schedule, replace(schedule, name=new)),))


def moved(schedule: Schedule, reading: Reading) -> Suggestion | Question | Nothing:
    """At the times that were read; what repeats does not become what happens once."""
    draft = reading.draft
    if draft.task:
        return Nothing(f"I do not know what to make of “{one_line(draft.task, 60)}” there")
    if draft.once and not only_once(schedule.timing):
        text = f"“{schedule.name}” runs again and again; every time at which moments, or once more?"
        return Question(text, (f"run {schedule.name} {draft.phrase}",))
    notes = (*(f"assumed: {text}" for text in draft.assumed), *reading.remarks)
    return _moved(schedule, retimed(schedule, reading), notes)


def reclocked(schedule: Schedule, clock: time, now: datetime, words: "Words") -> Suggestion | Nothing | Refusal:
    """On the same days at another time; refused where there is no such time, or it has passed on its only day."""
    timing = at_clock(schedule.timing, clock, schedule.zone)
    if timing is None:
        why = f"“{schedule.name}” runs {schedule.words}: that is not at one time of its days"
        return Refusal(why, f"say the whole of it: move {schedule.name} to every day at {clock:%H:%M}", understood=True)
    if timing.next_after(now) is None:
        why = f"“{schedule.name}” runs {schedule.words}, and {clock:%H:%M} on its day has passed"
        return Refusal(why, f"say the day too: move {schedule.name} to tomorrow at {clock:%H:%M}", understood=True)
    said = words(timing, schedule.zone)
    return _moved(schedule, replace(schedule, timing=timing, words=said, phrase=said))


def _moved(schedule: Schedule, after: Schedule, notes: tuple[str, ...] = ()) -> Suggestion | Nothing:
    if after.timing == schedule.timing:
        return Nothing(f"“{schedule.name}” runs {schedule.words} already")
    return Suggestion(f"move “{schedule.name}” to {after.words}", (Edit(schedule, after),), notes)

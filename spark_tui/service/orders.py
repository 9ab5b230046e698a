"""What is said to Spark in a sentence: a schedule, or an order about what is there.

A phrase that can be a schedule is one. What tells of something is answered; what changes something is a
suggestion, shown before it happens.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from spark_tui.domain.change import Change, Edit, Start, Stop, Suggestion
from spark_tui.domain.log import Line
from spark_tui.domain.naming import Names, is_pattern, spelled
from spark_tui.domain.order import Do, GoTo, Order, Place, ShowLog, TellNext, TellWhy, Verb
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.run import BAD_ENDS, Run
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.text import counted, one_line
from spark_tui.domain.why import Because
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Reading
from spark_tui.service.coming import Coming, coming
from spark_tui.service.known import Known

if TYPE_CHECKING:
    from spark_tui.service.assistant import Assistant
    from spark_tui.service.ports import Clock
    from spark_tui.service.runs import Runs
    from spark_tui.service.schedules import Schedules
    from spark_tui.service.sources import Sources
    from spark_tui.service.why import Why

Commands = Callable[[str, datetime, str], Order | Question | None]
"""(phrase, now, zone) → what is ordered; None where it is no command."""

WHO = "you"
LINES = 2  # that an answer shows
NEAR = 4  # names that are offered for one that is not there
RECENT = 100  # moments among which the last one that failed is looked for


@dataclass(frozen=True, slots=True)
class Reasons:
    """What became of a moment of a schedule; None where nothing is to be told. `failed`: a failure was asked about."""

    schedule: Schedule
    because: Because | None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the last run of a schedule said last."""

    schedule: Schedule
    run: Run | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Going:
    """Another part of the app is meant."""

    place: Place


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to do, and why. `missing`: what was named is not there."""

    text: str
    missing: bool = False


Found = Coming | Reasons | Said | Going | Nothing
Heard = Reading | Question | Refusal | Suggestion | Found


class Orders:
    """Hears a phrase to its end."""

    def __init__(
        self,
        clock: "Clock",
        assistant: "Assistant",
        commands: Commands,
        sources: "Sources",
        schedules: "Schedules",
        runs: "Runs",
        why: "Why",
    ) -> None:
        self._clock, self._assistant, self._commands = clock, assistant, commands
        self._sources, self._schedules, self._runs, self._why = sources, schedules, runs, why

    async def hear(self, phrase: str, known: Known | None = None) -> Heard:
        """What a phrase comes to, over what is known; without that the store is looked at. Nothing is done here."""
        reading = await self._assistant.read(phrase)
        if isinstance(reading, Reading):
            return reading
        order = self._commands(phrase, self._clock.now(), self._assistant.zone)
        match order:
            case None:
                return reading
            case GoTo(place):
                return Going(place)
        return await self._answer(order, phrase, known or await self._look()) or reading

    async def _look(self) -> Known:
        return Known(await self._schedules.all(), await self._sources.workflows())

    async def _answer(
        self, order: Do | TellNext | TellWhy | ShowLog | Question, phrase: str, known: Known
    ) -> Suggestion | Found | Question | None:
        """What looks through all of them does so on a thread: ten thousand take a frame."""
        match order:
            case Question():
                return await asyncio.to_thread(self._which_verb, order, known)
            case TellNext():
                return await asyncio.to_thread(coming, order, known.schedules)
            case TellWhy(name=name) | ShowLog(name=name):
                found = await asyncio.to_thread(_one, name, known, phrase)
                return found if not isinstance(found, Schedule) else await self._told(order, found)
            case Do(Verb.CANCEL):
                return await asyncio.to_thread(_cancel, order, known, await self._runs.active(), phrase)
            case Do():
                return await asyncio.to_thread(_do, order, known, self._clock.now(), phrase)

    def _which_verb(self, asked: Question, known: Known) -> Question | None:
        """Only where what it names is there; else the phrase is about something else."""
        orders = [self._commands(choice, self._clock.now(), self._assistant.zone) for choice in asked.choices]
        named = (name for order in orders if isinstance(order, Do) for name in order.names)
        return asked if all(known.names.fitting(name) for name in named) else None

    async def _told(self, order: TellWhy | ShowLog, schedule: Schedule) -> Found:
        if isinstance(order, ShowLog):
            run = next(iter(await self._runs.recent(1, schedule=schedule.id)), None)
            lines = await self._runs.tail(LINES, run=run.id) if run else []
            return Said(schedule, run, tuple(lines))
        if not order.failed:
            return Reasons(schedule, next(iter(await self._why.of(schedule)), None))
        history = await self._schedules.history(schedule, RECENT)
        failed = next((entry for entry in history if entry.state in BAD_ENDS), None)
        said = await self._why.of_entry(schedule, failed) if failed else []
        return Reasons(schedule, next(iter(said), None), failed=True)


# ------------------------------------------------------------------ to be done


def _do(order: Do, known: Known, now: datetime, phrase: str) -> Suggestion | Nothing | Question | None:
    chosen: list[Schedule] = []
    for name in order.names:
        found = _matching(name, known, phrase)
        if order.verb is Verb.RUN and not isinstance(found, list) and (alone := _workflow(name, known)):
            return Suggestion(f"run {alone.ref} now", (Start(alone),))
        if not isinstance(found, list):
            return found
        chosen += found
    changes, notes = _changes(order, list({one.id: one for one in chosen}.values()), known, now)
    if not changes:
        return Nothing("; ".join(notes) or "there is nothing to do")
    told = f"“{_name_of(changes[0])}”" if len(changes) == 1 else f"{len(changes)} schedules"
    at_once = " now" if order.verb is Verb.RUN else ""
    return Suggestion(f"{order.verb.value} {told}{at_once}", tuple(changes), tuple(notes[:NEAR]))


def _workflow(name: str, known: Known) -> Workflow | None:
    """One that is there by itself, beside any schedule."""
    wanted = spelled(name)
    meant = [one for one in known.vocabulary.workflows if wanted in (spelled(one.title), spelled(one.ref))]
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


def _cancel(order: Do, known: Known, going: Sequence[Run], phrase: str) -> Suggestion | Nothing | Question | None:
    running = Names(dict.fromkeys(map(_called, going)))
    stops: dict[str, Stop] = {}
    for name in order.names:
        found = {*known.names.fitting(name), *running.fitting(name)}
        if not found:
            near = dict.fromkeys([*running.near(name, NEAR), *known.names.near(name, NEAR)])
            return _nobody(name, list(near)[:NEAR], phrase)
        stops |= {run.id: Stop(run.id, _called(run)) for run in going if _called(run) in found}
    if not stops:
        return Nothing(f"nothing of {_listed(order.names)} is queued or running")
    return Suggestion(f"cancel {counted(len(stops), 'run')}", tuple(stops.values()))


def _called(run: Run) -> str:
    return run.schedule_name or run.workflow_ref


def _name_of(change: Change) -> str:
    if isinstance(change, Start) and change.schedule:
        return change.schedule.name
    return change.schedule.name if isinstance(change, Edit) else ""


def _pause_differs(schedule: Schedule, until: datetime | None) -> bool:
    return schedule.pause is None or schedule.pause.until != until


# ------------------------------------------------------------------ who is meant


def _matching(name: str, known: Known, phrase: str) -> list[Schedule] | Question | Nothing | None:
    found = known.names.fitting(name)
    return known.called(found) if found else _nobody(name, known.names.near(name, NEAR), phrase)


def _one(name: str, known: Known, phrase: str) -> Schedule | Question | Nothing | None:
    found = _matching(name, known, phrase)
    return found[0] if isinstance(found, list) else found


def _nobody(name: str, near: Sequence[str], phrase: str) -> Question | Nothing | None:
    """A name that nobody has: those that it may have meant; with several words it may be no name at all."""
    shown = one_line(name, 60)
    if is_pattern(name):
        return Nothing(f"no schedule fits “{shown}”", missing=True)
    if near:
        meant = tuple(phrase.replace(name, one, 1) for one in near)
        return Question(f"there is no schedule “{shown}”; which one is it?", meant)
    return None if " " in name else Nothing(f"there is no schedule “{shown}”", missing=True)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{one_line(name, 40)}”" for name in names)

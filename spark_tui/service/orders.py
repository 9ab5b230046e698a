"""What is said to Spark in a sentence: a schedule, or an order about what is there.

A phrase that can be a schedule is one. What tells of something is answered; what changes something is a
suggestion, shown before it happens.
"""

import asyncio
import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nsmallest
from itertools import islice, takewhile

from spark_tui.domain.change import Change, Edit, Start, Stop, Suggestion
from spark_tui.domain.log import Line
from spark_tui.domain.order import (
    Do,
    GoTo,
    Order,
    Place,
    ShowLog,
    TellNext,
    TellWhy,
    Verb,
    fitting,
    is_pattern,
    spelled,
)
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.run import BAD_ENDS, Run
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.text import counted, one_line
from spark_tui.domain.why import Because
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Assistant, Reading
from spark_tui.service.ports import Clock
from spark_tui.service.runs import Runs
from spark_tui.service.schedules import Schedules
from spark_tui.service.sources import Sources
from spark_tui.service.why import Why

Commands = Callable[[str, datetime, str], Order | Question | None]
"""(phrase, now, zone) → what is ordered; None where it is no command."""

WHO = "you"
SHOWN, LINES = 8, 2  # starts and lines that an answer shows
NEAR = 4  # names that are offered for one that is not there
RECENT = 100  # moments among which the last one that failed is looked for


@dataclass(frozen=True, slots=True)
class Coming:
    """What starts from `since` on and before `until`, the first of it by name; `schedules` of them start at all."""

    since: datetime
    until: datetime | None
    starts: tuple[tuple[datetime, str], ...]
    schedules: int


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
        clock: Clock,
        assistant: Assistant,
        commands: Commands,
        sources: Sources,
        schedules: Schedules,
        runs: Runs,
        why: Why,
    ) -> None:
        self._clock, self._assistant, self._commands = clock, assistant, commands
        self._sources, self._schedules, self._runs, self._why = sources, schedules, runs, why

    async def hear(self, phrase: str) -> Heard:
        """What a phrase comes to. Nothing is done here."""
        reading = await self._assistant.read(phrase)
        if isinstance(reading, Reading):
            return reading
        order = self._commands(phrase, self._clock.now(), self._assistant.zone)
        return (await self._answer(order, phrase) if order is not None else None) or reading

    async def _answer(self, order: Order | Question, phrase: str) -> Suggestion | Found | Question | None:
        match order:
            case Question():
                return await self._which_verb(order)
            case GoTo(place):
                return Going(place)
            case TellNext():
                return await asyncio.to_thread(_coming, order, await self._schedules.all())
            case TellWhy(name=name) | ShowLog(name=name):
                found = _one(name, await self._schedules.all(), phrase)
                return found if not isinstance(found, Schedule) else await self._told(order, found)
            case Do():
                return await self._do(order, phrase)

    async def _which_verb(self, asked: Question) -> Question | None:
        """Only where what it names is there; else the phrase is about something else."""
        orders = [self._commands(choice, self._clock.now(), self._assistant.zone) for choice in asked.choices]
        known = [schedule.name for schedule in await self._schedules.all()]
        named = (name for order in orders if isinstance(order, Do) for name in order.names)
        return asked if all(fitting(name, known) for name in named) else None

    # ------------------------------------------------------------------ told

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

    async def _do(self, order: Do, phrase: str) -> Suggestion | Nothing | Question | None:
        if order.verb is Verb.CANCEL:
            return await self._cancel(order, phrase)
        chosen: list[Schedule] = []
        known = await self._schedules.all()
        for name in order.names:
            found = _matching(name, known, phrase)
            if order.verb is Verb.RUN and not isinstance(found, list) and (alone := await self._workflow(name)):
                return Suggestion(f"run {alone.ref} now", (Start(alone),))
            if not isinstance(found, list):
                return found
            chosen += found
        return await self._suggested(order, list({one.id: one for one in chosen}.values()))

    async def _workflow(self, name: str) -> Workflow | None:
        """One that is there by itself, beside any schedule."""
        alive = [one for one in await self._sources.workflows() if one.gone_at is None]
        meant = [one for one in alive if spelled(name) in (spelled(one.title), spelled(one.ref))]
        return meant[0] if len(meant) == 1 else None

    async def _suggested(self, order: Do, chosen: Sequence[Schedule]) -> Suggestion | Nothing:
        changes, notes = await self._changes(order, chosen)
        if not changes:
            return Nothing("; ".join(notes) or "there is nothing to do")
        told = f"“{_name_of(changes[0])}”" if len(changes) == 1 else f"{len(changes)} schedules"
        now = " now" if order.verb is Verb.RUN else ""
        return Suggestion(f"{order.verb.value} {told}{now}", tuple(changes), tuple(notes[:NEAR]))

    async def _changes(self, order: Do, chosen: Sequence[Schedule]) -> tuple[list[Change], list[str]]:
        match order.verb:
            case Verb.PAUSE:
                pause = Pause(self._clock.now(), WHO, until=order.until)
                fit = [one for one in chosen if one.state != "ended" and _pause_differs(one, order.until)]
                notes = [f"“{one.name}” is {one.state} already" for one in chosen if one not in fit]
                return [Edit(one, replace(one, pause=pause)) for one in fit], notes
            case Verb.RESUME:
                fit = [one for one in chosen if one.pause is not None]
                notes = [f"“{one.name}” is not paused" for one in chosen if one.pause is None]
                return [Edit(one, replace(one, pause=None)) for one in fit], notes
            case Verb.REMOVE:
                return [Edit(one, None) for one in chosen], []
        by_id = {one.id: one for one in await self._sources.workflows()}
        notes = [f"{one.workflow_ref} is not known any more" for one in chosen if one.workflow not in by_id]
        there = [one for one in chosen if one.workflow in by_id]
        return [Start(by_id[one.workflow], one, one.input) for one in there], notes

    async def _cancel(self, order: Do, phrase: str) -> Suggestion | Nothing | Question | None:
        going = await self._runs.active()
        known = {one.name for one in await self._schedules.all()} | {_called(run) for run in going}
        stops: dict[str, Stop] = {}
        for name in order.names:
            found = fitting(name, known)
            if not found:
                return _nobody(name, sorted(known), phrase)
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


def _matching(name: str, known: Sequence[Schedule], phrase: str) -> list[Schedule] | Question | Nothing | None:
    found = set(fitting(name, [one.name for one in known]))
    if found:
        return [one for one in known if one.name in found]
    return _nobody(name, [one.name for one in known], phrase)


def _one(name: str, known: Sequence[Schedule], phrase: str) -> Schedule | Question | Nothing | None:
    found = _matching(name, known, phrase)
    return found[0] if isinstance(found, list) else found


def _nobody(name: str, known: Sequence[str], phrase: str) -> Question | Nothing | None:
    """A name that nobody has: those that it may have meant; with several words it may be no name at all."""
    shown = one_line(name, 60)
    if is_pattern(name):
        return Nothing(f"no schedule fits “{shown}”", missing=True)
    near = [phrase.replace(name, one, 1) for one in _near(name, known)]
    if near:
        return Question(f"there is no schedule “{shown}”; which one is it?", tuple(near))
    return None if " " in name else Nothing(f"there is no schedule “{shown}”", missing=True)


def _near(name: str, known: Sequence[str]) -> list[str]:
    low = spelled(name)
    alike = {spelled(one): one for one in known}
    holding = [one for said, one in alike.items() if f" {low}" in f" {said}"]
    close = [alike[said] for said in difflib.get_close_matches(low, alike, n=NEAR, cutoff=0.7)]
    return list(dict.fromkeys([*holding, *close]))[:NEAR]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{one_line(name, 40)}”" for name in names)


# ------------------------------------------------------------------ what is to come


def _coming(order: TellNext, schedules: Sequence[Schedule]) -> Coming:
    """In a stretch of time the first start of each; without an end, the very first of all."""
    starts = [(at, one) for one in schedules if (at := _first(one, order)) is not None]
    soonest = nsmallest(SHOWN, starts, key=lambda start: (start[0], start[1].name))
    if order.until is None:  # the very first ones are among those of the schedules that start first
        soonest = [(at, one) for _, one in soonest for at in _moments(one, order, SHOWN)]
    first = nsmallest(SHOWN, ((at, one.name) for at, one in soonest))
    return Coming(order.since, order.until, tuple(first), len(starts))


def _first(schedule: Schedule, order: TellNext) -> datetime | None:
    """Its first start then. Most need no rule for that: their next moment is kept."""
    at = schedule.next_at
    if at is None or (order.until is not None and at >= order.until):
        return None
    if at >= order.since and schedule.pause is None:
        return at
    return next(iter(_moments(schedule, order, 1)), None)


def _moments(schedule: Schedule, order: TellNext, most: int) -> list[datetime]:
    """Those at which it is not paused."""
    pause = schedule.pause
    if schedule.next_at is None or (pause is not None and pause.until is None):
        return []
    since = max(order.since, pause.until) if pause is not None and pause.until else order.since
    ahead = schedule.timing.moments_after(since - datetime.resolution)
    return list(islice(takewhile(lambda at: order.until is None or at < order.until, ahead), most))

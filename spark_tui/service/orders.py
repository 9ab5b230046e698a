"""What is said to Spark in a sentence: a schedule, or an order about what is there.

A phrase that can be a schedule is one. What tells of something is answered; what changes something is a
suggestion, shown before it happens.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from spark_tui.domain.change import Start, Suggestion
from spark_tui.domain.order import (
    Do,
    GoTo,
    Order,
    Place,
    Rename,
    Retime,
    ShowLog,
    Tell,
    TellHealth,
    TellHelp,
    TellNext,
    TellPast,
    TellWhen,
    TellWhich,
    TellWhy,
    Verb,
    Which,
)
from spark_tui.domain.parting import split_input, with_input
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.service.assistant import Assistant, Reading
from spark_tui.service.coming import Coming, coming
from spark_tui.service.fitting import fitting
from spark_tui.service.known import Known
from spark_tui.service.meant import Nothing, one_of
from spark_tui.service.suggesting import cancelled, done, moved, reclocked, renamed
from spark_tui.service.telling import Passed, Reasons, Said, Telling, Told, health, last_known, past_known, those

if TYPE_CHECKING:
    from spark_tui.service.inputs import Inputs
    from spark_tui.service.ports import Clock
    from spark_tui.service.runs import Runs
    from spark_tui.service.schedules import Schedules
    from spark_tui.service.sources import Sources
    from spark_tui.service.why import Why

Commands = Callable[[str, datetime, str], Order | Question | None]
"""(phrase, now, zone) → what is ordered; None where it is no command."""


@dataclass(frozen=True, slots=True)
class Going:
    """Another part of the app is meant."""

    place: Place


@dataclass(frozen=True, slots=True)
class Help:
    """What can be said; `example` is a name that is there, or empty."""

    example: str = ""


Found = Coming | Told | Going | Help | Nothing
Heard = Reading | Question | Refusal | Suggestion | Found


class Orders:
    """Hears a phrase to its end."""

    def __init__(
        self,
        clock: "Clock",
        assistant: Assistant,
        commands: Commands,
        sources: "Sources",
        schedules: "Schedules",
        runs: "Runs",
        why: "Why",
        inputs: "Inputs",
    ) -> None:
        self._clock, self._assistant, self._commands, self._inputs = clock, assistant, commands, inputs
        self._sources, self._schedules, self._runs = sources, schedules, runs
        self._telling = Telling(clock, schedules, runs, why)

    async def hear(self, phrase: str, known: Known | None = None) -> Heard:
        """What a phrase comes to. Nothing is done here.

        Over what is known nothing is read; without that the store is looked at, and more can be told.
        """
        reading = await self._assistant.read(phrase)
        said, given = split_input(phrase)
        order = self._commands(said, self._clock.now(), self._assistant.zone)
        if order is None or (isinstance(reading, Reading) and not isinstance(order, Retime)):
            return reading
        if isinstance(order, GoTo):
            return Going(order.place)
        there = known or await self._look(order)
        if isinstance(order, Retime) and isinstance(reading, Reading) and not there.names.fitting(order.name):
            return reading  # to move something may be what a workflow does
        answer = await self._answer(order, said, there, anew=known is None)
        answer = _with(answer, given) if answer and given else answer
        if isinstance(answer, Suggestion):
            return await fitting(answer, None if known else self._inputs, told=bool(given))
        return answer or reading

    async def _look(self, order: Order | Question) -> Known:
        """What is there, and of what goes on as much as the order is about."""
        known = Known(await self._schedules.all(), await self._sources.workflows())
        match order:
            case Do(Verb.CANCEL) | TellWhich(Which.RUNNING):
                return replace(known, active=await self._runs.active())
            case TellWhich(Which.FAILING):
                return replace(known, latest=await self._runs.latest())
            case TellHealth():
                return replace(known, sources=await self._sources.all())
        return known

    async def _answer(
        self, order: Tell | Do | Rename | Retime | Question, phrase: str, known: Known, *, anew: bool
    ) -> Suggestion | Found | Question | Refusal | None:
        """What looks through all of them does so on a thread: ten thousand take a frame."""
        match order:
            case Question():
                return await asyncio.to_thread(self._which_verb, order, known)
            case TellNext():
                return await asyncio.to_thread(coming, order, known.schedules)
            case TellPast():
                return await self._past(order, known, anew=anew)
            case TellWhich(which):
                return await asyncio.to_thread(those, which, known)
            case TellHealth(name):
                return _health(name, known)
            case TellHelp():
                return Help(next((schedule.name for schedule in known.schedules), ""))
            case Do(Verb.CANCEL):
                return await asyncio.to_thread(cancelled, order, known, phrase)
            case Do():
                return await asyncio.to_thread(done, order, known, self._clock.now(), phrase)
        return await self._of_one(order, phrase, known, anew=anew)

    async def _past(self, order: TellPast, known: Known, *, anew: bool) -> Passed:
        return await (self._telling.past(order) if anew else asyncio.to_thread(past_known, order, known))

    async def _of_one(
        self, order: TellWhy | TellWhen | ShowLog | Rename | Retime, phrase: str, known: Known, *, anew: bool
    ) -> Suggestion | Found | Question | Refusal | None:
        schedule = await asyncio.to_thread(one_of, order.name, known, phrase)
        if not isinstance(schedule, Schedule):
            return schedule
        if isinstance(order, ShowLog | TellWhy):
            return await self._last(schedule, order) if anew else last_known(schedule, known)
        return await self._about(schedule, order, phrase, known)

    async def _last(self, schedule: Schedule, order: ShowLog | TellWhy) -> Said | Reasons:
        if isinstance(order, ShowLog):
            return await self._telling.last_run(schedule)
        return await (self._telling.last_failure(schedule) if order.failed else self._telling.last_moment(schedule))

    async def _about(
        self, schedule: Schedule, order: TellWhen | Rename | Retime, phrase: str, known: Known
    ) -> Suggestion | Found | Question | Refusal:
        match order:
            case TellWhen():
                return self._telling.ahead(schedule)
            case Rename():
                return renamed(order, schedule, known)
            case Retime():
                return await self._moved(schedule, order, phrase)

    async def _moved(self, schedule: Schedule, order: Retime, phrase: str) -> Suggestion | Question | Refusal | Nothing:
        """A time of day alone leaves the days as they are."""
        if order.clock is not None:
            return reclocked(schedule, order.clock, self._clock.now(), self._assistant.words)
        reading = await self._assistant.read(order.when, zone=schedule.zone)
        match reading:
            case Reading():
                return moved(schedule, reading)
            case Question(choices=choices):
                before, _, behind = " ".join(phrase.split()).rpartition(order.when)  # the name may hold it too
                return replace(reading, choices=tuple(f"{before}{choice}{behind}" for choice in choices))
        return reading

    def _which_verb(self, asked: Question, known: Known) -> Question | None:
        """Only where what it names is there; else the phrase is about something else."""
        orders = [self._commands(choice, self._clock.now(), self._assistant.zone) for choice in asked.choices]
        named = (name for order in orders if isinstance(order, Do) for name in order.names)
        return asked if all(known.names.fitting(name) for name in named) else None


def _health(name: str, known: Known) -> Found | None:
    """A name that no source has may be no name at all."""
    reach = health(name, known)
    if reach.sources or not name:
        return reach
    if " " in name:
        return None
    return Nothing(f"there is no source “{one_line(name, 60)}”", missing=True, hint="see: spark source list")


def _with(answer: Suggestion | Found | Question | Refusal, given: str) -> Suggestion | Found | Question | Refusal:
    """What starts is told it; what else is done has no use for it, and that is said."""
    match answer:
        case Question(choices=choices):
            return replace(answer, choices=tuple(with_input(choice, given) for choice in choices))
        case Suggestion(changes=changes):
            started = tuple(replace(one, given=given) if isinstance(one, Start) else one for one in changes)
            unused = () if started != changes else (f"not used: “{one_line(given, 60)}”",)
            return replace(answer, changes=started, notes=(*answer.notes, *unused))
    return answer

"""From a phrase to a proposal: what was understood, of which workflow, shown before it is kept."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from spark_tui.domain.command import command_of, is_command, split_command, title_of, wrong_command
from spark_tui.domain.errors import BadTiming
from spark_tui.domain.given import Given
from spark_tui.domain.inputs import Values
from spark_tui.domain.parting import at_colons, split_input, with_input
from spark_tui.domain.proposal import Answer, Draft, Proposal, Question, Refusal
from spark_tui.domain.remarks import remarks
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.timing import ClockChange, Cron, Timing, zone_of
from spark_tui.domain.workflow import Workflow
from spark_tui.service.finding import given_name
from spark_tui.service.vocabulary import FILLER, every_word_of, words_of

if TYPE_CHECKING:
    from spark_tui.service.ports import Clock, Planner, Words

SHOWN = 5  # moments that a proposal shows
_PLACE = re.compile(r"\{\{-?\s*(?:input|due|now|last_result|attempt)\b")  # as a template would have it
Lacking = Callable[[Workflow, Values], Awaitable[Sequence[str]]]
"""The secrets that a run of it with these values would miss on this machine, in words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A phrase that was understood: in words and as the next moments."""

    draft: Draft
    words: str
    upcoming: tuple[datetime, ...]
    remarks: tuple[str, ...] = ()
    command: str = ""  # the key of a command of this machine, where the phrase gives one by hand
    given: str = ""  # what the workflow is told, where the phrase says that

    @property
    def beside(self) -> str:
        """What is not about when."""
        return f"{self.draft.task}: {self.given}" if self.given else self.draft.task


async def _nothing(_: Workflow, __: Values) -> Sequence[str]:
    return ()


class Assistant:
    """The door through which every schedule comes in."""

    def __init__(
        self,
        planner: "Planner",
        words: "Words",
        clock: "Clock",
        zone: str,
        free_name: Callable[[str], Awaitable[str]],
        lacking: Lacking = _nothing,
    ) -> None:
        self._planner, self.words, self._clock = planner, words, clock
        self._free_name, self.lacking = free_name, lacking
        self.zone = zone

    async def read(
        self,
        phrase: str,
        *,
        zone: str = "",
        now: datetime | None = None,
        count: int = SHOWN,
        clock_change: ClockChange = ClockChange(),
    ) -> Reading | Question | Refusal:
        """What a phrase (or a cron expression) means; a Question or a Refusal where it means no one thing."""
        now = now or self._clock.now()
        said, given = split_input(phrase)
        when, command = split_command(said)
        if (unfit := wrong_command(said)) is not None:
            return Refusal(unfit.message, unfit.hint)
        try:
            zone_of(zone or self.zone)
            answer, told = await self._answer(when, now, zone or self.zone)
            given = given or told
            if isinstance(answer, Question):
                return replace(answer, choices=tuple(with_input(choice, given) for choice in answer.choices))
            if isinstance(answer, Refusal):
                return answer
            answer = replace(answer, timing=replace(answer.timing, clock_change=clock_change))
            reading = self._reading(answer, now, count, command and command_of(command))
            return replace(reading, given=given) if isinstance(reading, Reading) else reading
        except BadTiming as wrong:
            return Refusal(wrong.message, wrong.hint)

    async def _answer(self, phrase: str, now: datetime, zone: str) -> tuple[Answer, str]:
        """What is behind a colon is an input where the phrase before it says when and what; no time is read in it."""
        for before, given in at_colons(phrase):
            answer = await self._planner(before, now, zone)
            if isinstance(answer, Draft) and words_of(answer.task):
                return answer, given
        return await self._planner(phrase, now, zone), ""

    def read_cron(self, fields: str, zone: str) -> Reading | Refusal:
        """The same of what can be nothing but a cron expression."""
        try:
            draft = Draft(Timing((Cron(fields, zone),)), zone, fields)
            return self._reading(draft, self._clock.now())
        except BadTiming as wrong:
            return Refusal(wrong.message, wrong.hint)

    def _reading(self, draft: Draft, now: datetime, count: int = SHOWN, command: str = "") -> Reading | Refusal:
        upcoming = draft.timing.upcoming(now, count)
        if not upcoming:
            return Refusal("that moment has passed, or never comes", "say a time that is still to come")
        said = self.words(draft.timing, draft.zone)
        return Reading(draft, said, upcoming, remarks(draft.timing, now), command)

    async def propose(
        self,
        reading: Reading,
        workflow: Workflow,
        *,
        name: str = "",
        given: str = "",
        policy: Policy | None = None,
        tags: tuple[str, ...] = (),
        values: Values = Values(),
        template: bool = False,
    ) -> Proposal:
        """What would be kept if a person accepts it; nothing is stored here. Raises Invalid for no template or name."""
        told = given or reading.given
        if template:
            Given(told, values).check()
        chosen = given_name(name) if name else await self._free_name(_called(workflow))
        return Proposal(
            name=chosen,
            workflow=workflow,
            draft=reading.draft,
            words=reading.words,
            upcoming=reading.upcoming,
            input=told,
            policy=policy or Policy(),
            notes=(
                *notes(reading, workflow),
                *await self.lacking(workflow, values),
                *_about(Given(told, values), template=template),
            ),
            tags=tags,
            values=values,
            template=template,
        )


def retimed(schedule: Schedule, reading: Reading) -> Schedule:
    """At other times; what it does when its clock changes stays."""
    draft = reading.draft
    timing = replace(draft.timing, clock_change=schedule.timing.clock_change)
    return replace(schedule, timing=timing, zone=draft.zone, phrase=draft.phrase, words=reading.words)


def _called(workflow: Workflow) -> str:
    """A command is called by its line, without the options that it is started with."""
    return title_of(workflow.key)[0] if is_command(workflow.key) else workflow.title


def notes(reading: Reading, workflow: Workflow) -> list[str]:
    """What a person should know before accepting."""
    told = [f"assumed: {text}" for text in reading.draft.assumed]
    told += reading.remarks
    other = reading.command if reading.command != workflow.key else ""
    if unused := f"{_unused(reading.draft.task, workflow)} {other}".strip():
        told.append(f"not used: “{unused}”")
    if is_command(workflow.key) and _PLACE.search(workflow.key):
        told.append("what is in {{ }} is a part of the command; the input is on its standard input and in $SPARK_INPUT")
    if workflow.gone_at is not None:
        told.append(f"{workflow.ref} was not there any more at the last sync")
    return told


def _about(given: Given, *, template: bool) -> list[str]:
    """That places to fill are none, where somebody may have meant them to be filled."""
    if template or not given.looks_like_a_template:
        return []
    return ["what is in {{ }} is sent as it stands; as a template it would be filled when a run starts"]


def _unused(task: str, workflow: Workflow) -> str:
    """The words of the task that neither name the workflow nor only lead up to it."""
    names = (workflow.title, *workflow.aliases, workflow.key, workflow.source_name)
    known = FILLER.union(*map(words_of, names))
    left = [word for word in task.split() if (said := every_word_of(word)) and not known.issuperset(said)]
    return " ".join(left)

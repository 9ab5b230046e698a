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
from spark_tui.domain.proposal import Draft, Proposal, Question, Refusal
from spark_tui.domain.remarks import remarks
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.timing import ClockChange, Cron, Timing, zone_of
from spark_tui.domain.workflow import Workflow
from spark_tui.service.finding import slug
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
        when, command = split_command(phrase)
        if (unfit := wrong_command(phrase)) is not None:
            return Refusal(unfit.message, unfit.hint)
        try:
            zone_of(zone or self.zone)
            answer = await self._planner(when, now, zone or self.zone)
            if not isinstance(answer, Draft):
                return answer
            answer = replace(answer, timing=replace(answer.timing, clock_change=clock_change))
            return self._reading(answer, now, count, command and command_of(command))
        except BadTiming as wrong:
            return Refusal(wrong.message, wrong.hint)

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
        """What would be kept if a person accepts it. Nothing is stored here. Raises Invalid for no template."""
        if template:
            Given(given, values).check()
        chosen = slug(name) if name else await self._free_name(_called(workflow))
        return Proposal(
            name=chosen,
            workflow=workflow,
            draft=reading.draft,
            words=reading.words,
            upcoming=reading.upcoming,
            input=given,
            policy=policy or Policy(),
            notes=(
                *notes(reading, workflow),
                *await self.lacking(workflow, values),
                *_about(Given(given, values), template=template),
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

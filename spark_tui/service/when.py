"""When a wanted schedule runs: exactly as it says, or as its phrase is understood."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import Cron, Interval, Timing
from spark_tui.service.assistant import Assistant, Reading
from spark_tui.service.wanted import Findings, WantedSchedule, Where


@dataclass(frozen=True, slots=True)
class Timed:
    """A timing, the clock in which it is shown, and what was said of it."""

    timing: Timing
    zone: str
    phrase: str


class When:
    """Reads what is said, beside what was said before."""

    def __init__(self, assistant: Assistant, found: Findings) -> None:
        self._assistant, self._found = assistant, found

    async def of(self, wanted: WantedSchedule, before: Schedule | None) -> Timed | None:
        """None where it cannot be told when, which is found to be a fault."""
        at = ("schedules", wanted.name)
        if wanted.timing is not None:
            zone = wanted.zone or wanted.timing.zone or self._assistant.zone
            await self._check_phrase(wanted, wanted.timing, zone, before, at)
            return Timed(wanted.timing, zone, wanted.phrase)
        if not wanted.when:
            return None  # it could not be read, and that has been said
        answer = await self._assistant.read(wanted.when, zone=wanted.zone, clock_change=wanted.clock_change)
        if before is not None and _still_said(before, wanted, answer):
            timing = replace(before.timing, clock_change=wanted.clock_change)
            return Timed(timing, before.zone, before.phrase)
        match answer:
            case Question(text, choices):
                self._found.fault((*at, "when"), text, " or ".join(f"“{choice}”" for choice in choices))
                return None
            case Refusal():
                self._found.fault((*at, "when"), answer)
                return None
        self._found.notes += [f"schedule {wanted.name}: {note}" for note in _notes(answer, wanted.zone)]
        return Timed(answer.draft.timing, answer.draft.zone, wanted.when)

    async def _check_phrase(
        self, wanted: WantedSchedule, timing: Timing, zone: str, before: Schedule | None, at: Where
    ) -> None:
        """A phrase beside an exact time is only remembered: whoever changed it alone meant it to count."""
        if not wanted.phrase or (before is not None and before.phrase == wanted.phrase):
            return
        answer = await self._assistant.read(wanted.phrase, zone=zone)
        if not isinstance(answer, Reading) or not contradict(answer.draft.timing, timing):
            return
        if before is not None and before.timing == timing:
            hint = f"to have it read: when: {one_line(wanted.phrase, 60)}, without the exact time"
            self._found.fault((*at, "phrase"), f"it says “{answer.words}”, and the exact time says another", hint)
        else:
            self._found.notes.append(f"schedule {wanted.name}: “{one_line(wanted.phrase, 60)}” is not when it runs")


def _notes(answer: Reading, zone: str) -> Iterator[str]:
    """What a person should know of how the phrase was understood."""
    draft = answer.draft
    yield from (f"assumed {text}" for text in draft.assumed)
    yield from answer.remarks
    if draft.task:
        yield f"“{one_line(answer.beside, 60)}” is not about when, and is not used"
    if zone and draft.zone != zone:
        yield f"the phrase names the zone {draft.zone}, which counts"


def _still_said(before: Schedule, wanted: WantedSchedule, answer: Reading | Question | Refusal) -> bool:
    """The same phrase as before. Read again later it may count from another moment; it means what it meant."""
    if before.phrase != wanted.when:
        return False
    if not isinstance(answer, Reading):
        return wanted.zone in ("", before.zone)
    return before.zone == answer.draft.zone and not contradict(answer.draft.timing, before.timing)


def contradict(one: Timing, other: Timing) -> bool:
    """Whether two timings cannot come of one phrase, whenever it was read."""
    return _outline(one) != _outline(other)


def _outline(timing: Timing) -> object:
    """What of a timing does not depend on the moment at which its phrase was read."""
    parts = sorted(
        (trigger.fields, trigger.zone)
        if isinstance(trigger, Cron)
        else (type(trigger).__name__, str(trigger.every) if isinstance(trigger, Interval) else "")
        for trigger in timing.triggers
    )
    return parts, timing.count, timing.exclude

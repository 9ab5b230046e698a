"""What lies before a model in one turn: what it may ask, what it has read, what it has suggested."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice, takewhile

from spark_tui.domain.change import Change, Suggestion
from spark_tui.domain.errors import Invalid
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.talk import Result
from spark_tui.domain.text import clip, one_line
from spark_tui.domain.timing import Timing, zone_of
from spark_tui.service.assistant import Assistant
from spark_tui.service.inputs import Inputs
from spark_tui.service.ports import Clock, Mentions
from spark_tui.service.runs import Runs
from spark_tui.service.schedules import Schedules
from spark_tui.service.sources import Sources
from spark_tui.service.why import Why

COMPARED = 1_500  # moments of a timing that are held against the phrase …
HORIZON = timedelta(days=400)  # … or those up to so far ahead
PROSE = 60  # characters; a longer name is more than a name
SHOWN = "shown to the person, who now decides; nothing has changed yet"


@dataclass(slots=True)
class Desk:
    """One turn. `read` names the text from outside that the model has seen in it."""

    sources: Sources
    inputs: Inputs
    schedules: Schedules
    runs: Runs
    assistant: Assistant
    clock: Clock
    mentions: Mentions
    why: Why
    phrase: str
    suggestions: list[Suggestion] = field(default_factory=list)
    read: dict[str, None] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return self.assistant.zone

    # ------------------------------------------------------------------ what a model reads

    def outside(self, text: str, what: str, limit: int = 300) -> str:
        """Text that others wrote; from now on every suggestion says that the model had it."""
        if text:
            self.read[what] = None
        return clip(text, limit)

    def name(self, text: str) -> str:
        """A name that others gave. One that goes on like a sentence counts as text."""
        return self.outside(text, f"the name “{one_line(text, 40)}”", 120) if len(text) > PROSE else text

    def told(self, at: datetime | None) -> str | None:
        """A moment on the clock that the model was told."""
        return f"{at.astimezone(zone_of(self.zone)):%a %Y-%m-%dT%H:%M:%S}" if at else None

    def shown(self, at: datetime) -> str:
        """A moment for a person."""
        return f"{at.astimezone(zone_of(self.zone)):%a %-d %b %Y %H:%M}"

    def moment(self, text: str) -> datetime:
        """The moment that a model means; a date alone is its midnight. Raises Invalid."""
        try:
            found = datetime.fromisoformat(text.strip())
        except ValueError:
            raise Invalid(f"“{one_line(text, 40)}” is no moment", hint="ISO 8601, such as 2026-11-23T09:00") from None
        return found if found.tzinfo else found.replace(tzinfo=zone_of(self.zone))

    # ------------------------------------------------------------------ what it suggests

    def suggest(
        self, says: str, changes: Sequence[Change], notes: Sequence[str] = (), doubts: Sequence[str] = ()
    ) -> Result:
        """Lay it before the person. Raises Invalid where there is nothing to do."""
        if not changes:
            raise Invalid("there is nothing to do", hint="; ".join(notes))
        self.suggestions.append(Suggestion(says, tuple(changes), tuple(notes), tuple(doubts), tuple(self.read)))
        return Result("; ".join((SHOWN, *notes, *doubts)))

    def differences(self, timing: Timing, zone: str, before: Schedule | None = None) -> list[str]:
        """What the person said of times and days that the timing has not, nor had before."""
        now = self.clock.now()
        known = [timing, *([before.timing] if before else [])]
        moments = [moment for each in known for moment in _ahead(each, now)]
        return self.unsaid(moments, zone)

    def unsaid(self, moments: Sequence[datetime], zone: str) -> list[str]:
        mentioned = self.mentions(self.phrase, self.clock.now(), zone)
        return [f"you said {said}, and it is not among these moments" for said in mentioned.missing(moments, zone)]


def _ahead(timing: Timing, now: datetime) -> list[datetime]:
    near: Callable[[datetime], bool] = lambda moment: moment <= now + HORIZON  # noqa: E731
    return list(takewhile(near, islice(timing.moments_after(now), COMPARED)))

"""Messages out: who hears of a run, when, and in which words.

A destination is where messages go; a schedule's rules say of what one hears. Each message is kept before
it goes (the outbox), by a key that is the same for the same news, so that it goes once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from spark_tui.domain.document import hidden
from spark_tui.domain.errors import Invalid
from spark_tui.domain.ids import RunId
from spark_tui.domain.run import Run
from spark_tui.domain.source import SecretName
from spark_tui.domain.templates import Facts, check, rendered
from spark_tui.domain.text import clean, clip, one_line

TITLE_LIMIT, TEXT_LIMIT = 120, 3_500  # characters: WhatsApp and Telegram take 4,096
MOST_TRIES = 10
FIRST_REST, LONGEST_REST = timedelta(seconds=15), timedelta(hours=1)
NAMES = ("event", "schedule", "state", "reason", "result", "seconds")  # beside the facts of every template


class Event(StrEnum):
    """What of a run is told; all of it but `late` at its end, when no attempt follows."""

    SUCCESS = "success"
    FAILURE = "failure"
    RECOVERY = "recovery"  # the first success after a failure
    LATE = "late"  # it should have started and has not
    CHANGED = "changed"  # its result is another than that of the success before


@dataclass(frozen=True, slots=True)
class Deliver:
    """A rule of a schedule: of what a destination hears. `text` is a template; empty for Spark's own words."""

    to: str
    on: tuple[Event, ...] = (Event.FAILURE, Event.RECOVERY)
    text: str = ""

    def __post_init__(self) -> None:
        if not self.to or not self.on:
            raise Invalid("a delivery is to a destination, on an event", hint=f"events: {', '.join(Event)}")
        object.__setattr__(self, "on", tuple(event for event in Event if event in self.on))
        check(self.text, NAMES)


def rule(to: str, on: str, text: str = "") -> Deliver:
    """As a person says it: events by commas or spaces, failures and recoveries where none is. Raises Invalid."""
    events = tuple(_event(word) for word in on.replace(",", " ").split())
    return Deliver(to, events, text) if events else Deliver(to, text=text)


def _event(word: str) -> Event:
    try:
        return Event(word.lower())
    except ValueError:
        raise Invalid(f"“{one_line(word, 40)}” is no event", hint=f"events: {', '.join(Event)}") from None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where messages go. Its URL is in the vault, under `secret`; `place` is what of it may be seen."""

    name: str
    kind: str
    secret: SecretName
    place: str = ""

    @property
    def own_url(self) -> bool:
        """Whether its URL was put into the vault for it alone, and goes with it."""
        return self.secret == own_secret(self.name)


def own_secret(destination: str) -> SecretName:
    """The name in the vault of a URL that was given for a destination alone."""
    return SecretName(f"destination-{destination}")


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out. `key` is the same whenever the same message is sent again."""

    key: str
    title: str
    text: str
    event: str
    at: datetime
    schedule: str = ""
    run: str = ""
    bad: bool = False


class Standing(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way: that it is to go, and how often that was tried."""

    key: str
    at: datetime
    to: str
    event: Event
    run: RunId
    schedule_name: str
    text: str = ""
    standing: Standing = Standing.WAITING
    tries: int = 0
    next_at: datetime | None = None
    wrong: str = ""

    def tried(self, now: datetime) -> "Letter":
        """As it stands while it is being sent: if nobody lives to say how that went, it comes again."""
        rest = min(FIRST_REST * 2.0 ** min(self.tries, 20), LONGEST_REST)
        return replace(self, tries=self.tries + 1, next_at=now + rest)

    def went(self, wrong: str, *, again: bool) -> "Letter":
        """What became of the try."""
        if not wrong:
            return replace(self, standing=Standing.SENT, next_at=None, wrong="")
        if again and self.tries < MOST_TRIES:
            return replace(self, wrong=wrong)
        return replace(self, standing=Standing.GIVEN_UP, next_at=None, wrong=wrong)


def letters(run: Run, events: frozenset[Event], rules: tuple[Deliver, ...], now: datetime) -> list[Letter]:
    """What goes to whom when these happened to a run; of several that one rule names only the most telling."""
    found = []
    for rule in rules:
        if told := [event for event in _MOST_TELLING if event in rule.on and event in events]:
            event = told[0]
            key = f"{event}:{run.id}:{rule.to}"
            found.append(Letter(key, now, rule.to, event, run.id, run.schedule_name, rule.text, next_at=now))
    return found


_MOST_TELLING = (Event.LATE, Event.FAILURE, Event.RECOVERY, Event.CHANGED, Event.SUCCESS)
_WORDS = {
    Event.SUCCESS: "succeeded",
    Event.RECOVERY: "succeeded again",
    Event.LATE: "late: it should have started and has not",
    Event.CHANGED: "another result than before",
}


def message(letter: Letter, run: Run, facts: Facts) -> Message:
    """In the words of the rule, or ours. Raises Invalid for a template that cannot be filled."""
    title = f"{letter.schedule_name}: {_WORDS.get(letter.event) or run.state.value.replace('_', ' ')}"
    result, reason = hidden(run.result), hidden(run.reason)
    own = "\n\n".join(filter(None, (reason if run.state.over else "", result))) or title
    text = own
    if letter.text:
        took = (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else 0.0
        said = {"event": letter.event.value, "schedule": letter.schedule_name, "state": run.state.value}
        text = rendered(letter.text, facts, reason=reason, result=result, seconds=took, **said)
    return Message(
        key=letter.key,
        title=one_line(title, TITLE_LIMIT),
        text=clip(clean(text).strip() or title, TEXT_LIMIT),
        event=letter.event.value,
        at=letter.at,
        schedule=letter.schedule_name,
        run=run.id,
        bad=letter.event in (Event.FAILURE, Event.LATE),
    )

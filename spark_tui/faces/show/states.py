"""In which state: of a schedule, a run, a moment, and how it came to be."""

from datetime import datetime
from typing import NamedTuple

from spark_tui.domain.failing import BY as ITSELF
from spark_tui.domain.lateness import late_from
from spark_tui.domain.ledger import Entry
from spark_tui.domain.run import BAD_ENDS, Cause, Run, RunState
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.why import PROMPT
from spark_tui.faces.show.lengths import duration
from spark_tui.faces.show.times import moment


class Sign(NamedTuple):
    """A state as a glyph (one cell wide), a word, and a mood that a face may colour."""

    glyph: str
    word: str
    mood: str


# A question mark wants a person's word, and nothing else has one.
SIGNS = {
    "active": Sign("●", "active", "good"),
    "paused": Sign("⏸", "paused", "warn"),
    "ended": Sign("○", "ended", "dim"),
    "failing": Sign("✗", "failing", "bad"),
    "late": Sign("!", "late", "bad"),
    "queued": Sign("○", "queued", "live"),
    "running": Sign("▶", "running", "live"),
    "waiting": Sign("?", "waiting", "warn"),
    "succeeded": Sign("✓", "succeeded", "good"),
    "failed": Sign("✗", "failed", "bad"),
    "timed_out": Sign("✗", "timed out", "bad"),
    "cancelled": Sign("–", "cancelled", "warn"),
    "lost": Sign("∅", "lost", "bad"),
    "expired": Sign("!", "expired", "bad"),
    "held": Sign("?", "held", "warn"),
    "missed": Sign("!", "missed", "bad"),
    "superseded": Sign("–", "superseded", "dim"),
    "skipped": Sign("–", "skipped", "warn"),
    "recovered": Sign("✓", "recovered", "good"),
    "due": Sign("○", "due", "live"),
    "planned": Sign("○", "planned", "live"),
    "never": Sign("–", "never", "dim"),
    "up": Sign("●", "up", "good"),
    "down": Sign("✗", "down", "bad"),
    "undelivered": Sign("✗", "not sent", "bad"),
    "back": Sign("●", "is back", "good"),
    "refused": Sign("✗", "refused", "bad"),
    "unknown": Sign("○", "not asked yet", "dim"),
}


def sign(state: str) -> Sign:
    return SIGNS.get(state, Sign("?", state, "dim"))


def standing(schedule: Schedule, latest: Run | None, now: datetime) -> str:
    """late, running, paused, ended, failing or active: the one word that matters most now."""
    late = late_from(schedule, latest)
    if late is not None and late <= now:
        return "late"
    if latest is not None and latest.state is RunState.RUNNING:
        return "running"
    if latest is not None and latest.state is RunState.WAITING:
        return "waiting"
    if schedule.state == "active" and latest is not None and latest.state in BAD_ENDS:
        return "failing"
    return schedule.state


def origin(entry: Entry) -> str:
    """Why there is a run, where it is not simply the schedule: by hand, a backfill, caught up, another attempt."""
    by = f" by {entry.asked_by}" if entry.asked_by else ""
    said = {Cause.MANUAL: f"by hand{by}", Cause.CATCH_UP: "caught up", Cause.RETRY: f"attempt {entry.attempt}"}
    backfill = f"backfill {entry.batch[:8]}{by}"
    if entry.state == RunState.HELD:
        return "waits for a yes"
    return backfill if entry.cause is Cause.BACKFILL else said.get(entry.cause, "") if entry.cause else ""


def lateness(entry: Entry) -> str:
    """How late a moment of the schedule's own started; empty where it was prompt, or has not started."""
    if entry.started_at is None or entry.batch or entry.started_at - entry.due_at <= PROMPT:
        return ""
    return f"{duration(entry.started_at - entry.due_at)} late"


def pause(of: Pause, zone: str, now: datetime) -> str:
    """paused by you until today 10:00: the note; or paused itself, with its reason."""
    who = "paused itself" if of.by == ITSELF else f"paused by {of.by}" if of.by else "paused"
    until = f" until {moment(of.until, zone, now)}" if of.until else ""
    return f"{who}{until}{f': {of.note}' if of.note else ''}"

"""Values as text, the same in every face: how long, when, in which state, by which rule.

All of it is pure: the moment and the zone come in as parameters, plain text goes out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, assert_never

from spark_tui.domain.failing import BY as ITSELF
from spark_tui.domain.lateness import late_from
from spark_tui.domain.ledger import Entry
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import BAD_ENDS, Cause, Run, RunState
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy, Schedule
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import Cron, Fold, Gap, Interval, Once, Rule, Timing, Trigger, zone_of
from spark_tui.domain.trouble import TRANSIENT, Trouble
from spark_tui.domain.why import PROMPT
from spark_tui.service.ports import Lease

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAMED = 3  # runs that are told by their names
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# ------------------------------------------------------------------ how long


def duration(span: timedelta | float) -> str:
    """0.4s, 12s, 2m 56s, 3h 04m, 7d 5h: at most two units."""
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    if seconds < 9.95:
        return f"{max(0.0, seconds):.1f}s"
    minutes, rest = divmod(round(seconds), 60)
    hours, days = minutes // 60, minutes // 1440
    if not minutes:
        return f"{rest}s"
    if not hours:
        return f"{minutes}m {rest:02}s"
    return f"{hours}h {minutes % 60:02}m" if not days else f"{days}d {hours % 24}h"


def size(bytes_: int) -> str:
    """512 B, 3.4 kB, 120 MB, 1.2 GB"""
    amount, unit = float(bytes_), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.1f} {unit}" if amount < 10 and unit != "B" else f"{amount:.0f} {unit}"


def countdown(left: timedelta) -> str:
    """0:12:41 below a day, 3d 22h above, `now` when it has come."""
    seconds = -(-left // timedelta(seconds=1))
    if seconds <= 0:
        return "now"
    if seconds >= 86_400:
        return duration(float(seconds))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def from_now(left: timedelta) -> str:
    """in 3 h, in 12 s, 2 days ago: one unit, as people say it."""
    seconds = left.total_seconds()
    if abs(seconds) < 1:
        return "now"
    said = _one_unit(abs(seconds))
    return f"in {said}" if seconds > 0 else f"{said} ago"


def _one_unit(seconds: float) -> str:
    for size, unit in ((86_400, "day"), (3_600, "h"), (60, "min"), (1, "s")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}"
    return "1 s"


def took(run: Run, now: datetime) -> str:
    """How long a run took, or has been going; empty before it started."""
    if run.started_at is None:
        return ""
    return duration((run.ended_at or now) - run.started_at)


# ------------------------------------------------------------------ when


def clock(at: datetime) -> str:
    """09:00, with the seconds only where there are some."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def moment(at: datetime, zone: str, now: datetime) -> str:
    """today 16:05, Tue 24 Nov 09:00, Fri 1 Jan 2027 00:00: on the clock of `zone`."""
    local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone))
    if local.date() == today.date():
        return f"today {clock(local)}"
    year = f" {local.year}" if local.year != today.year else ""
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}{year} {clock(local)}"


def names(runs: Sequence[Run]) -> str:
    """A few of them by name, the rest by their number."""
    known = [run.schedule_name or run.workflow_ref for run in runs[:NAMED]]
    more = len(runs) - len(known)
    return ", ".join(known) + (f" and {more} more" if more else "")


def engine(lease: Lease, zone: str, now: datetime, here: str) -> str:
    """daemon pid 123 since 09:12; with its host where that is not `here`, with the day where it is not today."""
    holder, taken_at = lease.holder, lease.taken_at.replace(second=0)
    since = moment(taken_at, zone, now).removeprefix("today ")
    host = "" if holder.host == here else f" on {one_line(holder.host, 40)}"
    return f"{holder.face.value}{host} pid {holder.pid} since {since}"


def moments(upcoming: Sequence[datetime], zone: str, now: datetime, width: int = 10_000) -> str:
    """As many as fit, each told only as far as it differs from the one before."""
    before = now.astimezone(zone_of(zone))
    told = ""
    for number, at in enumerate(upcoming):
        local = at.astimezone(zone_of(zone))
        longer = f"{told} · {_after(before, local)}" if number else _first(before, local)
        room = width if number == len(upcoming) - 1 else width - 2
        if len(longer) > room:
            return f"{told} …"[:width]
        told, before = longer, local
    return told


def _first(now: datetime, at: datetime) -> str:
    return f"today {clock(at)}" if at.date() == now.date() else _after(now, at)


def _after(before: datetime, at: datetime) -> str:
    if at.date() == before.date():
        return clock(at)
    month = f" {MONTHS[at.month - 1]}" if (at.year, at.month) != (before.year, before.month) else ""
    year = f" {at.year}" if at.year != before.year else ""
    return f"{DAYS[at.weekday()]} {at.day}{month}{year} {clock(at)}"


# ------------------------------------------------------------------ in which state


class Sign(NamedTuple):
    """A state as a glyph (one cell wide), a word, and a mood that a face may colour."""

    glyph: str
    word: str
    mood: str


SIGNS = {
    "active": Sign("●", "active", "good"),
    "paused": Sign("⏸", "paused", "warn"),
    "ended": Sign("○", "ended", "dim"),
    "failing": Sign("✗", "failing", "bad"),
    "late": Sign("!", "late", "bad"),
    "queued": Sign("○", "queued", "live"),
    "running": Sign("▶", "running", "live"),
    "waiting": Sign("⏸", "waiting", "warn"),
    "succeeded": Sign("✓", "succeeded", "good"),
    "failed": Sign("✗", "failed", "bad"),
    "timed_out": Sign("✗", "timed out", "bad"),
    "cancelled": Sign("–", "cancelled", "warn"),
    "lost": Sign("?", "lost", "bad"),
    "expired": Sign("!", "expired", "bad"),
    "held": Sign("⏸", "held", "warn"),
    "missed": Sign("!", "missed", "bad"),
    "superseded": Sign("–", "superseded", "dim"),
    "skipped": Sign("–", "skipped", "warn"),
    "recovered": Sign("✓", "recovered", "good"),
    "due": Sign("○", "due", "live"),
    "planned": Sign("○", "planned", "live"),
    "never": Sign("–", "never", "dim"),
    "up": Sign("●", "up", "good"),
    "down": Sign("✗", "down", "bad"),
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


# ------------------------------------------------------------------ by which rule


def rule(timing: Timing, zone: str) -> str:
    """The timing as it is kept: `0 9 * * 1-5`, `every 90 min`, `FREQ=WEEKLY;…`."""
    return " + ".join(_trigger(trigger, zone) for trigger in timing.triggers)


def when(schedule: Schedule, zone: str) -> str:
    """Its words, with its zone where that is not the one in which moments are shown."""
    words = schedule.words or schedule.phrase
    return words if schedule.zone in (zone, "") or schedule.zone in words else f"{words} ({schedule.zone})"


def cron_of(timing: Timing) -> str:
    """The fields, when the timing is one cron expression; otherwise empty."""
    match timing.triggers:
        case (Cron(fields),):
            return fields
        case _:
            return ""


_GAP = {Gap.AFTER: "", Gap.SKIP: "leave out what it skips"}
_FOLD = {
    Fold.FIRST: "",
    Fold.SECOND: "run what it repeats the second time",
    Fold.BOTH: "run what it repeats both times",
}


def clock_change(timing: Timing) -> list[str]:
    """What a change of the clock does to it, where that is not the usual."""
    change = timing.clock_change
    said = [told for told in (_GAP[change.gap], _FOLD[change.fold]) if told]
    return [f"if the clock changes, {' and '.join(said)}"] if said else []


def _trigger(trigger: Trigger, zone: str) -> str:
    match trigger:
        case Cron(fields):
            return fields
        case Interval(every):
            return f"every {duration(every)}"
        case Once(at):
            return f"once {at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M:%S}"
        case Rule(rrule):
            return rrule
        case _:
            assert_never(trigger)


_OVERLAP = {
    Overlap.SKIP: "skip the new one",
    Overlap.QUEUE: "the new one waits; one at most",
    Overlap.QUEUE_ALL: "the new one waits; {at_most} at most",
    Overlap.PARALLEL: "run beside it, {at_most} at most",
    Overlap.REPLACE: "cancel it and run the new one",
}
_CATCH_UP = {
    CatchUp.NONE: "leave out what was missed",
    CatchUp.LATEST: "run the latest missed one, if not older than {within}",
    CatchUp.ALL: "run what was missed within {within}, {most} at most{spread}",
}
_INTERRUPTED = {
    Interrupted.GIVE_UP: "count it as lost, never repeat it unasked",
    Interrupted.RETRY: "run it again",
}
TROUBLES = {
    Trouble.UNREACHABLE: "nobody answers",
    Trouble.BUSY: "it is told to come back later",
    Trouble.SERVER: "the server fails",
    Trouble.TIMEOUT: "it takes too long",
    Trouble.REJECTED: "the source rejects it",
    Trouble.FAILED: "the workflow fails",
}


def overlap(policy: Policy) -> str:
    """What happens while an earlier run still goes on."""
    return _OVERLAP[policy.overlap].format(at_most=policy.at_most)


def catch_up(policy: Policy) -> str:
    """What happens after Spark was off."""
    spread = f", {span(policy.catch_up_spread)} apart" if policy.catch_up_spread else ""
    ask = "; ask first" if policy.catch_up_ask and policy.catch_up is not CatchUp.NONE else ""
    told = _CATCH_UP[policy.catch_up].format(
        most=policy.catch_up_most, within=span(policy.catch_up_within), spread=spread
    )
    return told + ask


def retries(policy: Policy) -> str:
    """What happens after a failure."""
    retry = policy.retry
    if not retry.count:
        return "do not try again"
    slower = f", each wait {retry.factor:g}x the one before" if retry.factor != Retry().factor else ""
    told = f"try again up to {retry.count}x, first after {duration(retry.delay)}{slower}"
    if retry.on == frozenset(Trouble):
        return f"{told}, whatever the reason"
    if retry.on == TRANSIENT | {Trouble.FAILED}:
        return told
    if retry.on == TRANSIENT:
        return f"{told}, when its source is at fault; not when the workflow itself fails"
    return f"{told}, when {' or '.join(words for trouble, words in TROUBLES.items() if trouble in retry.on) or 'never'}"


def interrupted(policy: Policy) -> str:
    """What happens to a run whose engine died."""
    return _INTERRUPTED[policy.interrupted]


def span(length: timedelta) -> str:
    """5 min, 3 h, 2 days where it is a whole number of them; else as a duration."""
    seconds = length.total_seconds()
    told = _one_unit(seconds)
    sizes = {"day": 86_400, "days": 86_400, "h": 3_600, "min": 60, "s": 1}
    return told if seconds and seconds % sizes[told.split()[1]] == 0 else duration(length)


def policy_words(policy: Policy) -> list[tuple[str, str]]:
    """The whole policy, as questions and answers; what is not set is not told."""
    told = [
        ("if one still runs", overlap(policy)),
        ("if Spark was off", catch_up(policy)),
        ("if it fails", retries(policy)),
        ("if Spark dies", interrupted(policy)),
        ("at most", duration(policy.timeout)),
    ]
    if policy.max_wait is not None:
        told.append(("longest wait", span(policy.max_wait)))
    if policy.deadline is not None:
        told.append(("deadline", f"{span(policy.deadline)} after its moment, with all attempts"))
    if policy.pause_after:
        told.append(("pauses itself", f"after {policy.pause_after} failures in a row"))
    return [*told, ("late after", span(policy.late_after))]


def unusual_policy(policy: Policy) -> list[tuple[str, str]]:
    """What of it is not as it is where nobody says anything."""
    return [answered for answered in policy_words(policy) if answered not in policy_words(Policy())]

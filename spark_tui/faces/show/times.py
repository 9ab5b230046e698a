"""When: moments on the clock of a zone."""

from collections.abc import Sequence
from datetime import datetime

from spark_tui import __version__
from spark_tui.domain.run import Run
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import zone_of
from spark_tui.domain.why import At
from spark_tui.domain.zones import clock
from spark_tui.service.ports import Lease
from spark_tui.service.serving import of_ours

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAMED = 3  # runs that are told by their names


def moment(at: datetime, zone: str, now: datetime) -> str:
    """today 16:05, Tue 24 Nov 09:00, Fri 1 Jan 2027 00:00: on the clock of `zone`."""
    local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone))
    if local.date() == today.date():
        return f"today {clock(local)}"
    year = f" {local.year}" if local.year != today.year else ""
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}{year} {clock(local)}"


def typed(at: datetime, zone: str) -> str:
    """As one would type it, on that clock."""
    return f"{at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M:%S}"


def on_clock(zone: str, now: datetime) -> At:
    """Moments as `moment` tells them, for whoever makes sentences of them."""
    return lambda at: moment(at, zone, now)


def names(runs: Sequence[Run]) -> str:
    """A few of them by name, the rest by their number."""
    known = [run.called for run in runs[:NAMED]]
    more = len(runs) - len(known)
    return ", ".join(known) + (f" and {more} more" if more else "")


def engine(lease: Lease, zone: str, now: datetime, here: str) -> str:
    """daemon pid 123 since 09:12; with its host where that is not `here`, with the day where it is not today."""
    holder, taken_at = lease.holder, lease.taken_at.replace(second=0)
    since = moment(taken_at, zone, now).removeprefix("today ")
    host = "" if holder.host == here else f" on {one_line(holder.host, 40)}"
    return f"{holder.face.value}{host} pid {holder.pid} since {since}"


def other_spark(lease: Lease) -> str:
    """That the engine is of another Spark than this, and what helps; empty where it is of the same."""
    holder = lease.holder
    if holder.version == __version__:
        return ""
    theirs = f"Spark {one_line(holder.version, 20)}" if holder.version else "another Spark"
    return f"the engine is of {theirs}, and this is Spark {__version__}: {of_ours(holder)}"


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

"""How long."""

from datetime import datetime, timedelta

from spark_tui.domain.run import Run

TICKING = 600  # seconds, the last ones before a moment, that are counted down one by one


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
    """0:09:41 in the last ten minutes; before them 41 min, 3h 04m and 3d 22h; `now` when it has come.

    What is far off is drawn again once a minute, and is not read as a time of day.
    """
    seconds = -(-left // timedelta(seconds=1))
    if seconds <= 0:
        return "now"
    if seconds >= 3_600:
        return duration(float(seconds // 60 * 60))
    return f"{seconds // 60} min" if seconds >= TICKING else f"0:{seconds // 60:02}:{seconds % 60:02}"


def from_now(left: timedelta) -> str:
    """in 3 h, in 12 s, 2 days ago: one unit, as people say it."""
    seconds = left.total_seconds()
    if abs(seconds) < 1:
        return "now"
    said = one_unit(abs(seconds))
    return f"in {said}" if seconds > 0 else f"{said} ago"


def one_unit(seconds: float) -> str:
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


def span(length: timedelta) -> str:
    """5 min, 3 h, 2 days where it is a whole number of them; else as a duration."""
    seconds = length.total_seconds()
    told = one_unit(seconds)
    sizes = {"day": 86_400, "days": 86_400, "h": 3_600, "min": 60, "s": 1}
    return told if seconds and seconds % sizes[told.split()[1]] == 0 else duration(length)

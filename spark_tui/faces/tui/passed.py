"""The line that says on the board that moments passed: as a value."""

from collections.abc import Sequence
from datetime import datetime

from spark_tui.faces.tui.glance import Glance
from spark_tui.faces.tui.text import Piece
from spark_tui.service.making_up import Backlog


def passed_line(glance: Glance, found: Sequence[Backlog], now: datetime) -> list[Piece]:
    """What waits, what nobody decided, what was found at the start; empty where there is nothing to say."""
    told = [
        *_counted(len(glance.held), "missed moment waits for your yes", "missed moments wait for your yes"),
        *_counted(
            glance.undecided(now),
            "schedule has a moment that passed, and no engine decides",
            "schedules have moments that passed, and no engine decides",
        ),
        *_at_start(found),
    ]
    if not told:
        return []
    return [(" ! ", "warn"), (" · ".join(told), "strong"), ("  press ", "dim"), ("m", "key")]


def _at_start(found: Sequence[Backlog]) -> list[str]:
    started = sum(len(one.plan.start) for one in found)
    missed = sum(span.count for one in found for span in (*one.plan.missed, *one.plan.skipped))
    caught = [
        *_counted(started, "moment is caught up", "moments are caught up"),
        *([f"{missed} left out"] if missed else []),
    ]
    return [f"Spark was away: {', '.join(caught)}"] if caught else []


def _counted(number: int, one: str, many: str) -> list[str]:
    return [f"{number} {one if number == 1 else many}"] if number else []

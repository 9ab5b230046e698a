"""The line that says on the board that moments passed: as a value."""

from datetime import datetime
from typing import TYPE_CHECKING

from spark_tui.faces.tui.glance import Glance
from spark_tui.faces.tui.text import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spark_tui.service.making_up import Backlog


def passed_line(glance: Glance, found: "Sequence[Backlog]", now: datetime) -> list[Piece]:
    """What waits, what was found at the start, or what nobody has decided; empty where there is nothing to say."""
    told = [
        *_counted(len(glance.held), "missed moment waits for your yes", "missed moments wait for your yes"),
        *(_at_start(found) or _undecided(glance.undecided(now))),
    ]
    if not told:
        return []
    return [(" ! ", "warn"), ("press ", "dim"), ("m", "key"), (": ", "dim"), (" · ".join(told), "strong")]


def _at_start(found: "Sequence[Backlog]") -> list[str]:
    run = sum(len(one.plan.start) for one in found)
    left_out = sum(span.count for one in found for span in (*one.plan.missed, *one.plan.skipped))
    parts = [f"{number} {what}" for number, what in ((run, "run"), (left_out, "left out")) if number]
    return [f"while away: {', '.join(parts)}"] if parts else []


def _undecided(number: int) -> list[str]:
    one = "schedule has a moment that passed, and no engine decides"
    return _counted(number, one, "schedules have moments that passed, and no engine decides")


def _counted(number: int, one: str, many: str) -> list[str]:
    return [f"{number} {one if number == 1 else many}"] if number else []

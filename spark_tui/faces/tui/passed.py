"""The line that says on the board what waits for the person, and which moments passed: as a value."""

from datetime import datetime
from typing import TYPE_CHECKING

from spark_tui.domain.document import hidden
from spark_tui.domain.text import one_line
from spark_tui.faces.tui.glance import Glance
from spark_tui.faces.tui.text import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spark_tui.service.making_up import Backlog

REASON = 100  # characters


def passed_line(glance: Glance, found: "Sequence[Backlog]", now: datetime) -> list[Piece]:
    """What waits, what was found at the start, or what nobody has decided; empty where there is nothing to say."""
    told = [
        *_counted(len(glance.held), "missed moment waits for your yes", "missed moments wait for your yes"),
        *(_at_start(found) or _undecided(glance.undecided(now))),
    ]
    passed = _press("!", "m", " · ".join(told)) if told else []
    return [*_asked(glance), *passed]


def _asked(glance: Glance) -> list[Piece]:
    """What the run asks that waits longest."""
    asking = glance.asking
    if not asking:
        return []
    others = f", and {len(asking) - 1} more" if len(asking) > 1 else ""
    return _press("?", "Y", f"{asking[0].called}: {one_line(hidden(asking[0].reason), REASON)}{others}")


def _press(glyph: str, key: str, what: str) -> list[Piece]:
    return [(f" {glyph} ", "warn"), ("press ", "dim"), (key, "key"), (": ", "dim"), (what, "strong")]


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

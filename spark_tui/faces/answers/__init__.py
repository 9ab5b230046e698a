"""What Spark has to tell, in at most three lines."""

from datetime import datetime
from typing import assert_never

from spark_tui.domain.text import one_line
from spark_tui.faces.answers import moments, past, present
from spark_tui.service.coming import Coming
from spark_tui.service.meant import Nothing
from spark_tui.service.orders import Found, Going, Help
from spark_tui.service.telling import Ahead, Passed, Reach, Reasons, Said, Those, Underway

LINES = 3
WIDEST = 400  # characters of a line


def lines_of(found: Found, zone: str, now: datetime) -> list[str]:
    """The answer first; moments on the clock of `zone`, or of the schedule that they are of."""
    match found:
        case Coming() | Ahead() | Reasons() | Said():
            lines = moments.told(found, zone, now)
        case Passed():
            lines = past.told(found, zone, now)
        case Those() | Underway() | Reach():
            lines = present.told(found, zone, now)
        case Help(example):
            lines = _help(example)
        case Going(place):
            lines = [f"{place.name.lower()}: a part of the app"]
        case Nothing(text):
            lines = [text]
        case _:
            assert_never(found)
    return [one_line(line, WIDEST) for line in lines if line][:LINES]


def _help(example: str) -> list[str]:
    name = example or "hello"
    return [
        f"a schedule: every weekday at 9 run {name} · in 20 minutes run {name} · 0 9 * * 1-5 {name}",
        f"to do: run {name} now · pause {name} until Monday · move {name} to 10am · rename {name} to …",
        f"to ask: what failed last night · what runs tomorrow before 9 · why did {name} fail · is everything up",
    ]

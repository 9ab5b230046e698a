"""When a schedule fires.

A trigger is a value: it holds no clock and no memory. Ask it for the first
moment after another moment and it gives the same answer every time. Every
moment that goes in or comes out is aware; what comes out is in UTC.
"""

from spark_tui.domain.timing.cron import ALIASES, Cron
from spark_tui.domain.timing.numbers import in_a_row
from spark_tui.domain.timing.triggers import Interval, Once, Rule, Trigger
from spark_tui.domain.timing.union import MOST_COUNT, Except, Timing
from spark_tui.domain.timing.walls import HORIZON, Change, ClockChange, Fold, Gap, changes
from spark_tui.domain.zones import at_wall, zone_of

__all__ = [
    "ALIASES",
    "HORIZON",
    "MOST_COUNT",
    "Change",
    "ClockChange",
    "Cron",
    "Except",
    "Fold",
    "Gap",
    "Interval",
    "Once",
    "Rule",
    "Timing",
    "Trigger",
    "at_wall",
    "changes",
    "in_a_row",
    "zone_of",
]

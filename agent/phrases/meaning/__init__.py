"""What words about time mean: small values without a clock or a zone.

A clause is what one rule understood. `composing` lays the clauses of a phrase
together and `building` makes a Timing of them.
"""

from agent.phrases.meaning.calendars import SAME_DAY, Calendar, contradict, in_weeks, narrowed, together
from agent.phrases.meaning.clauses import (
    After,
    AsNow,
    At,
    Between,
    Bounds,
    But,
    Clause,
    DateOf,
    During,
    Every,
    Instead,
    Minutes,
    Months,
    On,
    OnDate,
    Unsure,
    Zone,
    repeats,
)
from agent.phrases.meaning.doubts import Impossible, Span, Swap, Unclear
from agent.phrases.meaning.times import Clock, Length, Part

__all__ = [
    "SAME_DAY",
    "After",
    "AsNow",
    "At",
    "Between",
    "Bounds",
    "But",
    "Calendar",
    "Clause",
    "Clock",
    "DateOf",
    "During",
    "Every",
    "Impossible",
    "Instead",
    "Length",
    "Minutes",
    "Months",
    "On",
    "OnDate",
    "Part",
    "Span",
    "Swap",
    "Unclear",
    "Unsure",
    "Zone",
    "contradict",
    "in_weeks",
    "narrowed",
    "repeats",
    "together",
]

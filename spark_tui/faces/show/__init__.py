"""Values as text, the same in every face: how long, when, in which state, by which rule.

All of it is pure: the moment and the zone come in as parameters, plain text goes out.
"""

from spark_tui.domain.zones import clock
from spark_tui.faces.show.bars import bars, share
from spark_tui.faces.show.cells import cell, mark, stretch
from spark_tui.faces.show.inputs import declared, given, open_to_all, preview
from spark_tui.faces.show.lengths import countdown, duration, from_now, size, span, took
from spark_tui.faces.show.policies import (
    TROUBLES,
    catch_up,
    interrupted,
    overlap,
    policy_words,
    retries,
    unusual_policy,
)
from spark_tui.faces.show.states import SIGNS, Sign, lateness, origin, pause, sign, standing
from spark_tui.faces.show.stories import attempt, delivery, facts, letter, texts, trigger
from spark_tui.faces.show.times import DAYS, MONTHS, engine, moment, moments, names, on_clock, other_spark, typed
from spark_tui.faces.show.timings import brief, clock_change, cron_of, rule, when

__all__ = [
    "DAYS",
    "MONTHS",
    "SIGNS",
    "TROUBLES",
    "Sign",
    "attempt",
    "bars",
    "brief",
    "catch_up",
    "cell",
    "clock",
    "clock_change",
    "countdown",
    "cron_of",
    "declared",
    "delivery",
    "duration",
    "engine",
    "facts",
    "from_now",
    "given",
    "interrupted",
    "lateness",
    "letter",
    "mark",
    "moment",
    "moments",
    "names",
    "on_clock",
    "open_to_all",
    "origin",
    "other_spark",
    "overlap",
    "pause",
    "policy_words",
    "preview",
    "retries",
    "rule",
    "share",
    "sign",
    "size",
    "span",
    "standing",
    "stretch",
    "texts",
    "took",
    "trigger",
    "typed",
    "unusual_policy",
    "when",
]

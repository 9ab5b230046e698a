"""When Spark was not there."""

from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.outage import Absence, Outage, gap, outage_at, silence
from spark_tui.domain.zones import zone_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEAT = timedelta(seconds=30)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


@pytest.mark.parametrize(
    ("silent", "why"),
    [
        (None, None),  # nobody was ever there
        (seconds(-60), None),  # the clock was set back
        (seconds(0), None),
        (seconds(4.9), None),  # a hand-over
        (seconds(5), Absence.OFF),
        (timedelta(days=3), Absence.OFF),
    ],
)
def test_an_engine_that_begins_tells_how_long_it_was_silent(silent: timedelta | None, why: Absence | None) -> None:
    found = silence(None if silent is None else NOW - silent, NOW)
    assert found == (None if why is None or silent is None else Outage(NOW - silent, NOW, why))


@pytest.mark.parametrize(
    ("wall", "elapsed", "why"),
    [
        (seconds(30), seconds(30), None),
        (seconds(60), seconds(60), None),  # two beats: a busy machine
        (seconds(61), seconds(61), Absence.STUCK),
        (seconds(61), seconds(1), Absence.ASLEEP),
        (timedelta(hours=8), seconds(20), Absence.ASLEEP),
        (timedelta(hours=1), timedelta(hours=1), Absence.STUCK),
        (seconds(-3600), seconds(30), None),  # set back
        (seconds(0), timedelta(hours=1), None),  # set back while it was stuck: no moment of the wall passed
    ],
)
def test_a_gap_between_two_looks_has_its_cause(wall: timedelta, elapsed: timedelta, why: Absence | None) -> None:
    assert gap(wall, elapsed, BEAT, NOW) == (None if why is None else Outage(NOW - wall, NOW, why))


NIGHT = Outage(NOW - timedelta(hours=7), NOW - timedelta(hours=2), Absence.OFF)
NAP = Outage(NOW - timedelta(hours=1), NOW - timedelta(minutes=30), Absence.ASLEEP)


@pytest.mark.parametrize(
    ("hours_ago", "found"), [(8, None), (7, NIGHT), (3, NIGHT), (2, NIGHT), (1.5, None), (0.75, NAP), (0, None)]
)
def test_a_moment_is_in_the_outage_that_covers_it(hours_ago: float, found: Outage | None) -> None:
    assert outage_at(NOW - timedelta(hours=hours_ago), [NIGHT, NAP]) == found


@pytest.mark.parametrize(
    ("outage", "zone", "words"),
    [
        (NIGHT, "UTC", "Spark was off from 2026-11-23 02:00:00 to 07:00:00"),
        (NIGHT, "America/Sao_Paulo", "Spark was off from 2026-11-22 23:00:00 to 2026-11-23 04:00:00"),
        (NAP, "UTC", "the machine slept or its clock was set from 2026-11-23 08:00:00 to 08:30:00"),
    ],
)
def test_it_is_told_on_the_clock_of_a_zone(outage: Outage, zone: str, words: str) -> None:
    assert outage.words(zone) == words


@pytest.mark.parametrize(
    ("zone", "words"), [("UTC", "from day 23 to 07:00"), ("America/Sao_Paulo", "from day 22 to day 23")]
)
def test_it_is_told_as_a_face_tells_moments(zone: str, words: str) -> None:
    told = NIGHT.words(zone, lambda at: f"day {at.astimezone(zone_of(zone)).day}")
    assert told == f"Spark was off {words}"

"""What holds for every phrase there is."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.phrases import read
from agent.planner import plan
from spark_tui.domain.proposal import Draft, Question, Refusal
from spark_tui.system.words import words
from tests.agent.telling import NEW_YORK, tuesday

PIECES = """
every each all other day days weekday weekdays weekend monday mondays tue friday month months year week hour hours
minutes 15 90 0 31 1st 3rd last first second at on in from to until between and , ; - / or not except but 9 9am 5pm
17:30 25:00 noon midnight morning tonight tomorrow yesterday next this for times twice starting may june 2027
2026-05-01 03/04 utc est America/New_York new york time please run the report if it fails * */5 @daily half past
quarter o'clock todo dia segunda às 9h a cada de em até exceto mês último útil por semanas cada lunes y jeden montag uhr
""".split()

phrases = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.text(max_size=80),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=10).map(" ".join),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from([NEW_YORK, "UTC", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Berlin"])


@given(phrases, moments, zones)
@settings(max_examples=600, deadline=None)
def test_no_phrase_breaks_the_reading(phrase: str, now: datetime, zone: str) -> None:
    answer = read(phrase, now, zone)
    assert isinstance(answer, Draft | Question | Refusal)
    if isinstance(answer, Draft):
        following = answer.timing.next_after(now)
        assert following is not None
        assert following > now
        assert words(answer.timing, answer.zone)


@given(phrases)
@settings(max_examples=100, deadline=None)
def test_the_same_phrase_reads_the_same(phrase: str) -> None:
    assert read(phrase, tuesday(), NEW_YORK) == read(phrase, tuesday(), NEW_YORK)


@pytest.mark.parametrize(
    "phrase",
    [
        "x" * 10_000,
        "every day at 9am " * 600,
        "1 " * 5_000,
        "every " * 2_000,
        "(" * 10_000,
        "at 9 and " * 100,
        "\0" * 999,
        "🎉" * 400,
    ],
    ids=lambda phrase: phrase[:12].strip("\0"),
)
def test_a_long_phrase_is_answered_at_once(phrase: str) -> None:
    assert isinstance(read(phrase, tuesday(), NEW_YORK), Question | Refusal)


def test_days_are_those_of_the_zone_that_is_named() -> None:
    evening = datetime(2026, 4, 21, 22, 0, tzinfo=ZoneInfo(NEW_YORK))  # already Wednesday in Tokyo
    draft = read("tomorrow at 9am Tokyo time", evening, NEW_YORK)
    assert isinstance(draft, Draft)
    assert draft.timing.next_after(evening) == datetime(2026, 4, 23, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_in_24_hours_is_elapsed_time_and_tomorrow_is_the_clock() -> None:
    before = datetime(2027, 3, 13, 12, 0, tzinfo=ZoneInfo("America/Chicago"))  # the clock goes forward at night
    elapsed, wall = (read(phrase, before, "America/Chicago") for phrase in ("in 24 hours", "tomorrow at noon"))
    assert isinstance(elapsed, Draft)
    assert isinstance(wall, Draft)
    assert elapsed.timing.next_after(before) == datetime(2027, 3, 14, 13, 0, tzinfo=ZoneInfo("America/Chicago"))
    assert wall.timing.next_after(before) == datetime(2027, 3, 14, 12, 0, tzinfo=ZoneInfo("America/Chicago"))


def test_hours_stay_even_where_the_clock_changes() -> None:
    before = datetime(2027, 3, 13, 21, 30, tzinfo=ZoneInfo("America/Chicago"))
    draft = read("every 6 hours", before, "America/Chicago")
    assert isinstance(draft, Draft)
    moments_ = draft.timing.upcoming(before, 5)
    assert {(b - a).total_seconds() for a, b in pairwise(moments_)} == {6 * 3600}


async def test_the_planner_answers_from_the_grammar() -> None:
    assert await plan("every day at 9am", tuesday(), NEW_YORK) == read("every day at 9am", tuesday(), NEW_YORK)

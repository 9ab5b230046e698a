"""Values kept as JSON come back exactly as they were."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy
from spark_tui.domain.source import Health, HealthState
from spark_tui.domain.timing import MOST_COUNT, ClockChange, Cron, Except, Fold, Gap, Interval, Once, Rule, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.store import shapes

zones = st.sampled_from(["UTC", "America/Sao_Paulo", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"])
walls = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(seconds=1), timedelta(days=3660))
words = st.text(max_size=30)

triggers = st.one_of(
    st.builds(Cron, st.sampled_from(["0 9 * * *", "*/7 * * * 1-5", "30 5 0 L * *", "0 0 * * 1#2"]), zones),
    st.builds(Interval, spans, moments),
    st.builds(Once, moments),
    st.builds(Rule, st.sampled_from(["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1"]), walls, zones),
)
exclusions = st.builds(
    Except,
    zones,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(st.integers(1, 12), max_size=11),
    st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 31)), max_size=5),
    st.frozensets(st.dates(), max_size=5),
)


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    starts = draw(st.none() | moments)
    ends = draw(st.none() | moments.filter(lambda end: starts is None or end >= starts))
    count = draw(st.none() | st.integers(1, MOST_COUNT)) if starts else None
    some = tuple(draw(st.lists(triggers, min_size=1, max_size=5)))
    change = ClockChange(draw(st.sampled_from(Gap)), draw(st.sampled_from(Fold)))
    return Timing(some, starts, ends, count, draw(st.none() | exclusions), change)


policies = st.builds(
    Policy,
    overlap=st.sampled_from(Overlap),
    catch_up=st.sampled_from(CatchUp),
    catch_up_within=st.timedeltas(timedelta(0), timedelta(days=400)),
    at_most=st.integers(1, 1000),
    catch_up_most=st.integers(1, 1000),
    catch_up_spread=st.timedeltas(timedelta(0), timedelta(days=9)),
    catch_up_ask=st.booleans(),
    retry=st.builds(
        Retry,
        st.integers(0, 100),
        st.timedeltas(timedelta(0), timedelta(days=9)),
        st.floats(1, 99),
        spans,
        st.floats(0, 1),
        st.frozensets(st.sampled_from(Trouble)),
    ),
    timeout=spans,
    max_wait=st.none() | spans,
    deadline=st.none() | spans,
    late_after=spans,
    interrupted=st.sampled_from(Interrupted),
    pause_after=st.integers(0, 99),
)
pauses = st.builds(Pause, moments, words, words, st.none() | moments)
healths = st.builds(Health, st.sampled_from(HealthState), words, words, words, st.none() | moments)


@given(timings())
def test_a_timing(timing: Timing) -> None:
    assert shapes.timing_from_json(shapes.timing_to_json(timing)) == timing


@given(policies)
def test_a_policy(policy: Policy) -> None:
    assert shapes.policy_from_json(shapes.policy_to_json(policy)) == policy


@given(pauses)
def test_a_pause(pause: Pause) -> None:
    assert shapes.pause_from_json(shapes.pause_to_json(pause)) == pause


@given(healths)
def test_a_health(health: Health) -> None:
    assert shapes.health_from_json(shapes.health_to_json(health)) == health


MARCH = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
PLAIN = {"gap": "after", "fold": "first"}
BARE = {"starts": None, "ends": None, "count": None, "except": None, "clock_change": PLAIN}


@pytest.mark.parametrize(
    ("timing", "triggers"),
    [
        (Timing((Cron("0 9 * * *"),)), [{"cron": "0 9 * * *", "zone": "UTC"}]),
        (Timing((Interval(timedelta(minutes=5), MARCH),)), [{"every_us": 300_000_000, "anchor": MARCH.isoformat()}]),
        (Timing((Once(MARCH),)), [{"once": "2026-03-29T01:30:00+00:00"}]),
        (
            Timing((Rule("FREQ=DAILY", datetime.combine(MARCH, time()), "UTC"),)),
            [{"rrule": "FREQ=DAILY", "start": "2026-03-29T00:00:00", "zone": "UTC"}],
        ),
    ],
)
def test_the_shape_of_a_timing_in_the_database_does_not_change(timing: Timing, triggers: list[dict[str, Any]]) -> None:
    assert json.loads(shapes.timing_to_json(timing)) == {"triggers": triggers, **BARE}


def test_every_field_of_a_policy_is_kept() -> None:
    assert set(json.loads(shapes.policy_to_json(Policy()))) == {
        *(
            "overlap",
            "at_most",
            "catch_up",
            "catch_up_within_us",
            "catch_up_most",
            "catch_up_spread_us",
            "catch_up_ask",
        ),
        *("retry", "timeout_us", "max_wait_us", "deadline_us", "late_after_us", "interrupted", "pause_after"),
    }

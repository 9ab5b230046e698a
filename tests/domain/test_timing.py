"""When a schedule fires."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.timing import ClockChange, Cron, Except, Fold, Gap, Interval, Once, Rule, Timing, Trigger, at_wall

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday


def firsts(timing: Timing | Trigger, count: int = 3, after: datetime = NOW) -> list[str]:
    timing = timing if isinstance(timing, Timing) else Timing((timing,))
    return [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in timing.upcoming(after, count)]


@pytest.mark.parametrize(
    ("fields", "first", "second"),
    [
        ("0 9 * * *", "2026-11-24 09:00:00", "2026-11-25 09:00:00"),
        ("*/15 9-17 * * 1-5", "2026-11-23 12:15:00", "2026-11-23 12:30:00"),
        ("0 9 * * MON-FRI", "2026-11-24 09:00:00", "2026-11-25 09:00:00"),
        ("0 9 * * FRI-MON", "2026-11-27 09:00:00", "2026-11-28 09:00:00"),
        ("0 0 1 NOV-FEB *", "2026-12-01 00:00:00", "2027-01-01 00:00:00"),
        ("0 9 * * 7", "2026-11-29 09:00:00", "2026-12-06 09:00:00"),
        ("0 9 L * *", "2026-11-30 09:00:00", "2026-12-31 09:00:00"),
        ("0 9 LW * *", "2026-11-30 09:00:00", "2026-12-31 09:00:00"),
        ("0 9 * * 1#1", "2026-12-07 09:00:00", "2027-01-04 09:00:00"),
        ("0 9 ? * 5L", "2026-11-27 09:00:00", "2026-12-25 09:00:00"),
        ("0,30 9,10 * * *", "2026-11-24 09:00:00", "2026-11-24 09:30:00"),
        ("*/2 * * * * *", "2026-11-23 12:00:02", "2026-11-23 12:00:04"),
        ("30 0 9 * * *", "2026-11-24 09:00:30", "2026-11-25 09:00:30"),
        ("0 0 29 2 *", "2028-02-29 00:00:00", "2032-02-29 00:00:00"),
        ("@hourly", "2026-11-23 13:00:00", "2026-11-23 14:00:00"),
        ("@weekly", "2026-11-29 00:00:00", "2026-12-06 00:00:00"),
        # both day fields given: cron means either, and so do we
        ("0 0 13 * 5", "2026-11-27 00:00:00", "2026-12-04 00:00:00"),
    ],
)
def test_cron_fires_as_debian_cron_does(fields: str, first: str, second: str) -> None:
    assert firsts(Cron(fields), 2) == [first, second]


@pytest.mark.parametrize(
    ("spelling", "one"),
    [
        ("@daily", "0 0 * * *"),
        ("@Midnight", "0 0 * * *"),
        ("  0   9 * * mon ", "0 9 * * MON"),
        ("0 0 9 * * *", "0 9 * * *"),
        ("00 09 * * *", "0 9 * * *"),
        ("0 9 ? * ?", "0 9 * * *"),
        ("0 09-9/2 * * MON-MON", "0 9 * * MON"),
    ],
)
def test_cron_is_kept_in_one_spelling(spelling: str, one: str) -> None:
    assert Cron(spelling) == Cron(one)


@pytest.mark.parametrize(
    "fields",
    [
        *("", "0 9 * *", "0 9 * * * * *", "60 * * * *", "0 24 * * *", "0 0 32 * *", "0 0 30 2 *", "a b c d e"),
        *("*/0 * * * *", "1#1/2 * * * *", "0 9 * * 1#6", "@reboot", "0 9 * * " + "1," * 300),
    ],
)
def test_a_cron_expression_that_means_nothing_cannot_exist(fields: str) -> None:
    with pytest.raises(BadTiming) as told:
        Cron(fields)
    assert told.value.hint


def test_a_zone_that_does_not_exist_is_refused_with_what_would_help() -> None:
    with pytest.raises(BadTiming, match="no time zone"):
        Cron("0 9 * * *", "Mars/Olympus")


@pytest.mark.parametrize(
    ("trigger", "after", "expected"),
    [
        # Berlin loses 02:00–03:00 on 29 March 2026 and has it twice on 25 October
        (Cron("30 2 * * *", "Europe/Berlin"), "2026-03-28T12:00", ["2026-03-29 01:00:00", "2026-03-30 00:30:00"]),
        (Cron("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00", ["2026-10-25 00:30:00", "2026-10-26 01:30:00"]),
        (Cron("45 2 * * *", "Europe/Berlin"), "2026-10-25T01:20", ["2026-10-26 01:45:00", "2026-10-27 01:45:00"]),
        (Cron("0 * * * *", "Europe/Berlin"), "2026-10-25T00:00", ["2026-10-25 01:00:00", "2026-10-25 02:00:00"]),
        (
            Rule("FREQ=DAILY;INTERVAL=2", datetime(2026, 3, 27, 2, 30), "Europe/Berlin"),
            "2026-03-28T12:00",
            ["2026-03-29 01:00:00", "2026-03-31 00:30:00"],
        ),
    ],
)
def test_a_clock_change_moves_a_lost_moment_after_the_gap_and_doubles_none(
    trigger: Trigger, after: str, expected: list[str]
) -> None:
    assert firsts(trigger, 2, datetime.fromisoformat(after).replace(tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00+00:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00+00:00"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00:00+00:00"),
        ("2026-06-01T09:00", "UTC", "2026-06-01T09:00:00+00:00"),
    ],
)
def test_a_wall_time_is_one_instant(wall: str, zone: str, instant: str) -> None:
    assert at_wall(datetime.fromisoformat(wall), zone).isoformat() == instant


def test_an_interval_counts_from_its_anchor_and_never_drifts() -> None:
    every = Interval(timedelta(minutes=90), datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
    assert firsts(every) == ["2026-11-23 12:30:00", "2026-11-23 14:00:00", "2026-11-23 15:30:00"]


def test_an_interval_begins_at_its_anchor() -> None:
    anchor = NOW + timedelta(days=2)
    assert Interval(timedelta(hours=1), anchor).next_after(NOW) == anchor


@pytest.mark.parametrize("every", [timedelta(0), timedelta(milliseconds=999), timedelta(days=-1), timedelta(days=9999)])
def test_an_interval_lasts_a_second_at_least(every: timedelta) -> None:
    with pytest.raises(BadTiming):
        Interval(every, NOW)


@pytest.mark.parametrize("make", [lambda m: Once(m), lambda m: Interval(timedelta(hours=1), m)])
def test_a_moment_without_a_zone_cannot_enter(make: object) -> None:
    with pytest.raises(BadTiming, match="time zone"):
        make(datetime(2026, 1, 1))  # type: ignore[operator]


def test_once_is_once() -> None:
    assert firsts(Once(NOW + timedelta(hours=1))) == ["2026-11-23 13:00:00"]
    assert firsts(Once(NOW)) == []


def test_every_other_friday_is_counted_from_its_start() -> None:
    rule = Rule("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", datetime(2026, 11, 13, 16, 0), "UTC")
    assert firsts(rule) == ["2026-11-27 16:00:00", "2026-12-11 16:00:00", "2026-12-25 16:00:00"]


@pytest.mark.parametrize(
    "rrule",
    [
        *("FREQ=HOURLY", "FREQ=MINUTELY;INTERVAL=5", "nonsense", "", "FREQ=DAILY;BYDAY=XX", "FREQ=DAILY\nEXDATE:2026"),
        "FREQ=DAILY;COUNT=3;UNTIL=20270101T000000",
    ],
)
def test_a_rule_counts_whole_days_or_cannot_exist(rrule: str) -> None:
    with pytest.raises(BadTiming):
        Rule(rrule, datetime(2026, 1, 1, 9, 0))


def test_a_union_has_every_moment_once() -> None:
    timing = Timing((Cron("0 9 * * *"), Cron("30 17 * * *"), Cron("0 9 * * 1-5")))
    assert firsts(timing, 4) == [
        "2026-11-23 17:30:00",
        "2026-11-24 09:00:00",
        "2026-11-24 17:30:00",
        "2026-11-25 09:00:00",
    ]


def test_bounds_are_inclusive() -> None:
    timing = Timing(
        (Cron("0 9 * * *"),),
        starts=datetime(2026, 12, 1, 9, tzinfo=UTC),
        ends=datetime(2026, 12, 3, 9, tzinfo=UTC),
    )
    assert firsts(timing, 9) == ["2026-12-01 09:00:00", "2026-12-02 09:00:00", "2026-12-03 09:00:00"]


def test_a_counted_timing_ends_after_its_last_moment_whenever_it_is_asked() -> None:
    timing = Timing((Cron("0 9 * * *"),), starts=NOW, count=3)
    assert firsts(timing, 9) == ["2026-11-24 09:00:00", "2026-11-25 09:00:00", "2026-11-26 09:00:00"]
    assert firsts(timing, 9, NOW + timedelta(days=2)) == ["2026-11-26 09:00:00"]


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        (Except(weekdays=frozenset({1, 2})), ["2026-11-26 09:00:00", "2026-11-27 09:00:00"]),
        (Except(months=frozenset({11})), ["2026-12-01 09:00:00", "2026-12-02 09:00:00"]),
        (Except(days=frozenset({(11, 24)})), ["2026-11-25 09:00:00", "2026-11-26 09:00:00"]),
        (Except(dates=frozenset({date(2026, 11, 24)})), ["2026-11-25 09:00:00", "2026-11-26 09:00:00"]),
    ],
)
def test_an_excluded_day_is_silent(exclude: Except, expected: list[str]) -> None:
    assert firsts(Timing((Cron("0 9 * * *"),), exclude=exclude), 2) == expected


def test_an_exclusion_is_of_the_days_of_its_own_zone() -> None:
    # 01:00 UTC on Tuesday is still Monday in New York
    timing = Timing((Cron("0 1 * * *"),), exclude=Except("America/New_York", weekdays=frozenset({0})))
    assert firsts(timing, 1) == ["2026-11-25 01:00:00"]


@pytest.mark.parametrize(
    "trigger",
    [
        Cron("0 9 * 5 *"),
        Rule("FREQ=YEARLY", datetime(2020, 5, 1, 9)),
        Rule("FREQ=WEEKLY;BYMONTH=5", datetime(1990, 5, 1, 9)),
    ],
)
def test_what_excludes_all_of_itself_has_no_moment_and_says_so_soon(trigger: Trigger) -> None:
    never = Timing((trigger,), exclude=Except(months=frozenset({5})))
    assert never.next_after(NOW) is None


@pytest.mark.parametrize(
    "build",
    [
        lambda: Timing(()),
        lambda: Timing((Cron("0 9 * * *"),) * 65),
        lambda: Timing((Once(NOW),), starts=NOW, ends=NOW - timedelta(days=1)),
        lambda: Timing((Once(NOW),), count=3),
        lambda: Timing((Once(NOW),), starts=NOW, count=0),
        lambda: Except(weekdays=frozenset(range(7))),
        lambda: Except(months=frozenset({13})),
    ],
)
def test_a_timing_cannot_exist_invalid(build: object) -> None:
    with pytest.raises(BadTiming):
        build()  # type: ignore[operator]


# ------------------------------------------------------------------ properties

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]
moments = st.datetimes(datetime(2000, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))
minutes = st.sampled_from(["0", "*", "*/15", "30", "7,37", "0-10"])
hours = st.sampled_from(["*", "9", "*/2", "0,12", "1-3", "2", "23"])
days = st.sampled_from(["*", "1", "15", "L", "13", "28-31", "LW"])
months = st.sampled_from(["*", "1", "2", "*/3", "MAR-OCT"])
weekdays = st.sampled_from(["*", "1-5", "0", "FRI", "1#1", "5L", "SAT-SUN"])
crons = st.builds(
    lambda *parts: Cron(" ".join(parts[:5]), parts[5]), minutes, hours, days, months, weekdays, st.sampled_from(ZONES)
)
intervals = st.builds(Interval, st.timedeltas(timedelta(seconds=1), timedelta(days=40)), moments)
rules = st.builds(
    Rule,
    st.sampled_from(["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYMONTHDAY=-2", "FREQ=YEARLY"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)).map(lambda d: d.replace(microsecond=0)),
    st.sampled_from(ZONES),
)
triggers = st.one_of(crons, intervals, rules, st.builds(Once, moments))
excepts = st.none() | st.builds(
    Except,
    st.sampled_from(ZONES),
    st.frozensets(st.integers(0, 6), max_size=3),
    st.frozensets(st.integers(1, 12), max_size=3),
)
changes = st.builds(ClockChange, st.sampled_from(Gap), st.sampled_from(Fold))


@st.composite
def bounded(draw: st.DrawFn) -> Timing:
    starts = draw(st.none() | moments)
    ends = starts + draw(st.timedeltas(timedelta(0), timedelta(days=900))) if starts and draw(st.booleans()) else None
    count = draw(st.none() | st.integers(1, 20)) if starts else None
    some = tuple(draw(st.lists(triggers, min_size=1, max_size=3)))
    return Timing(some, starts, ends, count, draw(excepts), draw(changes))


timings = bounded()


@given(timings, moments)
@settings(max_examples=150, deadline=None)
def test_every_moment_is_strictly_later_than_the_one_before(timing: Timing, after: datetime) -> None:
    found = [after, *islice(timing.moments_after(after), 8)]
    assert all(before < later for before, later in pairwise(found))


@given(timings, moments)
@settings(max_examples=100, deadline=None)
def test_asking_again_gives_the_same_answer(timing: Timing, after: datetime) -> None:
    assert timing.next_after(after) == timing.next_after(after)


@given(timings, moments)
@settings(max_examples=100, deadline=None)
def test_nothing_lies_between_a_moment_and_the_next(timing: Timing, after: datetime) -> None:
    first = timing.next_after(after)
    if first is not None:
        middle = after + (first - after) / 2
        assert timing.next_after(middle) == first


@given(timings, moments)
@settings(max_examples=100, deadline=None)
def test_no_moment_lies_outside_of_the_bounds_the_count_and_the_days(timing: Timing, after: datetime) -> None:
    found = list(islice(timing.moments_after(after), 8))
    assert all((timing.starts or m) <= m <= (timing.ends or m) for m in found)
    assert not any(timing.exclude.covers(m) for m in found if timing.exclude)
    if timing.count and timing.starts:
        assert len(timing.upcoming(timing.starts - timedelta(seconds=1), 30)) <= timing.count


@given(triggers, excepts.filter(bool), changes, moments)
@settings(max_examples=100, deadline=None)
def test_what_is_left_out_is_all_that_is_missing(
    trigger: Trigger, exclude: Except, change: ClockChange, after: datetime
) -> None:
    whole = islice(Timing((trigger,), clock_change=change).moments_after(after), 40)
    expected = [moment for moment in whole if not exclude.covers(moment)]
    found = Timing((trigger,), exclude=exclude, clock_change=change).upcoming(after, len(expected))
    assert list(found) == expected


@given(st.lists(triggers, min_size=2, max_size=3), moments)
@settings(max_examples=60, deadline=None)
def test_a_union_is_the_moments_of_its_parts(parts: list[Trigger], after: datetime) -> None:
    apart = {m for part in parts for m in Timing((part,)).upcoming(after, 4)}
    assert list(Timing(tuple(parts)).upcoming(after, 4)) == sorted(apart)[:4]


def test_on_the_clock_of_another_zone_wall_times_stay_and_single_moments_stay_when_they_are() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    timing = Timing((Cron("0 9 * * *", "UTC"), Once(noon)), exclude=Except("UTC", weekdays=frozenset({5, 6})))
    moved = timing.on_clock_of("America/Sao_Paulo")
    assert moved.upcoming(noon - timedelta(hours=12), 2) == (noon, noon + timedelta(days=1))
    assert moved.exclude == Except("America/Sao_Paulo", weekdays=frozenset({5, 6}))

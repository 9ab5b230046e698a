"""Our moments against those of the oracle, around the clock changes of all zones from 1970 to 2037.

A seeded slice runs with the suite. The long form goes through every clock change of every zone, for as
long as one likes, and prints what it did:

    SPARK_ORACLE_SECONDS=900 SPARK_ORACLE_SEED=7 pytest tests/domain/test_oracle.py -k long -s
"""

import os
import time
from bisect import bisect_right
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from spark_tui.domain.timing import ClockChange, Cron, Fold, Gap, Rule, Timing
from tests.domain import oracle

YEARS = range(1970, 2038)
POLICIES = [ClockChange(gap, fold) for gap in Gap for fold in Fold]
AROUND = timedelta(hours=30)  # real time that is walked on each side of a change
SLICE = 40  # changes of the slice
SECONDS = float(os.environ.get("SPARK_ORACLE_SECONDS", "0"))
SEED = int(os.environ.get("SPARK_ORACLE_SEED", "1"))
ZONES = sorted(available_timezones() - {"localtime", "Factory"})


# ------------------------------------------------------------------ random expressions


def expression(random: Random) -> str:
    clock = random.choice([_named, _named, _starred])(random)
    days = random.choice([("*", "*")] * 5 + [(_monthday(random), "*"), ("*", _weekday(random))])
    if random.random() < 0.15:
        days = (_monthday(random), _weekday(random))
    month = random.choice(["*"] * 8 + ["*/2", "MAR-NOV", "1-3,10-12", "JAN,APR,SEP,OCT"])
    second = f"{random.randrange(1, 60)} " if random.random() < 0.1 else ""
    return f"{second}{clock} {days[0]} {month} {days[1]}"


def _named(random: Random) -> str:
    hour = random.choice([*"0112233", "0-3", "1-3", "0,2", "1-5/2", "22-23", "12", "0-23", "0/3", "9-17", "2-2/3"])
    return f"{_minute(random)} {hour}"


def _starred(random: Random) -> str:
    return random.choice(["* *", "*/15 *", "*/7 1-3", "0 *", "30 */2", "*/20 2", "5 */3", "*/45 0", "17,47 *", "* 2-2"])


def _minute(random: Random) -> str:
    some = random.randrange(60)
    return random.choice(["0", "30", str(some), f"{some}/20", "0,30", "15-45/15", "0-59/10", f"{some},59", "59", "1"])


def _monthday(random: Random) -> str:
    some = random.randrange(1, 29)
    return random.choice(["L", "LW", str(some), f"{some}-31", f"{some},L", "*/2", "1-7", "*/3,LW", f"{some}/5"])


def _weekday(random: Random) -> str:
    some = random.randrange(8)
    return random.choice(
        [
            str(some),
            "0",
            "7",
            "SUN",
            "1-5",
            "SAT,SUN",
            "MON-FRI/2",
            f"{some}L",
            f"{some}#{random.randrange(1, 6)}",
            "*/2",
        ]
    )


# ------------------------------------------------------------------ the comparison


def compare(zone: str, change: datetime, random: Random, done: Counter[str]) -> None:
    """One expression, all policies, around one clock change: from the beginning, and asked from anywhere."""
    text = expression(random)
    begin, end = ((change + side * AROUND).replace(second=0) for side in (-1, 1))
    cron = oracle.Expression(text)
    walk = oracle.walk(zone, begin, end, cron.second)
    fits = oracle.fitting(text, walk)
    for policy in POLICIES if cron.named else random.sample(POLICIES, 1):
        expected = [m for m in oracle.moments(text, fits, policy.gap, policy.fold) if begin < m < end]
        timing = Timing((Cron(text, zone),), clock_change=policy)
        ours = list(takewhile(lambda m: m < end, timing.moments_after(begin)))
        assert ours == expected, told(zone, change, text, policy)
        for moment in asked_from(begin, end, change, expected, random):
            answer, place = timing.next_after(moment), bisect_right(expected, moment)
            wanted = expected[place] if place < len(expected) else None
            ours_within = answer if answer and answer < end else None
            assert ours_within == wanted, told(zone, change, text, policy, moment)
        done["moments"] += len(ours)
    done["minutes"] += len(walk.shown)
    done["expressions"] += 1


def asked_from(
    begin: datetime, end: datetime, change: datetime, fired: list[datetime], random: Random
) -> list[datetime]:
    """Moments from which to ask: any, near the change, and right before a moment that fires."""
    seconds = int((end - begin).total_seconds())
    near = [change + timedelta(seconds=random.randrange(-7_200, 7_200)) for _ in range(4)]
    before = [m - timedelta(microseconds=1) for m in random.sample(fired, min(3, len(fired)))]
    return [begin + timedelta(seconds=random.randrange(1, seconds)), change, *near, *before]


def told(zone: str, change: datetime, text: str, policy: ClockChange, moment: datetime | None = None) -> str:
    asked = f", asked from {moment}" if moment else ""
    return f"Cron({text!r}, {zone!r}) around {change} with {policy.gap}, {policy.fold}{asked}"


def test_a_slice_of_all_clock_changes_agrees_with_the_oracle() -> None:
    random, done = Random(SEED), Counter[str]()
    while done["expressions"] < SLICE:
        zone, year = random.choice(ZONES), random.choice(YEARS)
        for change in oracle.changes(zone, year, year + 1)[:1]:
            compare(zone, change, random, done)


@pytest.mark.skipif(not SECONDS, reason="the long form: set SPARK_ORACLE_SECONDS")
def test_the_long_form_agrees_with_the_oracle() -> None:
    random, done, met = Random(SEED), Counter[str](), set[str]()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for zone in random.sample(ZONES, len(ZONES)):
            for change in oracle.changes(zone, YEARS[0], YEARS[-1] + 1) if time.monotonic() < until else ():
                compare(zone, change, random, done)
                met.add(f"{zone} {change}")
    print(f"\n{SECONDS:.0f} s, seed {SEED}: {len(met):,} clock changes of {len(ZONES)} zones, {dict(done)}")


# ------------------------------------------------------------------ named clock changes

GAPS = [  # zone, a cron that the gap swallows, asked from, after the gap, the first that is not swallowed
    ("Australia/Lord_Howe", "15 2 * * *", "2024-10-05T00:00", "2024-10-05 15:30", "2024-10-06 15:15"),
    ("Pacific/Chatham", "0 3 * * *", "2024-09-28T00:00", "2024-09-28 14:00", "2024-09-29 13:15"),
    ("Asia/Beirut", "0 0 * * *", "2024-03-30T00:00", "2024-03-30 22:00", "2024-03-31 21:00"),
    ("Africa/Cairo", "@daily", "2024-04-25T00:00", "2024-04-25 22:00", "2024-04-26 21:00"),
    ("Africa/Casablanca", "30 2 * * *", "2024-04-13T12:00", "2024-04-14 02:00", "2024-04-15 01:30"),
    ("Pacific/Apia", "0 9 * * *", "2011-12-29T20:00", "2011-12-30 10:00", "2011-12-30 19:00"),
    ("America/St_Johns", "30 0 * * *", "2011-03-13T00:00", "2011-03-13 03:31", "2011-03-14 03:00"),
    ("America/Havana", "59 0 * * *", "2024-03-10T00:00", "2024-03-10 05:00", "2024-03-11 04:59"),
    ("Antarctica/Troll", "0 2 * * *", "2024-03-30T12:00", "2024-03-31 01:00", "2024-04-01 00:00"),
    ("Africa/Monrovia", "20 0 * * *", "1972-01-07T00:00", "1972-01-07 00:44", "1972-01-08 00:20"),
]
FOLDS = [  # zone, a cron that names what comes twice, asked from, the first of it, the second
    ("Australia/Lord_Howe", "45 1 * * *", "2024-04-06T00:00", "2024-04-06 14:45", "2024-04-06 15:15"),
    ("Pacific/Chatham", "0 3 * * *", "2024-04-06T00:00", "2024-04-06 13:15", "2024-04-06 14:15"),
    ("Asia/Beirut", "30 23 * * *", "2024-10-26T00:00", "2024-10-26 20:30", "2024-10-26 21:30"),
    ("Africa/Cairo", "0 23 * * *", "2024-10-31T00:00", "2024-10-31 20:00", "2024-10-31 21:00"),
    ("Africa/Casablanca", "30 2 * * *", "2024-03-09T12:00", "2024-03-10 01:30", "2024-03-10 02:30"),
    ("America/St_Johns", "30 23 * * *", "2010-11-06T12:00", "2010-11-07 02:00", "2010-11-07 03:00"),
    ("America/Havana", "0 0 * * *", "2024-11-03T00:00", "2024-11-03 04:00", "2024-11-03 05:00"),
    ("Antarctica/Troll", "30 2 * * *", "2024-10-26T12:00", "2024-10-27 00:30", "2024-10-27 02:30"),
]


def moments(zone: str, fields: str, after: str, policy: ClockChange, count: int) -> list[str]:
    timing = Timing((Cron(fields, zone),), clock_change=policy)
    return [f"{m:%Y-%m-%d %H:%M}" for m in timing.upcoming(datetime.fromisoformat(after).replace(tzinfo=UTC), count)]


@pytest.mark.parametrize(("zone", "fields", "asked", "after", "following"), GAPS, ids=lambda of: str(of).strip())
def test_a_moment_in_a_gap_is_after_it_or_skipped(
    zone: str, fields: str, asked: str, after: str, following: str
) -> None:
    assert moments(zone, fields, asked, ClockChange(Gap.AFTER), 2) == [after, following]
    assert moments(zone, fields, asked, ClockChange(Gap.SKIP), 1) == [following]


@pytest.mark.parametrize(("zone", "fields", "asked", "first", "second"), FOLDS, ids=lambda of: str(of).strip())
def test_a_doubled_moment_is_the_first_the_second_or_both(
    zone: str, fields: str, asked: str, first: str, second: str
) -> None:
    assert moments(zone, fields, asked, ClockChange(fold=Fold.FIRST), 1) == [first]
    assert moments(zone, fields, asked, ClockChange(fold=Fold.SECOND), 1) == [second]
    assert moments(zone, fields, asked, ClockChange(fold=Fold.BOTH), 2) == [first, second]


@pytest.mark.parametrize(
    ("zone", "change"), [("Pacific/Apia", "2011-12-30T10:00"), ("Asia/Beirut", "2024-10-26T21:00")]
)
def test_every_hour_is_every_real_hour_through_a_change(zone: str, change: str) -> None:
    at = datetime.fromisoformat(change).replace(tzinfo=UTC)
    for policy in POLICIES:
        found = Timing((Cron("0 * * * *", zone),), clock_change=policy).upcoming(at - timedelta(hours=4), 8)
        assert found == tuple(at + timedelta(hours=n) for n in range(-3, 5))


def test_a_daily_rule_goes_through_a_change_as_the_cron_of_the_same_time() -> None:
    random = Random(SEED)
    for _ in range(60):
        zone, year = random.choice(ZONES), random.choice(YEARS)
        for change in oracle.changes(zone, year, year + 1)[:1]:
            clock = change.astimezone(ZoneInfo(zone)) + timedelta(minutes=random.randrange(-120, 120))
            rule = Rule("FREQ=DAILY", datetime(year - 1, 12, 20, clock.hour, clock.minute), zone)
            cron = Cron(f"{clock.minute} {clock.hour} * * *", zone)
            for policy in POLICIES:
                asked = change - timedelta(days=3, seconds=random.randrange(86_400))
                ours = [Timing((each,), clock_change=policy).upcoming(asked, 8) for each in (rule, cron)]
                assert ours[0] == ours[1], told(zone, change, cron.fields, policy, asked)


def test_what_only_ever_falls_into_a_gap_that_it_skips_never_comes() -> None:
    rule = Rule("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", datetime(2020, 3, 1, 2, 30), "Europe/Berlin")
    asked = datetime(2026, 1, 1, tzinfo=UTC)
    assert Timing((rule,), clock_change=ClockChange(Gap.SKIP)).next_after(asked) is None
    assert Timing((rule,)).next_after(asked) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_rule_that_ends_in_a_fold_still_has_its_second_time() -> None:
    rule = Rule("FREQ=DAILY;UNTIL=20241027T023000", datetime(2024, 10, 20, 2, 30), "Europe/Berlin")
    timing = Timing((rule,), clock_change=ClockChange(fold=Fold.BOTH))
    asked = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    assert timing.upcoming(asked) == (datetime(2024, 10, 27, 1, 30, tzinfo=UTC),)

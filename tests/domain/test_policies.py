"""Overlap, catch-up, asking and pause, each with each: what becomes of the moments that are due.

An hourly schedule that catches up two moments of the last three hours, and lets three wait or run at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise, product, takewhile

import pytest

from spark_tui.domain.ids import RunId
from spark_tui.domain.planning import CHUNK, Fate, Plan, Span, held_apart, is_catch_up, passed_over, plan
from spark_tui.domain.schedule import CatchUp, Overlap, Pause, Policy, Schedule
from spark_tui.domain.timing import Cron, Interval, Timing
from tests.domain.test_planning import NINE, schedule

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAY = NINE - 9 * HOUR

WHEN = {  # (the first moment that is not decided, now)
    "on time": (9, 9 * HOUR + timedelta(seconds=5)),
    "one missed": (8, 8.5 * HOUR),
    "five missed": (4, 8.5 * HOUR),
    "five missed, one on time": (4, 9 * HOUR + timedelta(seconds=5)),
    "older than the window": (4, 4 * HOUR + 50 * MINUTE),
}
GOING = {"none": (), "one": ("a",), "two": ("a", "b"), "three": ("a", "b", "c"), "four": ("a", "b", "c", "d")}
PAUSES = {
    "none": None,
    "for good": Pause(DAY, "ana", "moving"),
    "until half past six": Pause(DAY, until=DAY + 6.5 * HOUR),
}


def case(when: str, pause: str = "none", **policy: object) -> tuple[Schedule, datetime]:
    first, now = WHEN[when]
    window = timedelta(minutes=10) if when == "older than the window" else 3 * HOUR
    made = schedule(
        next_at=DAY + first * HOUR,
        **{"catch_up_most": 2, "catch_up_within": window, "at_most": 3, **policy},  # type: ignore[arg-type]
    )
    return replace(made, pause=PAUSES[pause]), DAY + now


def decided(when: str, going: str = "none", pause: str = "none", **policy: object) -> Plan:
    made, now = case(when, pause, **policy)
    return plan(made, now, tuple(RunId(name) for name in GOING[going]))


def told(one: Plan) -> str:
    """`superseded 4-6, hold 7-8, run 9, cancel ab`, in the order of the moments."""
    parts = [(span.first, span.last, span.fate.value) for span in (*one.missed, *one.skipped)]
    parts += [(moments[0], moments[-1], what) for what, moments in (("hold", one.held), ("run", one.start)) if moments]
    said = [f"{what} {f'{a:%-H}' if a == b else f'{a:%-H}-{b:%-H}'}" for a, b, what in sorted(parts)]
    return ", ".join([*said, *([f"cancel {''.join(one.cancel)}"] if one.cancel else [])])


# ------------------------------------------------------------------ catch-up

NONE, LATEST, ALL = CatchUp.NONE, CatchUp.LATEST, CatchUp.ALL


@pytest.mark.parametrize(
    ("catch_up", "when", "then", "then_asked"),
    [
        (NONE, "on time", "run 9", "run 9"),
        (NONE, "one missed", "missed 8", "missed 8"),
        (NONE, "five missed", "missed 4-8", "missed 4-8"),
        (NONE, "five missed, one on time", "missed 4-8, run 9", "missed 4-8, run 9"),
        (NONE, "older than the window", "missed 4", "missed 4"),
        (LATEST, "on time", "run 9", "run 9"),
        (LATEST, "one missed", "run 8", "hold 8"),
        (LATEST, "five missed", "superseded 4-7, run 8", "superseded 4-7, hold 8"),
        (LATEST, "five missed, one on time", "superseded 4-8, run 9", "superseded 4-8, run 9"),
        (LATEST, "older than the window", "missed 4", "missed 4"),
        (ALL, "on time", "run 9", "run 9"),
        (ALL, "one missed", "run 8", "hold 8"),
        (ALL, "five missed", "superseded 4-6, run 7-8", "superseded 4-6, hold 7-8"),
        (ALL, "five missed, one on time", "superseded 4-6, run 7-9", "superseded 4-6, hold 7-8, run 9"),
        (ALL, "older than the window", "missed 4", "missed 4"),
    ],
)
def test_what_passed_is_caught_up_as_the_policy_says(catch_up: CatchUp, when: str, then: str, then_asked: str) -> None:
    answers = [decided(when, overlap=Overlap.PARALLEL, catch_up=catch_up, catch_up_ask=ask) for ask in (False, True)]
    assert [told(answer) for answer in answers] == [then, then_asked]


# ------------------------------------------------------------------ overlap

SKIP, QUEUE, QUEUE_ALL, PARALLEL, REPLACE = Overlap


@pytest.mark.parametrize(
    ("overlap", "going", "on_time", "latest", "every"),
    [
        (SKIP, "none", "run 9", "run 8", "run 7-8"),
        (SKIP, "one", "skipped 9", "skipped 8", "run 7-8"),
        (SKIP, "two", "skipped 9", "skipped 8", "run 7-8"),
        (SKIP, "three", "skipped 9", "skipped 8", "run 7-8"),
        (SKIP, "four", "skipped 9", "skipped 8", "run 7-8"),
        (QUEUE, "none", "run 9", "run 8", "run 7-8"),
        (QUEUE, "one", "run 9", "run 8", "run 7-8"),
        (QUEUE, "two", "skipped 9", "skipped 8", "run 7-8"),
        (QUEUE, "three", "skipped 9", "skipped 8", "run 7-8"),
        (QUEUE, "four", "skipped 9", "skipped 8", "run 7-8"),
        (QUEUE_ALL, "none", "run 9", "run 8", "run 7-8"),
        (QUEUE_ALL, "one", "run 9", "run 8", "run 7-8"),
        (QUEUE_ALL, "two", "run 9", "run 8", "run 7-8"),
        (QUEUE_ALL, "three", "run 9", "run 8", "run 7-8"),
        (QUEUE_ALL, "four", "skipped 9", "skipped 8", "run 7-8"),
        (PARALLEL, "none", "run 9", "run 8", "run 7-8"),
        (PARALLEL, "one", "run 9", "run 8", "run 7-8"),
        (PARALLEL, "two", "run 9", "run 8", "run 7-8"),
        (PARALLEL, "three", "skipped 9", "skipped 8", "run 7-8"),
        (PARALLEL, "four", "skipped 9", "skipped 8", "run 7-8"),
        (REPLACE, "none", "run 9", "run 8", "skipped 7, run 8"),
        (REPLACE, "one", "run 9, cancel a", "run 8, cancel a", "skipped 7, run 8, cancel a"),
        (REPLACE, "two", "run 9, cancel ab", "run 8, cancel ab", "skipped 7, run 8, cancel ab"),
        (REPLACE, "three", "run 9, cancel abc", "run 8, cancel abc", "skipped 7, run 8, cancel abc"),
        (REPLACE, "four", "run 9, cancel abcd", "run 8, cancel abcd", "skipped 7, run 8, cancel abcd"),
    ],
)
def test_what_is_due_gives_way_or_does_not(overlap: Overlap, going: str, on_time: str, latest: str, every: str) -> None:
    cases = [("on time", LATEST), ("one missed", LATEST), ("five missed", ALL)]
    answers = [told(decided(when, going, overlap=overlap, catch_up=catch_up)) for when, catch_up in cases]
    assert [answer.removeprefix("superseded 4-6, ") for answer in answers] == [on_time, latest, every]


@pytest.mark.parametrize("overlap", Overlap)
def test_what_waits_for_a_yes_neither_gives_way_nor_replaces(overlap: Overlap) -> None:
    answer = decided("five missed", "four", overlap=overlap, catch_up=ALL, catch_up_ask=True)
    assert told(answer) == "superseded 4-6, hold 7-8"


def test_when_a_tick_is_a_little_late_the_first_of_several_goes_first() -> None:
    seconds = schedule(Timing((Interval(timedelta(seconds=10), NINE),)), catch_up=NONE)
    answer = plan(seconds, NINE + timedelta(seconds=30))
    assert (answer.start, [span.count for span in answer.skipped]) == ((NINE,), [3])


# ------------------------------------------------------------------ pause


@pytest.mark.parametrize(
    ("pause", "when", "latest", "every", "none"),
    [
        ("for good", "on time", "paused 9", "paused 9", "paused 9"),
        ("for good", "five missed", "paused 4-8", "paused 4-8", "paused 4-8"),
        ("for good", "five missed, one on time", "paused 4-9", "paused 4-9", "paused 4-9"),
        ("for good", "older than the window", "paused 4", "paused 4", "paused 4"),
        ("until half past six", "on time", "run 9", "run 9", "run 9"),
        (
            "until half past six",
            "five missed",
            "paused 4-6, superseded 7, run 8",
            "paused 4-6, run 7-8",
            "paused 4-6, missed 7-8",
        ),
        (
            "until half past six",
            "five missed, one on time",
            "paused 4-6, superseded 7-8, run 9",
            "paused 4-6, run 7-9",
            "paused 4-6, missed 7-8, run 9",
        ),
        ("until half past six", "older than the window", "paused 4", "paused 4", "paused 4"),
    ],
)
def test_what_falls_into_a_pause_is_paused_and_the_rest_is_not(
    pause: str, when: str, latest: str, every: str, none: str
) -> None:
    answers = [told(decided(when, pause=pause, catch_up=catch_up)) for catch_up in (LATEST, ALL, NONE)]
    assert answers == [latest, every, none]


@pytest.mark.parametrize(
    ("since", "until", "answer"),
    [
        (6.5, None, "missed 4-6, paused 7-8"),
        (6.5, 7.5, "missed 4-6, paused 7, run 8"),
        (4, None, "paused 4-8"),
        (8.2, None, "missed 4-8"),
    ],
)
def test_what_was_due_before_a_pause_and_not_decided_is_not_told_as_paused(
    since: float, until: float | None, answer: str
) -> None:
    made, now = case("five missed")
    pause = Pause(DAY + since * HOUR, "ana", until=None if until is None else DAY + until * HOUR)
    assert told(plan(replace(made, pause=pause), now)) == answer


@pytest.mark.parametrize("overlap", Overlap)
def test_a_pause_cancels_nothing(overlap: Overlap) -> None:
    assert decided("on time", "two", "for good", overlap=overlap).cancel == ()


# ------------------------------------------------------------------ the whole product


def product_of(overlap: Overlap, catch_up: CatchUp) -> Iterator[tuple[Schedule, datetime, tuple[RunId, ...], Plan]]:
    for when, going, pause, ask in product(WHEN, GOING, PAUSES, (False, True)):
        made, now = case(when, pause, overlap=overlap, catch_up=catch_up, catch_up_ask=ask)
        running = tuple(RunId(name) for name in GOING[going])
        yield made, now, running, plan(made, now, running)


def due_of(one: Schedule, now: datetime) -> list[datetime]:
    assert one.next_at is not None
    return [one.next_at, *takewhile(lambda moment: moment <= now, one.timing.moments_after(one.next_at))]


def moments_of(spans: tuple[Span, ...], due: list[datetime]) -> list[datetime]:
    within = [[moment for moment in due if span.first <= moment <= span.last] for span in spans]
    assert [len(moments) for moments in within] == [span.count for span in spans]
    return [moment for moments in within for moment in moments]


@pytest.mark.parametrize(("overlap", "catch_up"), [*product(Overlap, CatchUp)])
def test_each_with_each(overlap: Overlap, catch_up: CatchUp) -> None:
    for made, now, running, one in product_of(overlap, catch_up):
        due, policy = due_of(made, now), made.policy
        decisions = [*one.start, *one.held, *moments_of(one.missed, due), *moments_of(one.skipped, due)]
        assert sorted(decisions) == due, "every due moment is decided, and only once"
        assert one.next_at is not None
        assert one.next_at > now >= max(due), "the next moment is later than all that was decided"
        assert list(one.start) == sorted(one.start)
        assert sum(is_catch_up(moment, now) for moment in (*one.start, *one.held)) <= policy.catch_up_most
        assert all(now - moment <= policy.catch_up_within for moment in one.held)
        assert not one.held or policy.catch_up_ask
        assert one.cancel == (running if one.start and overlap is REPLACE else ())
        assert all(made.pause is None or not made.pause.holds(moment) for moment in (*one.start, *one.held))
        assert {span.fate for span in one.missed} <= {Fate.MISSED, Fate.SUPERSEDED}
        assert {span.fate for span in one.skipped} <= {Fate.SKIPPED, Fate.PAUSED}
        assert all(span.reason for span in (*one.missed, *one.skipped))


# ------------------------------------------------------------------ long backlogs


@pytest.mark.parametrize("catch_up", CatchUp)
@pytest.mark.parametrize("seconds", [CHUNK - 1, CHUNK + 3, CHUNK + 30, 2 * CHUNK + 7, 4 * CHUNK])
@pytest.mark.parametrize("most", [1, 25, 1000])
def test_a_backlog_of_several_plans_is_caught_up_as_one(catch_up: CatchUp, seconds: int, most: int) -> None:
    one = schedule(
        Timing((Interval(timedelta(seconds=1), NINE),)), catch_up=catch_up, catch_up_most=most, overlap=PARALLEL
    )
    one = replace(one, policy=replace(one.policy, at_most=1000, catch_up_within=timedelta(days=1)))
    now, started, count = NINE + timedelta(seconds=seconds), list[datetime](), 0
    while one.next_at is not None and one.next_at <= now:
        answer = plan(one, now)
        started += answer.start
        count += len(answer.start) + sum(span.count for span in answer.missed)
        one = replace(one, next_at=answer.next_at)
    late = [moment for moment in started if is_catch_up(moment, now)]
    expected = {NONE: 0, LATEST: 0, ALL: min(most, seconds - 60)}[catch_up]
    assert (count, len(late)) == (seconds + 1, expected)
    assert started == [started[0] + timedelta(seconds=n) for n in range(len(started))], "the last ones, in a row"
    assert started[-1] == now


# ------------------------------------------------------------------ spread


def test_what_is_caught_up_keeps_its_distance_and_what_is_on_time_waits_for_nothing() -> None:
    policy = Policy(catch_up=ALL, catch_up_spread=10 * MINUTE)
    now = DAY + 9 * HOUR + timedelta(seconds=5)
    held_back = held_apart(policy, [DAY + hours * HOUR for hours in (6, 7, 8, 9)], now)
    assert held_back == [None, now + 10 * MINUTE, now + 20 * MINUTE, None]


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_every_distance_is_the_spread(count: int) -> None:
    policy, now = Policy(catch_up=ALL, catch_up_spread=timedelta(seconds=15)), DAY + 9.5 * HOUR
    moments = [DAY + hours * HOUR for hours in range(count)]
    starts = [not_before or now for not_before in held_apart(policy, moments, now)]
    assert all(after - before == policy.catch_up_spread for before, after in pairwise(starts))


def test_without_a_spread_nothing_is_held_back() -> None:
    assert held_apart(Policy(catch_up=ALL), [DAY, NINE], DAY + 9.5 * HOUR) == [None, None]


# ------------------------------------------------------------------ a timing that is changed


@pytest.mark.parametrize(("when", "first", "count"), [("on time", 9, 1), ("five missed", 4, 5)])
def test_what_nobody_has_decided_is_written_down_when_the_timing_is_changed(when: str, first: int, count: int) -> None:
    made, now = case(when)
    (span,) = passed_over(made, now)
    assert (span.first, span.count, span.fate) == (DAY + first * HOUR, count, Fate.MISSED)
    assert span.last == max(due_of(made, now))


@pytest.mark.parametrize("next_at", [None, NINE + MINUTE])
def test_where_nothing_is_due_nothing_is_passed_over(next_at: datetime | None) -> None:
    assert passed_over(schedule(Timing((Cron("* * * * *"),)), next_at=next_at), NINE) == ()

"""When a failed run is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_tui.domain.errors import Invalid
from spark_tui.domain.retry import LONGEST_WAIT, Retry
from spark_tui.domain.trouble import TRANSIENT, Trouble, of_status

HALF_MINUTE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("retry", "attempt", "seconds"),
    [
        (Retry(3, HALF_MINUTE), 2, 30),
        (Retry(3, HALF_MINUTE), 3, 60),
        (Retry(3, HALF_MINUTE), 4, 120),
        (Retry(3, HALF_MINUTE, factor=1), 4, 30),
        (Retry(100, HALF_MINUTE), 90, 3_600),
        (Retry(100, HALF_MINUTE, factor=1e6), 80, 3_600),
        (Retry(100, timedelta(0), factor=1e6), 3, 0),
    ],
)
def test_each_attempt_waits_longer_up_to_a_limit(retry: Retry, attempt: int, seconds: float) -> None:
    assert retry.delay_before(attempt) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("chance", "jitter", "seconds"),
    [(0.0, 0.1, 27), (0.5, 0.1, 30), (1.0, 0.1, 33), (0.0, 1.0, 0), (1.0, 1.0, 60), (0.0, 0.0, 30), (1.0, 0.0, 30)],
)
def test_the_jitter_is_a_share_of_the_delay(chance: float, jitter: float, seconds: float) -> None:
    assert Retry(3, HALF_MINUTE, jitter=jitter).delay_before(2, chance) == timedelta(seconds=seconds)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(2, 101), st.floats(1, 1e6), st.floats(0, 1e7))
def test_a_delay_is_bounded_and_the_same_at_every_look(
    chance: float, jitter: float, attempt: int, factor: float, wait: float
) -> None:
    retry = Retry(100, HALF_MINUTE, factor, jitter=jitter)
    delay = retry.delay_before(attempt, chance, wait)
    assert delay == retry.delay_before(attempt, chance, wait)
    assert timedelta(0) <= delay <= max(retry.longest, timedelta(seconds=min(wait, LONGEST_WAIT)))
    assert delay >= retry.delay_before(attempt, chance)


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [
        (0.0, 30),
        (10.0, 30),  # ours is longer
        (45.0, 45),  # a Retry-After is kept
        (7_200.0, 7_200),  # also where it is longer than our longest
        (1e9, LONGEST_WAIT),  # nobody means that
    ],
)
def test_a_source_may_ask_for_more_time(wait: float, seconds: float) -> None:
    assert Retry(3, HALF_MINUTE, jitter=0).delay_before(2, wait=wait) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("retry", "attempt", "trouble", "again"),
    [
        (Retry(), 1, Trouble.SERVER, False),
        (Retry(1), 1, Trouble.SERVER, True),
        (Retry(1), 2, Trouble.SERVER, False),
        (Retry(3), 3, Trouble.SERVER, True),
        (Retry(3), 4, Trouble.SERVER, False),
        *[(Retry(3), 1, trouble, trouble in TRANSIENT) for trouble in Trouble],
        (Retry(3, on=frozenset({Trouble.FAILED})), 1, Trouble.FAILED, True),
        (Retry(3, on=frozenset({Trouble.FAILED})), 1, Trouble.BUSY, False),
        (Retry(3, on=frozenset()), 1, Trouble.BUSY, False),
    ],
)
def test_it_is_tried_again_so_often_and_for_those_troubles(
    retry: Retry, attempt: int, trouble: Trouble, again: bool
) -> None:
    assert retry.allows(attempt, trouble) is again


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Trouble.REJECTED),
        (404, Trouble.REJECTED),
        (408, Trouble.TIMEOUT),
        (422, Trouble.REJECTED),
        (429, Trouble.BUSY),
        (500, Trouble.SERVER),
        (502, Trouble.SERVER),
        (503, Trouble.BUSY),
        (504, Trouble.TIMEOUT),
    ],
)
def test_a_status_has_its_class(status: int, trouble: Trouble) -> None:
    assert of_status(status) is trouble


@pytest.mark.parametrize("factor", [0.5, float("inf"), float("nan")])
def test_a_factor_is_a_number_that_does_not_shrink(factor: float) -> None:
    with pytest.raises(Invalid):
        Retry(factor=factor)


@pytest.mark.parametrize(
    "wrong", [{"count": -1}, {"count": 101}, {"delay": timedelta(-1)}, {"jitter": -0.1}, {"jitter": 1.1}]
)
def test_what_no_retry_can_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Retry(**wrong)  # type: ignore[arg-type]

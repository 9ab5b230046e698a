"""When a failed run is tried again."""

from datetime import timedelta

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.domain.retry import Retry


@pytest.mark.parametrize(
    ("retry", "attempt", "seconds"),
    [
        (Retry(3, timedelta(seconds=30)), 2, 30),
        (Retry(3, timedelta(seconds=30)), 4, 120),
        (Retry(100, timedelta(seconds=30)), 90, 3_600),
        (Retry(100, timedelta(seconds=30), factor=1e6), 80, 3_600),
        (Retry(100, timedelta(0), factor=1e6), 3, 0),
    ],
)
def test_each_attempt_waits_longer_up_to_a_limit(retry: Retry, attempt: int, seconds: float) -> None:
    assert retry.delay_before(attempt) == timedelta(seconds=seconds)


@pytest.mark.parametrize("factor", [0.5, float("inf"), float("nan")])
def test_a_factor_is_a_number_that_does_not_shrink(factor: float) -> None:
    with pytest.raises(Invalid):
        Retry(factor=factor)

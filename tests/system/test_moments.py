"""A moment that a person names looks back."""

from datetime import UTC, datetime

import pytest

from spark_tui.domain.errors import BadTiming
from spark_tui.system.moments import moment_of

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)  # a Wednesday, 11:30 in Rome


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-11-24 09:00", "UTC", "2026-11-24T09:00"),
        ("2026-11-24T09:00:30+02:00", "Europe/Rome", "2026-11-24T07:00:30"),
        ("2026-11-24", "Europe/Rome", "2026-11-23T23:00"),
        ("9:00", "Europe/Rome", "2026-11-25T08:00"),
        ("23:15", "Europe/Rome", "2026-11-24T22:15"),
        ("yesterday 9:00", "UTC", "2026-11-24T09:00"),
        ("2 hours ago", "UTC", "2026-11-25T08:30"),
        ("ontem às 9:00", "America/Sao_Paulo", "2026-11-24T12:00"),
    ],
)
def test_it_is_the_last_that_could_be_meant(text: str, zone: str, moment: str) -> None:
    assert moment_of(text, zone, NOW) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "purple", "99:99", "2026-13-45"])
def test_what_is_none_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(BadTiming, match="is no moment"):
        moment_of(text, "UTC", NOW)

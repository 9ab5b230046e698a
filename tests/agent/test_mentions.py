"""Clock times, weekdays and dates are found in a phrase without understanding it."""

from datetime import UTC, date, datetime, time

import pytest

from agent.mentions import mentions
from spark_tui.domain.mentioned import Mentioned

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def either(*hours: int, minute: int = 0) -> frozenset[time]:
    return frozenset(time(hour, minute) for hour in hours)


@pytest.mark.parametrize(
    ("phrase", "clocks"),
    [
        ("every weekday at 9 run it", [either(9, 21)]),
        ("at 9am and 17:30 on friday", [either(9), either(17, minute=30)]),
        ("at 12 pm", [either(12)]),
        ("at 12am", [either(0)]),
        ("às 14h30 de terça-feira", [either(14, minute=30)]),
        ("um 9 Uhr", [either(9)]),
        ("à 18 heures", [either(18)]),
        ("noon and midnight", [either(12), either(0)]),
        ("every 15 minutes", []),
        ("at 10 times the speed", []),
        ("add my LangFlow at localhost:7860", []),
        ("192.168.1.10:30", []),
        ("at 25:00", []),
    ],
)
def test_clock_times(phrase: str, clocks: list[frozenset[time]]) -> None:
    assert sorted(mentions(phrase, NOW, "UTC").clocks, key=sorted) == sorted(clocks, key=sorted)


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("pause everything until Monday", {0}),
        ("mondays and Friday", {0, 4}),
        ("terça e sexta", {1, 4}),
        ("el lunes", {0}),
        ("am Samstag", {5}),
        ("lundi", {0}),
        ("the sun is up, mon ami", set()),
        ("every weekday", set()),
    ],
)
def test_weekdays(phrase: str, days: set[int]) -> None:
    assert mentions(phrase, NOW, "UTC").weekdays == days


@pytest.mark.parametrize(
    ("phrase", "dates"),
    [
        ("on 2026-12-24", {date(2026, 12, 24)}),
        ("on 3 March 2027 at 14h", {date(2027, 3, 3)}),
        ("March 3rd", {date(2027, 3, 3)}),
        ("until december 25", {date(2026, 12, 25)}),
        ("em 25 de dezembro", {date(2026, 12, 25)}),
        ("on 23 November", {date(2026, 11, 23)}),
        ("on 30 February", set()),
        ("set 5 retries", set()),
        ("report 5 failed", set()),
    ],
)
def test_dates(phrase: str, dates: set[date]) -> None:
    assert mentions(phrase, NOW, "UTC").dates == dates


def test_what_was_said_and_is_not_among_the_moments_is_told() -> None:
    said = Mentioned((either(9, 21), either(17)), frozenset({0}), frozenset({date(2026, 12, 25)}))
    assert said.missing([datetime(2026, 11, 24, 21, tzinfo=UTC)], "UTC") == ["17:00", "Monday", "25 December 2026"]


def test_moments_are_read_on_the_clock_of_the_zone() -> None:
    said = Mentioned((either(9),), frozenset({0}))
    nine_in_sao_paulo = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert said.missing([nine_in_sao_paulo], "America/Sao_Paulo") == []
    assert said.missing([nine_in_sao_paulo], "UTC") == ["09:00"]

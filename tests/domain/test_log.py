"""How bad a line is, and where something stands in it."""

from datetime import UTC, datetime

import pytest

from spark_tui.domain.ids import RunId
from spark_tui.domain.log import Level, Line, Severity, found_in

D, I, W, E = Severity  # noqa: E741


@pytest.mark.parametrize(
    ("text", "level", "severity"),
    [
        ("12 431 rows", Level.OUT, I),
        ("no error was found", Level.OUT, I),
        ("2026-11-24 12:00:01 ERROR upstream unavailable", Level.OUT, E),
        ("[WARNING] disk is filling", Level.OUT, W),
        ('{"level": "error", "message": "it broke"}', Level.OUT, E),
        ('{"level":"debug"}', Level.OUT, D),
        ("DEBUG x", Level.ERR, D),
        ("INFO:root:started", Level.ERR, I),
        ("progress 3/4", Level.ERR, W),
        ("FATAL: role does not exist", Level.ERR, E),
        ("MIRROR of ERRORS", Level.OUT, I),
        ("started local/hello", Level.NOTE, I),
        ("failed after 2.0 s: exit code 1", Level.NOTE, E),
        ("timed out after 60 s", Level.NOTE, E),
        (" " * 300 + "ERROR far away", Level.OUT, I),
    ],
)
def test_how_bad_a_line_is(text: str, level: Level, severity: Severity) -> None:
    assert Line(RunId("r"), datetime(2026, 11, 24, tzinfo=UTC), level, text).severity is severity


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("an Error, an error", "error", [(3, 8), (13, 18)]),
        ("an Error, an error", "Error", [(3, 8)]),
        ("a.b a+b", "a.b", [(0, 3)]),
        ("aaaa", "aa", [(0, 2), (2, 4)]),
        ("anything", "", []),
    ],
)
def test_where_something_stands(text: str, wanted: str, places: list[tuple[int, int]]) -> None:
    assert found_in(text, wanted) == places

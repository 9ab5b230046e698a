"""Where a phrase ends, and what the workflow is told begins."""

import pytest

from spark_tui.domain.parting import at_colons, split_input, with_input


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("every day at 9 run hello with: a: b", ("every day at 9 run hello", "a: b")),
        ("every day at 9 run hello with:", ("every day at 9 run hello", "")),
        ("every day at 9", ("every day at 9", "")),
    ],
)
def test_behind_with_stands_the_input(text: str, parts: tuple[str, str]) -> None:
    assert split_input(text) == parts


def test_what_was_parted_is_put_together_again() -> None:
    assert split_input(with_input("every day at 9", "a b")) == ("every day at 9", "a b")
    assert with_input("every day at 9", "") == "every day at 9"


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("run x every day at 9: y", [("run x every day at 9", "y")]),
        ("every day at 9: run x: y", [("every day at 9", "run x: y"), ("every day at 9: run x", "y")]),
        ("every day at 9:30 run x", []),
        ("every day at 9: 30 run x", []),
        ("every day at 9 run http://x:80/", []),
        ("every day at 9 run x: ", []),
        ("a: b: c: d: e", [("a", "b: c: d: e"), ("a: b", "c: d: e"), ("a: b: c", "d: e")]),
    ],
)
def test_each_colon_that_is_in_no_time_may_part_them(phrase: str, parts: list[tuple[str, str]]) -> None:
    assert list(at_colons(phrase)) == parts

"""Names as people type them, found among those that are there."""

import pytest

from spark_tui.domain.naming import Names, names_of

KNOWN = ("etl-orders", "ETL-users", "Daily Report", "report", "a[1]")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("etl*", ["etl-orders", "ETL-users"]),
        ("*", list(KNOWN)),
        ("*report", ["Daily Report", "report"]),
        ("etl-?sers", ["ETL-users"]),
        ("daily-report", ["Daily Report"]),
        ("REPORT", ["report"]),
        ("etl", []),
        ("a[1]", ["a[1]"]),
        ("a[1]*", ["a[1]"]),
        ("", []),
    ],
)
def test_a_pattern_means_all_that_it_fits_and_a_name_itself_alone(name: str, meant: list[str]) -> None:
    assert Names(KNOWN).fitting(name) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("etl", ["etl-orders", "ETL-users"]),
        ("report", ["Daily Report", "report"]),
        ("etl-ordres", ["etl-orders"]),
        ("dayly report", ["Daily Report"]),
        ("aily", []),
        ("zebra", []),
    ],
)
def test_a_name_that_is_not_there_is_near_those_that_begin_so_or_are_like_it(name: str, meant: list[str]) -> None:
    assert Names(KNOWN).near(name, 4) == meant


def test_the_likest_is_found_among_thousands_that_are_alike() -> None:
    names = Names(f"report-of-team-{number}-daily" for number in range(3_000))
    assert names.near("reprot-of-team-77-daily", 4)[0] == "report-of-team-77-daily"


def test_names_that_are_the_same_as_before_are_not_arranged_again() -> None:
    assert names_of(("etl", "report")) is names_of(("etl", "report"))

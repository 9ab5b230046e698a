"""Which names an order means."""

import pytest

from spark_tui.domain.order import fitting

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
    assert fitting(name, KNOWN) == meant

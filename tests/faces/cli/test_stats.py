"""spark stats and spark timeline, as they are typed."""

import csv
import io

import pytest

from tests.processes import Home

pytestmark = pytest.mark.xdist_group("stats")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One run that went well, by hand, and a schedule of nine o'clock."""
    made = Home(tmp_path_factory.mktemp("home"))
    made.workflow("report", "echo done")
    assert made.spark("schedule", "create", "report", "0 9 * * *", "--yes", "--name", "=daily").returncode in (0, 2)
    made.spark("schedule", "create", "report", "0 9 * * *", "--yes", "--name", "daily")
    assert made.spark("run", "start", "daily", "--wait").returncode == 0
    return made


def test_figures_are_a_table_json_or_csv(home: Home) -> None:
    shown = home.spark("stats")
    assert shown.returncode == 0
    assert "daily" in shown.stdout
    assert "100 %" in shown.stdout
    assert "1 run ended since" in shown.stderr
    figures = home.json("stats", "--by", "source", "--since", "all")
    assert (figures["whole"]["runs"], figures["rows"][0]["name"], figures["rows"][0]["success"]) == (1, "local", 1)
    rows = list(csv.DictReader(io.StringIO(home.spark("stats", "--csv").stdout)))
    assert [(row["name"], row["runs"], row["failed"]) for row in rows] == [("daily", "1", "0")]


@pytest.mark.parametrize("since", ["", "7", "x", "-1d", "0d", "9999999d"])
def test_a_time_that_is_none_is_refused_with_what_would_do(home: Home, since: str) -> None:
    done = home.spark("stats", "--since", since)
    assert (done.returncode, done.stdout) == (2, "")
    assert "24h, 7d, 4w, or all" in done.stderr


def test_a_day_has_a_line_for_each_schedule(home: Home) -> None:
    done = home.spark("timeline", "2031-01-01")
    assert "daily" in done.stdout
    assert "○ 1 planned" in done.stdout
    assert "Wed 1 Jan 2031" in done.stderr


@pytest.mark.parametrize(("view", "rows"), [("--day", 1), ("--week", 7), ("--month", 5)])
def test_the_timeline_as_json(home: Home, view: str, rows: int) -> None:
    found = home.json("timeline", view, "2031-01-15")
    cells = [cell for row in found["rows"] for cell in row["cells"]]
    assert len(found["rows"]) >= rows
    assert {key for cell in cells for key in cell} == {"at", "until", "planned"}


def test_a_day_that_is_none_is_refused(home: Home) -> None:
    assert home.spark("timeline", "someday").returncode == 2

"""spark errors: the last of the log that went wrong."""

import json
import logging
from pathlib import Path

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.faces.cli.errors import last
from spark_tui.faces.daemon import LogLine
from tests.processes import Home


def written(*records: tuple[int, str]) -> str:
    """As the log is written."""
    line = LogLine().format
    return "".join(
        f"{line(logging.LogRecord('spark.screen', level, '', 0, text, None, None))}\n" for level, text in records
    )


def test_what_is_bad_is_told_with_all_its_lines_and_the_newest_last(tmp_path: Path) -> None:
    file = tmp_path / "spark.log"
    (tmp_path / "spark.log.1").write_text(written((logging.ERROR, "of yesterday")))
    file.write_text(
        "cut off\n"
        + written(
            (logging.WARNING, "first"),
            (logging.INFO, "all is well\n  and goes on"),
            (logging.ERROR, "Traceback\n  with key=sk-1234567890abcdef\x1b[31m"),
        )
    )
    found = last(file, 10)
    assert [(one.level, one.lines[0]) for one in found] == [
        ("ERROR", "of yesterday"),
        ("WARNING", "first"),
        ("ERROR", "Traceback"),
    ]
    assert found[-1].lines[1:] == ("  with key=•••",)
    assert [one.lines for one in last(file, 1)] == [found[-1].lines]


def test_a_log_that_is_not_there_is_no_error_and_one_that_cannot_be_read_is(tmp_path: Path) -> None:
    assert last(tmp_path / "spark.log", 10) == []
    (tmp_path / "spark.log").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        last(tmp_path / "spark.log", 10)


def test_the_command_says_where_the_log_is(tmp_path: Path) -> None:
    home = Home(tmp_path)
    log = tmp_path / "data" / "spark" / "spark.log"
    log.parent.mkdir(parents=True)
    log.write_text(written((logging.WARNING, "SourceError: nobody answers")))
    assert str(log) in home.spark("errors").stderr
    (told,) = json.loads(home.spark("errors", "--json").stdout)
    assert (told["level"], told["text"]) == ("WARNING", "SourceError: nobody answers")

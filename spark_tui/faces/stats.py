"""Figures in words, as CSV and as JSON: for a table, a file, or standard output."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.statistics import Report, Spread, Summary
from spark_tui.faces import show

COLUMNS = (
    *("name", "runs", "succeeded", "failed", "success", "longest_streak_of_failures"),
    *(f"{what}_{which}_seconds" for what in ("duration", "late", "queue") for which in ("p50", "p95", "most")),
    *("tokens_read", "tokens_written", "tokens", "cost_usd"),
)


def figures(of: Summary) -> dict[str, str]:
    """What stands in each column."""
    return {
        "RUNS": f"{of.runs:,}",
        "OK": show.share(of.success),
        "FAILED": f"{of.bad:,}",
        "p50": show.duration(of.took.p50) if of.took else "–",
        "p95": show.duration(of.took.p95) if of.took else "–",
        "LATE p95": show.duration(of.late.p95) if of.late else "–",
        "QUEUE p95": show.duration(of.waited.p95) if of.waited else "–",
        "STREAK": f"{of.streak}" if of.streak else "–",
        "TOKENS": f"{of.usage.total:,}" if of.usage else "–",
        "COST": f"${of.usage.cost:.2f}" if of.usage and of.usage.cost else "–",
    }


def shape(report: Report) -> dict[str, Any]:
    return {
        "since": report.since,
        "until": report.until,
        "by": report.by,
        "whole": flat(report.whole),
        "rows": [{"name": name, **flat(of)} for name, of in report.rows],
        "days": [
            {"since": day.since, "until": day.until, "runs": day.runs, "succeeded": day.good, "failed": day.bad}
            for day in report.days
        ],
        "left_out": [{"fate": one.fate, "reason": one.reason, "count": one.count} for one in report.left_out],
    }


def flat(of: Summary) -> dict[str, Any]:
    spreads = (("duration", of.took), ("late", of.late), ("queue", of.waited))
    return {
        "runs": of.runs,
        "succeeded": of.good,
        "failed": of.bad,
        "success": of.success,
        "longest_streak_of_failures": of.streak,
        **{name: value for what, spread in spreads for name, value in _seconds(what, spread).items()},
        "tokens_read": of.usage.read if of.usage else None,
        "tokens_written": of.usage.written if of.usage else None,
        "tokens": of.usage.total if of.usage else None,
        "cost_usd": of.usage.cost if of.usage else None,
    }


def _seconds(what: str, of: Spread | None) -> dict[str, float | None]:
    return {
        f"{what}_p50_seconds": of.p50.total_seconds() if of else None,
        f"{what}_p95_seconds": of.p95.total_seconds() if of else None,
        f"{what}_most_seconds": of.most.total_seconds() if of else None,
    }


def json_of(report: Report) -> str:
    return json.dumps(shape(report), default=_plain, indent=2) + "\n"


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def csv_of(report: Report) -> str:
    """A line for each, none for the whole: sums of percentiles mean nothing."""
    text = io.StringIO()
    lines = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    lines.writeheader()
    for name, of in report.rows:
        lines.writerow({"name": _harmless(name), **flat(of)})
    return text.getvalue()


def _harmless(name: str) -> str:
    """A name that a spreadsheet would take for a formula is text to it."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name


# ------------------------------------------------------------------ files


def file_for(text: str) -> Path:
    """Raises Invalid where the ending is neither of the two."""
    path = Path(text.strip()).expanduser()
    if path.suffix not in (".csv", ".json"):
        raise Invalid("the file ends with .csv or .json", hint="such as figures.csv")
    return path.absolute()


def keep(path: Path, text: str) -> None:
    """Raises Conflict where something is there already, Invalid where it cannot be written."""
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise Conflict(f"{path} is there already", hint="give another name") from None
    except OSError as wrong:
        raise Invalid(f"{path} cannot be written: {wrong.strerror}") from None

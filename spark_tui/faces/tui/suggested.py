"""What would change, before it does: every difference, before → after, and what one should know."""

from datetime import datetime

from spark_tui.domain.change import Change, Suggestion
from spark_tui.domain.text import one_line
from spark_tui.faces.changes import told
from spark_tui.faces.tui.text import wrapped
from spark_tui.faces.tui.widgets.page import Lines

SHOWN = 40  # changes that are told one by one


def suggested(suggestion: Suggestion, now: datetime, width: int) -> Lines:
    lines: Lines = [[], [(f" {part}", "strong")] if (part := one_line(suggestion.says, width - 2)) else []]
    for change in suggestion.changes[:SHOWN]:
        lines += _changed(change, now, width)
    if (more := len(suggestion.changes) - SHOWN) > 0:
        lines.append([(f"   and {more} more", "dim")])
    for note in (*suggestion.notes, *suggestion.doubts, *_careful(suggestion)):
        lines += [[("   ! ", "warn"), (part, "warn")] for part in wrapped(note, width - 6)]
    return lines


def _changed(change: Change, now: datetime, width: int) -> Lines:
    verb, of, differences = told(change, now)
    lines: Lines = [[(f"   {verb} ", "live"), (one_line(of, width - 16), "plain")]]
    for what, before, after in differences:
        parts = wrapped(f"{before} → {after}", width - 17)
        lines += [[(f"     {what if n == 0 else '':<10} ", "dim"), (part, "key")] for n, part in enumerate(parts)]
    return lines


def _careful(suggestion: Suggestion) -> list[str]:
    return [f"before it suggested this, the model read {', '.join(suggestion.read)}"] if suggestion.read else []

"""The figures of all runs together, day by day, in a few lines."""

from spark_tui.domain.statistics import Report, Spread
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.tui.text import Piece, fit_right
from spark_tui.faces.tui.widgets.page import Lines, flowing, paragraph

DAY = 8  # cells of a day in the table of days


def whole(report: Report, zone: str, width: int) -> Lines:
    """All runs together, day by day, and what was left out."""
    of = report.whole
    ink = "good" if of.success == 1 else "plain"
    head: list[Piece] = [(" runs ", "dim"), (f"{of.runs:,}", "strong"), ("  ok ", "dim"), (show.share(of.success), ink)]
    head += [("  failed ", "dim"), (f"{of.bad:,}", "bad" if of.bad else "plain")]
    head += [("  in a row ", "dim"), (f"{of.streak}", "plain")] if of.streak > 1 else []
    spent = f"  {of.usage.total:,} tokens" + (f"  ${of.usage.cost:.2f}" if of.usage.cost else "") if of.usage else ""
    spreads = [
        [(f" {name} ", "dim"), *_spread(spread), ("  ", "")]
        for name, spread in (("took", of.took), ("late", of.late), ("queue", of.waited))
    ]
    lines: Lines = [[*head, (spent, "plain")], *flowing(spreads, width), *_days(report, zone, width)]
    if report.left_out:
        told = " · ".join(map(str, report.left_out))
        lines += paragraph(f"left out: {told}", width, "warn")[:2]
    return [*lines, []]


def _days(report: Report, zone: str, width: int) -> Lines:
    """Their figures where there is room for all of them, else bars: each as high as it is beside its own most."""
    if report.days and (len(report.days) + 1) * DAY <= width:
        return _table_of_days(report, zone)
    days = report.days[-max(1, width - 40) :]
    rows = (("good", [day.good for day in days], "good"), ("bad", [day.bad for day in days], "bad"))
    return [
        [
            (f" {name:<5}", "dim"),
            (show.bars(counts), ink),
            (f"  {max(counts):,} a day at most" if any(counts) else "", "dim"),
            (f", {len(days)} days" if name == "good" else "", "dim"),
        ]
        for name, counts, ink in rows
        if days
    ]


def _table_of_days(report: Report, zone: str) -> Lines:
    began = [day.since.astimezone(zone_of(zone)) for day in report.days]
    names = [f"{show.DAYS[at.weekday()]} {at.day}" for at in began]
    rows = (("good", [day.good for day in report.days], "plain"), ("bad", [day.bad for day in report.days], "bad"))
    return [
        [(f" {'day':<{DAY - 1}}", "dim"), *((fit_right(name, DAY), "dim") for name in names)],
        *(
            [
                (f" {name:<{DAY - 1}}", "dim"),
                *((fit_right(f"{count:,}" if count else "·", DAY), ink if count else "dim") for count in counts),
            ]
            for name, counts, ink in rows
        ),
    ]


def _spread(of: Spread | None) -> list[Piece]:
    if of is None:
        return [("–", "dim")]
    told = (("p50 ", of.p50), ("  p95 ", of.p95), ("  most ", of.most))
    return [piece for name, value in told for piece in ((name, "dim"), (show.duration(value), "plain"))]

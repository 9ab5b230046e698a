"""The figures of the last days in a few lines: a pane of the board."""

from collections.abc import Sequence

from spark_tui.domain.statistics import Report, Spread
from spark_tui.faces import show
from spark_tui.faces.tui.text import Piece, fit, fit_right
from spark_tui.faces.tui.widgets.page import Lines
from spark_tui.faces.tui.widgets.painted import Painted

BOTH = 32  # cells in which two durations have room


class Numbers(Painted):
    """Hand over what `Statistics.report` answers; what has no room is left out, the least important first."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._report: Report | None = None

    def show(self, report: Report) -> None:
        self._report = report
        self.repaint()

    def line(self, y: int, width: int) -> Sequence[Piece]:
        lines = numbers(self._report, width) if self._report is not None else []
        return lines[y] if y < len(lines) else ()


def numbers(report: Report, width: int) -> Lines:
    """Runs, faults by day, durations, lateness; then the slowest."""
    whole = report.whole
    if not whole.runs:
        return [[(" no run has ended yet", "dim")]]
    ok = "good" if whole.success == 1 else "plain"
    lines: Lines = [
        [(" runs  ", "dim"), (f"{whole.runs:,}", "strong"), ("  ok ", "dim"), (show.share(whole.success), ok)],
        [(" fail  ", "dim"), (show.bars([day.bad for day in report.days]), "bad"), (f"  {whole.bad:,}", "plain")],
        [(" runs  ", "dim"), (show.bars([day.runs for day in report.days]), "live"), ("  by day", "dim")],
        [(" took  ", "dim"), *_spread(whole.took, width)],
        [(" late  ", "dim"), *_spread(whole.late, width)],
    ]
    slowest = report.slowest()
    if slowest:
        lines.append([(fit(" slowest, p95", width), "dim")])
        lines += [_slow(name, of.took, slowest[0][1].took, width) for name, of in slowest]
    return [[(fit(text, width) if len(line) == 1 else text, ink) for text, ink in line] for line in lines]


def _spread(of: Spread | None, width: int) -> list[Piece]:
    """Both where both have room."""
    if of is None:
        return [("–", "dim")]
    p95: list[Piece] = [("p95 ", "dim"), (show.duration(of.p95), "plain")]
    return p95 if width < BOTH else [("p50 ", "dim"), (fit(show.duration(of.p50), 8), "plain"), *p95]


def _slow(name: str, of: Spread | None, most: Spread | None, width: int) -> list[Piece]:
    assert of is not None
    assert most is not None
    bar = max(1, round(of.p95 / most.p95 * 6)) if most.p95 else 1
    room = max(4, width - 17)
    return [
        (f" {fit(name, room)}", "plain"),
        (fit_right(show.duration(of.p95), 8), "strong"),
        (f" {'█' * bar}", "live"),
    ]

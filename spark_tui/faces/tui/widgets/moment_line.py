"""A moment of a schedule in a line: when, what became of it, how late and how long, and the reason."""

from datetime import datetime
from typing import TYPE_CHECKING

from spark_tui.domain.text import one_line
from spark_tui.faces import show
from spark_tui.faces.tui.text import Piece, fit

if TYPE_CHECKING:
    from spark_tui.service.timeline import Moment


def moment_line(moment: "Moment", zone: str, now: datetime, width: int) -> list[Piece]:
    sign = show.sign(moment.state)
    return [
        (f" {sign.glyph} ", sign.mood),
        (fit(show.moment(moment.at, zone, now), 18), "plain"),
        (fit(f" {sign.word}", 12), sign.mood),
        (fit(f" {_told(moment, zone, now)}", width - 33), "dim"),
    ]


def _told(moment: "Moment", zone: str, now: datetime) -> str:
    run, span = moment.run, moment.span
    if run is not None:
        late = run.started_at - run.due_at if run.started_at and not run.batch else None
        parts = [
            show.took(run, now),
            f"{show.duration(late)} late" if late and late.total_seconds() >= 1 else "",
            f"attempt {run.attempt}" if run.attempt > 1 else "",
            one_line(run.reason or run.result, 200),
        ]
        return " · ".join(filter(None, parts))
    if span is not None:
        until = show.moment(span.last, zone, now)
        return (f"{span.count}x until {until} · " if span.count > 1 else "") + one_line(span.reason, 300)
    return ""

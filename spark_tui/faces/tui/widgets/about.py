"""What is known of the selected schedule and its last run, in a few lines: a pane of the board."""

from datetime import datetime

from spark_tui.domain.document import hidden
from spark_tui.domain.run import Run
from spark_tui.domain.text import one_line
from spark_tui.faces import show
from spark_tui.faces.tui.glance import Timed
from spark_tui.faces.tui.widgets.page import Lines, labelled, paragraph

ROOM = 10  # cells of a label
MOST = 2_000  # characters of an answer


def about(row: Timed | None, zone: str, now: datetime, width: int) -> Lines:
    if row is None:
        return [[(" nothing is selected", "dim")]]
    schedule, sign = row.schedule, show.sign(row.state(now))
    upcoming = schedule.timing.upcoming(now, 3) if schedule.next_at and not schedule.pause else ()
    told = [
        ("state", f"{sign.glyph} {sign.word}", sign.mood),
        ("", show.pause(schedule.pause, zone, now) if schedule.pause else "", "warn"),
        ("at risk", one_line(row.risk, 300), "warn"),
        ("runs", schedule.workflow_ref, "plain"),
        ("when", show.when(schedule, zone), "strong"),
        ("kept as", show.rule(schedule.timing, schedule.zone), "plain"),
        ("next", show.moments(upcoming, zone, now) if upcoming else "", "plain"),
        ("tags", " ".join(schedule.tags), "plain"),
        ("input", one_line(hidden(schedule.input), 200), "plain"),
        ("inputs", show.given(schedule.values), "plain"),
    ]
    lines = [line for label, text, ink in told if text for line in labelled(label, text, width, ink=ink, room=ROOM)]
    return [*lines, [], *_run(row.latest, zone, now, width)]


def _run(run: Run | None, zone: str, now: datetime, width: int) -> Lines:
    if run is None:
        return paragraph("It has not run yet.", width, "dim")
    sign = show.sign(run.state)
    late = (run.started_at - run.due_at).total_seconds() if run.started_at and not run.batch else 0
    told = [
        ("last run", f"{sign.glyph} {sign.word}  {run.id[:8]}", sign.mood),
        ("due", show.moment(run.due_at, zone, now) + (f", {show.duration(late)} late" if late >= 1 else ""), "plain"),
        ("took", show.took(run, now), "plain"),
        ("attempt", str(run.attempt) if run.attempt > 1 else "", "plain"),
        ("why", one_line(hidden(run.reason), 400), sign.mood),
        ("waited", one_line(run.waited_for, 200), "plain"),
        ("result", one_line(hidden(run.result[:MOST]), MOST), "plain"),
    ]
    return [line for label, text, ink in told if text for line in labelled(label, text, width, ink=ink, room=ROOM)]

"""Where one stands on the board: what an action would act on, and the reasons why there is nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spark_tui.domain.ids import RunId
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.tui.glance import Timed
from spark_tui.faces.tui.whose_engine import Elsewhere

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board


@dataclass(frozen=True, slots=True)
class Stand:
    """What an action would act on."""

    opened: bool = False
    pane: str = ""
    schedule: Schedule | None = None
    marked: tuple[Schedule, ...] = ()  # what is done to schedules is done to all of these
    source: Source | None = None
    workflow: Workflow | None = None
    run: Run | None = None  # the one that `c` would cancel
    asking: Run | None = None  # the one that waits for a person's answer
    engine_down: bool = False
    engine_elsewhere: bool = False  # this process can be none
    run_here: RunId | None = None  # the last one of the selected schedule


def stand_of(board: "Board") -> Stand:
    row, offered = board.schedules.selected, board.sources.selected
    return Stand(
        opened=board.spark is not None,
        pane=board.pane,
        schedule=row.schedule if row else None,
        marked=tuple(marked.schedule for marked in board.schedules.marked) if board.pane != "sources" else (),
        source=offered.source if offered else None,
        workflow=offered.workflow if offered else None,
        run=_run_to_cancel(board, row),
        asking=_run_that_asks(board, row),
        engine_down=board.engine.down,
        engine_elsewhere=isinstance(board.host, Elsewhere),
        run_here=board.run_here,
    )


def _run_to_cancel(board: "Board", row: Timed | None) -> Run | None:
    """The newest of the selected schedule; in the log, of all."""
    active = board.glance.active
    mine = [run for run in active if row and run.schedule == row.schedule.id]
    return next(reversed(active if board.pane == "log" else mine), None)


def _run_that_asks(board: "Board", row: Timed | None) -> Run | None:
    """That of the selected schedule, or of all the one that waits longest."""
    waiting = board.glance.asking
    return next((run for run in waiting if row and run.schedule == row.schedule.id), next(iter(waiting), None))


# ---------------------------------------------------------------------- why not


def opened(stand: Stand) -> str:
    return "" if stand.opened else "the store is still being opened"


def a_schedule(stand: Stand) -> str:
    return opened(stand) or ("" if stand.schedule else "select a schedule first (2)")


def in_schedules(stand: Stand) -> str:
    return a_schedule(stand) or ("" if stand.pane != "sources" else "this works on schedules: go there with 2")


def to_edit(stand: Stand) -> str:
    return a_source(stand) if stand.pane == "sources" else a_schedule(stand)


def something_to_run(stand: Stand) -> str:
    if stand.pane == "sources":
        return opened(stand) or ("" if stand.workflow else "select a workflow, not a source")
    return a_schedule(stand)


def a_source(stand: Stand) -> str:
    return opened(stand) or ("" if stand.source else "add a source first (a)")


def a_run(stand: Stand) -> str:
    return opened(stand) or ("" if stand.run else "nothing is running")


def somebody_asks(stand: Stand) -> str:
    return opened(stand) or ("" if stand.asking else "no run waits for an answer")


def engine_down(stand: Stand) -> str:
    if stand.engine_elsewhere:
        return "this screen only follows the engine: spark daemon start"
    return opened(stand) or ("" if stand.engine_down else "the engine is not down")

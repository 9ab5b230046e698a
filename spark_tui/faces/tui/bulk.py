"""One deed for many schedules: run, pause, let go on, remove; what was refused is said, and one undo takes it back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import SparkError
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.text import counted
from spark_tui.faces.tui.person import WHO

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board


async def run_all(board: "Board", marked: Sequence[Schedule]) -> None:
    """Queue a run of each."""
    assert board.spark is not None
    runs = board.spark.runs

    async def start(schedule: Schedule) -> None:
        await runs.start_schedule(schedule, by=WHO)

    board.app.say(f"queued: {await _each(marked, start)}")


async def pause_all(board: "Board", marked: Sequence[Schedule]) -> None:
    """Those that go on are paused; where all are paused already, they all go on."""
    assert board.spark is not None
    if all(schedule.pause is not None for schedule in marked):
        await _edit_all(board, marked, "resume", lambda schedule: replace(schedule, pause=None))
        return
    pause = Pause(board.spark.clock.now(), WHO)
    going = [schedule for schedule in marked if schedule.pause is None]
    await _edit_all(board, going, "pause", lambda schedule: replace(schedule, pause=pause))


async def remove_all(board: "Board", marked: Sequence[Schedule]) -> None:
    """Their runs and their history stay."""
    await _edit_all(board, marked, "remove", lambda _: None)
    board.schedules.unmark()


async def _edit_all(
    board: "Board", of: Sequence[Schedule], verb: str, change: Callable[[Schedule], Schedule | None]
) -> None:
    """All in one deed; where one of them is in the way, one after the other."""
    assert board.spark is not None
    schedules = board.spark.schedules
    edits = [Edit(schedule, change(schedule)) for schedule in of]
    what = f"{verb} {counted(len(of), 'schedule')}"
    try:
        await schedules.edit(edits, deed=what)
    except SparkError:
        by_id = {edit.schedule.id: edit for edit in edits}

        async def one(schedule: Schedule) -> None:
            await schedules.edit([by_id[schedule.id]], deed=f"{verb} the schedule “{schedule.name}”")

        board.app.did(f"{verb}: {await _each(of, one)}")
    else:
        board.app.did(f"{verb}: {counted(len(of), 'schedule')}")


async def _each(of: Sequence[Schedule], do: Callable[[Schedule], Awaitable[None]]) -> str:
    """How many went, and the reason of the first that did not: 3 of 4 done, one refused: …"""
    refused: list[str] = []
    for schedule in of:
        try:
            await do(schedule)
        except SparkError as wrong:
            refused.append(f"{schedule.name}: {wrong.message}")
    if not refused:
        return counted(len(of), "schedule")
    many = "one" if len(refused) == 1 else str(len(refused))
    return f"{len(of) - len(refused)} of {len(of)} done, {many} refused: {refused[0]}"

"""What the keys of the board do. One function for each action; errors are told by whoever runs it.

What comes of what is typed stands in `ask_verbs`.
"""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from spark_tui.domain.log import LogQuery
from spark_tui.domain.text import counted
from spark_tui.faces.tui import bulk, run_verbs, schedule_verbs, source_verbs
from spark_tui.faces.tui.person import WHO

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board


async def run_now(board: "Board") -> None:
    assert board.spark is not None
    stand = board.stand
    if stand.pane == "sources" and stand.workflow is not None:
        values = await board.spark.inputs.fit(stand.workflow, {})
        run = await board.spark.runs.start(stand.workflow, values=values)
        board.app.say(f"queued: {run.workflow_ref}")
    elif stand.marked:
        await bulk.run_all(board, stand.marked)
    elif stand.schedule is not None:
        await board.spark.runs.start_schedule(stand.schedule)
        board.app.say(f"queued: {stand.schedule.name}")


async def run_with(board: "Board") -> None:
    assert board.spark is not None
    assert board.stand.schedule is not None
    await schedule_verbs.run_with(board.app, board.spark, board.stand.schedule)


async def pause(board: "Board") -> None:
    assert board.spark is not None
    schedule = board.stand.schedule
    assert schedule is not None
    if board.stand.marked:
        await bulk.pause_all(board, board.stand.marked)
        return
    await schedule_verbs.pause_or_resume(board.app, board.spark, schedule)


async def edit(board: "Board") -> None:
    assert board.spark is not None
    if board.stand.pane == "sources":
        assert board.stand.source is not None
        await source_verbs.edit(board.app, board.spark, board.stand.source)
        return
    assert board.stand.schedule is not None
    await schedule_verbs.edit(board.app, board.spark, board.stand.schedule)


async def why(board: "Board") -> None:
    """Of the selected schedule: its last moment and its next one."""
    from spark_tui.faces.tui.screens.why import WhyWindow

    assert board.spark is not None
    schedule = board.stand.schedule
    assert schedule is not None
    await board.app.push_screen_wait(WhyWindow(board.spark, schedule, partial(board.spark.why.of, schedule)))


async def catch_up(board: "Board") -> None:
    from spark_tui.faces.tui.screens.catch_up import CatchUp

    assert board.spark is not None
    found, board.news.found = board.news.found, ()
    await board.app.push_screen_wait(CatchUp(board.spark, board.zone, found, WHO))


async def messages(board: "Board") -> None:
    """Destinations, and what became of the messages to them."""
    from spark_tui.faces.tui.screens.messages import MessageWindow

    assert board.spark is not None
    await board.app.push_screen_wait(MessageWindow(board.spark, board.zone))


async def secrets(board: "Board") -> None:
    """Which are used, by whom, and whether they are here."""
    from spark_tui.faces.tui.screens.secrets import SecretWindow

    assert board.spark is not None
    await board.app.push_screen_wait(SecretWindow(board.spark))


async def notices(board: "Board") -> None:
    """What was told; a notice leads to its run, or else to its schedule."""
    from spark_tui.faces.tui.screens.details import Details
    from spark_tui.faces.tui.screens.notices import NoticeWindow

    assert board.spark is not None
    chosen = await board.app.push_screen_wait(NoticeWindow(board.spark, board.zone))
    if chosen is None:
        return
    if chosen.run is not None:
        await run_verbs.show_run(board.app, chosen.run)
        return
    if chosen.schedule is None:
        board.go("log")
        return
    schedule = await board.spark.schedules.get(chosen.schedule)
    await board.app.push_screen_wait(Details(board.spark, schedule))


async def runs(board: "Board", *, faults: bool = False) -> None:
    """All of them, or those that went wrong."""
    from spark_tui.faces.tui.screens.runs import Runs

    assert board.spark is not None
    await board.app.push_screen_wait(Runs(board.spark, board.zone, board.named, faults=faults))


async def timeline(board: "Board") -> None:
    from spark_tui.faces.tui.screens.timeline import TimelineWindow

    assert board.spark is not None
    await board.app.push_screen_wait(TimelineWindow(board.spark, board.zone, board.stand.schedule))


async def analytics(board: "Board") -> None:
    from spark_tui.faces.tui.screens.analytics import AnalyticsWindow

    assert board.spark is not None
    await board.app.push_screen_wait(AnalyticsWindow(board.spark, board.zone))


async def cancel(board: "Board") -> None:
    assert board.spark is not None
    run = board.stand.run
    assert run is not None
    await board.spark.runs.cancel(run, by=WHO)
    board.app.say(f"cancelled: {run.called}")


async def answer(board: "Board") -> None:
    assert board.stand.asking is not None
    await run_verbs.answer(board.app, board.stand.asking)


async def remove(board: "Board") -> None:
    """At once: it can be undone."""
    assert board.spark is not None
    schedule = board.stand.schedule
    assert schedule is not None
    if board.stand.marked:
        await bulk.remove_all(board, board.stand.marked)
        return
    await board.spark.schedules.remove(schedule)
    board.app.did(f"removed: {schedule.name}")


async def log_of(board: "Board") -> None:
    """The log of the selected schedule; pressed again, of all."""
    schedule = board.stand.schedule
    assert schedule is not None
    if board.log_view.asked.schedule == schedule.id:
        await board.log_view.show(LogQuery(), "all runs")
    else:
        await board.log_view.show(LogQuery(schedule=schedule.id), schedule.name)


async def add_source(board: "Board") -> None:
    from spark_tui.faces.tui.screens.add_source import AddSource

    assert board.spark is not None
    synced = await board.app.push_screen_wait(AddSource(board.spark))
    if synced is not None:
        board.app.say("; ".join((f"added: {synced.source_name}, {counted(synced.total, 'workflow')}", *synced.remarks)))
        board.go("sources")


async def sync(board: "Board") -> None:
    assert board.spark is not None
    source = board.stand.source
    assert source is not None
    synced = await board.spark.sources.sync(source)
    board.app.say(f"{synced.source_name}: {source_verbs.told(synced)}")


async def talk(board: "Board", phrase: str = "") -> None:
    from spark_tui.faces.tui.screens.talk import Conversation

    assert board.spark is not None
    if phrase:
        board.ask.kept()
    await board.app.push_screen_wait(Conversation(board.spark, phrase))


async def undo(board: "Board") -> None:
    assert board.spark is not None
    deed = await board.spark.talk.undo()
    board.app.say(f"undone: {deed.says}")


async def redo(board: "Board") -> None:
    assert board.spark is not None
    deed = await board.spark.talk.redo()
    board.app.did(f"done again: {deed.says}")


async def start_engine(board: "Board") -> None:
    board.whose_engine.be_patient()
    board.host.start()
    board.tick()


async def quit_app(board: "Board") -> None:
    """At once where nothing would stop, or where it is settled what becomes of it; otherwise it asks."""
    from spark_tui.faces.tui.screens.leave import quit_spark
    from spark_tui.service.leaving import fates

    app = board.app
    if not app.would_stop() or app.quitting.ending:
        app.exit(app.quitting.ending if app.would_stop() else "quit")
        return
    assert board.spark is not None
    schedules, runs = board.glance.active_schedules, len(board.glance.active)
    answer = await app.push_screen_wait(quit_spark(schedules, runs, await fates(board.spark)))
    ending = answer.removeprefix("always ")
    if ending != answer:
        await app.told_when_wrong(asyncio.to_thread(app.quitting.always, ending))
    if ending != "stay":
        app.exit(ending)


# ------------------------------------------------------------------ not on a key of their own


async def open_schedule(board: "Board") -> None:
    from spark_tui.faces.tui.screens.details import Details

    schedule = board.stand.schedule
    if board.spark is not None and schedule is not None:
        await board.app.push_screen_wait(Details(board.spark, schedule))


async def open_source(board: "Board") -> None:
    from spark_tui.faces.tui.screens.source import SourceWindow

    source = board.stand.source
    if board.spark is not None and source is not None:
        await board.app.push_screen_wait(SourceWindow(board.spark, board.zone, source))

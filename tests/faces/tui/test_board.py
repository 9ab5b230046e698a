"""The board: what it shows of schedules, runs, lines and the engine, and what its keys do."""

import gc
import os
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from spark_tui.domain.errors import Invalid
from spark_tui.domain.ids import BootId
from spark_tui.domain.log import Level
from spark_tui.domain.run import Happening, RunState
from spark_tui.domain.timing import Interval, Timing
from spark_tui.faces.asked import STOPS, Asked
from spark_tui.faces.tui.quitting import Quitting
from spark_tui.service.ports import Face, Holder, Lease
from tests.faces.tui.conftest import FakeHost

Theatre = Any
Stage = Any


async def test_the_first_start_says_what_to_do_next(stage: Theatre) -> None:
    async with stage() as on:
        await on.sees(
            "No schedules yet. Press i and type:", "every 2 minutes run hello", "No run has said anything yet"
        )


async def test_without_a_workflow_it_says_how_to_get_one(stage: Theatre) -> None:
    async with stage(workflows=()) as on:
        await on.sees("no workflow that could run. Press a to add a source")


async def test_a_schedule_shows_state_name_workflow_when_next_and_last(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.run(await on.schedule("report"), Happening.SUCCEEDED)

    async with stage(before=before) as on:
        await on.sees("● report   hello", "every 2 minutes", "0:01:56  ✓ 2.0s")


async def test_the_countdown_goes_on_and_only_its_cells_are_drawn(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("0:02:00")
        on.clock.forward(seconds=1)
        drawn: list[Any] = []
        list_ = on.app.board.schedules
        original = list_.refresh
        list_.refresh = lambda *regions, **more: (drawn.extend(regions), original(*regions, **more))[1]
        on.app.board.tick()
        assert [(region.width, region.height) for region in drawn] == [(8, 1)]
        await on.sees("0:01:59")


async def test_a_schedule_whose_last_run_failed_is_failing_and_counted(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.run(await on.schedule("report"), Happening.FAILED)

    async with stage((120, 35), before=before) as on:
        await on.sees("✗ report", "✗1 failing")


async def test_r_runs_the_selected_schedule_now(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("r")
        await on.sees("queued: report")
        (run,) = await on.spark.runs.recent()
        assert run.schedule_name == "report"


async def test_r_on_a_workflow_runs_the_workflow(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        await on.press("1", "j", "r")
        await on.sees("queued: local/disk-space")


async def test_c_cancels_the_run_that_goes_on(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("r")
        await on.sees("○1")
        await on.press("c")
        await on.sees("cancelled: report")
        assert (await on.spark.runs.recent())[0].state is RunState.CANCELLED


async def test_a_key_that_can_do_nothing_says_why(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("c")
        await on.sees("nothing is running")


async def test_what_d_removes_u_brings_back_and_ctrl_y_removes_again(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        (before,) = await on.spark.schedules.all()
        await on.press("d")
        await on.sees("removed: report", "u undoes it", "No schedules yet")
        await on.press("u")
        await on.sees("undone: remove the schedule “report”", "2 Schedules 1")
        assert await on.spark.schedules.all() == [before]
        await on.press("ctrl+y")
        await on.sees("done again: remove the schedule “report”")
        assert await on.spark.schedules.all() == []


async def test_what_was_changed_meanwhile_is_said_and_stays(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        (before,) = await on.spark.schedules.all()
        async with on.spark.store.write() as tx:
            await tx.schedules.put(replace(before, input="another"))
        await on.press("u")
        await on.sees("it cannot be undone", "meanwhile", "E tells more")
        assert [one.input for one in await on.spark.schedules.all()] == ["another"]


async def test_details_show_moments_policy_and_what_became_of_each_moment(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.run(await on.schedule("report"), Happening.FAILED, reason="exit 1: no disk")

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("enter")
        await on.sees(
            "✗ failing",
            "today 05:02 · 05:04",
            "run the latest missed one",
            "Last runs",
            "failed by hand",
            "by hand · exit 1: no disk",
        )
        await on.press("q")
        assert on.app.screen is on.app.board


async def test_s_syncs_the_selected_source(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        await on.press("1", "s")
        await on.sees("local: 1 new, 2 gone, 0 as before", "disk-space (gone)", "daily-report")


async def test_a_source_is_added_and_what_is_wrong_is_said_in_the_form(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        await on.press("a")
        await on.sees("Add a source")
        await on.type("http://nothing")
        await on.press("tab")
        await on.type("sk-very-secret")
        assert "sk-very" not in on.screen
        await on.press("enter")
        await on.sees("✗ nothing answers at http://nothing", "is it running?")
        await on.press("shift+tab", "ctrl+u")
        await on.type("http://flows")
        await on.press("enter")
        await on.sees("added: fake, 1 workflow")
        assert "fake" in [source.name for source in await on.spark.sources.all()]


async def test_a_source_of_a_kind_that_is_told_says_when_there_is_none(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        await on.press("a")
        await on.type("http://flows")
        await on.press("tab", "tab")
        await on.type("n9n")
        await on.press("enter")
        await on.sees("✗ there is no kind of source “n9n”", "known: fake, local")


# ------------------------------------------------------------------ the log


async def test_lines_of_runs_appear_as_they_come(stage: Theatre) -> None:
    async with stage() as on:
        run = await on.run(await on.schedule("report"), lines=("one", "two"))
        await on.sees("report           one", "report           two")
        await on.lines(run.id, "bad", level=Level.ERR)
        await on.sees("report         ! bad")


async def test_the_log_of_one_schedule_and_of_all_again(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.run(await on.schedule("aaa"), lines=("from aaa",))
        await on.run(await on.schedule("bbb"), lines=("from bbb",))

    async with stage(before=before) as on:
        await on.sees("from aaa", "from bbb")
        await on.press("L")
        await on.until(lambda: "from bbb" not in on.screen)
        await on.sees("3 Log · aaa", "from aaa")
        await on.press("L")
        await on.sees("3 Log · all runs", "from bbb")


async def test_a_schedule_that_was_just_kept_is_soon_in_what_comes(stage: Theatre) -> None:
    async with stage(size=(120, 35)) as on:
        await on.sees("nothing to come in 24 hours")
        await on.schedule("nightly", "every 2 minutes")
        on.clock.forward(seconds=2)
        await on.until(lambda: "nothing to come" not in on.screen)
        await on.sees(" nightly      ████")


async def test_what_is_told_to_come_of_a_schedule_has_not_come_yet(stage: Theatre) -> None:
    async def decided(on: Stage) -> None:
        """An engine has, until now."""
        async with on.spark.store.write() as tx:
            (often,) = await tx.schedules.all()
            await tx.schedules.put(replace(often, next_at=often.timing.next_after(on.clock.now())))

    async def before(on: Stage) -> None:
        often = await on.schedule("often")
        timing = Timing((Interval(timedelta(minutes=2), on.clock.now() + timedelta(seconds=3)),))
        async with on.spark.store.write() as tx:
            await tx.schedules.put(replace(often, timing=timing))
        on.clock.forward(seconds=4)
        await decided(on)

    async with stage(size=(200, 50), before=before) as on:
        await on.sees("today 05:02:03 · 05:04:03 · 05:06:03")
        on.clock.forward(seconds=121)
        await decided(on)
        on.spark.bell.ring()
        await on.sees("today 05:04:03 · 05:06:03 · 05:08:03")


# ------------------------------------------------------------------ the engine, and the end


async def test_first_paint_does_not_wait_for_the_store(stage: Theatre) -> None:
    import asyncio

    from spark_tui.faces.tui.app import SparkApp
    from tests.faces.tui.conftest import Stage as OnStage

    never = asyncio.Event()

    async def connect() -> Any:
        await never.wait()

    host = FakeHost(serving=False)
    app = SparkApp(connect, host, zone="UTC")
    async with app.run_test(size=(80, 24)) as pilot:
        on = OnStage(app, pilot, None, stage.clock, host)  # type: ignore[arg-type]
        await on.pilot.pause()
        assert "opening …" in on.screen
        await on.pilot.press("r")
        await on.sees("the store is still being opened")
        assert host.starts == 0


async def test_what_is_typed_while_it_opens_is_read_when_it_is_open(stage: Theatre) -> None:
    async with stage() as on:
        board = on.app.board
        board.ask.phrase.value = "every 2 minutes run hello"
        board.ask.heard = None
        board.ask.read_again()
        await on.press("i")
        await on.sees("✓ every 2 minutes")


async def test_a_store_that_cannot_be_opened_is_said_and_ends_with_an_error(stage: Theatre) -> None:
    from spark_tui.domain.errors import StoreError
    from spark_tui.faces.tui.app import SparkApp
    from tests.faces.tui.conftest import Stage as OnStage

    async def connect() -> Any:
        raise StoreError("the file is not a database", hint="move it away")

    app = SparkApp(connect, FakeHost(), zone="UTC", where="/tmp/spark.db")
    async with app.run_test(size=(80, 24)) as pilot:
        on = OnStage(app, pilot, None, stage.clock, FakeHost())  # type: ignore[arg-type]
        await on.sees("Spark cannot open /tmp/spark.db", "the file is not a database", "move it away")
        await pilot.press("q")
    assert (app.return_value, app.return_code) == ("failed", 1)


async def test_an_engine_elsewhere_is_shown_and_quitting_is_immediate(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.schedule("report")
        now = on.clock.now()
        async with on.spark.store.write() as tx:
            holder = Holder("srv1", 4121, Face.DAEMON)
            await tx.lease.take(Lease(BootId("b"), holder, now, now + timedelta(seconds=30)), now)

    async with stage(host=FakeHost(serving=False), before=before) as on:
        await on.sees("● daemon on srv1 pid 4121 since", "the engine is of another Spark")
        await on.press("q")
    assert on.app.return_value == "quit"


async def test_an_engine_that_died_is_said_and_s_starts_it(stage: Theatre) -> None:
    async with stage(host=FakeHost(serving=False, trouble="")) as on:
        on.host.trouble = "the disk is full"
        on.app.board.tick()
        await on.sees("✗ engine DOWN: the disk is full", "press S")
        await on.press("S")
        await on.until(lambda: on.host.starts == 2)
        await on.sees("engine starting")
        on.clock.forward(seconds=10)
        on.app.board.tick()
        await on.sees("✗ engine DOWN")


async def test_quitting_with_active_schedules_asks_what_becomes_of_them(stage: Theatre) -> None:
    for key, ending in (("k", "keep"), ("s", "quit")):
        async with stage(before=lambda on, key=key: on.schedule(f"report-{key}")) as on:
            await on.sees("report")
            await on.press("q")
            await on.sees("nothing runs until Spark is started again")
            await on.press("escape")
            await on.until(lambda on=on: on.app.screen is on.app.board)
            await on.press("q")
            await on.sees("keep everything running in the background")
            await on.press(key)
        assert on.app.return_value == ending


async def test_a_capital_letter_is_an_answer_for_ever(stage: Theatre) -> None:
    kept: list[str] = []
    for key, said, ending in (("K", "background", "keep"), ("S", "stop", "quit")):
        quitting = Quitting("ask", kept.append)
        async with stage(before=lambda on, key=key: on.schedule(f"report-{key}"), quitting=quitting) as on:
            await on.sees("report")
            await on.press("q")
            await on.sees("without asking")
            await on.press(key)
        assert (on.app.return_value, kept.pop(), quitting.on_quit) == (ending, said, said)


@pytest.mark.parametrize(("on_quit", "ending"), [("background", "keep"), ("stop", "quit")])
@pytest.mark.parametrize("keys", [("q",), ("ctrl+c", "ctrl+c")])
async def test_what_is_settled_is_not_asked(stage: Theatre, on_quit: str, ending: str, keys: tuple[str, ...]) -> None:
    async with stage(before=lambda on: on.schedule("report"), quitting=Quitting(on_quit)) as on:
        await on.sees("report")
        await on.press(*keys)
    assert on.app.return_value == ending


async def test_an_answer_that_cannot_be_kept_counts_this_time_all_the_same(stage: Theatre) -> None:
    def refuse(_: str) -> None:
        raise Invalid("config.toml cannot be written")

    async with stage(before=lambda on: on.schedule("report"), quitting=Quitting("ask", refuse)) as on:
        await on.sees("report")
        await on.press("q")
        await on.sees("without asking")
        await on.press("K")
    assert on.app.return_value == "keep"


async def test_before_it_stops_it_says_what_becomes_of_the_runs(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.run(await on.schedule("report"))

    async with stage(before=before) as on:
        await on.sees("report")
        await on.press("q")
        await on.sees("1 schedule and 1 run are active", "If you stop, this ends: report.")


async def test_quitting_with_nothing_active_is_immediate(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("q")
    assert on.app.return_value == "quit"


async def test_ctrl_c_twice_leaves_and_lets_the_schedules_go_on(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("i", "ctrl+c")
        await on.sees("ctrl+c again quits")
        await on.press("ctrl+c")
    assert on.app.return_value == "keep"


async def test_a_lost_line_and_a_kill_end_it_in_order(stage: Theatre) -> None:
    for number, ending in ((signal.SIGHUP, "hup"), (signal.SIGTERM, "term"), (signal.SIGINT, "term")):
        before = [(each, signal.getsignal(each)) for each in (*STOPS, signal.SIGHUP)]
        try:
            async with stage(asked=Asked().hear()) as on:
                os.kill(os.getpid(), number)
                await on.until(lambda on=on: on.app._exit)
        finally:
            for each, handler in before:
                signal.signal(each, handler)
        assert on.app.return_value == ending


async def test_all_of_a_thousand_schedules_are_there(stage: Theatre) -> None:
    from spark_tui.domain.ids import ScheduleId

    async def before(on: Stage) -> None:
        one = await on.schedule("s-0000")
        async with on.spark.store.write() as tx:
            for n in range(1, 1000):
                await tx.schedules.put(replace(one, id=ScheduleId(f"{n:016x}"), name=f"s-{n:04}"))

    async with stage(before=before) as on:
        await on.sees("2 Schedules 1000", "s-0000")
        await on.press("G")
        await on.sees("s-0999")


def test_opening_the_app_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = "{'sqlmodel', 'sqlalchemy', 'aiohttp', 'apscheduler', 'litellm', 'alembic', 'cron_descriptor', 'pydantic'}"
    code = f"import sys, spark_tui.faces.tui.app; print(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).parents[3]
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert said.stdout.strip() == "[]"


async def test_garbage_is_collected_from_the_first_paint_on(stage: Theatre) -> None:
    gc.disable()
    try:
        async with stage() as on:
            await on.sees("2 Schedules")
            assert gc.isenabled()
    finally:
        gc.enable()


async def test_a_held_key_scrolls_in_fewer_pictures_and_ends_where_it_ends(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        for n in range(40):
            await on.schedule(f"s-{n:02}")

    async with stage(before=before) as on:
        await on.sees("s-00")
        schedules, pictures = on.app.board.schedules, set()
        await on.press("g")
        for _ in range(39):
            schedules.action_move(1)
            pictures.add(schedules._top_drawn)
        assert len(pictures) < 10
        await on.sees("▌ ● s-39")


async def test_the_wheel_moves_the_list_it_is_over_and_nothing_else(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        for name in ("etl", "report"):
            await on.schedule(name)

    def turn(which: type[MouseScrollDown | MouseScrollUp]) -> None:
        schedules.post_message(which(schedules, 1, 2, 0, 0, 0, shift=False, meta=False, ctrl=False))

    async with stage(before=before) as on:
        await on.sees("etl", "report")
        schedules, sources = on.app.board.schedules, on.app.board.sources
        first, elsewhere = schedules.selected, sources.selected
        turn(MouseScrollDown)
        await on.until(lambda: schedules.selected != first)
        turn(MouseScrollUp)
        await on.until(lambda: schedules.selected == first)
        assert sources.selected == elsewhere


async def test_the_columns_open_on_one_that_orders_and_say_why_another_does_not(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await on.sees("● etl")
        await on.press("s")
        await on.sees("Columns", "no order")
        await on.press("s")
        await on.sees("NAME↑")
        await on.press("k", "s")
        await on.sees("there is no order by this column")
        await on.press("v")
        await on.sees("this column stays")


async def test_the_border_counts_only_the_marked_that_are_there(stage: Theatre) -> None:
    """What is removed takes no part in what is done to all marked."""
    async with stage() as on:
        kept = [await on.schedule(name) for name in ("a", "b", "c")]
        await on.sees("2 Schedules 3")
        await on.press("2", "g", "space", "space")
        await on.sees("2 Schedules 3 · 2 marked")
        await on.spark.schedules.remove(kept[0])
        await on.sees("2 Schedules 2 · 1 marked")

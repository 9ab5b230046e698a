"""Commands in the ask line: answered in the box, or shown before they are done; no model is asked."""

from dataclasses import replace
from typing import Any

import pytest

from spark_tui.domain.run import Happening
from spark_tui.domain.source import Health, HealthState
from spark_tui.faces.tui.glance import Looker

Theatre = Any
SIZES = [(80, 24), (120, 35)]


async def typed(on: Any, phrase: str) -> None:
    await on.press("i")
    await on.type(phrase)


@pytest.mark.parametrize("size", SIZES)
async def test_a_command_is_shown_then_done_then_undone(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=lambda on: on.schedule("etl-orders")) as on:
        await typed(on, "pause etl*")
        await on.sees("▶ pause “etl-orders”", "enter: shows it")
        await on.press("enter")
        await on.sees("Do this?", "state", "active → paused")
        assert (await on.spark.schedules.get("etl-orders")).pause is None
        await on.press("enter")
        await on.sees("done: pause “etl-orders”", "u undoes it")
        assert (await on.spark.schedules.get("etl-orders")).pause is not None
        assert on.app.board.ask.phrase.value == ""
        await on.press("escape", "u")
        await on.sees("undone: pause “etl-orders”")


async def test_no_leaves_all_as_it_is_and_the_text_stays(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await typed(on, "remove etl")
        await on.press("enter")
        await on.sees("Do this?")
        await on.press("n")
        await on.until(lambda: on.app.screen is on.app.board)
        assert on.app.board.ask.phrase.value == "remove etl"
        assert len(await on.spark.schedules.all()) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_a_question_is_answered_in_the_box(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=lambda on: on.schedule("etl")) as on:
        await typed(on, "what runs tomorrow before 9")
        await on.sees("· 1 schedule from", "etl")


async def test_a_name_that_is_not_there_is_offered_on_tab(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl-orders")) as on:
        await typed(on, "pause etl")
        await on.sees("? there is no schedule “etl”; which one is it?", "tab: pause etl-orders")
        await on.press("tab")
        await on.sees("▶ pause “etl-orders”")


async def test_the_log_of_one_and_places_are_gone_to(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await typed(on, "log of etl")
        await on.sees("etl has not run yet", "enter: opens it")
        await on.press("enter")
        await on.until(lambda: on.app.board.pane == "log")
        await typed(on, "ir para os agendamentos")
        await on.press("enter")
        await on.until(lambda: on.app.board.pane == "schedules")


async def test_why_is_told_and_opened(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await typed(on, "why did etl not run")
        await on.sees("· etl has not run yet", "enter: opens it")
        await on.press("enter")
        await on.sees("Why · etl")


async def test_what_failed_opens_on_what_failed_and_what_ran_on_all(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        etl = await on.spark.schedules.get("etl")
        await on.run(etl, Happening.SUCCEEDED)
        await on.run(etl, Happening.FAILED, reason="the disk is full")
        await typed(on, "what failed today")
        await on.sees("1 failed", "enter: opens it")
        await on.press("enter")
        await on.sees("! faults only", "✗ etl", "the disk is full")
        assert "✓ etl" not in on.screen
        await on.press("escape", "escape")
        await on.until(lambda: on.app.screen is on.app.board)
        await on.press("i", "ctrl+u")
        await on.type("what ran today")
        await on.press("enter")
        await on.sees("✗ etl", "✓ etl")


async def test_names_of_others_are_text(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await typed(on, "pause [@click=app.quit]x[/]*")
        await on.sees("no schedule fits “[@click=app.quit]x[/]*”")


async def test_what_was_said_of_a_name_is_said_anew_when_there_is_one(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await typed(on, "pause report")
        await on.sees("· there is no schedule “report”")
        await on.schedule("report")
        on.spark.bell.ring()
        await on.sees("▶ pause “report”")


async def test_what_was_said_of_runs_and_sources_is_said_anew_when_they_change(stage: Theatre) -> None:
    async with stage() as on:
        await typed(on, "is everything up")
        await on.sees("1 of 1 source up")
        async with on.spark.store.write() as tx:
            (source,) = await tx.sources.all()
            await tx.sources.put(replace(source, health=Health(HealthState.DOWN, "gone")))
        on.spark.bell.ring()
        await on.sees("0 of 1 source up")


async def test_no_more_than_fills_a_screen_is_not_taken_for_all(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        looker = Looker(on.spark)
        on.app.board.ask.show(await looker.first())
        assert on.app.board.ask._known is None
        on.app.board.ask.show(await looker.look())
        assert on.app.board.ask._known is not None

"""A source in its window: how it is and was, what a sync found, and to change it, before → after, with undo."""

from dataclasses import replace
from typing import Any

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.workflow import Offer
from spark_tui.faces.tui import programs
from tests.fakes import FakeRoster, FakeSource

Theatre = Any
Stage = Any


def fake(on: Stage) -> FakeSource:
    roster: FakeRoster = on.spark.sources._roster
    return roster.source


async def opened(on: Stage) -> None:
    await on.press("1", "enter")
    await on.sees("Source · local", "needed by")


async def rename(on: Stage, name: str) -> None:
    await on.press("e")
    await on.sees("see what changes")
    await on.press(*["backspace"] * len("local"))
    await on.type(name)
    await on.press("enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_another_name_is_shown_before_after_done_and_undone(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=lambda on: on.schedule("report")) as on:
        await opened(on)
        await on.sees("report", "2 workflows: disk-space, hello", "it was there whenever a schedule needed it")
        await rename(on, "here")
        await on.sees("Do this?", "local → here")
        await on.press("enter")
        await on.sees("Source · here", "u undoes it")
        assert [one.workflow_ref for one in await on.spark.schedules.all()] == ["here/hello"]
        await on.press("escape")
        await on.until(lambda: on.app.screen is on.app.board)
        await on.press("u")
        await on.sees("undone: change the source “local”")
        assert [one.workflow_ref for one in await on.spark.schedules.all()] == ["local/hello"]


async def test_what_one_that_is_well_lacks_is_told(stage: Theatre) -> None:
    async with stage() as on:
        fake(on).health = Health(
            HealthState.UP, "3 operations", "2 of its operations want a key: spark source key local"
        )
        await opened(on)
        await on.press("x")
        await on.sees("helps", "2 of its operations want a key: spark source key local")


async def test_a_name_that_is_taken_is_said_in_the_form(stage: Theatre) -> None:
    async with stage(before=lambda on: on.spark.sources.add("/scripts", kind="local", name="scripts")) as on:
        await opened(on)
        await rename(on, "Scripts")
        await on.sees("✗ there is a source “scripts” already", "see what changes")
        await on.press("ctrl+u")
        await on.type("here")
        await on.press("enter")
        await on.sees("Do this?", "local → here")


async def test_a_sync_tells_what_is_new_gone_and_made_anew_and_the_schedules_go_with_it(stage: Theatre) -> None:
    async with stage((120, 35), before=lambda on: on.schedule("report")) as on:
        await opened(on)
        fake(on).offers = [Offer("another", "hello"), Offer("third", "third")]
        await on.press("s")
        await on.sees("2 new, 2 gone, 0 as before", "third", "hello was made anew; report still want")
        await on.press("L")
        await on.sees("relinked: 1 schedule")
        (report,) = await on.spark.schedules.all()
        assert (await on.spark.sources.workflow("hello")).id == report.workflow


async def test_how_it_was_is_told_of_it_alone(stage: Theatre) -> None:
    async def the_past(on: Stage) -> None:
        (local,) = await on.spark.sources.all()
        async with on.spark.store.write() as tx:
            for source, text in ((local.id, "local is down: no route"), ("other", "other is down")):
                await tx.notices.add([Notice(f"{News.DOWN}:{source}:1", on.clock.now(), News.DOWN, text)])

    async with stage((120, 35), before=the_past) as on:
        await opened(on)
        await on.sees("local is down: no route")
        assert "other is down" not in on.screen


async def test_a_definition_is_checked_before_it_is_kept_and_nothing_written_is_lost(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    writes = iter(("endpoints: wrong", "endpoints:\n  ask: {}\n"))

    async def edit_text(_: object, text: str, suffix: str) -> str:
        seen.append(text)
        assert suffix == ".yaml"
        return next(writes)

    def check_definition(text: str) -> None:
        if "wrong" in text:
            raise Invalid("line 1: [/] endpoints is a table", hint="see docs/sources.md")

    monkeypatch.setattr(programs, "edit_text", edit_text)
    monkeypatch.setattr(FakeRoster, "check_definition", staticmethod(check_definition), raising=False)
    async with stage((120, 35)) as on:
        await opened(on)
        await on.press("D")
        await on.sees("The definition is not right", "line 1: [/] endpoints is a table", "see docs/sources.md")
        assert [one.definition for one in await on.spark.sources.all()] == [""]
        await on.press("enter")
        await on.sees("Do this?", "– → endpoints:")
        assert seen == ["", "endpoints: wrong"]
        await on.press("y")
        await on.sees("ask: {}")
        assert [one.definition for one in await on.spark.sources.all()] == ["endpoints:\n  ask: {}\n"]


async def test_a_key_is_typed_unseen_and_one_that_is_refused_is_said_in_the_form(stage: Theatre) -> None:
    from spark_tui.domain.source import Health, HealthState

    async with stage((80, 24)) as on:
        await opened(on)
        fake(on).health = Health(HealthState.REFUSED, "the key is wrong", "make one")
        await on.press("K")
        await on.sees("The key is tried first")
        await on.type("sk-hunter22")
        await on.press("enter")
        await on.sees("the key is wrong", "make one")
        assert "hunter22" not in on.screen
        fake(on).health = Health(HealthState.UP)
        await on.press("enter")
        await on.sees("in the vault", "has another key")


async def test_to_forget_one_is_asked_first_and_refused_while_a_schedule_needs_it(stage: Theatre) -> None:
    async with stage((80, 24), before=lambda on: on.schedule("report")) as on:
        await opened(on)
        await on.press("d", "y")
        await on.sees("1 schedules run workflows of “local”")
        await on.press("d", "enter")
        await on.sees("Source · local")
        (report,) = await on.spark.schedules.all()
        await on.spark.schedules.remove(report)
        await on.press("d", "y")
        await on.until(lambda: on.app.screen is on.app.board)
        assert await on.spark.sources.all() == []


async def test_e_in_the_pane_changes_the_selected_one(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        await on.press("1")
        await rename(on, "here")
        await on.sees("local → here")
        await on.press("n")
        assert [one.name for one in await on.spark.sources.all()] == ["local"]


@pytest.mark.parametrize("text", ["[@click=app.quit]x[/]", "\x1b]52;c;aGk=\x07"])
async def test_text_of_others_is_text(stage: Theatre, text: str) -> None:
    async def poison(on: Stage) -> None:
        (local,) = await on.spark.sources.all()
        async with on.spark.store.write() as tx:
            await tx.sources.put(_poisoned(local, text))

    async with stage((120, 35), before=poison) as on:
        await opened(on)
        assert "\x1b" not in on.screen
        assert "52;c" in on.screen or "@click" in on.screen or "aGk" not in on.screen


def _poisoned(source: Source, text: str) -> Source:
    health = replace(source.health, detail=text, version=text, hint=text)
    return replace(source, url=f"http://x/{text}", definition=text, health=health)

"""The palette: actions by words and ids, and whatever has a name."""

from dataclasses import replace
from typing import Any

import pytest

from spark_tui.faces.tui.seeking import Hit, found

Theatre = Any
HOSTILE = "\x1b]52;c;aGk=\x07[@click=app.quit]x[/] \x9b31m\u202eevil"


def _hit(which: str, says: str, why: str = "") -> Hit:
    return Hit(which, says, "", lambda: None, why=why)


HITS = [
    _hit("board.run_now", "Run it now"),
    _hit("board.pause", "Pause it"),
    _hit("proposal.catch_up", "Make up for it"),
    _hit("log.run", "Run elsewhere", "not here"),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["board.run_now", "board.pause", "proposal.catch_up", "log.run"]),
        ("pau", ["board.pause"]),
        ("pac", ["proposal.catch_up"]),
        ("pa", ["board.pause", "proposal.catch_up"]),
        ("run", ["board.run_now", "log.run"]),
        ("it board", ["board.run_now", "board.pause"]),
        ("rnno", ["board.run_now"]),
        ("zz", []),
    ],
)
def test_what_has_the_letters_is_found_and_what_cannot_be_done_now_comes_last(text: str, ids: list[str]) -> None:
    assert [hit.id for hit in found(HITS, text)] == ids


async def test_an_action_is_found_by_its_words_and_done(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("ctrl+p")
        await on.sees("Do or go to", "spark run start report")
        await on.type("run sel")
        await on.press("enter")
        await on.sees("queued: report")
        assert on.app.screen is on.app.board


async def test_what_cannot_be_done_says_why_and_the_palette_stays(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("colon")
        await on.type("cancel")
        await on.sees("nothing is running")
        await on.press("enter")
        assert on.app.screen is not on.app.board
        await on.type(" zzz")
        await on.sees("nothing has these letters")
        await on.press("enter", "escape")
        assert on.app.screen is on.app.board


async def test_it_goes_to_a_schedule_and_to_a_workflow_by_name(stage: Theatre) -> None:
    async def before(on: Any) -> None:
        await on.schedule("a-first")
        await on.schedule("b-second")

    async with stage((120, 35), before=before) as on:
        await on.sees("b-second")
        await on.press("ctrl+p")
        await on.type("b-sec")
        await on.press("enter")
        await on.until(lambda: on.app.board.schedules.selected.schedule.name == "b-second")
        await on.press("ctrl+p")
        await on.type("workflow disk")
        await on.press("enter")
        await on.until(lambda: on.app.board.sources.selected.workflow is not None)
        assert on.app.board.pane == "sources"
        assert on.app.board.sources.selected.workflow.title == "disk-space"


async def test_over_a_window_it_offers_what_the_window_can_do(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("enter")
        await on.sees("kept as")
        await on.press("ctrl+p")
        await on.type("backfill")
        await on.sees("Run the moments of a past range")
        await on.press("enter")
        await on.sees("Backfill report")


async def test_a_hostile_name_is_text(stage: Theatre) -> None:
    async def before(on: Any) -> None:
        one = await on.schedule("report")
        async with on.spark.store.write() as tx:
            await tx.schedules.put(replace(one, name=HOSTILE, words=HOSTILE))

    async with stage((120, 35), before=before) as on:
        await on.press("ctrl+p")
        await on.type("evil")
        await on.sees("[@click=app.quit]x[/]")
        assert not {letter for letter in on.screen if letter != "\n" and not letter.isprintable()}
        await on.press("enter")
        assert on.app.screen is on.app.board

"""The screen of keys."""

from typing import Any

from spark_tui.faces.tui.actions.registry import registry

Theatre = Any


async def test_it_lists_every_action_and_is_filtered_by_typing(stage: Theatre) -> None:
    async with stage((120, 200)) as on:
        await on.press("question_mark")
        await on.sees(*registry())
        await on.sees("not now: nothing is running", "spark run cancel RUN")
        await on.type("remove sel")
        await on.until(lambda: "board.add_source" not in on.screen)
        assert "Remove the selected schedule" in on.screen
        await on.press("escape")
        assert on.app.screen is on.app.board

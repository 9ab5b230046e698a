"""The conversation: what is asked goes to the model, visibly; what it suggests waits for a key."""

import asyncio
from typing import Any

import pytest

from agent.conversation import Conversation
from spark_tui.domain.errors import ModelError
from tests.fakes import Replay

Theatre = Any
PAUSE = ("propose_pause", {"schedules": ["daily"], "until": "2026-11-30T00:00"})


@pytest.fixture
def model(stage: Theatre) -> Replay:
    made = Replay()
    stage.agent = Conversation(made)
    return made


async def ask(on: Any, phrase: str) -> None:
    await on.press("i")
    await on.type(phrase)
    await on.press("enter")


async def test_what_the_grammar_leaves_is_said_to_go_to_the_model_before_it_does(stage: Theatre, model: Replay) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("why did it fail?")
        await on.sees("✗ there is no time in this phrase", "enter: ask openai/a-model")
        assert model.asked == []


async def test_enter_opens_the_conversation_with_the_answer_and_the_tools_that_it_took(
    stage: Theatre, model: Replay
) -> None:
    model.then(("find_runs", {"state": "failed"}), "Nothing has failed.")
    async with stage() as on:
        await ask(on, "why did it fail?")
        await on.sees("› why did it fail?", '· find_runs {"state": "failed"}', "Nothing has failed.", "220 tokens")
        await on.press("escape")
        assert on.app.screen is on.app.board
        assert on.app.board.ask.phrase.value == ""


async def test_a_suggestion_shows_before_and_after_and_happens_on_y(stage: Theatre, model: Replay) -> None:
    model.then(PAUSE, "I propose to pause it.")
    async with stage(before=lambda on: on.schedule("daily")) as on:
        await ask(on, "pause the daily thing until Monday")
        await on.sees("pause daily", "active → paused until Mon 30 Nov 00:00", "y do it", "n leave it as it is")
        assert (await on.spark.schedules.get("daily")).pause is None
        await on.press("tab", "y")  # the line waits until it is answered
        await on.sees("✓ done: pause “daily”")
        await on.type("walrus")
        await on.sees("walrus")
        assert (await on.spark.schedules.get("daily")).pause is not None


async def test_on_n_nothing_happens(stage: Theatre, model: Replay) -> None:
    model.then(PAUSE, "I propose to pause it.")
    async with stage(before=lambda on: on.schedule("daily")) as on:
        await ask(on, "pause the daily thing until Monday")
        await on.sees("y do it")
        await on.press("n")
        await on.sees("· not done: pause “daily”")
        assert (await on.spark.schedules.get("daily")).pause is None


async def test_closing_leaves_a_suggestion_undone(stage: Theatre, model: Replay) -> None:
    model.then(PAUSE, "I propose to pause it.")
    async with stage(before=lambda on: on.schedule("daily")) as on:
        await ask(on, "pause the daily thing until Monday")
        await on.sees("y do it")
        await on.press("escape")
        assert (await on.spark.schedules.get("daily")).pause is None


async def test_what_was_accepted_is_undone_on_u_from_the_board_too(stage: Theatre, model: Replay) -> None:
    model.then(PAUSE, "I propose to pause it.")
    async with stage(before=lambda on: on.schedule("daily")) as on:
        await ask(on, "pause the daily thing until Monday")
        await on.sees("y do it")
        await on.press("y")
        await on.sees("✓ done")
        await on.press("escape", "escape", "u")
        await on.sees("undone: pause “daily”")
        assert (await on.spark.schedules.get("daily")).pause is None


async def test_esc_stops_an_answer_and_the_next_one_comes(stage: Theatre, model: Replay) -> None:
    model.then(asyncio.Event(), "Here I am.")
    async with stage() as on:
        await ask(on, "sing me a song")
        await on.sees("› sing me a song", "esc stop")
        await on.press("escape")
        await on.sees("· stopped", "esc close")
        await on.type("again?")
        await on.press("enter")
        await on.sees("Here I am.")


async def test_what_goes_wrong_is_a_sentence_and_the_app_goes_on(stage: Theatre, model: Replay) -> None:
    model.then(ModelError("the model refuses the key", hint="set the key with: spark model key"), "Better now.")
    async with stage() as on:
        await ask(on, "sing me a song")
        await on.sees("✗ the model refuses the key", "set the key with: spark model key")
        await on.type("and now?")
        await on.press("enter")
        await on.sees("Better now.")


async def test_it_is_there_when_one_comes_back_until_it_is_cleared(stage: Theatre, model: Replay) -> None:
    model.then("Nothing much.")
    async with stage() as on:
        await ask(on, "sing me a song")
        await on.sees("Nothing much.")
        await on.press("escape")
        await on.until(lambda: on.app.screen is on.app.board)
        await on.press("escape", "t")
        await on.sees("› sing me a song", "Nothing much.")
        await on.press("tab", "X")
        await on.sees("forgotten")
        assert await on.spark.talk.said() == []


async def test_before_anything_is_said_it_shows_what_may_be(stage: Theatre, model: Replay) -> None:
    model.then("Nothing much.")
    async with stage() as on:
        await on.press("t")
        await on.sees("In your words, such as", "what failed last night")
        await on.type("sing")
        await on.press("enter")
        await on.sees("Nothing much.")
        assert "In your words" not in on.screen


async def test_without_a_model_a_clear_line_says_so(stage: Theatre) -> None:
    async with stage(size=(120, 30)) as on:
        await ask(on, "why did it fail?")
        await on.sees("no model is set, so Spark understands schedules, and orders and")
        assert on.app.screen is on.app.board


async def test_a_schedule_of_a_named_workflow_never_asks_the_model(stage: Theatre, model: Replay) -> None:
    async with stage() as on:
        await ask(on, "every 2 minutes run hello")
        await on.sees("Keep this schedule?")
        assert model.asked == []


@pytest.mark.parametrize(
    "hostile", ["\x1b]52;c;ZXZpbA==\x07", "[@click=app.quit]x[/]", "[/] [bold [x=", "\u202eevil\x9b2J"]
)
async def test_what_the_model_says_is_text(stage: Theatre, model: Replay, hostile: str) -> None:
    from tests.faces.tui.test_hostile import is_harmless

    model.then((hostile, {hostile: hostile}), f"well {hostile} done")
    async with stage() as on:
        await ask(on, "sing me a song")
        await on.sees("well", "done")
        assert is_harmless(on)

"""The registry of actions: every key of every screen comes from it, and every action says all that it must."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from textual.dom import DOMNode
from textual.widgets import Input

from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.actions.registry import places, registry

Theatre = Any


def _classes(top: type = DOMNode) -> Iterator[type]:
    for one in top.__subclasses__():
        yield one
        yield from _classes(one)


@pytest.mark.parametrize("action", [known.action for known in registry().values()], ids=lambda action: action.id)
def test_an_action_says_all_that_it_must(action: Action) -> None:
    scope, dot, what = action.id.partition(".")
    assert scope
    assert dot
    assert what.isidentifier()
    assert action.brief
    assert len(action.brief) <= 24
    assert action.says
    assert not action.says.endswith(".")
    assert action.twin.startswith("spark ") or not action.twin
    assert action.back in Back


def test_every_place_has_a_name() -> None:
    assert [place.__name__ for place in places() if not place.PLACE] == []


def test_every_binding_of_every_screen_comes_from_the_registry() -> None:
    places()
    for one in _classes():
        if not one.__module__.startswith("spark_tui."):
            continue
        for binding in one.__dict__.get("BINDINGS", ()):
            assert binding.id in registry(), f"{one.__name__} binds {binding.key} by itself"
            assert binding.action == f"act('{binding.id}')"


def test_what_is_done_at_once_is_there_to_be_done() -> None:
    for known in registry().values():
        name = known.action.call.partition("(")[0].rpartition(".")[2]
        for place in known.places:
            assert (
                callable(known.action.does) or hasattr(place, f"action_{name}") or known.action.call.startswith("app.")
            )


@pytest.mark.parametrize("place", places(), ids=lambda place: place.__name__)
def test_no_two_actions_of_one_place_have_a_key_in_common(place: Any) -> None:
    for one, other in combinations(place.actions().values(), 2):
        assert not set(one.default_keys) & set(other.default_keys), (one.id, other.id)


async def test_a_burst_of_keys_is_taken_one_by_one(stage: Theatre) -> None:
    async def before(on: Any) -> None:
        await on.schedule("a-first")
        await on.schedule("b-second")

    async with stage(before=before) as on:
        await on.sees("b-second")
        await on.type("jr")
        await on.sees("queued: b-second")
        await on.type("iry")
        await on.until(lambda: on.app.board.ask.phrase.value == "ry")


async def test_the_nearest_has_the_key_and_text_is_text(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i", "q", "r", "question_mark")
        assert on.app.board.ask.phrase.value == "qr?"
        await on.press("f1")
        await on.sees("Keys", "Everywhere")
        await on.type("q")
        assert on.app.screen.query_one("#filter", Input).value == "q"
        await on.press("escape", "escape")
        assert on.app.board.pane == "schedules"


async def test_a_key_of_the_person_takes_the_place_of_the_one_built_in(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report"), keys={"board.run_now": "x"}) as on:
        await on.sees("x run")
        await on.press("r")
        assert await on.spark.runs.recent() == []
        await on.press("x")
        await on.sees("queued: report")


@pytest.mark.parametrize("twin", sorted({known.action.twin for known in registry().values() if known.action.twin}))
def test_the_command_that_does_the_same_is_there(twin: str) -> None:
    from typer.main import get_command

    from spark_tui.faces.cli.app import app

    command: Any = get_command(app)
    _, *words = twin.split()
    while words and hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    options = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    assert {word for word in words if word.startswith("-")} <= options


async def test_keys_that_close_a_window_in_a_burst_close_it_once(stage: Theatre) -> None:
    from textual import events

    async with stage() as on:
        await on.press("question_mark")
        await on.sees("All keys")
        for key in ("escape", "enter", "escape", "escape"):
            on.app.post_message(events.Key(key, None))
        await on.settled()
        assert on.app.screen is on.app.board
        assert on.app._exception is None


CHANGING = set("create pause remove start cancel approve backfill sync add set unset undo".split())
ONLY_OPEN = {"board.ask", "ask.keep"}  # what they lead to is marked itself


def test_what_a_view_that_only_looks_refuses_is_marked() -> None:
    actions = {which: known.action for which, known in registry().items()}
    changing = {which for which, action in actions.items() if CHANGING & set(action.twin.split()[:3])}
    marked = {which for which, action in actions.items() if action.only_for_writers}
    assert changing - marked == ONLY_OPEN
    assert {"log.save", "log.pager", "analytics.export", "missed.yes"} <= marked

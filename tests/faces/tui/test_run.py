"""The window of one run: what it tells, how one gets there, and what one can do in it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from textual import events

from spark_tui.domain.document import hidden
from spark_tui.domain.run import Happening
from spark_tui.domain.source import Health, HealthState
from spark_tui.faces.tui.screens.run import RunWindow
from spark_tui.faces.tui.widgets.log_view import LogView
from tests.faces.tui.test_hostile import TOGETHER, is_harmless

Theatre = Any
Stage = Any


async def with_a_failure(on: Stage, given: str = '{"to": "ann", "apiKey": "abcdef", "deep": {"n": [1, 2]}}') -> None:
    schedule = await on.schedule("report")
    async with on.spark.store.write() as tx:
        await tx.schedules.put(schedule := replace(schedule, input=given))
    await on.run(schedule, Happening.SUCCEEDED, lines=("all is well",))
    await on.run(schedule, Happening.FAILED, reason="exit 1: the disk is full", lines=("no room",))


async def opened(on: Stage) -> None:
    await on.sees("✗ report")
    await on.press("O")
    await on.sees("Run ", "· report", "trigger", "by hand")


async def back(on: Stage) -> None:
    """To the window of the run, which takes the next key."""
    on.app.post_message(events.Key("escape", None))
    await on.until(lambda: isinstance(on.app.screen, RunWindow))


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_it_tells_all_of_a_run_and_esc_goes_back(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size, before=with_a_failure) as on:
        await opened(on)
        await on.sees("failed", "last good", "exit 1: the disk is full", "esc close")
        await on.press("G")
        await on.sees("apiKey: •••", "to: “ann”", "deep: {1}")
        assert "abcdef" not in on.screen
        await on.press("escape")
        assert on.app.screen is on.app.board


async def test_json_is_folded_and_its_path_copied(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def keep(_: object, text: str) -> None:
        copied.append(text)

    monkeypatch.setattr("spark_tui.faces.tui.clipboard.copy_text", keep)
    async with stage((120, 35), before=with_a_failure) as on:
        await opened(on)
        await on.press("G", "p", "k", "k", "y")
        await on.until(lambda: len(copied) == 2)
        assert copied == ["$.deep.n[1]", "[\n  1,\n  2\n]"]
        await on.press("enter")
        await on.sees("▸ n: [2]")
        await on.press("enter")
        await on.sees("▾ n: [2]")


async def test_it_is_compared_shown_in_its_log_and_run_again(stage: Theatre) -> None:
    async with stage((120, 35), before=with_a_failure) as on:
        await opened(on)
        await on.press("o")
        await on.sees("What became of every due moment", "▌ ✗ ")
        await back(on)
        await on.press("equals_sign")
        await on.sees("beside", "the same: input, result", "+ no room", "- all is well")
        await back(on)
        await on.press("L")
        await on.sees("Log of run", "no room")
        await back(on)
        await on.press("r")
        await on.sees("queued")
        again = (await on.spark.runs.active())[0]
        assert json.loads(again.input)["apiKey"] == "abcdef"
        await on.press("c")
        await on.sees("cancelled")


async def test_in_a_wide_window_the_log_stands_beside_it_and_is_that_of_the_run_that_is_shown(stage: Theatre) -> None:
    async with stage((200, 50), before=with_a_failure) as on:
        await opened(on)
        await on.sees("╭─ Log ", "exit 1: the disk is full", "no room", "r again")
        await on.press("L")
        await on.sees("┏━ Log ", "/ find · & filter", "f full")
        await on.press("f")
        await on.until(lambda: "trigger" not in on.screen and "no room" in on.screen)
        await on.press("f", "L")
        await on.sees("trigger", "╭─ Log ", "r again")
        await on.press("r")
        await on.until(lambda: "no room" not in on.screen and "There is nothing of it in the log" in on.screen)


async def test_its_log_is_read_from_when_there_is_room_for_it(stage: Theatre) -> None:
    async with stage((120, 35), before=with_a_failure) as on:
        await opened(on)
        await on.sees("exit 1: the disk is full")
        await on.pilot.pause()
        assert on.app.screen.query_one("#log", LogView).window is None
        await on.pilot.resize_terminal(200, 50)
        await on.sees("╭─ Log ", "no room")


async def test_the_log_of_a_run_says_how_it_is_sifted_and_what_its_keys_are(stage: Theatre) -> None:
    """It had a second frame, and told of no key but esc; `f` did nothing there."""
    async with stage((80, 24), before=with_a_failure) as on:
        await opened(on)
        await on.press("L")
        await on.sees("Log of run", "no room", "/ find · & filter · ! level")
        assert "┃┏" not in on.screen
        await on.press("f")
        await on.sees("there is nothing else here")
        await on.press("!")
        await on.sees("· warning and worse")
        await on.press("k")
        await on.sees("stands still")


@pytest.mark.parametrize("keys", [("H", "enter"), ("enter", "enter"), ("3", "k", "O")])
async def test_it_opens_wherever_a_run_is_shown(stage: Theatre, keys: tuple[str, ...]) -> None:
    async with stage((120, 35), before=with_a_failure) as on:
        await on.sees("✗ report", "no room")
        for key in keys:
            await on.settled()
            await on.press(key)
            await on.until(lambda: True)
        await on.sees("Run ", "trigger", "by hand")


async def test_a_large_result_is_bounded_and_folded(stage: Theatre) -> None:
    given = json.dumps({f"k{n}": n for n in range(60_000)})
    async with stage((80, 24), before=lambda on: with_a_failure(on, given)) as on:
        await opened(on)
        await on.press("G")
        await on.sees("▸ {60,000}" if "{60,000}" in on.screen else "▸ {")
        await on.press("enter", "G")
        await on.sees("more characters")


@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER.keys())
async def test_it_shows_text_from_outside_and_obeys_nothing(stage: Theatre, text: str) -> None:
    encoded = text.encode("utf-8", "replace").decode()

    async def before(on: Stage) -> None:
        schedule = await on.schedule("report")
        given = json.dumps({encoded: encoded, "lines": [encoded]})
        async with on.spark.store.write() as tx:
            await tx.schedules.put(schedule := replace(schedule, input=given))
        await on.run(schedule, Happening.SUCCEEDED, lines=(encoded,))
        async with on.spark.store.write() as tx:
            await tx.schedules.put(schedule := replace(schedule, input=encoded))
        await on.run(schedule, Happening.FAILED, reason=encoded, lines=(encoded,))

    async with stage((120, 35), before=before) as on:
        await opened(on)
        assert is_harmless(on)
        await on.press("G")
        assert is_harmless(on)
        for key, seen in (("equals_sign", " beside "), ("L", "Log of run")):
            await on.press(key)
            await on.sees(seen)
            await on.settled()
            assert is_harmless(on)
            await back(on)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"a": 1, "b": "x"}', '{"a": 1, "b": "x"}'),
        ('{"password": "hunter2"}', '{"password": "•••"}'),
        ('{"a": [{"apiKey": 5, "n": "sk-abcdefgh"}]}', '{"a": [{"apiKey": "•••", "n": "•••"}]}'),
        ("token=abc and more", "token=••• and more"),
        ("just words", "just words"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_and_json_stays_json(text: str, shown: str) -> None:
    assert hidden(text) == shown


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_a_schedule_whose_source_is_down_is_marked_before_it_is_due(
    stage: Theatre, size: tuple[int, int]
) -> None:
    async def before(on: Stage) -> None:
        await with_a_failure(on)
        (source,) = await on.spark.sources.all()
        async with on.spark.store.write() as tx:
            await tx.sources.put(replace(source, health=Health(HealthState.DOWN, "nobody answers")))

    async with stage(size, before=before) as on:
        await on.sees("! at risk")
        await on.press("enter")
        await on.sees("! local is down: nobody answers", "50.0 % of 2 runs succeeded", "took 2.0s", "p pause")

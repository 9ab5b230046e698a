"""Text from outside is text: no control character reaches the terminal, no text acts, nothing breaks.

The same corpus is pushed through every pane, window and toast.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rich.segment import Segment

from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.ids import SourceId, WorkflowId
from spark_tui.domain.log import Level
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.queueing import held_run
from spark_tui.domain.run import Happening
from spark_tui.domain.schedule import Pause
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.tui.text import Scrub

Theatre = Any
Stage = Any

CORPUS = {
    "osc 52": "\x1b]52;c;ZXZpbA==\x07copied",
    "csi": "\x1b[2J\x1b[31mred\x1b[0m \x1b[?1049l",
    "osc 8": "\x1b]8;;file:///etc/passwd\x1b\\link\x1b]8;;\x1b\\",
    "dcs": "\x1bPtmux;\x1b\x1b]52;c;AA==\x07\x1b\\x",
    "c1": "a\x9b2Jb \x9d52;c;AA==\x9cc \x85 d",
    "a lone esc": "\x1b",
    "click": "[@click=app.quit]press me[/]",
    "click elsewhere": "[@click=screen.dismiss(True)]x[/] [@click=app.screenshot('a','/tmp')]y[/]",
    "broken markup": "[/] [/b] [bold [x=",
    "a link": "[link=https://x]y",
    "a trailing backslash": "\\",
    "bidi": "\u202eevil\u2066\u2069\u200f",
    "nul": "a\x00b\x07\x08\x7f",
    "lines": "a\r\nb\rc\nd\u2028e\x0bf\x0cg\th",
    "wide": "漢字👩‍👩‍👧 ⚠️ é",
    "lone surrogate": "\ud83d",
    "long": "x" * 9000,
}
TOGETHER = {  # the same in a few lines: every window is opened for each
    "controls": " ".join(CORPUS[name] for name in ("osc 52", "csi", "osc 8", "dcs", "c1", "nul", "a lone esc")),
    "markup": " ".join(CORPUS[name] for name in ("click", "click elsewhere", "a link", "a trailing backslash")),
    "broken": CORPUS["broken markup"],
    "letters": " ".join(CORPUS[name] for name in ("bidi", "lines", "wide", "lone surrogate", "long")),
}
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


def segments(on: Stage) -> Iterator[Segment]:
    for strip in on.app.screen._compositor.render_strips():
        yield from strip


def is_harmless(on: Stage) -> bool:
    """What is on the screen now obeys nobody."""
    for segment in segments(on):
        assert not UNSAFE.search(segment.text), ascii(segment.text)
        assert segment.control is None
        if segment.style is not None:
            assert segment.style.link is None
            assert not any(name.startswith("@") for name in segment.style.meta)
    return True


async def poisoned(on: Stage, text: str) -> None:
    """Everything that comes from outside says it: a source, a workflow, a schedule, a run, its lines."""
    encoded = text.encode("utf-8", "replace").decode()  # the store keeps no lone surrogates
    source = Source(
        SourceId("1" * 16), "local", f"s {encoded}"[:300], "x", health=Health(HealthState.DOWN, encoded, encoded)
    )
    workflow = Workflow(WorkflowId("2" * 16), source.id, source.name, "k", encoded, encoded)
    schedule = await on.schedule("clean")
    async with on.spark.store.write() as tx:
        await tx.sources.put(source)
        await tx.workflows.put(workflow)
        named = replace(
            schedule, name=f"a {encoded}", workflow_ref=f"l/{encoded}", words=encoded, phrase=encoded, input=encoded
        )
        await tx.schedules.put(named)
        an_hour_ago = on.clock.now() - timedelta(hours=1)
        held = held_run(named, an_hour_ago, an_hour_ago)
        await tx.runs.add([replace(held, asked_by=encoded, waited_for=encoded)])
        await tx.ledger.note(named.id, [Span(on.clock.now(), on.clock.now(), 1, Fate.MISSED, encoded)])
        await tx.notices.add([Notice("news", on.clock.now(), News.FAILED, encoded, named.id, named.name)])
    run = await on.run(named, Happening.FAILED, reason=encoded)
    for level in Level:
        await on.lines(run.id, encoded, level=level)


@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER.keys())
async def test_every_pane_window_and_toast_shows_it_and_obeys_nothing(stage: Theatre, text: str) -> None:
    async with stage((120, 35), before=lambda on: poisoned(on, text)) as on:
        await on.sees("✗ a ")
        assert is_harmless(on)
        for key in ("enter", "question_mark", "H", "v", "y", "m", "N", "R", "p"):
            await on.press(key)
            await on.until(lambda: on.app.screen is not on.app.board)
            await on.settled()
            assert is_harmless(on)
            await on.press("escape")
            await on.until(lambda: on.app.screen is on.app.board)
        await on.press("L", "3", "k", "l", "1", "j", "G")
        assert is_harmless(on)
        on.app.say(text)
        on.app.warn(text)
        on.app.notify(text, title=text, markup=True)
        on.host.serving, on.host.trouble = False, text
        on.app.board.tick()
        await on.settled()
        await on.until(lambda: on.app.screen.query("Toast"))
        assert is_harmless(on)


@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER.keys())
async def test_what_is_told_of_trust_shows_it_and_obeys_nothing(stage: Theatre, text: str) -> None:
    encoded = text.encode("utf-8", "replace").decode()

    async def before(on: Stage) -> None:
        await poisoned(on, text)
        (schedule,) = await on.spark.schedules.all()
        async with on.spark.store.write() as tx:
            await tx.schedules.put(replace(schedule, pause=Pause(on.clock.now(), encoded, encoded), tags=(encoded,)))

    async with stage((120, 35), before=before) as on:
        await on.sees("⏸ a ", "press m")
        await on.press("enter")
        await on.sees("What became of every due moment", "failed")
        assert is_harmless(on)
        for keys in (["y"], ["escape", "j", "y"], ["escape", "shift+tab", "y"], ["escape", "b"]):
            await on.press(*keys)
            await on.settled()
            assert is_harmless(on)
        await on.press("escape", "escape")
        await on.until(lambda: on.app.screen is on.app.board)
        await on.press("m")
        await on.sees("waits for your yes")
        await on.press("n")
        await on.sees("Leave out")
        assert is_harmless(on)
        async with on.spark.store.write() as tx:
            await tx.notices.add([Notice("more news", on.clock.now(), News.HELD, encoded)])
        on.spark.bell.ring()
        await on.until(lambda: on.app.screen.query("Toast"))
        assert is_harmless(on)


@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER.keys())
async def test_the_ask_line_and_the_proposal_show_it_and_obey_nothing(
    stage: Theatre, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spark_tui.domain.proposal import Question, Refusal

    async with stage((80, 24)) as on:
        await on.press("i")
        ask = on.app.board.ask
        for answer in (Question(text, (text, text)), Refusal(text, text)):
            ask.heard = answer
            ask.preview()
            await on.settled()
            assert is_harmless(on)
        ask.phrase.value = f"every 2 minutes run hello with: {text}"
        await on.settled()
        assert is_harmless(on)
        await on.press("enter")
        await on.sees("Keep this schedule?")
        assert is_harmless(on)

        async def refuse(*_: object, **__: object) -> None:
            raise Invalid(text, hint=text)

        monkeypatch.setattr(type(on.spark.schedules), "edit", refuse)
        await on.press("enter")
        await on.until(lambda: "✗" in on.screen)
        assert is_harmless(on)


async def test_the_form_for_a_source_shows_an_error_as_text(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage((80, 24)) as on:
        await on.press("a")
        for text in TOGETHER.values():

            async def refuse(*_: object, text: str = text, **__: object) -> None:
                raise SourceError(text, hint=text)

            monkeypatch.setattr(type(on.spark.sources), "add", refuse)
            await on.press("ctrl+u")
            await on.type("http://x")
            await on.press("enter")
            await on.until(lambda: "✗" in on.screen)
            assert is_harmless(on)


async def test_even_a_widget_that_forgets_to_clean_lets_nothing_through(stage: Theatre) -> None:
    from textual.content import Content
    from textual.widgets import Static

    async with stage((80, 24)) as on:
        forgetful = Static(Content("\x1b]52;c;ZXZpbA==\x07 \x9b2J \u202e"))
        await on.app.board.mount(forgetful, before=0)
        await on.settled()
        assert is_harmless(on)


async def test_no_text_is_a_button(stage: Theatre) -> None:
    from textual.widgets import Static

    async with stage((80, 24)) as on:
        await on.app.board.mount(Static("[@click=app.exit('clicked')]press me[/]"), before=0)
        await on.sees("press me")
        await on.pilot.click(offset=(2, 0))
        await on.settled()
        assert on.app.return_value is None
        assert not on.app._exit


def test_the_net_keeps_what_is_clean_as_it_is() -> None:
    from rich.style import Style
    from textual.color import Color

    clean = [Segment("plain"), Segment("é ● ▶", Style(bold=True, meta={"offset": (1, 2)}))]
    assert Scrub().apply(clean, Color(0, 0, 0)) == clean


@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER.keys())
async def test_the_editor_of_a_time_shows_it_and_obeys_nothing(stage: Theatre, text: str) -> None:
    from spark_tui.domain.proposal import Question, Refusal
    from spark_tui.faces.tui.screens.retime import Retime

    async with stage((80, 24)) as on:
        answers = [Question(text, (text, text)), Refusal(text, text)]

        async def read(_: str) -> Any:
            return answers[-1]

        on.app.push_screen(Retime(on.spark, read, text, fields=True))
        await on.sees("When, as a cron expression")
        assert is_harmless(on)
        answers.pop()
        await on.press("ctrl+u")
        await on.type("x")
        await on.until(lambda: "? " in on.screen)
        assert is_harmless(on)

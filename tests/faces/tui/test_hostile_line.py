"""Hostile text from the store to the bytes of a real terminal: nothing but Textual's own sequences arrives there."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spark_tui.domain.ids import RunId, ScheduleId, SourceId, WorkflowId, new_id
from spark_tui.domain.log import Level, Line
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.actions.registry import registry
from spark_tui.store.sql import open_store
from tests.faces.tui.test_hostile import CORPUS, TOGETHER
from tests.processes import SPARK, Home
from tests.terminal import Terminal

ROWS, COLUMNS = 35, 120
OWN = re.compile(  # what Textual itself sends: colours, places, modes, questions, the mouse's shape
    r"\x1b\[[\d;]*m|\x1b\[\d+;\d+H|\x1b\[\?\d+(?:;\d+)*[hl]|\x1b\[\?\d+\$p|\x1b\[[<>]\d*u"
    r"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)|\x07"
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # what a person copied, by a key of ours
)
CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]")
# Of the corpus, not even where it looks like Textual's own:
OBEYED = ("\x1b[31m", "\x1b[2J", "\x1b]52;c;ZXZpbA==", "\x1b]52;c;AA==", "\x1b]8", "\x1bP", "\x1b[?1049l")
NOT_PRESSED = {"board.quit", "board.remove", "app.interrupt", "app.stop_screen"}


async def planted(home: Home) -> None:
    """Everything that comes from outside says everything of the corpus."""
    store = await open_store(f"sqlite:///{home.database}")
    try:
        for text in (*TOGETHER.values(), CORPUS["long"]):
            await _plant(store, text.encode("utf-8", "replace").decode())
    finally:
        await store.close()


async def _plant(store, text: str) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    source = Source(
        SourceId(new_id()),
        "local",
        f"s {new_id()} {text}"[:300],
        "/nowhere",
        health=Health(HealthState.DOWN, text, text),
    )
    workflow = Workflow(WorkflowId(new_id()), source.id, source.name, new_id(), text, text)
    schedule = Schedule(
        id=ScheduleId(new_id()),
        name=f"a {new_id()[:4]} {text}",
        workflow=workflow.id,
        workflow_ref=f"l/{text}",
        timing=Timing((Cron("0 0 1 1 *"),)),
        zone="UTC",
        created_at=now,
        next_at=now + timedelta(days=1),
        words=text,
        phrase=text,
        input=text,
    )
    run = Run(
        id=RunId(new_id()),
        workflow=workflow.id,
        workflow_ref=text,
        due_at=now,
        queued_at=now,
        cause=Cause.SCHEDULE,
        schedule=schedule.id,
        schedule_name=schedule.name,
        state=RunState.FAILED,
        started_at=now,
        ended_at=now,
        reason=text,
        result=text,
        input=text,
        asked_by=text,
        waited_for=text,
    )
    async with store.write() as tx:
        await tx.sources.put(source)
        await tx.workflows.put(workflow)
        await tx.schedules.put(schedule)
        await tx.runs.add([run])
        await tx.ledger.note(schedule.id, [Span(now, now, 1, Fate.MISSED, text)])
        await tx.lines.add([Line(run.id, now, level, text) for level in Level])
        await tx.notices.add([Notice(new_id(), now, News.FAILED, text, schedule.id, schedule.name)])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path, TERM="xterm-256color", COLORTERM="truecolor")
    made.spark("schedule", "list")
    asyncio.run(planted(made))
    yield made
    made.spark("daemon", "stop")


def keys() -> list[str]:
    """Of every action of the app and its board, as bytes of a terminal; what a new screen adds is among them."""
    known = [one.action for one in registry().values() if one.action.scope in ("app", "board", "list")]
    texts = [shown(key) for action in known if action.id not in NOT_PRESSED for key in action.default_keys[:1]]
    return [
        text if len(text) == 1 else chr(ord(text[5]) - 96) for text in texts if re.fullmatch(r".|ctrl\+[a-z]", text)
    ]


def is_harmless(app: Terminal) -> bool:
    drawn = app.drawn.decode("utf-8", "replace")
    for sequence in OBEYED:
        assert sequence not in drawn
    left = OWN.sub("", drawn)
    found = CONTROL.search(left)
    assert found is None, ascii(left[max(0, found.start() - 80) : found.end() + 20])
    return True


@pytest.mark.long
@pytest.mark.parametrize("pane", "123")
def test_every_screen_sends_nothing_of_it_to_the_terminal(home: Home, pane: str) -> None:
    with opened(home) as app:
        for key in keys():
            app.type(pane + key)
            app.rests()
            app.type("\r")  # what a window opens in turn
            app.rests()
            app.type("\x1b")
            app.rests()
            app.type("\x1b")
            app.rests()
        assert is_harmless(app)
        assert app.wait(0.2) is None, "nothing of it could end the app"
    assert not (home.folder / "authorized_keys").exists()


def test_no_click_anywhere_sends_any_of_it(home: Home) -> None:
    with opened(home) as app:
        clicked_everywhere(app)
        assert is_harmless(app)
        assert app.wait(0.2) is None, "nothing of it could end the app"
    assert not (home.folder / "authorized_keys").exists()


@contextmanager
def opened(home: Home) -> Iterator[Terminal]:
    with Terminal(SPARK, home.environment, ROWS, COLUMNS) as app:
        assert app.sees(b"engine here"), app.drawn[-2000:]
        yield app


def clicked_everywhere(app: Terminal) -> None:
    """But in the line of keys, which is ours."""
    for row in range(1, ROWS - 1):
        for column in (4, 30, 70, 100):
            app.type(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
        app.watch(0.05)
    app.rests()

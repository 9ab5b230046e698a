"""A stage for the app: real services over a store of its own; time, the engine and the language are the world's.

`async with stage() as on:` gives the running app with what a person does (`press`, `type`) and sees (`screen`).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.style import Style
from textual import events
from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.strip import Strip

from spark_tui.domain.ids import BootId, RunId, SourceId, WorkflowId, new_id
from spark_tui.domain.log import Level
from spark_tui.domain.proposal import Answer, Draft, Question, Refusal
from spark_tui.domain.run import Happening, Move, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.timing import Cron, Interval, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.asked import Asked
from spark_tui.faces.door import Look
from spark_tui.faces.tui import following
from spark_tui.faces.tui.actions.keymap import read
from spark_tui.faces.tui.app import SparkApp
from spark_tui.faces.tui.quitting import Quitting
from spark_tui.faces.tui.remembered import Remembered
from spark_tui.faces.tui.screens import details, run, runs
from spark_tui.faces.tui.widgets import ask, log_view
from spark_tui.service.lines import LineWriter
from spark_tui.service.ports import Agent, Face
from spark_tui.service.settings import SettingsBook
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from tests.fakes import FakeClock, FakeRoster, FakeVault, a_spark
from tests.processes import PATIENCE
from tests.stores import fresh

ZONE = "America/Sao_Paulo"


class SlowClock(FakeClock):
    """Its sleep is short and real, so that what looks again and again does not spin."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0.01)


@dataclass
class FakeHost:
    """An engine that serves at once, unless a test says otherwise."""

    serving: bool = True
    trouble: str = ""
    starts: int = 0

    def start(self) -> None:
        self.starts += 1
        self.trouble = ""

    def become(self, face: Face) -> None:
        return None

    def stop(self) -> None:
        self.serving = False


async def understand(phrase: str, now: datetime, zone: str) -> Answer:
    """A language of four phrases."""
    task = phrase.partition(" run ")[2]
    if "nine" in phrase:
        return Question(
            "nine in the morning, or in the evening?", ("every day at 9am run hello", "every day at 9pm run hello")
        )
    if phrase.startswith("every day at 9"):
        return Draft(Timing((Cron("0 9 * * *" if "am" in phrase else "0 21 * * *", zone),)), zone, phrase, task)
    if phrase.startswith("every weekday"):
        return Draft(Timing((Cron("0 9 * * 1-5", zone),)), zone, phrase, task, ("9 is in the morning",))
    if phrase.startswith("every 2 minutes"):
        return Draft(Timing((Cron("*/2 * * * *", zone),)), zone, phrase, task)
    if phrase.startswith("every 90"):
        return Draft(Timing((Interval(timedelta(minutes=90), now),)), zone, phrase, task)
    return Refusal("there is no time in this phrase", "say when, for example: every 2 minutes")


def say(timing: Timing, zone: str) -> str:
    """Timings in words."""
    match timing.triggers[0]:
        case Cron("*/2 * * * *"):
            return "every 2 minutes"
        case Cron("0 9 * * 1-5"):
            return "every weekday at 09:00"
        case Cron(fields):
            return f"by cron {fields}"
        case _:
            return "every 90 minutes"


@dataclass
class Stage:
    """The app on a stage."""

    app: SparkApp
    pilot: Pilot[str]
    spark: Spark
    clock: SlowClock
    host: FakeHost

    # ------------------------------------------------------------------ what a person does and sees

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settled()

    async def type(self, text: str) -> None:
        for letter in text:
            self.app.post_message(events.Key(letter, letter))
        await self.settled()

    @property
    def screen(self) -> str:
        strips = drawn(self.app)
        for segment in (segment for strip in strips for segment in strip if segment.text.strip()):
            style = segment.style or Style()
            told_apart = style.color is None or style.color.is_default or style.color != style.bgcolor
            assert told_apart, f"nobody can see {segment.text!r}"
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    async def settled(self) -> None:
        """What was begun has come to its end, but for what never ends and what waits for a person."""
        busy = [w for w in self.app.workers if w.group in ("ask", "open") and not w.is_finished]
        if busy:
            await self.app.workers.wait_for_complete(busy)
        await self.until(lambda: all(w.is_finished for w in self.app.workers if w.group == "cell"))
        await self.pilot.pause()

    async def sees(self, *texts: str) -> None:
        """Sooner or later all of it is on the screen."""

        def all_there() -> bool:
            seen = self.screen
            return all(text in seen for text in texts)

        await self.until(all_there, f"{texts} on\n{{}}")

    async def until(self, come_true: Callable[[], Any], what: str = "a condition, on\n{}") -> None:
        last, pause = time.monotonic() + PATIENCE, 0.005
        while time.monotonic() < last:
            if come_true():
                return
            if self.app._exception is not None:
                raise AssertionError("the screen broke; nothing comes of waiting") from self.app._exception
            await asyncio.sleep(pause)
            pause = min(pause * 1.2, 0.1)  # to look is to draw it all
        raise AssertionError("waited in vain for " + what.replace("{}", self.screen))

    # ------------------------------------------------------------------ what the world does

    async def schedule(self, name: str, phrase: str = "every 2 minutes", workflow: str = "hello") -> Schedule:
        reading: Any = await self.spark.assistant.read(phrase)
        found = await self.spark.sources.workflow(workflow)
        return await self.spark.schedules.keep(await self.spark.assistant.propose(reading, found, name=name))

    async def run(self, schedule: Schedule, *ending: Happening, reason: str = "", lines: tuple[str, ...] = ()) -> Run:
        run = await self.spark.runs.start_schedule(schedule)
        for happening in (Happening.CLAIMED, *ending):
            (run,) = await self.spark.runs.move((run, Move(happening, self.clock.forward(seconds=2), reason)))
        await self.lines(run.id, *lines)
        return run

    async def lines(self, run: RunId, *texts: str, level: Level = Level.OUT) -> None:
        """As the engine keeps them."""
        writer = LineWriter(self.spark.store, self.clock, self.spark.bell, BootId("none"))
        for text in texts:
            writer.write(run, text, level)
        async with self.spark.store.write(durable=False) as tx:
            await tx.lines.add(writer._waiting)
        self.spark.bell.ring()


@dataclass
class Theatre:
    """Opens stages over one folder."""

    folder: Path
    clock: SlowClock = field(default_factory=SlowClock)
    agent: Agent | None = None

    @asynccontextmanager
    async def __call__(
        self,
        size: tuple[int, int] = (80, 24),
        *,
        workflows: tuple[str, ...] = ("hello", "disk-space"),
        host: FakeHost | None = None,
        before: Callable[[Stage], Any] | None = None,
        look: Look | None = None,
        settings: SettingsBook | None = None,
        quitting: Quitting | None = None,
        keys: object = None,
        remembered: Remembered | None = None,
        asked: Asked | None = None,
    ) -> AsyncIterator[Stage]:
        spark, host = await self.connect(workflows), host or FakeHost()

        async def connect() -> Spark:
            return spark

        app = SparkApp(
            connect,
            host,
            zone=ZONE,
            where="a test",
            look=look,
            settings=settings,
            asked=asked,
            quitting=quitting,
            keymap=read(keys),
            remembered=remembered,
            folder=self.folder,
        )
        stage = Stage(app, None, spark, self.clock, host)  # type: ignore[arg-type]
        if before is not None:
            await before(stage)
        async with app.run_test(size=size, notifications=True) as pilot:
            stage.pilot = pilot
            await stage.until(lambda: app.on_stage is not None and app.on_stage.spark is not None)
            await stage.until(lambda: app.board.glance.sources or not workflows)
            yield stage

    async def connect(self, workflows: tuple[str, ...] = ()) -> Spark:
        store = await open_store(f"sqlite:///{self.folder / 'spark.db'}")
        spark = a_spark(store, self.clock, FakeRoster(), FakeVault(), understand, say, ZONE, self.agent)
        if not await spark.sources.all():
            await self._plant(spark, workflows)
        return spark

    async def _plant(self, spark: Spark, workflows: tuple[str, ...]) -> None:
        source = Source(SourceId(new_id()), "local", "local", "~/workflows", health=Health(HealthState.UP))
        async with spark.store.write() as tx:
            if workflows:
                await tx.sources.put(source)
            for title in workflows:
                await tx.workflows.put(
                    Workflow(WorkflowId(new_id()), source.id, "local", title, title, f"about {title}")
                )


def drawn(app: SparkApp) -> list[Strip]:
    """All that is to be seen, line by line. Textual draws what is under a window only when it is told what that is."""
    if len(app.screen_stack) > 1:
        visible_screen_stack.set(app._background_screens)
        app.screen._styles_cache.clear()
    return app.screen._compositor.render_strips()


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    unwatched(monkeypatch)
    fresh(tmp_path / "spark.db")
    return Theatre(tmp_path)


def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is slowed down for people."""
    for module, pause in (
        (ask, "PAUSE"),
        (following, "PACE"),
        (details, "PACE"),
        (run, "PACE"),
        (runs, "PACE"),
        (log_view, "PACE"),
    ):
        monkeypatch.setattr(module, pause, 0.005)

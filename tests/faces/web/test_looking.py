"""The app over a Spark that only looks: every key there is, and not one write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent.planner import plan
from spark_tui.domain.run import Happening
from spark_tui.faces.tui.actions.registry import registry
from spark_tui.service.only_looks import LookingStore, LookingVault, SilentRoster
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.faces.tui.conftest import ZONE, FakeHost, SlowClock, Stage, Theatre, unwatched
from tests.fakes import FakeRoster, FakeVault, a_spark

CHANGING = {known.action for known in registry().values() if known.action.only_for_writers}
KEYS = sorted({key for action in CHANGING for key in action.default_keys} | {"enter", "y"})
PHRASES = ("every weekday at 9 run hello", "pause report", "run hello now", "what runs tomorrow", "why did it rain")


class Looking(Theatre):
    """A store with a schedule, a run that is over and one that goes on, seen by who only looks."""

    async def connect(self, workflows: tuple[str, ...] = ()) -> Spark:
        store = await open_store(f"sqlite:///{self.folder / 'spark.db'}")
        real = a_spark(store, self.clock, FakeRoster(), FakeVault(), plan, words, ZONE)
        await self._plant(real, workflows)
        on = Stage(None, None, real, self.clock, FakeHost())  # type: ignore[arg-type]
        schedule = await on.schedule("report", "every day at 9am", "hello")
        await on.run(schedule, Happening.SUCCEEDED, lines=("done",))
        await on.run(schedule)
        vault: Any = LookingVault(FakeVault())
        roster: Any = SilentRoster(FakeRoster())
        return a_spark(LookingStore(store), self.clock, roster, vault, plan, words, ZONE)


@pytest.fixture
def looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Looking:
    unwatched(monkeypatch)
    return Looking(tmp_path, SlowClock())


@pytest.fixture
def commits(tmp_path: Path) -> Iterator[Any]:
    """A number that moves with each commit of anybody."""
    path = tmp_path / "spark.db"

    def version() -> int:
        connection = opened.setdefault("it", sqlite3.connect(path))
        return int(connection.execute("PRAGMA data_version").fetchone()[0])

    opened: dict[str, sqlite3.Connection] = {}
    yield version
    if opened:
        with closing(opened["it"]):
            pass


def only_looks(on: Stage) -> Any:
    async def say_so() -> None:
        on.app.only_looks = True

    return say_so()


async def nothing_went_wrong(on: Stage) -> None:
    told = [note.message for note in on.app._notifications]
    assert [text for text in told if "went wrong" in text] == []
    assert on.app.is_running
    on.app.clear_notifications()


@pytest.mark.parametrize("place", ["2", "1", "T", "O", "m", "comma"])
async def test_no_key_that_changes_something_elsewhere_does_here(looking: Looking, commits: Any, place: str) -> None:
    async with looking((120, 35), before=only_looks, workflows=("hello",)) as on:
        await on.sees("report")
        before = commits()
        for key in KEYS:
            await on.pilot.press(place, key, "escape", "escape")
            await nothing_went_wrong(on)
        assert commits() == before


@pytest.mark.parametrize("phrase", PHRASES)
async def test_no_phrase_changes_anything(looking: Looking, commits: Any, phrase: str) -> None:
    async with looking((120, 35), before=only_looks, workflows=("hello",)) as on:
        await on.sees("report")
        before = commits()
        await on.press("i")
        await on.type(phrase)
        for key in ("enter", "enter", "y", "enter"):
            await on.press(key)
            await on.settled()
            await nothing_went_wrong(on)
        assert commits() == before

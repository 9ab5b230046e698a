"""A real Spark over a real store, with time and the outside world in our hands."""

import os
import signal
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId

from agent.conversation import Conversation
from agent.planner import plan
from spark_tui.domain.ids import ScheduleId, new_id
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.fakes import FakeClock, FakeRoster, FakeSource, FakeVault, Replay, a_spark
from tests.stores import fresh

collect_ignore = ["kind"]  # a third party's package, with tests of its own: see test_third_party.py
pytest.register_assert_rewrite("spark_tui.sources.contract")


def pytest_configure() -> None:
    """A shell that runs the tests in the background has SIGINT ignored; what the tests start must hear it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two a core, as tests often wait. None where something is measured, named one by one, or looked on by a person."""
    alone = "not bench" not in config.option.markexpr or config.option.capture == "no"
    if alone or not all(Path(given).is_dir() for given in config.args):
        return 0
    return 2 * min(os.cpu_count() or 1, 8)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first, before all real servers, so that nobody waits for it at the end."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("live", "long")])
    for item in items if getattr(config.option, "loadgroup", False) else ():
        _say_its_group(item)


def _say_its_group(item: pytest.Item) -> None:
    """xdist 3.8 writes it into a field that pytest 9.2 does not read: without this a group is everybody's."""
    if groups := sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")}):
        item._id = NodeId.parse(f"{item.nodeid}@{'_'.join(groups)}")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def roster() -> FakeRoster:
    return FakeRoster()


@pytest.fixture
def source(roster: FakeRoster) -> FakeSource:
    """What stands behind every url."""
    return roster.source


@pytest.fixture
def vault() -> FakeVault:
    return FakeVault()


@pytest.fixture
def model() -> Replay:
    """The language model: it says what the test wants it to say."""
    return Replay()


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{fresh(tmp_path / 'spark.db')}"


@pytest.fixture
async def spark(
    clock: FakeClock, roster: FakeRoster, vault: FakeVault, store_url: str, model: Replay
) -> AsyncIterator[Spark]:
    """Everything that a face holds, in UTC; nothing is in the store yet."""
    opened = a_spark(await open_store(store_url), clock, roster, vault, plan, words, "UTC", Conversation(model))
    yield opened
    await opened.close()


@pytest.fixture
async def workflow(spark: Spark) -> Workflow:
    """fake/daily-report, taken in."""
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    return await spark.sources.workflow("daily-report")


@pytest.fixture
def keep(spark: Spark, workflow: Workflow, clock: FakeClock):  # type: ignore[no-untyped-def]
    """Put a schedule of that workflow into the store: keep("0 * * * *", overlap=Overlap.SKIP)."""

    async def put(
        timing: Timing | str = "0 * * * *", name: str = "report", given: str = "", **policy: object
    ) -> Schedule:
        when = Timing((Cron(timing),)) if isinstance(timing, str) else timing
        made = Schedule(
            id=ScheduleId(new_id()),
            name=name,
            workflow=workflow.id,
            workflow_ref=workflow.ref,
            timing=when,
            zone="UTC",
            created_at=clock.now(),
            next_at=when.next_after(clock.now()),
            input=given,
            policy=Policy(**policy),  # type: ignore[arg-type]
        )
        async with spark.store.write() as tx:
            await tx.schedules.put(made)
        return made

    return put


def at(text: str) -> datetime:
    """at("09:00"): that time of the day on which the FakeClock starts, in UTC."""
    from tests.fakes import START

    hour, minute, *rest = (int(part) for part in text.split(":"))
    return START.replace(hour=hour, minute=minute, second=rest[0] if rest else 0)

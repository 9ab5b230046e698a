"""The engine on its thread: it begins again by itself, ends when told to, and says what is wrong with it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from agent.planner import plan
from spark_tui.domain.errors import StoreError
from spark_tui.domain.ids import BootId
from spark_tui.engine.host import Host
from spark_tui.engine.house import Seats
from spark_tui.engine.lease import EngineLease, GuestLease, keep
from spark_tui.service.spark import Spark
from spark_tui.service.trying import MOST_FAULTS
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.engine.bench import ELSEWHERE, HERE
from tests.fakes import FakeClock, FakeRoster, FakeVault, a_spark
from tests.processes import until


class Quick(FakeClock):
    """Its sleeps are real and short."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))


class Opening:
    """Opens a Spark, after what went wrong so many times before."""

    def __init__(self, make: Callable[[], Awaitable[Spark]], *wrong: Exception) -> None:
        self._make, self._wrong = make, iter(wrong)

    async def __call__(self) -> Spark:
        if wrong := next(self._wrong, None):
            raise wrong
        return await self._make()


@pytest.fixture
def make(store_url: str) -> Callable[[], Awaitable[Spark]]:
    async def opened() -> Spark:
        return a_spark(await open_store(store_url), Quick(), FakeRoster(), FakeVault(), plan, words, "UTC")

    return opened


def a_host(opening: Opening) -> Host:
    return Host(opening, Quick(), Seats(), None)


def stopped(host: Host, within: float = 60.0) -> bool:
    """Whether it can be stopped, whatever state it is in."""
    stopping = threading.Thread(target=host.stop, daemon=True)
    stopping.start()
    stopping.join(within)
    return not stopping.is_alive()


def test_it_waits_for_a_store_that_cannot_be_used_however_long(make: Callable[[], Awaitable[Spark]]) -> None:
    host = a_host(Opening(make, *[StoreError("the database is busy")] * (MOST_FAULTS * 3)))
    host.start()
    until(lambda: host.serving, "it serves")
    assert (host.trouble, stopped(host)) == ("", True)


def test_an_accident_does_not_end_it(make: Callable[[], Awaitable[Spark]]) -> None:
    host = a_host(Opening(make, KeyError("what")))
    host.start()
    until(lambda: host.serving, "it serves")
    assert (host.trouble, stopped(host)) == ("", True)


def test_what_breaks_again_and_again_ends_it_and_is_told(
    make: Callable[[], Awaitable[Spark]], caplog: pytest.LogCaptureFixture
) -> None:
    host = a_host(Opening(make, *[KeyError("what")] * 50))
    host.start()
    until(lambda: host.trouble, "it tells of its trouble")
    assert (host.trouble, stopped(host)) == ("KeyError: 'what'", True)
    assert "Traceback" in caplog.text


def test_it_can_be_stopped_before_it_has_begun(make: Callable[[], Awaitable[Spark]]) -> None:
    for _ in range(10):
        host = a_host(Opening(make))
        host.start()
        assert stopped(host)


def test_stopped_it_can_be_started_again(make: Callable[[], Awaitable[Spark]]) -> None:
    host = a_host(Opening(make))
    for _ in range(2):
        host.start()
        until(lambda: host.serving, "it serves")
        assert stopped(host)


async def test_a_guest_sees_by_the_file_lock_that_an_engine_is_dead(spark: Spark, tmp_path: Path) -> None:
    lock = tmp_path / "spark.db.lock"
    engine = EngineLease(spark.store, spark.clock, BootId("engine"), HERE, lock)
    guest = GuestLease(spark.store, spark.clock, BootId("guest"), ELSEWHERE, lock)
    assert await engine.take()
    assert not await guest.take()
    assert engine._lock is not None
    engine._lock.drop()  # as the kernel does when its process dies; its row is there still
    assert await guest.take()
    after = EngineLease(spark.store, spark.clock, BootId("next"), ELSEWHERE, lock)
    assert await after.take()
    await after.give_back()


async def test_a_lease_is_renewed_whatever_becomes_of_the_wall_clock(clock: FakeClock) -> None:
    class Counted:
        beat = 10.0
        renewed = 0

        async def take(self) -> bool:
            return True

        async def hold(self) -> bool:
            self.renewed += 1
            clock.forward(hours=-1)
            return self.renewed < 3

        async def give_back(self) -> None:
            return None

    lease = Counted()
    await keep(lease, clock)
    assert lease.renewed == 3

"""Who is the engine: taken at once from the dead, after a while from the silent, never from the living."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.domain.ids import BootId
from spark_tui.engine.lease import EngineLease, GuestLease
from spark_tui.engine.watch import Watch
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.service.spark import Spark
from tests.engine.bench import ELSEWHERE, HERE, busy
from tests.fakes import FakeClock

TERM = 12.0


def a_lease(spark: Spark, boot: str, lock: Path | None = None, clock: FakeClock | None = None) -> EngineLease:
    return EngineLease(spark.store, clock or spark.clock, BootId(boot), ELSEWHERE, lock, term=TERM)


@pytest.fixture(params=["a file", "a server"])
def lock(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """Where the lock file is, as beside a local database; a server has none."""
    return tmp_path / "spark.db.lock" if request.param == "a file" else None


async def seconds_until_taken(waiting: EngineLease, clock: FakeClock) -> float:
    for beat in range(100):
        if await waiting.take():
            return beat * waiting.beat
        clock.forward(seconds=waiting.beat)
    raise AssertionError("it is never taken")


async def test_a_silent_holder_is_replaced_within_one_and_a_half_terms(
    spark: Spark, clock: FakeClock, lock: Path | None
) -> None:
    silent, waiting = a_lease(spark, "silent", lock), a_lease(spark, "waiting", lock)
    assert await silent.take()
    after = await seconds_until_taken(waiting, clock)
    assert TERM <= after <= 1.5 * TERM
    assert not await silent.hold()


async def test_it_waits_for_the_lease_of_the_next_one_when_it_wakes_up(
    spark: Spark, clock: FakeClock, tmp_path: Path
) -> None:
    lock = tmp_path / "spark.db.lock"
    silent, after = a_lease(spark, "silent", lock), a_lease(spark, "after", lock)
    assert await silent.take()
    await seconds_until_taken(after, clock)
    assert not await silent.hold()
    await silent.give_back()
    assert not await silent.take()  # the lock is free, and yet the next one lives
    assert await locked(spark) is False
    assert await after.hold()
    assert await locked(spark) is True
    assert not await silent.take()


async def locked(spark: Spark) -> bool | None:
    async with spark.store.read() as tx:
        lease = await tx.lease.get()
    return lease.locked if lease else None


async def test_a_dead_holder_is_replaced_at_once_beside_a_file(spark: Spark, tmp_path: Path) -> None:
    lock = tmp_path / "spark.db.lock"
    dead, after = a_lease(spark, "dead", lock), a_lease(spark, "after", lock)
    assert await dead.take()
    assert dead._lock is not None
    dead._lock.drop()  # as the kernel does when its process dies
    assert await after.take()


async def test_what_was_given_back_is_taken_at_once(spark: Spark, lock: Path | None) -> None:
    first, second = a_lease(spark, "first", lock), a_lease(spark, "second", lock)
    assert await first.take()
    await first.give_back()
    assert await second.take()


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(seconds=TERM), timedelta(hours=-1)])
async def test_a_clock_that_goes_wrong_replaces_nobody_who_lives(
    spark: Spark, clock: FakeClock, lock: Path | None, ahead: timedelta
) -> None:
    wrong = FakeClock(clock.now() + ahead)
    living, waiting = a_lease(spark, "living", lock), a_lease(spark, "waiting", lock, wrong)
    assert await living.take()
    for _ in range(60):
        assert await living.hold()
        assert not await waiting.take()
        for one in (clock, wrong):
            one.forward(seconds=living.beat)


async def test_a_machine_that_slept_keeps_its_engine(spark: Spark, clock: FakeClock, lock: Path | None) -> None:
    """The wall has leapt, the watch of each has not: whoever looks first, the holder is asked in time."""
    living, waiting = a_lease(spark, "living", lock), a_lease(spark, "waiting", lock)
    assert await living.take()
    assert not await waiting.take()
    clock.set(clock.now() + timedelta(hours=8))
    for _ in range(20):
        assert not await waiting.take()
        clock.forward(seconds=living.beat)
        assert await living.hold()


async def test_a_holder_that_cannot_write_is_not_replaced_before_it_could(
    spark: Spark, clock: FakeClock, lock: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    living, waiting = a_lease(spark, "living", lock), a_lease(spark, "waiting", lock)
    assert await living.take()
    with monkeypatch.context() as patched:
        busy(spark.store, patched, times=10**6)
        for _ in range(40):
            clock.forward(seconds=living.beat)
            try:
                assert not await waiting.take()
            except StoreError:
                continue
    assert not await waiting.take()
    clock.forward(seconds=living.beat)
    assert await living.hold()
    assert not await waiting.take()


def test_what_was_suspected_and_came_back_is_watched_anew(clock: FakeClock) -> None:
    watch = Watch(clock, TERM, beat=1.0, renew_every=4.0)
    fresh = Lease(BootId("theirs"), ELSEWHERE, clock.now(), clock.now() + timedelta(seconds=TERM))
    assert watch.suspects(None)
    assert not watch.silent(fresh)  # it was taken between the two looks
    assert not watch.suspects(fresh)
    clock.forward(seconds=TERM)
    assert watch.suspects(fresh)
    assert not watch.silent(fresh)


async def test_it_is_renewed_three_times_in_a_term_and_no_oftener(spark: Spark, clock: FakeClock) -> None:
    lease, told = a_lease(spark, "ours"), set[datetime]()
    assert await lease.take()
    for _ in range(24):
        clock.forward(seconds=lease.beat)
        assert await lease.hold()
        told.add((await the_lease(spark)).expires_at)
    assert len(told) == 6 + 1  # with what it was at first


async def the_lease(spark: Spark) -> Lease:
    async with spark.store.read() as tx:
        lease = await tx.lease.get()
    assert lease is not None
    return lease


async def test_since_when_it_serves_stays_and_what_it_is_can_change(spark: Spark, clock: FakeClock) -> None:
    began = clock.now()
    lease = EngineLease(spark.store, clock, BootId("ours"), Holder("here", 7, Face.APP), None)
    assert await lease.take()
    clock.forward(seconds=1)
    lease.holder = Holder("here", 7, Face.DAEMON)
    assert await lease.hold()
    told = await the_lease(spark)
    assert (told.taken_at, told.holder.face, str(told.holder)) == (began, Face.DAEMON, "here pid 7")


async def test_a_guest_is_let_in_beside_a_silent_holder_of_the_lock(
    spark: Spark, clock: FakeClock, lock: Path | None
) -> None:
    silent, guest = a_lease(spark, "silent", lock), GuestLease(spark.store, clock, BootId("guest"), HERE, lock)
    assert await silent.take()
    assert not await guest.take()
    clock.forward(seconds=TERM)
    assert await guest.take()

"""What every store promises of the one engine that serves it."""

import asyncio
from datetime import datetime, timedelta

import pytest

from spark_tui.domain.ids import BootId
from spark_tui.service.ports import Store
from tests.contracts.store import MINUTE, NOW, a_lease


class LeaseContract:
    LATER = NOW + MINUTE

    async def test_at_first_nobody_has_it(self, store: Store) -> None:
        async with store.read() as tx:
            assert await tx.lease.get() is None

    async def test_who_takes_it_has_it(self, store: Store) -> None:
        lease = a_lease("ours", until=self.LATER)
        async with store.write() as tx:
            assert await tx.lease.take(lease, NOW)
            assert await tx.lease.get() == lease

    @pytest.mark.parametrize(
        ("boot", "now", "force", "taken"),
        [
            ("theirs", NOW, False, False),
            ("theirs", LATER - timedelta(microseconds=1), False, False),
            ("theirs", LATER, False, True),
            ("theirs", NOW, True, True),
            ("ours", NOW, False, True),
        ],
        ids=["held", "nearly expired", "expired", "by force", "renewed"],
    )
    async def test_who_can_take_it(self, store: Store, boot: str, now: datetime, force: bool, taken: bool) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
            assert await tx.lease.take(a_lease(boot, until=now + MINUTE), now, force=force) is taken

    async def test_one_that_was_refused_leaves_it_as_it_was(self, store: Store) -> None:
        ours = a_lease("ours", until=self.LATER)
        async with store.write() as tx:
            await tx.lease.take(ours, NOW)
            await tx.lease.take(a_lease("theirs", until=self.LATER), NOW)
            assert await tx.lease.get() == ours

    async def test_one_of_two_processes_gets_it(self, store: Store, other: Store) -> None:
        async def take(which: Store, boot: str) -> bool:
            async with which.write() as tx:
                return await tx.lease.take(a_lease(boot, until=self.LATER), NOW)

        assert sorted(await asyncio.gather(take(store, "a"), take(other, "b"))) == [False, True]

    async def test_holds_tells_whose_it_is(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
        async with store.read() as tx:
            assert (await tx.lease.holds(BootId("ours")), await tx.lease.holds(BootId("theirs"))) == (True, False)

    async def test_nobody_takes_it_while_its_holder_writes(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
        happened: list[str] = []

        async def take_by_force() -> None:
            async with other.write() as theirs:
                await theirs.lease.take(a_lease("theirs", until=self.LATER), NOW, force=True)
                happened.append("taken")

        async with store.write() as tx:
            assert await tx.lease.holds(BootId("ours"))
            taking = asyncio.create_task(take_by_force())
            await asyncio.sleep(0.2)
            happened.append("written")
        await taking
        assert happened == ["written", "taken"]

    async def test_given_back_it_is_free(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
            await tx.lease.give_back(BootId("ours"))
            assert await tx.lease.take(a_lease("theirs", until=self.LATER), NOW)

    async def test_only_its_holder_gives_it_back(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.take(a_lease("ours", until=self.LATER), NOW)
            await tx.lease.give_back(BootId("theirs"))
            assert await tx.lease.holds(BootId("ours"))

    async def test_a_guest_is_beside_the_engine_until_it_expires(self, store: Store) -> None:
        engine, guest = a_lease("engine", until=self.LATER + MINUTE), a_lease("guest", until=self.LATER)
        async with store.write() as tx:
            await tx.lease.take(engine, NOW)
            await tx.lease.let_in(guest, NOW)
            assert await tx.lease.get() == engine
            assert await tx.lease.holds(guest.boot)
            assert await tx.lease.boots(NOW) == {engine.boot, guest.boot}
            assert await tx.lease.boots(self.LATER) == {engine.boot}

    async def test_a_guest_renews_and_leaves(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.let_in(a_lease("guest", until=self.LATER), NOW)
            await tx.lease.let_in(a_lease("guest", until=self.LATER + MINUTE), self.LATER)
            assert await tx.lease.boots(self.LATER) == {BootId("guest")}
            await tx.lease.give_back(BootId("guest"))
            assert not await tx.lease.holds(BootId("guest"))

    async def test_guests_that_expired_are_gone_when_another_comes(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.lease.let_in(a_lease("first", until=self.LATER), NOW)
            await tx.lease.let_in(a_lease("second", until=self.LATER + MINUTE), self.LATER)
            assert not await tx.lease.holds(BootId("first"))

"""What every store promises of what was said to Spark, and of what was done and can be undone."""

from spark_tui.domain.change import Alter, Deed, Disconnect, Edit, Stop
from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.inputs import values_of
from spark_tui.domain.schedule import Pause
from spark_tui.domain.source import Source
from spark_tui.domain.talk import Said, Spent, Who
from spark_tui.service.ports import Store
from tests.contracts.store import MINUTE, NOW, a_schedule


class TalkContract:
    SAID = (
        Said(Who.PERSON, "why did it fail? ☂", NOW),
        Said(Who.MODEL, "its disk\nwas full", NOW + MINUTE, Spent(1_000, 50, 0.000_123)),
        Said(Who.NOTE, "the person refused: run it now", NOW),
    )

    async def test_what_was_said_comes_back_in_order(self, store: Store, other: Store) -> None:
        for one in self.SAID:
            async with store.write() as tx:
                await tx.talk.add([one])
        async with other.read() as tx:
            assert await tx.talk.all() == list(self.SAID)

    async def test_cleared_it_is_empty(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.talk.add(self.SAID)
            await tx.talk.clear()
            assert await tx.talk.all() == []


class DeedsContract:
    PAUSED = a_schedule("a", pause=Pause(NOW, "ana", "away", NOW + MINUTE))
    UNDO = (
        Edit(PAUSED, a_schedule("a")),
        Edit(None, a_schedule("b", None)),
        Edit(a_schedule("c", values=values_of({"n": 1})), None),
        Alter(
            Source(SourceId("s"), "webhook", "new", "http://new:1", definition="endpoints:\n"),
            Source(SourceId("s"), "webhook", "old", "http://old:1"),
        ),
    )

    async def test_there_is_none_at_first(self, store: Store) -> None:
        async with store.read() as tx:
            assert await tx.deeds.last() is None

    async def test_the_last_one_comes_back_with_what_undoes_it(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            await tx.deeds.add(Deed("run it", (Stop(RunId("r"), "report"),)))
            await tx.deeds.add(Deed("add it", (Disconnect(SourceId("s"), "langflow"),)))
            await tx.deeds.add(Deed("pause them", self.UNDO))
        async with other.read() as tx:
            deed = await tx.deeds.last()
        assert deed is not None
        assert (deed.says, deed.undo) == ("pause them", self.UNDO)

    async def test_what_was_undone_is_no_deed_until_it_is_done_again(self, store: Store, other: Store) -> None:
        async with store.write() as tx:
            await tx.deeds.add(Deed("pause them", self.UNDO))
            await tx.deeds.put_by(Deed("remove it", self.UNDO))
        async with other.write() as tx:
            last, undone = await tx.deeds.last(), await tx.deeds.last_undone()
            assert (last and last.says, undone and undone.says) == ("pause them", "remove it")
            await tx.deeds.add(Deed("call it so", self.UNDO), again=True)
            assert await tx.deeds.last_undone() == undone
            await tx.deeds.add(Deed("something new", self.UNDO))
            assert await tx.deeds.last_undone() is None

    async def test_the_newest_hundred_are_kept(self, store: Store) -> None:
        async with store.write() as tx:
            for number in range(103):
                await tx.deeds.add(Deed(f"{number}", (Stop(RunId("r"), "report"),)))
            left = 0
            while (deed := await tx.deeds.last()) is not None:
                left += 1
                await tx.deeds.remove(deed.seq)
        assert left == 100

    async def test_when_it_is_removed_the_one_before_is_the_last(self, store: Store) -> None:
        first, second = Stop(RunId("r"), "report"), Disconnect(SourceId("s"), "langflow")
        async with store.write() as tx:
            await tx.deeds.add(Deed("first", (first,)))
            await tx.deeds.add(Deed("second", (second,)))
            deed = await tx.deeds.last()
            assert deed is not None
            assert deed.undo == (second,)
            await tx.deeds.remove(deed.seq)
            left = await tx.deeds.last()
            assert left is not None
            assert left.undo == (first,)

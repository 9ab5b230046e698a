"""Notices: what is news, told once over every way that is set."""

from collections.abc import Awaitable, Callable

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.notice import News, Notice
from spark_tui.service.notices import REST, Notices, Tried
from spark_tui.service.spark import Spark
from tests.fakes import START, FakeClock, FakeNotifier, FakeVault

Make = Callable[..., Notices]
Happen = Callable[[str], Awaitable[None]]


@pytest.fixture
def notices(spark: Spark, clock: FakeClock, vault: FakeVault) -> Make:
    return lambda *ways: Notices(spark.store, clock, spark.bell, vault, ways)


@pytest.fixture
def happen(spark: Spark) -> Happen:
    async def write(key: str) -> None:
        async with spark.store.write() as tx:
            await tx.notices.add([Notice(key, START, News.FAILED, key, ScheduleId("s"), "report")])

    return write


async def test_a_way_hears_what_is_new_since_it_was_set_and_once(notices: Make, happen: Happen) -> None:
    way = FakeNotifier()
    told = notices(way)
    await happen("before")
    await told.deliver()
    await happen("a")
    await happen("a")
    await happen("b")
    for _ in range(2):
        await told.deliver()
    assert [notice.key for notice in way.told] == ["a", "b"]


async def test_a_later_engine_goes_on_where_the_one_before_was(notices: Make, happen: Happen) -> None:
    way = FakeNotifier()
    await notices(way).deliver()
    await happen("while nobody was there")
    await notices(way).deliver()
    assert [notice.key for notice in way.told] == ["while nobody was there"]


async def test_what_did_not_arrive_comes_again_after_a_rest_and_holds_up_no_other_way(
    notices: Make, happen: Happen, clock: FakeClock
) -> None:
    broken, well = FakeNotifier("broken"), FakeNotifier("well")
    told = notices(broken, well)
    await told.deliver()
    broken.trouble = SourceError("refused")
    await happen("a")
    await told.deliver()
    broken.trouble = None
    await told.deliver()
    assert ([n.key for n in broken.told], [n.key for n in well.told]) == ([], ["a"])
    clock.forward(seconds=REST)
    await told.deliver()
    assert ([n.key for n in broken.told], [n.key for n in well.told]) == (["a"], ["a"])


async def test_a_test_says_of_each_way_whether_it_arrived(notices: Make) -> None:
    told = notices(FakeNotifier("well"), FakeNotifier("broken", trouble=SourceError("refused")))
    assert await told.test() == [Tried("well"), Tried("broken", "refused")]

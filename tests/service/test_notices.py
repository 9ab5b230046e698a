"""Notices: what is news, told once over every way that is set."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import BootId, ScheduleId
from spark_tui.domain.notice import News, Notice, held, late, missed
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.queueing import due_run
from spark_tui.domain.run import Cause
from spark_tui.service.notices import REST, Notices, Tried
from spark_tui.service.spark import Spark
from tests.fakes import START, FakeClock, FakeNotifier, FakeVault

Make = Callable[..., Notices]
Happen = Callable[[str], Awaitable[None]]


@pytest.fixture
def notices(spark: Spark, clock: FakeClock, vault: FakeVault) -> Make:
    return lambda *ways: Notices(spark.store, clock, vault, ways)


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


async def test_an_engine_that_has_lost_the_lease_tells_nothing(notices: Make, happen: Happen) -> None:
    way = FakeNotifier()
    told = notices(way)
    await told.deliver()
    await happen("a")
    await told.deliver(BootId("a former holder"))
    assert way.told == []
    await told.deliver()
    assert [notice.key for notice in way.told] == ["a"]


@pytest.mark.parametrize(
    ("zone", "text"),
    [("America/Sao_Paulo", "2026-11-23 09:00:00 America/Sao_Paulo"), ("UTC", "2026-11-23 12:00:00 UTC")],
)
async def test_a_notice_tells_a_moment_on_the_clock_of_its_schedule(keep, zone: str, text: str) -> None:  # type: ignore[no-untyped-def]
    schedule = replace(await keep("0 9 * * *"), zone=zone)
    due_at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    span = Span(due_at, due_at, 1, Fate.MISSED, "off")
    run = due_run(schedule, due_at, due_at, Cause.SCHEDULE)
    for notice in (held(schedule, due_at, due_at), missed(schedule, span, due_at), late(run, due_at, zone)):
        assert text in notice.text

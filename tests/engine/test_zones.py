"""New rules of a time zone: what is planned moves with them, once, and it is said."""

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.timing.courses import forget_zones
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Reading
from spark_tui.service.ports import Repair
from spark_tui.service.wanted import Wanted, WantedSchedule
from spark_tui.service.zones import UNTOLD
from tests.engine.bench import Bench, Keep
from tests.fakes import FakeClock

SAO_PAULO = "America/Sao_Paulo"
Rules = Callable[[int, str], None]


@pytest.fixture
def rules(tmp_path: Path, clock: FakeClock) -> Iterator[Rules]:
    """The tz data of the machine says that São Paulo is `ahead` hours ahead of UTC, always, and is of a version."""
    before, place = zoneinfo.TZPATH, tmp_path / "zoneinfo"

    def say(ahead: int, version: str) -> None:
        clock.tz = version
        (place / "America").mkdir(parents=True, exist_ok=True)
        (place / SAO_PAULO).write_bytes((files("tzdata") / "zoneinfo" / "Etc" / f"GMT{-ahead:+}").read_bytes())
        zoneinfo.reset_tzpath(to=[str(place)])

    say(-2, "2026a")
    forget_zones()
    yield say
    zoneinfo.reset_tzpath(to=before)
    forget_zones()


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


HALF = timedelta(minutes=30)


async def moment(bench: Bench) -> datetime | None:
    (schedule,) = await bench.spark.schedules.all()
    return schedule.next_at


async def repairs(bench: Bench) -> list[Repair]:
    async with bench.spark.store.read() as tx:
        return await tx.repairs.recent()


NINE = Timing((Cron("0 9 * * *", SAO_PAULO),))


async def test_a_planned_moment_moves_with_the_rules_and_it_is_said(bench: Bench, rules: Rules, keep: Keep) -> None:
    await keep(NINE)
    await bench.engine.recover()
    assert (await moment(bench), await repairs(bench)) == (at(23, 11), [])
    rules(-3, "2026b")
    await bench.engine.recover()
    assert await moment(bench) == at(23, 12)
    (told,) = await repairs(bench)
    assert told.what == "time zones"
    assert told.detail == "the tz data is 2026b now, was 2026a: the next moment of report moved"


async def test_it_moves_once_however_often_it_is_looked_at(bench: Bench, rules: Rules, keep: Keep) -> None:
    await keep(NINE)
    await bench.engine.recover()
    rules(-3, "2026b")
    for _ in range(3):
        await bench.engine.recover()
        bench = await bench.next()
    assert await moment(bench) == at(23, 12)
    assert len(await repairs(bench)) == 1


@pytest.mark.parametrize(
    ("ahead", "seen_at", "due"),
    [
        (-3, at(23, 10), [at(23, 12), at(24, 12)]),  # before its moment
        (-3, at(23, 11) + HALF, [at(23, 11), at(24, 12)]),  # after it has run: not once more at the new 9
        (-1, at(23, 10) + HALF, [at(23, 10), at(24, 10)]),  # before its moment, when the new one has passed
        (-1, at(23, 11) + HALF, [at(23, 11), at(24, 10)]),
    ],
)
async def test_each_morning_has_one_run(
    ahead: int, seen_at: datetime, due: list[datetime], bench: Bench, rules: Rules, keep: Keep, clock: FakeClock
) -> None:
    await keep(NINE)
    await bench.engine.recover()
    while clock.now() < at(24, 20):
        if clock.now() == seen_at:
            rules(ahead, "2026b")
        await bench.engine.recover()
        await bench.turn()
        clock.forward(minutes=30)
    assert [(run.due_at, run.state) for run in await bench.runs()] == [(moment, "succeeded") for moment in due]


@pytest.mark.parametrize(("ahead", "due"), [(-3, at(23, 12)), (-1, at(23, 10))])
async def test_one_that_is_overdue_when_the_rules_change_runs_once(
    ahead: int, due: datetime, bench: Bench, rules: Rules, keep: Keep, clock: FakeClock
) -> None:
    await keep(NINE)
    await bench.engine.recover()
    rules(ahead, "2026b")  # while Spark is off
    clock.forward(hours=3, minutes=30)
    later = await bench.next()
    await later.engine.recover()
    for _ in range(8):
        await later.turn()
        clock.forward(hours=1)
    assert [run.due_at for run in await later.runs()] == [due]


async def test_data_without_a_version_is_compared_every_hour(
    bench: Bench, rules: Rules, keep: Keep, clock: FakeClock
) -> None:
    rules(-2, "")
    await keep(NINE)
    await bench.engine.recover()
    rules(-3, "")
    await bench.engine.recover()
    assert await moment(bench) == at(23, 11)
    clock.forward(seconds=UNTOLD)
    await bench.engine.recover()
    assert await moment(bench) == at(23, 12)
    assert [told.detail for told in await repairs(bench)] == [
        "the rules of a time zone changed: the next moment of report moved"
    ]


async def test_a_zone_that_comes_into_use_is_noted_with_its_schedule(
    bench: Bench, rules: Rules, workflow: Workflow
) -> None:
    await bench.engine.recover()
    reading = await bench.spark.assistant.read("every day at 09:00", zone=SAO_PAULO)
    assert isinstance(reading, Reading)
    await bench.spark.schedules.keep(await bench.spark.assistant.propose(reading, workflow))
    assert await moment(bench) == at(23, 11)
    rules(-3, "2026b")
    await bench.engine.recover()
    assert await moment(bench) == at(23, 12)


async def test_a_zone_that_comes_into_use_by_a_file_is_noted_too(
    bench: Bench, rules: Rules, workflow: Workflow
) -> None:
    await bench.engine.recover()
    wanted = Wanted(schedules=(WantedSchedule("filed", workflow.ref, timing=NINE),))
    await bench.spark.exchange.apply(await bench.spark.exchange.compare(wanted))
    rules(-3, "2026b")
    await bench.engine.recover()
    assert await moment(bench) == at(23, 12)


async def test_new_data_with_the_same_rules_is_said_and_moves_nothing(bench: Bench, rules: Rules, keep: Keep) -> None:
    await keep(NINE)
    await bench.engine.recover()
    rules(-2, "2026b")
    await bench.engine.recover()
    assert await moment(bench) == at(23, 11)
    assert [told.detail for told in await repairs(bench)] == [
        "the tz data is 2026b now, was 2026a: no planned moment moved"
    ]


async def test_an_engine_that_has_lost_the_lease_plans_nothing_anew(bench: Bench, rules: Rules, keep: Keep) -> None:
    await keep(NINE)
    await bench.engine.recover()
    await bench.next()
    rules(-3, "2026b")
    await bench.engine.recover()
    assert (await moment(bench), await repairs(bench)) == (at(23, 11), [])

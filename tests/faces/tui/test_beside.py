"""What the ask line tells of the first run beside when: who else is due then, and why it may fail."""

from dataclasses import replace
from typing import Any

import pytest

from spark_tui.domain.source import Health, HealthState
from spark_tui.faces.tui.understanding import also_then

Theatre = Any
Stage = Any
MANY = ("etl-nightly", "backup", "c", "d", "e", "f")


@pytest.mark.parametrize(
    ("names", "room", "told"),
    [
        (MANY[:1], 80, "  also then: etl-nightly"),
        (MANY[:4], 80, "  also then: etl-nightly, backup, c, d"),
        (MANY, 80, "  also then: etl-nightly, backup, c, d +2"),
        (MANY, 38, "  also then: etl-nightly, backup, c +3"),
        (MANY, 30, "  also then: etl-nightly +5"),
        (MANY, 26, "  also then: 6 schedules"),
        (MANY, 20, ""),
        ((), 80, ""),
    ],
)
def test_as_many_names_as_there_is_room_for(names: Any, room: int, told: str) -> None:
    assert also_then(names, room) == told


async def two_at_once(on: Stage) -> None:
    for name in ("etl-nightly", "backup", "asleep"):
        schedule = await on.schedule(name, "every weekday")
    await on.spark.schedules.pause(schedule)
    await on.schedule("evening", "every day at 9pm")


async def test_the_schedules_that_are_due_at_the_same_moment_are_named_without_the_paused(stage: Theatre) -> None:
    async with stage(before=two_at_once) as on:
        await on.press("i")
        await on.type("every weekday run hello")
        await on.sees("assumed: 9 is in the morning  also then: backup, etl-nightly")
        assert "asleep" not in on.screen.partition("> Ask")[2]


async def test_one_that_comes_while_the_phrase_stands_there_is_named_too(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every weekday run hello")
        await on.sees("▶ local/hello")
        assert "also then" not in on.screen
        await on.schedule("backup", "every weekday")
        on.spark.bell.ring()
        await on.sees("also then: backup")


@pytest.mark.parametrize(
    ("state", "told"),
    [(HealthState.DOWN, "! local is down: nobody answers"), (HealthState.REFUSED, "! local refuses our key: nob")],
)
async def test_a_workflow_whose_source_is_not_there_for_us_says_so(
    stage: Theatre, state: HealthState, told: str
) -> None:
    async def in_trouble(on: Stage) -> None:
        (source,) = await on.spark.sources.all()
        async with on.spark.store.write() as tx:
            await tx.sources.put(replace(source, health=Health(state, "nobody answers")))

    async with stage(before=in_trouble) as on:
        await on.press("i")
        await on.type("every 2 minutes run hello")
        await on.sees(f"▶ local/hello  {told}")

"""Who gets a seat next: the order of the queue within every limit, and what keeps the others out."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from spark_tui.domain.ids import RunId, ScheduleId, SourceId
from spark_tui.domain.run import Cause, Run
from spark_tui.engine.house import MANY, Bounds, House, Seated, Seats
from tests.domain.test_run import run

HERE = Bounds(SourceId("here"), "here", 2)
THERE = Bounds(SourceId("there"), "there", 2)
WIDE = Bounds(SourceId("wide"), "wide", MANY)


def queued(name: str, lane: str | None = None, tags: Sequence[str] = ()) -> Run:
    """Of the schedule that has the lane's name; without one, by hand."""
    cause = Cause.SCHEDULE if lane else Cause.MANUAL
    schedule = ScheduleId(lane or "s")
    return replace(run(), id=RunId(name), schedule=schedule, cause=cause, tags=tuple(tags))


async def house(total: int, *seated: tuple[str, str | None, Sequence[str]]) -> House:
    """`seated` are (source, lane, tags)."""
    made = House(Seats(total=total))
    for number, (source, lane, tags) in enumerate(seated):
        task = asyncio.ensure_future(asyncio.sleep(0))
        made.seated[RunId(f"r{number}")] = Seated(task, asyncio.Event(), SourceId(source), lane, tuple(tags))
    await asyncio.gather(*(one.task for one in made.seated.values()))
    return made


async def chosen(
    one: House, offers: Sequence[tuple[Run, Bounds, int]], tags: dict[str, int] | None = None
) -> tuple[str, dict[RunId, str]]:
    choice = one.choice(tags)
    for offered, bounds, of_lane in offers:
        choice.offer(offered, bounds, of_lane)
    return "".join(sitting.id for sitting in choice.chosen), choice.kept_out


async def test_seats_are_given_in_order_until_none_is_free() -> None:
    names, out = await chosen(await house(2, ("here", None, ())), [(queued(n), WIDE, MANY) for n in "abc"])
    assert (names, out) == ("a", dict.fromkeys("bc", "a seat: 2 runs at once is the limit"))


async def test_a_full_source_lets_the_runs_of_another_pass() -> None:
    full = await house(9, ("here", None, ()), ("here", None, ()))
    names, out = await chosen(full, [(queued("a"), HERE, MANY), (queued("b"), THERE, MANY)])
    assert (names, out) == ("b", {"a": "source here, where 2 at once is the limit"})


async def test_what_was_just_chosen_counts_too() -> None:
    names, out = await chosen(await house(9), [(queued(n), HERE, MANY) for n in "abc"])
    assert (names, [*out]) == ("ab", ["c"])


@pytest.mark.parametrize(("width", "names"), [(1, "a"), (2, "ab"), (3, "abc")])
async def test_as_many_of_a_lane_as_it_is_wide(width: int, names: str) -> None:
    found, out = await chosen(await house(9), [(queued(n, "lane"), WIDE, width) for n in "abc"])
    assert found == names
    assert set(out.values()) <= {"the run before it"}


async def test_who_sits_takes_a_place_in_its_lane() -> None:
    names, _ = await chosen(
        await house(9, ("here", "lane", ())), [(queued("a", "lane"), WIDE, 1), (queued("b", "other"), WIDE, 1)]
    )
    assert names == "b"


async def test_by_hand_there_is_no_lane() -> None:
    names, _ = await chosen(await house(9, ("here", "lane", ())), [(queued(n), WIDE, 1) for n in "ab"])
    assert names == "ab"


@pytest.mark.parametrize(
    ("limits", "names", "full"),
    [
        ({}, "abc", ""),
        ({"gpu": 3}, "abc", ""),
        ({"gpu": 2}, "ac", "tag gpu, where 2 at once is the limit"),
        ({"gpu": 1}, "c", "tag gpu, where 1 at once is the limit"),
        ({"gpu": 0}, "c", "tag gpu, where 0 at once is the limit"),
        ({"cpu": 0}, "a", "tag cpu, where 0 at once is the limit"),
        ({"gpu": 9, "cpu": 1}, "ab", "tag cpu, where 1 at once is the limit"),
    ],
)
async def test_every_tag_has_its_limit(limits: dict[str, int], names: str, full: str) -> None:
    one = await house(9, ("here", None, ("gpu",)))
    offers = [(queued("a", tags=("gpu",)), WIDE, MANY), (queued("b", tags=("gpu", "cpu")), WIDE, MANY)]
    found, out = await chosen(one, [*offers, (queued("c", tags=("cpu",)), WIDE, MANY)], limits)
    assert found == names
    assert set(out.values()) == ({full} if full else set())


async def test_a_source_that_may_not_run_anything_runs_nothing() -> None:
    names, out = await chosen(await house(9), [(queued("a"), replace(HERE, of_source=0), MANY)])
    assert (names, out) == ("", {"a": "source here, where 0 at once is the limit"})

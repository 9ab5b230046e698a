"""Whoever comes while a step is taken is taken with the next; one that is at fault stops none of the others."""

import asyncio
from collections.abc import Sequence

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.service import together
from spark_tui.service.together import Together


class Counting:
    """Doubles numbers; a negative one is at fault. It remembers its steps."""

    def __init__(self) -> None:
        self.steps: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.trouble: Exception | None = None

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.steps.append(list(numbers))
        await self.gate.wait()
        if self.trouble:
            raise self.trouble
        if any(number < 0 for number in numbers):
            raise ValueError("negative")
        return [2 * number for number in numbers]


@pytest.fixture
def counting() -> Counting:
    return Counting()


async def test_those_who_come_meanwhile_are_taken_with_the_next_step(counting: Counting) -> None:
    double = Together(counting)
    counting.gate.clear()
    first = asyncio.create_task(double(1))
    await asyncio.sleep(0.01)
    others = [asyncio.create_task(double(number)) for number in (2, 3, 4)]
    await asyncio.sleep(0.01)
    counting.gate.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8]
    assert counting.steps == [[1], [2, 3, 4]]


async def test_who_is_not_in_a_hurry_waits_for_company_until_somebody_is(counting: Counting) -> None:
    never = asyncio.Event()
    double = Together(counting, never.wait)  # type: ignore[arg-type]
    patient = asyncio.create_task(double(1))
    await asyncio.sleep(0.01)
    assert counting.steps == []
    assert await double.begin(2, at_once=True) == 4
    assert (await patient, counting.steps) == (2, [[1, 2]])


async def test_a_pause_ends(counting: Counting) -> None:
    double = Together(counting, lambda: asyncio.sleep(0))
    assert [await double(1), await double(2)] == [2, 4]


async def test_a_step_takes_only_so_many(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 2)
    double = Together(counting)
    assert await asyncio.gather(*(double(number) for number in range(5))) == [0, 2, 4, 6, 8]
    assert counting.steps == [[0, 1], [2, 3], [4]]


async def test_one_that_is_at_fault_stops_none_of_the_others(counting: Counting) -> None:
    double = Together(counting)
    answers = await asyncio.gather(double(1), double(-1), double(3), return_exceptions=True)
    assert answers[0::2] == [2, 6]
    assert isinstance(answers[1], ValueError)


async def test_a_store_that_cannot_be_used_is_tried_once_for_all(counting: Counting) -> None:
    double = Together(counting)
    counting.trouble = StoreError("the database is busy")
    answers = await asyncio.gather(double(1), double(2), return_exceptions=True)
    assert [type(answer) for answer in answers] == [StoreError, StoreError]
    assert counting.steps == [[1, 2]]
    counting.trouble = None
    assert await double(3) == 6


async def test_whoever_goes_away_is_taken_all_the_same(counting: Counting) -> None:
    double = Together(counting)
    counting.gate.clear()
    goes, stays = asyncio.create_task(double(1)), asyncio.create_task(double(2))
    await asyncio.sleep(0.01)
    goes.cancel()
    counting.gate.set()
    assert await stays == 4
    assert counting.steps == [[1, 2]]

"""Steps that are taken together.

Fifty runs that end within the same few milliseconds are one commit, not fifty: whoever comes while a
step is being taken waits for the next one, which takes all who wait. Who is not in a hurry waits a
moment for company.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from spark_tui.domain.errors import StoreError
from spark_tui.service.trying import first

MOST = 500  # in one step, so that none of them holds the database for long
T = TypeVar("T")
A = TypeVar("A")


class Together(Generic[T, A]):
    """`take` is handed what waits and answers for each of them, in order. Belongs to one event loop."""

    def __init__(
        self, take: Callable[[Sequence[T]], Awaitable[Sequence[A]]], pause: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """`pause` is what a step waits for, as long as nobody in it is in a hurry, so that it has company."""
        self._take, self._pause = take, pause
        self._hurry = asyncio.Event()
        self._waiting: list[tuple[T, asyncio.Future[A]]] = []
        self._taking: asyncio.Task[None] | None = None

    async def __call__(self, one: T) -> A:
        """Its answer, when the step that took it is over. Cancelled meanwhile, the step is taken all the same."""
        return await self.begin(one)

    def begin(self, one: T, *, at_once: bool = False) -> "asyncio.Future[A]":
        """The same, to be awaited later: what is begun without an await between is taken together."""
        if at_once:
            self._hurry.set()
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, answer))
        if self._taking is None:
            self._taking = asyncio.create_task(self._go_on())
        return answer

    async def _go_on(self) -> None:
        try:
            while self._waiting:
                await self._company()
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._step(batch)
        finally:
            self._taking = None

    async def _company(self) -> None:
        if self._pause is not None:
            await first(self._pause(), self._hurry.wait())
            self._hurry.clear()

    async def _step(self, batch: list[tuple[T, "asyncio.Future[A]"]]) -> None:
        try:
            answers = await self._take([one for one, _ in batch])
        except Exception as wrong:  # noqa: BLE001 - it is for those who wait to bear it
            await self._failed(batch, wrong)
        else:
            for (_, answer), told in zip(batch, answers, strict=True):
                if not answer.done():
                    answer.set_result(told)

    async def _failed(self, batch: list[tuple[T, "asyncio.Future[A]"]], wrong: Exception) -> None:
        """A store that cannot be used fails everybody; else one of them is at fault, and the others go without it."""
        if len(batch) > 1 and not isinstance(wrong, StoreError):
            for alone in batch:
                await self._step([alone])
            return
        for _, answer in batch:
            if not answer.done():
                answer.set_exception(wrong)

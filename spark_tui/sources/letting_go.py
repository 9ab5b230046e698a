"""What is not broken off half-way although nobody waits for it any more."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

LETTING_GO = 5.0  # seconds
T = TypeVar("T")


async def even_if_let_go(beginning: Coroutine[Any, Any, T]) -> T:
    """Nobody lets go between a job's start and the moment when its ref is kept: else it could not be found again."""
    task = asyncio.ensure_future(beginning)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=LETTING_GO)
        _abandon(task)
        raise


def _abandon(task: "asyncio.Future[T]") -> None:
    if not task.cancel() and not task.cancelled():
        task.exception()  # seen, so that nobody warns of it

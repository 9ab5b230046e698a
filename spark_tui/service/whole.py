"""Steps that are not broken off.

A task that is cancelled while its database works would leave a connection in the middle of a
statement, or a transaction that nobody ends and that keeps every writer out. So each step is
waited for to its end, which is milliseconds away, and the cancellation comes after it.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")


async def whole(step: Coroutine[Any, Any, T]) -> T:
    """The step's answer. Cancelled meanwhile, it raises CancelledError when the step is over."""
    return await _to_its_end(asyncio.ensure_future(step))


async def _to_its_end(task: "asyncio.Future[T]") -> T:
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as wish:
            cancelled = wish
    if cancelled is None:
        return task.result()
    task.exception()  # it is asked for, so that nobody misses it
    raise cancelled


@asynccontextmanager
async def wholly(context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """The same context, entered and left in whole steps."""
    entering = asyncio.ensure_future(context.__aenter__())
    try:
        entered = await _to_its_end(entering)
    except asyncio.CancelledError:
        if entering.exception() is None:
            await whole(_left(context))
        raise
    try:
        yield entered
    except BaseException as wrong:
        await whole(_left(context, wrong))
        raise
    await whole(_left(context))


async def _left(context: AbstractAsyncContextManager[Any], wrong: BaseException | None = None) -> None:
    await context.__aexit__(type(wrong) if wrong else None, wrong, wrong.__traceback__ if wrong else None)

"""What is said once, and heard by all who wait for it."""

import asyncio


class Signal:
    """An asyncio.Event that is never cleared. Its future can be waited for beside others, without a task."""

    def __init__(self) -> None:
        self._future: asyncio.Future[None] | None = None
        self._set = False

    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        self._set = True
        if self._future is not None and not self._future.done():
            self._future.set_result(None)

    @property
    def future(self) -> "asyncio.Future[None]":
        """Done once it is set. It is everybody's: wait for it with `asyncio.wait`, which cancels nothing."""
        if self._future is None:
            self._future = asyncio.get_running_loop().create_future()
            if self._set:
                self._future.set_result(None)
        return self._future

    async def wait(self) -> None:
        await asyncio.wait((self.future,))

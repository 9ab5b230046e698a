"""Whether a server is heard while a run goes on there: what is told of a loss, and how long one is borne."""

import asyncio
from collections.abc import Awaitable, Callable

from spark_tui.domain.errors import SourceError
from spark_tui.service.ports import Failed

LOSSES_TOLD = 10  # a connection that breaks all the time must not fill the log
LOSSES_BORNE = 10  # by whoever listens and can ask as well


class Contact:
    """Of one run that is followed. `tell` writes a line; `doubt` is what cannot be known once it is given up."""

    def __init__(self, tell: Callable[[str], None], doubt: str, within: float) -> None:
        """`within`: seconds that it may be lost."""
        self._tell, self._doubt, self._within = tell, doubt, within
        self._lost_at: float | None = None
        self._losses = 0

    def lost(self, trouble: SourceError) -> Failed | None:
        """How the run ends for us; None while it is worth another try."""
        now = asyncio.get_running_loop().time()
        if self._lost_at is None:
            self._lost_at, self._losses = now, self._losses + 1
            self._note(f"{trouble.message}; trying again" if trouble.retryable else trouble.message)
        if not trouble.retryable or now - self._lost_at > self._within:
            return Failed(f"{trouble.message}; {self._doubt}", trouble.trouble)
        return None

    def there(self) -> None:
        """It was heard."""
        if self._lost_at is not None:
            self._note("in contact again")
        self._lost_at = None

    async def while_borne(self, listening: Awaitable[None]) -> None:
        """Listen. What breaks again and again, in a way that would be tried again, is given up: asking must do."""
        try:
            await listening
        except SourceError as trouble:
            if not (trouble.retryable and self._losses >= LOSSES_BORNE):
                raise

    def _note(self, text: str) -> None:
        if self._losses <= LOSSES_TOLD:
            self._tell(text)

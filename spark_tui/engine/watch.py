"""Somebody else's lease, watched until it is certain that nobody renews it.

What the row says is not enough. Its expiry is on a wall clock, which may be another machine's,
may be set, and leaps when a machine has slept; and its holder may live and be unable to write.
So it is replaced only when it was silent before our eyes, in a store that could be written, for
longer than it pauses between two renewals.
"""

from spark_tui.service.ports import Clock, Lease


class Watch:
    """One look each `beat` seconds; `term` and `renew_every` are those of the lease, in seconds."""

    def __init__(self, clock: Clock, term: float, *, beat: float, renew_every: float) -> None:
        self._clock, self._term = clock, term
        self._beat, self._patience = beat, renew_every + beat
        self._look_at = 0.0
        self._seen: Lease | None = None
        self._since = clock.monotonic()
        self._silent_since: float | None = None

    def time_to_look(self) -> bool:
        now = self._clock.monotonic()
        if now < self._look_at:
            return False
        self._look_at = now + self._beat
        return True

    def suspects(self, held: Lease | None) -> bool:
        """Whether it should have been renewed by now: by its own word, or seen for a whole term as it is."""
        now = self._clock.monotonic()
        if held != self._seen:
            self._seen, self._since, self._silent_since = held, now, None
        expired = held is None or held.expires_at <= self._clock.now()
        suspected = expired or now - self._since >= self._term
        self._silent_since = self._silent_since if suspected else None
        return suspected

    def silent(self, held: Lease | None) -> bool:
        """Asked within a write, of one that is suspected: whether it has been silent long enough."""
        now = self._clock.monotonic()
        if held != self._seen or self._silent_since is None:
            self._seen, self._silent_since = held, now
        return now - self._silent_since >= self._patience

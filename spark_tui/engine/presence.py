"""Signs of life: what an engine leaves behind, so that the next one can tell since when nobody was there."""

from datetime import datetime, timedelta

from spark_tui.domain.outage import SEEN, Outage, gap, silence, stuck
from spark_tui.service.ports import Clock, Tx

BEAT = timedelta(seconds=30)  # a serving engine looks at least as often


async def arrive(tx: Tx, now: datetime) -> None:
    """An engine begins: how long nobody was there is written down."""
    if outage := silence(await _last_sign(tx, now), now):
        await tx.outages.note(outage)
    await stay(tx, now)


async def _last_sign(tx: Tx, now: datetime) -> datetime | None:
    """What was renewed last, or what was done after that; nothing of a clock that was ahead."""
    seen = await tx.facts.get(SEEN)
    if seen is None:
        return None
    acts = [at for run in await tx.runs.recent(20) for at in (run.queued_at, run.started_at, run.ended_at) if at]
    return max([datetime.fromisoformat(seen), *(at for at in acts if at <= now)])


async def stay(tx: Tx, now: datetime) -> None:
    """It is still there, or was until now."""
    await tx.facts.put(SEEN, now.isoformat(), news=False)


class Watch:
    """Over the looks of one engine: whether the machine slept, its clock was set, or nothing worked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._elapsed = clock.now(), clock.monotonic()
        self._trying: tuple[datetime, float] | None = None

    def look(self) -> None:
        """A look begins; of several that went wrong in a row, the first counts."""
        self._trying = self._trying or (self._clock.now(), self._clock.monotonic())

    def outage(self) -> Outage | None:
        """Since the last look that went well; or all that this one took, with those before it that went wrong."""
        now = self._clock.now()
        elapsed = timedelta(seconds=self._clock.monotonic() - self._elapsed)
        return self._stuck(now) or gap(now - self._wall, elapsed, BEAT, now)

    def _stuck(self, now: datetime) -> Outage | None:
        """By a clock that nobody sets, and never beginning later than it ended."""
        if self._trying is None:
            return None
        since, elapsed = self._trying
        return stuck(since, timedelta(seconds=self._clock.monotonic() - elapsed), now)

    def well(self) -> None:
        """This look went well, and what was before is told."""
        self._wall, self._elapsed = self._clock.now(), self._clock.monotonic()
        self._trying = None

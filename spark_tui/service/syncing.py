"""What sources offer is taken in: new ones, changed ones, and those that are gone."""

from contextlib import suppress
from dataclasses import replace

from spark_tui.domain.errors import SourceError, SparkError
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Synced
from spark_tui.service.admitting import admit
from spark_tui.service.bell import Bell
from spark_tui.service.checks import Checks
from spark_tui.service.inputs import renew_declared
from spark_tui.service.offering import taken_in
from spark_tui.service.ports import Clock, Roster, Store


class Syncing:
    """A source that does not answer is known to be down from then on."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, roster: Roster, checks: Checks) -> None:
        self._store, self._clock, self._bell, self._roster = store, clock, bell, roster
        self._checks = checks

    async def sync(self, source: Source) -> Synced:
        """Raises SourceError. One that was not well before is asked how it is."""
        synced = await self._sync(source)
        known = source if source.health.up else await self._checks.asked(source)
        await self._checks.keep(replace(known, health=replace(known.health, checked_at=self._clock.now())))
        return synced

    async def sync_here(self) -> None:
        """What lies in the folders of this machine by now; what is wrong with one is told by its health."""
        async with self._store.read() as tx:
            here = [source for source in await tx.sources.all() if source.here]
        for source in sorted(here, key=lambda source: source.name):
            with suppress(SparkError):
                await self._sync(source)

    async def _sync(self, source: Source) -> Synced:
        try:
            offered = await self._roster.client(source).workflows()
        except SourceError as wrong:
            await self._checks.did_not_answer(source, wrong)
            raise
        synced = await taken_in(self._store, source, admit(offered), self._clock.now())
        unfit = await renew_declared(self._store, self._roster.client(source), source)
        self._bell.ring()
        return replace(synced, remarks=(*synced.remarks, *unfit)) if unfit else synced

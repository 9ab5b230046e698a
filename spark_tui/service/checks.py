"""How a source is, asked for because a person wants to know, or before it is kept. The engine asks in `checkups`."""

from dataclasses import replace

from spark_tui.domain.checkup import heard
from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.service.bell import Bell
from spark_tui.service.ports import Clock, Roster, Store


class Checks:
    """Asks at once, and keeps what was answered."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, roster: Roster) -> None:
        self._store, self._clock, self._bell, self._roster = store, clock, bell, roster

    async def asked(self, source: Source) -> Source:
        """The same, as it says that it is; not kept."""
        answer = await self._roster.client(source).check()
        return replace(source, health=heard(source.health, replace(answer, checked_at=self._clock.now())))

    async def well(self, source: Source) -> Source:
        """The same. Raises SourceError (BadCredentials) when it is not well."""
        asked = await self.asked(source)
        health = asked.health
        if not health.up:
            refused = health.state is HealthState.REFUSED
            trouble = Trouble.REJECTED if refused else Trouble.UNREACHABLE
            raise (BadCredentials if refused else SourceError)(health.detail, hint=health.hint, trouble=trouble)
        return asked

    async def did_not_answer(self, source: Source, wrong: SourceError) -> None:
        """That is kept, and why."""
        state = HealthState.REFUSED if isinstance(wrong, BadCredentials) else HealthState.DOWN
        health = Health(state, wrong.message, wrong.hint, source.health.version, self._clock.now())
        await self.keep(replace(source, health=heard(source.health, health)))

    async def keep(self, source: Source) -> None:
        """Its health, of the source as it is kept now."""
        async with self._store.write() as tx:
            if current := await tx.sources.get(source.id):
                await tx.sources.put(replace(current, health=source.health))
        self._bell.ring()

"""Limits on how many runs of a source or a tag go on at once."""

from spark_tui.domain.errors import NotFound
from spark_tui.domain.limits import Limit, Scope, tag
from spark_tui.service.bell import Bell
from spark_tui.service.ports import Store


class Limits:
    """What one can ask about limits. They hold from the next seat on; nothing that runs is stopped."""

    def __init__(self, store: Store, bell: Bell) -> None:
        self._store, self._bell = store, bell

    async def all(self) -> list[Limit]:
        """Those of sources, then those of tags, by name."""
        async with self._store.read() as tx:
            return await tx.limits.all()

    async def set(self, limit: Limit) -> Limit:
        """Raises NotFound where there is no source of that name."""
        if limit.scope is Scope.SOURCE:
            limit = Limit(limit.scope, await self._source(limit.name), limit.runs)
        else:
            limit = Limit(limit.scope, tag(limit.name), limit.runs)
        async with self._store.write() as tx:
            await tx.limits.put(limit)
        self._bell.ring()
        return limit

    async def remove(self, scope: Scope, name: str) -> Limit:
        """Raises NotFound where none is set."""
        wanted = name.strip().casefold()
        known = [one for one in await self.all() if one.scope is scope and one.name.casefold() == wanted]
        if not known:
            raise NotFound(f"no limit is set for {scope} “{name[:40]}”", hint="see: spark limit list")
        async with self._store.write() as tx:
            await tx.limits.remove(known[0])
        self._bell.ring()
        return known[0]

    async def _source(self, name: str) -> str:
        async with self._store.read() as tx:
            found = [s.name for s in await tx.sources.all() if s.name.casefold() == name.strip().casefold()]
        if not found:
            raise NotFound(f"there is no source “{name[:40]}”", hint="see: spark source list")
        return found[0]

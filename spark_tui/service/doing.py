"""Doing what a person said yes to, and undoing it."""

from collections.abc import Sequence

from spark_tui.domain.change import Alter, Change, Connect, Deed, Disconnect, Edit, Start, Stop, Suggestion, Undo
from spark_tui.domain.errors import BadCredentials, Conflict, NotFound
from spark_tui.domain.source import Source
from spark_tui.domain.text import place
from spark_tui.service.ports import Store
from spark_tui.service.runs import Runs
from spark_tui.service.schedules import Schedules
from spark_tui.service.sources import Sources

WHO = "you"  # a person said yes


class Doing:
    """Suggestions become deeds here, and nowhere else."""

    def __init__(self, store: Store, sources: Sources, schedules: Schedules, runs: Runs) -> None:
        self._store = store
        self._sources, self._schedules, self._runs = sources, schedules, runs

    async def do(self, suggestion: Suggestion) -> Deed:
        """All its edits or none; then the rest, one by one. What was done is kept, to be undone.

        Raises what is in the way: Conflict, NotFound, SourceError (BadCredentials).
        """
        undo: list[Undo] = []
        try:
            await self._do_all(suggestion.changes, undo)
        finally:
            deed = Deed(suggestion.says, tuple(undo))
            if undo:
                async with self._store.write() as tx:
                    await tx.deeds.add(deed)
        return deed

    async def _do_all(self, changes: Sequence[Change], undo: list[Undo], *, back: bool = False) -> None:
        if edits := [change for change in changes if isinstance(change, Edit)]:
            undo += [Edit(done.after, done.before) for done in await self._schedules.edit(edits, back=back)]
        for change in changes:
            if not isinstance(change, Edit):
                undo += await self._do(change, back=back)

    async def _do(self, change: Start | Stop | Connect | Disconnect | Alter, *, back: bool) -> list[Undo]:
        """What would undo it; nothing where nothing can."""
        match change:
            case Start(workflow, None, given):
                return [Stop((await self._runs.start(workflow, given, values=change.with_values)).id, workflow.ref)]
            case Start(_, schedule, given):
                assert schedule is not None
                started = await self._runs.start_schedule(schedule, given, values=change.with_values)
                return [Stop(started.id, schedule.name)]
            case Stop(run):
                await self._runs.cancel(await self._runs.get(run), by=WHO)
                return []
            case Connect(url, kind, name):
                added = await self._connect(url, kind, name)
                return [Disconnect(added.id, added.name)]
            case Alter():
                done = await self._sources.alter(change, back=back)
                return [Alter(done.after, done.before)]
            case Disconnect(source):
                await self._sources.remove(await self._sources.get(source))
                return []

    async def _connect(self, url: str, kind: str, name: str) -> Source:
        """A key is never asked for in a conversation: where one is needed, there is another way to add it."""
        try:
            added = await self._sources.add(url, kind=kind, name=name)
        except BadCredentials as wrong:
            hint = f"add it with its key: spark source add {place(url)} --ask-key, or a in the app"
            raise BadCredentials(wrong.message, hint=hint) from None
        await self._sources.sync(added)
        return added

    async def to_undo(self) -> Deed:
        """What was done last, and has not been undone. Raises NotFound."""
        async with self._store.read() as tx:
            deed = await tx.deeds.last()
        if deed is None:
            raise NotFound("there is nothing to undo", hint="what is done to a schedule or a source can be undone")
        return deed

    async def undo(self, seen: Deed | None = None) -> Deed:
        """Undo it; `seen` is what was shown to be it. Raises NotFound, or Conflict when it changed since."""
        deed = _still(seen, await self.to_undo())
        again: list[Undo] = []
        try:
            await self._do_all(deed.undo, again, back=True)
        except (Conflict, NotFound) as wrong:
            raise Conflict(f"it cannot be undone ({deed.says}): {wrong.message}", hint=wrong.hint) from None
        async with self._store.write() as tx:
            await tx.deeds.remove(deed.seq)
            await tx.deeds.put_by(Deed(deed.says, tuple(again)))
        return deed

    async def to_redo(self) -> Deed:
        """What was undone last, if nothing else was done since. Raises NotFound, Conflict for what starts only once."""
        async with self._store.read() as tx:
            deed = await tx.deeds.last_undone()
        if deed is None:
            raise NotFound("there is nothing to do again", hint="what was undone can be, until something else is done")
        if not deed.undo:
            raise Conflict(f"it cannot be done again ({deed.says})", hint="say it once more")
        return deed

    async def redo(self, seen: Deed | None = None) -> Deed:
        """Do it again; `seen` is what was shown to be it. Raises NotFound, or Conflict when it changed since."""
        deed, undo = _still(seen, await self.to_redo()), list[Undo]()
        try:
            await self._do_all(deed.undo, undo, back=True)
        except (Conflict, NotFound) as wrong:
            raise Conflict(f"it cannot be done again ({deed.says}): {wrong.message}", hint=wrong.hint) from None
        async with self._store.write() as tx:
            await tx.deeds.remove(deed.seq)
            await tx.deeds.add(Deed(deed.says, tuple(undo)), again=True)
        return deed


def _still(seen: Deed | None, deed: Deed) -> Deed:
    """The same. Raises Conflict where it is not what somebody said yes to."""
    if seen is not None and seen.seq != deed.seq:
        raise Conflict(f"something else was done meanwhile: {deed.says}", hint="look at it again")
    return deed

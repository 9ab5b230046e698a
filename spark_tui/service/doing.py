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
        self._undone: list[Deed] = []  # by this process; the last one is done again first

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

    async def undo(self) -> Deed:
        """Undo what was done last, and has not been undone. Raises NotFound, or Conflict when it changed since."""
        async with self._store.read() as tx:
            deed = await tx.deeds.last()
        if deed is None:
            raise NotFound(
                "there is nothing to undo",
                hint="what is done to a schedule or a source can be undone",
            )
        again: list[Undo] = []
        try:
            await self._do_all(deed.undo, again, back=True)
        except (Conflict, NotFound) as wrong:
            raise Conflict(f"it cannot be undone ({deed.says}): {wrong.message}", hint=wrong.hint) from None
        async with self._store.write() as tx:
            await tx.deeds.remove(deed.seq)
        self._undone.append(Deed(deed.says, tuple(again)))
        return deed

    async def redo(self) -> Deed:
        """Do again what was undone last, by this process. Raises NotFound, or Conflict when it changed since."""
        if not self._undone or not self._undone[-1].undo:
            raise NotFound("there is nothing to do again", hint="only what was undone since Spark was opened")
        deed, undo = self._undone[-1], list[Undo]()
        await self._do_all(deed.undo, undo, back=True)
        self._undone.pop()
        async with self._store.write() as tx:
            await tx.deeds.add(Deed(deed.says, tuple(undo)))
        return deed

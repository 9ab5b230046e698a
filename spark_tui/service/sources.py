"""Sources and what they offer: added, checked, synced, removed."""

import asyncio
from dataclasses import replace

from spark_tui.domain.change import Alter, Deed
from spark_tui.domain.command import command_of, is_command
from spark_tui.domain.errors import BadCredentials, Conflict, Invalid, NotFound, SourceError
from spark_tui.domain.ids import SourceId, new_id
from spark_tui.domain.launch import PLAIN, Launch
from spark_tui.domain.source import Found, Memory, Secret, SecretName, Source, as_kept, is_one_place
from spark_tui.domain.text import place
from spark_tui.domain.workflow import Synced, Workflow
from spark_tui.service.altering import already, altered, must_be_free, tidied
from spark_tui.service.bell import Bell
from spark_tui.service.checks import Checks
from spark_tui.service.commands import Commands
from spark_tui.service.definitions import Preset, check_definition, presets
from spark_tui.service.finding import given_name, pick, slug
from spark_tui.service.ports import Clock, Prompts, Roster, Store, Vault
from spark_tui.service.recognising import discovered, of_another_kind
from spark_tui.service.syncing import Syncing


class Sources:
    """What one can ask about sources and workflows."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, roster: Roster, vault: Vault, prompts: Prompts) -> None:
        self._store, self._bell, self._roster, self._vault = store, bell, roster, vault
        self._commands = Commands(store, prompts)
        self._checks = Checks(store, clock, bell, roster)
        self._syncing = Syncing(store, clock, bell, roster, self._checks)

    # ------------------------------------------------------------------ sources

    async def add(
        self,
        url: str,
        secret: Secret | SecretName | None = None,
        *,
        kind: str = "",
        name: str = "",
        definition: str = "",
        after: str = "",
        although_known: bool = False,
    ) -> Source:
        """Detect, try the credentials, keep. A wrong key is said to be wrong here, and nothing is kept.

        A Secret goes into the vault under a name of its own; a SecretName is there already. `definition` says what it
        offers, of a kind that is told. Without a name it is called `after` that, or its kind. `although_known`: also
        where that place, spelled otherwise, is a source already: another server may be behind it.

        Raises SourceError (BadCredentials), Conflict, Invalid.
        """
        name = name and await self._free_name(name, "")  # before anybody is asked
        is_told, kind = bool(kind), kind or await self._roster.detect(url)
        if kind not in self._roster.kinds():
            raise Invalid(f"there is no kind of source “{kind}”", hint="known: " + ", ".join(self._roster.kinds()))
        check_definition(self._roster, kind, definition)
        source = Source(SourceId(new_id()), kind, await self._free_name(name, after or kind), as_kept(url))
        source = replace(source, definition=definition)
        await self._must_be_new(source, although_known=although_known)
        source = replace(source, secret=await self._secret_name(source, secret))
        try:
            return await self._admit(source)
        except BaseException as wrong:  # ctrl+c too
            if all(kept.id != source.id for kept in await self.all()):
                await self._forget(source)
            if is_told and isinstance(wrong, SourceError) and not isinstance(wrong, BadCredentials):
                raise await of_another_kind(self._roster, wrong, source) from None
            raise

    async def discover(self) -> list[Found]:
        """What answers where sources usually are on this machine, and is of a kind that is known."""
        return await discovered(self._roster, await self.all())

    async def _secret_name(self, source: Source, secret: Secret | SecretName | None) -> SecretName | None:
        if not isinstance(secret, Secret):
            return secret
        name = source.new_key(new_id()[:6])
        await asyncio.to_thread(self._vault.put, name, secret)
        return name

    async def _free_name(self, name: str, kind: str) -> str:
        taken = {s.name for s in await self.all()}
        if name:
            wanted = given_name(name)
            if wanted in taken:
                raise Conflict(f"there is a source “{wanted}” already", hint="give another with --name")
            return wanted
        return next(n for n in [kind, *(f"{kind}-{i}" for i in range(2, 1000))] if n not in taken)

    async def _must_be_new(self, source: Source, *, although_known: bool) -> None:
        same = [one for one in await self.all() if one.kind == source.kind and is_one_place(one.url, source.url)]
        for one in same:
            if one.url == source.url:
                raise Conflict(f"{place(one.url)} is the source “{one.name}” already", hint="see: spark source list")
        if same and not although_known:
            told, hint = already(source, same[0])
            raise Conflict(told, hint=hint)

    async def _admit(self, source: Source) -> Source:
        """Keep a source whose first check is good."""
        source = await self._checks.well(source)
        async with self._store.write() as tx:
            if any(s.url == source.url and s.kind == source.kind for s in await tx.sources.all()):
                raise Conflict(f"{source.url} was added meanwhile", hint="see: spark source list")
            await tx.sources.put(source)
        self._bell.ring()
        return source

    async def _forget(self, source: Source) -> None:
        await self._roster.forget(source.id)
        if source.secret is not None:
            await asyncio.to_thread(self._vault.remove, source.secret)

    async def change_key(self, source: Source, secret: Secret | SecretName) -> Source:
        """Another key from now on, for every process. It is tried first: one that is refused changes nothing.

        Raises SourceError (BadCredentials), Invalid for a kind that has no key, NotFound.
        """
        self.must_take_key(source)
        changed = replace(source, secret=await self._secret_name(source, secret))
        try:
            changed = await self._with_new_key(changed)
        except BaseException:  # ctrl+c too
            await self._forget(replace(changed, secret=None if changed.secret == source.secret else changed.secret))
            raise
        if source.own_key is not None:
            await asyncio.to_thread(self._vault.remove, source.own_key)
        self._bell.ring()
        return changed

    async def _with_new_key(self, changed: Source) -> Source:
        changed = await self._checks.well(changed)
        async with self._store.write() as tx:
            if await tx.sources.get(changed.id) is None:
                raise NotFound(f"{changed.name} was removed meanwhile")
            await tx.sources.put(changed)
        return changed

    async def define(self, source: Source, definition: str) -> Source:
        """It offers something else from now on, for every process; sync it afterwards. It can be undone.

        Raises Invalid with the line for what is no definition, or for a kind that has none.
        """
        change = Alter(source, replace(source, definition=definition))
        return (await self.alter(change, deed=f"define the source “{source.name}”")).after

    async def alter(self, change: Alter, *, deed: str = "", back: bool = False) -> Alter:
        """Another name, url or definition from now on, for every process; answers what was done.

        Another url is asked first, with the key that is there. With `deed` (what was done, in words) it can be
        undone; `back` is what undoes, and asks nobody. Its schedules and its limit go with another name.

        Raises Conflict where it is not as `before` any more, or what it would be is another source's; Invalid;
        NotFound; SourceError (BadCredentials) of the url.
        """
        before, after = change.before, (await self.could_be(change)).after
        if after.url != before.url and not back:
            after = await self._tried(before, after)
        async with self._store.write() as tx:
            done = await altered(tx, Alter(before, after))
            if deed:
                await tx.deeds.add(Deed(deed, (Alter(done.after, done.before),)))
        self._bell.ring()
        return done

    async def could_be(self, change: Alter) -> Alter:
        """The same as it would be kept; nothing is done, and no source is asked.

        Raises Conflict where what it would be is another source's; Invalid.
        """
        after = tidied(change)
        if after.definition != change.before.definition:
            check_definition(self._roster, after.kind, after.definition)
        async with self._store.read() as tx:
            await must_be_free(tx, change.before, after)
        return Alter(change.before, after)

    async def _tried(self, before: Source, after: Source) -> Source:
        """With its health at the other url. The connection to the one before comes back where that is no good."""
        try:
            return await self._checks.well(after)
        except BaseException:  # ctrl+c too
            await self._roster.forget(before.id)
            raise

    def check_definition(self, source: Source, definition: str) -> None:
        """Raises Invalid with the line that is wrong."""
        check_definition(self._roster, source.kind, definition)

    def is_told(self, source: Source) -> bool:
        """Whether it offers what a definition says."""
        return hasattr(self._roster.kinds().get(source.kind), "check_definition")

    def must_take_key(self, source: Source) -> None:
        """Raises Invalid for a kind that has no key."""
        if not self.takes_key(source):
            raise Invalid(f"a {source.kind} source has no key", hint="nothing is to be kept for it")

    def takes_key(self, source: Source) -> bool:
        """False for a kind that is known to have none."""
        kind = self._roster.kinds().get(source.kind)
        return kind is None or any(setting.secret for setting in kind.settings)

    def presets(self) -> dict[str, Preset]:
        """Definitions that are there for well-known servers, by name."""
        return presets(self._roster)

    async def all(self) -> list[Source]:
        async with self._store.read() as tx:
            return sorted(await tx.sources.all(), key=lambda s: s.name)

    async def get(self, wanted: str) -> Source:
        """The source of that name, url, id or unique beginning of an id. Raises NotFound, Ambiguous.

        A url finds the one source that is there by another spelling of it.
        """
        known, wanted = await self.all(), as_kept(wanted) if "://" in wanted else wanted
        there = [one for one in known if is_one_place(one.url, wanted)] if "://" in wanted else []
        if len(there) == 1:
            return there[0]
        return pick(wanted, known, lambda s: (s.id, s.name, s.url), "source", "see: spark source list")

    async def check(self, source: Source) -> Source:
        """Ask it how it is, and keep the answer."""
        checked = await self._checks.asked(source)
        await self._checks.keep(checked)
        return checked

    async def remember(self, source: Source, memory: Memory) -> None:
        """Whose session its runs have from now on.

        Raises Invalid for commands of this machine, which have no sessions.
        """
        if source.kind == "local":
            raise Invalid("commands of this machine have no sessions", hint="a command can read SPARK_LAST_RESULT")
        async with self._store.write() as tx:
            if current := await tx.sources.get(source.id):
                await tx.sources.put(replace(current, memory=memory))
        self._bell.ring()

    async def remove(self, source: Source) -> None:
        """Forget a source, its secret and its workflows. Raises Conflict while schedules need it."""
        async with self._store.write() as tx:
            workflows = await tx.workflows.all(source.id)
            mine = {w.id for w in workflows}
            users = [s.name for s in await tx.schedules.all() if s.workflow in mine]
            if users:
                raise Conflict(
                    f"{len(users)} schedules run workflows of “{source.name}”: {', '.join(users[:5])}",
                    hint="remove them first: spark schedule remove NAME",
                )
            for workflow in workflows:
                await tx.workflows.remove(workflow.id)
            await tx.sources.remove(source.id)
        await self._forget(source)
        self._bell.ring()

    # ------------------------------------------------------------------ workflows

    async def workflows(self, source: Source | None = None) -> list[Workflow]:
        """All that is known, those that are gone too."""
        async with self._store.read() as tx:
            return sorted(await tx.workflows.all(source.id if source else None), key=lambda w: w.ref.casefold())

    async def workflow(self, wanted: str, *, keep: bool = True) -> Workflow:
        """The workflow of that name, `source/name`, id, source's own id, or the unique beginning of an id.

        `$ command line` is a command of this machine, kept as a workflow of the local source unless `keep` is False.
        Raises NotFound, Ambiguous, and Invalid for a command that only a shell could execute.
        """
        if is_command(wanted):
            return await self._commands.of(command_of(wanted), keep=keep)
        known = [w for w in await self.workflows() if w.gone_at is None] or await self.workflows()
        return pick(wanted, known, _names, "workflow", "see: spark workflow list, spark workflow sync")

    async def known(self, workflow: Workflow) -> Workflow:
        """The same, kept where it is a command given by hand that was only looked at so far."""
        return await self._commands.kept(workflow)

    async def prompted(self, agent: str = "", launch: Launch = PLAIN, *, keep: bool = True) -> Workflow:
        """The agent of the command line whose input is a prompt, as a workflow of the local source.

        `agent` is a name or a command line; else it is that of the settings, or the first that is here.
        Raises NotFound where there is none, Invalid.
        """
        return await self._commands.prompted(agent, launch, keep=keep)

    async def sync(self, source: Source) -> Synced:
        """Take in what a source offers: new ones, changed ones, and those that are gone.

        Raises SourceError; the source's health is kept either way: one that was not well before is asked how it is.
        """
        return await self._syncing.sync(source)

    async def sync_here(self) -> None:
        """What lies in the folders of this machine by now; what is wrong with one is told by its health."""
        await self._syncing.sync_here()


def _names(workflow: Workflow) -> tuple[str, ...]:
    return (workflow.id, workflow.title, workflow.ref, workflow.key, slug(workflow.title), *workflow.aliases)

"""Secrets that are named in commands, sources and destinations. They are kept and forgotten here, and never shown."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field

from spark_tui.domain.command import is_command, launch_of_key
from spark_tui.domain.errors import Conflict, Invalid, NotFound
from spark_tui.domain.inputs import Values, secrets_in
from spark_tui.domain.source import Secret, SecretName, Source, how_to_give, named_secret
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Roster, Store, Tx, Vault

OF_OTHERS = ("source-", "ping:")  # how the names begin that Spark gives by itself
TOLD = 5  # of those that use one
OPTIONAL = "?"  # at the end of a name in a header, which may be missing


@dataclass(frozen=True, slots=True)
class Used:
    """A secret that somebody names, who that is, and whether it is here."""

    name: SecretName
    users: tuple[str, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one can ask about them: whether one is there and who uses it, but not what it is.

    `of_settings` are the names that stand in settings, by the setting.
    """

    vault: Vault
    store: Store
    roster: Roster
    of_settings: Mapping[str, SecretName] = field(default_factory=dict)

    async def keep(self, name: str, secret: Secret) -> None:
        """Kept encrypted, in place of one of that name. Raises Invalid, StoreError."""
        await asyncio.to_thread(self.vault.put, _name(name), secret)

    async def has(self, name: str) -> bool:
        return await asyncio.to_thread(self.vault.get, SecretName(name)) is not None

    async def forget(self, name: str, *, although_used: bool = False) -> None:
        """Raises NotFound, Invalid, and Conflict with those that use it."""
        if not await self.has(_name(name)):
            raise NotFound(f"there is no secret “{one_line(name, 60)}”", hint="see: spark secret list")
        if (users := await self.users(name)) and not although_used:
            raise Conflict(f"“{name}” is used by {', '.join(users[:TOLD])}", hint="--yes forgets it all the same")
        await asyncio.to_thread(self.vault.remove, _name(name))

    # ------------------------------------------------------------------ who uses them

    async def users(self, name: str) -> tuple[str, ...]:
        """Who names it, in words: schedule report, destination ops."""
        return tuple((await self._users()).get(SecretName(name), ()))

    async def used(self) -> list[Used]:
        """All that anybody names, by name."""
        users = await self._users()
        return [Used(name, tuple(who), await self.has(name)) for name, who in sorted(users.items())]

    async def _users(self) -> dict[SecretName, list[str]]:
        found: dict[SecretName, list[str]] = defaultdict(list)
        for name, who in await self._store_says():
            if who not in found[name] and not name.startswith(OF_OTHERS):
                found[name].append(who)
        for setting, name in self.of_settings.items():
            found[name].append(f"setting {setting}")
        return {name: who for name, who in found.items() if who}

    async def _store_says(self) -> list[tuple[SecretName, str]]:
        async def read(tx: Tx) -> list[tuple[SecretName, str]]:
            return [pair async for pair in _named_in(tx, self.roster)]

        return await self.store.look(read)

    # ------------------------------------------------------------------ what is not there

    async def lacking(self, names: Iterable[str]) -> list[SecretName]:
        """Those that are not here."""
        return [SecretName(name) for name in dict.fromkeys(names) if not await self.has(name)]

    async def lacking_for(self, workflow: Workflow, values: Values = Values()) -> tuple[str, ...]:
        """Of each secret that a run of it would miss, what it is for and how it is given; in words."""
        return await self._told(secrets_of_command(workflow.key) | secrets_in(values.of()))

    async def lacking_of(self, values: Values) -> tuple[str, ...]:
        """The same of values alone."""
        return await self._told(secrets_in(values.of()))

    async def _told(self, named: Mapping[str, SecretName]) -> tuple[str, ...]:
        missing = await self.lacking(named.values())
        return tuple(f"{what} is to be {_not_here(name)}" for what, name in named.items() if name in missing)

    async def lacking_at(self, source: Source) -> tuple[str, ...]:
        """The same of those that the definition of a source names."""
        named = (name for name in named_at(source, self.roster) if not name.endswith(OPTIONAL))
        missing = await self.lacking(sorted(map(named_secret, named)))
        return tuple(f"it names {_not_here(name)}" for name in missing)


def _not_here(name: SecretName) -> str:
    return f"the secret “{name}”, which is not here: {how_to_give(name)}"


def named_at(source: Source, roster: Roster) -> set[str]:
    """The secrets that its definition names; none where it cannot be read."""
    names = getattr(roster.kinds().get(source.kind), "secrets_of", None)
    try:
        return names(source.definition) if names is not None and source.definition else set()
    except Invalid:
        return set()


async def _named_in(tx: Tx, roster: Roster) -> AsyncIterator[tuple[SecretName, str]]:
    sources, workflows = await tx.sources.all(), {w.id: w for w in await tx.workflows.all()}
    for source in sources:
        own = [source.secret] if source.secret else []
        for name in [*own, *(named_secret(said.rstrip(OPTIONAL)) for said in named_at(source, roster))]:
            yield name, f"source {source.name}"
    for schedule in await tx.schedules.all():
        runs = workflows.get(schedule.workflow)
        own = [*([schedule.ping] if schedule.ping else []), *schedule.values.secrets]
        for name in [*own, *secrets_of_command(runs.key if runs else "").values()]:
            yield name, f"schedule {schedule.name}"
    for destination in await tx.destinations.all():
        yield destination.secret, f"destination {destination.name}"


def secrets_of_command(key: str) -> dict[str, SecretName]:
    """The variables of a command given by hand whose value is a secret, with its name."""
    return launch_of_key(key).secrets if is_command(key) else {}


def _name(name: str) -> SecretName:
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,63}", name) or name.startswith(OF_OTHERS):
        raise Invalid(
            f"“{one_line(name, 60)}” cannot be the name of a secret", hint="letters, digits, - and _: such as mytoken"
        )
    return SecretName(name)

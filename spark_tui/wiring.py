"""The composition root: the only file that knows every concrete class.

What is heavy is imported inside the function that needs it.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from spark_tui.domain.errors import SparkError
from spark_tui.domain.text import place
from spark_tui.faces.door import Door, Entrance, Look, Scratch
from spark_tui.system.settings import FILE, NO_FLAGS, Book, Settings, load, remember

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from spark_tui.domain.ids import RunId
    from spark_tui.domain.keeping import Keep
    from spark_tui.domain.source import Secret, SecretName
    from spark_tui.domain.talk import Limits
    from spark_tui.engine.host import Host
    from spark_tui.service.assistant import Assistant
    from spark_tui.service.ports import Agent, Copies, Courier, Notifier, Roster, Store, Vault, Words
    from spark_tui.service.safety import Checked
    from spark_tui.service.spark import Spark
    from spark_tui.system.keyring_vault import KeyringVault
    from spark_tui.system.vault import FileVault


async def open_spark(settings: Settings, *, only_looks: bool = False) -> "Spark":
    """A Spark on this event loop, over the store of the settings; the caller closes it.

    With `only_looks` it changes nothing and speaks to nobody, whatever it is asked.
    """
    await asyncio.to_thread(_import_heavy)  # so that a screen on this loop stays alive meanwhile
    from agent.commands import read as read_command
    from agent.mentions import mentions
    from agent.planner import plan
    from spark_tui.domain.crowding import Room
    from spark_tui.domain.source import SecretName
    from spark_tui.service.assistant import Assistant
    from spark_tui.service.bell import Bell
    from spark_tui.service.destinations import Destinations
    from spark_tui.service.exchange import Exchange
    from spark_tui.service.inputs import Inputs
    from spark_tui.service.invariants import Invariants
    from spark_tui.service.limits import Limits
    from spark_tui.service.logs import Logs
    from spark_tui.service.making_up import MakingUp
    from spark_tui.service.model import ChosenModel
    from spark_tui.service.notices import Notices
    from spark_tui.service.only_looks import LookingStore, LookingVault, SilentCourier, SilentRoster
    from spark_tui.service.orders import Orders
    from spark_tui.service.retention import Retention
    from spark_tui.service.runs import Runs
    from spark_tui.service.schedules import Schedules
    from spark_tui.service.secrets import Secrets
    from spark_tui.service.sources import Sources
    from spark_tui.service.spark import Spark
    from spark_tui.service.statistics import Statistics
    from spark_tui.service.talk import Reach, Talk
    from spark_tui.service.timeline import Timeline
    from spark_tui.service.why import Why
    from spark_tui.sources.couriers import Couriers
    from spark_tui.sources.pings import Pings
    from spark_tui.sources.prompting import prompted
    from spark_tui.sources.roster import OpenRoster
    from spark_tui.sources.trust import believe
    from spark_tui.store.sql import open_store
    from spark_tui.system.clock import SystemClock
    from spark_tui.system.moments import moment_of

    believe(settings.ca_file)
    await asyncio.to_thread(_ours_alone, settings)
    clock, bell = SystemClock(), Bell()
    vault: Vault = _vault(settings)
    store: Store = await open_store(settings.store)
    roster: Roster = OpenRoster(vault)
    courier: Courier = Couriers()
    if only_looks:
        store, roster, vault = LookingStore(store), SilentRoster(roster), LookingVault(vault)
        courier = SilentCourier(courier)
    pinger = Pings(vault.get, _url(settings.heartbeat_url, vault) if settings.heartbeat_url else None)
    schedules, runs = Schedules(store, clock, bell), Runs(store, clock, bell, pinger)
    sources = Sources(store, clock, bell, roster, vault, partial(prompted, own=settings.prompt_command))
    secrets = Secrets(vault, store, roster, _secrets_of(settings))
    assistant = Assistant(plan, said(settings), clock, settings.zone, schedules.free_name, secrets.lacking_for)
    why = Why(store, clock)
    orders = Orders(clock, assistant, read_command, sources, schedules, runs, why)
    inputs = Inputs(store, roster, bell)
    reach = Reach(sources, inputs, schedules, runs, assistant, mentions, why, orders)
    return Spark(
        sources=sources,
        inputs=inputs,
        schedules=schedules,
        runs=runs,
        logs=Logs(store),
        making_up=MakingUp(store, clock, bell, runs, moment_of),
        limits=Limits(store, bell),
        why=why,
        timeline=Timeline(store, clock, Room(settings.seats, settings.source_seats)),
        statistics=Statistics(store, clock),
        notices=Notices(store, clock, bell, vault, [] if only_looks else _ways(settings, vault), rings=settings.bell),
        assistant=assistant,
        orders=orders,
        talk=Talk(store, clock, reach, None if only_looks else _agent(settings, vault), _limits(settings)),
        secrets=secrets,
        destinations=Destinations(store, clock, bell, vault, courier),
        model=ChosenModel(vault, settings.model, settings.api_base, SecretName(settings.model_key)),
        bell=bell,
        clock=clock,
        store=store,
        roster=roster,
        pinger=pinger,
        exchange=Exchange(store, clock, bell, roster, vault, assistant, said(settings)),
        invariants=Invariants(store, clock, runs),
        retention=Retention(store, clock, _keep(settings)),
    )


def _ways(settings: Settings, vault: "Vault") -> "list[Notifier]":
    """The ways out for notices that the settings name."""
    from spark_tui.sources.notifiers import CommandNotifier, WebhookNotifier

    ways: list[Notifier] = [CommandNotifier(settings.notify_command)] if settings.notify_command else []
    return [*ways, WebhookNotifier(_url(settings.notify_url, vault))] if settings.notify_url else ways


def _url(said: str, vault: "Vault") -> "Callable[[], Secret | None]":
    """A URL that stands in the settings itself, or whose name in the environment or the vault does."""
    from spark_tui.domain.source import Secret, named_secret

    if said.startswith(("http://", "https://")):
        return lambda: Secret(said)
    return lambda: vault.get(named_secret(said))


def _secrets_of(settings: Settings) -> "dict[str, SecretName]":
    """The secrets that the settings name, by the setting."""
    from spark_tui.domain.source import named_secret

    urls = {"notify_url": settings.notify_url, "heartbeat_url": settings.heartbeat_url}
    named = {name: said for name, said in urls.items() if said and not said.startswith(("http://", "https://"))}
    named |= {"model_key": settings.model_key} if settings.model else {}
    return {name: named_secret(said) for name, said in named.items()}


def _keep(settings: Settings) -> "Keep":
    from spark_tui.domain.keeping import Keep

    return Keep(settings.keep_runs_days, settings.keep_runs, settings.keep_lines_days)


def _ours_alone(settings: Settings) -> None:
    """What Spark wrote before is put right where it is too open. Raises StoreError where it is not ours."""
    from spark_tui.service import private

    private.folder(settings.data_dir)
    private.files(_written(settings))


def _written(settings: Settings) -> list[Path]:
    """What lies in Spark's own folder, and the database where it lies elsewhere; no programs."""
    from spark_tui.service.private import COMPANIONS

    own = [path for path in settings.data_dir.iterdir() if path.is_file() and not os.access(path, os.X_OK)]
    database = lock_file(settings)
    beside = [Path(f"{database.with_suffix('')}{suffix}") for suffix in COMPANIONS] if database else []
    return [*own, *(path for path in beside if path.exists() and path not in own)]


def _vault(settings: Settings) -> "FileVault | KeyringVault":
    from spark_tui.system.vault import FileVault

    in_file = FileVault(settings.data_dir)
    if settings.vault == "file":
        return in_file
    from spark_tui.system.keyring_vault import KeyringVault

    return KeyringVault(in_file)


def _agent(settings: Settings, vault: "Vault") -> "Agent | None":
    """The model of the settings; its process starts when it is first asked."""
    if not settings.model:
        return None
    from agent.conversation import Conversation
    from agent.model.process import ProcessModel, Reached
    from spark_tui.domain.source import SecretName

    key = SecretName(settings.model_key)
    return Conversation(
        ProcessModel(Reached(settings.model, settings.api_base, lambda: vault.get(key), settings.model_seconds))
    )


def _limits(settings: Settings) -> "Limits":
    from spark_tui.domain.talk import Limits

    return Limits(settings.model_seconds, settings.model_tokens, settings.model_budget)


def _import_heavy() -> None:
    import spark_tui.sources.roster
    import spark_tui.store.sql
    import spark_tui.system.words  # noqa: F401


async def open_with_local(settings: Settings) -> "Spark":
    """A Spark that knows the commands of this machine: on the first start with a few examples."""
    spark = await open_spark(settings)
    await prepare_local(spark, settings.workflows_dir)
    return spark


async def prepare_local(spark: "Spark", folder: Path) -> None:
    """The local source stands ready and knows what is in its folder now."""
    from spark_tui.domain.errors import Conflict, SparkError
    from spark_tui.sources.examples import plant_examples

    known = [source for source in await spark.sources.all() if source.kind == "local"]
    if not known:
        await asyncio.to_thread(plant_examples, folder)
        try:
            known = [await spark.sources.add(str(folder), kind="local", name="local")]
        except Conflict:  # another process was first
            known = [source for source in await spark.sources.all() if source.kind == "local"]
    for source in known:
        try:
            await spark.sources.sync(source)
        except SparkError:
            continue  # its health says what is wrong


def lock_file(settings: Settings) -> Path | None:
    """The file beside a local database that its engine locks; None for a server."""
    from spark_tui.domain.errors import StoreError
    from spark_tui.store.address import SqlitePath, address_of

    try:
        address = address_of(settings.store)
    except StoreError:  # whoever opens the store is told
        return None
    # Through whatever links it is reached: one file has one lock.
    return Path(f"{address.path.resolve()}.lock") if isinstance(address, SqlitePath) else None


def host(settings: Settings, *, only: "RunId | None" = None) -> "Host":
    """The engine of this process, not started yet."""
    from spark_tui.engine.host import Host
    from spark_tui.engine.house import Seats
    from spark_tui.system.clock import SystemClock

    seats = Seats(settings.seats, settings.source_seats, timedelta(hours=settings.approval_hours))
    term = settings.lease_seconds or None
    return Host(lambda: open_spark(settings), SystemClock(), seats, lock_file(settings), only=only, term=term)


def copies(settings: Settings) -> "Copies":
    """Backups of the store of the settings. Raises StoreError when it can be none."""
    from spark_tui.store.address import SqlitePath, address_of
    from spark_tui.system.clock import SystemClock

    address, lock = address_of(settings.store), lock_file(settings)
    if isinstance(address, SqlitePath):
        from spark_tui.store.copies import SqliteCopies

        assert lock is not None
        return SqliteCopies(address.path, lock, SystemClock())
    from spark_tui.store.postgres_copies import PostgresCopies

    return PostgresCopies(settings.store, address.where, SystemClock())


def entrance(flags: Mapping[str, str] = NO_FLAGS) -> Entrance:
    """What the command line is handed. `flags` are settings that were given for this once."""
    return Entrance(Book(flags=flags), cache(lambda: door(flags=flags)), partial(_names, flags))


def _names(flags: Mapping[str, str], of: str) -> list[str]:
    """None where the settings are wrong: whoever presses Tab is not told of that."""
    from spark_tui.store.names import names

    try:
        return names(load(flags=flags).store, of)
    except SparkError:
        return []


def door(settings: Settings | None = None, flags: Mapping[str, str] = NO_FLAGS) -> Door:
    """What a face is handed. Raises Invalid when the settings are wrong."""
    known = settings or load(flags=flags)
    return Door(
        open=lambda: open_with_local(known),
        host=lambda only: host(known, only=only),
        assistant=lambda: _assistant(known),
        moment=_moment,
        throwaway=lambda folder: door(_throwaway(known, folder)),
        on_quit=known.on_quit,
        remember_on_quit=partial(remember, known.config_dir / FILE, "on_quit"),
        seats=known.seats,
        copies=lambda: copies(known),
        safety=lambda: safety(known),
        scratch=lambda folder, on_server: _scratch(known, folder, on_server=on_server),
        look=Look(known.theme, known.color, known.ascii, known.mouse),
        settings=Book(flags=flags),
        keys=known.keys,
        zone=known.zone,
        store=place(known.store),
        config_file=known.config_dir / FILE,
        workflows_dir=known.workflows_dir,
        log_file=known.log_file,
        screen_file=known.screen_file,
    )


def looking_door(settings: Settings | None = None) -> Door:
    """A door behind which nothing is changed: no store, no settings, no source. Raises Invalid."""
    from spark_tui.service.only_looks import LookingBook, refuse

    known = settings or load()
    usual = door(known)
    return replace(
        usual,
        open=lambda: open_spark(known, only_looks=True),
        host=lambda _: refuse(),
        throwaway=lambda _: refuse(),
        remember_on_quit=lambda _: refuse(),
        copies=refuse,
        scratch=lambda _, __: refuse(),
        settings=LookingBook(usual.settings),
        only_looks=True,
    )


def safety(settings: Settings) -> "list[Checked]":
    """The files that Spark wrote, where its secrets are, whose programs it runs, whom it believes."""
    from spark_tui.service.safety import Checked
    from spark_tui.system.safety import files_told, programs_told

    looks: dict[str, Callable[[], str]] = {
        "files": lambda: files_told(settings.data_dir, lambda: _written(settings)),
        "workflows": lambda: programs_told(settings.workflows_dir),
        "vault": lambda: _vault(settings).where,
        "tls": lambda: _trust_told(settings),
    }
    found = []
    for what, look in looks.items():
        try:
            found.append(Checked(what, True, look()))
        except SparkError as wrong:
            found.append(Checked(what, False, wrong.message, wrong.hint))
    return found


def _trust_told(settings: Settings) -> str:
    """Raises SourceError."""
    from spark_tui.sources.trust import believe, trust

    believe(settings.ca_file)
    count = len(trust().get_ca_certs())
    more = f", those of {settings.ca_file} among them" if settings.ca_file else ""
    return f"certificates are always checked; {count} authorities are believed{more}"


def said(settings: Settings) -> "Words":
    """Timings in the language and on the clock of the settings."""
    from spark_tui.system.words import speaking, words

    return partial(words, voice=speaking(settings.language, settings.clock))


def _assistant(settings: Settings) -> "Assistant":
    """One that reads phrases and knows no store."""
    from agent.planner import plan
    from spark_tui.service.assistant import Assistant
    from spark_tui.system.clock import SystemClock

    return Assistant(plan, said(settings), SystemClock(), settings.zone, free_name=_as_it_is)


def _moment(text: str, zone: str) -> "datetime":
    from spark_tui.system.clock import SystemClock
    from spark_tui.system.moments import moment_of

    return moment_of(text, zone, SystemClock().now())


async def _as_it_is(name: str) -> str:
    return name


def _throwaway(settings: Settings, folder: Path) -> Settings:
    """The same over a store and a workflow folder of their own."""
    return replace(
        settings, data_dir=folder, config_dir=folder, state_dir=folder, store=f"sqlite:///{folder / 'spark.db'}"
    )


@contextmanager
def _scratch(settings: Settings, folder: Path, *, on_server: bool) -> Iterator[Scratch]:
    """As an engine finds it whose XDG directories are that folder. Raises Invalid, StoreError."""
    from spark_tui.store.scratch import damage, scratch_database

    mine = _throwaway(settings, folder / "spark")
    with scratch_database(settings.store) if on_server else nullcontext(mine.store) as store:
        yield Scratch(folder, door(replace(mine, store=store)), store, on_server, partial(damage, store))

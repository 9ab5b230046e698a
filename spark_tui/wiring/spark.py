"""A Spark over what is there: the store, the sources, the vault and the model that the settings name."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from spark_tui.domain import talk
from spark_tui.domain.crowding import Room
from spark_tui.domain.keeping import Keep
from spark_tui.domain.source import Secret, SecretName, named_secret
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
from spark_tui.service.ports import Agent, Courier, Notifier, Roster, Store, Vault
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
from spark_tui.sources.notifiers import CommandNotifier, WebhookNotifier
from spark_tui.sources.pings import Pings
from spark_tui.sources.prompting import prompted
from spark_tui.sources.roster import OpenRoster
from spark_tui.sources.trust import believe
from spark_tui.store.sql import open_store
from spark_tui.system.clock import SystemClock
from spark_tui.system.moments import moment_of
from spark_tui.system.settings import Settings
from spark_tui.wiring.here import ours_alone, vault_of
from spark_tui.wiring.language import mentions, plan, read_command, words_of


async def open_spark(settings: Settings, *, only_looks: bool = False) -> Spark:
    """A Spark on this event loop, over the store of the settings; the caller closes it.

    With `only_looks` it changes nothing and speaks to nobody, whatever it is asked.
    """
    believe(settings.ca_file)
    await asyncio.to_thread(ours_alone, settings)
    return _over(await (_only_looked_at(settings) if only_looks else _outside(settings)), settings)


@dataclass(frozen=True, slots=True)
class _Outside:
    """What a Spark keeps things in, and whom it speaks to."""

    vault: Vault
    roster: Roster
    courier: Courier
    ways: Sequence[Notifier]
    agent: Agent | None
    store: Store


async def _outside(settings: Settings) -> _Outside:
    vault = vault_of(settings)
    ways, agent = _ways(settings, vault), _agent(settings, vault)
    return _Outside(vault, OpenRoster(vault), Couriers(), ways, agent, await open_store(settings.store))


async def _only_looked_at(settings: Settings) -> _Outside:
    vault, store = vault_of(settings), LookingStore(await open_store(settings.store))
    return _Outside(LookingVault(vault), SilentRoster(OpenRoster(vault)), SilentCourier(Couriers()), (), None, store)


def _over(outside: _Outside, settings: Settings) -> Spark:
    store, vault, roster = outside.store, outside.vault, outside.roster
    clock, bell, said = SystemClock(), Bell(), words_of(settings)
    pinger = Pings(vault.get, _url(settings.heartbeat_url, vault) if settings.heartbeat_url else None)
    schedules, runs, why = Schedules(store, clock, bell), Runs(store, clock, bell, pinger), Why(store, clock)
    sources = Sources(store, clock, bell, roster, vault, partial(prompted, own=settings.prompt_command))
    secrets = Secrets(vault, store, roster, _secrets_of(settings))
    assistant = Assistant(plan, said, clock, settings.zone, schedules.free_name, secrets.lacking_for)
    inputs = Inputs(store, roster, bell)
    orders = Orders(clock, assistant, read_command, sources, schedules, runs, why, inputs)
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
        notices=Notices(store, clock, vault, outside.ways, rings=settings.bell),
        assistant=assistant,
        orders=orders,
        talk=Talk(store, clock, reach, outside.agent, _bounds(settings)),
        secrets=secrets,
        destinations=Destinations(store, clock, bell, vault, outside.courier),
        model=ChosenModel(vault, settings.model, settings.api_base, SecretName(settings.model_key)),
        bell=bell,
        clock=clock,
        store=store,
        roster=roster,
        pinger=pinger,
        exchange=Exchange(store, clock, bell, roster, vault, outside.courier, assistant, said),
        invariants=Invariants(store, clock, runs),
        retention=Retention(store, clock, _keep(settings)),
    )


# ------------------------------------------------------------------ as the settings say


def _ways(settings: Settings, vault: Vault) -> Sequence[Notifier]:
    """The ways out for notices."""
    ways: list[Notifier] = [CommandNotifier(settings.notify_command)] if settings.notify_command else []
    return [*ways, WebhookNotifier(_url(settings.notify_url, vault))] if settings.notify_url else ways


def _url(said: str, vault: Vault) -> Callable[[], Secret | None]:
    """A URL that stands in the settings itself, or whose name in the environment or the vault does."""
    if said.startswith(("http://", "https://")):
        return lambda: Secret(said)
    return lambda: vault.get(named_secret(said))


def _agent(settings: Settings, vault: Vault) -> Agent | None:
    """The model; its process starts when it is first asked."""
    if not settings.model:
        return None
    from agent.conversation import Conversation  # most have no model
    from agent.model.process import ProcessModel, Reached

    key = SecretName(settings.model_key)
    reached = Reached(settings.model, settings.api_base, lambda: vault.get(key), settings.model_seconds)
    return Conversation(ProcessModel(reached))


def _bounds(settings: Settings) -> talk.Limits:
    return talk.Limits(settings.model_seconds, settings.model_tokens, settings.model_budget)


def _keep(settings: Settings) -> Keep:
    return Keep(settings.keep_runs_days, settings.keep_runs, settings.keep_lines_days)


def _secrets_of(settings: Settings) -> dict[str, SecretName]:
    """The secrets that the settings name, by the setting."""
    urls = {"notify_url": settings.notify_url, "heartbeat_url": settings.heartbeat_url}
    named = {name: said for name, said in urls.items() if said and not said.startswith(("http://", "https://"))}
    named |= {"model_key": settings.model_key} if settings.model else {}
    return {name: named_secret(said) for name, said in named.items()}

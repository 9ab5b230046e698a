"""Fakes for the world: time, a source, an engine's bed. Nothing of ours is faked."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.commands import read as read_command
from agent.mentions import mentions
from agent.model import Heard
from agent.model import Message as ModelMessage
from spark_tui.domain.delivery import Message
from spark_tui.domain.errors import NotFound, SourceError
from spark_tui.domain.ids import SourceId
from spark_tui.domain.inputs import Declared
from spark_tui.domain.keeping import Keep
from spark_tui.domain.notice import Notice
from spark_tui.domain.run import Run
from spark_tui.domain.source import Health, HealthState, Secret, SecretName, Setting, Source
from spark_tui.domain.talk import Call, Limits, Spent, Tool
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service.assistant import Assistant
from spark_tui.service.bell import Bell
from spark_tui.service.destinations import Destinations
from spark_tui.service.exchange import Exchange
from spark_tui.service.inputs import Inputs
from spark_tui.service.invariants import Invariants
from spark_tui.service.limits import Limits as RunLimits
from spark_tui.service.logs import Logs
from spark_tui.service.making_up import MakingUp
from spark_tui.service.model import ChosenModel
from spark_tui.service.notices import Notices
from spark_tui.service.orders import Orders
from spark_tui.service.ports import (
    Abilities,
    Agent,
    Clock,
    Courier,
    Done,
    Emit,
    Job,
    Notifier,
    Outcome,
    Pinger,
    Planner,
    Roster,
    SourceClient,
    SourceKind,
    Store,
    Vault,
    Words,
)
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
from spark_tui.sources.prompting import prompted
from spark_tui.system.moments import moment_of

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class FakeClock:
    """Time that moves only when a test moves it; a sleep yields and returns at once."""

    def __init__(self, at: datetime = START) -> None:
        self._now, self._elapsed = at, 0.0
        self.tz = "2026a"

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def tz_version(self) -> str:
        return self.tz

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)

    def forward(self, **span: float) -> datetime:
        """forward(hours=1): an hour later, everywhere."""
        self._now += timedelta(**span)
        self._elapsed += timedelta(**span).total_seconds()
        return self._now

    def set(self, at: datetime) -> None:
        self._now = at


Behaviour = Callable[[Job, Emit], Awaitable[Outcome]]


async def _echo(job: Job, emit: Emit) -> Outcome:
    emit.line(f"hello {job.input}".strip())
    return Done(f"done {job.input}".strip())


@dataclass
class FakeSource:
    """A source that does what the test says; it remembers the jobs that it was given."""

    offers: list[Offer] = field(default_factory=lambda: [Offer("report-key", "daily-report", "reads and tells")])
    behaviour: Behaviour = _echo
    health: Health = Health(HealthState.UP, "fake 1.0", version="1.0")
    abilities: Abilities = Abilities()
    jobs: list[Job] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    trouble: SourceError | None = None
    declared: Declared | None = None  # what each of its workflows wants; None is a source that is down

    async def check(self) -> Health:
        return self.health

    async def workflows(self) -> list[Offer]:
        if self.trouble:
            raise self.trouble
        return list(self.offers)

    async def inputs(self, workflow: str) -> Declared:
        if self.declared is None:
            raise SourceError("it does not answer", trouble=Trouble.UNREACHABLE)
        return self.declared

    async def run(self, job: Job, emit: Emit) -> Outcome:
        self.jobs.append(job)
        return await self.behaviour(job, emit)

    async def cancel(self, ref: str) -> bool:
        self.cancelled.append(ref)
        return True

    async def close(self) -> None:
        return None


@dataclass
class FakeRoster:
    """One fake source behind every url."""

    source: FakeSource = field(default_factory=FakeSource)
    forgotten: list[SourceId] = field(default_factory=list)
    settings: tuple[Setting, ...] = (Setting("key", "a key", secret=True),)

    def kinds(self) -> dict[str, SourceKind]:
        return {"fake": self, "local": self}  # type: ignore[dict-item]

    async def detect(self, url: str) -> str:
        if "nothing" in url:
            raise SourceError(f"nothing answers at {url}", hint="is it running?", trouble=Trouble.UNREACHABLE)
        return "fake"

    def usual(self) -> list[str]:
        return ["http://127.0.0.1:7860", "http://127.0.0.1:1/nothing"]

    def client(self, source: Source) -> SourceClient:
        return self.source

    async def forget(self, source: SourceId) -> None:
        self.forgotten.append(source)

    async def close(self) -> None:
        return None


@dataclass
class FakeVault:
    """Secrets in a dict."""

    values: dict[SecretName, Secret] = field(default_factory=dict)

    def get(self, name: SecretName) -> Secret | None:
        return self.values.get(name)

    def put(self, name: SecretName, secret: Secret) -> None:
        self.values[name] = secret

    def remove(self, name: SecretName) -> None:
        if self.values.pop(name, None) is None:
            raise NotFound(name)


@dataclass
class FakeNotifier:
    """A way out for notices that remembers, or fails as the test says."""

    name: str = "a fake way"
    told: list[Notice] = field(default_factory=list)
    trouble: SourceError | None = None

    async def tell(self, notices: Sequence[Notice]) -> None:
        if self.trouble:
            raise self.trouble
        self.told += notices


@dataclass
class FakePinger:
    """Remembers what a check would hear."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    changes: dict[str, str] = field(default_factory=dict)

    def started(self, ping: SecretName, run: Run) -> None:
        self.heard.append((ping, "start"))

    def ended(self, ping: SecretName, run: Run) -> None:
        self.heard.append((ping, run.state.value))

    async def try_out(self, url: Secret) -> None:
        self.heard.append((url.reveal(), "tried"))

    async def heartbeat(self) -> None:
        self.heard.append(("engine", "alive"))

    def changed(self) -> dict[str, str]:
        changed, self.changes = self.changes, {}
        return changed

    async def close(self) -> None:
        return None


@dataclass
class Replay:
    """A dialogue that is played again: each reply is a text, calls of tools, or what goes wrong.

    `replay.then("it failed", ("find_runs", {"schedule": "report"}), ModelError(…))`; several calls at
    once stand in a list. It remembers what it was asked.
    """

    replies: list[Any] = field(default_factory=list)
    asked: list[list[ModelMessage]] = field(default_factory=list)
    spent: Spent = Spent(100, 10, 0.001)
    closed: bool = False

    def then(self, *replies: Any) -> None:
        self.replies.extend(replies)

    async def reply(
        self, messages: Sequence[ModelMessage], tools: Sequence[Tool], hear: Callable[[str], None]
    ) -> Heard:
        self.asked.append([*messages])
        match self.replies.pop(0):
            case str() as text:
                for word in text.split(" "):
                    hear(f"{word} ")
                return Heard(text, spent=self.spent)
            case Exception() as wrong:
                raise wrong
            case asyncio.Event() as never:
                await never.wait()
                return Heard("too late")
            case list() as calls:
                return Heard("", tuple(self._call(*call) for call in calls), self.spent)
            case call:
                return Heard("", (self._call(*call),), self.spent)

    def _call(self, name: str, arguments: Any) -> Call:
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        return Call(f"call_{len(self.asked)}", name, text)

    async def close(self) -> None:
        self.closed = True


@dataclass
class FakeCourier:
    """Carries what it is given, unless there is trouble."""

    carried: list[tuple[str, Message]] = field(default_factory=list)
    trouble: SourceError | None = None

    def place(self, url: Secret) -> tuple[str, str]:
        return "fake", url.reveal().partition("://")[0]

    async def carry(self, url: Secret, message: Message) -> None:
        if self.trouble:
            raise self.trouble
        self.carried.append((url.reveal(), message))


def a_spark(
    store: Store,
    clock: Clock,
    roster: Roster,
    vault: Vault,
    planner: Planner,
    words: Words,
    zone: str,
    agent: Agent | None = None,
    limits: Limits = Limits(),
    ways: Sequence[Notifier] = (),
    pinger: Pinger | None = None,
    courier: Courier | None = None,
) -> Spark:
    """All of the service, over a world that is handed in."""
    bell = Bell()
    pinger = pinger or FakePinger()
    schedules, runs = Schedules(store, clock, bell), Runs(store, clock, bell, pinger)
    sources = Sources(store, clock, bell, roster, vault, prompted)
    secrets = Secrets(vault, store, roster)
    assistant = Assistant(planner, words, clock, zone, schedules.free_name, secrets.lacking_for)
    why = Why(store, clock)
    inputs = Inputs(store, roster, bell)
    orders = Orders(clock, assistant, read_command, sources, schedules, runs, why, inputs)
    reach = Reach(sources, inputs, schedules, runs, assistant, mentions, why, orders)
    talk = Talk(store, clock, reach, agent, limits)
    courier = courier or FakeCourier()
    exchange = Exchange(store, clock, bell, roster, vault, courier, assistant, words)
    return Spark(
        sources=sources,
        inputs=inputs,
        schedules=schedules,
        runs=runs,
        logs=Logs(store),
        making_up=MakingUp(store, clock, bell, runs, moment_of),
        limits=RunLimits(store, bell),
        why=why,
        timeline=Timeline(store, clock),
        statistics=Statistics(store, clock),
        notices=Notices(store, clock, vault, ways),
        assistant=assistant,
        orders=orders,
        talk=talk,
        secrets=secrets,
        destinations=Destinations(store, clock, bell, vault, courier),
        model=ChosenModel(vault, "openai/a-model"),
        bell=bell,
        clock=clock,
        store=store,
        roster=roster,
        pinger=pinger,
        exchange=exchange,
        invariants=Invariants(store, clock, runs),
        retention=Retention(store, clock, Keep()),
    )

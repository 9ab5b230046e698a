"""Spark: what every face holds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spark_tui.service.trying import persist

if TYPE_CHECKING:
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
    from spark_tui.service.orders import Orders
    from spark_tui.service.ports import Clock, Pinger, Roster, Store
    from spark_tui.service.retention import Retention
    from spark_tui.service.runs import Runs
    from spark_tui.service.schedules import Schedules
    from spark_tui.service.secrets import Secrets
    from spark_tui.service.sources import Sources
    from spark_tui.service.statistics import Statistics
    from spark_tui.service.talk import Talk
    from spark_tui.service.timeline import Timeline
    from spark_tui.service.why import Why

EVERY = 0.4  # seconds between two questions whether anything changed; each costs a wake-up


@dataclass(frozen=True, slots=True)
class Spark:
    """All that one can ask, on one event loop. Close it when done."""

    sources: "Sources"
    inputs: "Inputs"
    schedules: "Schedules"
    runs: "Runs"
    logs: "Logs"
    making_up: "MakingUp"
    limits: "Limits"
    why: "Why"
    timeline: "Timeline"
    statistics: "Statistics"
    notices: "Notices"
    assistant: "Assistant"
    orders: "Orders"
    talk: "Talk"
    model: "ChosenModel"
    secrets: "Secrets"
    destinations: "Destinations"
    bell: "Bell"
    clock: "Clock"
    store: "Store"
    roster: "Roster"
    pinger: "Pinger"
    exchange: "Exchange"
    invariants: "Invariants"
    retention: "Retention"

    async def follow(self) -> None:
        """Ring the bell whenever anybody else changes the store; for ever."""
        await persist(lambda: self.bell.follow(self.store, self.clock, EVERY), self.clock)

    async def close(self) -> None:
        await self.talk.close()
        await self.pinger.close()
        await self.roster.close()
        await self.store.close()

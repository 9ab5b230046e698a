"""What follows when runs begin and end, in the transaction that says so: news, a pause, who is to be pinged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from spark_tui.domain.delivery import Deliver, Event, Letter, letters
from spark_tui.domain.failing import pause_of
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.notice import ended_badly, paused, recovered, waiting
from spark_tui.domain.queueing import MOST_ATTEMPTS
from spark_tui.domain.run import BAD_ENDS, Run, RunState
from spark_tui.domain.source import SecretName
from spark_tui.service.accounting import resumed_at
from spark_tui.service.ports import Tx

MOST_ENDINGS = 1_000  # runs that are looked at to count failures in a row

Ping = tuple[SecretName, Run]


async def aftermath(tx: Tx, moved: Sequence[Run], tried_again: Sequence[Run], now: datetime) -> list[Ping]:
    """`moved` are the runs after their moves; those in `tried_again` have another attempt, which will tell.

    Answers whom to ping when the transaction is over.
    """
    ended = [run for run in moved if run.state.over and run not in tried_again]
    await _failed(tx, [run for run in ended if run.state in BAD_ENDS and run.lane], now)
    await tx.notices.add([waiting(run, now) for run in moved if run.state is RunState.WAITING])
    again = await _succeeded(tx, [run for run in ended if run.state is RunState.SUCCEEDED and not run.batch], now)
    await _deliver(tx, ended, again, now)
    return await _pings(tx, [run for run in moved if _is_first(run)] + [run for run in ended if run.started_at])


def _is_first(run: Run) -> bool:
    return run.state is RunState.RUNNING and run.attempt == 1 and run.answer is None


async def _failed(tx: Tx, runs: Sequence[Run], now: datetime) -> None:
    await tx.notices.add([ended_badly(run, now) for run in runs])
    for run in runs:
        if run.schedule and not run.batch:
            await tx.notices.failing(run.schedule, now)
            await _pause_if_failing(tx, run, now)


async def _pause_if_failing(tx: Tx, run: Run, now: datetime) -> None:
    """Its schedule pauses itself after so many failures in a row, in the transaction of the last one."""
    schedule = await tx.schedules.get(run.schedule) if run.schedule else None
    if schedule is None or schedule.pause is not None or not schedule.policy.pause_after:
        return
    attempts = schedule.policy.pause_after * (schedule.policy.retry.count + MOST_ATTEMPTS)
    tried_again = {other.due_at for other in await tx.runs.active([schedule.id]) if not other.batch}
    endings = await tx.runs.endings(schedule.id, min(attempts, MOST_ENDINGS))
    resumed = await resumed_at(tx, schedule.id)
    ended = [one for one in endings if one.due_at not in tried_again and _after(one, resumed)]
    if pause := pause_of(schedule.policy, ended, now):
        await tx.schedules.put(replace(schedule, pause=pause))
        await tx.notices.add([paused(schedule, pause)])


def _after(run: Run, resumed: datetime | None) -> bool:
    """What failed before a person resumed it is forgiven."""
    return resumed is None or run.ended_at is None or run.ended_at > resumed


async def _succeeded(tx: Tx, runs: Sequence[Run], now: datetime) -> set[ScheduleId]:
    """Answers the schedules that had been failing."""
    awaited = await tx.notices.succeeded({run.schedule for run in runs if run.schedule})
    await tx.notices.add([recovered(run, now) for run in runs if run.schedule in awaited])
    return awaited


async def _deliver(tx: Tx, ended: Sequence[Run], again: set[ScheduleId], now: datetime) -> None:
    """What somebody wants to be told of goes into the outbox with the end itself: both are there, or none."""
    told = [run for run in ended if run.schedule and not (run.batch and run.lane)]  # no backfill: that may be hundreds
    rules = await tx.schedules.deliveries({run.schedule for run in told if run.schedule})
    found: list[Letter] = []
    for run in told:
        if run.schedule in rules:
            events = await _events(tx, run, rules[run.schedule], recovered=run.schedule in again)
            found += letters(run, events, rules[run.schedule], now)
    await tx.outbox.add(found)


async def _events(tx: Tx, run: Run, rules: Sequence[Deliver], *, recovered: bool) -> frozenset[Event]:
    if run.state in BAD_ENDS:
        return frozenset({Event.FAILURE})
    if run.state is not RunState.SUCCEEDED:
        return frozenset()
    events = {Event.SUCCESS} | ({Event.RECOVERY} if recovered and not run.batch else set())
    if any(Event.CHANGED in rule.on for rule in rules):
        before = await tx.runs.result_before(run)
        events |= {Event.CHANGED} if before is not None and before != run.result[: len(before) or None] else set()
    return frozenset(events)


async def _pings(tx: Tx, runs: Sequence[Run]) -> list[Ping]:
    names = await tx.schedules.pings({run.schedule for run in runs if run.schedule})
    return [(names[run.schedule], run) for run in runs if run.schedule in names]

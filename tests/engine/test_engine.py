"""The engine: it wakes, lets the domain decide, and has the service do it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import BootId
from spark_tui.domain.log import Level
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap
from spark_tui.domain.source import Memory
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.domain.workflow import Workflow
from spark_tui.engine.lease import EngineLease
from spark_tui.service.ports import Abilities, Done, Emit, Failed, Gone, Job, Outcome, Stopped
from spark_tui.service.spark import Spark
from tests.engine.bench import ELSEWHERE, Bench, Keep, answering, die_in_the_middle, holding, ledger
from tests.fakes import START, FakeClock, FakeSource

# ------------------------------------------------------------------ the plain case


async def test_nothing_runs_before_its_time(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await keep("0 9 * * *")
    clock.forward(minutes=59)
    await bench.turn()
    assert await bench.runs() == []


async def test_a_due_moment_becomes_one_run_that_succeeds(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 9 * * *", given="yesterday")
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    assert (run.state, run.due_at, run.started_at, run.result) == (
        RunState.SUCCEEDED,
        schedule.next_at,
        clock.now(),
        "done yesterday",
    )


async def test_a_second_tick_at_the_same_moment_starts_nothing(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    await bench.turn()
    assert await bench.states() == ["succeeded"]


async def test_its_lines_are_in_the_store_in_order(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    async def talk(job: Job, emit: Emit) -> Outcome:
        for number in range(200):
            emit.line(f"line {number}")
        return Done()

    source.behaviour = talk
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    lines = [line.text for line in await bench.spark.runs.lines() if line.level is Level.OUT]
    assert lines == [f"line {number}" for number in range(200)]


async def test_the_source_is_told_the_due_moment_the_key_and_the_last_result(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    await keep("0 * * * *", given="x")
    for _ in range(2):
        clock.forward(hours=1)
        await bench.turn()
    first, second = source.jobs
    assert (first.last_result, second.last_result) == ("", "done x")
    assert first.key != second.key
    assert (second.due_at, second.attempt, second.zone) == (clock.now(), 1, "UTC")


async def test_the_next_look_is_at_the_earliest_next_moment(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await keep("30 8 * * *", name="later")
    await keep("15 8 * * *", name="sooner")
    assert await bench.engine.tick() == clock.now() + timedelta(minutes=15)


async def test_whether_its_source_remembers_is_told_to_the_runs_of_schedules(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, workflow: Workflow
) -> None:
    schedule = await keep("0 9 * * *")
    (place,) = await bench.spark.sources.all()
    for on in (True, False):
        await bench.spark.sources.remember(place, Memory.SCHEDULE if on else Memory.RUN)
        await bench.spark.runs.start_schedule(schedule)
        await bench.turn()
    await bench.spark.runs.start(workflow)
    await bench.turn()
    told = [(job.schedule, job.remembers) for job in source.jobs]
    assert told == [(schedule.id, True), (schedule.id, False), (None, False)]


async def test_what_it_has_cost_is_kept(bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource) -> None:
    source.behaviour = answering(Done("x", Usage(7, 3, 10)))
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    assert run.usage == Usage(7, 3, 10)


# ------------------------------------------------------------------ how it can end


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (Failed("exit code 3: no disk"), RunState.FAILED, "exit code 3: no disk"),
        (Stopped(), RunState.CANCELLED, "cancelled at the source"),
        (Gone(), RunState.LOST, "the job can no longer be found"),
        (Failed("\x1b[31mred\nand more"), RunState.FAILED, "red and more"),
    ],
)
async def test_an_outcome_is_a_state_with_a_readable_reason(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, outcome: Outcome, state: RunState, reason: str
) -> None:
    source.behaviour = answering(outcome)
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    assert (run.state, run.reason) == (state, reason)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (SourceError("it does not answer", hint="start it"), "it does not answer (start it)"),
        (KeyError("what"), "the source broke: KeyError: 'what'"),
    ],
)
async def test_a_source_that_breaks_fails_its_run_and_nothing_else(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, wrong: Exception, reason: str
) -> None:
    async def broken(job: Job, emit: Emit) -> Outcome:
        raise wrong

    source.behaviour = broken
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    assert (run.state, run.reason) == (RunState.FAILED, reason)


async def test_what_takes_too_long_is_timed_out_and_ended_at_its_source(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    begun = asyncio.Event()

    async def slow(job: Job, emit: Emit) -> Outcome:
        await emit.ref("job-7")
        begun.set()
        await asyncio.Event().wait()
        return Done()

    source.behaviour = slow
    await keep("0 9 * * *", timeout=timedelta(seconds=1))
    clock.forward(hours=1)
    await bench.engine.tick()
    await bench.engine.seat()
    await begun.wait()
    await bench.settle(2000)
    (run,) = await bench.runs()
    assert (run.state, run.reason, source.cancelled) == (RunState.TIMED_OUT, "not done within 0:00:01", ["job-7"])


async def test_a_running_run_is_cancelled_on_request(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    await bench.spark.runs.cancel((await bench.runs())[0], by="ana")
    await bench.turn()
    (run,) = await bench.runs()
    assert (run.state, run.reason) == (RunState.CANCELLED, "cancelled by ana")


async def test_a_queued_run_is_cancelled_at_once(bench: Bench, spark: Spark, workflow: Workflow) -> None:
    run = await spark.runs.start(workflow)
    assert (await spark.runs.cancel(run, by="ana")).reason == "cancelled by ana before it started"


# ------------------------------------------------------------------ retry


async def test_a_failed_run_is_tried_again_with_the_same_key_after_its_delay(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("no", Trouble.SERVER))
    await keep("0 9 * * *", retry=Retry(jitter=0, count=2, delay=timedelta(minutes=1), factor=2))
    clock.forward(hours=1)
    await bench.turn()
    await bench.turn()
    assert await bench.states() == ["failed", "queued"]
    for minutes in (1, 2, 4):
        clock.forward(minutes=minutes)
        await bench.turn()
    assert await bench.states() == ["failed"] * 3
    assert len({job.key for job in source.jobs}) == 1


# ------------------------------------------------------------------ overlap and seats


async def test_a_moment_that_finds_its_schedule_running_is_skipped_and_says_so(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    schedule = await keep("0 * * * *")
    for _ in range(3):
        clock.forward(hours=1)
        await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "running", 1), ("10:00", "skipped", 2)]


async def test_one_waits_its_turn_and_never_runs_beside_the_first(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    await keep("0 * * * *", overlap=Overlap.QUEUE)
    for _ in range(3):
        clock.forward(hours=1)
        await bench.turn()
    assert await bench.states() == ["running", "queued"]
    gate.set()
    await bench.settle()
    await bench.turn()
    assert await bench.states() == ["succeeded", "succeeded"]


async def test_the_next_one_replaces_the_one_that_goes_on(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    schedule = await keep("0 * * * *", overlap=Overlap.REPLACE)
    for _ in range(2):
        clock.forward(hours=1)
        await bench.turn()
    await bench.settle()
    await bench.turn()
    assert await bench.states() == ["cancelled", "running"]
    (because,) = await bench.spark.why.of(schedule, START + timedelta(hours=1))
    assert because.says[-1].endswith(": cancelled by the next one, which replaces it")


async def test_no_more_run_at_once_than_there_are_seats_and_the_others_wait(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    for number in range(8):
        await keep("0 9 * * *", name=f"report-{number}")
    clock.forward(hours=1)
    await bench.turn()
    assert sorted(await bench.states()) == ["queued"] * 5 + ["running"] * 3  # three of one source
    gate.set()
    for _ in range(4):
        await bench.settle()
        await bench.turn()
    assert await bench.states() == ["succeeded"] * 8


async def test_what_is_usual_for_a_source_holds_where_no_limit_was_set(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour, source.abilities = holding(asyncio.Event()), Abilities(usual=2)
    for number in range(4):
        await keep("0 9 * * *", name=f"report-{number}")
    clock.forward(hours=1)
    await bench.turn()
    assert sorted(await bench.states()) == ["queued"] * 2 + ["running"] * 2
    await bench.engine.empty()


async def test_the_limit_of_the_source_itself_counts_too(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour, source.abilities = holding(asyncio.Event()), Abilities(limit=1)
    for number in range(3):
        await keep("0 9 * * *", name=f"report-{number}")
    clock.forward(hours=1)
    await bench.turn()
    assert sorted(await bench.states()) == ["queued", "queued", "running"]


async def test_a_run_by_hand_does_not_wait_for_the_scheduled_one(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    schedule = await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    clock.forward(seconds=10)
    await bench.spark.runs.start_schedule(schedule)
    await bench.turn()
    assert await bench.states() == ["running", "running"]


# ------------------------------------------------------------------ outages


async def test_after_an_outage_the_latest_moment_runs_and_the_others_are_written_down(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    schedule = await keep("0 * * * *")
    clock.forward(hours=5, minutes=30)
    await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "superseded", 4), ("13:00", "succeeded", 1)]


async def test_a_schedule_that_catches_up_nothing_accounts_for_everything(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    schedule = await keep("0 * * * *", catch_up=CatchUp.NONE)
    clock.forward(days=60, minutes=30)
    await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "missed", 60 * 24)]


async def test_a_paused_schedule_writes_its_moments_down_and_runs_again_when_resumed(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    schedule = await keep("0 * * * *")
    paused = await bench.spark.schedules.pause(schedule, by="ana", note="holidays")
    for _ in range(3):
        clock.forward(hours=1)
        await bench.turn()
    await bench.spark.schedules.resume(paused)
    clock.forward(hours=1)
    await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "paused", 3), ("12:00", "succeeded", 1)]


# ------------------------------------------------------------------ lease and death


async def test_an_engine_without_the_lease_does_nothing(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.overtaken(clock)
    await bench.turn()
    assert await ledger(bench.spark, schedule) == []


async def test_a_lease_is_not_taken_while_its_holder_renews_it(bench: Bench, clock: FakeClock) -> None:
    other = EngineLease(bench.spark.store, clock, BootId("other"), ELSEWHERE, None)
    for _ in range(30):
        clock.forward(seconds=bench.lease.beat)
        assert await bench.lease.hold()
        assert not await other.take()


async def test_a_run_of_a_dead_engine_is_taken_up_again_where_the_source_can(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.abilities = Abilities(reattach=True)
    await die_in_the_middle(bench, keep, clock)
    await bench.engine.recover()
    await bench.settle()
    assert (await bench.states(), [job.ref for job in source.jobs]) == (["succeeded"], ["job-7"])


async def test_a_claim_that_nobody_carries_out_is_noticed_although_the_clock_was_put_back(
    bench: Bench, workflow: Workflow, clock: FakeClock
) -> None:
    run = await bench.spark.runs.start(workflow)
    async with bench.spark.store.write() as tx:
        await tx.runs.move(run, replace(run, state=RunState.RUNNING, started_at=clock.now(), boot=bench.boot))
    clock.set(START - timedelta(hours=2))
    await bench.engine.recover()
    assert await bench.states() == ["running"]  # it may be about to sit down
    clock.forward(seconds=61)
    await bench.engine.recover()
    assert await bench.states() == ["lost"]


async def test_what_is_taken_up_again_takes_a_place_at_its_source(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour, source.abilities = holding(asyncio.Event()), Abilities(reattach=True)
    schedule = await die_in_the_middle(bench, keep, clock)
    await bench.engine.recover()
    for _ in range(3):
        clock.forward(seconds=1)
        await bench.spark.runs.start_schedule(schedule)
    await bench.engine.seat()
    assert sorted(await bench.states()) == ["queued", *["running"] * 3]  # three of one source


async def test_a_run_of_a_dead_engine_is_lost_and_not_repeated_unasked(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    await die_in_the_middle(bench, keep, clock)
    await bench.engine.recover()
    await bench.turn()
    assert (await bench.states(), source.jobs, source.cancelled) == (["lost"], [], ["job-7"])


async def test_a_run_of_a_dead_engine_is_repeated_where_the_schedule_says_so(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    await die_in_the_middle(bench, keep, clock, interrupted=Interrupted.RETRY)
    await bench.engine.recover()
    await bench.turn()
    assert await bench.states() == ["lost", "succeeded"]


async def test_what_is_taken_up_and_not_found_any_more_is_repeated_where_the_schedule_says_so(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    async def forgotten(job: Job, emit: Emit) -> Outcome:
        return Gone("it ended with the connection") if job.ref else Done("x")

    source.behaviour, source.abilities = forgotten, Abilities(reattach=True)
    await die_in_the_middle(bench, keep, clock, interrupted=Interrupted.RETRY)
    await bench.engine.recover()
    await bench.settle()
    await bench.turn()
    assert await bench.states() == ["lost", "succeeded"]


async def test_when_the_engine_ends_a_local_run_ends_with_it_and_says_why(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    await bench.engine.empty()
    (run,) = await bench.runs()
    assert (run.state, run.reason) == (RunState.CANCELLED, "Spark was stopped while it ran")


async def test_when_the_engine_ends_a_remote_run_stays_to_be_taken_up_again(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    async def remote(job: Job, emit: Emit) -> Outcome:
        await emit.ref("job-7")
        await asyncio.Event().wait()
        return Done()

    source.behaviour, source.abilities = remote, Abilities(reattach=True)
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    await bench.engine.empty()
    assert await bench.states() == ["running"]

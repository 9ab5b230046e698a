"""A source goes away and comes back while an engine serves."""

from spark_tui.domain.run import Cause
from spark_tui.domain.source import Health, HealthState
from spark_tui.domain.trouble import Trouble
from spark_tui.service.checkups import Checkups
from spark_tui.service.ports import Done, Emit, Failed, Job, Outcome
from tests.engine.bench import Bench
from tests.fakes import FakeClock, FakeSource

DOWN = Health(HealthState.DOWN, "connection refused", "start it")
UNREACHED = Failed("connection refused", Trouble.UNREACHABLE)


async def test_what_failed_because_nobody_answered_runs_when_the_source_is_back(
    bench: Bench, keep, clock: FakeClock, source: FakeSource
) -> None:
    spark = bench.spark
    checkups, well = Checkups(spark.store, clock, spark.bell, spark.roster), source.health
    outcomes: list[Outcome] = [UNREACHED, UNREACHED, Done("there")]

    async def next_one(job: Job, emit: Emit) -> Outcome:
        return outcomes.pop(0)

    source.behaviour, source.health = next_one, DOWN
    schedule = await keep("*/30 * * * *")
    for _ in range(2):
        clock.forward(minutes=30)
        await checkups.round(bench.boot)
        await bench.turn()
    source.health = well
    clock.forward(minutes=15)
    await checkups.round(bench.boot)
    await bench.turn()
    assert (await spark.notices.recent())[1].text == "fake is up again; what failed meanwhile runs now: report"
    entries = await spark.schedules.history(schedule)
    assert [(entry.attempt, entry.state, entry.cause) for entry in entries] == [
        (2, "succeeded", Cause.CATCH_UP),
        (1, "failed", Cause.SCHEDULE),
        (1, "failed", Cause.SCHEDULE),
    ]
    assert entries[0].due_at == entries[1].due_at
    assert len({job.key for job in source.jobs}) == 2
    (because,) = await spark.why.of(schedule, entries[0].due_at)
    assert any("attempt 2, when its source was there again: succeeded" in line for line in because.says)

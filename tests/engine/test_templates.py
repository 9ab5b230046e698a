"""Templates of a schedule's inputs, filled as its runs start."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.inputs import Declared, Field, FieldType, values_of
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Abilities, Done, Emit, Failed, Job, Outcome
from tests.engine.bench import Bench, Keep, holding
from tests.fakes import FakeClock, FakeSource


async def as_template(bench: Bench, schedule: Schedule, **values: object) -> Schedule:
    made = replace(schedule, template=True, values=values_of(values))
    async with bench.spark.store.write() as tx:
        await tx.schedules.put(made)
    return made


async def test_each_run_is_given_its_own_facts_and_they_are_kept(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    text = "due {{ due.strftime('%H:%M') }}, last: {{ last_result }}"
    await as_template(bench, await keep("0 * * * *", given=text), n="{{ attempt }}", who="{{ workflow }}")
    for _ in range(2):
        clock.forward(hours=1)
        await bench.turn()
    first = "due 09:00, last: "
    assert [job.input for job in source.jobs] == [first, f"due 10:00, last: done {first}".strip()]
    assert source.jobs[0].values == {"n": 1, "who": "daily-report"}
    runs = await bench.runs()
    assert [run.input for run in runs] == [text, text]
    assert [run.given.text for run in runs] == [job.input for job in source.jobs]


async def test_what_is_no_template_is_given_as_it_stands(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    await keep("0 * * * *", given="{{ due }} {% raw")
    clock.forward(hours=1)
    await bench.turn()
    assert [job.input for job in source.jobs] == ["{{ due }} {% raw"]


async def test_a_last_result_that_looks_like_a_template_is_data(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    async def hostile(job: Job, emit: Emit) -> Outcome:
        return Done("{{ key }} {% for a in")

    source.behaviour = hostile
    await as_template(bench, await keep("0 * * * *", given="{{ last_result }}"))
    for _ in range(2):
        clock.forward(hours=1)
        await bench.turn()
    assert source.jobs[1].input == "{{ key }} {% for a in"


async def test_another_attempt_is_filled_anew(bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource) -> None:
    async def failing(job: Job, emit: Emit) -> Outcome:
        return Failed("busy", Trouble.SERVER)

    source.behaviour = failing
    kept = await keep("0 0 1 1 *", given="{{ attempt }}", retry=Retry(1, timedelta(seconds=1), jitter=0.0))
    await as_template(bench, kept)
    await bench.spark.runs.start_schedule(await bench.spark.schedules.get("report"))
    await bench.turn()
    clock.forward(minutes=1)
    await bench.turn()
    assert [job.input for job in source.jobs] == ["1", "2"]


@pytest.mark.parametrize("text", ["{{ last_result.items }}", "{{ attempt.x }}"])
async def test_one_that_cannot_be_filled_fails_with_the_reason_and_its_source_hears_nothing(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, text: str
) -> None:
    await as_template(bench, await keep("0 * * * *", given=text))
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    assert (run.state.value, source.jobs) == ("failed", [])
    assert run.reason.startswith("its template cannot be filled: ")


async def test_a_value_that_is_not_of_its_type_any_more_fails_the_run(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    (workflow,) = await bench.spark.sources.workflows()
    async with bench.spark.store.write() as tx:
        await tx.workflows.put(replace(workflow, inputs=Declared((Field("n", FieldType.INTEGER),))))
    await as_template(bench, await keep("0 * * * *"), n="{{ zone }}")
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    assert "“n” is a whole number, not “UTC”" in run.reason


async def test_a_run_that_is_taken_up_again_is_given_the_same(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()
    source.behaviour, source.abilities = holding(gate), Abilities(reattach=True, repeatable=True)
    await as_template(bench, await keep("0 * * * *", given="{{ now }}"))
    clock.forward(hours=1)
    await bench.turn()
    async with bench.spark.store.write() as tx:
        await tx.runs.set_ref((await bench.runs())[0].id, "job-7")
    clock.forward(minutes=5)
    after = await bench.next()
    await after.engine.recover()
    await after.settle()
    assert len({job.input for job in source.jobs}) == 1
    assert len(source.jobs) == 2
    gate.set()
    await bench.settle()

"""A run that asks a person: it waits without a seat, is told of, and goes on with the answer."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.approval import Answer, Ask
from spark_tui.domain.errors import Conflict
from spark_tui.domain.notice import News
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Overlap
from spark_tui.service.ports import Abilities, Asks, Done, Emit, Job, Outcome
from tests.engine.bench import Bench, Keep, ledger
from tests.fakes import FakeClock, FakeSource

DROP = Ask("drop_table", '{"table": "\x1b[31musers"}')


async def ask_first(job: Job, emit: Emit) -> Outcome:
    """It asks, and does as it was told."""
    if job.answer is None:
        await emit.ref("far/away")
        return Asks((DROP,), "a token")
    assert job.question is not None
    return Done(f"{job.answer.approved} {job.answer.note} {job.ref} {job.question.token}")


@pytest.fixture(autouse=True)
def asking(source: FakeSource) -> None:
    source.behaviour = ask_first
    source.abilities = Abilities(approval=True, reattach=True)


async def waiting(bench: Bench, keep: Keep, clock: FakeClock, **policy: object) -> Run:
    await keep("0 9 * * *", **policy)
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    return run


async def test_it_waits_and_says_for_what(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock)
    assert run.state is RunState.WAITING
    assert run.reason == 'it asks for a yes to drop_table({"table": "users"})'
    assert run.question is not None
    assert "\x1b" not in run.question.asks[0].arguments


async def test_a_notice_tells_that_somebody_is_waited_for(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock)
    (notice,) = await bench.spark.notices.recent()
    assert notice.news is News.WAITING
    assert f"spark run approve|refuse {run.id[:8]}" in notice.text


@pytest.mark.parametrize(("answer", "told"), [(Answer(True, "ana"), "True "), (Answer(False, note="no"), "False no")])
async def test_it_goes_on_with_the_answer(
    bench: Bench, keep: Keep, clock: FakeClock, answer: Answer, told: str
) -> None:
    run = await waiting(bench, keep, clock)
    clock.forward(hours=3)
    await bench.spark.runs.answer(run, answer)
    await bench.turn()
    (ended,) = [one for one in await bench.runs() if one.id == run.id]
    assert (ended.state, ended.result) == (RunState.SUCCEEDED, f"{told} far/away a token")
    assert (ended.started_at, ended.waited_for) == (run.started_at, "")


async def test_it_has_no_seat_while_it_waits(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await waiting(bench, keep, clock)
    assert not bench.engine._house.seated


async def test_its_schedule_takes_it_for_one_that_goes_on(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 * * * *")
    for _ in range(2):
        clock.forward(hours=1)
        await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "waiting", 1), ("10:00", "skipped", 1)]


async def test_the_next_one_of_its_lane_waits_for_it(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await keep("0 * * * *", overlap=Overlap.QUEUE)
    for _ in range(2):
        clock.forward(hours=1)
        await bench.turn()
    first, _ = await bench.runs()
    assert await bench.states() == ["waiting", "queued"]
    await bench.spark.runs.answer(first, Answer(True))
    await bench.turn()
    assert await bench.states() == ["succeeded", "queued"]
    await bench.turn()
    assert await bench.states() == ["succeeded", "waiting"]


async def test_nobody_is_waited_for_longer_than_a_day(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock)
    clock.forward(hours=24)
    await bench.engine.seat()
    ended = await bench.spark.runs.get(run.id)
    assert ended.state is RunState.TIMED_OUT
    assert "nobody answered within 1 day" in ended.reason


async def test_its_deadline_ends_the_wait_sooner(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock, deadline=timedelta(minutes=10))
    assert await bench.engine.seat() == run.due_at + timedelta(minutes=10)
    clock.forward(minutes=10)
    await bench.engine.seat()
    assert (await bench.spark.runs.get(run.id)).state is RunState.TIMED_OUT


async def test_the_wait_outlives_its_engine(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock)
    await bench.engine.empty()
    await bench.engine.recover()
    assert (await bench.spark.runs.get(run.id)).state is RunState.WAITING


async def test_one_that_waits_is_cancelled_at_once(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock)
    ended = await bench.spark.runs.cancel(run, by="ana")
    assert ended.state is RunState.CANCELLED
    assert "while it waited for a person" in ended.reason


async def test_what_does_not_wait_has_nothing_to_answer(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock)
    await bench.spark.runs.answer(run, Answer(True))
    for asked in (run, replace(run, state=RunState.QUEUED), replace(run, state=RunState.FAILED)):
        with pytest.raises(Conflict):
            await bench.spark.runs.answer(asked, Answer(True))


async def test_two_answers_at_once_are_one(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    run = await waiting(bench, keep, clock)
    answers = [bench.spark.runs.answer(run, Answer(approved)) for approved in (True, False)]
    said = await asyncio.gather(*answers, return_exceptions=True)
    assert sorted(type(one) for one in said if not isinstance(one, Run)) == [Conflict]

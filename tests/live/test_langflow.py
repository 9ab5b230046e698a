"""The kind `langflow` against a real LangFlow."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from spark_tui.domain.errors import BadCredentials
from spark_tui.domain.ids import SourceId
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Done, Emit, Failed, Job, Outcome, Stopped
from spark_tui.sources.contract import Bench, Heard, SourceContract, a_job, is_safe, run
from spark_tui.sources.langflow import LangFlowSource
from spark_tui.sources.langflow_jobs import GOING, Patience
from tests.live.flows import describe, flow_id
from tests.live.servers import LangFlow, group_of

pytestmark = [pytest.mark.live, group_of(LangFlow)]


class Remembering(LangFlowSource):
    """Knows the jobs that it began, so that a test can see and end them."""

    def __init__(self, source: Source, secret: Secret | None) -> None:
        super().__init__(source, secret)
        self.begun: list[str] = []

    async def _begun(self, job: Job, emit: Emit) -> str:
        self.begun.append(await super()._begun(job, emit))
        return self.begun[-1]

    async def anything_goes_on(self) -> bool:
        return any([(await self._jobs.state(ref)).status in GOING for ref in self.begun])

    async def end_all(self) -> None:
        for ref in self.begun:
            await self.cancel(ref)
        await self.close()


def connected(url: str, key: str | None) -> Remembering:
    return Remembering(Source(SourceId("s"), "langflow", "flows", url), Secret(key) if key else None)


@pytest.fixture
async def source(langflow: LangFlow) -> AsyncIterator[Remembering]:
    made = connected(langflow.up(), langflow.key)
    yield made
    await made.end_all()


class TestContract(SourceContract):
    @pytest.fixture
    async def bench(self, langflow: LangFlow, source: Remembering) -> AsyncIterator[Bench]:
        flows = langflow.flows
        nobody = connected("http://127.0.0.1:1", langflow.key)
        nobody._jobs.patience = Patience(pauses=(0.01,))
        yield Bench(
            kind=LangFlowSource,
            client=source,
            nobody=nobody,
            echo=flows["echo"],
            fails=flows["fails"],
            long=flows["slow"],
            hostile=flows["hostile"],
            big=flows["big"],
            unknown=flow_id("no such flow"),
            long_runs=source.anything_goes_on,
        )
        await nobody.close()


async def test_it_is_detected(langflow: LangFlow) -> None:
    assert await LangFlowSource.detect(langflow.up())
    assert await LangFlowSource.detect(f"{langflow.up()}/")


@pytest.mark.parametrize("key", ["sk-wrong", None])
async def test_without_the_right_key_it_refuses(langflow: LangFlow, key: str | None) -> None:
    stranger = connected(langflow.up(), key)
    assert (await stranger.check()).state is HealthState.REFUSED
    with pytest.raises(BadCredentials):
        await stranger.workflows()
    outcome = await run(stranger, a_job(langflow.flows["echo"]))
    assert isinstance(outcome, Failed)
    assert not outcome.retryable
    await stranger.close()


async def test_an_edit_changes_the_marker_and_a_run_does_not(langflow: LangFlow, source: Remembering) -> None:
    flow = langflow.flows["echo"]
    before = {offer.key: offer.marker for offer in await source.workflows()}
    await run(source, a_job(flow))
    assert {offer.key: offer.marker for offer in await source.workflows()} == before
    await asyncio.sleep(1.1)  # its clock of edits has seconds
    await asyncio.to_thread(describe, langflow.up(), langflow.key, "echo", "edited")
    after = {offer.key: offer for offer in await source.workflows()}
    assert after[flow].marker != before[flow]
    assert after[flow].description == "edited"


async def test_lines_come_while_it_runs_one_by_one(langflow: LangFlow, source: Remembering) -> None:
    heard, loop = Heard(), asyncio.get_running_loop()
    came: list[float] = []
    running = asyncio.ensure_future(run(source, a_job(langflow.flows["slow"], "2"), heard))
    for number in range(1, 4):
        await heard.until(partial(_has_told, heard, f"tick {number}"))
        came.append(loop.time())
    assert await running == Done("waited 2 s")
    assert came[2] - came[0] > 0.5
    assert len([text for text in heard.texts(Level.OUT) if "tick" in text]) == 4


def _has_told(heard: Heard, words: str) -> bool:
    return any(words in text for text in heard.texts())


async def test_a_failure_names_its_component(langflow: LangFlow, source: Remembering) -> None:
    outcome = await run(source, a_job(langflow.flows["fails"], "no disk"))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "Spark Fails: failed on purpose: no disk"


async def test_cancelled_it_says_so_and_the_job_has_ended(langflow: LangFlow, source: Remembering) -> None:
    heard = Heard()
    running = asyncio.ensure_future(run(source, a_job(langflow.flows["slow"]), heard))
    await heard.until(lambda: heard.texts(Level.OUT))
    assert await source.cancel(heard.refs[0])
    assert isinstance(await running, Stopped)
    assert (await source._jobs.state(heard.refs[0])).status == "cancelled"


async def test_after_our_death_a_run_is_taken_up_and_its_result_is_whole(
    langflow: LangFlow, source: Remembering
) -> None:
    heard, again = Heard(), Heard()
    job = a_job(langflow.flows["slow"], "3")
    running = asyncio.ensure_future(run(source, job, heard))
    await heard.until(lambda: heard.texts(Level.OUT))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    other = connected(langflow.up(), langflow.key)
    assert await run(other, a_job(job.workflow, "3", ref=heard.refs[0]), again) == Done("waited 3 s")
    assert len([text for text in again.texts(Level.OUT) if "tick" in text]) == 6
    assert again.refs == []
    await other.close()


async def test_the_same_key_while_it_runs_is_the_same_run(langflow: LangFlow, source: Remembering) -> None:
    first, second = Heard(), Heard()
    job, key = a_job(langflow.flows["slow"], "2"), "spark:live:same"
    jobs = [a_job(job.workflow, "2", key=f"{key}:{job.run}") for _ in range(2)]
    outcomes = await asyncio.gather(run(source, jobs[0], first), run(source, jobs[1], second))
    assert list(outcomes) == [Done("waited 2 s")] * 2
    assert first.refs == second.refs


async def test_the_same_key_for_another_flow_is_another_run(langflow: LangFlow, source: Remembering) -> None:
    key = f"spark:live:{a_job('x').run}"
    assert await run(source, a_job(langflow.flows["echo"], "a", key=key)) == Done("a")
    assert await run(source, a_job(langflow.flows["quiet"], "b", key=key)) == Done("only the node says b")


async def test_two_megabytes_arrive_whole(langflow: LangFlow, source: Remembering) -> None:
    outcome = await run(source, a_job(langflow.flows["big"]))
    assert isinstance(outcome, Done)
    assert len(outcome.result) == 2 * 1024 * 1024


async def test_an_odd_input_arrives(langflow: LangFlow, source: Remembering) -> None:
    outcome = await run(source, a_job(langflow.flows["echo"], "ü [b] \ud800 {x} 漢😀"))
    assert outcome == Done("ü [b] ? {x} 漢😀")


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ("echo", Done("ping")),
        ("fails", Failed("Spark Fails: failed on purpose: ping")),
    ],
)
async def test_the_streams_of_older_ones_do_the_same(
    langflow: LangFlow, source: Remembering, flow: str, expected: Outcome
) -> None:
    source._has_background = False
    assert await run(source, a_job(langflow.flows[flow])) == expected


@pytest.mark.parametrize("flow", ["big", "hostile"])
async def test_the_streams_of_older_ones_bear_everything(langflow: LangFlow, source: Remembering, flow: str) -> None:
    source._has_background = False
    heard = Heard()
    outcome = await run(source, a_job(langflow.flows[flow]), heard)
    assert isinstance(outcome, Done)
    assert is_safe(outcome.result)
    assert all(is_safe(text) for text in heard.texts())


async def test_a_server_that_dies_and_comes_back_loses_no_run(langflow: LangFlow) -> None:
    """Five run, the sixth waits in the queue that LangFlow forgets at its death."""
    source, flows = connected(langflow.up(), langflow.key), langflow.flows
    heard = [Heard() for _ in range(6)]
    runs = []
    for number, ear in enumerate(heard):
        runs.append(asyncio.ensure_future(source.run(a_job(flows["slow"], "30" if number < 5 else "1"), ear)))
        await ear.until(partial(len, ear.refs))
    for ear in heard[:5]:
        await ear.until(partial(ear.texts, Level.OUT))
    await asyncio.to_thread(langflow.kill)
    await asyncio.to_thread(langflow.up)
    async with asyncio.timeout(120):
        outcomes = await asyncio.gather(*runs)
    assert outcomes[:5] == [Failed("LangFlow itself ended while it ran (worker lost)", Trouble.SERVER)] * 5
    assert outcomes[5] == Done("waited 1 s")
    assert len(heard[5].refs) == 2
    await source.close()


async def test_a_server_that_stays_dead_fails_the_run(langflow: LangFlow) -> None:
    source, flows, heard = connected(langflow.up(), langflow.key), langflow.flows, Heard()
    source._jobs.patience = Patience(out_of_contact=2)
    running = asyncio.ensure_future(source.run(a_job(flows["slow"], "30"), heard))
    await heard.until(lambda: heard.texts(Level.OUT))
    await asyncio.to_thread(langflow.kill)
    async with asyncio.timeout(15):
        outcome = await running
    assert isinstance(outcome, Failed)
    assert outcome.retryable
    assert "connection refused; the run may still go on in LangFlow" in outcome.reason
    await source.close()

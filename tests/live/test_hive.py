"""The kind `hive` against a real AgentOS: the newest agno, and 2.2.3, which Hive 1.0 locks."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.errors import BadCredentials
from spark_tui.domain.ids import SourceId
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Asks, Done, Emit, Failed, Job, Outcome, Stopped
from spark_tui.sources.agentos import AgentOSSource
from spark_tui.sources.agentos_runs import GOING, ref_of
from spark_tui.sources.contract import Bench, Heard, SourceContract, a_job, run
from tests.live.servers import LOCKED, AgentOS, LockedAgentOS, Servers, group_of
from tests.processes import Home, end, until

pytestmark = pytest.mark.live
BOTH = [pytest.param(kind, id=kind.version, marks=group_of(kind)) for kind in (AgentOS, LockedAgentOS)]


@pytest.fixture(scope="module", params=BOTH)
def lab(request: pytest.FixtureRequest, servers: Servers) -> AgentOS:
    found = servers.of(request.param)
    assert isinstance(found, AgentOS)
    return found


class Remembering(AgentOSSource):
    """Knows the runs that it followed, so that a test can see how they are."""

    def __init__(self, source: Source, secret: Secret | None) -> None:
        super().__init__(source, secret)
        self.followed: list[str] = []

    async def run(self, job: Job, emit: Emit) -> Outcome:
        ref, self_ = emit.ref, self

        class Ear:
            line, room = emit.line, emit.room

            async def ref(self, told: str) -> None:
                self_.followed.append(told)
                await ref(told)

        return await super().run(job, Ear())  # type: ignore[arg-type]

    async def anything_goes_on(self) -> bool:
        runs = await self._runs()
        refs = [found for told in self.followed if (found := ref_of(told))]
        return any([str((await runs.state(ref) or {}).get("status")) in GOING for ref in refs])


def connected(url: str, key: str | None = AgentOS.key) -> Remembering:
    return Remembering(Source(SourceId("s"), "hive", "hive", url), Secret(key) if key else None)


@pytest.fixture
async def hive(lab: AgentOS) -> AsyncIterator[Remembering]:
    client = connected(lab.up())
    assert (await client.check()).up
    yield client
    await client.close()


class TestContract(SourceContract):
    @pytest.fixture
    async def bench(self, lab: AgentOS, hive: Remembering) -> AsyncIterator[Bench]:
        nobody = connected("http://127.0.0.1:1")

        async def long_runs() -> bool:
            if lab.version == LOCKED:
                pytest.skip("it cannot be asked how a run is, and goes on reading from its model for a while")
            return await hive.anything_goes_on()

        yield Bench(
            kind=AgentOSSource,
            client=hive,
            nobody=nobody,
            echo="agent/echo",
            fails="agent/fails",
            long="agent/slow",
            hostile="agent/hostile",
            big="agent/big",
            unknown="agent/nope",
            long_runs=long_runs,
        )
        await nobody.close()


async def test_it_is_detected(lab: AgentOS) -> None:
    assert await AgentOSSource.detect(lab.up())
    assert await AgentOSSource.detect(f"{lab.up()}/")


@pytest.mark.parametrize("key", ["wrong", None])
async def test_without_the_right_key_it_refuses(lab: AgentOS, key: str | None) -> None:
    stranger = connected(lab.up(), key)
    assert (await stranger.check()).state is HealthState.REFUSED
    with pytest.raises(BadCredentials):
        await stranger.workflows()
    outcome = await run(stranger, a_job("agent/echo"))
    assert isinstance(outcome, Failed)
    assert not outcome.retryable
    await stranger.close()


async def test_the_same_id_of_each_kind_is_another_workflow(hive: AgentOSSource) -> None:
    offers = await hive.workflows()
    assert isinstance(offers, list)
    assert {"agent/echo", "team/echo", "workflow/echo"} <= {offer.key for offer in offers}
    described = {offer.key: offer.description for offer in offers}
    assert (described["agent/echo"], described["workflow/echo"]) == ("The echo agent", "The echo workflow")
    assert described["team/crew"] in ("The crew", "team of Echo")


async def test_tools_are_told_with_their_arguments_and_results(hive: AgentOSSource) -> None:
    heard = Heard()
    assert await run(hive, a_job("agent/adder", "hi"), heard) == Done("echo: hi", Usage(14, 6, 20))
    assert heard.texts(Level.OUT) == ["calls add(a=2, b=3)", "add answered: 5", "echo: hi"]


async def test_members_of_a_team_are_named(hive: AgentOSSource) -> None:
    heard = Heard()
    outcome = await run(hive, a_job("team/crew", "hi"), heard)
    assert isinstance(outcome, Done)
    assert outcome.result == "echo: hi"
    assert "Echo: echo: hi" in heard.texts(Level.OUT)


async def test_a_workflow_tells_its_steps(hive: AgentOSSource) -> None:
    heard = Heard()
    outcome = await run(hive, a_job("workflow/relay", "hi"), heard)
    assert isinstance(outcome, Done)
    assert outcome.result == "echo: HI"
    assert [text for text in heard.texts() if "step" in text] == [
        "▶ step shout",
        "✓ step shout",
        "▶ step answer",
        "✓ step answer",
    ]


async def test_a_workflow_whose_step_failed_has_failed(hive: AgentOSSource) -> None:
    outcome = await run(hive, a_job("workflow/failing-relay"))
    assert isinstance(outcome, Failed)
    assert "failed on purpose" in outcome.reason


@pytest.mark.parametrize("what", ["agent/slow", "workflow/slow-relay"])
async def test_cancelled_it_says_so(hive: AgentOSSource, what: str) -> None:
    heard = Heard()
    running = asyncio.ensure_future(run(hive, a_job(what), heard))
    await heard.until(lambda: any("begins with slow" in text for text in heard.texts()))
    assert await hive.cancel(heard.refs[-1])
    assert isinstance(await running, Stopped)


def answered(asks: Asks, ref: str, answer: Answer) -> Job:
    question = Approval(asks.asks, datetime.now(UTC), asks.token)
    return replace(a_job("agent/asker", "hi", ref=ref), question=question, answer=answer)


@pytest.mark.parametrize("approved", [True, False])
async def test_what_waits_for_a_yes_goes_on_with_the_answer(lab: AgentOS, hive: AgentOSSource, approved: bool) -> None:
    heard, dropped = Heard(), len(lab.lines("dropped"))
    asks = await run(hive, a_job("agent/asker", "hi"), heard)
    assert isinstance(asks, Asks)
    assert asks.asks == (Ask("drop_table", '{"table": "users"}'),)
    again = connected(lab.up())  # another life of Spark
    outcome = await run(again, answered(asks, heard.refs[-1], Answer(approved, "ana", "a word")))
    assert isinstance(outcome, Done)
    assert len(lab.lines("dropped")) - dropped == int(approved)
    await again.close()


async def test_an_answer_that_is_given_twice_counts_once(lab: AgentOS, hive: AgentOSSource) -> None:
    if lab.version == LOCKED:
        pytest.skip("it cannot be asked how the run is")
    heard, dropped = Heard(), len(lab.lines("dropped"))
    asks = await run(hive, a_job("agent/asker", "hi"), heard)
    assert isinstance(asks, Asks)
    for _ in range(2):
        assert isinstance(await run(hive, answered(asks, heard.refs[-1], Answer(True))), Done)
    assert len(lab.lines("dropped")) - dropped == 1


# ------------------------------------------------------------------ Spark itself dies


def test_a_person_answers_although_spark_died_meanwhile(lab: AgentOS, tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.spark("source", "add", lab.up(), lab.key).returncode == 0
    dropped = len(lab.lines("dropped"))
    with home.daemon() as first:
        begun = home.spark("run", "start", "agent/asker", "--input", "hi").stdout.strip()
        until(lambda: home.state(begun) == "waiting", "it waits")
        end(first, 9)
    asked = home.json("run", "show", begun)
    assert asked["question"]["asks"] == [{"tool": "drop_table", "arguments": '{"table": "users"}'}]
    with home.daemon():
        told = home.spark("run", "approve", begun, "--note", "go on")
        assert told.returncode == 0, told.stderr
        until(lambda: home.state(begun) != "waiting", "it goes on")
        ended = home.ended(begun)
    assert (ended["state"], ended["result"]) == ("succeeded", "echo: hi"), ended
    assert ended["usage"]["total"] > 0
    assert len(lab.lines("dropped")) - dropped == 1


@pytest.mark.parametrize(("remembers", "told"), [("schedule", "echo: one and two"), ("run", "echo: two")])
def test_its_agents_remember_the_last_runs_of_a_schedule_where_they_may(
    lab: AgentOS, tmp_path: Path, remembers: str, told: str
) -> None:
    home = Home(tmp_path)
    assert home.spark("source", "add", lab.up(), lab.key, "--name", "there").returncode == 0
    assert home.spark("source", "memory", "there", remembers).returncode == 0
    made = home.spark("schedule", "create", "agent/remembers", "every 1 January at 04:00", "--name", "chat", "--yes")
    assert made.returncode == 0, made.stderr
    with home.daemon():
        for said in ("one", "two"):
            begun = home.json("run", "start", "chat", "--schedule", "--input", said)
            ended = home.ended(begun["id"])
    assert ended["result"] == told, ended

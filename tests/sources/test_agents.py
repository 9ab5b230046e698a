"""The kind `agents` against a fake of each form."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from spark_tui.domain.errors import BadCredentials
from spark_tui.domain.ids import ScheduleId, SourceId
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Done, Failed, Gone
from spark_tui.sources.agents import AgentsSource
from spark_tui.sources.contract import Bench, Heard, SourceContract, a_job, run
from tests.sources.fake_agents import KEY, NEW, OLD, FakeAgents, serving
from tests.sources.web import goes_on, listening


def connected(url: str, key: str | None = KEY) -> AgentsSource:
    return AgentsSource(Source(SourceId("s"), "agents", "agents", url), Secret(key) if key else None)


@asynccontextmanager
async def agents(fake: FakeAgents) -> AsyncIterator[AgentsSource]:
    async with serving(fake) as web:
        client = connected(web.url)
        yield client
        await client.close()


@pytest.fixture(params=[OLD, NEW])
def fake(request: pytest.FixtureRequest) -> FakeAgents:
    return FakeAgents(request.param)


class TestContract(SourceContract):
    @pytest.fixture
    async def bench(self, fake: FakeAgents) -> AsyncIterator[Bench]:
        async with agents(fake) as client:
            nobody = connected("http://127.0.0.1:1")

            yield Bench(
                kind=AgentsSource,
                client=client,
                nobody=nobody,
                echo="echo",
                fails="fails",
                long="long",
                hostile="hostile",
                big="big",
                unknown="nope",
                long_runs=partial(goes_on, fake),
            )
            await nobody.close()


async def test_it_is_known_for_what_it_is(fake: FakeAgents) -> None:
    async with serving(fake) as web:
        assert await AgentsSource.detect(f"{web.url}/")


@pytest.mark.parametrize("name", ["automagik-omni", "Automagik Forge", "something", None])
async def test_its_relatives_are_not_taken_for_it(name: str | None) -> None:
    async with listening(lambda _, reply: reply.whole({"status": "online", "name": name})) as web:
        assert not await AgentsSource.detect(web.url)


@pytest.mark.parametrize("key", ["wrong", None])
async def test_without_the_right_key_it_refuses(fake: FakeAgents, key: str | None) -> None:
    async with serving(fake) as web:
        stranger = connected(web.url, key)
        assert (await stranger.check()).state is HealthState.REFUSED
        with pytest.raises(BadCredentials):
            await stranger.workflows()
        outcome = await run(stranger, a_job("echo"))
        assert isinstance(outcome, Failed)
        assert not outcome.retryable
        await stranger.close()


async def test_an_empty_list_is_explained() -> None:
    async with agents(FakeAgents(listed=False)) as client:
        health = await client.check()
        assert health.state is HealthState.UP
        assert "have run once" in health.detail
        assert await run(client, a_job("echo", "hi")) == Done("echo: hi")


async def test_each_run_has_a_session_of_its_own_and_names_no_origin(fake: FakeAgents) -> None:
    async with agents(fake) as client:
        jobs = [a_job("echo"), a_job("echo")]
        await asyncio.gather(*(run(client, job) for job in jobs))
    assert {order["session_name"] for order in fake.orders} == {f"spark-{job.run}" for job in jobs}
    assert all(set(order) == {"message_content", "session_name"} for order in fake.orders)


async def test_where_it_remembers_two_runs_of_a_schedule_share_a_session_and_do_not_meet(fake: FakeAgents) -> None:
    async with agents(fake) as client:
        jobs = [replace(a_job("echo", "hi"), schedule=ScheduleId("s"), remembers=True) for _ in range(2)]
        outcomes = await asyncio.gather(*(run(client, job) for job in jobs))
    assert outcomes == [Done("echo: hi")] * 2
    assert {order["session_name"] for order in fake.orders} == {"spark-s"}


async def test_two_in_one_session_go_one_after_the_other(fake: FakeAgents) -> None:
    async with agents(fake) as client:
        job = a_job("echo", "hi")
        assert await asyncio.gather(run(client, job), run(client, job)) == [Done("echo: hi")] * 2
        assert not client._sessions


async def test_a_failure_in_a_200_is_a_failure(fake: FakeAgents) -> None:
    async with agents(fake) as client:
        outcome = await run(client, a_job("fails"))
    assert outcome == Failed("status_code: 500, model_name: x, failed on purpose")


async def test_its_own_error_is_told_in_its_words(fake: FakeAgents) -> None:
    async with agents(fake) as client:
        assert await run(client, a_job("broken")) == Failed("it broke", Trouble.SERVER)


async def test_tools_are_told(fake: FakeAgents) -> None:
    heard = Heard()
    async with agents(fake) as client:
        await run(client, a_job("tools", "hi"), heard)
    assert heard.texts(Level.OUT) == ["called add: {'a': 2}", "add answered: 5", "echo: hi"]


async def test_a_run_that_was_cut_off_cannot_be_found_again(fake: FakeAgents) -> None:
    async with agents(fake) as client:
        assert isinstance(await run(client, a_job("echo", ref="anything")), Gone)


@pytest.mark.parametrize(
    "body", [{}, [], 7, {"success": True}, {"success": "yes", "message": 3}, {"message": None, "tool_calls": 3}]
)
async def test_rubbish_is_a_failure_or_an_empty_answer(body: Any) -> None:
    async with listening(lambda _, reply: reply.whole(body)) as web:
        client = connected(web.url)
        outcome = await run(client, a_job("echo"))
        assert outcome == Done("") if body == {"success": True} else isinstance(outcome, Failed)
        await client.close()

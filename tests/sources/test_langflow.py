"""The kind `langflow` against a server that plays its contract and its faults."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from spark_tui.domain.errors import BadCredentials, Invalid, SourceError
from spark_tui.domain.ids import SourceId
from spark_tui.domain.inputs import must_fit
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, SecretName, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Done, Failed, Gone, Stopped
from spark_tui.sources.contract import Bench, Heard, SourceContract, a_job, run
from spark_tui.sources.langflow import LangFlowSource
from spark_tui.sources.langflow_jobs import Patience
from tests.sources.fake_langflow import (
    BIG,
    BIG_TEXT,
    ECHO,
    FAIL,
    HOSTILE,
    KEY,
    LAST_NODE,
    LONG,
    TOKENS,
    TWO,
    UNBUILT,
    FakeJob,
    FakeLangFlow,
    _echo,
    fake_langflow,
    log,
    node,
)
from tests.sources.web import Web

UNKNOWN = "00000000-0000-4000-8000-0000000000ff"
Played = tuple[FakeLangFlow, Web]


class Hasty(LangFlowSource):
    patience = Patience(pauses=(0.01,), out_of_contact=0.2, settle=0.02, stopping=0.3)


def connected(web: Web, key: str | None = KEY, path: str = "") -> Hasty:
    return Hasty(Source(SourceId("s"), "langflow", "flows", web.url + path), Secret(key) if key else None)


@pytest.fixture
async def played() -> AsyncIterator[Played]:
    async with fake_langflow() as both:
        yield both


@pytest.fixture
def server(played: Played) -> FakeLangFlow:
    return played[0]


@pytest.fixture
async def source(played: Played) -> AsyncIterator[LangFlowSource]:
    made = connected(played[1])
    yield made
    await made.close()


class OverFake(SourceContract):
    background: bool

    @pytest.fixture
    async def bench(self) -> AsyncIterator[Bench]:
        async with fake_langflow(background=self.background) as (server, web):
            client, nobody = connected(web), connected(Web("http://127.0.0.1:1"))
            await client._runs_in_background()

            async def long_runs() -> bool:
                await asyncio.sleep(0.05)
                return bool(server.streams) or any(not job.over for job in server.jobs.values())

            yield Bench(LangFlowSource, client, nobody, ECHO, FAIL, LONG, HOSTILE, BIG, UNKNOWN, long_runs)
            await client.close()
            await nobody.close()


class TestWithBackgroundJobs(OverFake):
    background = True


class TestWithStreamsOnly(OverFake):
    background = False


# ------------------------------------------------------------------ who it is, who we are


@pytest.mark.parametrize("path", ["", "/", "/lf", "/lf/"])
async def test_it_is_detected_also_under_a_path(path: str) -> None:
    async with fake_langflow(prefix=path.rstrip("/")) as (_, web):
        assert await LangFlowSource.detect(web.url + path)


async def test_a_web_page_is_not_langflow() -> None:
    async with fake_langflow(page=True) as (_, web):
        source = connected(web)
        assert not await LangFlowSource.detect(web.url)
        assert "is not LangFlow" in (await source.check()).detail
        await source.close()


async def test_a_right_key_is_up_with_version_and_name(source: LangFlowSource) -> None:
    health = await source.check()
    assert (health.state, health.version, health.detail) == (HealthState.UP, "1.13.0", "as somebody")


@pytest.mark.parametrize(
    ("key", "detail"), [("sk-wrong", "LangFlow refused the API key"), (None, "LangFlow asks for an API key")]
)
async def test_a_wrong_key_is_refused_with_the_place_to_make_one(played: Played, key: str | None, detail: str) -> None:
    source = connected(played[1], key)
    health = await source.check()
    assert (health.state, health.detail) == (HealthState.REFUSED, detail)
    assert "/settings/api-keys" in health.hint
    with pytest.raises(BadCredentials):
        await source.workflows()
    await source.close()


async def test_it_works_without_a_key_where_none_is_asked_for() -> None:
    async with fake_langflow(key=None) as (_, web):
        source = connected(web, None)
        assert (await source.check()).up
        assert isinstance(await run(source, a_job(ECHO)), Done)
        await source.close()


async def test_flows_are_offered_by_id_without_components(source: LangFlowSource) -> None:
    offers = await source.workflows()
    assert offers[0].key == ECHO
    assert (offers[0].title, offers[0].aliases, offers[0].marker) == ("echo", ("echo",), "2026-01-01")
    assert "a component" not in {offer.title for offer in offers}


async def test_no_cookie_is_sent_back(played: Played, source: LangFlowSource) -> None:
    await source.check()
    await source.check()
    assert not any("cookie" in request.headers for request in played[1].seen)


# ------------------------------------------------------------------ what is said of a run


async def test_the_log_tells_the_plan_the_nodes_and_the_answer(source: LangFlowSource) -> None:
    heard = Heard()
    await run(source, a_job(ECHO, "hi"), heard)
    assert heard.lines == [
        (Level.NOTE, "3 steps: ChatInput, Tick, ChatOutput"),
        (Level.NOTE, "✓ ChatInput, 12 ms"),
        (Level.OUT, "echo: hi"),
        (Level.NOTE, "✓ ChatOutput, 12 ms"),
    ]


async def test_a_failure_is_told_once_with_its_component(source: LangFlowSource) -> None:
    heard = Heard()
    outcome = await run(source, a_job(FAIL), heard)
    assert outcome == Failed("Fail: failed on purpose: no disk")
    assert heard.texts(Level.ERR) == ["Fail: failed on purpose: no disk", "✗ Fail"]
    assert heard.texts(Level.OUT) == ["Tick: about to fail"] or "Fail: about to fail" in heard.texts(Level.OUT)


async def test_tokens_become_lines_and_are_not_repeated(server: FakeLangFlow, source: LangFlowSource) -> None:
    heard = Heard()
    server.stuck_submits = 1
    running = asyncio.ensure_future(run(source, a_job(TOKENS), heard))
    await heard.until(lambda: heard.refs)
    job = server.jobs[heard.refs[0]]
    await asyncio.sleep(0.05)
    job.status = "in_progress"
    for chunk in ("Once upon", " a time\nthere", " was"):
        job.tell("token", {"chunk": chunk, "id": "m1"}, durable=False)
    await heard.until(lambda: "Once upon a time" in heard.texts())
    _finish(job, "Once upon a time\nthere was")
    assert await running == Done("Once upon a time\nthere was")
    assert heard.texts(Level.OUT) == ["Once upon a time", "there was"]


async def test_a_log_is_told_once_whether_live_or_late(server: FakeLangFlow, source: LangFlowSource) -> None:
    heard = Heard()
    running = asyncio.ensure_future(run(source, a_job(LONG), heard))
    await heard.until(lambda: heard.refs)
    await heard.until(lambda: len(heard.texts(Level.OUT)) >= 2)
    job = server.jobs[heard.refs[0]]
    logs = [log("before", name="tick"), *(data for event, data, _ in job.events if event == "log")]
    job.tell("end_vertex", node("Tick", "done", logs=logs))
    _finish(job, "done")
    await running
    told = [text for text in heard.texts(Level.OUT) if text.startswith("Tick: ")]
    assert "Tick: tick: before" in told
    assert len(told) == len(set(told)) == len(logs)


def _finish(job: FakeJob, text: str) -> None:
    job.tell("add_message", {"text": text, "sender": "Machine", "id": "m1", "category": "message"})
    job.result = {"output": {"reason": "single", "text": text}}
    job.tell("end", {})
    job.end("completed")


# ------------------------------------------------------------------ its result


async def test_a_text_that_the_status_cuts_is_whole(source: LangFlowSource) -> None:
    assert await run(source, a_job(BIG)) == Done(BIG_TEXT)


async def test_a_cut_text_that_nobody_heard_whole_says_so(server: FakeLangFlow, source: LangFlowSource) -> None:
    job = FakeJob(ECHO, "", status="completed", result={"output": {"reason": "single", "text": "y" * 6000 + "..."}})
    server.jobs[job.id] = job
    outcome = await run(source, a_job(ECHO, ref=job.id))
    assert isinstance(outcome, Done)
    assert outcome.result.endswith("...\n(cut by LangFlow at 6,000 characters)")


async def test_without_an_output_component_the_last_node_has_the_result(source: LangFlowSource) -> None:
    assert await run(source, a_job(LAST_NODE)) == Done("only the node says it")


async def test_two_outputs_are_both_in_the_result(source: LangFlowSource) -> None:
    assert await run(source, a_job(TWO)) == Done(f"A: first\n\nB: {'x' * 7000}")


# ------------------------------------------------------------------ what is sent


async def test_each_run_has_a_session_and_a_key_of_its_own(played: Played, source: LangFlowSource) -> None:
    for flow in (ECHO, ECHO, TWO):
        await run(source, a_job(flow, "x", key="spark:same"))
    orders = [request.json() for request in played[1].seen if b'"background"' in request.body]
    assert len({order["session_id"] for order in orders}) == 3
    assert len({order["idempotency_key"] for order in orders}) == 2
    assert all(len(order["idempotency_key"]) <= 255 for order in orders)


async def test_a_lone_surrogate_does_not_reach_it(source: LangFlowSource) -> None:
    assert await run(source, a_job(ECHO, "a\ud800b")) == Done("echo: a?b")


async def test_what_it_can_do_is_asked_once(played: Played, source: LangFlowSource) -> None:
    await run(source, a_job(ECHO))
    await run(source, a_job(ECHO))
    assert sum(b'"probe"' in request.body for request in played[1].seen) == 1


async def test_an_older_one_is_not_said_to_take_runs_up_again() -> None:
    async with fake_langflow(background=False) as (_, web):
        source = connected(web)
        await run(source, a_job(ECHO))
        assert not source.abilities.reattach
        assert isinstance(await run(source, a_job(ECHO, ref="x")), Gone)
        await source.close()


# ------------------------------------------------------------------ when things break


@pytest.mark.parametrize(("fault", "count"), [("lose_submit_answers", 2), ("busy_answers", 2)])
async def test_an_order_whose_answer_is_lost_is_repeated_and_runs_once(
    server: FakeLangFlow, source: LangFlowSource, fault: str, count: int
) -> None:
    setattr(server, fault, count)
    assert isinstance(await run(source, a_job(ECHO)), Done)
    assert len(server.jobs) == 1


async def test_a_broken_stream_is_taken_up_where_it_broke(server: FakeLangFlow, source: LangFlowSource) -> None:
    server.break_streams_after = [2, 1]
    heard = Heard()
    assert await run(source, a_job(ECHO, "hi"), heard) == Done("echo: hi")
    told = [text for text in heard.texts() if "connection" not in text and "contact" not in text]
    assert told == ["3 steps: ChatInput, Tick, ChatOutput", "✓ ChatInput, 12 ms", "echo: hi", "✓ ChatOutput, 12 ms"]


async def test_it_is_told_when_contact_was_lost_and_found(server: FakeLangFlow, source: LangFlowSource) -> None:
    heard = Heard()
    server.break_streams_after, server.away_after_break = [4], 3
    running = asyncio.ensure_future(run(source, a_job(LONG), heard))
    await heard.until(lambda: "in contact again" in heard.texts(Level.NOTE) or running.done())
    _finish(server.jobs[heard.refs[0]], "late")
    assert await running == Done("late")
    assert any("trying again" in text for text in heard.texts(Level.NOTE))


async def test_a_server_that_stays_away_fails_the_run_and_says_that_it_may_go_on(played: Played) -> None:
    server, web = played
    source, heard = connected(web), Heard()
    running = asyncio.ensure_future(run(source, a_job(LONG), heard))
    await heard.until(lambda: heard.refs)
    await heard.until(lambda: heard.lines)
    server.unreachable = 10_000
    server.jobs[heard.refs[0]].end("completed")
    outcome = await running
    assert isinstance(outcome, Failed)
    assert outcome.retryable
    assert "the run may still go on in LangFlow" in outcome.reason
    await source.close()


async def test_the_next_attempt_takes_up_what_the_first_lost_sight_of(played: Played) -> None:
    server, web = played
    source, first, second = connected(web), Heard(), Heard()
    server.break_streams_after, server.away_after_break = [3], 10_000
    assert isinstance(await run(source, a_job(LONG, key="spark:one"), first), Failed)
    server.unreachable = 0
    again = asyncio.ensure_future(run(source, a_job(LONG, key="spark:one", attempt=2), second))
    await second.until(lambda: second.lines)
    _finish(server.jobs[first.refs[0]], "at last")
    assert await again == Done("at last")
    assert first.refs == second.refs
    await source.close()


async def test_a_job_stuck_in_the_queue_is_submitted_again(server: FakeLangFlow, source: LangFlowSource) -> None:
    server.stuck_submits = 1
    job, heard = a_job(ECHO, "hi"), Heard()
    lost = asyncio.ensure_future(run(source, job, heard))
    await heard.until(lambda: heard.refs)
    lost.cancel()
    await asyncio.gather(lost, return_exceptions=True)
    again = Heard()
    taken_up = a_job(ECHO, "hi", key=job.key, ref=heard.refs[0])
    assert await run(source, taken_up, again) == Done("echo: hi")
    assert again.refs != heard.refs
    assert server.jobs[heard.refs[0]].status == "cancelled"


async def test_letting_go_while_it_is_ordered_still_keeps_the_ref(server: FakeLangFlow, source: LangFlowSource) -> None:
    heard = Heard()
    await source._runs_in_background()
    running = asyncio.ensure_future(run(source, a_job(LONG), heard))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert heard.refs == list(server.jobs)


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        ("failed", {"type": "worker_lost"}, Failed("LangFlow itself ended while it ran (worker lost)", Trouble.SERVER)),
        ("failed", {"error": "out of memory"}, Failed("out of memory")),
        ("failed", None, Failed("it failed without a reason")),
        ("cancelled", None, Stopped("it was cancelled in LangFlow")),
        ("timed out", None, Failed("LangFlow's own time limit ended it", Trouble.TIMEOUT)),
        ("flow deleted", None, Gone("its flow was deleted from LangFlow")),
    ],
)
async def test_every_end_has_its_verdict(
    server: FakeLangFlow, source: LangFlowSource, status: str, error: Any, expected: object
) -> None:
    job = FakeJob(ECHO, "", status=status, error=error)
    server.jobs[job.id] = job
    assert await run(source, a_job(ECHO, ref=job.id)) == expected


async def test_a_finished_job_whose_flow_is_deleted_still_tells_its_result(
    server: FakeLangFlow, source: LangFlowSource
) -> None:
    job = FakeJob(ECHO, "hi", status="in_progress")
    server.jobs[job.id] = job
    _echo(job)
    job.status = "flow deleted"
    assert await run(source, a_job(ECHO, ref=job.id)) == Done("echo: hi")


async def test_a_job_that_it_does_not_know_is_gone(source: LangFlowSource) -> None:
    assert isinstance(await run(source, a_job(ECHO, ref="nobody")), Gone)


async def test_a_run_that_waits_for_a_person_says_so(server: FakeLangFlow, source: LangFlowSource) -> None:
    heard = Heard()
    job = FakeJob(ECHO, "", status="completed")
    job.result = {"status": "suspended"}
    server.jobs[job.id] = job
    running = asyncio.ensure_future(run(source, a_job(ECHO, ref=job.id), heard))
    await heard.until(lambda: any("waits for a person" in text for text in heard.texts()))
    job.result = {"status": "completed", "output": {"reason": "single", "text": "yes"}}
    assert await running == Done("yes")


async def test_a_key_that_is_withdrawn_fails_the_run(server: FakeLangFlow, source: LangFlowSource) -> None:
    heard = Heard()
    running = asyncio.ensure_future(run(source, a_job(LONG), heard))
    await heard.until(lambda: heard.refs)
    server.key = "sk-another"
    server.jobs[heard.refs[0]].end("completed")
    outcome = await running
    assert isinstance(outcome, Failed)
    assert not outcome.retryable
    assert KEY not in outcome.reason


async def test_a_stream_of_an_older_one_that_breaks_is_a_failure() -> None:
    async with fake_langflow(background=False, break_streams_after=[1]) as (_, web):
        source = connected(web)
        outcome = await run(source, a_job(ECHO))
        assert isinstance(outcome, Failed)
        assert outcome.retryable
        await source.close()


async def test_keepalives_are_not_events(server: FakeLangFlow, source: LangFlowSource) -> None:
    server.keepalive_first = True
    assert isinstance(await run(source, a_job(ECHO)), Done)


async def test_our_key_is_hidden_wherever_it_comes_back(server: FakeLangFlow, source: LangFlowSource) -> None:
    heard = Heard()
    outcome = await run(source, a_job(ECHO, f"my key is {KEY}"), heard)
    assert outcome == Done("echo: my key is •••")
    assert not any(KEY in text for text in heard.texts())
    assert KEY not in repr(source.__dict__)


def _component(id: str, kind: str, called: str, **fields: Any) -> dict[str, Any]:  # noqa: A002
    whole = {name: {"show": True, "advanced": False, "value": "", **field} for name, field in fields.items()}
    return {"id": id, "data": {"id": id, "type": kind, "node": {"display_name": called, "template": whole}}}


FLOW = {
    "data": {
        "nodes": [
            _component("ChatInput-1", "ChatInput", "Chat Input", input_value={"type": "str"}),
            _component(
                *("Sleep-1", "Sleep", "Sleep"),
                seconds={"type": "float", "value": 5.0, "display_name": "Seconds", "info": "How long"},
                level={"type": "str", "options": ["low", "high"], "value": "low"},
                free={"type": "str", "options": ["a"], "combobox": True},
                names={"type": "str", "list": True, "value": ["x"]},
                text={"type": "str"},
                code={"type": "code", "value": "import os"},
                api_key={"type": "str", "password": True, "value": "sk-secret"},
                variable={"type": "str", "load_from_db": True},
                hidden={"type": "str", "show": False},
                rarely={"type": "int", "advanced": True},
                model={"type": "other"},
            ),
            _component("TextInput-1", "TextInput", "Topic", input_value={"type": "str", "required": True}),
            _component("a.b", "Odd", "Odd", c={"type": "dict", "advanced": True}),
            {"id": 7},
            "rubbish",
        ],
        "edges": [{"target": "Sleep-1", "data": {"targetHandle": {"fieldName": "text"}}}, "rubbish"],
    }
}


async def test_a_flow_declares_what_nothing_else_fills_with_what_is_advanced_last(
    server: FakeLangFlow, source: LangFlowSource
) -> None:
    server.flow = FLOW
    told = [(one.name, one.type.value, one.default, one.required) for one in (await source.inputs(ECHO)).fields]
    assert told == [
        ("TextInput-1.input_value", "text", None, True),
        ("Sleep-1.seconds", "number", "5.0", False),
        ("Sleep-1.level", "choice", "low", False),
        ("Sleep-1.free", "text", "", False),
        ("Sleep-1.names", "json", '["x"]', False),
        ("Sleep-1.api_key", "text", None, False),
        ("Sleep-1.variable", "text", None, False),
        ("Sleep-1.rarely", "integer", "", False),
        ("a.b.c", "json", "", False),
    ]
    fields = (await source.inputs(ECHO)).fields
    assert [one.name for one in fields if one.secret] == ["Sleep-1.api_key", "Sleep-1.variable"]
    assert [one.name for one in fields if one.advanced] == ["Sleep-1.rarely", "a.b.c"]


async def test_what_a_flow_needs_and_nobody_gives_is_asked_for(server: FakeLangFlow, source: LangFlowSource) -> None:
    server.flow = FLOW
    declared = await source.inputs(ECHO)
    with pytest.raises(Invalid, match=r"TextInput-1\.input_value” is needed"):
        must_fit(declared, {"seconds": 1}, "the flow")


@pytest.mark.parametrize(
    "flow", [3, [], {"data": None}, {"data": {"nodes": "x", "edges": 3}}, {"data": {"nodes": [[]]}}]
)
async def test_a_flow_of_another_shape_declares_nothing(
    server: FakeLangFlow, source: LangFlowSource, flow: Any
) -> None:
    server.flow = flow
    assert (await source.inputs(ECHO)).fields == ()


async def test_a_flow_that_is_gone_declares_nothing_and_is_said_to_be(source: LangFlowSource) -> None:
    with pytest.raises(SourceError, match="no such flow"):
        await source.inputs(UNKNOWN)


@pytest.mark.parametrize("background", [True, False])
async def test_values_are_tweaks_of_their_components(
    server: FakeLangFlow, source: LangFlowSource, background: bool
) -> None:
    server.background, server.flow = background, FLOW
    job = a_job(ECHO, values={"Sleep-1.seconds": 2, "Sleep-1.level": "low", "a.b.c": [1]})
    assert isinstance(await run(source, job), Done)
    assert server.orders[-1]["tweaks"] == {"Sleep-1": {"seconds": 2, "level": "low"}, "a.b": {"c": [1]}}


async def test_a_run_without_values_has_no_tweaks(server: FakeLangFlow, source: LangFlowSource) -> None:
    await run(source, a_job(ECHO))
    assert "tweaks" not in server.orders[-1]


@pytest.mark.parametrize("background", [True, False])
async def test_a_value_for_what_the_flow_has_no_more_fails_the_run_instead_of_going_without(
    server: FakeLangFlow, source: LangFlowSource, background: bool
) -> None:
    server.background, server.flow = background, FLOW
    outcome = await run(source, a_job(ECHO, values={"Sleep-1.gone": 2, "Sleep-1.text": "filled elsewhere"}))
    assert isinstance(outcome, Failed)
    assert "no Sleep-1.gone any more" in outcome.reason
    assert server.orders == []


FORGE = {SecretName("forge"): Secret("s3cret-4711")}


def with_a_vault(web: Web) -> Hasty:
    return Hasty(Source(SourceId("s"), "langflow", "flows", web.url), Secret(KEY), FORGE.get)


@pytest.mark.parametrize("background", [True, False])
async def test_a_secret_is_filled_in_where_the_flow_has_one_and_hidden_where_it_is_told_back(
    played: Played, background: bool
) -> None:
    (server, web), heard = played, Heard()
    server.background, server.flow = background, FLOW
    source = with_a_vault(web)
    job = a_job(
        ECHO, input="it is s3cret-4711", values={"Sleep-1.api_key": "vault:forge", "Sleep-1.free": "vault:forge"}
    )
    outcome = await run(source, job, heard)
    await source.close()
    assert server.orders[-1]["tweaks"] == {"Sleep-1": {"api_key": "s3cret-4711", "free": "vault:forge"}}
    assert isinstance(outcome, Done)
    assert "s3cret-4711" not in outcome.result + "".join(text for text, _ in heard.lines)
    assert "•••" in outcome.result


async def test_a_secret_that_is_not_here_fails_the_run_with_how_to_keep_it(played: Played) -> None:
    server, web = played
    server.flow, source = FLOW, with_a_vault(web)
    outcome = await run(source, a_job(ECHO, values={"Sleep-1.api_key": "vault:nowhere"}))
    await source.close()
    assert isinstance(outcome, Failed)
    assert outcome.reason == "there is no secret “nowhere” (spark secret keep nowhere)"
    assert server.orders == []


@pytest.mark.parametrize("background", [True, False])
async def test_a_component_that_cannot_be_built_fails_the_run_although_langflow_calls_it_completed(
    server: FakeLangFlow, source: LangFlowSource, background: bool
) -> None:
    server.background = background
    outcome = await run(source, a_job(UNBUILT, "hi"))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "Error building Component Model: OPENAI_API_KEY variable not found."

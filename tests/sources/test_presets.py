"""Each preset against a server that answers as the product's documentation says."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from spark_tui.domain.endpoints.reading import read
from spark_tui.domain.ids import SourceId
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Done, Failed, Gone
from spark_tui.sources.contract import Heard, a_job, run
from spark_tui.sources.webhook import WebhookSource
from tests.sources.fake_endpoints import event
from tests.sources.web import Reply, Request, Web, listening

PRESETS = WebhookSource.presets()
Answer = Callable[[Request, Reply], Awaitable[None]]


@asynccontextmanager
async def preset(name: str, answer: Answer, key: str | None = "the-key") -> AsyncIterator[tuple[WebhookSource, Web]]:
    async with listening(answer) as web:
        source = Source(SourceId("s"), "webhook", name, web.url, definition=PRESETS[name])
        client = WebhookSource(source, Secret(key) if key else None)
        yield client, web
        await client.close()


def saying(answer: Any, status: int = 200, **more: Any) -> Answer:
    async def say(_: Request, reply: Reply) -> None:
        await reply.whole(answer, status, **more)

    return say


def streaming(*pieces: bytes) -> Answer:
    async def stream(_: Request, reply: Reply) -> None:
        await reply.begin("text/event-stream")
        for piece in pieces:
            await reply.send(piece)
        await reply.finish()

    return stream


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_read_and_says_what_it_is_for(name: str) -> None:
    assert read(PRESETS[name]).all
    assert PRESETS[name].startswith("# ")


# ------------------------------------------------------------------ n8n


async def test_n8n_is_given_the_input_as_json_and_its_last_node_answers() -> None:
    async with preset("n8n", saying({"report": "done"})) as (client, web):
        assert await run(client, a_job("n8n", '{"city": "Recife"}')) == Done('{"report": "done"}')
        await run(client, a_job("n8n", "just text"))
    assert [request.json()["input"] for request in web.seen] == [{"city": "Recife"}, "just text"]
    assert "authorization" not in web.seen[0].headers


async def test_n8n_says_that_a_workflow_is_not_active() -> None:
    said = {"code": 404, "message": 'The requested webhook "POST x" is not registered.', "hint": "activate it"}
    async with preset("n8n", saying(said, 404)) as (client, _):
        assert await run(client, a_job("n8n")) == Failed(said["message"], Trouble.REJECTED)


# ------------------------------------------------------------------ Dify

USAGE = {"usage": {"prompt_tokens": 7, "completion_tokens": 2}}


async def test_a_dify_chat_comes_word_by_word() -> None:
    pieces = [
        b"event: ping\n\n",
        event(event="message", answer="Hello "),
        event(event="agent_thought", thought="hm"),
        event(event="message", answer="there\nyou"),
        event(event="message_end", metadata=USAGE),
    ]
    heard = Heard()
    async with preset("dify", streaming(*pieces)) as (client, web):
        outcome = await run(client, a_job("chat", "hi"), heard)
    assert outcome == Done("Hello there\nyou", Usage(7, 2, 9))
    assert heard.texts(Level.OUT) == ["Hello there", "you"]
    assert web.seen[0].path == "/chat-messages"
    assert web.seen[0].headers["authorization"] == "Bearer the-key"
    assert web.seen[0].json() | {"query": "hi", "response_mode": "streaming"} == web.seen[0].json()


async def test_a_dify_error_within_the_stream_is_a_failure() -> None:
    pieces = [event(event="message", answer="Hel"), event(event="error", status=400, code="x", message="no quota")]
    async with preset("dify", streaming(*pieces)) as (client, _):
        assert await run(client, a_job("chat", "hi")) == Failed("no quota", result="Hel")


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ({"status": "succeeded", "outputs": {"text": "ok"}}, Done('{"text": "ok"}')),
        ({"status": "failed", "error": "node 2 broke", "outputs": None}, Failed("node 2 broke", result='{"a": 1}')),
    ],
)
async def test_a_dify_workflow_is_what_its_last_event_says(end: dict[str, Any], outcome: Any) -> None:
    pieces = [
        event(event="workflow_started", data={"id": "w"}),
        event(event="node_finished", data={"status": "succeeded", "outputs": {"a": 1}}),
        event(event="workflow_finished", data=end),
    ]
    async with preset("dify", streaming(*pieces)) as (client, web):
        assert await run(client, a_job("workflow", '{"day": "monday"}')) == outcome
    assert web.seen[0].json()["inputs"] == {"day": "monday"}


async def test_a_dify_workflow_that_breaks_off_has_not_succeeded() -> None:
    pieces = [event(event="node_finished", data={"status": "succeeded", "outputs": {"a": 1}})]
    async with preset("dify", streaming(*pieces)) as (client, _):
        assert isinstance(await run(client, a_job("workflow", "{}")), Failed)


@pytest.mark.parametrize(
    ("workflow", "path"), [("chat", "/chat-messages/t-1/stop"), ("workflow", "/workflows/tasks/t-1/stop")]
)
async def test_what_dify_does_is_stopped_by_the_task_that_its_first_event_names(workflow: str, path: str) -> None:
    begun, stopped = asyncio.Event(), asyncio.Event()

    class Hearing(Heard):
        async def ref(self, ref: str) -> None:
            await super().ref(ref)
            begun.set()

    heard = Hearing()

    async def answer(request: Request, reply: Reply) -> None:
        if request.path == path:
            stopped.set()
            await reply.whole({"result": "success"})
            return
        await reply.begin("text/event-stream")
        await reply.send(event(event="workflow_started", task_id="t-1", data={}))
        await stopped.wait()
        await reply.send(event(event="workflow_finished", task_id="t-1", data={"status": "stopped"}))
        await reply.finish()

    async with preset("dify", answer) as (client, web):
        going = asyncio.ensure_future(run(client, a_job(workflow, "{}"), heard))
        await begun.wait()
        assert await client.cancel(heard.refs[0])
        assert isinstance(await going, Failed)
        assert isinstance(await run(client, a_job(workflow, "{}", ref=heard.refs[0])), Gone)
    assert web.seen[-1].json() == {"user": "spark"}


# ------------------------------------------------------------------ Flowise


@pytest.mark.parametrize("key", ["the-key", None])
async def test_flowise_is_asked_with_a_session_of_the_run_and_with_a_key_only_where_there_is_one(
    key: str | None,
) -> None:
    async with preset("flowise", saying({"text": "Paris", "question": "?"}), key) as (client, web):
        job = a_job("flowise", "capital?")
        assert await run(client, job) == Done("Paris")
    assert web.seen[0].headers.get("authorization") == (f"Bearer {key}" if key else None)
    assert web.seen[0].json()["overrideConfig"] == {"sessionId": f"spark-{job.run}"}


async def test_flowise_says_why_not() -> None:
    said = {"statusCode": 500, "success": False, "message": "Error: chatflow not found", "stack": {}}
    async with preset("flowise", saying(said, 500)) as (client, _):
        assert await run(client, a_job("flowise")) == Failed("Error: chatflow not found", Trouble.SERVER)


def flowise(*events: tuple[str, Any]) -> Answer:
    """As its server writes them: a field that nobody knows, then the data."""
    return streaming(*(f"message:\ndata:{json.dumps({'event': e, 'data': d})}\n\n".encode() for e, d in events))


SAID: tuple[tuple[str, Any], ...] = (("start", ""), ("token", "Par"), ("token", "is"))
LAST: tuple[tuple[str, Any], ...] = (
    ("usageMetadata", {"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}),
    ("metadata", {"chatId": "c", "sessionId": "s"}),
    ("end", "[DONE]"),
)


async def test_flowise_comes_word_by_word_where_the_flow_streams() -> None:
    heard = Heard()
    async with preset("flowise", flowise(*SAID, *LAST)) as (client, web):
        assert await run(client, a_job("flowise", "capital?"), heard) == Done("Paris", Usage(5, 2, 7))
    assert heard.texts(Level.OUT) == ["Paris"]
    assert web.seen[0].json()["streaming"] is True


@pytest.mark.parametrize("end", [("error", "401 Invalid model key"), ("abort", "[DONE]")])
async def test_a_flowise_stream_that_tells_of_an_error_has_failed(end: tuple[str, str]) -> None:
    async with preset("flowise", flowise(*SAID, end)) as (client, _):
        assert await run(client, a_job("flowise", "capital?")) == Failed(end[1], result="Paris")


# ------------------------------------------------------------------ LangGraph Platform


DONE = {"values": {"messages": [{"role": "ai", "content": "hello"}]}, "next": [], "tasks": []}
BROKE = {"values": {}, "next": ["model"], "tasks": [{"id": "1", "error": "ValueError('no key')", "interrupts": []}]}
ASKS = {"values": {}, "next": ["ask"], "tasks": [{"id": "1", "error": None, "interrupts": [{"value": "approve?"}]}]}


def langgraph(*states: str, state: dict[str, Any] = DONE) -> Answer:
    """Its run goes through these states; its thread is idle whatever becomes of the run."""
    left = list(states)

    async def answer(request: Request, reply: Reply) -> None:
        match request.method, request.path:
            case "POST", "/runs":
                await reply.whole({"run_id": "r1", "thread_id": "t1", "status": "pending"})
            case "GET", "/threads/t1":
                await reply.whole({"thread_id": "t1", "status": "idle", "values": {}})
            case "GET", "/threads/t1/runs/r1":
                await reply.whole({"run_id": "r1", "status": left.pop(0) if len(left) > 1 else left[0]})
            case "GET", "/threads/t1/state":
                await reply.whole(state)
            case "POST", "/threads/t1/runs/r1/cancel":
                left[:] = ["interrupted"]
                await reply.whole(b"", 204)
            case "GET", "/ok":
                await reply.whole({"ok": True})
            case _:
                await reply.whole({"detail": "Not Found"}, 404)

    return answer


async def test_a_langgraph_run_goes_on_in_the_background_until_it_is_over() -> None:
    heard = Heard()
    async with preset("langgraph", langgraph("pending", "running", "success")) as (client, web):
        assert (await client.check()).state is HealthState.UP
        assert await run(client, a_job("run", "hi"), heard) == Done(json.dumps(DONE["values"]))
    began = next(request for request in web.seen if request.path == "/runs")
    assert began.headers["x-api-key"] == "the-key"
    assert began.json()["input"] == {"messages": [{"role": "user", "content": "hi"}]}
    assert heard.refs


@pytest.mark.parametrize(
    ("end", "state", "reason"),
    [
        ("error", BROKE, "ValueError('no key')"),
        ("timeout", {}, "the job ended as timeout"),
        ("interrupted", {}, "the job ended as interrupted"),
        ("success", ASKS, "approve?"),
    ],
)
async def test_a_langgraph_run_whose_thread_is_idle_need_not_have_succeeded(end: str, state: Any, reason: str) -> None:
    async with preset("langgraph", langgraph("running", end, state=state)) as (client, _):
        outcome = await run(client, a_job("run", "hi"))
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason


async def test_a_langgraph_run_that_is_taken_up_again_is_asked_for_its_answer() -> None:
    heard = Heard()
    async with preset("langgraph", langgraph("running", "success")) as (client, web):
        await run(client, a_job("run", "hi"), heard)
        assert isinstance(await run(client, a_job("run", "hi", ref=heard.refs[0])), Done)
    assert [request.path for request in web.seen].count("/runs") == 1


async def test_a_langgraph_run_is_cancelled_where_it_runs() -> None:
    heard = Heard()
    async with preset("langgraph", langgraph("success")) as (client, _):
        await run(client, a_job("run", '{"assistant_id": "other", "input": {"x": 1}}'), heard)
        assert await client.cancel(heard.refs[0])


# ------------------------------------------------------------------ Windmill


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ({"completed": True, "success": True, "result": {"rows": 3}}, Done('{"rows": 3}')),
        ({"completed": True, "success": False, "result": {"error": {"message": "no table"}}}, Failed("no table")),
    ],
)
async def test_a_windmill_job_is_asked_after_by_the_id_that_it_answers_as_text(end: Any, outcome: Any) -> None:
    left = [{"completed": False, "started": True}, end]
    cancelled: list[Any] = []

    async def answer(request: Request, reply: Reply) -> None:
        if request.path == "/jobs/run/p/u/ana/report":
            await reply.whole(b"0190-abcd", 201)
        elif request.path == "/jobs_u/completed/get_result_maybe/0190-abcd":
            await reply.whole(left.pop(0) if len(left) > 1 else left[0])
        elif request.path == "/jobs_u/queue/cancel/0190-abcd":
            cancelled.append(request.json())
            await reply.whole(b"0190-abcd")

    heard = Heard()
    async with preset("windmill", answer) as (client, web):
        job = a_job("script", '{"path": "u/ana/report", "args": {"day": 1}}')
        assert await run(client, job, heard) == outcome
        assert await client.cancel(heard.refs[0])
    assert web.seen[0].json() == {"day": 1}
    assert cancelled == [{"reason": "cancelled by Spark"}]


async def test_windmill_without_a_path_says_so_and_asks_nobody() -> None:
    async with preset("windmill", saying(b"")) as (client, web):
        outcome = await run(client, a_job("script", "hello"))
    assert isinstance(outcome, Failed)
    assert "path" in outcome.reason
    assert not web.seen


# ------------------------------------------------------------------ OpenAI


def chunk(**delta: Any) -> bytes:
    return event(choices=[{"index": 0, "delta": delta, "finish_reason": None}])


async def test_a_prompt_is_answered_word_by_word_with_its_tokens() -> None:
    pieces = [
        chunk(role="assistant", content=""),
        chunk(content="Good "),
        chunk(content="morning"),
        event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}]),
        event(choices=[], usage={"prompt_tokens": 9, "completion_tokens": 2}),
        b"data: [DONE]\n\n",
    ]
    async with preset("openai-chat", streaming(*pieces)) as (client, web):
        assert await run(client, a_job("chat", "greet me")) == Done("Good morning", Usage(9, 2, 11))
    sent = web.seen[0].json()
    assert sent["messages"] == [{"role": "user", "content": "greet me"}]
    assert sent["model"] == "gpt-4o-mini"


async def test_a_server_that_gives_no_reason_for_its_end_has_ended_well_with_its_last_word() -> None:
    said = [event(choices=[{"delta": {"content": "Good morning"}}])]
    async with preset("openai-chat", streaming(*said, b"data: [DONE]\n\n")) as (client, _):
        assert await run(client, a_job("chat", "greet me")) == Done("Good morning")
    async with preset("openai-chat", streaming(*said)) as (client, _):
        assert isinstance(await run(client, a_job("chat", "greet me")), Failed)


KIND = [{"role": "system", "content": "be kind"}]


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        ('{"model": "m", "prompt": "hi"}', [{"role": "user", "content": "hi"}]),
        (json.dumps({"model": "m", "messages": KIND}), KIND),
    ],
)
async def test_model_and_messages_may_be_given_and_an_answer_may_come_whole(given: str, messages: Any) -> None:
    whole = {"choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 1}}
    async with preset("openai-chat", saying(whole)) as (client, web):
        assert await run(client, a_job("chat", given)) == Done("hi", Usage(1, 0, 1))
    assert (web.seen[0].json()["model"], web.seen[0].json()["messages"]) == ("m", messages)


SYSTEM, ASKED = {"role": "system", "content": "be kind"}, {"role": "user", "content": "hi"}


@pytest.mark.parametrize(
    ("text", "values", "sent"),
    [
        ("hi", {"model": "m"}, {"model": "m", "messages": [ASKED]}),
        ("", {"model": "m", "prompt": "hi"}, {"model": "m", "messages": [ASKED]}),
        ("hi", {"system": "be kind"}, {"model": "gpt-4o-mini", "messages": [SYSTEM, ASKED]}),
        ("hi", {"temperature": 0, "max_tokens": 9}, {"temperature": 0, "max_tokens": 9}),
        ('{"model": "m", "temperature": "0.5", "prompt": "hi"}', {}, {"model": "m", "temperature": 0.5}),
        ('{"prompt": "hi"}', {"model": "m"}, {"model": "m", "messages": [ASKED]}),
        ('{"rows": [1]}', {}, {"messages": [{"role": "user", "content": '{"rows": [1]}'}]}),
    ],
)
async def test_the_input_is_the_prompt_and_the_rest_is_given_beside_it(text: str, values: Any, sent: Any) -> None:
    whole = {"choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}]}
    async with preset("openai-chat", saying(whole)) as (client, web):
        assert await run(client, a_job("chat", text, values=values)) == Done("hi")
    told = web.seen[0].json()
    assert told | sent == told
    assert ("temperature" in told) is ("temperature" in sent)


@pytest.mark.parametrize(
    ("text", "values", "reason"),
    [
        ("hi", {"prompt": "hi"}, "“prompt” is given twice"),
        ("hi", {"temprature": 1}, "there is no input “temprature”"),
        ('{"model": "m", "temperature": "warm", "prompt": "hi"}', {}, "“temperature” is a number"),
        ("", {"model": "m"}, "there is no “prompt” in it"),
    ],
)
async def test_what_cannot_be_meant_is_told_and_the_model_hears_nothing(text: str, values: Any, reason: str) -> None:
    async with preset("openai-chat", saying({})) as (client, web):
        outcome = await run(client, a_job("chat", text, values=values))
    assert isinstance(outcome, Failed)
    assert reason in outcome.reason
    assert not web.seen


async def test_a_model_declares_what_it_takes_and_the_prompt_is_the_text() -> None:
    async with preset("openai-chat", saying({})) as (client, _):
        declared = await client.inputs("chat")
    shown = [one.name for one in declared.fields if not one.advanced]
    assert (declared.text, shown) == (True, ["model", "system", "temperature", "max_tokens", "messages"])
    assert declared.fields[0].default == "gpt-4o-mini"


@pytest.mark.parametrize("status", [200, 429])
async def test_what_the_model_refuses_is_told_in_its_words(status: int) -> None:
    async with preset("openai-chat", saying({"error": {"message": "quota exceeded"}}, status)) as (client, _):
        outcome = await run(client, a_job("chat", "x"))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "quota exceeded"


async def test_a_wrong_key_is_noticed_when_the_source_is_added() -> None:
    async with preset("openai-chat", saying({"error": {"message": "Incorrect API key"}}, 401)) as (client, _):
        assert (await client.check()).state is HealthState.REFUSED


async def test_a_wrong_key_that_is_no_refusal_by_its_status_is_told_in_the_servers_words() -> None:
    """LiteLLM's proxy without a database answers 400."""
    said = {"error": {"message": "Authentication Error, No connected db.", "code": "400"}}
    async with preset("openai-chat", saying(said, 400)) as (client, _):
        health = await client.check()
    assert health.state is HealthState.DOWN
    assert health.detail == "GET /models was answered with status 400: Authentication Error, No connected db."
    assert health.hint == "are its URL and its key right?"

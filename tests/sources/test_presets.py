"""Each preset against a server that answers as the product's documentation says."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from spark_tui.domain.endpoints.reading import read
from spark_tui.domain.ids import SourceId
from spark_tui.domain.inputs import check
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Done, Failed, Gone
from spark_tui.sources import webhook_overhearing
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


@pytest.mark.parametrize(
    ("given", "text", "fits"),
    [({}, "", False), ({}, "hello", True), ({"prompt": "hello"}, "", True), ({"messages": "[]"}, "", True)],
)
async def test_a_chat_without_a_prompt_is_refused_before_it_runs(given: dict[str, str], text: str, fits: bool) -> None:
    async with preset("openai-chat", saying({})) as (client, _):
        checked = check(await client.inputs("chat"), given, text=text)
    assert [fault.name for fault in checked.faults] == ([] if fits else ["prompt"])


def lines_of(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


# ------------------------------------------------------------------ n8n (answers of 1.123.0)


async def test_n8n_is_given_the_input_as_json_and_its_last_node_answers() -> None:
    async with preset("n8n", saying({"report": "done"})) as (client, web):
        assert await run(client, a_job("n8n", '{"city": "Recife"}')) == Done('{"report": "done"}')
        await run(client, a_job("n8n", "just text"))
    assert [request.json()["input"] for request in web.seen] == [{"city": "Recife"}, "just text"]
    assert web.seen[0].headers["authorization"] == "Bearer the-key"


async def test_n8n_is_asked_without_a_key_where_there_is_none() -> None:
    async with preset("n8n", saying({"message": "Workflow was started"}), key=None) as (client, web):
        assert isinstance(await run(client, a_job("n8n", "x")), Done)
    assert "authorization" not in web.seen[0].headers


async def test_a_token_that_n8n_does_not_take_is_told_in_its_plain_words() -> None:
    async with preset("n8n", saying(b"Authorization data is wrong!", 403, content_type="")) as (client, _):
        outcome = await run(client, a_job("n8n", "x"))
    assert isinstance(outcome, Failed)
    assert "Authorization data is wrong!" in outcome.reason


async def test_a_workflow_of_n8n_that_failed_is_a_failed_run() -> None:
    async with preset("n8n", saying({"message": "Error in workflow"}, 500)) as (client, _):
        assert await run(client, a_job("n8n")) == Failed("Error in workflow", Trouble.SERVER)


async def test_nobody_is_promised_that_hanging_up_ends_a_workflow_of_n8n() -> None:
    async with preset("n8n", saying({})) as (client, _):
        assert not client.abilities.cancel


def of_node(kind: str, content: str | None = None) -> dict[str, Any]:
    said = {} if kind in ("begin", "end") else {"content": content}
    return {"type": kind, **said, "metadata": {"nodeId": "1", "nodeName": "Respond", "itemIndex": 0, "runIndex": 0}}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (
            (of_node("begin"), of_node("item", "good "), of_node("item", "morning"), of_node("end")),
            Done("good morning"),
        ),
        ((of_node("begin"), of_node("item", "half"), of_node("error", "quota")), Failed("quota", result="half")),
        ((of_node("error"),), Failed("its answer says that it failed ($.type = error)")),
        ((), Done("")),
    ],
)
async def test_a_workflow_of_n8n_may_answer_bit_by_bit_and_calls_that_json(said: Any, outcome: Any) -> None:
    async with preset("n8n", saying(lines_of(*said), content_type="application/json; charset=utf-8")) as (client, _):
        assert await run(client, a_job("n8n-streaming", "x")) == outcome


def n8n_workflow(name: str, **parameters: Any) -> dict[str, Any]:
    hook = {"type": "n8n-nodes-base.webhook", "name": "Webhook", "parameters": {"path": name, **parameters}}
    return {"id": name.upper(), "name": f"The {name}", "active": True, "nodes": [{"type": "x", "parameters": {}}, hook]}


async def test_n8n_lists_its_active_workflows_by_the_webhooks_that_take_a_post() -> None:
    listed = {
        "data": [
            n8n_workflow("report", httpMethod="POST", responseMode="lastNode"),
            n8n_workflow("now", httpMethod="POST"),
            n8n_workflow("chat", httpMethod="POST", responseMode="streaming"),
            n8n_workflow("page"),
            {"id": "C", "name": "by the clock", "active": True, "nodes": []},
        ],
        "nextCursor": None,
    }

    async def answer(request: Request, reply: Reply) -> None:
        if request.path.startswith("/api/v1/workflows"):
            right = request.headers.get("x-n8n-api-key") == "the-key"
            await reply.whole(listed if right else {"message": "unauthorized"}, 200 if right else 401)
        else:
            await reply.whole({"said": request.json()["input"]})

    async with preset("n8n-api", answer) as (client, web):
        assert (await client.check()).state is HealthState.UP
        offers = await client.workflows()
        assert [(one.key, one.title) for one in offers] == [
            ("webhook/report", "The report"),
            ("webhook/now", "The now"),
            ("streaming/chat", "The chat"),
        ]
        assert await run(client, a_job("webhook/report", "hi")) == Done('{"said": "hi"}')
    assert web.seen[-1].path == "/webhook/report"
    assert "x-n8n-api-key" not in web.seen[-1].headers
    async with preset("n8n-api", answer, key="wrong") as (client, _):
        assert (await client.check()).state is HealthState.REFUSED


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


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ({"event": "error", "status": 400, "code": "invalid_param", "message": "no such input"}, "no such input"),
        (
            {"event": "workflow_paused", "data": {"status": "paused", "reasons": [{"node_title": "Manual review"}]}},
            "Manual review",
        ),
    ],
)
async def test_a_dify_workflow_that_is_refused_or_waits_for_a_person_has_not_succeeded(end: Any, reason: str) -> None:
    heard = Heard()
    begun = [event(event="workflow_started", data={}), event(event="node_started", data={"title": "Look it up"})]
    async with preset("dify", streaming(*begun, event(**end))) as (client, _):
        outcome = await run(client, a_job("workflow", "{}"), heard)
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason
    assert "Look it up" in heard.texts(Level.NOTE)


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


# ------------------------------------------------------------------ Flowise (answers of 3.0.8)


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


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (("error", "401 Invalid model key"), "401 Invalid model key"),
        (("abort", "[DONE]"), "its answer says that it failed ($.event = error or abort)"),
    ],
)
async def test_a_flowise_stream_that_tells_of_an_error_has_failed(end: tuple[str, str], reason: str) -> None:
    async with preset("flowise", flowise(*SAID, end)) as (client, _):
        assert await run(client, a_job("flowise", "capital?")) == Failed(reason, result="Paris")


def step(name: str, status: str, **more: Any) -> tuple[str, Any]:
    return "nextAgentFlow", {"nodeId": name.lower(), "nodeLabel": name, "status": status, **more}


BEGUN = (("agentFlowEvent", "INPROGRESS"), step("Start", "INPROGRESS"), step("Start", "FINISHED"))


async def test_an_agentflow_tells_its_steps() -> None:
    heard = Heard()
    reply = (step("Direct Reply", "INPROGRESS"), ("token", "You said hi"), step("Direct Reply", "FINISHED"))
    async with preset("flowise", flowise(*BEGUN, *reply, ("agentFlowEvent", "FINISHED"), *LAST)) as (client, _):
        assert await run(client, a_job("flowise", "hi"), heard) == Done("You said hi", Usage(5, 2, 7))
    assert heard.texts(Level.NOTE) == ["Start", "Direct Reply"]


async def test_an_agentflow_whose_step_breaks_has_failed() -> None:
    why = "Error: NodeVM Execution Error: Error: failed on purpose"
    broke = (step("Code", "ERROR", error=why), ("agentFlowEvent", "ERROR"), ("error", why), ("end", "[DONE]"))
    async with preset("flowise", flowise(*BEGUN, *broke)) as (client, _):
        assert await run(client, a_job("flowise", "hi")) == Failed(why)


async def test_the_form_of_an_agentflow_is_given_in_place_of_a_question() -> None:
    async with preset("flowise", saying({"text": "Sunny"})) as (client, web):
        await run(client, a_job("flowise", "", values={"form": {"city": "Rome"}}))
    sent = web.seen[0].json()
    assert (sent["form"], "question" in sent) == ({"city": "Rome"}, False)


async def test_flowise_lists_its_flows_and_ends_a_run_by_the_name_that_it_was_given() -> None:
    begun, aborted = asyncio.Event(), asyncio.Event()

    async def answer(request: Request, reply: Reply) -> None:
        match request.method, request.path:
            case "GET", "/api/v1/chatflows":
                await reply.whole([{"id": "f-1", "name": "reply", "flowData": "{}"}, {"id": "f-2", "name": "slow"}])
            case "POST", "/api/v1/prediction/f-2":
                await reply.begin("text/event-stream")
                await reply.send(b'message:\ndata:{"event":"token","data":"one "}\n\n')
                begun.set()
                await aborted.wait()
                await reply.finish()
            case "PUT", path if path == f"/api/v1/chatmessage/abort/f-2/{web.seen[1].json()['chatId']}":
                aborted.set()
                await reply.whole({"status": 200, "message": "Chat message aborted"})
            case _:
                await reply.whole({"error": "Unauthorized Access"}, 401)

    heard = Heard()
    async with preset("flowise-api", answer) as (client, web):
        offers = await client.workflows()
        assert [(one.key, one.title) for one in offers] == [("flow/f-1", "reply"), ("flow/f-2", "slow")]
        web.seen[:] = web.seen[-1:]
        going = asyncio.ensure_future(run(client, a_job("flow/f-2", "hi"), heard))
        await begun.wait()
        assert await client.cancel(heard.refs[0])
        await going


# ---------------------------------------------------------------- LangGraph Platform (answers of langgraph-api 0.16.7)


SAYS = {"messages": [{"content": "hey", "type": "human"}, {"content": "You said: hey", "type": "ai"}]}
BROKE = {"values": {}, "next": ["work"], "tasks": [{"name": "work", "error": "ValueError('no key')", "interrupts": []}]}
QUESTION = {"question": "drop the table?"}
WAITS = BROKE | {"tasks": [{"name": "work", "error": None, "interrupts": [{"value": QUESTION}]}]}
SCHEMA = {"properties": {"text": {"type": "string"}, "n": {"type": "integer"}}, "required": ["text"], "type": "object"}
TASK = {"id": "1", "name": "work", "input": {}, "triggers": ["branch:to:work"]}


def ended(values: Any) -> dict[str, Any]:
    return {"values": values, "next": [], "tasks": []}


def lg_event(name: str, data: Any, number: int) -> bytes:
    return f"event: {name}\r\ndata: {json.dumps(data)}\r\nid: {number}-0\r\n\r\n".encode()


HEARD = (("metadata", {"run_id": "r1", "attempt": 1}), ("tasks", TASK), ("custom", {"tick": 0}))


class LangGraph:
    """Its run goes through these states; its thread is idle whatever becomes of the run."""

    def __init__(self, *states: str, state: Any = None, said: Any = HEARD) -> None:
        self.left, self.state, self.said = list(states), state or ended(SAYS), said
        self.asked: list[str | None] = []  # the Last-Event-ID of each who listens

    async def __call__(self, request: Request, reply: Reply) -> None:
        match request.method, request.path:
            case "POST", "/assistants/search":
                names = ({"assistant_id": "a-1", "name": "agent", "description": None}, {"assistant_id": "a-2"})
                await reply.whole([one | {"graph_id": "agent", "version": 1} for one in names])
            case "GET", "/assistants/a-1/schemas":
                await reply.whole({"graph_id": "agent", "input_schema": None, "state_schema": SCHEMA})
            case "POST", "/runs":
                await reply.whole({"run_id": "r1", "thread_id": "t1", "status": "pending"})
            case "GET", "/threads/t1/runs/r1/stream":
                await self.stream(request, reply)
            case "GET", "/threads/t1/runs/r1":
                status = self.left.pop(0) if len(self.left) > 1 else self.left[0]
                await reply.whole({"run_id": "r1", "status": status})
            case "GET", "/threads/t1/state":
                await reply.whole(self.state)
            case "POST", "/threads/t1/runs/r1/cancel":
                self.left[:] = ["interrupted"]
                await reply.whole(b"", 202)
            case "GET", "/ok":
                await reply.whole({"ok": True})
            case _:
                await reply.whole({"detail": "Not Found"}, 404)

    async def stream(self, request: Request, reply: Reply) -> None:
        last = request.headers.get("last-event-id")
        self.asked.append(last)
        await reply.begin("text/event-stream; charset=utf-8")
        behind = 0 if last == "-1" else int(last.partition("-")[0]) if last else len(self.said)
        for number, (name, data) in enumerate(self.said, 1):
            if number > behind:
                await reply.send(lg_event(name, data, number))
        await reply.finish()


def worded(text: str) -> list[tuple[str, Any]]:
    chunks = [{"content": piece, "type": "AIMessageChunk"} for piece in text.split("|")]
    return [("messages", [chunk, {"langgraph_node": "work"}]) for chunk in chunks]


async def test_a_langgraph_server_lists_its_assistants_and_what_their_graphs_take() -> None:
    async with preset("langgraph", LangGraph("success")) as (client, _):
        offers = await client.workflows()
        declared = await client.inputs("assistant/a-1")
    assert [(one.key, one.title) for one in offers] == [("assistant/a-1", "agent"), ("assistant/a-2", "a-2")]
    assert [(one.name, one.required) for one in declared.fields] == [("text", False), ("n", False)]
    assert declared.text


async def test_a_langgraph_run_goes_on_in_the_background_and_says_what_it_does() -> None:
    heard, server = Heard(), LangGraph("pending", "running", "success", said=(*HEARD, *worded("You |said: |hey")))
    async with preset("langgraph", server) as (client, web):
        assert (await client.check()).state is HealthState.UP
        assert await run(client, a_job("assistant/a-1", "hey"), heard) == Done("You said: hey")
    began = next(request for request in web.seen if request.path == "/runs")
    assert began.headers["x-api-key"] == "the-key"
    assert began.json()["assistant_id"] == "a-1"
    assert began.json()["input"] == {"messages": [{"role": "user", "content": "hey"}]}
    assert heard.texts(Level.OUT) == ['{"tick": 0}', "You said: hey"]
    assert "work" in heard.texts(Level.NOTE)
    assert server.asked == ["-1"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ('{"text": "x"}', {"text": "x"}),
        ("{not json", {"messages": [{"role": "user", "content": "{not json"}]}),
        ("42", {"messages": [{"role": "user", "content": "42"}]}),
        ('["a"]', {"messages": [{"role": "user", "content": '["a"]'}]}),
    ],
)
async def test_only_a_json_object_is_the_input_of_a_graph_and_all_else_a_message(given: str, sent: Any) -> None:
    async with preset("langgraph", LangGraph("success")) as (client, web):
        await run(client, a_job("assistant/a-1", given))
    assert next(request for request in web.seen if request.path == "/runs").json()["input"] == sent


async def test_the_values_of_a_graph_that_has_no_messages_are_its_result() -> None:
    async with preset("langgraph", LangGraph("success", state=ended({"out": "done"}))) as (client, web):
        assert await run(client, a_job("assistant/a-1", "", values={"text": "x"})) == Done('{"out": "done"}')
    assert next(request for request in web.seen if request.path == "/runs").json()["input"] == {"text": "x"}


@pytest.mark.parametrize(
    ("end", "state", "reason"),
    [
        ("error", BROKE, "ValueError('no key')"),
        ("timeout", {"x": 1}, "the job ended as timeout"),
        ("interrupted", {"x": 1}, "the job ended as interrupted"),
        ("success", WAITS, json.dumps(QUESTION)),
    ],
)
async def test_a_langgraph_run_whose_thread_is_idle_need_not_have_succeeded(end: str, state: Any, reason: str) -> None:
    async with preset("langgraph", LangGraph("running", end, state=state)) as (client, _):
        outcome = await run(client, a_job("assistant/a-1", "hi"))
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason


async def test_an_assistant_that_is_not_there_any_more_is_told_in_the_servers_words() -> None:
    said = {"detail": "Invalid assistant: 'nope'. Must be either:\n- A valid assistant UUID"}
    async with preset("langgraph", saying(said, 422)) as (client, _):
        outcome = await run(client, a_job("assistant/nope", "hi"))
    assert isinstance(outcome, Failed)
    assert "Invalid assistant: 'nope'" in outcome.reason


async def test_a_langgraph_run_that_is_taken_up_again_is_asked_for_its_answer_and_told_no_line_twice() -> None:
    heard, again, server = Heard(), Heard(), LangGraph("running", "success")
    async with preset("langgraph", server) as (client, web):
        await run(client, a_job("assistant/a-1", "hi"), heard)
        assert isinstance(await run(client, a_job("assistant/a-1", "hi", ref=heard.refs[0]), again), Done)
    assert [request.path for request in web.seen].count("/runs") == 1
    assert server.asked == ["-1", None]
    assert '{"tick": 0}' not in again.texts()
    assert "what it said meanwhile is not told" in again.texts(Level.NOTE)


async def test_lines_that_break_off_are_asked_for_behind_the_last_that_was_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook_overhearing, "PAUSE", 0.01)
    heard = Heard()

    class Breaking(LangGraph):
        async def stream(self, request: Request, reply: Reply) -> None:
            if self.asked:
                self.left[:] = ["success"]
                await super().stream(request, reply)
                return
            self.asked.append(request.headers.get("last-event-id"))
            await reply.begin("text/event-stream")
            await reply.send(lg_event("custom", {"tick": 0}, 1))
            reply.cut()

    ticks = [("custom", {"tick": 0}), ("custom", {"tick": 1})]
    server = Breaking("running", said=ticks)
    async with preset("langgraph", server) as (client, _):
        assert isinstance(await run(client, a_job("assistant/a-1", "hi"), heard), Done)
    assert server.asked == ["-1", "1-0"]
    assert heard.texts(Level.OUT)[:2] == ['{"tick": 0}', '{"tick": 1}']


async def test_lines_without_ids_that_break_off_are_not_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_overhearing, "PAUSE", 0.01)
    heard = Heard()

    class Nameless(LangGraph):
        async def stream(self, request: Request, reply: Reply) -> None:
            self.asked.append(request.headers.get("last-event-id"))
            await reply.begin("text/event-stream")
            await reply.send(b'event: custom\ndata: {"tick": 0}\n\n')
            reply.cut()

    server = Nameless("running", "running", "success")
    async with preset("langgraph", server) as (client, _):
        assert isinstance(await run(client, a_job("assistant/a-1", "hi"), heard), Done)
    assert server.asked == ["-1"]
    assert heard.texts(Level.OUT) == ['{"tick": 0}', "You said: hey"]


@pytest.mark.parametrize("status", [404, 503])
async def test_a_langgraph_whose_lines_cannot_be_heard_runs_all_the_same(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(webhook_overhearing, "PAUSE", 0.001)

    class Silent(LangGraph):
        async def stream(self, _: Request, reply: Reply) -> None:
            await reply.whole({"detail": "no"}, status)

    async with preset("langgraph", Silent("running", "success")) as (client, _):
        assert await run(client, a_job("assistant/a-1", "hi")) == Done("You said: hey")


async def test_a_langgraph_run_is_cancelled_where_it_runs() -> None:
    heard = Heard()
    async with preset("langgraph", LangGraph("success")) as (client, _):
        await run(client, a_job("assistant/a-1", '{"x": 1}'), heard)
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
        assert await run(client, a_job("script/u/ana/report", '{"day": 1}'), heard) == outcome
        assert await client.cancel(heard.refs[0])
    assert web.seen[0].json() == {"day": 1}
    assert cancelled == [{"reason": "cancelled by Spark"}]


async def test_windmill_lists_scripts_and_flows_by_their_paths_with_what_they_take() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        said: dict[str, Any] = {
            "/users/whoami": {"username": "ana"},
            "/scripts/list_paths": ["u/ana/report", "f/team/load"],
            "/flows/list_paths": ["u/ana/nightly"],
            "/flows/get/u/ana/nightly": {"path": "u/ana/nightly", "schema": SCHEMA},
        }
        await reply.whole(said.get(request.path, {}), 200 if request.path in said else 404)

    async with preset("windmill", answer) as (client, _):
        offers = await client.workflows()
        declared = await client.inputs("flow/u/ana/nightly")
    assert [one.key for one in offers] == ["script/u/ana/report", "script/f/team/load", "flow/u/ana/nightly"]
    assert [one.name for one in declared.fields] == ["text", "n"]


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
        ("", {"model": "m"}, "“prompt” is needed"),
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

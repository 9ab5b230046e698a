"""The kind `webhook` against a server of its own: single requests, jobs, streams, and answers of every bad sort."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, SecretName, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Done, Failed, Gone, Listing, Outcome
from spark_tui.sources.contract import Bench, Heard, SourceContract, a_job, run
from spark_tui.sources.limits import Limits
from spark_tui.sources.webhook import WebhookSource
from spark_tui.sources.webhook_jobs import Patience
from tests.sources.fake_endpoints import DEFINITION, SECRET, FakeEndpoints, event, of_jobs, serving
from tests.sources.web import Reply, Request, Web, goes_on, listening

Answer = Callable[[Request, Reply], Awaitable[None]]


def connected(url: str, definition: str = "", key: str | None = SECRET, **secrets: str) -> WebhookSource:
    def lookup(name: SecretName) -> Secret | None:
        value = secrets.get(name)
        return Secret(value) if value else None

    source = Source(SourceId("s"), "webhook", "web", url, definition=definition)
    return WebhookSource(source, Secret(key) if key else None, lookup)


@asynccontextmanager
async def answering(answer: Answer, definition: str = "", **secrets: str) -> AsyncIterator[tuple[WebhookSource, Web]]:
    async with listening(answer) as web:
        client = connected(web.url, definition, **secrets)
        yield client, web
        await client.close()


async def told(answer: Any, definition: str, heard: Heard | None = None, status: int = 200, **job: Any) -> Outcome:
    """What a run comes to when the server answers that."""

    async def give(_: Request, reply: Reply) -> None:
        await reply.whole(answer, status)

    async with answering(give, definition) as (client, _):
        return await run(client, a_job("ask", **job), heard)


async def a_bench(
    fake: FakeEndpoints, definition: str, long_runs: Callable[[], Awaitable[bool]]
) -> AsyncIterator[Bench]:
    async with serving(fake) as web:
        client, nobody = connected(web.url, definition), connected("http://127.0.0.1:1", definition)
        names = {name: name for name in ("echo", "fails", "long", "hostile", "big")}
        yield Bench(WebhookSource, client, nobody, **names, unknown="nope", long_runs=long_runs)
        await client.close()
        await nobody.close()


class TestRequestContract(SourceContract):
    """Each workflow is one request."""

    @pytest.fixture
    async def bench(self) -> AsyncIterator[Bench]:
        fake = FakeEndpoints()
        async for bench in a_bench(fake, DEFINITION, partial(goes_on, fake)):
            yield bench


class TestJobContract(SourceContract):
    """Each workflow is a job that is asked after."""

    @pytest.fixture
    async def bench(self) -> AsyncIterator[Bench]:
        fake = FakeEndpoints()

        async def long_runs() -> bool:
            return any(job["status"] == "running" for job in fake.jobs.values())

        async for bench in a_bench(fake, of_jobs(), long_runs):
            bench.client.abilities = type(bench.client.abilities)(live=False, cancel=True, reattach=True)
            yield bench


# ------------------------------------------------------------------ what is sent


async def test_without_a_definition_it_is_one_post_of_the_input() -> None:
    async def give(request: Request, reply: Reply) -> None:
        await reply.whole({"got": request.json()} if request.body else b"")

    async with answering(give) as (client, web):
        assert [offer.title for offer in await client.workflows()] == ["127.0.0.1"]
        job = a_job("127.0.0.1", '{"city": "Recife"}')
        outcome = await run(client, job)
    sent = web.seen[-1]
    assert sent.method == "POST"
    assert sent.headers["authorization"] == f"Bearer {SECRET}"
    assert sent.headers["idempotency-key"] == job.key
    assert sent.json()["input"] == {"city": "Recife"}
    assert sent.json()["due"] == "2026-03-02T08:00:00+00:00"
    assert isinstance(outcome, Done)
    assert json.loads(outcome.result)["got"]["input"] == {"city": "Recife"}


TYPED = '{a: "{{ input }}", n: 1, f: 1.5, yes: true, no: null, q: "1"}'
AS_JSON = '{"a": "hi", "n": 1, "f": 1.5, "yes": true, "no": null, "q": "1"}'


@pytest.mark.parametrize(
    ("said", "body", "content_type"),
    [
        (f"json: {TYPED}", AS_JSON, "application/json"),
        ('json: {n: "{{ attempt }}", l: ["{{ zone }}"]}', '{"n": 1, "l": ["Europe/Lisbon"]}', "application/json"),
        ('form: {a: "{{ input }} & co"}', "a=hi+%26+co", "application/x-www-form-urlencoded"),
        ('body: "<a>{{ input }}</a>"\n    content_type: text/xml', "<a>hi</a>", "text/xml"),
        ("method: PUT\n    body: plain", "plain", "text/plain; charset=utf-8"),
    ],
)
async def test_a_body_is_made_of_the_facts(said: str, body: str, content_type: str) -> None:
    definition = f"endpoints:\n  ask:\n    {said}\n"
    async with answering(lambda _, reply: reply.whole(b"ok"), definition) as (client, web):
        assert await run(client, a_job("ask", "hi")) == Done("ok")
    assert web.seen[0].body.decode() == body
    assert web.seen[0].headers["content-type"] == content_type


async def test_paths_queries_and_headers_are_templates_and_secrets_go_by_name() -> None:
    definition = """
headers: {X-Team: "${team}", X-Run: "{{ run }}", X-Other: "a-${env:SPARK_NOT_THERE}"}
endpoints:
  ask:
    method: get
    path: "/at/{{ zone | urlencode }}"
    query: {attempt: "{{ attempt }}", text: "{{ input }}"}
    headers: {x-other: plain}
    idempotency: no
"""
    async with answering(lambda _, reply: reply.whole(b"ok"), definition, team="t-e-a-m") as (client, web):
        job = a_job("ask", "${team} & ${key}")
        assert await run(client, job) == Done("ok")
    sent = web.seen[0]
    assert (sent.method, sent.path) == ("GET", "/at/Europe/Lisbon")
    assert sent.query == {"attempt": "1", "text": "${team} & ${key}"}
    assert (sent.headers["x-team"], sent.headers["x-run"], sent.headers["x-other"]) == ("t-e-a-m", job.run, "plain")
    assert "idempotency-key" not in sent.headers


async def test_a_secret_that_is_not_there_is_named_and_nothing_is_sent() -> None:
    definition = "endpoints: {ask: {headers: {x-a: '${team}'}}}"
    async with answering(lambda _, reply: reply.whole(b"ok"), definition) as (client, web):
        outcome = await run(client, a_job("ask"))
    assert outcome == Failed("there is no secret “team” (spark secret keep team)", Trouble.REJECTED)
    assert not web.seen


async def test_secrets_that_the_server_tells_back_are_told_nowhere() -> None:
    async def tell(request: Request, reply: Reply) -> None:
        await reply.whole({"headers": request.headers, "error": request.headers["x-a"]}, 418)

    heard = Heard()
    definition = "endpoints: {ask: {headers: {x-a: '${team}', x-b: 'b ${key}'}, error: $.error}}"
    async with answering(tell, definition, team="t-e-a-m") as (client, _):
        outcome = await run(client, a_job("ask"), heard)
    assert "t-e-a-m" not in repr(outcome) + repr(heard.lines)
    assert SECRET not in repr(outcome) + repr(heard.lines)
    assert "•••" in repr(outcome)


# ------------------------------------------------------------------ what counts as success

ASK = "endpoints: {ask: {%s}}"


NOT_OK, NOT_ONE = "its answer is no success: $.ok is not so", "its answer is no success: $.s = 1 is not so"
COUNTED = "tokens_read: $.u.i, tokens_written: $.u.o, result: $.t"


@pytest.mark.parametrize(
    ("said", "answer", "status", "outcome"),
    [
        ("", b"text", 200, Done("text")),
        ("", {"a": 1}, 200, Done('{"a": 1}')),
        ("", b"", 204, Done("")),
        ("", "a “text”", 200, Done("a “text”")),
        ("result: $.a.b", {"a": {"b": "x"}}, 200, Done("x")),
        ("result: $.a", {"a": {"b": [1]}}, 200, Done('{"b": [1]}')),
        ("result: $.none", {"a": 1}, 200, Done("")),
        ("success: $.ok", {"ok": True}, 200, Done('{"ok": true}')),
        ("success: $.ok", {"ok": False}, 200, Failed(NOT_OK, result='{"ok": false}')),
        ("success: {$.s: [a, 1]}", {"s": 1}, 200, Done('{"s": 1}')),
        ("success: {$.s: 1}", {"s": True}, 200, Failed(NOT_ONE, result='{"s": true}')),
        ("failed: $.e, error: $.e.why", {"e": {"why": "no"}}, 200, Failed("no", result='{"e": {"why": "no"}}')),
        ("failed: $.error", {"error": None}, 200, Done('{"error": null}')),
        ("error: $.why", {"why": "because"}, 500, Failed("because", Trouble.SERVER)),
        ("status: [404]", b"none", 404, Done("none")),
        ("status: [2xx, 404]", b"ok", 201, Done("ok")),
        (COUNTED, {"t": "x", "u": {"i": 2, "o": 3}}, 200, Done("x", Usage(2, 3, 5))),
    ],
)
async def test_success_is_what_the_definition_says(said: str, answer: Any, status: int, outcome: Outcome) -> None:
    assert await told(answer, ASK % said, status=status) == outcome


@pytest.mark.parametrize(
    ("answer", "status", "trouble", "words"),
    [
        ({"message": "slow down"}, 429, Trouble.BUSY, "slow down"),
        (b"<html>", 502, Trouble.SERVER, "plain text with status 502"),
        ({"message": "no"}, 401, Trouble.REJECTED, "no"),
        (
            {"detail": [{"msg": "field required", "loc": ["body", "a"]}]},
            422,
            Trouble.REJECTED,
            "field required (body.a)",
        ),
    ],
)
async def test_a_refusal_is_told_in_the_servers_words(answer: Any, status: int, trouble: Trouble, words: str) -> None:
    heard = Heard()
    outcome = await told(answer, ASK % "", heard, status)
    assert isinstance(outcome, Failed)
    assert outcome.trouble is trouble
    assert words in outcome.reason
    assert heard.texts(Level.ERR) == [outcome.reason]


@pytest.mark.parametrize("answer", [b"<html>no</html>", b"{", b"[" * 50_000])
async def test_what_is_no_json_is_told_where_json_is_needed(answer: bytes) -> None:
    outcome = await told(answer, ASK % "result: $.a")
    assert isinstance(outcome, Failed)
    assert "JSON was expected" in outcome.reason


async def test_json_that_is_broken_is_not_said_to_be_none() -> None:
    async def give(_: Request, reply: Reply) -> None:
        await reply.whole(b'{"a": [', content_type="application/json")

    async with answering(give, ASK % "result: $.a") as (client, web):
        assert await run(client, a_job("ask")) == Failed(f"{web.url} answered JSON that cannot be read")


# ------------------------------------------------------------------ streams


async def streamed(content_type: str, pieces: list[bytes], said: str = "") -> tuple[Outcome, Heard]:
    async def give(_: Request, reply: Reply) -> None:
        await reply.begin(content_type)
        for piece in pieces:
            await reply.send(piece)
        await reply.finish()

    heard = Heard()
    async with answering(give, ASK % said) as (client, _):
        return await run(client, a_job("ask"), heard), heard


async def test_a_text_that_comes_in_pieces_is_told_line_by_line_and_is_the_result() -> None:
    pieces = [
        event(d="one "),
        event(d="two\nth"),
        event(other=1),
        event(d="ree"),
        event(u={"i": 4}),
        b"data: [DONE]\n\n",
    ]
    outcome, heard = await streamed("text/event-stream", pieces, "text: $.d, tokens_read: $.u.i")
    assert outcome == Done("one two\nthree", Usage(4, 0, 4))
    assert heard.texts(Level.OUT) == ["one two", "three"]


async def test_events_without_a_text_are_lines_and_the_last_result_counts() -> None:
    pieces = [b'{"step": 1}\n', b'{"step": 2, "answer": "x"}\n', b"not json\n"]
    outcome, heard = await streamed("application/x-ndjson", pieces, "result: $.answer")
    assert outcome == Done("x")
    assert heard.texts(Level.OUT) == ['{"step": 1}', '{"step": 2, "answer": "x"}', "not json"]


async def test_an_event_that_tells_of_a_failure_fails_the_run() -> None:
    pieces = [event(d="a"), event(error={"message": "quota"})]
    outcome, _ = await streamed("text/event-stream", pieces, "text: $.d, failed: $.error, error: $.error.message")
    assert outcome == Failed("quota", result="a")


async def test_a_stream_that_must_end_well_and_does_not_is_a_failure() -> None:
    outcome, heard = await streamed("text/event-stream", [event(d="a")], "text: $.d, success: $.finished")
    assert outcome == Failed("it ended without a word of success", result="a")
    assert heard.texts(Level.ERR) == ["it ended without a word of success"]


async def test_a_stream_that_breaks_off_is_a_failure_that_can_be_tried_again() -> None:
    async def give(_: Request, reply: Reply) -> None:
        await reply.begin("text/event-stream")
        await reply.send(event(d="one\nhalf of"))
        await asyncio.sleep(0.05)  # else it may go down with the connection
        reply.cut()

    heard = Heard()
    async with answering(give, ASK % "text: $.d") as (client, _):
        outcome = await run(client, a_job("ask"), heard)
    assert isinstance(outcome, Failed)
    assert outcome.retryable
    assert outcome.result == "one\nhalf of"
    assert heard.texts(Level.OUT) == ["one", "half of"]
    assert heard.texts(Level.ERR) == [outcome.reason]


# ------------------------------------------------------------------ jobs

JOB = """
endpoints:
  ask:
    path: /begin
    result: $.out
    poll: {job: $.id, path: "/job/{{ job }}", done: {$.s: ok}, failed: {$.s: bad}, state: $.s, every: 0.2s}
"""


def a_server(*states: Any, begun: Any = None, **headers: str) -> Answer:
    """Begins a job and answers one state after the other, then the last again and again; an int is a status."""
    left = list(states)

    async def give(request: Request, reply: Reply) -> None:
        if request.path == "/begin":
            await reply.whole({"id": "a/1"} if begun is None else begun, 202, **headers)
            return
        state = left.pop(0) if len(left) > 1 else left[0]
        await (reply.whole({"message": "?"}, state) if isinstance(state, int) else reply.whole(state))

    return give


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ([{"s": "new"}, {"s": "ok", "out": "x"}], Done("x")),
        ([404, {"s": "ok", "out": "x"}], Done("x")),
        ([503, 500, {"s": "ok", "out": "x"}], Done("x")),
        ([{"s": "bad"}], Failed("the job ended as bad")),
        ([404], Gone("URL does not know the job any more")),
    ],
)
async def test_a_job_is_asked_after_until_it_is_over(states: list[Any], outcome: Outcome) -> None:
    heard = Heard()
    async with answering(a_server(*states), JOB) as (client, web):
        found = await run(client, a_job("ask"), heard)
    assert repr(found).replace(web.url, "URL") == repr(outcome)
    assert heard.order[0] == "ref"
    assert web.seen[1].path == "/job/a/1"  # as it is decoded; it went out as a%2F1


@pytest.mark.parametrize(
    "give_up", [JOB, JOB.replace("state: $.s", 'answer: "/job/{{ job }}/answer", state: $.s')], ids=["state", "answer"]
)
async def test_a_server_that_answers_and_never_tells_is_given_up(give_up: str) -> None:
    async def give(request: Request, reply: Reply) -> None:
        if request.path == "/begin":
            await reply.whole({"id": 1}, 202)
        elif request.path == "/job/1" and "answer" in give_up:
            await reply.whole({"s": "ok"})
        elif request.path == "/job/1":
            await reply.whole({"message": "?"}, 503)
        else:
            reply.cut()

    heard = Heard()
    async with answering(give, give_up) as (client, _):
        client.patience = Patience(out_of_contact=0.5)  # type: ignore[misc]
        outcome = await asyncio.wait_for(run(client, a_job("ask"), heard), 20)
    assert isinstance(outcome, Failed)
    assert "the job may still go on there" in outcome.reason
    assert "in contact again" not in heard.texts(Level.NOTE)


async def test_a_job_that_is_taken_up_again_is_not_begun_again() -> None:
    heard = Heard()
    async with answering(a_server({"s": "ok", "out": "x"}), JOB) as (client, web):
        await run(client, a_job("ask"), heard)
        assert await run(client, a_job("ask", ref=heard.refs[0])) == Done("x")
    assert [request.path for request in web.seen].count("/begin") == 1


@pytest.mark.parametrize("location", ["/job/7", "URL/job/7"])
async def test_where_to_look_may_be_said_by_location(location: str) -> None:
    async def give(request: Request, reply: Reply) -> None:
        if request.path == "/begin":
            await reply.whole(b"", 202, location=location.replace("URL", web.url))
        else:
            await reply.whole({"path": request.path})

    async with answering(give, "endpoints: {ask: {path: /begin, poll: {every: 0.2s}}}") as (client, web):
        assert await run(client, a_job("ask")) == Done('{"path": "/job/7"}')


@pytest.mark.parametrize("at", ["URL/steal", "x:@PLACE/steal", "@PLACE/steal", "\\@PLACE/steal"])
async def test_a_job_elsewhere_is_not_followed_with_our_key(at: str) -> None:
    """What stands behind a URL without a path makes of it another URL, and its host a password."""
    async with listening(lambda _, reply: reply.whole({"s": "ok"})) as elsewhere:
        place = elsewhere.url.removeprefix("http://")
        begun = {"id": 1, "at": at.replace("URL", elsewhere.url).replace("PLACE", place)}
        definition = (
            "endpoints: {ask: {path: /begin, headers: {x-a: '${key}'}, poll: {path: '{{ reply.at }}', every: 0.2s}}}"
        )
        async with answering(a_server({}, begun=begun), definition) as (client, _):
            outcome = await run(client, a_job("ask"))
        assert not elsewhere.seen
        assert isinstance(outcome, Failed)
        assert "elsewhere" in outcome.reason


async def test_a_location_elsewhere_is_not_followed_with_our_key() -> None:
    async with listening(lambda _, reply: reply.whole({})) as elsewhere:
        location = f"x:@{elsewhere.url.removeprefix('http://')}/steal"
        definition = "endpoints: {ask: {path: /begin, headers: {x-a: '${key}'}, poll: {every: 0.2s}}}"
        async with answering(a_server({}, location=location), definition) as (client, _):
            outcome = await run(client, a_job("ask"))
        assert not elsewhere.seen
        assert isinstance(outcome, Failed)
        assert "elsewhere" in outcome.reason


@pytest.mark.parametrize("begun", [{"id": None}, {"id": ["a"]}, {}, [], {"id": "x" * 1000}, {"id": True}])
async def test_a_job_without_a_name_cannot_be_followed(begun: Any) -> None:
    async with answering(a_server({}, begun=begun), JOB) as (client, _):
        outcome = await run(client, a_job("ask"))
    assert isinstance(outcome, Failed)
    assert "did not name it" in outcome.reason


async def test_a_job_is_found_again_by_what_was_written_down_of_it_whatever_its_cancel_sends() -> None:
    """Where a job tells its words stands in the ref too, and looks like what a cancel may send."""
    ending = 'cancel: {path: "/job/{{ job }}/stop", json: {stream: all}}'
    heard = Heard()
    async with answering(a_server({"s": "ok", "out": "x"}), JOB.replace("every:", f"{ending}, every:")) as (
        client,
        web,
    ):
        await run(client, a_job("ask"), heard)
        assert await run(client, a_job("ask", ref=heard.refs[0])) == Done("x")
        assert await client.cancel(heard.refs[0])
        assert [request.json() for request in web.seen if request.path.endswith("/stop")] == [{"stream": "all"}]


@pytest.mark.parametrize(
    ("path", "ended"),
    [
        ("/runs/{{ run }}", ["/runs/r"]),
        ("/runs/{{ job }}", []),
        ("/runs/{{ job | default('') }}x{{ location }}", []),
    ],
)
async def test_what_begins_no_job_is_ended_by_what_is_known_of_it_alone(path: str, ended: list[str]) -> None:
    """Where it is not known which one, nothing is ended: /runs/ may be all of them."""
    definition = f'endpoints: {{ask: {{path: /ask, cancel: {{method: DELETE, path: "{path}"}}}}}}'
    heard = Heard()
    async with answering(lambda _, reply: reply.whole({}), definition) as (client, web):
        await run(client, a_job("ask", run=RunId("r")), heard)
        for ref in heard.refs:
            assert await client.cancel(ref)
        found = [request.path for request in web.seen if request.method == "DELETE"]
    assert found == ended


@pytest.mark.parametrize("ref", ["", "{}", "[1, 2]", '["none", "/x"]', "[" * 9999])
async def test_a_ref_that_is_none_is_refused_in_words(ref: str) -> None:
    async with answering(a_server({}), JOB) as (client, _):
        with pytest.raises(SourceError):
            await client.cancel(ref)


# ------------------------------------------------------------------ health


@pytest.mark.parametrize(
    ("status", "definition", "state"),
    [
        (200, "", HealthState.UP),
        (404, "", HealthState.UP),
        (503, "", HealthState.DOWN),
        (200, "{check: /health, endpoints: {a: }}", HealthState.UP),
        (404, "{check: /health, endpoints: {a: }}", HealthState.DOWN),
        (401, "{check: /health, endpoints: {a: }}", HealthState.REFUSED),
    ],
)
async def test_its_health_says_what_was_asked(status: int, definition: str, state: HealthState) -> None:
    async def give(request: Request, reply: Reply) -> None:
        await reply.whole(b"" if request.method == "HEAD" else b"x", status)

    async with answering(give, definition) as (client, web):
        health = await client.check()
    assert health.state is state
    assert str(status) in health.detail
    assert all("authorization" not in request.headers for request in web.seen)


def test_a_definition_that_is_none_keeps_no_source_from_being_told_of() -> None:
    with pytest.raises(SourceError, match="line 1"):
        connected("http://127.0.0.1:1", "endpoint: {}")


# ------------------------------------------------------------------ answers without end


class Small(WebhookSource):
    """It bears little."""

    limits = Limits(read=1.0, whole=1.0, body=20_000, line=2_000, stream=50_000)


async def endless(content_type: str, piece: bytes, definition: str) -> Outcome:
    async def give(_: Request, reply: Reply) -> None:
        await reply.begin(content_type)
        while True:
            await reply.send(piece)

    async with listening(give) as web:
        client = Small(Source(SourceId("s"), "webhook", "web", web.url, definition=definition))
        outcome = await run(client, a_job("ask"))
        await client.close()
    return outcome


@pytest.mark.parametrize(
    ("content_type", "piece"),
    [
        ("application/json", b"[" * 1000),
        ("text/plain", b"a line\n" * 100),
        ("text/plain", b"no line" * 100),
        ("text/plain", b"\n" * 500),
        ("text/event-stream", b"data: x\n" * 100),
        ("text/event-stream", event(d="x") * 20),
        ("application/x-ndjson", b"{}\n" * 300),
    ],
)
async def test_an_answer_without_end_is_broken_off(content_type: str, piece: bytes) -> None:
    outcome = await endless(content_type, piece, ASK % "text: $.d")
    assert isinstance(outcome, Failed)
    assert "too much" in outcome.reason


async def test_a_job_that_answers_without_end_is_given_up() -> None:
    outcome = await endless("application/json", b"[" * 1000, JOB)
    assert isinstance(outcome, Failed)
    assert "too much" in outcome.reason


# ------------------------------------------------------------------ inputs

WANTING = """
endpoints:
  report:
    inputs:
      city: {type: string, description: Where, required: true}
      days: {type: integer, default: 7}
      level: {enum: [low, high]}
      note: string
    json: {where: "{{ input.city }}", days: "{{ input.days }}", note: "{{ input.note | default('none') }}"}
  plain: {json: {said: "{{ input }}"}}
"""


async def test_an_endpoint_declares_what_its_definition_says() -> None:
    async with listening(lambda _, reply: reply.whole({})) as web:
        client = WebhookSource(Source(SourceId("s"), "webhook", "hooks", web.url, definition=WANTING))
        declared, plain = await client.inputs("report"), await client.inputs("plain")
        with pytest.raises(SourceError, match="no endpoint"):
            await client.inputs("nowhere")
        await client.close()
    assert [(f.name, f.type.value, f.required, f.default) for f in declared.fields] == [
        ("city", "text", True, None),
        ("days", "integer", False, "7"),
        ("level", "choice", False, None),
        ("note", "text", False, None),
    ]
    assert (declared.text, plain.fields, plain.text, client.abilities.inputs) == (False, (), True, True)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"values": {"city": "Recife", "days": 3}}, {"where": "Recife", "days": 3, "note": "none"}),
        ({"values": {"city": "Recife", "note": "x"}}, {"where": "Recife", "days": 7, "note": "x"}),
        ({"input": '{"city": "Recife"}'}, {"where": "Recife", "days": 7, "note": "none"}),
    ],
)
async def test_templates_find_what_is_given_and_what_holds_by_default(given: Any, sent: Any) -> None:
    async with listening(lambda _, reply: reply.whole({"ok": True})) as web:
        client = WebhookSource(Source(SourceId("s"), "webhook", "hooks", web.url, definition=WANTING))
        assert isinstance(await run(client, a_job("report", **given)), Done)
        await client.close()
    assert web.seen[-1].json() == sent


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"values": {"days": 3}}, "“city” is needed"),
        ({"values": {"city": "x", "days": "many"}}, "“days” is a whole number"),
        ({"input": "just text"}, "a JSON object of its inputs"),
        ({"input": ""}, "“city” is needed"),
    ],
)
async def test_what_does_not_fit_is_told_and_nothing_is_sent(given: Any, why: str) -> None:
    async with listening(lambda _, reply: reply.whole({})) as web:
        client = WebhookSource(Source(SourceId("s"), "webhook", "hooks", web.url, definition=WANTING))
        outcome = await run(client, a_job("report", **given))
        await client.close()
    assert isinstance(outcome, Failed)
    assert why in outcome.reason
    assert not outcome.retryable
    assert web.seen == []


async def test_a_member_that_may_be_missing_is_left_out_where_it_is_null_and_data_is_data() -> None:
    definition = """
endpoints:
  ask:
    json:
      a?: "{{ input.a | default(none) }}"
      b?: 0
      in: {c?: "{{ none }}"}
      d: "{{ none }}"
      e: "{{ input.e }}"
"""
    async with listening(lambda _, reply: reply.whole({"ok": True})) as web:
        client = WebhookSource(Source(SourceId("s"), "webhook", "hooks", web.url, definition=definition))
        assert isinstance(await run(client, a_job("ask", '{"e": {"why?": null}}')), Done)
        assert isinstance(await run(client, a_job("ask", '{"a": 1, "e": 2}')), Done)
        await client.close()
    assert web.seen[-2].json() == {"b": 0, "in": {}, "d": None, "e": {"why?": None}}
    assert web.seen[-1].json() == {"a": 1, "b": 0, "in": {}, "d": None, "e": 2}


# ------------------------------------------------------------------ what a server lists

LISTS = """
endpoints:
  flow: {path: "/run/{{ item }}", list: {path: /flows, items: "$[*]", id: $.id, title: $.name}}
  fixed: {path: /fixed}
"""


def listing(status: int, listed: Any) -> Answer:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(listed if request.path == "/flows" else {}, status if request.path == "/flows" else 200)

    return answer


async def test_what_is_no_id_is_left_out_and_what_stands_twice_is_there_once() -> None:
    listed = [{"id": 7, "name": "seven"}, {"id": 7}, {"id": ""}, {"id": True}, {"id": "a\nb"}, {"name": "none"}, "x"]
    async with answering(listing(200, listed), LISTS) as (client, _):
        offers = await client.workflows()
    assert isinstance(offers, list)
    assert [(one.key, one.title) for one in offers] == [("flow/7", "seven"), ("fixed", "fixed")]


async def test_a_list_that_cannot_be_had_takes_nothing_away() -> None:
    async with answering(listing(500, {"detail": "out of memory"}), LISTS) as (client, _):
        found = await client.workflows()
    assert isinstance(found, Listing)
    assert [one.key for one in found.offers] == ["fixed"]
    assert "out of memory" in found.unheard["flow/"]


@pytest.mark.parametrize("answered", [{"message": "log in first"}, "log in first", [{"name": "of another version"}]])
async def test_an_answer_in_which_nothing_has_an_id_is_no_list(answered: Any) -> None:
    """Taken for an empty one, all that was known would be gone."""
    async with answering(listing(200, answered), LISTS) as (client, _):
        found = await client.workflows()
    assert isinstance(found, Listing)
    assert [offer.key for offer in found.offers] == ["fixed"]
    assert list(found.unheard) == ["flow/"]


async def test_an_empty_list_is_one() -> None:
    async with answering(listing(200, []), LISTS) as (client, _):
        assert [offer.key for offer in await client.workflows()] == ["fixed"]  # type: ignore[union-attr]


async def test_the_id_that_a_server_lists_goes_where_the_path_says() -> None:
    async with answering(listing(200, []), LISTS) as (client, web):
        await run(client, a_job("flow/7"))
    assert web.seen[-1].path == "/run/7"

"""The kind `openapi`: operations as workflows, what they are given checked against what the document says."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import yaml

from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.ids import SourceId
from spark_tui.domain.inputs import FieldType
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.service.ports import Done, Failed
from spark_tui.sources.contract import Bench, SourceContract, a_job, run
from spark_tui.sources.openapi import OpenAPISource
from spark_tui.sources.openapi_document import read
from tests.sources.fake_endpoints import HOSTILE
from tests.sources.web import Answer, Reply, Request, Web, listening


def posting(name: str, **more: Any) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Said"}}}, "required": True}
    return {"post": {"operationId": name, "summary": f"It {name}s", "requestBody": body, **more}}


NAMES = ("echo", "fails", "long", "hostile", "big")
LIST = {"type": "array"}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1.2"},
    "paths": {
        **{f"/{name}": posting(name) for name in NAMES},
        "/items/{id}/parts": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "summary": "List the parts",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 10}},
                    {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"$ref": "#/components/parameters/trace"},
                    {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
                ],
            },
            "put": {"operationId": "replace", "requestBody": {"content": {"application/json": {"schema": LIST}}}},
        },
    },
    "components": {
        "schemas": {
            "Said": {
                "type": "object",
                "required": ["said"],
                "properties": {
                    "said": {"type": "string"},
                    "mode": {"$ref": "#/components/schemas/Mode"},
                    "times": {"type": "integer"},
                },
            },
            "Mode": {"type": "string", "enum": ["loud", "low"]},
        },
        "parameters": {"trace": {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}  # fmt: skip


@asynccontextmanager
async def offering(
    document: Any = DOCUMENT, answer: Answer | None = None, definition: str = "", key: str | None = "the-key"
) -> AsyncIterator[tuple[OpenAPISource, Web]]:
    async def give(request: Request, reply: Reply) -> None:
        if request.path.endswith("/openapi.json"):
            await reply.whole(document)
        elif answer is not None and request.method != "HEAD":
            await answer(request, reply)
        else:
            await reply.whole(b"")

    async with listening(give) as web:
        url = web.url if definition else f"{web.url}/openapi.json"
        client = connected(url, definition, key)
        yield client, web
        await client.close()


def connected(url: str, definition: str = "", key: str | None = "the-key") -> OpenAPISource:
    return OpenAPISource(
        Source(SourceId("s"), "openapi", "api", url, definition=definition), Secret(key) if key else None
    )


class Spoken(OpenAPISource):
    """Its jobs say what they say as JSON, as the operations want it."""

    async def run(self, job: Any, emit: Any) -> Any:
        from dataclasses import replace

        return await super().run(replace(job, input=json.dumps({"said": job.input})), emit)


class TestContract(SourceContract):
    @pytest.fixture
    async def bench(self) -> AsyncIterator[Bench]:
        going: set[int] = set()

        async def answer(request: Request, reply: Reply) -> None:
            match request.path:
                case "/echo":
                    await reply.whole(request.json())
                case "/fails":
                    await reply.whole({"detail": "it failed on purpose"}, 500)
                case "/hostile":
                    await reply.whole({"text": HOSTILE})
                case "/big":
                    await reply.whole("x" * 1_200_000)
                case "/long":
                    going.add(id(reply))
                    try:
                        await reply.begin("text/plain")
                        for _ in range(600):
                            await reply.send(b"still here\n")
                            await asyncio.sleep(0.1)
                    finally:
                        going.discard(id(reply))

        async def long_runs() -> bool:
            return bool(going)

        async with offering(answer=answer) as (client, _):
            spoken, nobody = (
                Spoken(Source(SourceId("s"), "openapi", "api", url))
                for url in (client._server.url, "http://127.0.0.1:1")
            )
            names = {name: f"POST /{name}" for name in NAMES}
            yield Bench(OpenAPISource, spoken, nobody, **names, unknown="GET /nope", long_runs=long_runs)
            await spoken.close()
            await nobody.close()


# ------------------------------------------------------------------ what is offered


@pytest.mark.parametrize("written", [json.dumps(DOCUMENT), yaml.safe_dump(DOCUMENT)])
def test_operations_are_offered_by_what_the_document_calls_them(written: str) -> None:
    document = read(written)
    assert {key: one.title for key, one in document.operations.items()} == {
        **{f"POST /{name}": name for name in NAMES},
        "GET /items/{id}/parts": "List the parts",
        "PUT /items/{id}/parts": "replace",
    }


def test_their_inputs_are_declared_with_their_types() -> None:
    operations = read(json.dumps(DOCUMENT)).operations
    told = {key: [(f.name, f.type, f.required) for f in operations[key].declared.fields] for key in operations}
    assert told["POST /echo"] == [
        ("said", FieldType.TEXT, True),
        ("mode", FieldType.CHOICE, False),
        ("times", FieldType.INTEGER, False),
    ]
    assert told["GET /items/{id}/parts"] == [
        ("id", FieldType.TEXT, True),
        ("limit", FieldType.INTEGER, False),
        ("tag", FieldType.JSON, False),
        ("X-Trace", FieldType.TEXT, False),
    ]
    assert told["PUT /items/{id}/parts"] == [("id", FieldType.TEXT, True), ("body", FieldType.JSON, False)]


async def test_a_document_is_known_for_what_it_is() -> None:
    async with offering() as (_, web):
        assert await OpenAPISource.detect(f"{web.url}/openapi.json")
        assert not await OpenAPISource.detect(web.url)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"swagger": "2.0", "paths": {}}, "Swagger 2.0"),
        ({"a": 1}, "no OpenAPI document"),
        ([1], "no OpenAPI document"),
        (b"<html>", "no OpenAPI document"),
        (b"a: [", "no OpenAPI document"),
        (b"[" * 100_000, "no OpenAPI document"),
        (b"a: &a [*a, *a]", "no OpenAPI document"),
        (DOCUMENT | {"servers": [{"url": "https://elsewhere.example/v1"}]}, "elsewhere"),
        (DOCUMENT | {"servers": [{"url": "https://{region}.example/v1"}]}, "places to fill"),
    ],
)
async def test_what_is_none_or_lives_elsewhere_is_told(document: Any, words: str) -> None:
    async with offering(document) as (client, _):
        health = await client.check()
        assert health.state is HealthState.DOWN
        assert words in health.detail
        with pytest.raises(SourceError):
            await client.workflows()


ODD = {"properties": [], "required": 3}


@pytest.mark.parametrize(
    "paths",
    [
        None, [], "x", {"x": {}}, {"/a": None}, {"/a": []}, {"/a": {"get": None}}, {1: {}},
        {"/a": {"$ref": "#/paths/~1a"}},
        {"/a": {"get": {"parameters": [None, {"in": "query"}, {"$ref": 3}, {"name": "x", "in": "cookie"}]}}},
        {"/a": {"post": {"requestBody": {"$ref": "#/nowhere"}, "operationId": ["x"], "summary": {}}}},
        {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": ODD}}}}}},
    ],
)  # fmt: skip
def test_a_document_of_odd_parts_is_borne(paths: Any) -> None:
    operations = read(json.dumps({"openapi": "3.0.0", "paths": paths})).operations
    assert all(one.title and one.declared is not None for one in operations.values())


# ------------------------------------------------------------------ what is sent


async def given(workflow: str, values: dict[str, Any], **also: Any) -> tuple[Any, list[Request]]:
    async with offering(answer=lambda _, reply: reply.whole(b"ok"), **also) as (client, web):
        outcome = await run(client, a_job(workflow, json.dumps(values)))
    return outcome, [request for request in web.seen if not request.path.endswith("/openapi.json")]


async def test_every_value_goes_where_the_document_says() -> None:
    values = {"id": "a/b ü?", "limit": 3, "tag": ["x"], "X-Trace": "t1"}
    outcome, (sent,) = await given("GET /items/{id}/parts", values)
    assert outcome == Done("ok")
    assert (sent.method, sent.path) == ("GET", "/items/a/b ü?/parts")  # decoded; it went out as a%2Fb…
    assert sent.query == {"limit": "3", "tag": "x"}
    assert (sent.headers["x-trace"], sent.headers["x-key"]) == ("t1", "the-key")
    assert "authorization" not in sent.headers


async def test_a_body_is_what_stands_nowhere_else() -> None:
    _, (sent,) = await given("POST /echo", {"said": "hi", "mode": "low", "times": "2"})
    assert sent.json() == {"said": "hi", "mode": "low", "times": 2}
    _, (sent,) = await given("PUT /items/{id}/parts", {"id": "7", "body": [1, 2]})
    assert sent.json() == [1, 2]


async def test_a_server_below_a_path_is_asked_there() -> None:
    _, (sent,) = await given("POST /echo", {"said": "hi"}, document=DOCUMENT | {"servers": [{"url": "/v2/"}]})
    assert sent.path == "/v2/echo"


async def test_a_document_may_be_given_and_the_url_is_that_of_the_server() -> None:
    _, (sent,) = await given("POST /echo", {"said": "hi"}, definition=json.dumps(DOCUMENT))
    assert sent.path == "/echo"


@pytest.mark.parametrize(
    ("workflow", "text", "words"),
    [
        ("POST /echo", "{}", "“said” is needed"),
        ("POST /echo", '{"said": "x", "mode": "shrill"}', "mode"),
        ("POST /echo", '{"said": "x", "times": "often"}', "times"),
        ("POST /echo", '{"said": "x", "sound": 1}', "sound"),
        ("POST /echo", "just text", "JSON object"),
        ("POST /echo", "[1]", "JSON object"),
        ("GET /items/{id}/parts", '{"id": ".."}', "part of the path"),
        ("GET /items/{id}/parts", '{"id": "1", "X-Trace": "a\\nb"}', "header"),
    ],
)
async def test_what_does_not_fit_is_told_and_nothing_is_sent(workflow: str, text: str, words: str) -> None:
    async with offering(answer=lambda _, reply: reply.whole(b"ok")) as (client, web):
        outcome = await run(client, a_job(workflow, text))
    assert isinstance(outcome, Failed)
    assert words in outcome.reason
    assert not outcome.retryable
    assert {request.path for request in web.seen} == {"/openapi.json"}


def test_a_definition_that_is_no_document_is_not_kept() -> None:
    with pytest.raises(Invalid, match="no OpenAPI document"):
        OpenAPISource.check_definition("endpoints: {}")

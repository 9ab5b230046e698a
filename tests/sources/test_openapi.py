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
from spark_tui.domain.source import HealthState, Secret, SecretName, Source
from spark_tui.service.admitting import admit
from spark_tui.service.ports import Done, Failed
from spark_tui.sources.contract import Bench, SourceContract, a_job, run
from spark_tui.sources.openapi import OpenAPISource
from spark_tui.sources.openapi_document import read
from spark_tui.sources.openapi_reading import Reading
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
        (b"a: &a [*a, *a]", "unfolds"),
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


# ------------------------------------------------------------------ how the key goes


def one(operation: dict[str, Any], method: str = "get", path: str = "/x", **more: Any) -> dict[str, Any]:
    """A document of one operation."""
    return {"openapi": "3.1.0", "info": {"title": "T"}, "paths": {path: {method: operation}}, **more}


def secured(scheme: dict[str, Any], **operation: Any) -> dict[str, Any]:
    return one({"operationId": "x", **operation}, components={"securitySchemes": {"s": scheme}})


QUERY_KEY = {"type": "apiKey", "in": "query", "name": "api_key"}


@pytest.mark.parametrize(
    ("document", "key", "header", "told"),
    [
        (secured({"type": "http", "scheme": "basic"}), "ana:p4ss", "authorization", "Basic YW5hOnA0c3M="),
        (secured({"type": "http", "scheme": "basic"}), "onlyakey", "authorization", "Basic b25seWFrZXk6"),
        (secured({"type": "http", "scheme": "Bearer"}), "k-4711", "authorization", "Bearer k-4711"),
        (secured({"type": "oauth2", "flows": {}}), "k-4711", "authorization", "Bearer k-4711"),
        (secured({"type": "apiKey", "in": "header", "name": "X-Key"}), "k-4711", "x-key", "k-4711"),
        (secured({"type": "apiKey", "in": "cookie", "name": "sid"}), "k-4711", "cookie", "sid=k-4711"),
        (secured(QUERY_KEY, security=[]), "k-4711", "authorization", None),
    ],
)
async def test_the_key_goes_where_the_operation_says(document: Any, key: str, header: str, told: str | None) -> None:
    outcome, (sent,) = await given("GET /x", {}, document=document, key=key)
    assert outcome == Done("ok")
    assert sent.headers.get(header) == told
    assert sent.query == {}


X_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
BASIC = {"type": "http", "scheme": "basic"}


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (secured(X_KEY, security=[{"s": []}]), "1 of its operations want a key (header x-key)"),
        (secured(BASIC, security=[{"s": []}]), "1 of its operations want a key (Basic, USER:PASSWORD)"),
        (secured(X_KEY) | {"security": [{"s": []}]}, "1 of its operations want a key (header x-key)"),
        (secured(X_KEY, security=[{}, {"s": []}]), ""),
        (secured(X_KEY, security=[]), ""),
        (secured(X_KEY), ""),
        (secured({"type": "mutualTLS"}, security=[{"s": []}]), ""),
        (DOCUMENT, ""),
    ],
)
async def test_without_the_key_that_its_operations_want_that_is_told(document: Any, wanted: str) -> None:
    told = f"{wanted}, and it has none: spark source key api" if wanted else ""
    async with offering(document, key=None) as (client, _):
        health, taken = await client.check(), admit(await client.workflows())
    assert (health.state, health.hint, taken.remarks) == (HealthState.UP, told, (told,) if told else ())
    async with offering(document) as (client, _):
        assert ((await client.check()).hint, admit(await client.workflows()).remarks) == ("", ())


async def test_a_key_in_the_query_stands_beside_what_else_is_asked_and_is_hidden_where_it_comes_back() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    document = secured(QUERY_KEY, parameters=[limit])

    async def back(request: Request, reply: Reply) -> None:
        await reply.whole(f"you asked {request.query}".encode())

    async with offering(document, back, key="k&4711 +") as (client, web):
        outcome = await run(client, a_job("GET /x", json.dumps({"limit": 3})))
        (sent,) = [request for request in web.seen if not request.path.endswith(".json")]
    assert sent.query == {"limit": "3", "api_key": "k&4711 +"}
    assert isinstance(outcome, Done)
    assert "4711" not in outcome.result


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (secured({"type": "mutualTLS"}, security=[{"s": []}]), "none of Basic, Bearer and a key"),
        (
            one({"security": [{"a": [], "b": []}]}, components={"securitySchemes": {"a": QUERY_KEY, "b": QUERY_KEY}}),
            "wants a and b at once, and a source has one key",
        ),
        (
            one({"requestBody": {"required": True, "content": {"image/png": {}}}}, "post"),
            "its body is image/png, and JSON, a form or a text can be given",
        ),
        (one({"parameters": [{"$ref": "other.yaml#/p"}]}), "nothing stands at other.yaml#/p"),
    ],
)
async def test_what_cannot_be_run_is_offered_with_the_reason(document: Any, why: str) -> None:
    async with offering(document, lambda _, reply: reply.whole(b"ok")) as (client, web):
        (offer,) = await client.workflows()
        outcome = await run(client, a_job(offer.key))
        health = await client.check()
    assert why in offer.description
    assert isinstance(outcome, Failed)
    assert why in outcome.reason
    assert "of which 1 cannot be run" in health.detail
    assert {request.path for request in web.seen} == {"/openapi.json"}


# ------------------------------------------------------------------ where parameters go


def asking(name: str, place: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema, **more}


AS_JSON = {"name": "a", "in": "query", "content": {"application/json": {"schema": {}}}}


@pytest.mark.parametrize(
    ("parameter", "value", "query"),
    [
        (asking("a", "query", LIST), ["x", "y z"], "a=x&a=y+z"),
        (asking("a", "query", LIST, explode=False), ["x", "y"], "a=x,y"),
        (asking("a", "query", LIST, style="pipeDelimited", explode=False), ["x", "y"], "a=x%7Cy"),
        (asking("a", "query", {"type": "object"}, style="deepObject"), {"b": 1, "c": True}, "a%5Bb%5D=1&a%5Bc%5D=true"),
        (asking("a", "query", {"type": "object"}), {"b": 1}, "b=1"),
        (AS_JSON, {"b": [1]}, "a=%7B%22b%22:+%5B1%5D%7D"),
        (asking("a", "query", {"type": ["string", "null"]}), "x", "a=x"),
    ],
)  # fmt: skip
async def test_a_value_is_written_as_its_parameter_says(parameter: Any, value: Any, query: str) -> None:
    _, (sent,) = await given("GET /x", {"a": value}, document=one({"parameters": [parameter]}))
    assert sent.target.partition("?")[2] == query


@pytest.mark.parametrize(
    ("more", "value", "path"),
    [
        ({"schema": LIST}, ["x", "y/z"], "/x,y%2Fz"),
        ({"style": "label"}, "x", "/.x"),
        ({"style": "matrix"}, "x", "/;a=x"),
    ],
)
async def test_a_part_of_the_path_is_written_as_it_says(more: Any, value: Any, path: str) -> None:
    document = one({"parameters": [asking("a", "path", {}) | {"required": True} | more]}, path="/{a}")
    _, (sent,) = await given("GET /{a}", {"a": value}, document=document)
    assert sent.target == path


async def test_cookies_are_one_header_with_the_key_beside_them() -> None:
    parameters = [asking("a", "cookie", {"type": "string"}), asking("b", "cookie", {"type": "string"})]
    document = secured({"type": "apiKey", "in": "cookie", "name": "sid"}, parameters=parameters)
    _, (sent,) = await given("GET /x", {"a": "1; x", "b": "ü"}, document=document, key="k-4711")
    assert sent.headers["cookie"] == "a=1%3B%20x; b=%C3%BC; sid=k-4711"


async def test_two_of_one_name_are_told_apart_by_their_places() -> None:
    body = {"content": {"application/json": {"schema": {"properties": {"id": {"type": "string"}}}}}, "required": True}
    document = one({"parameters": [asking("id", "query", {"type": "integer"})], "requestBody": body}, "post")
    fields = read(json.dumps(document)).operations["POST /x"].declared.fields
    assert [field.name for field in fields] == ["id", "query.id"]
    _, (sent,) = await given("POST /x", {"id": "inner", "query.id": 7}, document=document)
    assert (sent.json(), sent.query) == ({"id": "inner"}, {"id": "7"})


# ------------------------------------------------------------------ bodies


def taking(kind: str, schema: Any, **media: Any) -> dict[str, Any]:
    content = {"content": {kind: {"schema": schema, **media}}, "required": True}
    return one({"operationId": "x", "requestBody": content}, "post")


FORM = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "string"}, "b": LIST, "c": {"type": "object"}},
}


async def test_a_form_repeats_a_list_and_writes_what_is_nested_as_json() -> None:
    document = taking("application/x-www-form-urlencoded", FORM)
    _, (sent,) = await given("POST /x", {"a": "ü &", "b": ["1", 2], "c": {"d": True}}, document=document)
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent.body == b"a=%C3%BC+%26&b=1&b=2&c=%7B%22d%22%3A+true%7D"


async def test_a_form_of_several_parts_has_files_and_json_among_them() -> None:
    schema = {"properties": {"file": {"type": "string", "format": "binary"}, "n": {"type": "integer"}, "c": {}}}
    document = taking("multipart/form-data", schema, encoding={"file": {"contentType": "text/csv"}})
    _, (sent,) = await given("POST /x", {"file": "a,b\n1,2", "n": 3, "c": {"d": 1}}, document=document)
    kind, _, mark = sent.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    parts = [part.strip("\r\n") for part in sent.body.decode().split(f"--{mark}")]
    assert parts == [
        "",
        'content-disposition: form-data; name="c"\r\ncontent-type: application/json\r\n\r\n{"d": 1}',
        'content-disposition: form-data; name="file"; filename="file"\r\ncontent-type: text/csv\r\n\r\na,b\n1,2',
        'content-disposition: form-data; name="n"\r\ncontent-type: text/plain; charset=utf-8\r\n\r\n3',
        "--",
    ]


@pytest.mark.parametrize(
    ("kind", "schema", "body", "sent_as", "told"),
    [
        ("application/json", {"type": "array", "items": {"type": "integer"}}, [1, 2], "application/json", b"[1, 2]"),
        ("text/plain", {"type": "string"}, "hello ü", "text/plain; charset=utf-8", "hello ü".encode()),
        ("application/xml", {"type": "object"}, "<a/>", "application/xml; charset=utf-8", b"<a/>"),
    ],
)
async def test_a_body_that_is_no_object_is_given_as_body(
    kind: str, schema: Any, body: Any, sent_as: str, told: bytes
) -> None:
    _, (sent,) = await given("POST /x", {"body": body}, document=taking(kind, schema))
    assert (sent.headers["content-type"], sent.body) == (sent_as, told)


def test_a_body_of_several_schemas_asks_for_all_of_them_and_not_for_what_is_only_read() -> None:
    part = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    more = {"properties": {"id": {"type": "string", "readOnly": True}, "b": {"type": ["integer", "null"]}}}
    document = taking("application/json", {"allOf": [{"$ref": "#/components/schemas/A"}, more]})
    document["components"] = {"schemas": {"A": part}}
    fields = read(json.dumps(document)).operations["POST /x"].declared.fields
    assert [(f.name, f.type, f.required) for f in fields] == [
        ("a", FieldType.TEXT, True),
        ("b", FieldType.INTEGER, False),
    ]


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_password_is_filled_in_from_the_vault_and_hidden(kind: str) -> None:
    schema = {"properties": {"user": {"type": "string"}, "pass": {"type": "string", "format": "password"}}}

    async def back(request: Request, reply: Reply) -> None:
        await reply.whole(request.body, content_type="text/plain")

    async with offering(taking(kind, schema), back) as (client, web):
        client._lookup = {SecretName("door"): Secret("s3cret-4711")}.get
        outcome = await run(client, a_job("POST /x", values={"user": "vault:door", "pass": "vault:door"}))
    assert web.seen[-1].body.count(b"s3cret-4711") == 1
    assert isinstance(outcome, Done)
    assert "4711" not in outcome.result
    assert "•••" in outcome.result


# ------------------------------------------------------------------ servers


@pytest.mark.parametrize(
    ("servers", "path"),
    [
        ([{"url": "https://elsewhere.example"}, {"url": "/v3"}], "/v3/x"),
        ([{"url": "/{version}/", "variables": {"version": {"default": "v4"}}}], "/v4/x"),
        ([{"url": "./api"}], "/api/x"),
        ([], "/x"),
    ],
)
async def test_the_first_server_that_is_here_is_taken_with_what_its_places_hold_by_default(
    servers: Any, path: str
) -> None:
    _, (sent,) = await given("GET /x", {}, document=one({"operationId": "x"}, servers=servers))
    assert sent.path == path


async def test_an_operation_may_have_a_server_of_its_own() -> None:
    document = one({"operationId": "x", "servers": [{"url": "/own"}]}, servers=[{"url": "/v1"}])
    _, (sent,) = await given("GET /x", {}, document=document)
    assert sent.path == "/own/x"


# ------------------------------------------------------------------ large, and made to be large

LEVELS = (f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10))
BOMB = "\n".join(["l0: &l0 [x, x, x, x, x, x, x, x, x, x]", *LEVELS])


@pytest.mark.parametrize(("default", "before"), [("*a", "a: &a [*a]"), ("*l9", BOMB)], ids=["circle", "bomb"])
def test_a_document_that_unfolds_without_end_is_none(default: str, before: str) -> None:
    parameter = f"{{name: q, in: query, schema: {{type: string, default: {default}}}}}"
    written = f"openapi: 3.0.0\n{before}\npaths: {{/x: {{get: {{parameters: [{parameter}]}}}}}}"
    with pytest.raises(Invalid, match="unfolds"):
        read(written)


def test_what_is_named_twice_in_a_document_stands_there_twice() -> None:
    parameters = "parameters: &p [{name: q, in: query, schema: {type: string}}]"
    written = f"openapi: 3.0.0\npaths: {{/x: {{get: {{{parameters}}}}}, /y: {{get: {{parameters: *p}}}}}}"
    found = read(written)
    assert [[one.name for one in each.declared.fields] for each in found.operations.values()] == [["q"], ["q"]]


async def test_everybody_else_goes_on_while_a_document_is_read() -> None:
    source = Source(SourceId("s"), "openapi", "s", "http://127.0.0.1:9", definition=json.dumps(DOCUMENT))
    client = OpenAPISource(source)
    others = asyncio.create_task(asyncio.sleep(0, "they did"))
    await client.inputs("POST /echo")
    assert others.done()
    await client.close()


async def test_a_document_is_read_once_however_many_ask_for_it() -> None:
    reading, text = Reading(), json.dumps(DOCUMENT)
    read_at_once = await asyncio.gather(*(reading.of(text) for _ in range(5)))
    assert {id(one) for one in (*read_at_once, await reading.of(text))} == {id(read_at_once[0])}


async def test_a_document_that_has_changed_is_read_anew() -> None:
    texts = [json.dumps(DOCUMENT), json.dumps(DOCUMENT | {"paths": {"/new": posting("new")}})]

    async def give(request: Request, reply: Reply) -> None:
        await reply.whole(json.loads(texts[0]))

    async with listening(give) as web:
        client = connected(f"{web.url}/openapi.json")
        before = [offer.key for offer in await client.workflows()]
        texts.pop(0)
        assert "POST /echo" in before
        assert [offer.key for offer in await client.workflows()] == ["POST /new"]
        await client.close()


@pytest.mark.parametrize("etag", ['W/"1"', "", "ü"])
async def test_a_document_that_its_server_knows_again_is_not_sent_again(etag: str) -> None:
    served = [(etag, DOCUMENT)]
    statuses = []

    async def give(request: Request, reply: Reply) -> None:
        is_known = request.headers.get("if-none-match") == served[0][0] != ""
        statuses.append(304 if is_known else 200)
        headers = {"ETag": served[0][0]} if served[0][0] else {}
        await reply.whole(b"" if is_known else served[0][1], statuses[-1], **headers)

    async with listening(give) as web:
        client = connected(f"{web.url}/openapi.json")
        before = await client.workflows()
        assert await client.workflows() == before
        served[0] = ('"2"', DOCUMENT | {"paths": {"/new": posting("new")}})
        assert [offer.key for offer in await client.workflows()] == ["POST /new"]
        assert (await client.check()).state is HealthState.UP
        await client.close()
    assert statuses == [200, 304 if etag.isascii() and etag else 200, 200, 304]


async def test_what_is_broken_is_told_each_time_and_what_was_read_before_it_stays() -> None:
    reading = Reading()
    whole = await reading.of(json.dumps(DOCUMENT))
    for _ in range(2):
        with pytest.raises(Invalid, match="no OpenAPI document"):
            await reading.of("{}")
    assert await reading.of(json.dumps(DOCUMENT)) is whole

"""What can go wrong between us and a server, and where the key may never go."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.source import Secret
from spark_tui.sources.http import Server, seems
from spark_tui.sources.limits import LIMITS, MB, Limits
from spark_tui.sources.replies import flattened, parsed, trouble_of
from spark_tui.sources.sealing import Sealed
from spark_tui.sources.streams import ServerEvent, server_events, split_lines
from tests.sources.web import Reply, Request, listening

KEY = Secret("sk-very-secret")


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def trouble(url: str, secret: Secret | None = KEY, limits: Limits = LIMITS, **also: Any) -> SourceError:
    server = Server(url, secret, limits=limits)
    try:
        with pytest.raises(SourceError) as caught:
            await server.ask("GET", "/x", **also)
        return caught.value
    finally:
        await server.close()


# ------------------------------------------------------------------ errors in words


@pytest.mark.parametrize(
    ("url", "words", "retryable"),
    [
        ("http://127.0.0.1:1", "nothing listens at http://127.0.0.1:1: connection refused", True),
        ("http://no-such-host.invalid", "there is no host of that name", True),
        (f"http://{'a' * 70}.example", "there is no host of that name", True),
        ("nonsense", "“nonsense” is not an http or https URL", False),
        ("ftp://x", "is not an http or https URL", False),
        ("http://[", "is not a URL", False),
        ("http://127.0.0.1:99999999", "is not a URL", False),
        ("http://me:pass@127.0.0.1:1", "a URL must not hold a name or a password", False),
    ],
)
async def test_an_address_that_does_not_answer_says_why(url: str, words: str, *, retryable: bool) -> None:
    told = await trouble(url)
    assert words in told.message
    assert told.retryable is retryable
    assert told.hint
    assert "pass@" not in told.message


async def _silent(request: Request, reply: Reply) -> None:
    await asyncio.sleep(60)


async def _cut(request: Request, reply: Reply) -> None:
    reply.cut()


async def _half(request: Request, reply: Reply) -> None:
    await reply.begin("application/json")
    await reply.send(b'{"half":')
    reply.cut()


async def _packed(request: Request, reply: Reply) -> None:
    assert request.headers["accept-encoding"] == "identity"
    await reply.whole(gzip.compress(b"{}"), content_encoding="gzip")


async def _circle(request: Request, reply: Reply) -> None:
    await reply.whole(status=307, location="/x")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_silent, "said nothing for 0.1 seconds"),
        (_cut, "closed the connection before its answer was complete"),
        (_half, "closed the connection before its answer was complete"),
        (_packed, "packed its answer (gzip), which nobody asked for"),
        (_circle, "redirects in a circle"),
    ],
)
async def test_a_server_that_breaks_says_how(answer: Callable[[Request, Reply], Awaitable[None]], words: str) -> None:
    async with listening(answer) as web:
        told = await trouble(web.url, read=0.1)
        assert words in told.message.lower()


async def test_tls_where_there_is_none_says_so() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as plain:
        told = await trouble(f"https://127.0.0.1:{plain.sockets[0].getsockname()[1]}")
    assert "does not speak TLS" in told.message
    assert "http://" in told.hint


async def test_a_secret_in_what_is_asked_is_hidden_as_a_url_spells_it_too() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(status=302, location=f"/there?{request.target.partition('?')[2]}")

    async with listening(answer) as web:
        server = Server(web.url, secrets={"door": Secret("p@ss w/rd+1")})
        with pytest.raises(SourceError) as wrong:
            await server.ask("POST", "/x", params={"token": Sealed(("", "door", ""))})
        await server.close()
    assert "redirects a POST" in wrong.value.message
    assert "ss" not in wrong.value.message.partition("token=")[2]


async def test_an_error_of_the_caller_stays_what_it_is() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole({})

    async with listening(answer) as web:
        server = Server(web.url)
        with pytest.raises(ZeroDivisionError):
            async with server.stream("GET", "/x"):
                raise ZeroDivisionError
        await server.close()


# ------------------------------------------------------------------ the key


async def test_the_key_goes_to_the_server_and_follows_it_on_its_own_ground() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        if request.path == "/base/x":
            return await reply.whole(status=307, location="/base/x/")
        return await reply.whole({"method": request.method})

    async with listening(answer) as web:
        server = Server(web.url + "/base/", KEY)
        reply = await server.ask("POST", "/x", json={"a": 1})
        assert reply.json() == {"method": "POST"}
        assert [request.headers["x-api-key"] for request in web.seen] == ["sk-very-secret"] * 2
        assert web.seen[1].json() == {"a": 1}
        await server.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_key_never_goes_to_another_host(status: int) -> None:
    async def elsewhere(request: Request, reply: Reply) -> None:
        await reply.whole({})

    async with listening(elsewhere) as other:

        async def answer(request: Request, reply: Reply) -> None:
            await reply.whole(status=status, location=f"{other.url}/x")

        async with listening(answer) as web:
            told = await trouble(web.url)
        assert "the key is not taken to another place" in told.message
        assert other.url in told.hint
        assert not other.seen


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://127.0.0.1:PORT/x", "the key is not taken to another place"),
        ("http://127.0.0.1:1/x", "the key is not taken to another place"),
        ("//127.0.0.1:1/x", "the key is not taken to another place"),
        ("http://localhost:PORT/x", "the key is not taken to another place"),
        ("http://127.0.0.1.evil.invalid:PORT/x", "the key is not taken to another place"),
        ("http://me:pw@127.0.0.1:PORT/x", "a name or a password of its own"),
        ("http://127.0.0.1:PORT@evil.invalid/x", "a name or a password of its own"),
        ("javascript:alert(1)", " URL"),
        ("http://[", "the key is not taken to another place"),
        ("file:///etc/passwd", "which is no http URL"),
    ],
)
async def test_the_key_stays_where_it_belongs(location: str, words: str) -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(status=307, location=location.replace("PORT", web.url.rpartition(":")[2]))

    async with listening(answer) as web:
        told = await trouble(web.url)
        assert words in told.message
        assert "pw" not in told.message + told.hint
        assert len(web.seen) == 1


async def test_the_key_is_hidden_in_every_error() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole({"detail": f"bad key {request.headers['x-api-key']}"}, 500)

    async with listening(answer) as web:
        server = Server(web.url, KEY)
        with pytest.raises(SourceError) as caught:
            async with server.stream("GET", "/x") as streamed:
                raise trouble_of(await streamed.whole(), "do it")
        assert "bad key •••" in caught.value.message
        await server.close()


@pytest.mark.parametrize("value", ["", "  ", "with\nnewline", "ümlaut", "nul\0"])
async def test_a_key_that_no_header_bears_is_refused_unsent(value: str) -> None:
    async with listening(_cut) as web:
        told = await trouble(web.url, Secret(value))
        assert isinstance(told, BadCredentials)
        assert not web.seen


async def test_a_key_pasted_with_a_newline_at_its_end_works() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole({})

    async with listening(answer) as web:
        server = Server(web.url, Secret("sk-pasted\n"))
        assert (await server.ask("GET", "/")).ok
        assert web.seen[0].headers["x-api-key"] == "sk-pasted"
        await server.close()


async def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)

    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole({})

    async with listening(answer) as web:
        server = Server(web.url)
        assert (await server.ask("GET", "/")).ok
        await server.close()


async def test_another_machine_is_asked_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async def proxy(request: Request, reply: Reply) -> None:
        await reply.whole({"asked": request.headers["host"]})

    async with listening(proxy) as web:
        monkeypatch.setenv("http_proxy", web.url)
        monkeypatch.setenv("no_proxy", "near.invalid")
        server = Server("http://far.invalid")
        assert (await server.ask("GET", "/x")).json() == {"asked": "far.invalid"}
        assert "there is no host of that name" in (await trouble("http://near.invalid")).message
        await server.close()


async def test_a_proxy_that_is_not_there_is_named_as_the_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert "the proxy on the way to http://far.invalid" in (await trouble("http://far.invalid")).message


async def test_a_cookie_is_not_kept() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole({"cookie": request.headers.get("cookie")}, set_cookie="session=1; Path=/")

    async with listening(answer) as web:
        server = Server(web.url)
        await server.ask("GET", "/")
        assert (await server.ask("GET", "/")).json() == {"cookie": None}
        await server.close()


async def test_a_large_body_goes_out_whole_and_once_more_after_a_redirect() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        if request.path == "/x":
            return await reply.whole(status=307, location="/y")
        return await reply.whole({"length": len(request.json())})

    async with listening(answer) as web:
        server = Server(web.url)
        assert (await server.ask("POST", "/x", json="x" * 3_000_000)).json() == {"length": 3_000_000}
        await server.close()


# ------------------------------------------------------------------ sizes


async def test_an_answer_is_bounded() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(b"x" * 3_000_000)

    async with listening(answer) as web:
        assert "more than 1 MB" in (await trouble(web.url, limits=Limits(body=MB))).message


async def test_a_line_of_ten_megabytes_survives_in_linear_time() -> None:
    big = b"x" * 10_000_000
    pieces = [big[at : at + 4096] for at in range(0, len(big), 4096)]
    tracemalloc.start()
    found = [line async for line in split_lines(chunks(*pieces, b"\nlast"))]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [len(line) for line in found] == [10_000_000, 4]
    assert peak < 40_000_000


async def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(SourceError, match="a line of more than 1,000 bytes"):
        [line async for line in split_lines(chunks(*[b"x" * 100] * 20), most=1_000)]


async def test_an_event_without_end_is_refused() -> None:
    with pytest.raises(SourceError, match="an event of more than 1,000 bytes"):
        [event async for event in server_events(split_lines(chunks(b"data:\n" * 200)), most=1_000)]


@pytest.mark.parametrize("odd", ["x" * 300, "ü", "a\tb"])
async def test_an_id_that_no_header_bears_is_not_handed_back(odd: str) -> None:
    raw = f"id: good\ndata: 1\n\nid: {odd}\ndata: 2\n\n".encode()
    assert [event.id async for event in server_events(split_lines(chunks(raw)))] == ["good", "good"]


@given(st.lists(st.binary(max_size=20), max_size=8))
async def test_lines_are_the_same_however_they_are_cut(parts: list[bytes]) -> None:
    whole = [line.removesuffix(b"\r") for line in b"".join(parts).split(b"\n")]
    if not b"".join(parts).split(b"\n")[-1]:
        whole.pop()
    assert [line async for line in split_lines(chunks(*parts))] == whole


async def test_events_are_joined_and_comments_dropped() -> None:
    raw = ": keepalive\n\ndata: {\ndata: }\nid: 1\n\nid: 2\ndata:x\u2028y\u0085z\r\n\ndata: unfinished"
    found = [event async for event in server_events(split_lines(chunks(raw.encode())))]
    assert found == [ServerEvent("{\n}", "1"), ServerEvent("x\u2028y\u0085z", "2")]


# ------------------------------------------------------------------ what a server says


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("plain", "plain"),
        ({"error": "Job failed", "code": "X", "message": "it failed"}, "it failed"),
        ({"code": "ONLY_CODE"}, "ONLY_CODE"),
        ([{"loc": ["body", "mode"], "msg": "wrong"}, {"msg": "also"}], "wrong (body.mode); also"),
        ('{"message":"inside","traceback":null}', "inside"),
        ('500: {"message":"inside"}', "inside"),
        ("{broken", "{broken"),
        ({"message": {"message": "deep"}}, "deep"),
        (None, ""),
        (5, "5"),
        ({}, ""),
        ('{"message":' * 500 + "1" + "}" * 500, '{"message":' * 500 + "1" + "}" * 500),
    ],
)
def test_details_are_flattened(detail: Any, words: str) -> None:
    assert flattened(detail) == words


@pytest.mark.parametrize(
    ("body", "content_type", "status", "words"),
    [
        (b"<html>", "text/html", 200, "it answers a web page"),
        (b"{}", "application/json", 200, "it answers JSON"),
        (b"{}", "application/json", 404, "it answers JSON with status 404 Not Found"),
        (b"", "text/plain", 200, "it answers nothing"),
    ],
)
async def test_a_stranger_is_described(body: bytes, content_type: str, status: int, words: str) -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(body, status, content_type)

    async with listening(answer) as web:
        assert await seems(web.url) == words


@pytest.mark.parametrize("raw", ["", "{", "[" * 200_000, b"\xff", "9" * 5_000])
def test_broken_json_is_nothing(raw: bytes | str) -> None:
    assert parsed(raw) is None


async def test_closing_waits_for_whoever_holds_it() -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole({})

    async with listening(answer) as web:
        server = Server(web.url)
        async with server.held():
            await server.ask("GET", "/")
            await server.close()
            assert (await server.ask("GET", "/")).ok
        assert server._client is None


async def test_of_several_secrets_that_are_told_back_nothing_stays_also_where_one_begins_with_another() -> None:
    longer = Secret(f"{KEY.reveal()}-and-more")

    async def tells_back(request: Request, reply: Reply) -> None:
        await reply.whole(f"{longer.reveal()} {KEY.reveal()}".encode())

    async with listening(tells_back) as web:
        server = Server(web.url, KEY, secrets={"longer": longer})
        answer = await server.ask("GET", "/")
        await server.close()
    assert answer.body.decode() == "••• •••"
    assert server.hide(longer.reveal()) == "•••"

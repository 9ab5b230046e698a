"""Messages on their way to real servers: a webhook, what Apprise reaches, both Omnis."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from spark_tui.domain.delivery import Message
from spark_tui.domain.errors import BadCredentials, Invalid, SourceError
from spark_tui.domain.source import Secret
from spark_tui.sources.couriers import Couriers, _judge
from tests.contracts.store import NOW
from tests.sources.web import Reply, Request, Web, listening

MESSAGE = Message("failure:r:ops", "report: failed", "exit code 3", "failure", NOW, "report", "r", bad=True)
Answer = Callable[[Request, Reply], Awaitable[None]]


def answering(status: int, body: Any = b"ok") -> Answer:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(body, status)

    return answer


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://hooks.example/services/hush", ("webhook", "https://hooks.example/…")),
        ("mailto://me:hush@mail.example", ("apprise", "mailto://…")),
        ("omni://hush@localhost:8882/sales/+55", ("omni", "http://localhost:8882 as sales")),
        ("omnis://hush@omni.example/base/sales/+55", ("omni", "https://omni.example:8882/base as sales")),
    ],
)
def test_what_is_shown_of_a_url_is_no_secret(url: str, place: tuple[str, str]) -> None:
    assert Couriers().place(Secret(url)) == place


@pytest.mark.parametrize("url", ["", "nothing", "mailto:me", "http://[x", "omni://host", "omni://host/sales"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        Couriers().place(Secret(url))


async def test_a_webhook_gets_the_message_with_its_key() -> None:
    async with listening(answering(200)) as web:
        await Couriers().carry(Secret(f"{web.url}/hush"), MESSAGE)
    [request] = web.seen
    assert request.path == "/hush"
    said = request.json()
    assert (said["key"], said["event"], said["text"]) == ("failure:r:ops", "failure", "report: failed\nexit code 3")


async def test_apprise_sends_it_and_tells_how_it_went_without_the_secret() -> None:
    async with listening(answering(200)) as web:
        await Couriers().carry(Secret(f"{web.url.replace('http', 'json')}/hush-hush"), MESSAGE)
    assert web.seen[0].json()["message"] == "exit code 3"
    async with listening(answering(500)) as web:
        with pytest.raises(SourceError) as wrong:
            await Couriers().carry(Secret(f"{web.url.replace('http', 'json')}/hush-hush"), MESSAGE)
    assert wrong.value.retryable
    assert "500" in wrong.value.message
    assert "hush" not in wrong.value.message


async def test_what_apprise_does_not_know_is_not_tried_again() -> None:
    with pytest.raises(SourceError, match="does not know") as wrong:
        await Couriers().carry(Secret("nosuch://hush-hush/place"), MESSAGE)
    assert not wrong.value.retryable
    assert "hush" not in wrong.value.message


# ------------------------------------------------------------------ Omni, as its contract says

INSTANCES = {"items": [{"id": "0b7f", "name": "sales", "token": "x"}], "meta": {"hasMore": False}}


def second(status: int, body: Any) -> Answer:
    """Omni 2, whose sending answers so."""

    async def answer(request: Request, reply: Reply) -> None:
        if request.path == "/api/v2/health":
            return await reply.whole({"status": "healthy", "version": "2.0.0"})
        if request.path == "/api/v2/instances":
            return await reply.whole(INSTANCES)
        assert request.path == "/api/v2/messages/send"
        return await reply.whole(body, status)

    return answer


def first(status: int, body: Any) -> Answer:
    """Omni 0.5."""

    async def answer(request: Request, reply: Reply) -> None:
        if request.path == "/health":
            return await reply.whole({"status": "healthy", "services": {}})
        if request.path.endswith("/send-text"):
            return await reply.whole(body, status)
        return await reply.whole({"detail": "Not Found"}, 404)

    return answer


def omni(web: Web, instance: str = "sales") -> Secret:
    return Secret(f"omni://omni_sk_hush@{web.url.removeprefix('http://')}/{instance}/+5511999990000")


async def test_omni_2_is_told_the_id_of_its_instance() -> None:
    async with listening(second(201, {"data": {"messageId": "1", "status": "sent"}})) as web:
        await Couriers().carry(omni(web), MESSAGE)
    sent = web.seen[-1]
    assert sent.headers["x-api-key"] == "omni_sk_hush"
    text = "report: failed\n\nexit code 3"
    assert sent.json() == {"instanceId": "0b7f", "to": "+5511999990000", "text": text}


async def test_omni_05_is_told_its_name_and_not_to_split() -> None:
    async with listening(first(200, {"success": True, "status": "sent"})) as web:
        await Couriers().carry(omni(web), MESSAGE)
    assert web.seen[-1].path == "/api/v1/instance/sales/send-text"
    assert (web.seen[-1].json()["phone_number"], web.seen[-1].json()["split_message"]) == ("+5511999990000", False)


def _error(code: str, message: str, **details: Any) -> Any:
    return {"error": {"code": code, "message": message, "details": details}}


@pytest.mark.parametrize(
    ("answer", "words", "again"),
    [
        (second(502, _error("CHANNEL_SEND_FAILED", "chat not found", retryable=False)), "chat not found", False),
        (second(502, _error("CHANNEL_SEND_FAILED", "hiccup", retryable=True)), "hiccup", True),
        (second(503, _error("CHANNEL_NOT_CONNECTED", "not connected")), "not connected", True),
        (second(429, _error("RATE_LIMITED", "slow down")), "slow down", True),
        (second(500, _error("RECIPIENT_NOT_ON_CHANNEL", "no such person")), "no such person", False),
        (second(400, {"success": False, "error": {"name": "ZodError", "issues": []}}), "send the message", False),
        (first(200, {"success": False, "status": "failed", "error": None}), "without a reason", False),
        (first(404, {"detail": "Instance 'sales' not found"}), "not found", False),
        (answering(200, b"<html>"), "is no Omni", False),
    ],
)
async def test_omni_is_asked_again_only_where_nothing_can_have_arrived(answer: Answer, words: str, again: bool) -> None:
    async with listening(answer) as web:
        with pytest.raises(SourceError, match=words) as wrong:
            await Couriers().carry(omni(web), MESSAGE)
    assert wrong.value.retryable is again
    assert "hush" not in json.dumps([wrong.value.message, wrong.value.hint])


async def test_a_wrong_key_and_a_wrong_instance_of_omni_are_told() -> None:
    async with listening(second(401, _error("UNAUTHORIZED", "bad key"))) as web:
        with pytest.raises(BadCredentials):
            await Couriers().carry(omni(web), MESSAGE)
        with pytest.raises(SourceError, match="no instance “nope”"):
            await Couriers().carry(omni(web, "nope"), MESSAGE)


async def test_a_line_that_breaks_while_omni_is_told_is_not_tried_again() -> None:
    async def cut(request: Request, reply: Reply) -> None:
        if request.path == "/api/v2/messages/send":
            return reply.cut()
        return await second(201, {})(request, reply)

    async with listening(cut) as web:
        with pytest.raises(SourceError, match="may have arrived") as wrong:
            await Couriers().carry(omni(web), MESSAGE)
    assert not wrong.value.retryable


async def test_where_nobody_is_there_it_is_tried_again() -> None:
    async with listening(answering(200)) as web:
        url = omni(web)
    with pytest.raises(SourceError) as wrong:
        await Couriers().carry(url, MESSAGE)
    assert wrong.value.retryable


def test_a_part_of_a_url_that_would_be_cut_in_two_is_hidden_first() -> None:
    said = {"sent": False, "known": True, "wrong": f"{'x' * 180} hooks/t0kent0kent0kent0ken is no place"}
    with pytest.raises(SourceError) as wrong:
        _judge(json.dumps(said).encode(), Secret("slack://hooks/t0kent0kent0kent0ken"))
    assert "t0k" not in wrong.value.message

"""A session full of failures, with a server that tells the key back wherever it can: it stands nowhere afterwards."""

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from spark_tui.domain.source import Secret
from tests.processes import Home
from tests.sources.web import Reply, Request, listening

FIRST, SECOND, WRONG = "sk-first-of-all-4711", "sk-second-better-4712", "sk-wrong-one-4713"


async def _parrot(request: Request, reply: Reply) -> None:
    """A LangFlow that says the key in every answer."""
    key = request.headers.get("x-api-key", "nobody")
    if request.path == "/api/v1/version":
        return await reply.whole({"package": "Langflow", "version": f"1 {key}"})
    if key == WRONG:
        return await reply.whole({"detail": f"{key} is wrong"}, 403)
    if request.path == "/api/v1/users/whoami":
        return await reply.whole({"username": key})
    if request.path == "/api/v1/flows/":
        told = {"name": f"flow {key}", "description": key, "endpoint_name": f"e-{key}", "updated_at": key}
        return await reply.whole([{"id": "one", **told}])
    if request.path == "/api/v2/workflows" and request.json().get("mode") == "probe":
        return await reply.whole({"detail": key}, 404)
    if "/run/" in request.path and "input" in request.json().get("input_value", ""):
        return await reply.whole(_events(key), content_type="text/event-stream")
    return await reply.whole({"detail": [{"msg": f"{key} broke {request.headers}"}]}, 500)


def _events(key: str) -> bytes:
    return (
        f'{{"event": "add_message", "data": {{"id": "1", "text": "I am {key}"}}}}\n'
        f'{{"event": "error", "data": {{"text": "failed as {key}"}}}}\n'
    ).encode()


async def test_no_key_is_written_or_shown_anywhere(tmp_path: Path) -> None:
    home = Home(tmp_path)
    said: list[subprocess.CompletedProcess[str]] = []

    async def spark(*arguments: str, stdin: str = "") -> int:
        said.append(await asyncio.to_thread(home.spark, *arguments, stdin=stdin))
        return said[-1].returncode

    async with listening(_parrot) as web:
        assert await spark("source", "add", web.url, "-", "--name", "flows", stdin=WRONG) == 7
        assert await spark("source", "add", web.url, "-", "--name", "flows", stdin=FIRST) == 0, said[-1].stderr
        assert await spark("run", "start", "one", "--wait") == 10
        assert await spark("source", "key", "flows", "-", stdin=WRONG) == 7
        assert await spark("source", "key", "flows", "-", stdin=SECOND) == 0, said[-1].stderr
        assert await spark("run", "start", "one", "--input", "some input", "--wait") == 10
        assert await spark("run", "log", "--json") in (0, 2)
        await spark("run", "list", "--json")
        await spark("workflow", "sync")
        await spark("workflow", "list", "--json")
        await spark("doctor", "--json")
        assert SECOND in {request.headers.get("x-api-key") for request in web.seen}
    await spark("source", "check")
    written = _all_of(tmp_path)
    shown = "".join(done.stdout + done.stderr for done in said)
    for key in (FIRST, SECOND, WRONG):
        assert key.encode() not in written
        assert key not in shown
    assert "I am •••" in shown  # the server did tell it
    assert "•••".encode() in written


def _all_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_key_is_hidden_also_as_json_spells_it() -> None:
    secret = Secret('sk-"quoted"\n')
    assert secret.hide_in_bytes(b'{"a": "sk-\\"quoted\\""} sk-"quoted"') == '{"a": "•••"} •••'.encode()
    assert secret.hide_in('it is sk-"quoted".') == "it is •••."


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_key_is_hidden_where_json_is_told_as_a_text_in_json(ascii_only: bool) -> None:
    secret = Secret('ü"quoted"')
    told = json.dumps({"pin": secret.reveal()}, ensure_ascii=ascii_only)
    assert secret.hide_in(f"echo: {told}") == 'echo: {"pin": "•••"}'
    raw = json.dumps({"content": told}, ensure_ascii=ascii_only).encode()
    assert json.loads(secret.hide_in_bytes(raw)) == {"content": '{"pin": "•••"}'}

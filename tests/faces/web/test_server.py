"""The server of `spark web`: whom it lets in, what it lets through, and what it never does."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from spark_tui.faces.web.server import MESSAGE, MOST_TABS
from tests.faces.web.conftest import Served, served
from tests.processes import PATIENCE, SPARK, Home, alive, until

CSI = re.compile(rb"\x1b\[[0-9;?<>$]*[ -/]*[@-~]")


async def refused(it: Served, path: str, **headers: str) -> str:
    async with it.browser.get(it.base + path, headers=headers, allow_redirects=False) as answer:
        assert answer.status == 403
        return await answer.text()


async def heard(socket: aiohttp.ClientWebSocketResponse, *texts: str, seconds: float = 60) -> str:
    """What was drawn, without its control sequences, once all of it was."""
    drawn = b""
    async with asyncio.timeout(seconds):
        while True:
            message = await socket.receive()
            assert message.type is aiohttp.WSMsgType.BINARY, (message, drawn)
            drawn += message.data
            text = CSI.sub(b"", drawn).decode("utf-8", "replace")
            if all(one in text for one in texts):
                return text


async def closed(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    """The code with which it is closed, whatever is said before."""
    async with asyncio.timeout(60):
        while not socket.closed:
            await socket.receive()
    return socket.close_code


# ------------------------------------------------------------------ who may


async def test_without_a_token_nobody_sees_anything(echo: Served) -> None:
    for path in ("/", echo.gate.path, f"{echo.gate.path}ws", f"{echo.gate.path}static/js/textual.js", "/no/such"):
        assert "spark web" in await refused(echo, path, Origin=echo.base)


async def test_a_wrong_token_is_refused_and_not_repeated(echo: Served) -> None:
    assert "<script>" not in await refused(echo, f"{echo.gate.path}?token=<script>x")


async def test_the_token_becomes_a_cookie_and_leaves_the_address(echo: Served) -> None:
    async with echo.browser.get(echo.base + echo.gate.invite(), allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, echo.gate.path)
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Path={echo.gate.path}" in cookie


async def test_an_address_opens_one_browser_and_the_same_again(echo: Served) -> None:
    address = echo.base + echo.gate.invite()
    for _ in range(2):
        async with echo.browser.get(address) as page:
            assert page.status == 200
    async with aiohttp.ClientSession() as other, other.get(address) as page:
        assert page.status == 403
        assert "used" in await page.text()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
async def test_another_host_or_origin_is_refused_with_the_best_of_cookies(
    echo: Served, headers: dict[str, str]
) -> None:
    await echo.enter()
    await refused(echo, echo.gate.path, **headers)
    with pytest.raises(aiohttp.WSServerHandshakeError) as wrong:
        await echo.socket(**headers)
    assert wrong.value.status == 403


async def test_a_line_without_an_origin_is_refused(echo: Served) -> None:
    await echo.enter()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await echo.browser.ws_connect(f"{echo.base}{echo.gate.path}ws")


async def test_what_is_answered_may_not_be_framed_stored_or_mixed_with_others(echo: Served) -> None:
    async with echo.browser.get(echo.base + echo.gate.invite()) as page:
        told, text = page.headers, await page.text()
    assert "default-src 'none'" in told["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
    assert (told["Cache-Control"], told["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "<b>" not in text
    assert "://" not in text


@pytest.mark.parametrize("path", ["static/", "static/../page.py", "static/%2e%2e/server.py", "page", "page.css/"])
async def test_no_other_file_is_handed_out(echo: Served, path: str) -> None:
    await echo.enter()
    async with echo.browser.get(aiohttp.client.URL(echo.base + echo.gate.path + path, encoded=True)) as answer:
        assert answer.status in (403, 404)


# ------------------------------------------------------------------ what goes through


async def test_keys_sizes_and_focus_reach_the_app_of_the_tab(echo: Served) -> None:
    await echo.enter()
    async with echo.socket((100, 30)) as socket:
        await heard(socket, "here 100 30")
        await socket.send_json(["stdin", "é"])
        await heard(socket, "Dé")
        await socket.send_json(["resize", {"width": 10**9, "height": -5}])
        await heard(socket, '"width": 80', '"height": 24')
        await socket.send_json(["blur"])
        await heard(socket, '"blur"')
        await socket.send_json(["ping", "7"])
        assert (await socket.receive_json()) == ["pong", "7"]


async def test_an_app_opens_no_page_in_the_browser(echo: Served) -> None:
    await echo.enter()
    async with echo.socket() as socket:
        await socket.send_json(["stdin", "link"])
        assert "evil" not in await heard(socket, "Dlink")


@pytest.mark.parametrize(
    "said",
    ["no json", "[]", '["stdin", 1]', '["stdin"]', '["quit"]', '{"a": 1}', "[" * 50_000, '["resize", {"width": 1}]'],
)
async def test_what_no_page_of_ours_says_ends_the_line(echo: Served, said: str) -> None:
    await echo.enter()
    async with echo.socket() as socket:
        await socket.send_str(said)
        assert await closed(socket) == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_too_much_at_once_ends_the_line(echo: Served) -> None:
    await echo.enter()
    async with echo.socket() as socket:
        await socket.send_str(json.dumps(["stdin", "x" * MESSAGE]))
        assert await closed(socket) == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_the_app_ends_and_so_does_the_line(echo: Served) -> None:
    await echo.enter()
    async with echo.socket() as socket:
        await socket.send_json(["stdin", "q"])
        assert await closed(socket) == aiohttp.WSCloseCode.OK


async def test_there_are_so_many_tabs_and_no_more(echo: Served) -> None:
    await echo.enter()
    tabs = [await echo.socket() for _ in range(MOST_TABS)]
    for tab in tabs:
        await heard(tab, "here")
    async with echo.socket() as one_more:
        await heard(one_more, "open already")
        assert await closed(one_more) == aiohttp.WSCloseCode.TRY_AGAIN_LATER
    for tab in tabs:
        await tab.close()


async def test_an_app_that_does_not_start_says_why() -> None:
    async with served((sys.executable, "-c", "import sys; sys.exit('the zone is \\x1b]0;x\\x07wrong')")) as it:
        await it.enter()
        async with it.socket() as socket:
            assert "\x1b" not in await heard(socket, "the zone is wrong")


async def test_an_app_that_does_not_end_is_killed() -> None:
    stubborn = (
        "import os, signal, time\nos.write(1, b'__GANGLION__\\nD\\0\\0\\0\\x08%08d' % os.getpid())\n"
        "while True: time.sleep(1)\n"
    )
    async with served((sys.executable, "-c", stubborn)) as it:
        await it.enter()
        async with it.socket() as socket:
            pid = int(await socket.receive_bytes())
            assert alive(pid)
    assert not alive(pid)


# ------------------------------------------------------------------ the app itself


async def test_the_board_is_there_and_hears_keys_and_sizes(looking: Served) -> None:
    await looking.enter()
    async with looking.socket((120, 35)) as socket:
        await heard(socket, "morning", "Schedules")
        await socket.send_json(["resize", {"width": 80, "height": 24}])
        await heard(socket, "Schedules")
        await socket.send_json(["stdin", "?"])
        await heard(socket, "Everywhere")


async def test_a_view_that_only_looks_says_so_and_pauses_nothing(looking: Served, home: Home) -> None:
    await looking.enter()
    async with looking.socket((120, 35)) as socket:
        await heard(socket, "morning")
        await socket.send_json(["stdin", "p"])
        await heard(socket, "only looks")
    assert home.json("schedule", "show", "morning")["state"] == "active"


async def test_a_view_that_may_act_pauses(writable: Served, home: Home) -> None:
    await writable.enter()
    async with writable.socket((120, 35)) as socket:
        await heard(socket, "morning")
        await socket.send_json(["stdin", "p"])
        await heard(socket, "Pause")
        await socket.send_json(["stdin", "\r"])
        await asyncio.to_thread(until, lambda: _state(home) == "paused", "it is paused")
    home.spark("schedule", "resume", "morning")


def _state(home: Home) -> str:
    return str(home.json("schedule", "show", "morning")["state"])


async def test_it_never_becomes_the_engine(writable: Served, home: Home) -> None:
    await writable.enter()
    async with writable.socket((120, 35)) as socket:
        await heard(socket, "spark daemon start", seconds=90)
    assert home.engine() is None


async def test_an_app_whose_server_was_killed_ends(in_home: Home) -> None:
    from spark_tui.faces.web.tab import Size, Tab

    tab = await Tab.open((*SPARK, "web-tab"), Size())
    drawn = asyncio.Event()

    async def send(frame: bytes) -> None:
        if b"morning" in frame:
            drawn.set()

    showing = asyncio.create_task(tab.show(send))
    await drawn.wait()
    assert tab._process.stdin is not None
    tab._process.stdin.close()  # what the kernel does for a server that is gone
    async with asyncio.timeout(60):
        assert await tab._process.wait() == 0
    await showing
    await tab.close()


def test_a_tab_that_was_closed_before_its_app_was_there_is_no_fault(tmp_path: Path) -> None:
    home = Home(tmp_path)
    nobody = subprocess.run(
        [*SPARK, "web-tab"],
        env=home.environment,
        input=b"",  # a pipe that ends at once, as that of a server that let go
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (nobody.returncode, nobody.stderr) == (0, b"")
    assert "Traceback" not in "".join(log.read_text() for log in tmp_path.rglob("spark.log"))

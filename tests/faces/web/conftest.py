"""`spark web` as a browser meets it: a real server on this machine, real apps, and a client that is no browser."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from spark_tui.faces.web.gate import Gate
from spark_tui.faces.web.server import Server, serve
from tests.processes import SPARK, Home

ECHO = """
import os, sys
def say(kind, data): os.write(1, kind + len(data).to_bytes(4, "big") + data)
os.write(1, b"__GANGLION__\\n")
say(b"D", b"here %s %s" % (os.environ["COLUMNS"].encode(), os.environ["ROWS"].encode()))
while True:
    kind = sys.stdin.buffer.read(1)
    if not kind: break
    data = sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "big"))
    if data == b"q":
        say(b"M", b'{"type": "exit"}')
        break
    if data == b"link": say(b"M", b'{"type": "open_url", "url": "https://evil.example", "new_tab": true}')
    say(b"D", kind + data)
"""


@dataclass
class Served:
    gate: Gate
    port: int
    browser: aiohttp.ClientSession

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def enter(self) -> None:
        """As a person does who was shown the address."""
        async with self.browser.get(self.base + self.gate.invite()) as page:
            assert page.status == 200, await page.text()

    def socket(self, size: tuple[int, int] = (80, 24), **headers: str) -> Any:
        url = f"{self.base}{self.gate.path}ws?width={size[0]}&height={size[1]}"
        return self.browser.ws_connect(url, headers={"Origin": self.base} | headers)


@asynccontextmanager
async def served(command: Sequence[str], gate: Gate | None = None) -> AsyncIterator[Served]:
    gate, over = gate or Gate(), asyncio.Event()
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    server = Server(gate, command, title="Spark <b>", opened=lambda: None)
    serving = asyncio.create_task(serve(server, "127.0.0.1", 0, port.set_result, over))
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an IP address
    try:
        await asyncio.wait((port, serving), return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            await serving
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            yield Served(gate, await port, browser)
    finally:
        over.set()
        await serving


@pytest.fixture
async def echo() -> AsyncIterator[Served]:
    """Its apps say what they are told."""
    async with served((sys.executable, "-c", ECHO)) as it:
        yield it


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"), XDG_STATE_HOME=str(tmp_path_factory.mktemp("state")))
    made.workflow("daily-report", "echo report")
    done = made.spark("schedule", "create", "daily-report", "0 9 * * *", "--yes", "--name", "morning")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def in_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name, value in home.environment.items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture
async def looking(in_home: Home) -> AsyncIterator[Served]:
    """The real app, which only looks."""
    async with served((*SPARK, "web-tab")) as it:
        yield it


@pytest.fixture
async def writable(in_home: Home) -> AsyncIterator[Served]:
    """The real app, which may change things."""
    async with served((*SPARK, "web-tab", "--writable")) as it:
        yield it

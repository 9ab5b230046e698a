"""A page in headless Chromium, driven over its DevTools protocol: what a person's browser would make of it."""

import asyncio
import base64
import json
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-extensions "
    "--disable-background-networking --remote-debugging-port=0 --remote-allow-origins=*"
).split()


class Page:
    """One page. Everything is asked and answered in order; what the page says by itself is kept."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse) -> None:
        self._line, self._asked = line, 0
        self.said: list[dict[str, Any]] = []

    async def ask(self, method: str, **parameters: Any) -> Any:
        self._asked += 1
        await self._line.send_json({"id": self._asked, "method": method, "params": parameters})
        while True:
            answer = json.loads((await self._line.receive(60)).data)
            if answer.get("id") == self._asked:
                assert "error" not in answer, answer
                return answer["result"]
            self.said.append(answer)

    async def go(self, url: str) -> None:
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.ask(f"{domain}.enable")
        await self.ask("Page.navigate", url=url)

    async def value(self, script: str) -> Any:
        return (await self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True))[
            "result"
        ].get("value")

    async def until(self, script: str) -> None:
        """Until that is true; a page gives no other sign."""
        for _ in range(400):
            if await self.value(script) is True:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"waited in vain for {script}")

    async def press(self, key: str) -> None:
        await self.ask("Input.dispatchKeyEvent", type="keyDown", text=key, key=key)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def picture(self, path: Path) -> None:
        shot = await self.ask("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))

    @property
    def complaints(self) -> list[str]:
        """What the browser found wrong: errors of scripts, what its policy refused, what it could not load."""
        wrong = [s["params"] for s in self.said if s["method"] == "Runtime.exceptionThrown"]
        logged = [s["params"]["entry"] for s in self.said if s["method"] == "Log.entryAdded"]
        return [json.dumps(one) for one in wrong] + [e["text"] for e in logged if e["level"] == "error"]

    @property
    def asked_for(self) -> list[str]:
        """The addresses that it has loaded something from."""
        return [s["params"]["request"]["url"] for s in self.said if s["method"] == "Network.requestWillBeSent"]


@asynccontextmanager
async def page(folder: Path, size: tuple[int, int] = (1200, 700)) -> AsyncIterator[Page]:
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        *(CHROMIUM, *FLAGS, f"--user-data-dir={folder}", f"--window-size={size[0]},{size[1]}", "about:blank"),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
        env=os.environ | {"HOME": str(folder)},
    )
    try:
        port = await _port(process)
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"http://127.0.0.1:{port}/json/list") as answer:
                (target,) = [t for t in await answer.json() if t["type"] == "page"]
            async with browser.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as line:
                yield Page(line)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()


async def _port(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async with asyncio.timeout(60):
        async for line in process.stderr:
            if b"DevTools listening" in line:
                return line.decode().rpartition(":")[2].partition("/")[0]
    raise AssertionError("Chromium did not start")

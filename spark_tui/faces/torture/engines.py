"""The engines that are killed: processes of this installation over a scratch store, which nobody else can reach."""

import asyncio
import os
import site
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from spark_tui.domain.errors import SparkError
from spark_tui.domain.text import one_line

NURSERY = (sys.executable, "-P", "-m", "spark_tui.faces.torture.nursery")
LEASE_SECONDS = 3  # on a server, where a death shows only by silence, as short as it may be
TO_END = 60.0  # seconds for those that were asked to end
SAID = 5  # last lines of what they said


class Engines:
    """Started ahead of their time, so that one waits when another dies. `open_engines` opens the nursery for them."""

    def __init__(self, nursery: asyncio.subprocess.Process, log: Path) -> None:
        self._nursery, self._log = nursery, log
        self._alive: list[int] = []

    @property
    def pids(self) -> Sequence[int]:
        """Those that have not been killed."""
        return tuple(self._alive)

    async def keep(self, count: int) -> None:
        """Start as many as are missing. One that has ended by itself is replaced too."""
        self._alive = [int(pid) for pid in (await self._ask("alive")).split()]
        while len(self._alive) < count:
            self._alive.append(int(await self._ask("start")))

    async def kill(self, *pids: int) -> None:
        await self._ask("kill", *map(str, pids))
        self._alive = [pid for pid in self._alive if pid not in pids]

    async def end(self) -> bool:
        """All of them in order; False when one had to be killed."""
        answer = await self._ask("end", str(TO_END))
        self._alive = []
        return answer == "in order"

    def said(self) -> list[str]:
        """The last lines of their logs."""
        return [one_line(line, 300) for line in self._log.read_text("utf-8", "replace").splitlines()[-SAID:]]

    async def _ask(self, *words: str) -> str:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        with suppress(ConnectionError):
            self._nursery.stdin.write(f"{' '.join(words)}\n".encode())
            await self._nursery.stdin.drain()
        answer = await self._nursery.stdout.readline()
        if not answer:
            raise SparkError("the process that starts the engines has ended", hint="\n".join(self.said()))
        return answer.decode().strip()


@asynccontextmanager
async def open_engines(home: Path, store: str) -> AsyncIterator[Engines]:
    """None of them is alive afterwards, whatever happens."""
    log = home / "engines.log"
    with log.open("wb") as opened:
        nursery = await asyncio.create_subprocess_exec(
            *NURSERY,
            env=_environment(home, store),
            cwd=home,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=opened,
            start_new_session=True,  # ctrl+c is ours to hear
        )
    try:
        yield Engines(nursery, log)
    finally:
        assert nursery.stdin is not None
        nursery.stdin.close()  # it ends them, and itself
        await asyncio.shield(nursery.wait())


def _environment(home: Path, store: str) -> dict[str, str]:
    """Ours, without any setting of this person's Spark: another home, another store.

    What else is looked for at home stays where it is: packages, and the password of a server.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
    at_home = {"PYTHONUSERBASE": site.getuserbase(), "PGPASSFILE": str(Path("~/.pgpass").expanduser())}
    return {**at_home, **kept} | {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "SPARK_STORE": store,
        "SPARK_ZONE": "UTC",
        "SPARK_LEASE_SECONDS": str(LEASE_SECONDS),
    }

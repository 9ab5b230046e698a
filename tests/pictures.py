"""The pictures of the documentation, drawn by the app itself over a store of their own, on a clock that stands still.

python -m tests.pictures        draws them into docs/pictures
"""

import asyncio
import re
import socket
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from agent.planner import plan
from spark_tui.domain.log import Level
from spark_tui.domain.run import Happening, RunState
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.faces.tui.conftest import ZONE, Stage, Theatre, unwatched
from tests.faces.tui.night import ENDED, a_night
from tests.fakes import FakeRoster, FakeVault, a_spark

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
SIZE = (110, 30)
WORKFLOWS = ("daily-report", "disk-space", "etl-orders", "nightly-backup")


class Gallery(Theatre):
    """Stages on which phrases are read and said as everywhere."""

    async def connect(self, workflows: tuple[str, ...] = ()) -> Spark:
        store = await open_store(f"sqlite:///{self.folder / 'spark.db'}")
        spark = a_spark(store, self.clock, FakeRoster(), FakeVault(), plan, words, ZONE)
        await self._plant(spark, workflows)
        return spark


async def life(on: Stage) -> None:
    """It is 05:00 in São Paulo: one fails, one runs, one is paused; two hours ago Spark was off."""
    etl = await on.schedule("etl-orders", "every 30 minutes", "etl-orders")
    await a_night(on, etl, {**ENDED, 3.5: RunState.SUCCEEDED})
    await on.run(await on.schedule("disks", "every 2 hours", "disk-space"), Happening.SUCCEEDED, lines=("41 % used",))
    failed = await on.run(etl, Happening.FAILED, reason="exit 1")
    await on.lines(failed.id, "503 Service Unavailable", level=Level.ERR)
    await on.spark.schedules.pause(await on.schedule("weekly-report", "every monday at 8:30", "daily-report"))
    for name, workflow in (("digest", "daily-report"), ("leads", "etl-orders")):
        await on.schedule(name, "every weekday at 9", workflow)
    running = await on.run(await on.schedule("backup", "every day at 2am", "nightly-backup"))
    await on.lines(running.id, "step 1 of 4: dump", "12 431 rows")


async def board(on: Stage) -> None:
    await on.sees("backup", "12 431 rows")


async def ask(on: Stage) -> None:
    await on.press("i")
    await on.type("every weekday at 9 run daily report")
    await on.sees("every weekday", "local/daily-report")


async def proposal(on: Stage) -> None:
    await ask(on)
    await on.press("enter")
    await on.sees("Keep this schedule?")


async def timeline(on: Stage) -> None:
    await on.press("T")
    await on.sees("Timeline", "etl-orders")


PICTURES: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "board": board,
    "ask": ask,
    "proposal": proposal,
    "timeline": timeline,
}


async def draw(name: str, folder: Path, good: Callable[[str], bool] = bool) -> str:
    """The picture as SVG. Titles and figures come by themselves: it is waited for one that is `good`."""
    async with Gallery(folder)(SIZE, workflows=WORKFLOWS, before=life) as on:
        await PICTURES[name](on)
        await on.settled()
        for _ in range(200):
            svg = plain(on.app.export_screenshot(title="spark", simplify=True))
            if good(svg):
                break
            await asyncio.sleep(0.02)
        return svg


def plain(svg: str) -> str:
    """The same from one drawing to the next, and with nothing in it that is loaded from elsewhere."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "Fira Code, Menlo, Consolas, monospace")
    svg = re.sub(r"terminal-\d+", "spark", svg)
    svg = re.sub(r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8}\b", "3f9c21ab", svg)  # ids
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            staged(patch)
            (FOLDER / f"{name}.svg").write_text(asyncio.run(_settled(name, Path(folder))), "utf-8")


async def _settled(name: str, folder: Path) -> str:
    """One that does not change any more."""
    same = 0
    last = ""

    def good(svg: str) -> bool:
        nonlocal last, same
        same = same + 1 if svg == last else 0
        last = svg
        return same >= 60

    return await draw(name, folder, good)


def staged(patch: pytest.MonkeyPatch) -> None:
    """On a machine that is nobody's."""
    unwatched(patch)
    patch.setattr(socket, "gethostname", lambda: "srv1")


if __name__ == "__main__":
    main()

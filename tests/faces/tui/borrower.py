"""An app that does nothing but lend its terminal: started by `test_programs` in a pseudo terminal.

f7 edits, f8 pages the file that is given; its loop beats into the file beside it.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from textual import events

from spark_tui.domain.errors import Invalid
from spark_tui.faces.asked import Asked
from spark_tui.faces.tui.app import SparkApp
from spark_tui.faces.tui.foreground import Front, behind
from spark_tui.faces.tui.programs import edit_text, page_file
from tests.faces.tui.conftest import FakeHost

FOLDER = Path(sys.argv[1])


class Borrower(SparkApp):
    async def _open(self) -> None:
        await self._raise_curtain()
        self.begin(self._beats, "follow")
        sys.__stderr__.write("READY\r\n") if sys.__stderr__ else None

    async def _beats(self) -> None:
        while True:
            with (FOLDER / "beats").open("a") as file:
                file.write(".")
            self.board.refresh()  # it would draw, if it could
            await asyncio.sleep(0.05)

    async def on_key(self, event: events.Key) -> None:
        if event.key in ("f7", "f8"):
            self.begin(self._edit if event.key == "f7" else self._page, "act")

    async def _edit(self) -> None:
        (FOLDER / "answer").write_text(await self._edited())
        self._wrote("BACK")

    async def _edited(self) -> str:
        try:
            return repr(await edit_text(self, "before", ".md"))
        except Invalid as wrong:
            return f"{wrong.message} / {wrong.hint}"

    async def _page(self) -> None:
        await page_file(self, FOLDER / "page", follow=True)
        self._wrote("BACK")

    def _wrote(self, word: str) -> None:
        self.send(f"{word}\r\n")


async def never() -> Any:
    await asyncio.Event().wait()


def work(front: Front, asked: Asked) -> int:
    app = Borrower(never, FakeHost(), zone="UTC", front=front, asked=asked)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    raise SystemExit(behind(work))

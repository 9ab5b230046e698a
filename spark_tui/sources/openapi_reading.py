"""The document of a source, read once for as long as its text is the same."""

import asyncio

from spark_tui.sources.openapi_document import Document, read


class Reading:
    """What was read last, one document. Many that ask at once wait for one reading.

    `etag` is by what its server knows it again; empty where it gave nothing.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._text: bytes | str = b""
        self.last: Document | None = None
        self.etag = ""

    async def of(self, text: bytes | str, etag: str = "") -> Document:
        """Raises Invalid. On a thread: a megabyte of YAML takes seconds."""
        async with self._turn:
            if self.last is None or text != self._text:
                self.last = await asyncio.to_thread(read, text)
                self._text = text
            self.etag = etag
            return self.last

"""The document of a source, read once for as long as its text is the same."""

import asyncio

from spark_tui.sources.openapi_document import Document, read


class Reading:
    """What was read last, one document. Many that ask at once wait for one reading."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._text: bytes | str = b""
        self._document: Document | None = None

    async def of(self, text: bytes | str) -> Document:
        """Raises Invalid. On a thread: a megabyte of YAML takes seconds."""
        async with self._turn:
            if self._document is None or text != self._text:
                self._document = await asyncio.to_thread(read, text)
                self._text = text
            return self._document

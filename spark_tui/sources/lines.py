"""From bytes as they come to lines that can be shown: decoded, cut, bounded.

They are as they came: whoever keeps them cleans them."""

import codecs
from collections import deque
from collections.abc import Iterator

from spark_tui.domain.log import LINE_LIMIT


class Lines:
    """Bytes go in as they come, lines go out as they are complete. It holds one line at most."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data: bytes, *, last: bool = False) -> Iterator[str]:
        """The lines that are complete now; with `last` also one without a newline at its end."""
        *whole, self._rest = (self._rest + self._decoder.decode(data, last)).split("\n")
        for line in whole:
            yield from _pieces(line)
        yield from self._overflow()
        if last and self._rest:
            yield from _pieces(self._rest)

    def _overflow(self) -> Iterator[str]:
        while len(self._rest) > LINE_LIMIT:
            piece, self._rest = self._rest[:LINE_LIMIT], self._rest[LINE_LIMIT:]
            yield from _pieces(piece)


class Tail:
    """The last lines, as many as fit in `limit` characters."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lines: deque[str] = deque()

    def add(self, line: str) -> None:
        self._lines.append(line)
        self._size += len(line) + 1
        while self._size > self._limit and len(self._lines) > 1:
            self._size -= len(self._lines.popleft()) + 1

    def text(self) -> str:
        return "\n".join(self._lines)

    def last_said(self) -> str:
        """The last line that is not blank."""
        return next((line for line in reversed(self._lines) if line.strip()), "")


def _pieces(line: str) -> Iterator[str]:
    shown = _overwritten(line)
    for at in range(0, max(len(shown), 1), LINE_LIMIT):
        yield shown[at : at + LINE_LIMIT]


def _overwritten(line: str) -> str:
    """What a terminal would show: a carriage return starts the line anew (progress bars)."""
    ended = line.rstrip("\r")
    return ended[ended.rfind("\r") + 1 :]

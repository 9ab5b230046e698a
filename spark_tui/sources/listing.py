"""The items of a list in JSON, as it comes: no more of it is held than one item, and none read that is not wanted.

And JSON values without a list around them, one behind the other.
"""

import codecs
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from spark_tui.domain.errors import SourceError
from spark_tui.sources.limits import ITEM, MB

SHORT = 65_536  # characters that are read over and over without harm
_BLANK = re.compile(r"[ \t\r\n]*")


async def items_of(chunks: AsyncIterator[bytes], most: int, where: str = "the server") -> AsyncIterator[Any]:
    """At most so many items. Raises SourceError for what is no list, or cannot be read."""
    reading = _Reading(where)
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    count = 0
    async for chunk in chunks:
        for item in reading.feed(decode(chunk)):
            yield item
            count += 1
            if count >= most:
                return
        if reading.over:
            return
    for item in reading.feed(decode(b"", True), last=True):
        yield item
    if not reading.over:
        raise SourceError(f"{where} ended in the middle of its list")


async def back_to_back(chunks: AsyncIterator[bytes], where: str, most: int) -> AsyncIterator[Any]:
    """The values of a stream that parts them by nothing. Raises SourceError for what is none, or is too long.

    A long unfinished one is tried again only when it has doubled, or the stream is over.
    """
    decode, read = codecs.getincrementaldecoder("utf-8")("replace").decode, json.JSONDecoder().raw_decode
    rest, tried, whole = "", 0, False
    async for chunk in _and_the_end(chunks):
        whole, rest = chunk is None, rest + decode(chunk or b"", chunk is None)
        while (begins := _over_blanks(rest, 0)) < len(rest) and (whole or tried < SHORT or len(rest) >= 2 * tried):
            try:
                value, end = read(rest, begins)
            except RecursionError:
                raise SourceError(f"{where} answered JSON that is nested too deeply") from None
            except ValueError:
                tried = len(rest)
                if whole or tried > most:
                    raise SourceError(f"{where} answered JSON that cannot be read") from None
                break
            yield value
            rest, tried = rest[end:], 0


async def _and_the_end(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes | None]:
    async for chunk in chunks:
        yield chunk
    yield None


class _Reading:
    """What was read of one list so far; `over` when it is whole."""

    def __init__(self, where: str) -> None:
        self.over = False
        self._where = where
        self._rest = ""  # behind the last whole item
        self._first = True  # no item was found yet
        self._tried = 0  # how long the rest was when no whole item was in it
        self._decode = json.JSONDecoder().raw_decode

    def feed(self, text: str, *, last: bool = False) -> Iterator[Any]:
        """The items that are whole now.

        A rest without one is looked at again only when it has doubled: the small pieces of one big
        item would otherwise be read over and over.
        """
        self._rest += text
        if last or len(self._rest) >= 2 * self._tried or len(self._rest) > ITEM:
            yield from self._items(last=last)

    def _items(self, *, last: bool) -> Iterator[Any]:
        rest, at = self._rest, 0
        while (begins := self._beginning(rest, at)) is not None:
            found = self._item(rest, begins, last=last)
            if found is None:
                break
            item, at = found
            self._first = False
            yield item
        self._rest = rest[at:]
        self._tried = len(self._rest)
        if self._tried > ITEM:
            raise SourceError(f"{self._where} sent an item of more than {ITEM // MB} MB in its list; that is too much")

    def _beginning(self, rest: str, at: int) -> int | None:
        """Where the next item begins; None when that has not come yet, or there is none any more."""
        at = _over_blanks(rest, at)
        if at >= len(rest) or self._ends(rest, at, unless=self._first):
            return None
        if rest[at] != ("[" if self._first else ","):
            raise SourceError(f"{self._where} answered JSON that is no list" if self._first else self._broken)
        at = _over_blanks(rest, at + 1)
        return None if at >= len(rest) or self._ends(rest, at, unless=not self._first) else at

    def _ends(self, rest: str, at: int, *, unless: bool) -> bool:
        self.over = self.over or (rest[at] == "]" and not unless)
        return self.over

    def _item(self, rest: str, at: int, *, last: bool) -> tuple[Any, int] | None:
        """An item and where it ends; None when it is not whole yet."""
        try:
            item, end = self._decode(rest, at)
        except RecursionError:
            raise SourceError(f"{self._where} answered JSON that is nested too deeply") from None
        except ValueError:
            if last:
                raise SourceError(self._broken) from None
            return None
        follows = _over_blanks(rest, end)  # the 10 of 10.5 is a number too, and no item
        return (item, end) if last or rest[follows : follows + 1] in (",", "]") else None

    @property
    def _broken(self) -> str:
        return f"{self._where} answered JSON that cannot be read"


def _over_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at

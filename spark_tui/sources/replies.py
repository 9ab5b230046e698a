"""What a server answered, and the words for people in it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import of_status
from spark_tui.sources.limits import VALUES

PLAIN = ("", "text/plain")  # the types of a body that are words
WORDS = 2_000  # bytes of such a one
BROKEN = None  # what stands for JSON that cannot be read
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered, whole; `wait` is its Retry-After in seconds, 0 without one.

    `challenge` is how it wants to be asked, of an answer that refuses; `location` is where it says to look on; `etag`
    is by what it knows this body again.
    """

    status: int
    content_type: str
    body: bytes
    where: str
    wait: float = 0.0
    challenge: str = ""
    location: str = ""
    etag: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_json(self) -> bool:
        return "json" in self.content_type

    def json(self) -> Any:
        """The decoded body. Raises SourceError when it is not JSON."""
        if not self.is_json:
            raise SourceError(f"{self.where} answered {described(self)} where JSON was expected")
        body = parsed(self.body)
        if body is BROKEN:
            raise SourceError(f"{self.where} answered JSON that cannot be read")
        return body

    def detail(self) -> Any:
        """The `detail` of an error, decoded, or a few plain words; empty when there is none."""
        if self.content_type in PLAIN:
            return _words(self.body)
        body = parsed(self.body) if self.is_json else BROKEN
        return body.get("detail", body) if isinstance(body, dict) else body


def _words(body: bytes) -> str:
    """What a person may have written; empty for what is long, a page or no text."""
    text = body.decode("utf-8", "replace").strip() if len(body) <= WORDS else ""
    return "" if text.startswith("<") or "\ufffd" in text else text


def parsed(raw: bytes | str) -> Any:
    """The JSON in it, or BROKEN: too deep a nesting, too many values are as bad as a wrong comma."""
    raw = raw.encode("utf-8", "replace") if isinstance(raw, str) else raw
    try:
        return json.loads(raw) if _values(raw) <= VALUES or _values(_STRING.sub(b"", raw)) <= VALUES else BROKEN
    except (ValueError, RecursionError):
        return BROKEN


def _values(raw: bytes) -> int:
    """How many values it holds at most."""
    return raw.count(b",") + raw.count(b"[") + raw.count(b"{")


def flattened(detail: Any, depth: int = 8) -> str:
    """The words of an error's `detail`, however it is packed: text, JSON in a text, an object, a list."""
    if depth == 0:
        return ""
    match detail:
        case str():
            return _unpacked(detail, depth - 1)
        case dict():
            return _of_object(detail, depth - 1)
        case list():
            return "; ".join(filter(None, (flattened(one, depth - 1) for one in detail[:5])))
        case None:
            return ""
        case _:
            return str(detail)


def refused(reply: Reply) -> bool:
    """Servers use both for a wrong key, a missing one and a lack of rights."""
    return reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


def trouble_of(reply: Reply, doing: str) -> SourceError:
    """The SourceError for an answer that is not the one that was hoped for."""
    words = one_line(flattened(reply.detail()), 300) or described(reply)
    message = f"{reply.where} could not {doing}: {words}"
    if refused(reply):
        return BadCredentials(message, hint="check the API key and what it may do")
    return SourceError(message, trouble=of_status(reply.status), wait=reply.wait)


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds of a Retry-After, given as such or as a date (held against the answer's own Date); 0 without one."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said[:9])
    try:
        return max(0.0, (parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def described(reply: Reply) -> str:
    """A web page, JSON, nothing …, with its status when it is an error."""
    kinds = {"text/html": "a web page", "application/json": "JSON", "text/plain": "plain text"}
    what = kinds.get(reply.content_type, reply.content_type or "something without a type") if reply.body else "nothing"
    return what if reply.ok else f"{what} with status {_status(reply.status)}"


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _unpacked(text: str, depth: int) -> str:
    """Some servers put JSON into a string, some with a status before it."""
    start = text.find("{")
    within = parsed(text[start:]) if 0 <= start <= 8 else BROKEN
    return flattened(within, depth) or text


def _of_object(detail: Mapping[str, Any], depth: int) -> str:
    for name in ("message", "msg", "error", "detail", "text", "code"):
        words = flattened(detail.get(name), depth)
        if words:
            where = detail.get("loc")
            return f"{words} ({'.'.join(map(str, where))})" if isinstance(where, list) else words
    return ""

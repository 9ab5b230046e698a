"""What an answer comes to: success or not, its result, and why."""

import json
from typing import Any

from spark_tui.domain.endpoints import Endpoint
from spark_tui.domain.endpoints.paths import Condition, Path
from spark_tui.domain.log import RESULT_LIMIT
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Done, Failed
from spark_tui.sources.endings import failed
from spark_tui.sources.replies import BROKEN, Reply, described, flattened, parsed, refused, trouble_of

REASON_LIMIT = 400
MOST_TOKENS = 10**12
THE_END = "[DONE]"  # what OpenAI and its like say last, when all was said


def judged(endpoint: Endpoint, reply: Reply, title: str) -> Done | Failed:
    """The outcome by a whole answer."""
    if not endpoint.succeeded(reply.status):
        return refusal(endpoint, reply, title)
    body = parsed(reply.body)
    if body is BROKEN and (endpoint.success or endpoint.failed or endpoint.result):
        words = "JSON that cannot be read" if reply.is_json else f"{described(reply)} where JSON was expected"
        return Failed(f"{reply.where} answered {words}")
    if wrong := why_failed(endpoint, body):
        return Failed(wrong, result=written(body), usage=usage_of(endpoint, body))
    if endpoint.result is None:
        return Done(kept(_whole(reply, body)), usage_of(endpoint, body))
    return Done(kept(written(endpoint.result.first(body))), usage_of(endpoint, body))


def _whole(reply: Reply, body: Any) -> str:
    """The answer as it came; a text of JSON without its quotes, and letters as letters."""
    if reply.is_json and (isinstance(body, str) or (body is not BROKEN and b"\\u" in reply.body)):
        return written(body)
    return reply.body.decode("utf-8", "replace")


def why_failed(endpoint: Endpoint, body: Any) -> str:
    """The reason, when an answer of a good status tells of a failure; empty when not."""
    if endpoint.failed is not None and endpoint.failed.holds(body):
        return words_of(endpoint, body) or f"its answer says that it failed ({_told(endpoint.failed)})"
    if endpoint.success is not None and not endpoint.success.holds(body):
        return words_of(endpoint, body) or f"its answer is no success: {_told(endpoint.success)} is not so"
    return ""


def refusal(endpoint: Endpoint, reply: Reply, title: str) -> Failed:
    """What a status that is no success means."""
    trouble = trouble_of(reply, f"run “{one_line(title, 60)}”")
    words = words_of(endpoint, parsed(reply.body)) if endpoint.error else ""
    if words and not refused(reply):
        return Failed(words, trouble.trouble, wait=trouble.wait)
    if 200 <= reply.status < 300:
        return Failed(f"{reply.where} answered with status {reply.status}, which is no success here")
    return failed(trouble)


def words_of(endpoint: Endpoint, body: Any) -> str:
    """The first that says something of what stands at its place; what has no words that are known, as JSON."""
    found = endpoint.error.all(body) if endpoint.error else []
    said = (flattened(one) or (written(one) if one else "") for one in found)
    return next((words for one in said if (words := one_line(one, REASON_LIMIT)) not in ("", THE_END)), "")


def kept(text: str) -> str:
    return clip(clean(text), RESULT_LIMIT)


def written(value: Any) -> str:
    """A text as it is, anything else as JSON; nothing for null."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def usage_of(endpoint: Endpoint, body: Any) -> Usage | None:
    read, wrote = _tokens(endpoint.tokens_read, body), _tokens(endpoint.tokens_written, body)
    return Usage(read, wrote, read + wrote) if read or wrote else None


def _tokens(path: Path | None, body: Any) -> int:
    found = path.first(body) if path is not None else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 < found < MOST_TOKENS else 0


def _told(condition: Condition) -> str:
    return " and ".join(
        path.text + (f" = {' or '.join(map(written, wanted))}" if wanted else "") for path, wanted in condition.parts
    )

"""What LangFlow tells of a run, event by event: lines for people, the reason of a failure, the result.

The events of v2 background jobs and of v1 streams are the same in form. All of them come
from outside: any field may be missing, of another type, huge, or full of control sequences.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from spark_tui.domain.log import LINE_LIMIT, RESULT_LIMIT, Level
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.sources.replies import flattened
from spark_tui.sources.telling import SHOWN, Said, at, shown

CUT = 6_003  # what LangFlow's job status keeps of a text: 6,000 characters and three dots
MESSAGES_KEPT = 16
LOGS_KEPT = 1_000  # told live, and remembered until their node tells them again
REASON_LIMIT = 400
ID_KEPT = 200  # characters of an id or a name that a server made up
CLOSING = ("cancelled", "worker_lost", "timed_out")


class Story:
    """All that was heard of one run so far."""

    def __init__(self) -> None:
        self.failure = ""
        self.ended = False
        self.closing = ""  # how a job says, when replayed, that it was ended from outside
        self._streamed: OrderedDict[str, str] = OrderedDict()
        self._messages: OrderedDict[str, str] = OrderedDict()
        self._last_output = ""
        self._logs_shown: OrderedDict[tuple[str, str], int] = OrderedDict()

    def hear(self, event: Any) -> Iterator[Said]:
        """The lines that an event is worth. An unknown or broken one is worth none."""
        data = at(event, "data")
        tell = self._TELL.get(str(at(event, "event")))
        if tell is not None:
            yield from tell(self, data)
        elif at(event, "type") in CLOSING:
            self.closing = str(at(event, "type"))

    def result(self, status: Any = None) -> str:
        """The text of the run, whole where LangFlow told it; `status` is the answer of the job's status."""
        output = at(status, "output")
        text = at(output, "text")
        if isinstance(text, str):
            found = self._whole(text)
        elif at(output, "reason") == "multiple":
            found = "\n\n".join(self._of_each(at(status, "outputs")))
        else:
            found = self._last_output or self._last_message()
        return clip(clean(found), RESULT_LIMIT)

    def so_far(self) -> str:
        """The last message that was heard: what there is of a run that failed."""
        return clip(clean(self._last_message()), RESULT_LIMIT)

    def _last_message(self) -> str:
        return next(reversed(self._messages.values()), "")

    # -------------------------------------------------------------- one method for each event

    def _plan(self, data: Any) -> Iterator[Said]:
        steps = _list(at(data, "to_run"))
        if steps:
            named = ", ".join(_kind_of(node) for node in steps[:100])
            yield Said(one_line(f"{len(steps)} steps: {named}", 500), Level.NOTE)

    def _log(self, data: Any) -> Iterator[Said]:
        component = str(at(data, "component_id") or "")[:ID_KEPT]
        self._logshown((component, _log_text(data)))
        yield from shown(f"{_kind_of(component)}: {_log_text(data)}", Level.OUT)

    def _node(self, data: Any) -> Iterator[Said]:
        component = str(at(data, "build_data", "id") or "")[:ID_KEPT]
        built = at(data, "build_data", "data")
        yield from self._logs_unseen(component, at(built, "logs"))
        name = one_line(str(at(data, "output_meta", "display_name") or _kind_of(component)))
        if at(data, "build_data", "valid") is False:
            self._failed(str(at(data, "build_data", "params") or f"{name} failed"))
            yield Said(f"✗ {name}", Level.ERR)
            return
        self._last_output = _output_text(at(built, "outputs"))[:RESULT_LIMIT] or self._last_output
        duration = one_line(str(at(built, "duration") or ""), 40)
        yield Said(f"✓ {name}{f', {duration}' if duration else ''}", Level.NOTE)

    def _message(self, data: Any) -> Iterator[Said]:
        text, key = at(data, "text"), str(at(data, "id") or len(self._messages))[:ID_KEPT]
        if not isinstance(text, str) or at(data, "sender") == "User" or at(data, "category") == "error":
            return
        if at(data, "properties", "state") == "partial":
            return
        known = self._messages.get(key)
        self._keep(key, text)
        if key in self._streamed:
            yield from shown(self._streamed.pop(key), Level.OUT)
        elif known != text:
            yield from shown(text, Level.OUT)

    def _token(self, data: Any) -> Iterator[Said]:
        key, chunk = str(at(data, "id") or "")[:ID_KEPT], at(data, "chunk")
        if not isinstance(chunk, str):
            return
        if len(chunk) > SHOWN:
            yield from shown(chunk, Level.OUT)  # that is no token
            return
        *lines, rest = (self._streamed.get(key, "") + chunk).split("\n")
        while len(rest) > LINE_LIMIT:
            lines, rest = [*lines, rest[:LINE_LIMIT]], rest[LINE_LIMIT:]
        self._streamed[key] = rest
        for line in lines:
            yield Said(clip(clean(line), LINE_LIMIT), Level.OUT)
        if len(self._streamed) > MESSAGES_KEPT:  # the oldest is told as far as it came
            yield from shown(self._streamed.popitem(last=False)[1], Level.OUT)

    def _error(self, data: Any) -> Iterator[Said]:
        reason = reason_of(data)
        if not self.failure:
            yield Said(reason, Level.ERR)
        self._failed(reason)

    def _end(self, data: Any) -> Iterator[Said]:  # noqa: ARG002 - as the others
        self.ended = True
        for rest in self._streamed.values():
            yield from shown(rest, Level.OUT)
        self._streamed.clear()

    _TELL: dict[str, Callable[["Story", Any], Iterator[Said]]] = {  # noqa: RUF012 - a table that nobody writes
        "vertices_sorted": _plan,
        "log": _log,
        "end_vertex": _node,
        "add_message": _message,
        "token": _token,
        "error": _error,
        "end": _end,
    }

    # -------------------------------------------------------------- what is remembered

    def _failed(self, reason: str) -> None:
        """The first failure is the cause, what follows are its consequences."""
        self.failure = self.failure or one_line(reason, REASON_LIMIT)

    def _keep(self, key: str, text: str) -> None:
        self._messages[key] = text[:RESULT_LIMIT]
        self._messages.move_to_end(key)
        while len(self._messages) > MESSAGES_KEPT:
            self._messages.popitem(last=False)

    def _logshown(self, log: tuple[str, str]) -> None:
        self._logs_shown[log] = self._logs_shown.get(log, 0) + 1
        if len(self._logs_shown) > LOGS_KEPT:
            self._logs_shown.popitem(last=False)

    def _logs_unseen(self, component: str, logs: Any) -> Iterator[Said]:
        """Log events are told live only; whoever came later finds them here, once."""
        for log in islice((one for group in _values(logs) for one in _list(group)), LOGS_KEPT):
            seen = component, _log_text(log)
            if self._logs_shown.get(seen, 0) > 0:
                self._logs_shown[seen] -= 1
            else:
                yield from shown(f"{_kind_of(component)}: {_log_text(log)}", Level.OUT)

    def _whole(self, text: str) -> str:
        """The status cuts long texts; the message that was cut may have been heard."""
        if not text.endswith("..."):
            return text
        whole = (heard for heard in reversed(self._messages.values()) if heard.startswith(text[:-3]))
        cut = f"{text}\n(cut by LangFlow at {CUT - 3:,} characters)" if len(text) == CUT else text
        return next(whole, cut)

    def _of_each(self, outputs: Any) -> Iterator[str]:
        for output in _values(outputs):
            content = at(output, "content")
            text = self._whole(content) if isinstance(content, str) else _json(content)
            yield f"{at(output, 'display_name') or 'Output'}: {text}"


def reason_of(error: Any) -> str:
    """One line of an error: which component, and what it said."""
    if at(error, "type") == "worker_lost":
        return "LangFlow itself ended while it ran (worker lost)"
    blocks = [content for block in _list(at(error, "content_blocks")) for content in _list(at(block, "contents"))]
    component = next((at(block, "component") for block in blocks), None) or at(
        error, "properties", "source", "display_name"
    )
    said = at(error, "text") or next((at(block, "reason") for block in blocks), None) or error
    words = one_line(flattened(said), REASON_LIMIT) or "it failed without a reason"
    return one_line(f"{component}: {words}", REASON_LIMIT) if component and str(component) not in words else words


def _log_text(log: Any) -> str:
    name, message = at(log, "name"), at(log, "message")
    words = (message if isinstance(message, str) else _json(message))[: SHOWN + 1]
    return words if not isinstance(name, str) or not name or name in words else f"{name[:ID_KEPT]}: {words}"


def _output_text(outputs: Any) -> str:
    """The first output of a node that says anything."""
    for output in _values(outputs):
        message = at(output, "message")
        words = message if isinstance(message, str) else _json(message)
        if words:
            return words
    return ""


def _kind_of(node: Any) -> str:
    """Node ids are a component's type and a random part: LabSleep-x7Yz1."""
    return str(node).rpartition("-")[0] or str(node)


def _json(value: Any) -> str:
    return "" if value in (None, {}, []) else json.dumps(value, ensure_ascii=False)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []

"""What stands in an event of an AgentOS, or in a run that it stored: any field may be missing, or of another type."""

import json
from typing import Any

from spark_tui.domain.text import one_line
from spark_tui.domain.usage import Usage
from spark_tui.sources.replies import flattened
from spark_tui.sources.telling import at

REASON_LIMIT = 400
SAID_LIMIT = 1_000  # characters of a tool's arguments or result in a line


def text_at(value: Any, name: str) -> str:
    """The text that stands there, or an empty one."""
    found = at(value, name)
    return found if isinstance(found, str) else ""


def as_text(value: Any) -> str:
    """A text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    return "" if value in (None, {}, []) else json.dumps(value, ensure_ascii=False)


def listed(value: Any, most: int = 1_000) -> list[Any]:
    """The items that stand there, or none."""
    return value[:most] if isinstance(value, list) else []


def content_of(body: Any) -> str:
    """The content of an event or a stored run: a text, or an object where it has an output schema."""
    return as_text(at(body, "content"))


def reason_of(body: Any) -> str:
    """One line of why it failed."""
    said = at(body, "content") or at(body, "error") or at(body, "reason") or at(body, "message")
    return one_line(flattened(said), REASON_LIMIT) or "it failed without a reason"


def arguments_of(tool: Any) -> str:
    """a=2, b="three" """
    given = at(tool, "tool_args")
    if not isinstance(given, dict):
        return one_line(as_text(given), SAID_LIMIT)
    told = (f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in list(given.items())[:50])
    return one_line(", ".join(told), SAID_LIMIT)


def failed_among(results: Any, depth: int = 8) -> str:
    """Steps within steps are told as lists within lists, or under `steps`."""
    for result in listed(results) if depth else ():
        if at(result, "success") is False:
            name, wrong = text_at(result, "step_name") or "a step", as_text(at(result, "error")) or content_of(result)
            return one_line(f"step {name}: {wrong or 'it failed'}", REASON_LIMIT)
        if found := failed_among(result if isinstance(result, list) else at(result, "steps"), depth - 1):
            return found
    return ""


def usage_of(body: Any) -> Usage | None:
    """The tokens of an event or a stored run; a workflow tells them step by step."""
    metrics = at(body, "metrics")
    steps = at(metrics, "steps")
    parts = [at(step, "metrics") for step in steps.values()] if isinstance(steps, dict) else [metrics]
    figures = [[_sum(at(part, name)) for part in parts] for name in ("input_tokens", "output_tokens", "total_tokens")]
    read, written, total = (int(sum(figure)) for figure in figures)
    cost = float(sum(_sum(at(part, "cost")) for part in parts))
    return Usage(read, written, total or read + written, cost) if read or written or total or cost else None


def _sum(figure: Any) -> float:
    """Agno 1 tells a figure for each message."""
    if isinstance(figure, list):
        return sum(_sum(one) for one in figure[:10_000])
    number = isinstance(figure, int | float) and not isinstance(figure, bool) and 0 <= figure < 1e15
    return figure if number else 0

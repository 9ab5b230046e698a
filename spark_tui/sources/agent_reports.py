"""What an agent of the command line reports of itself as JSON: its answer, what it did meanwhile, and its tokens.

Only where its own option asks for that; the log has words then, and not JSON:

    claude -p --output-format json | stream-json --verbose      codex exec --json      gemini --output-format json
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from spark_tui.domain.log import RESULT_LIMIT
from spark_tui.domain.text import clean, one_line
from spark_tui.domain.usage import Usage
from spark_tui.sources.replies import parsed
from spark_tui.sources.telling import at

MOST_TOKENS = 10**12


@dataclass(frozen=True, slots=True)
class Report:
    """What is known so far. `failure` is why it failed, in its own words; `spoke`: its answer was said already."""

    text: str = ""
    usage: Usage | None = None
    failure: str = ""
    spoke: bool = False


Hear = Callable[[Report, dict[str, Any]], tuple[Report, list[str]]]
"""(what is known, an event) → what is known now, and the lines that a person is told."""


class Reporting:
    """Hears one agent to its end. Without `hear` its JSON is read when it is whole.

    `hide` takes secrets out of JSON, before anything of it is cut: half of one is found by nobody.
    """

    def __init__(
        self, hide: Callable[[str], str], hear: Hear | None, whole: Callable[[Any], Report] | None = None
    ) -> None:
        self._hide, self._hear, self._whole, self._report = hide, hear, whole, Report()

    def lines(self, line: str) -> list[str]:
        """What a line comes to; one that is no event stays as it is."""
        event = parsed(self._hide(line)) if self._hear is not None and line.lstrip()[:1] == "{" else None
        if self._hear is None or not isinstance(event, dict):
            return [line]
        self._report, told = self._hear(self._report, event)
        return told

    def report(self, said: str) -> Report | None:
        """None where it said nothing of the kind."""
        if self._whole is not None:
            self._report = self._whole(parsed(self._hide(said)))
        known = self._report
        return replace(known, text=clean(known.text)[:RESULT_LIMIT]) if known != Report() else None


def reporting_of(command: Sequence[str], hide: Callable[[str], str] = str) -> Reporting | None:
    """How that agent reports; None for what is none, and for one that answers in words."""
    name = PurePath(command[0]).name if command else ""
    format = _option(command, "--output-format") or _option(command, "-o")  # noqa: A001 - their word
    if name == "claude" and format in ("json", "stream-json"):
        return Reporting(hide, _claude)
    if name == "codex" and "exec" in command and ("--json" in command or "--experimental-json" in command):
        return Reporting(hide, _codex)
    return Reporting(hide, None, _gemini) if name == "gemini" and format == "json" else None


def _option(command: Sequence[str], name: str) -> str:
    for number, word in enumerate(command[:-1]):
        if word == name:
            return command[number + 1]
    return next((word.partition("=")[2] for word in command if word.startswith(f"{name}=")), "")


# ------------------------------------------------------------------ each of them


def _claude(known: Report, event: dict[str, Any]) -> tuple[Report, list[str]]:
    match event:
        case {"type": "assistant", "message": {"content": [*parts]}}:
            said = list(_said(parts))
            return replace(known, spoke=known.spoke or any(at(part, "type") == "text" for part in parts)), said
        case {"type": "result"}:
            text, subtype = _text(event.get("result")), _text(event.get("subtype")) or "success"
            bad = event.get("is_error") is True or subtype != "success"
            failure = one_line(text or subtype.replace("_", " "), 400) if bad else ""
            return replace(known, text=text, usage=_of_claude(event), failure=failure), (
                [] if known.spoke else text.splitlines()
            )
    return known, []


def _said(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        match part:
            case {"type": "text", "text": str(text)}:
                yield from text.splitlines()
            case {"type": "tool_use", "name": str(name)}:
                yield one_line(f"· {name} {_text(at(part, 'input', 'command') or at(part, 'input', 'file_path'))}", 200)


def _of_claude(event: dict[str, Any]) -> Usage | None:
    """What was read from a cache, or for one, was read too."""
    told = event.get("usage")
    read = sum(_count(told, f"{part}input_tokens") for part in ("", "cache_creation_", "cache_read_"))
    cost = event.get("total_cost_usd")
    money = float(cost) if isinstance(cost, int | float) and 0 < cost < MOST_TOKENS else 0.0
    return _usage(read, _count(told, "output_tokens"), money)


def _codex(known: Report, event: dict[str, Any]) -> tuple[Report, list[str]]:
    match event:
        case {"type": "item.completed", "item": {"type": "agent_message", "text": str(text)}}:
            return replace(known, text=text, spoke=True), text.splitlines()
        case {"type": "item.started", "item": {"type": "command_execution", "command": str(command)}}:
            return known, [one_line(f"· {command}", 200)]
        case {"type": "turn.completed", "usage": usage}:
            before = known.usage or Usage()
            read = before.read + _count(usage, "input_tokens")
            return replace(known, usage=_usage(read, before.written + _count(usage, "output_tokens"))), []
        case {"type": "turn.failed"}:
            return replace(known, failure=one_line(_text(at(event, "error", "message")) or "its turn failed", 400)), []
        case {"type": "error", "message": str(message)}:
            return known, [one_line(message, 400)]
    return known, []


def _gemini(said: Any) -> Report:
    models = at(said, "stats", "models")
    tokens = [at(model, "tokens") for model in models.values()] if isinstance(models, dict) else []
    read = sum(_count(one, "prompt") for one in tokens)
    written = sum(_count(one, "candidates") + _count(one, "thoughts") for one in tokens)
    failure = one_line(_text(at(said, "error", "message")), 400)
    return Report(_text(at(said, "response")), _usage(read, written), failure)


def _usage(read: int, written: int, cost: float = 0.0) -> Usage | None:
    return Usage(read, written, read + written, cost) if read or written or cost else None


def _count(told: Any, name: str) -> int:
    found = at(told, name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 < found < MOST_TOKENS else 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

"""What an AgentOS tells of a run, event by event: lines for people, the result, why it failed, what it asks.

The events of agents, teams and workflows come mixed: a team's members and a workflow's steps
speak in the stream of their run. All of them come from outside: any field may be missing, of
another type, huge, or full of control sequences.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from spark_tui.domain.log import LINE_LIMIT, RESULT_LIMIT, Level
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.sources.agentos_values import (
    REASON_LIMIT,
    SAID_LIMIT,
    arguments_of,
    as_text,
    content_of,
    failed_among,
    listed,
    reason_of,
    text_at,
)
from spark_tui.sources.telling import SHOWN, Said, at, shown

SPEAKERS = 64  # whose unfinished lines are kept
PATIENCE = 400  # characters that may be heard before they are told, though the line goes on
ID_KEPT = 200
QUIET = frozenset(
    "ModelRequestStarted ModelRequestCompleted ReasoningContentDelta RunIntermediateContent RunResponse"
    " CompressionStarted CompressionCompleted ParserModelResponseStarted ParserModelResponseCompleted"
    " OutputModelResponseStarted OutputModelResponseCompleted catch_up subscribed replay RunContinued".split()
)


class Ending(StrEnum):
    """How a run says that it has come to its end, or waits."""

    COMPLETED = "COMPLETED"
    FAILED = "ERROR"
    CANCELLED = "CANCELLED"
    PAUSED = "PAUSED"


ENDINGS = {
    "Completed": Ending.COMPLETED,
    "Error": Ending.FAILED,
    "Cancelled": Ending.CANCELLED,
    "Paused": Ending.PAUSED,
}


class Story:
    """All that was heard of one run so far. `kind` is agent, team or workflow; `run` its id, once that is known."""

    def __init__(self, kind: str, run: str = "") -> None:
        self.kind, self.run = kind, run
        self.ending: Ending | None = None  # the first one counts, whatever follows
        self.failure = ""
        self.last: Any = None  # the event that told the ending
        self.began: Any = None  # when, by the server's clock
        self._steps: dict[str, str] = {}  # by name: what went wrong in it last; empty when it went well
        self._speaking: OrderedDict[str, str] = OrderedDict()
        self._spoke: set[str] = set()  # runs whose text came in pieces

    def hear(self, event: Any) -> Iterator[Said]:
        """The lines that an event is worth. A broken one is worth none, an unknown one its name."""
        name = at(event, "event")
        if not isinstance(name, str) or (self.ending is not None and self._is_over(event, name)):
            return
        ours = self._is_ours(event, name)
        if ours and not self.run:
            self.run, self.began = text_at(event, "run_id")[:ID_KEPT], at(event, "created_at")
        base = name.removeprefix("Team")
        tell = self._TELL.get(base)
        if tell is not None:
            yield from tell(self, event, base, ours)
        elif base.endswith(("RunContent", "RunResponseContent", "RunContentCompleted")):
            yield from self._content(event, base, ours)
        elif base not in QUIET:
            yield from self._other(event, base)

    def result(self, body: Any = None) -> str:
        """The text of the run, from its own ending or from the body of its stored state."""
        return clip(clean(content_of(body if at(body, "content") is not None else self.last)), RESULT_LIMIT)

    def failed_step(self, body: Any = None) -> str:
        """Which step failed and why, of a run that says that it succeeded; empty when none did.

        A stored step may say that it went well although its executor did not, and the other way round.
        """
        for results in (at(body, "step_results"), at(self.last, "step_results")):
            if found := failed_among(results):
                return found
        name = next((name for name, wrong in self._steps.items() if wrong), "")
        return one_line(f"step {name}: {self._steps[name]}", REASON_LIMIT) if name else ""

    def retold(self, body: Any) -> Iterator[Said]:
        """The lines of a stored run whose events nobody could hear: its tools, its steps, its last word."""
        for tool in listed(at(body, "tools")):
            name = one_line(text_at(tool, "tool_name") or "a tool", 100)
            yield Said(f"calls {name}({arguments_of(tool)})", Level.OUT)
            if at(tool, "result") is not None:
                yield Said(f"{name} answered: {one_line(as_text(at(tool, 'result')), SAID_LIMIT)}", Level.OUT)
        for step in listed(at(body, "step_results")):
            name, failed = one_line(text_at(step, "step_name") or "a step", 100), at(step, "success") is False
            yield Said(f"{'✗' if failed else '✓'} step {name}", Level.ERR if failed else Level.NOTE)
        failed = at(body, "status") == Ending.FAILED.value
        yield from shown(reason_of(body), Level.ERR) if failed else shown(content_of(body), Level.OUT)

    # -------------------------------------------------------------- whose event it is

    def _is_ours(self, event: Any, name: str) -> bool:
        """A team's member names the team's run as its parent, a step's executor that of the workflow.

        The last words of older servers name no run at all.
        """
        if at(event, "parent_run_id") or at(event, "workflow_run_id"):
            return False
        run = at(event, "run_id")
        if self.run and run:
            return bool(run == self.run)
        return self._is_family(name)

    def _is_family(self, name: str) -> bool:
        if self.kind == "workflow":
            return name.startswith("Workflow")
        return name.startswith("Team") == (self.kind == "team") and not name.startswith("Workflow")

    def _is_over(self, event: Any, name: str) -> bool:
        """What follows the first ending is not heard, unless the run waited and goes on."""
        if self.ending is Ending.PAUSED and name.endswith("RunContinued") and self._is_ours(event, name):
            self.ending, self.last = None, None
            return False
        return self.ending is not Ending.PAUSED or not name.endswith(("Started", "Continued"))

    def _speaker(self, event: Any, ours: bool) -> str:
        """Who says it, where it is not the run itself."""
        if ours:
            return ""
        step = text_at(event, "step_name") if at(event, "workflow_run_id") and not at(event, "parent_run_id") else ""
        who = step or text_at(event, "agent_name") or text_at(event, "team_name") or text_at(event, "agent_id")
        return one_line(who, 60)

    def _named(self, event: Any, ours: bool, text: str) -> str:
        who = self._speaker(event, ours)
        return f"{who}: {text}" if who else text

    # -------------------------------------------------------------- one method for each family of events

    def _started(self, event: Any, base: str, ours: bool) -> Iterator[Said]:  # noqa: ARG002 - as the others
        model = one_line(text_at(event, "model"), 80)
        with_model = f" with {model}" if model else ""
        if ours:
            name = text_at(event, f"{self.kind}_name") or text_at(event, f"{self.kind}_id") or self.kind
            yield Said(one_line(f"{self.kind} {name} begins{with_model}", 300), Level.NOTE)
        elif who := self._speaker(event, ours):
            yield Said(f"{who} begins{with_model}", Level.NOTE)

    def _content(self, event: Any, base: str, ours: bool) -> Iterator[Said]:
        """Pieces of a text, joined until a line is whole."""
        key = text_at(event, "run_id")[:ID_KEPT]
        if base.endswith("ContentCompleted"):
            yield from self._rest(event, ours)
            return
        piece = at(event, "content")
        if not isinstance(piece, str):
            yield from shown(self._named(event, ours, as_text(piece)), Level.OUT) if piece is not None else ()
            return
        if piece:
            self._spoke = {*list(self._spoke)[-SPEAKERS:], key}
            yield from self._joined(event, ours, key, piece)

    def _joined(self, event: Any, ours: bool, key: str, piece: str) -> Iterator[Said]:
        if len(piece) > SHOWN:
            yield from shown(self._named(event, ours, piece), Level.OUT)  # that is no piece of a line
            return
        *lines, rest = (self._speaking.get(key, "") + piece).split("\n")
        while len(rest) > PATIENCE:  # a long line is not kept back until it ends
            cut = rest.rfind(" ", 1, PATIENCE) + 1 or PATIENCE
            lines, rest = [*lines, rest[:cut]], rest[cut:]
        self._speaking[key] = rest
        self._speaking.move_to_end(key)
        for line in lines:
            yield Said(self._named(event, ours, clip(clean(line), LINE_LIMIT)), Level.OUT)
        if len(self._speaking) > SPEAKERS:
            yield from shown(self._speaking.popitem(last=False)[1], Level.OUT)

    def _rest(self, event: Any, ours: bool) -> Iterator[Said]:
        """What was said since the last newline."""
        rest = self._speaking.pop(text_at(event, "run_id")[:ID_KEPT], "")
        if rest.strip():
            yield from shown(self._named(event, ours, rest), Level.OUT)

    def _tool(self, event: Any, base: str, ours: bool) -> Iterator[Said]:
        yield from self._rest(event, ours)
        tool = at(event, "tool")
        name = one_line(text_at(tool, "tool_name") or "a tool", 100)
        if base == "ToolCallStarted":
            yield Said(self._named(event, ours, f"calls {name}({arguments_of(tool)})"), Level.OUT)
            return
        failed = base == "ToolCallError" or at(tool, "tool_call_error") is True
        said = at(tool, "result") if at(tool, "result") is not None else at(event, "error" if failed else "content")
        words = one_line(as_text(said), SAID_LIMIT)
        level = Level.ERR if failed else Level.OUT
        yield Said(self._named(event, ours, f"{name} {'failed' if failed else 'answered'}: {words}"), level)

    def _step(self, event: Any, base: str, ours: bool) -> Iterator[Said]:  # noqa: ARG002 - as the others
        name = one_line(text_at(event, "step_name") or "a step", 100)
        wrong = one_line(as_text(at(event, "error")), REASON_LIMIT)
        response = at(event, "step_response")
        if base == "StepError" or at(response, "success") is False:
            self._steps[name] = wrong or one_line(as_text(at(response, "error")), REASON_LIMIT) or "it failed"
        if base == "StepStarted":
            yield Said(f"▶ step {name}", Level.NOTE)
        elif base == "StepOutput":
            yield from shown(f"{name}: {content_of(event) or content_of(at(event, 'step_output'))}", Level.OUT)
        else:
            failed = self._steps.get(name, "")
            yield Said(f"✗ step {name}: {failed}", Level.ERR) if failed else Said(f"✓ step {name}", Level.NOTE)

    def _ended(self, event: Any, base: str, ours: bool) -> Iterator[Said]:
        """The end of the run, or of somebody's part in it."""
        ending = next(ending for word, ending in ENDINGS.items() if base.endswith(word))
        yield from self._rest(event, ours)
        if ours and self._is_family(str(at(event, "event"))):
            yield from self._our_end(event, ending)
        else:
            yield from self._part_ended(event, ending, ours)

    def _our_end(self, event: Any, ending: Ending) -> Iterator[Said]:
        self.ending, self.last = ending, event
        for rest in self._speaking.values():
            yield from shown(rest, Level.OUT) if rest.strip() else ()
        self._speaking.clear()
        if ending is Ending.FAILED:
            self.failure = reason_of(event)
            yield Said(self.failure, Level.ERR)
        elif ending is Ending.COMPLETED:
            yield from self._unspoken(event)

    def _unspoken(self, event: Any) -> Iterator[Said]:
        """What an end tells that was not told in pieces."""
        content = content_of(event)
        if not content:
            yield Said("it ended without a word", Level.ERR)
        elif self.kind != "workflow" and text_at(event, "run_id")[:ID_KEPT] not in self._spoke:
            yield from shown(content, Level.OUT)

    def _part_ended(self, event: Any, ending: Ending, ours: bool) -> Iterator[Said]:
        reason = reason_of(event) if ending is Ending.FAILED else ""
        if at(event, "workflow_run_id") and not at(event, "parent_run_id"):
            self._steps[one_line(text_at(event, "step_name") or "a step", 100)] = reason
        if reason:
            yield Said(self._named(event, ours, reason), Level.ERR)
        elif ending is Ending.COMPLETED and text_at(event, "run_id")[:ID_KEPT] not in self._spoke:
            yield from shown(self._named(event, ours, content_of(event)), Level.OUT) if content_of(event) else ()
        elif ending in (Ending.CANCELLED, Ending.PAUSED):
            yield Said(self._named(event, ours, ending.value.lower()), Level.NOTE)

    def _other(self, event: Any, base: str) -> Iterator[Said]:
        """MemoryUpdateStarted: memory update started, with what it says."""
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", base[:100]).lower()
        said = next((at(event, key) for key in ("content", "reasoning_content", "step_name", "message", "error")
                     if at(event, key)), "")  # fmt: skip
        text = one_line(f"{words}: {as_text(said)}" if said else words, 500)
        yield Said(text, Level.ERR if base.endswith("Error") else Level.NOTE)

    _TELL: dict[str, Callable[["Story", Any, str, bool], Iterator[Said]]] = {  # noqa: RUF012 - a table that nobody writes
        "RunStarted": _started,
        "WorkflowStarted": _started,
        "ToolCallStarted": _tool,
        "ToolCallCompleted": _tool,
        "ToolCallError": _tool,
        "StepStarted": _step,
        "StepOutput": _step,
        "StepCompleted": _step,
        "StepError": _step,
        "RunCompleted": _ended,
        "RunError": _ended,
        "RunCancelled": _ended,
        "RunPaused": _ended,
        "WorkflowCompleted": _ended,
        "WorkflowError": _ended,
        "WorkflowCancelled": _ended,
        "WorkflowPaused": _ended,
    }

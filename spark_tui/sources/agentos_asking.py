"""What a paused run of an AgentOS asks, and the answer as it wants to have it.

An agent is answered by its `tools`, a team by its `requirements`, a workflow by its `step_requirements`.
"""

import json
from typing import Any

from spark_tui.domain.approval import ARGUMENTS_LIMIT, MOST_ASKS, TOKEN_LIMIT, TOOL_LIMIT, Answer, Ask
from spark_tui.domain.text import clean, one_line
from spark_tui.service.ports import Asks, Failed
from spark_tui.sources.agentos_values import as_text, listed, text_at, usage_of
from spark_tui.sources.replies import parsed
from spark_tui.sources.telling import at

FIELDS = {"agent": "tools", "team": "requirements", "workflow": "step_requirements"}
WANTS = ("requires_confirmation", "requires_user_input", "external_execution_required", "requires_route_selection")
WANTS_MORE = "it waits for more than a yes or a no ({}), which Spark cannot give: answer it at the AgentOS"


def asked(kind: str, body: Any) -> Asks | Failed:
    """What the paused run wants; a failure where a yes or a no is not what it waits for."""
    wanted = [one for one in listed(at(body, FIELDS[kind])) if _is_open(one)][:MOST_ASKS]
    odd = next((why for one in wanted if (why := _more_than_yes(_tool(one)))), "")
    token = json.dumps({FIELDS[kind]: at(body, FIELDS[kind])})
    if odd:
        return Failed(WANTS_MORE.format(odd))
    if not wanted or len(token) > TOKEN_LIMIT:
        return Failed("it waits, and does not say for what: answer it at the AgentOS")
    return Asks(tuple(_ask(one) for one in wanted), token, usage_of(body))


def answered(answer: Answer, token: str) -> dict[str, str]:
    """The fields of the form that lets it go on."""
    body = parsed(token)
    return {
        name: json.dumps([_decided(one, name, answer) if _is_open(one) else one for one in listed(wanted)])
        for name, wanted in (body.items() if isinstance(body, dict) else ())
    }


def _decided(one: Any, field: str, answer: Answer) -> Any:
    note = {"confirmation_note": answer.note} if answer.note else {}
    if field == "tools":
        return one | {"confirmed": answer.approved} | note
    if field == "step_requirements":
        return one | {"confirmed": answer.approved} | ({"rejection_feedback": answer.note} if answer.note else {})
    tool = at(one, "tool_execution")
    told = {"tool_execution": tool | {"confirmed": answer.approved} | note} if isinstance(tool, dict) else {}
    return one | {"confirmation": answer.approved} | note | told


def _tool(one: Any) -> Any:
    """A requirement holds its tool within itself."""
    return at(one, "tool_execution") or one


def _is_open(one: Any) -> bool:
    """Whether it waits, and was not answered before."""
    tool = _tool(one)
    wants = any(at(tool, key) for key in WANTS)
    return isinstance(one, dict) and bool(wants) and at(tool, "confirmed") is None and at(tool, "answered") is None


def _more_than_yes(tool: Any) -> str:
    if at(tool, "requires_user_input"):
        return f"an input of “{one_line(text_at(tool, 'tool_name'), TOOL_LIMIT)}”"
    if at(tool, "requires_route_selection"):
        return "a choice of the way to go on"
    if at(tool, "external_execution_required"):
        return f"somebody else to carry out “{one_line(text_at(tool, 'tool_name'), TOOL_LIMIT)}”"
    return ""


def _ask(one: Any) -> Ask:
    tool = _tool(one)
    name = text_at(tool, "tool_name") or text_at(one, "step_name") or "something"
    given = at(tool, "tool_args")
    arguments = given if given is not None else at(one, "confirmation_message")
    return Ask(one_line(name, TOOL_LIMIT), clean(as_text(arguments))[:ARGUMENTS_LIMIT])

"""An AgentOS to test against, with a stand-in for its model in the same process: agno 2.2 to 3.x, on loopback.

    python agentos_app.py PORT STATE [KEY]

agents     echo, adder (calls a tool), fails (its model answers 500), slow (a word each half second, for a minute),
           brief (four words in a second), asker (its tool wants a person's yes), counter (its tool writes a line into
           STATE/effects, then it speaks slowly), remembers (it says all that it was told in its session), big, hostile
teams      crew (the leader hands over to echo), echo (the same id as the agent)
workflows  relay (shout, then echo), slow-relay, failing-relay (its first step fails), echo (the same id again),
           order (with a schema of its input, which goes into STATE/given)

It runs in a venv of its own, in which agno is: nothing of Spark is imported here.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Literal, Optional

os.environ["AGNO_TELEMETRY"] = "false"
os.environ["OPENAI_API_KEY"] = "none"

import uvicorn
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.models.openai import OpenAIChat
from agno.os import AgentOS
from agno.os.settings import AgnoAPISettings
from agno.team import Team
from agno.tools import tool
from agno.workflow import Step, StepInput, StepOutput, Workflow
from pydantic import BaseModel, Field, SecretStr
from starlette.responses import JSONResponse, StreamingResponse

PORT, STATE = int(sys.argv[1]), Path(sys.argv[2])
KEY = sys.argv[3] if len(sys.argv) > 3 else None
HOSTILE = "\x1b[31mred\x1b[0m \x1b]52;c;eA==\x07 \x00 [@click=app.quit]x[/] [b \u202ertl \u2028 \x9b32m\nsecond line"
CALLS = {  # the tool that a model calls when a person spoke last
    "adder": ("add", {"a": 2, "b": 3}),
    "asker": ("drop_table", {"table": "users"}),
    "counter": ("note", {"text": "counted"}),
    "leader": (
        "delegate_task_to_member",
        {"member_id": "echo", "task": "", "task_description": "", "expected_output": ""},
    ),
}


# ------------------------------------------------------------------ the stand-in for a model


def words(model, said):
    """What a model says, in pieces, and the seconds between two of them."""
    if model in ("slow", "counter"):
        return [f"tick-{number}\n" for number in range(1, 121 if model == "slow" else 13)], 0.5
    if model == "brief":
        return ["one ", "two ", "three ", "four "], 0.25
    if model == "big":
        return [f"{number:07d} the quick brown fox\n" * 2_000 for number in range(25)], 0
    return ([HOSTILE] if model == "hostile" else ["echo: ", said]), 0


async def chat(request):
    body = await request.json()
    model, messages = body["model"], body["messages"]
    told = [text_of(message["content"]) for message in messages if message["role"] == "user"]
    said = " and ".join(told) if model == "remembers" else (told or [""])[-1]
    if model == "fails":
        return JSONResponse({"error": {"message": "failed on purpose", "type": "server_error"}}, 500)
    call = CALLS.get(model) if messages[-1]["role"] == "user" else None
    if body.get("stream"):
        return StreamingResponse(spoken(body, model, said, call), media_type="text/event-stream")
    pieces, pause = words(model, said)
    await asyncio.sleep(0 if call else pause * len(pieces))
    message = {"role": "assistant", "content": None if call else "".join(pieces)}
    if call:
        message["tool_calls"] = [called(body, call, said)]
    finish = "tool_calls" if call else "stop"
    choices = [{"index": 0, "message": message, "finish_reason": finish}]
    return JSONResponse({**head(model), "object": "chat.completion", "choices": choices, "usage": USED})


def text_of(content):
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def write_down(file, text):
    with (STATE / file).open("a") as out:
        out.write(f"{text}\n")


USED = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}


def head(model):
    return {"id": "chatcmpl-1", "created": 1, "model": model}


def called(body, call, said):
    name, given = call
    wants = next(t["function"]["parameters"] for t in body["tools"] if t["function"]["name"] == name)["properties"]
    given = {key: value or said for key, value in given.items() if key in wants}
    return {"id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(given)}}


async def spoken(body, model, said, call):
    def chunk(delta=None, finish=None, **also):
        choices = [] if "usage" in also else [{"index": 0, "delta": delta or {}, "finish_reason": finish}]
        return f"data: {json.dumps({**head(model), 'object': 'chat.completion.chunk', 'choices': choices, **also})}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    pieces, pause = ([], 0) if call else words(model, said)
    for piece in pieces:
        yield chunk({"content": piece})
        if model == "slow":
            write_down("ticks", piece.strip())
        await asyncio.sleep(pause)
    if call:
        yield chunk({"tool_calls": [{"index": 0, **called(body, call, said)}]})
    yield chunk(finish="tool_calls" if call else "stop")
    yield chunk(usage=USED)
    yield "data: [DONE]\n\n"


# ------------------------------------------------------------------ what it offers


@tool
def add(a: int, b: int) -> str:
    """Add two numbers."""
    return str(a + b)


@tool
def note(text: str) -> str:
    """Write a line where it can be counted."""
    write_down("effects", text)
    return "noted"


@tool(requires_confirmation=True)
def drop_table(table: str) -> str:
    """Drop a table."""
    write_down("dropped", table)
    return f"dropped {table}"


class Order(BaseModel):
    """What a form has to offer."""

    customer: str = Field(description="Who wants it", min_length=2)
    pieces: int = Field(1, ge=1, le=100)
    weight: Optional[float] = None  # noqa: UP045 - as older code writes it
    express: bool = False
    size: Literal["small", "large"] = "small"
    labels: list[str] = []
    pin: Optional[SecretStr] = None  # noqa: UP045


def app():
    db = SqliteDb(db_file=str(STATE / "agentos.db"), id="db")

    def model(name):
        return OpenAIChat(id=name, base_url=f"http://127.0.0.1:{PORT}/v1", api_key="none", max_retries=0, timeout=90)

    def agent(name, **more):
        return Agent(
            id=name,
            name=name.title(),
            description=f"The {name} agent",
            model=model(name),
            db=db,
            telemetry=False,
            **more,
        )

    def team(name, title):
        return Team(
            id=name,
            name=title,
            description=f"The {name}",
            model=model("leader"),
            members=[echo],
            db=db,
            telemetry=False,
        )

    def workflow(name, title, *steps, **more):
        return Workflow(
            id=name, name=title, description=f"The {name} workflow", db=db, telemetry=False, steps=list(steps), **more
        )

    def take(given: StepInput) -> StepOutput:
        order = given.input
        given = order.model_dump() if isinstance(order, BaseModel) else order
        pin = order.pin.get_secret_value() if order.pin else ""
        write_down("given", json.dumps(given | {"pin": pin}))
        return StepOutput(content=f"{order.pieces} for {order.customer} {pin}".rstrip())

    def shout(given: StepInput) -> StepOutput:
        return StepOutput(content=str(given.input).upper())

    def step(name, of):
        return Step(name=name, agent=of)

    echo, slow, fails = agent("echo"), agent("slow"), agent("fails")
    return AgentOS(
        id="lab",
        telemetry=False,
        settings=AgnoAPISettings(os_security_key=KEY),
        agents=[
            *(echo, slow, fails, agent("brief"), agent("big"), agent("hostile")),
            agent("adder", tools=[add]),
            agent("asker", tools=[drop_table]),
            agent("counter", tools=[note]),
            agent("remembers", add_history_to_context=True),
        ],
        teams=[team("crew", "Crew"), team("echo", "Echo team")],
        workflows=[
            workflow("relay", "Relay", Step(name="shout", executor=shout), step("answer", echo)),
            workflow("slow-relay", "Slow relay", step("wait", slow), step("answer", echo)),
            workflow("failing-relay", "Failing relay", step("break", fails), step("answer", echo)),
            workflow("echo", "Echo workflow", step("answer", echo)),
            workflow("order", "Order", Step(name="take", executor=take), input_schema=Order),
        ],
    ).get_app()


def both():
    """The AgentOS, and beside it the stand-in, which wants no key."""
    inner = app()

    async def asgi(scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/v1/chat/completions":
            from starlette.requests import Request

            response = await chat(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await inner(scope, receive, send)

    return asgi


if __name__ == "__main__":
    STATE.mkdir(parents=True, exist_ok=True)
    uvicorn.run(both(), host="127.0.0.1", port=PORT, log_level="warning", timeout_graceful_shutdown=1)

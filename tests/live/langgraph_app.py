"""The graphs of a LangGraph server to test against; no model is in them. Its venv has them, nothing of Spark.

echo     answers with its text
fails    raises
slow     says a line each half second for a minute
counter  writes a line into STATE/effects, then goes on for some seconds
"""

import asyncio
import os
from pathlib import Path
from typing import TypedDict

import langgraph_sdk
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph

STATE = Path(os.environ["STATE"])


class Given(TypedDict, total=False):
    text: str
    said: str


def graph(work):
    """One node."""
    made = StateGraph(Given)
    made.add_node("work", work)
    made.add_edge(START, "work")
    made.add_edge("work", END)
    return made.compile()


def note(name, line):
    with (STATE / name).open("a") as file:
        file.write(f"{line}\n")


async def say(text):
    return {"said": f"echo: {text.get('text', '')}"}


async def fail(_):
    raise ValueError("failed on purpose")


async def tick(_):
    for number in range(1, 121):
        get_stream_writer()({"tick": number})
        note("ticks", number)
        await asyncio.sleep(0.5)
    return {"said": "over"}


async def count(_):
    note("effects", "counted")
    for number in range(1, 13):
        get_stream_writer()({"tick": number})
        await asyncio.sleep(0.5)
    return {"said": "counted"}


auth = langgraph_sdk.Auth()


@auth.authenticate
async def known(headers):
    if headers.get(b"x-api-key", b"").decode() != os.environ["KEY"]:
        raise langgraph_sdk.Auth.exceptions.HTTPException(401, "the key is wrong")
    return "spark"


echo, fails, slow, counter = graph(say), graph(fail), graph(tick), graph(count)

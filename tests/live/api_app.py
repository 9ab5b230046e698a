"""An API of FastAPI, which writes its own OpenAPI document; what it is given to do counts once for each key.

    python api_app.py PORT STATE KEY

at once    POST /echo, /fails, /slow (a line each half second, for a minute), /counter (a line into STATE/effects for
           each new Idempotency-Key, then six seconds), /order (what it was given, into STATE/given)
as jobs    POST /jobs/{echo,fails,slow,counter} → 202 {"id"}; GET and DELETE /jobs/{id}; they are kept in STATE/jobs, so
           that they outlive the process as those of a queue do

It runs in a venv of its own, in which FastAPI is: nothing of Spark is imported here.
"""

import asyncio
import json
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import Body, Depends, FastAPI, Header, HTTPException
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

PORT, STATE, KEY = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
TAKES = {"echo": 0.0, "fails": 0.0, "slow": 60.0, "counter": 6.0}  # seconds


class Name(StrEnum):
    echo = "echo"
    fails = "fails"
    slow = "slow"
    counter = "counter"


class Said(BaseModel):
    text: str = ""


class Size(StrEnum):
    small = "small"
    large = "large"


class Order(BaseModel):
    """What a form has to offer."""

    customer: str = Field(description="Who wants it", min_length=2)
    pieces: int = Field(1, ge=1, le=100)
    weight: float | None = None
    express: bool = False
    size: Size = Size.small
    labels: list[str] = []


def allowed(given: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]) -> None:
    if given is None or given.credentials != KEY:
        raise HTTPException(401, "who are you?")


app = FastAPI(title="Lab", version="1.2.3")
KEYED = [Depends(allowed)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", include_in_schema=False)]


def note(file: str, text: str) -> None:
    with (STATE / file).open("a") as out:
        out.write(f"{text}\n")


def count_once(key: str | None) -> None:
    """Idempotency-Key as its draft has it: what came with it before is not done again."""
    done = STATE / "keys"
    if key is None or key not in (done.read_text().splitlines() if done.exists() else []):
        note("keys", key or "")
        note("effects", "counted")


@app.get("/health", include_in_schema=False)
async def health():
    return "ok"


@app.get("/whoami", dependencies=KEYED, include_in_schema=False)
async def whoami():
    return "you"


@app.post("/echo", dependencies=KEYED, operation_id="echo")
async def echo(said: Said):
    return {"text": f"echo: {said.text}"}


@app.post("/fails", dependencies=KEYED, operation_id="fails")
async def fails(said: Said):
    raise HTTPException(500, f"failed on purpose: {said.text}")


@app.post("/slow", dependencies=KEYED, operation_id="slow")
async def slow(said: Said):
    async def ticks():
        for number in range(1, 121):
            note("ticks", str(number))
            yield f"tick-{number}\n"
            await asyncio.sleep(0.5)

    return StreamingResponse(ticks(), media_type="text/plain")


@app.post("/counter", dependencies=KEYED, operation_id="counter")
async def counter(said: Said, key: Key = None):
    count_once(key)
    await asyncio.sleep(TAKES["counter"])
    return {"text": "counted"}


@app.post("/order", dependencies=KEYED, operation_id="order")
async def order(given: Annotated[Order, Body()]):
    note("given", json.dumps(given.model_dump(mode="json")))
    return {"text": f"{given.pieces} for {given.customer}"}


# ------------------------------------------------------------------ jobs


def jobs():
    file = STATE / "jobs"
    return json.loads(file.read_text()) if file.exists() else {}


def keep(known) -> None:
    written = STATE / "jobs.new"
    written.write_text(json.dumps(known))
    written.replace(STATE / "jobs")


@app.post("/jobs/{name}", status_code=202, dependencies=KEYED, include_in_schema=False)
async def begin(name: Name, said: Said, key: Key = None):
    known = jobs()
    if key not in known:
        known[key] = {"name": name.value, "text": said.text, "began": time.time(), "cancelled": False}
        keep(known)
        if name is Name.counter:
            count_once(key)
    return {"id": key}


@app.get("/jobs/{id}", dependencies=KEYED, include_in_schema=False)
async def job(id: str):  # noqa: A002
    one = jobs().get(id)
    if one is None:
        raise HTTPException(404, "no such job")
    if one["cancelled"]:
        return {"status": "cancelled", "why": "somebody cancelled it"}
    if time.time() - one["began"] < TAKES[one["name"]]:
        return {"status": "running"}
    if one["name"] == "fails":
        return {"status": "failed", "why": f"failed on purpose: {one['text']}"}
    return {"status": "done", "output": "counted" if one["name"] == "counter" else f"{one['name']}: {one['text']}"}


@app.delete("/jobs/{id}", dependencies=KEYED, include_in_schema=False)
async def cancel(id: str):  # noqa: A002
    known = jobs()
    if id in known:
        known[id]["cancelled"] = True
        keep(known)
    return {"status": "cancelled"}


if __name__ == "__main__":
    STATE.mkdir(parents=True, exist_ok=True)
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning", timeout_graceful_shutdown=1)

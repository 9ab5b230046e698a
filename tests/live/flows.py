"""The flows that the live tests run, made in a LangFlow: none needs a model, a key or the internet.

Each is Chat Input → a component of ours → Chat Output. LangFlow wants every node with its
own source code in it, so the templates of its nodes are taken from the server at run time.
"""

import hashlib
import json
import os
import sys
from itertools import pairwise
from typing import Any
from uuid import UUID

import httpx

USER = os.environ.get("SPARK_LANGFLOW_USER", "ana")
PASSWORD = os.environ.get("SPARK_LANGFLOW_PASSWORD", "a-password-of-tests")
HEAD = """
import asyncio, json, os
from pathlib import Path
from lfx.custom.custom_component.component import Component
from lfx.io import BoolInput, DropdownInput, FloatInput, IntInput, MessageTextInput, Output, SecretStrInput
from lfx.schema.message import Message

def note(file, text):
    if state := os.environ.get("SPARK_TEST_STATE"):
        with Path(state, file).open("a") as out:
            out.write(text + chr(10))

class {name}(Component):
    display_name = "{title}"
    name = "{name}"
    inputs = [MessageTextInput(name="text", display_name="Text"){more}]
    outputs = [Output(name="out", display_name="Out", method="answer")]

    async def answer(self) -> Message:
"""
MORE = {
    "Order": """,
        MessageTextInput(name="customer", display_name="Customer", info="Who wants it", required=True),
        IntInput(name="pieces", display_name="Pieces", value=1),
        FloatInput(name="weight", display_name="Weight"),
        BoolInput(name="express", display_name="Express", value=False),
        DropdownInput(name="size", display_name="Size", options=["small", "large"], value="small"),
        MessageTextInput(name="labels", display_name="Labels", is_list=True),
        SecretStrInput(name="token", display_name="Token"),
        MessageTextInput(name="greeting", display_name="Greeting"),
""",
}

BODIES = {
    "Fails": """
        self.log("about to fail")
        raise ValueError(f"failed on purpose: {self.text}")
""",
    "Slow": """
        seconds = float(self.text) if str(self.text).replace(".", "").isdigit() else 60.0
        for tick in range(1, int(seconds * 2) + 1):
            self.log(f"tick {tick}", name="clock")
            note("ticks", str(tick))
            await asyncio.sleep(0.5)
        return Message(text=f"waited {seconds:g} s")
""",
    "Counter": """
        note("effects", "counted")
        for tick in range(12):
            self.log(f"tick {tick}", name="clock")
            await asyncio.sleep(0.5)
        return Message(text="counted")
""",
    "Order": """
        names = ("text", "customer", "pieces", "weight", "express", "size", "labels", "greeting")
        note("given", json.dumps({name: getattr(self, name) for name in names}, default=str))
        return Message(text=f"{self.pieces} for {self.customer}")
""",
    "Big": """
        line = "the quick brown fox jumps over the lazy dog, once more"
        text = chr(10).join(f"{number:08d} {line}"[:63] for number in range(2 * 1024 * 1024 // 64))
        return Message(text=text.ljust(2 * 1024 * 1024, "."))
""",
    "Hostile": """
        esc = chr(27)
        text = f"{esc}[31mred{esc}[0m {esc}]0;title{chr(7)} {esc}]52;c;eA=={chr(7)} {chr(0)}{chr(8)}{chr(0x9b)}2J "
        text += f"[red]no[/red] [@click=app.quit]x[/] [b {chr(0x202e)}rtl{chr(0x2028)} {chr(10)}second line"
        self.log(text, name=text)
        return Message(text=text)
""",
    "Quiet": """
        return Message(text=f"only the node says {self.text}")
""",
}
FLOWS = ("echo", "fails", "slow", "big", "hostile", "quiet", "counter", "order")
WITHOUT_OUTPUT = ("quiet",)
BESIDE = {"order": "greeting"}  # a Text Input of LangFlow's own that fills that field


def flow_id(name: str) -> str:
    """The same for every server. LangFlow refuses uuids of version 5."""
    return str(UUID(bytes=hashlib.sha256(f"spark live {name}".encode()).digest()[:16], version=4))


def make_key(url: str) -> str:
    """An API key, by the password of the test server's user, or by its automatic login."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        login = client.get("/api/v1/auto_login")
        if login.is_error:
            login = client.post("/api/v1/login", data={"username": USER, "password": PASSWORD})
        token = login.raise_for_status().json()["access_token"]
        client.cookies.clear()
        made = client.post("/api/v1/api_key/", json={"name": "spark"}, headers={"authorization": f"Bearer {token}"})
        return str(made.raise_for_status().json()["api_key"])


def make_flows(url: str, key: str) -> dict[str, str]:
    """Make or renew all of them, and answer their ids by name."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False, headers={"x-api-key": key}) as client:
        known = client.get("/api/v1/all").raise_for_status().json()
        return {name: _put(client, name, _graph(client, name, known["input_output"])) for name in FLOWS}


def describe(url: str, key: str, name: str, description: str) -> None:
    """Edit one flow, as a person would in the editor."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False, headers={"x-api-key": key}) as client:
        client.patch(f"/api/v1/flows/{flow_id(name)}", json={"description": description}).raise_for_status()


def _put(client: httpx.Client, name: str, graph: dict[str, Any]) -> str:
    flow = {"name": f"spark-{name}", "endpoint_name": f"spark-{name}", "description": f"Test: {name}", "data": graph}
    answer = client.put(f"/api/v1/flows/{flow_id(name)}", json=flow)
    return str(answer.raise_for_status().json()["id"])


def _graph(client: httpx.Client, name: str, known: dict[str, Any]) -> dict[str, Any]:
    nodes = [("ChatInput", known["ChatInput"])]
    if name.capitalize() in BODIES:
        nodes.append((name.capitalize(), _component(client, name.capitalize())))
    if name not in WITHOUT_OUTPUT:
        nodes.append(("ChatOutput", known["ChatOutput"]))
    drawn = [_node(kind, template, place) for place, (kind, template) in enumerate(nodes)]
    wires = [_wire(left, right) for left, right in pairwise(drawn)]
    if field := BESIDE.get(name):
        drawn.append(_node("TextInput", known["TextInput"], len(drawn)))
        wires.append(_wire(drawn[-1], drawn[1], field))
    return {"nodes": drawn, "edges": wires, "viewport": {"x": 0, "y": 0, "zoom": 1}}


def _component(client: httpx.Client, name: str) -> dict[str, Any]:
    code = HEAD.format(name=f"Spark{name}", title=f"Spark {name}", more=MORE.get(name, "")) + BODIES[name]
    answer = client.post("/api/v1/custom_component", json={"code": code})
    made: dict[str, Any] = answer.raise_for_status().json()["data"]
    return made


def _node(kind: str, template: dict[str, Any], place: int) -> dict[str, Any]:
    key = f"{kind}-spark"
    data = {"id": key, "type": kind, "node": template, "showNode": True}
    return {"id": key, "type": "genericNode", "position": {"x": 400 * place, "y": 0}, "data": data}


def _wire(left: dict[str, Any], right: dict[str, Any], field: str = "") -> dict[str, Any]:
    output = left["data"]["node"]["outputs"][0]
    field = field or ("text" if "text" in right["data"]["node"]["template"] else "input_value")
    slot = right["data"]["node"]["template"][field]
    ends = {
        "sourceHandle": {
            "dataType": left["data"]["type"],
            "id": left["id"],
            "name": output["name"],
            "output_types": output["types"],
        },
        "targetHandle": {
            "fieldName": field,
            "id": right["id"],
            "inputTypes": slot.get("input_types") or [],
            "type": slot["type"],
        },
    }
    names = {"id": f"{left['id']}>{right['id']}", "source": left["id"], "target": right["id"]}
    return {**names, "data": ends, **{end: _handle(value) for end, value in ends.items()}}


def _handle(end: dict[str, Any]) -> str:
    """The editor writes JSON into an id, with œ for each quotation mark."""
    return json.dumps(end, separators=(",", ":"), ensure_ascii=False).replace('"', "œ")


if __name__ == "__main__":
    address = sys.argv[1].rstrip("/")
    secret = sys.argv[2] if len(sys.argv) > 2 else make_key(address)
    print(json.dumps({"url": address, "key": secret, "flows": make_flows(address, secret)}, indent=1))

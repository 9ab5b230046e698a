"""Inputs with real servers: what they declare, what is refused before it is kept, and what they really received."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.servers import AgentOS, Api, LangFlow, LockedAgentOS, Servers, group_of
from tests.live.serving import Server
from tests.processes import Home

pytestmark = pytest.mark.live
ALL = [
    pytest.param((kind, below, work), id=name, marks=group_of(kind))
    for name, kind, below, work in (
        ("langflow", LangFlow, "", "there/spark-order"),
        ("agentos-newest", AgentOS, "", "workflow/order"),
        ("agentos-2.2.3", LockedAgentOS, "", "workflow/order"),
        ("openapi", Api, "/openapi.json", "there/order"),
    )
]
SETS = {
    "customer": "=ana",
    "pieces": ":=3",
    "weight": "=0.5",
    "express": "=yes",
    "size": "=large",
    "labels": ':=["a","ü"]',
}
RECEIVED = {"customer": "ana", "pieces": 3, "weight": 0.5, "express": True, "size": "large", "labels": ["a", "ü"]}
WRONG = {
    "pieces=many": "a whole number",
    "weight=heavy": "a number",
    "express=perhaps": "true or false",
    "size=medium": "small",
    "colour=red": "colour",
}


class Ordering:
    """A home that knows one server, and what takes an order there."""

    def __init__(self, home: Home, server: Server, work: str) -> None:
        self.home, self.server, self.work = home, server, work
        self.prefix = "Order-spark." if isinstance(server, LangFlow) else ""

    def sets(self, given: dict[str, str]) -> list[str]:
        return [word for name, value in given.items() for word in ("--set", f"{self.prefix}{name}{value}")]

    def create(self, name: str, given: list[str]) -> Any:
        return self.home.spark(
            *("schedule", "create", self.work, "every 1 January at 04:00", "--name", name, "--yes"), *given
        )

    @property
    def received(self) -> Any:
        return json.loads(self.server.lines("given")[-1])


@pytest.fixture(scope="module", params=ALL)
def ordering(
    request: pytest.FixtureRequest, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ordering]:
    kind, below, work = request.param
    server = servers.of(kind)
    home = Home(tmp_path_factory.mktemp("ordering"))
    added = home.spark("source", "add", f"{server.up()}{below}", server.key or "", "--name", "there")
    assert added.returncode == 0, added.stderr
    with home.daemon():
        yield Ordering(home, server, work)


def test_what_it_takes_is_told_with_its_types(ordering: Ordering) -> None:
    shown = ordering.home.json("workflow", "show", ordering.work)
    fields = {field["name"].removeprefix(ordering.prefix): field for field in shown["inputs"]}
    assert set(RECEIVED) <= set(fields)
    assert fields["size"]["choices"] == ["small", "large"]


def test_what_does_not_fit_is_refused_before_it_is_kept(ordering: Ordering) -> None:
    for wrong, told in WRONG.items():
        made = ordering.create("wrong", [*ordering.sets({"customer": "=ana"}), "--set", ordering.prefix + wrong])
        assert made.returncode == 2, (wrong, made.stdout)
        assert told in made.stderr
    made = ordering.create("wrong", ordering.sets({"pieces": "=2"}))
    assert made.returncode == 2
    assert "customer" in made.stderr
    assert ordering.home.json("schedule", "list") == []


def test_the_server_receives_what_was_set_in_its_types(ordering: Ordering) -> None:
    made = ordering.create("order", ordering.sets(SETS))
    assert made.returncode == 0, made.stderr
    done = ordering.home.spark("run", "start", "order", "--schedule", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 for ana" in done.stdout
    assert {name: ordering.received[name] for name in RECEIVED} == RECEIVED


def test_a_password_is_given_by_its_name_alone_and_stands_nowhere(ordering: Ordering) -> None:
    if not isinstance(ordering.server, AgentOS):
        pytest.skip("its order has none")
    pin = ordering.home.spark("secret", "keep", "pin", "-", stdin='4711 "x"')
    assert pin.returncode == 0, pin.stderr
    refused = ordering.create("wrong", ordering.sets({"customer": "=ana", "pin": "=4711"}))
    assert refused.returncode == 2
    assert "vault:NAME" in refused.stderr
    given = ordering.sets({"customer": "=ana", "pin": "=vault:pin"})
    done = ordering.home.spark("run", "start", ordering.work, "--workflow", "--wait", *given)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ordering.received["pin"] == '4711 "x"'
    assert "1 for ana •••" in done.stdout
    assert "4711" not in done.stdout + done.stderr


def test_one_run_may_be_given_something_else(ordering: Ordering) -> None:
    given = ordering.sets({"customer": "=bea", "pieces": "=7"})
    done = ordering.home.spark("run", "start", ordering.work, "--workflow", "--wait", *given)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (ordering.received["customer"], ordering.received["pieces"]) == ("bea", 7)
    assert ordering.received["size"] == "small"


def test_what_only_the_server_knows_to_be_wrong_fails_the_run_in_its_words(ordering: Ordering) -> None:
    """A limit of a number is no matter of its type."""
    if isinstance(ordering.server, LangFlow):
        pytest.skip("its fields have no limits")
    given = ordering.sets({"customer": "=bea", "pieces": "=700"})
    begun = ordering.home.json("run", "start", ordering.work, "--workflow", *given)
    ended = ordering.home.ended(begun["id"])
    assert ended["state"] == "failed"
    assert "pieces" in ended["reason"]
    assert "less than or equal to 100" in ended["reason"]

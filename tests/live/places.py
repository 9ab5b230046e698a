"""What each kind of server lets Spark do: the table that test_every_server.py goes through.

`works` are the four things that each of them can do, as Spark calls them there:
    echo     answers with what it was given
    fails    fails, with the word “purpose”
    slow     says a line each half second for a minute
    counter  counts (a line in `effects`), then goes on for some seconds
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from spark_tui.sources.agentos import HELD_RUN
from spark_tui.sources.agentos_runs import DEAD
from tests.live.servers import AgentOS, Agents, Api, LangFlow, LangGraph, LiteLLM, LockedAgentOS, Model
from tests.live.serving import HERE, Server

MAY_GO_ON = "could not be ended at its source and may still go on there"
DIED = "Spark died while it ran; how it ended is not known"
CUT = "closed the connection before its answer was complete"


@dataclass(frozen=True, kw_only=True)
class Place:
    """One row. Each end is a state and words of its reason."""

    name: str
    server: type[Server]
    works: dict[str, str]
    adding: tuple[str, ...] = ()  # more of `spark source add URL KEY`
    below: str = ""  # of the server's URL: where the source is
    given: Callable[[str, str], str] = lambda work, text: text
    at_work: str = "tick"  # what is heard while it runs: a line of its own, where they come live
    cancels: bool = True  # a cancel ends it where it runs
    falls_silent: bool = True  # and what it was at work with stops
    asks_at_once: bool = True  # a wrong key is noticed when the source is added
    counts: bool = False  # the tokens of a run are told
    its_death: tuple[str, str]  # it is killed mid-run, and comes back
    our_death: tuple[str, str]  # Spark is killed mid-run, and comes back
    again: int = 2  # effects then, of a schedule that says `--interrupted retry`

    def __str__(self) -> str:
        return self.name


def named(pattern: str) -> dict[str, str]:
    return {work: pattern.format(work) for work in ("echo", "fails", "slow", "counter")}


def as_object(_: str, text: str) -> str:
    return json.dumps({"text": text})


def as_prompt(work: str, text: str) -> str:
    return json.dumps({"model": work, "prompt": text})


LITELLM = Place(
    name="litellm",
    server=LiteLLM,
    works=dict.fromkeys(named(""), "there/chat"),
    adding=("--preset", "openai-chat"),
    below="/v1",
    given=as_prompt,
    counts=True,
    its_death=("failed", CUT),
    our_death=("lost", DIED),
)

PLACES = (
    Place(
        name="langflow",
        server=LangFlow,
        works=named("there/spark-{}"),
        given=lambda work, text: "60" if work == "slow" else text,
        its_death=("failed", "LangFlow itself ended while it ran (worker lost)"),
        our_death=("succeeded", ""),
        again=1,
    ),
    Place(
        name="agentos-newest",
        server=AgentOS,
        works=named("agent/{}"),
        counts=True,
        falls_silent=False,  # the run has ended (see test_hive.py); agno lets its model speak on
        its_death=("failed", DEAD),
        our_death=("succeeded", ""),
        again=1,
    ),
    Place(
        name="agentos-2.2.3",
        server=LockedAgentOS,
        works=named("agent/{}"),
        counts=True,
        its_death=("failed", CUT),
        our_death=("lost", HELD_RUN),
    ),
    LITELLM,
    replace(LITELLM, name="openai", server=Model),
    Place(
        name="langgraph",
        server=LangGraph,
        works=named("there/{}"),
        adding=("--preset", "langgraph"),
        given=as_object,
        its_death=("lost", "does not know the job any more"),
        our_death=("succeeded", ""),
        again=1,
    ),
    Place(
        name="agents",
        server=Agents,
        works=named("there/{}") | {"slow": "there/long"},
        at_work="its answer comes when it is over",
        cancels=False,
        its_death=("failed", CUT),
        our_death=("lost", DIED),
    ),
    Place(
        name="webhook-jobs",
        server=Api,
        works=named("there/{}"),
        adding=("--kind", "webhook", "--definition", str(HERE / "jobs.yaml")),
        at_work="the job is running",
        its_death=("succeeded", ""),
        our_death=("succeeded", ""),
        again=1,
    ),
    Place(
        name="openapi",
        server=Api,
        works=named("there/{}"),
        below="/openapi.json",
        given=as_object,
        cancels=False,
        asks_at_once=False,
        its_death=("failed", CUT),
        our_death=("lost", DIED),
        again=1,  # its server knows the key of the first attempt
    ),
)

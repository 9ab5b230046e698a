"""HTTP endpoints as workflows: what is sent, what counts as success, where the result is.

An `Endpoint` is what a definition (a text of YAML or JSON, `reading`) says. Its texts are templates over the facts of a
run; a header may bear secrets, by name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from spark_tui.domain.endpoints.paths import Condition, Path, Places

DEFINITION_LIMIT = 256 * 1024  # characters
KEY = "key"  # the name of the source's own secret
SECRET = re.compile(r"\$\{([^}\s]{1,100})\}")
ALSO = ("job", "reply", "location")  # what templates of a job know besides: its id, the first answer, where it said
ITEM = "item"  # what templates of a listed one know besides: its id


class Stream(StrEnum):
    """How a body is read: as it comes, or whole."""

    AUTO = "auto"  # by its type
    SSE = "sse"
    NDJSON = "ndjson"
    LINES = "lines"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Cancel:
    """The request that ends a job; `json` is sent as it is."""

    method: str
    path: str
    json: Any = None


@dataclass(frozen=True, slots=True)
class Poll:
    """The first answer begins a job; `path` tells how it is until it is over, and what came of it, or `answer` does."""

    path: str = "{{ location }}"
    job: Path | None = None  # its id, in the first answer
    done: Condition | None = None  # without one: a status of success other than 202
    failed: Condition | None = None
    state: Path | None = None  # told when it changes
    every: float = 2.0  # seconds
    cancel: Cancel | None = None
    answer: str = ""
    stream: str = ""  # where it tells what it says while it goes on
    begins: str = ""  # the Last-Event-ID that asks for that from its beginning


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a server lists what it has: each of the items is a workflow, known by its id.

    `wants` is where the server says what one is to be given, `schema` where in the answer the JSON Schema of it stands.
    """

    items: Path
    id: Path  # within an item, as the others
    path: str = ""
    method: str = "GET"
    json: Any = None
    title: Path | None = None
    description: Path | None = None
    wants: str = ""
    schema: Path | None = None
    headers: tuple[tuple[str, str], ...] = ()  # of what is asked to list, and for the source's health, and of no run


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One workflow, or one for each thing that is listed: a request. `json` is None where no JSON is sent."""

    name: str
    title: str = ""
    description: str = ""
    method: str = "POST"
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    json: Any = None
    form: tuple[tuple[str, str], ...] = ()
    body: str = ""
    content_type: str = ""
    statuses: tuple[range, ...] = (range(200, 300),)
    success: Condition | None = None
    failed: Condition | None = None
    result: Path | Places | None = None
    error: Path | Places | None = None
    text: Path | None = None  # within an event of a stream: a piece of a text
    text_when: Condition | None = None  # only of events of which that holds
    tell: tuple[str, ...] = ()  # the names of events (of text/event-stream) that are lines as they are
    step: Path | None = None  # within an event of a stream: what is done now, told when it changes
    job: Path | None = None  # within an event of a stream: the id by which `cancel` ends it
    cancel: Cancel | None = None
    outlives: bool = False  # what it began goes on where its connection is dropped
    tokens_read: Path | None = None
    tokens_written: Path | None = None
    stream: Stream = Stream.AUTO
    idempotency: str = "Idempotency-Key"  # the header that bears the run's key; empty for none
    poll: Poll | None = None
    inputs: dict[str, Any] | None = None  # what it wants to be given: a JSON Schema of an object
    input: str = ""  # which of them a text alone is
    listed: Listed | None = None

    def key(self, item: str = "") -> str:
        """What its workflow is known by, or that of a listed item."""
        return f"{self.name}/{item}" if self.listed else self.name

    def item(self, key: str) -> str | None:
        """Which of the listed ones that key is, empty where nothing is listed; None for a key that is not ours."""
        if self.listed is None:
            return "" if key == self.name else None
        return key.removeprefix(f"{self.name}/") if key.startswith(f"{self.name}/") else None

    def secrets(self) -> set[str]:
        """The names of the secrets that its headers bear; one with a ? at its end may be missing."""
        headers = (*self.headers, *(self.listed.headers if self.listed else ()))
        return {name for _, value in headers for name in SECRET.findall(value)}

    def succeeded(self, status: int) -> bool:
        return any(status in one for one in self.statuses)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a definition says. `check` is the path that is asked for the source's health."""

    all: tuple[Endpoint, ...]
    check: str = ""

    def named(self, name: str) -> Endpoint | None:
        return next((one for one in self.all if one.name == name), None)

    def of(self, key: str) -> tuple[Endpoint, str] | None:
        """The endpoint that runs the workflow of that key, and which of those that it lists that is."""
        found = [(one, item) for one in self.all if (item := one.item(key)) is not None]
        return max(found, key=lambda pair: len(pair[0].name), default=None)


PLAIN_JSON = {
    "input": "{{ input | from_json(input) }}",
    "due": "{{ due }}",
    "zone": "{{ zone }}",
    "attempt": "{{ attempt }}",
    "key": "{{ key }}",
}


def plain(name: str, *, keyed: bool) -> Endpoints:
    """What there is without a definition: one POST that says what begins it."""
    headers = (("authorization", f"Bearer ${{{KEY}}}"),) if keyed else ()
    return Endpoints((Endpoint(name, description="POST of the input as JSON", headers=headers, json=PLAIN_JSON),))

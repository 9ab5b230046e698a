"""HTTP endpoints as workflows: what is sent, what counts as success, where the result is.

An `Endpoint` is what a definition (a text of YAML or JSON, `reading`) says. Its texts are templates over the facts of a
run; a header may bear secrets, by name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from spark_tui.domain.endpoints.paths import Condition, Path

DEFINITION_LIMIT = 256 * 1024  # characters
KEY = "key"  # the name of the source's own secret
SECRET = re.compile(r"\$\{([^}\s]{1,100})\}")
ALSO = ("job", "reply", "location")  # what templates of a job know besides: its id, the first answer, where it said


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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One workflow: a request. `json` is None where no JSON is sent."""

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
    result: Path | None = None
    error: Path | None = None
    text: Path | None = None  # within an event of a stream: a piece of a text
    text_when: Condition | None = None  # only of events of which that holds
    job: Path | None = None  # within an event of a stream: the id by which `cancel` ends it
    cancel: Cancel | None = None
    tokens_read: Path | None = None
    tokens_written: Path | None = None
    stream: Stream = Stream.AUTO
    idempotency: str = "Idempotency-Key"  # the header that bears the run's key; empty for none
    poll: Poll | None = None
    inputs: dict[str, Any] | None = None  # what it wants to be given: a JSON Schema of an object
    input: str = ""  # which of them a text alone is

    def secrets(self) -> set[str]:
        """The names of the secrets that its headers bear; one with a ? at its end may be missing."""
        return {name for _, value in self.headers for name in SECRET.findall(value)}

    def succeeded(self, status: int) -> bool:
        return any(status in one for one in self.statuses)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a definition says. `check` is the path that is asked for the source's health."""

    all: tuple[Endpoint, ...]
    check: str = ""

    def named(self, name: str) -> Endpoint | None:
        return next((one for one in self.all if one.name == name), None)


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

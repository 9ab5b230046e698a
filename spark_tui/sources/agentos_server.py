"""Which AgentOS answers, and what it can do: four generations of Hive stand behind one kind.

Agno 1 serves a Playground (Hive 0.1); from agno 2.0 it is an AgentOS, which runs in the background and
is asked after from 2.5 on, and is listened to again after a lost connection from 2.6 on.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.sources.http import Server
from spark_tui.sources.replies import Reply, described
from spark_tui.sources.telling import at

ONE_RUN = "/agents/{agent_id}/runs/{run_id}"
BEHIND = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
KINDS: tuple[str, ...] = ("agent", "team", "workflow")


class Generation(StrEnum):
    PLAYGROUND = "playground"
    OS = "os"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one server is and can do. It may be another after an upgrade."""

    generation: Generation
    version: str
    background: bool = False  # runs go on without us, and are asked after
    resume: bool = False  # and are listened to again
    resumes_pauses: tuple[str, ...] = ()  # the kinds whose paused runs it lets go on

    @property
    def root(self) -> str:
        return "/playground" if self.generation is Generation.PLAYGROUND else ""


async def facts_of(server: Server) -> Facts | None:
    """None when it is no AgentOS. Raises SourceError when nothing answers."""
    info = await _asked(server, "/info")
    if version := at(_body(info), "agno_version"):
        return await _os(server, f"agno {one_line(str(version), 40)}", str(version))
    playground = await _asked(server, "/playground/status")
    wants_key = playground.status == HTTPStatus.UNAUTHORIZED and "x-api-key" in playground.challenge.lower()
    if wants_key or at(_body(playground), "playground"):
        return Facts(Generation.PLAYGROUND, "Hive 0.1 (agno 1)")
    health = await _asked(server, "/health")
    body = _body(health)
    if at(body, "instantiated_at"):
        return await _os(server, "AgentOS", "")
    if "hive" in str(at(body, "service")).lower():
        return await _os(server, "Hive 0.2", "")
    if health.status in BEHIND:
        words, hint = f"{server.url} answers {described(health)}", "the server behind it may be starting or down"
        raise SourceError(words, hint=hint, trouble=Trouble.SERVER)
    return None


async def began_at(server: Server) -> datetime | None:
    """When that process began, by its own clock; None where it does not say."""
    return moment_of(at(_body(await _asked(server, "/health")), "instantiated_at"))


def moment_of(said: Any) -> datetime | None:
    """Seconds since 1970, as a number or as text, or an ISO moment."""
    try:
        if isinstance(said, int | float) or re.fullmatch(r"\d{1,12}(\.\d+)?", str(said)):
            return datetime.fromtimestamp(float(said), UTC)
        found = datetime.fromisoformat(str(said))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def _asked(server: Server, path: str) -> Reply:
    return await server.ask("GET", path, read=server.limits.look)


def _body(reply: Reply) -> Any:
    """What it says, where it says it in JSON; anybody may answer there."""
    try:
        return reply.json() if reply.ok else None
    except SourceError:
        return None


async def _os(server: Server, words: str, version: str) -> Facts:
    """From the paths that it documents, or where it hides them from its version."""
    document = _body(await _asked(server, "/openapi.json"))
    paths = at(document, "paths")
    if not isinstance(paths, dict):
        known = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
        hidden = KINDS if known >= (2, 6) else ("agent",)
        return Facts(Generation.OS, words, known >= (2, 5), known >= (2, 6), hidden)
    hive = "Hive 1.0 on " if "hive" in str(at(document, "info", "title")).lower() else ""
    continues = tuple(kind for kind in KINDS if f"/{kind}s/{{{kind}_id}}/runs/{{run_id}}/continue" in paths)
    return Facts(
        Generation.OS, hive + words, at(paths, ONE_RUN, "get") is not None, f"{ONE_RUN}/resume" in paths, continues
    )

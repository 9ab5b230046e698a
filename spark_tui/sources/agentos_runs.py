"""The runs of an AgentOS: begun, listened to, asked after, cancelled, and let go on when they were paused.

The traps of this API: a run whose server was restarted stays RUNNING for ever; a cancel says 200 for
anything; an ended run that is told to continue begins anew; dropping a plain stream cancels the run.
"""

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from spark_tui.domain.errors import SourceError
from spark_tui.service.ports import Done, Failed, Gone, Job, Outcome, Stopped
from spark_tui.sources.agentos_asking import asked
from spark_tui.sources.agentos_events import Ending, Story
from spark_tui.sources.agentos_server import KINDS, Facts, began_at, moment_of
from spark_tui.sources.agentos_values import reason_of, text_at, usage_of
from spark_tui.sources.grounding import grounding, message_of
from spark_tui.sources.http import Server
from spark_tui.sources.replies import Reply, flattened, parsed, trouble_of
from spark_tui.sources.streams import Streamed, server_events
from spark_tui.sources.telling import at

GOING = ("PENDING", "RUNNING")
ID_LIMIT = 200
KEY_REFUSALS = ("Authorization header required", "Invalid authentication token")
DEAD = "the AgentOS was restarted while it ran, and does not go on with it"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a server, in seconds."""

    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0, 10.0)  # between two looks; the last one repeats
    out_of_contact: float = 120.0
    stopping: float = 12.0  # until a cancelled run has ended: the model's call in progress is waited for
    settle: float = 2.0  # until a run that has just ended is stored

    def pause(self, turn: int) -> float:
        return self.pauses[min(turn, len(self.pauses) - 1)]


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a run is found again. One that is `held` lives in the stream that we hold, and ends with it."""

    kind: str
    id: str
    run: str
    session: str
    held: bool = False

    def __str__(self) -> str:
        parts = [self.kind, self.id, self.run, self.session, "held" if self.held else ""]
        return "/".join(quote(part, safe="") for part in parts).rstrip("/")

    @property
    def path(self) -> str:
        return f"{place(self.kind, self.id)}/{quote(self.run, safe='')}"


def ref_of(text: str) -> Ref | None:
    """None for what is none of ours."""
    match [unquote(part) for part in text.split("/")]:
        case [kind, id, run, session, *rest] if kind in KINDS and id and run and session and rest in ([], ["held"]):
            return Ref(kind, id, run, session, held=rest == ["held"])
    return None


def place(kind: str, id: str) -> str:  # noqa: A002
    """Where the runs of an agent, team or workflow are."""
    return f"/{kind}s/{quote(id, safe='')}/runs"


class NoDatabase(Exception):
    """What is to run has none: it cannot run in the background."""


class Runs:
    """The runs of one AgentOS."""

    def __init__(self, server: Server, facts: Facts, patience: Patience) -> None:
        self.server, self.facts, self.patience = server, facts, patience

    async def begin(self, job: Job, session: str) -> Ref:
        """Begin it in the background. Raises NoDatabase, SourceError.

        It is begun with a stream, for one that was not is not listened to later; the stream itself is let go of,
        since whoever listens by `resume` takes the same path at first as after a lost connection.
        """
        kind, id = kind_and_id(job.workflow, job.title)  # noqa: A001
        form = order(job, session) | {"background": "true", "stream": "true" if self.facts.resume else "false"}
        async with self.server.stream("POST", place(kind, id), form=form) as answer:
            if answer.status >= HTTPStatus.BAD_REQUEST:
                raise refusal(await answer.whole(), job)
            first = await _first(answer) if self.facts.resume else (await answer.whole()).json()
        return Ref(kind, id, _run_id(first, self.server), session)

    async def go_on(self, ref: Ref, answer_fields: dict[str, str]) -> int:
        """Let a paused run go on in the background; answers the index of its next event."""
        form = {"session_id": ref.session, "stream": "true", "background": "true", **answer_fields}
        async with self.server.stream("POST", f"{ref.path}/continue", form=form) as answer:
            if answer.status >= HTTPStatus.BAD_REQUEST:
                raise not_continued(await answer.whole())
            index = at(await _first(answer), "event_index")
        return index if isinstance(index, int) else 0

    async def state(self, ref: Ref) -> Any:
        """The stored run; None when it is not known. Raises SourceError."""
        reply = await self.server.ask("GET", ref.path, params={"session_id": ref.session})
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        if not reply.ok:
            raise trouble_of(reply, "say how the run is")
        return reply.json()

    async def is_dead(self, body: Any) -> bool:
        """Whether the process that ran it is gone: the one that answers began after the run did."""
        began, created = await began_at(self.server), moment_of(at(body, "created_at"))
        return began is not None and created is not None and began.timestamp() > created.timestamp() + 1

    async def cancel(self, ref: Ref) -> bool:
        """Cancel it and wait until it has ended, where that can be seen."""
        reply = await self.server.ask("POST", f"{ref.path}/cancel")
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR and "cancel" not in flattened(reply.detail()).lower():
            raise trouble_of(reply, "cancel the run")  # older ones answer 500 for what has ended
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise trouble_of(reply, "cancel the run")
        return True if ref.held or not self.facts.background else await self._has_ended(ref)

    async def _has_ended(self, ref: Ref) -> bool:
        loop = asyncio.get_running_loop()
        until, turn = loop.time() + self.patience.stopping, 0
        while text_at(body := await self.state(ref), "status") in GOING:
            if await self.is_dead(body):
                return True
            if loop.time() > until:
                return False
            await asyncio.sleep(self.patience.pause(turn))
            turn += 1
        return True


async def _first(answer: Streamed) -> Any:
    """The first event of a stream: it names the run."""
    async for event in server_events(answer.lines()):
        return parsed(event.data)
    return None


def _run_id(body: Any, server: Server) -> str:
    """Raises SourceError, in its words where it began none: what it was given does not fit its schema, say."""
    run = text_at(body, "run_id")
    if 0 < len(run) <= ID_LIMIT and run.isprintable():
        return run
    if text_at(body, "event").endswith("Error"):
        raise SourceError(reason_of(body))
    raise SourceError(f"{server.url} began a run and did not name it")


def kind_and_id(workflow: str, called: str) -> tuple[str, str]:
    """Of a workflow's key. Raises SourceError."""
    kind, _, id = workflow.partition("/")  # noqa: A001
    if kind not in KINDS or not id:
        raise SourceError(f"“{called}” is no agent, team or workflow", hint="refresh the source")
    return kind, id


def order(job: Job, session: str) -> dict[str, Any]:
    """Whoever sends it adds `stream`, always: what is built in differs from version to version."""
    return {"message": told(job), "session_id": session, "metadata": json.dumps(grounding(job))}


def told(job: Job) -> str | dict[str, Any]:
    """Its values, in which secrets may stand sealed, or a text."""
    return dict(job.values) or message_of(job)


def session_of(job: Job) -> str:
    """One for each due moment, or one for all of a schedule: then an agent remembers what it was told before."""
    whose = f"schedule:{job.schedule}" if job.remembers and job.schedule else job.key
    return str(uuid5(NAMESPACE_URL, f"spark:{whose}"))


def refusal(reply: Reply, job: Job) -> Exception:
    """Why it did not begin. Older servers hand on the status of their model: a 401 need not be about our key."""
    words = flattened(reply.detail())
    if reply.status == HTTPStatus.BAD_REQUEST and "database" in words.lower():
        return NoDatabase()
    if reply.status == HTTPStatus.NOT_FOUND and "not found" in words.lower():
        return SourceError(f"there is no {job.workflow.replace('/', ' ')} any more", hint="refresh the source")
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and words not in KEY_REFUSALS:
        return SourceError(f"{reply.where} could not run “{job.title}”: {words or reply.status}")
    return trouble_of(reply, f"run “{job.title}”")


def not_continued(reply: Reply) -> SourceError:
    if reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return SourceError(
            f"{reply.where} cannot let a paused run go on: its version does not know how, or has lost it"
        )
    return trouble_of(reply, "let the run go on")


def told_by(story: Story) -> Outcome | None:
    """The outcome that a story has come to; None while it goes on."""
    match story.ending:
        case Ending.COMPLETED:
            return completed(story, None)
        case Ending.FAILED:
            return Failed(story.failure, usage=usage_of(story.last))
        case Ending.CANCELLED:
            return Stopped("it was cancelled at the AgentOS")
        case Ending.PAUSED:
            return asked(story.kind, story.last)
    return None


def judged(story: Story, body: Any) -> Outcome | None:
    """The outcome by what is stored; None while it goes on. What was heard to be cancelled stays so."""
    if story.ending is Ending.CANCELLED:
        return told_by(story)
    match text_at(body, "status"):
        case "COMPLETED":
            return completed(story, body)
        case "ERROR":
            return Failed(story.failure or reason_of(body), usage=usage_of(body))
        case "CANCELLED":
            return Stopped("it was cancelled at the AgentOS")
        case "PAUSED":
            return asked(story.kind, body)
    return None if text_at(body, "status") in GOING else told_by(story)


def completed(story: Story, body: Any) -> Outcome:
    """A workflow is COMPLETED although one of its steps failed."""
    usage = usage_of(body) or usage_of(story.last)
    if wrong := story.failed_step(body):
        return Failed(wrong, result=story.result(body), usage=usage)
    return Done(story.result(body), usage)


def unknown(story: Story) -> Outcome:
    return told_by(story) or Gone("the AgentOS does not know the run any more")

"""LangFlow's background jobs (API v2): started once for each key, followed to their end, stopped.

The traps of this API: a failed job answers its status with HTTP 500; `end` does not mean
success; a job just stopped is “failed” for a moment; a job that was queued when the server
died stays queued for ever; texts in the status are cut.
"""

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from spark_tui.domain.errors import SourceError
from spark_tui.domain.log import Level
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Done, Emit, Failed, Gone, Job, Outcome, Stopped
from spark_tui.sources.contact import Contact
from spark_tui.sources.http import Server
from spark_tui.sources.langflow_events import Story, reason_of
from spark_tui.sources.langflow_inputs import tweaks_of
from spark_tui.sources.replies import Reply, flattened, parsed, trouble_of
from spark_tui.sources.streams import server_events
from spark_tui.sources.telling import Said, at, say

WORKFLOWS = "/api/v2/workflows"
KEY_LIMIT = 255
REF_LIMIT = 200  # characters of a job's id
UNKNOWN = Gone("LangFlow does not know the job any more")
UNSURE = "the run may still go on in LangFlow"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a server, in seconds."""

    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 5.0)  # between two tries; the last one repeats
    submit_tries: int = 4
    out_of_contact: float = 300.0  # a restart of LangFlow takes a minute, on a busy machine several
    settle: float = 1.0  # until a stopped job stops saying that it failed
    stopping: float = 12.0  # until a stopped job has ended

    def pause(self, turn: int) -> float:
        return self.pauses[min(turn, len(self.pauses) - 1)]


@dataclass(frozen=True, slots=True)
class JobState:
    """What LangFlow says of a job: queued, in_progress, suspended, completed, failed, cancelled …"""

    status: str
    body: Any = None
    error: Any = None


class Jobs:
    """The background jobs of one LangFlow."""

    def __init__(self, server: Server, patience: Patience) -> None:
        self.server = server
        self.patience = patience

    async def submit(self, job: Job) -> str:
        """The id of the job for that key: a new one, or the one that an answer lost on its way was about."""
        for turn in range(self.patience.submit_tries - 1):
            try:
                return await self._submit(job)
            except SourceError as trouble:
                if not trouble.retryable:
                    raise
            await asyncio.sleep(self.patience.pause(turn))
        return await self._submit(job)

    async def state(self, ref: str) -> JobState:
        reply = await self.server.ask("GET", WORKFLOWS, params={"job_id": ref})
        if reply.ok:
            body = reply.json()
            return JobState(str(at(body, "status")), body)
        detail = reply.detail()
        status = ENDED.get((reply.status, str(at(detail, "code"))))
        if status is None and reply.status == HTTPStatus.NOT_FOUND and "not found" in flattened(detail).lower():
            status = "flow deleted"
        if status is None:
            raise trouble_of(reply, "say how the run is")
        return JobState(status, error=at(detail, "error_detail"))

    async def stop(self, ref: str) -> bool:
        """Stop a job and wait until it has ended. False when it still goes on."""
        reply = await self.server.ask("POST", f"{WORKFLOWS}/stop", json={"job_id": ref})
        if not reply.ok and reply.status != HTTPStatus.NOT_FOUND:
            raise trouble_of(reply, "stop the run")
        loop = asyncio.get_running_loop()
        until, turn = loop.time() + self.patience.stopping, 0
        while (await self.state(ref)).status in GOING:
            if loop.time() > until:
                return False
            await asyncio.sleep(self.patience.pause(turn))
            turn += 1
        return True

    async def _submit(self, job: Job) -> str:
        reply = await self.server.ask("POST", WORKFLOWS, json=_order(job))
        ref = at(reply.json(), "job_id") if reply.ok else None
        if isinstance(ref, str) and 0 < len(ref) <= REF_LIMIT and ref.isprintable():
            return ref
        raise _no_such_flow(job) if _is_unknown_flow(reply) else trouble_of(reply, f"run “{job.title}”")


GOING = ("queued", "in_progress", "suspended")
ENDED = {
    (500, "JOB_FAILED"): "failed",
    (408, "EXECUTION_TIMEOUT"): "timed out",
    (404, "JOB_NOT_FOUND"): "unknown",
}


class Following:
    """One job on its way to its outcome, through closed streams and lost connections."""

    def __init__(self, jobs: Jobs, job: Job, emit: Emit, ref: str) -> None:
        self._jobs = jobs
        self._job = job
        self._emit = emit
        self._ref = ref
        self._story = Story()
        self._last_id = ""
        self._turn = 0
        self._contact = Contact(self._note, UNSURE, jobs.patience.out_of_contact)
        self._told_suspended = False
        self._unsure = job.ref is not None  # the server may have restarted since

    async def outcome(self) -> Outcome:
        while True:
            try:
                found = await self._look()
            except SourceError as trouble:
                found = await self._out_of_contact(trouble)
            if found is not None:
                return found

    async def _look(self) -> Outcome | None:
        """Listen while it talks, then ask how it is. None while it goes on."""
        if self._unsure and await self._is_unknown():
            return UNKNOWN
        if not self._story.ended:
            await self._contact.while_borne(self._listen())
        found = self._judged(await self._settled())
        if found is None:
            await asyncio.sleep(self._next_pause())
        return found

    async def _listen(self) -> None:
        headers = {"accept": "text/event-stream"} | ({"last-event-id": self._last_id} if self._last_id else {})
        async with self._jobs.server.stream(
            "GET", f"{WORKFLOWS}/{quote(self._ref, safe='')}/events", headers=headers
        ) as answer:
            if answer.status >= HTTPStatus.BAD_REQUEST:
                return  # the status says why
            async for event in server_events(answer.lines()):
                self._turn, self._last_id = 0, event.id or self._last_id
                self._say(self._story.hear(parsed(event.data)))
                await self._emit.room()

    async def _settled(self) -> JobState:
        """A job that was just stopped says for a moment that it failed, of nothing."""
        state = await self._jobs.state(self._ref)
        if state.status == "failed" and state.error is None and not self._story.failure:
            await asyncio.sleep(self._jobs.patience.settle)
            return await self._jobs.state(self._ref)
        return state

    async def _is_unknown(self) -> bool:
        """Ask before listening, since the server may have restarted: what was queued then stays queued for ever."""
        state = await self._jobs.state(self._ref)
        self._contact.there()
        if state.status == "queued" and await self._jobs.stop(self._ref):
            await self._submit_again()
        self._unsure = False
        return state.status == "unknown"

    async def _submit_again(self) -> None:
        self._ref = await self._jobs.submit(self._job)
        await self._emit.ref(self._ref)
        self._story, self._last_id = Story(), ""
        self._note("it was stuck in LangFlow's queue: submitted again")

    async def _out_of_contact(self, trouble: SourceError) -> Failed | None:
        given_up = self._contact.lost(trouble)
        if given_up is None:
            self._unsure = True
            await asyncio.sleep(self._next_pause())
        return given_up

    def _judged(self, state: JobState) -> Outcome | None:
        story = self._story
        match state.status:
            case "completed" if story.failure:  # a component could not be built, and LangFlow minds it no further
                return Failed(story.failure, result=story.so_far())
            case "completed":
                return Done(story.result(state.body))
            case "failed":
                return Failed(story.failure or reason_of(state.error), _trouble_of(state.error), story.so_far())
            case "timed out":
                return Failed("LangFlow's own time limit ended it", Trouble.TIMEOUT, result=story.so_far())
            case "cancelled":
                return Stopped("it was cancelled in LangFlow")
            case "unknown":
                return UNKNOWN
            case "flow deleted":
                return self._judged_without_flow()
            case "suspended":
                self._tell_suspended()
        return None

    def _judged_without_flow(self) -> Outcome:
        """A job whose flow is deleted has no status any more; its events still tell."""
        if self._story.failure:
            return Failed(self._story.failure)
        if self._story.ended:
            return Done(self._story.result())
        return Gone("its flow was deleted from LangFlow")

    def _tell_suspended(self) -> None:
        if not self._told_suspended:
            self._note("it waits for a person: answer it in LangFlow")
        self._told_suspended = True

    def _say(self, said: Iterable[Said]) -> None:
        say(self._jobs.server, self._emit, said)

    def _note(self, text: str) -> None:
        self._say([Said(text, Level.NOTE)])

    def _next_pause(self) -> float:
        self._turn += 1
        return self._jobs.patience.pause(self._turn - 1)


def session_of(job: Job) -> str:
    """One chat memory for each run, or one for a schedule: LangFlow's default is one for all runs of a flow."""
    return str(uuid5(NAMESPACE_URL, f"spark:{job.schedule if job.remembers and job.schedule else job.run}"))


def as_unicode(text: str) -> str:
    """A lone surrogate makes LangFlow's run fail."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _order(job: Job) -> dict[str, Any]:
    return {
        "flow_id": job.workflow,
        "mode": "background",
        "input_value": as_unicode(job.input),
        "session_id": session_of(job),
        "idempotency_key": _key(job),
    } | tweaked(job)


def tweaked(job: Job) -> dict[str, Any]:
    """Nothing where nothing is given."""
    return {"tweaks": tweaks_of(job.values)} if job.values else {}


def _key(job: Job) -> str:
    """LangFlow's keys are one room for all flows of a user: another flow's job must not answer to ours."""
    key = f"{job.key}:{job.workflow}"
    return key if len(key) <= KEY_LIMIT else f"spark:{hashlib.sha256(key.encode()).hexdigest()}"


def _is_unknown_flow(reply: Reply) -> bool:
    bad_id = reply.status == HTTPStatus.UNPROCESSABLE_ENTITY and "flow_id" in flattened(reply.detail())
    return reply.status == HTTPStatus.NOT_FOUND or bad_id


def _no_such_flow(job: Job) -> SourceError:
    return SourceError(f"LangFlow has no flow “{job.title}” any more", hint="refresh the source")


def _trouble_of(error: Any) -> Trouble:
    """A worker that died is the server's trouble; all else is the flow's."""
    return Trouble.SERVER if at(error, "type") == "worker_lost" else Trouble.FAILED

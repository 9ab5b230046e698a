"""Runs that live in the stream that we hold: servers before agno 2.5, and what has no database.

Dropping the stream ends the run, so it cannot be taken up again; and the stream may be silent for
as long as a model thinks.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Any

from spark_tui.domain.errors import SourceError
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Asks, Emit, Failed, Job, Outcome
from spark_tui.sources.agentos_events import Story
from spark_tui.sources.agentos_runs import Ref, Runs, kind_and_id, not_continued, order, place, refusal, told, told_by
from spark_tui.sources.agentos_server import Generation
from spark_tui.sources.replies import parsed
from spark_tui.sources.streams import Streamed, server_events
from spark_tui.sources.telling import say


async def run_held(runs: Runs, job: Job, emit: Emit, session: str) -> Outcome:
    """Run to the end of the stream. Raises SourceError when it does not begin, or breaks."""
    kind, id = kind_and_id(job.workflow, job.title)  # noqa: A001
    async with _begun(runs, job, session) as answer:
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise refusal(await answer.whole(), job)
        return await _heard(runs, answer, emit, Story(kind), Ref(kind, id, "", session, held=True))


async def go_on_held(runs: Runs, emit: Emit, ref: Ref, fields: dict[str, str]) -> Outcome:
    """Let a paused run go on, in a stream that we hold from now on."""
    form = {"session_id": ref.session, "stream": "true", **fields}
    async with runs.server.stream("POST", f"{ref.path}/continue", form=form, read=None) as answer:
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise not_continued(await answer.whole())
        return await _heard(runs, answer, emit, Story(ref.kind, ref.run), ref)


def _begun(runs: Runs, job: Job, session: str) -> AbstractAsyncContextManager[Streamed]:
    kind, id = kind_and_id(job.workflow, job.title)  # noqa: A001
    path = f"{runs.facts.root}{place(kind, id)}"
    if runs.facts.generation is Generation.PLAYGROUND and kind == "workflow":
        body = {"input": _input(told(job)), "stream": True, "session_id": session}
        return runs.server.stream("POST", path, json=body, read=None)
    return runs.server.stream("POST", path, form=order(job, session) | {"stream": "true"}, read=None)


def _input(said: str | dict[str, Any]) -> dict[str, Any]:
    """A workflow of agno 1 is a function, and gets what it is given by name."""
    given = parsed(said) if isinstance(said, str) else said
    return given if isinstance(given, dict) else {"message": said}


async def _heard(runs: Runs, answer: Streamed, emit: Emit, story: Story, ref: Ref) -> Outcome:
    named = ref.run
    async for event in _events(runs, answer):
        said = list(story.hear(event))
        if story.run and story.run != named:
            named = story.run
            await emit.ref(str(Ref(ref.kind, ref.id, named, ref.session, held=True)))
        say(runs.server, emit, said)
        await emit.room()
    outcome = told_by(story)
    if outcome is None:
        raise SourceError("the AgentOS closed the stream before the end of the run", trouble=Trouble.UNREACHABLE)
    playground = runs.facts.generation is Generation.PLAYGROUND
    return _not_answerable(outcome) if playground else outcome


async def _events(runs: Runs, answer: Streamed) -> AsyncIterator[Any]:
    """Agno 1 calls it an event stream, and sends JSON objects back to back."""
    if runs.facts.generation is Generation.PLAYGROUND:
        async for event in answer.objects():
            yield event
        return
    async for sent in server_events(answer.lines()):
        yield parsed(sent.data)


def _not_answerable(outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Asks):
        return outcome
    asks = ", ".join(str(ask) for ask in outcome.asks)
    return Failed(f"it waits for a yes to {asks}, and an AgentOS of that age cannot be told to go on")

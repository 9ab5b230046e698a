"""LangFlow's streamed runs (API v1), for servers without background jobs.

Such a run has no id: it cannot be asked after or taken up again, and it ends when the
connection is closed. The answer says `text/event-stream` and is JSON, one object a line.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from spark_tui.domain.errors import SourceError
from spark_tui.domain.log import RESULT_LIMIT
from spark_tui.domain.text import clean, clip
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Done, Emit, Failed, Job, Outcome
from spark_tui.sources.http import Server
from spark_tui.sources.langflow_events import Story
from spark_tui.sources.langflow_jobs import as_unicode, session_of, tweaked
from spark_tui.sources.replies import parsed, trouble_of
from spark_tui.sources.streams import Streamed
from spark_tui.sources.telling import at, say


async def run_streamed(server: Server, job: Job, emit: Emit) -> Outcome:
    """Run to the end of the stream. Raises SourceError when it breaks."""
    order = {
        "input_value": as_unicode(job.input),
        "input_type": "chat",
        "output_type": "any",
        "session_id": session_of(job),
    } | tweaked(job)
    path = f"/api/v1/run/{quote(job.workflow, safe='')}"
    async with server.stream("POST", path, json=order, params={"stream": "true"}, read=None) as answer:
        if answer.status != HTTPStatus.OK:
            raise await _refusal(answer, job)
        return await _followed(server, answer, emit)


async def _followed(server: Server, answer: Streamed, emit: Emit) -> Outcome:
    story, last = Story(), None
    async for line in answer.lines():
        event = parsed(line)
        say(server, emit, story.hear(event))
        last = event if at(event, "event") == "end" else last
        await emit.room()
    if story.failure:
        return Failed(story.failure, result=story.so_far())
    if not story.ended:
        return Failed("LangFlow closed the stream before the end of the run", Trouble.UNREACHABLE)
    return Done(clip(clean(_result(at(last, "data", "result"))), RESULT_LIMIT) or story.so_far())


def _result(result: Any) -> str:
    """The first text among the outputs of a v1 answer."""
    for run in at(result, "outputs") or ():
        for output in at(run, "outputs") or ():
            text = at(output, "results", "message", "text")
            if isinstance(text, str):
                return text
    return ""


async def _refusal(answer: Streamed, job: Job) -> SourceError:
    reply = await answer.whole()
    if reply.status == HTTPStatus.NOT_FOUND:
        return SourceError(f"LangFlow has no flow “{job.title}” any more", hint="refresh the source")
    return trouble_of(reply, f"run “{job.title}”")

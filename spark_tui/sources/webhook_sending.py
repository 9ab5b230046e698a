"""One request from its first byte to what it comes to."""

from collections.abc import Callable
from typing import Any

from spark_tui.domain.endpoints import Endpoint, Stream
from spark_tui.domain.errors import SourceError
from spark_tui.domain.log import Level
from spark_tui.service.ports import Done, Emit, Failed, Outcome
from spark_tui.sources.http import Server
from spark_tui.sources.telling import Said, say, shown
from spark_tui.sources.webhook_answers import judged
from spark_tui.sources.webhook_asking import Ref, Request
from spark_tui.sources.webhook_stream import Listening, kind_of


async def sent(
    server: Server,
    endpoint: Endpoint,
    request: Request,
    title: str,
    emit: Emit,
    ending: Callable[[Any], Ref | None] | None = None,
) -> Outcome:
    """What comes bit by bit is told as it comes. Raises SourceError when there is no answer."""
    listening: Listening | None = None
    try:
        async with server.stream(
            request.method,
            request.path,
            content=request.content,
            headers=request.headers,
            params=request.params,
            read=None,
        ) as answer:
            kind = kind_of(endpoint, answer)
            if kind is not Stream.NO and endpoint.succeeded(answer.status):
                listening = Listening(endpoint, server, emit, ending)
                return await listening.outcome(answer, kind)
            outcome = judged(endpoint, await answer.whole(), title)
    except SourceError as trouble:
        if listening is None:
            raise
        return listening.broken_off(trouble)
    _tell(server, emit, outcome)
    return outcome


def _tell(server: Server, emit: Emit, outcome: Done | Failed) -> None:
    if isinstance(outcome, Failed):
        say(server, emit, [Said(outcome.reason, Level.ERR)])
    elif outcome.result:
        say(server, emit, shown(outcome.result, Level.OUT))
    else:
        say(server, emit, [Said("it answered without a word", Level.ERR)])

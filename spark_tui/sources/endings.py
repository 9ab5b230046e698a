"""How a run at a server ends: what went wrong is its outcome, and none of our secrets stands there."""

from collections.abc import Awaitable
from dataclasses import replace

from spark_tui.domain.errors import SourceError
from spark_tui.service.ports import Asks, Done, Failed, Outcome
from spark_tui.sources.http import Server


async def carried(server: Server, run: Awaitable[Outcome]) -> Outcome:
    """The outcome of what is done at the server, which stays open meanwhile."""
    async with server.held():
        try:
            outcome = await run
        except SourceError as trouble:
            outcome = failed(trouble)
    return hidden(server, outcome)


def failed(trouble: SourceError) -> Failed:
    return Failed(trouble.in_full, trouble.trouble, wait=trouble.wait)


def hidden(server: Server, outcome: Outcome) -> Outcome:
    hide = server.hide
    match outcome:
        case Done():
            return replace(outcome, result=hide(outcome.result))
        case Failed():
            return replace(outcome, reason=hide(outcome.reason), result=hide(outcome.result))
        case Asks():
            asks = tuple(replace(ask, tool=hide(ask.tool), arguments=hide(ask.arguments)) for ask in outcome.asks)
            return replace(outcome, asks=asks)
        case _:
            return outcome

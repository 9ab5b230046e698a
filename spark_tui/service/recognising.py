"""Which kind of source answers somewhere: where they usually are, and where a person said another one."""

import asyncio
from collections.abc import Sequence

from spark_tui.domain.errors import SourceError
from spark_tui.domain.source import Found, Source, is_one_place
from spark_tui.service.ports import Roster

TO_RECOGNISE = 10.0  # seconds that somebody waits who has been told already that it does not work


async def discovered(roster: Roster, known: Sequence[Source]) -> list[Found]:
    """What answers where sources usually are on this machine, with the name of those that are known."""
    found = await asyncio.gather(*(_seen(roster, url, known) for url in roster.usual()))
    return [one for one in found if one is not None]


async def _seen(roster: Roster, url: str, known: Sequence[Source]) -> Found | None:
    try:
        kind = await roster.detect(url)
    except SourceError:
        return None
    return Found(url, kind, next((source.name for source in known if is_one_place(source.url, url)), ""))


async def of_another_kind(roster: Roster, wrong: SourceError, source: Source) -> SourceError:
    """The same, with the kind that knows what answers there, where that is another and says so soon."""
    try:
        async with asyncio.timeout(TO_RECOGNISE):
            found = await roster.detect(source.url)
    except (SourceError, TimeoutError):
        return wrong
    hint = "; ".join(filter(None, (wrong.hint, f"it seems to be {found}: leave --kind out")))
    return wrong if found == source.kind else SourceError(wrong.message, hint=hint, trouble=wrong.trouble)

"""What kind of source answers at a URL; where nobody knows it, what there is, and what a person may have meant."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line, place
from spark_tui.service.ports import SourceKind

PATIENCE = 15.0  # seconds that one kind may take to say whether it knows a server
WEBHOOK = "Of an endpoint the kind is webhook: give the kind yourself."
TO_LOOK_AROUND = 10.0  # seconds for all places near a URL that nobody knows
DOCUMENT = "/openapi.json"
OTHER = {"http": "https", "https": "http"}


async def kind_of(url: str, kinds: Mapping[str, SourceKind]) -> str:
    """The first that knows what answers there; empty for none."""
    for name, kind in kinds.items():
        if await _fits(kind, url):
            return name
    return ""


async def _fits(kind: SourceKind, url: str) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await kind.detect(url)
    except Exception:  # noqa: BLE001 - somebody else's code: what fails to recognise it does not know it
        return False


async def unknown(url: str, kinds: Mapping[str, SourceKind]) -> SourceError:
    """That no kind fits, with what there is, and where near it a source is."""
    if url.startswith(("/", "~", "file:")):
        return SourceError(f"there is no folder {one_line(url)}", hint="make it first, or check the spelling")
    from spark_tui.sources.http import seems  # only for what nobody knew

    try:
        told, hint = await seems(url), f"Spark knows: {', '.join(kinds)}. {WEBHOOK}"
        near = await _near([*_below_or_above(url)], kinds)
    except SourceError as trouble:
        told, hint = trouble.message, trouble.hint
        near = await _near([*_spelled_otherwise(url)], kinds)
    return SourceError(f"no kind of source fits {one_line(place(url))}: {told}", hint=near or hint)


async def _near(urls: Sequence[str], kinds: Mapping[str, SourceKind]) -> str:
    """Which kind answers at a place that the person may have meant; empty for none."""
    with suppress(TimeoutError):
        async with asyncio.timeout(TO_LOOK_AROUND):
            for url in urls:
                if found := await kind_of(url, kinds):
                    return f"{found} answers at {one_line(place(url))}: give that URL"
    return ""


def _below_or_above(url: str) -> Iterator[str]:
    """The server of which it is a page, and the document of the API that it is."""
    parts = urlsplit(url)
    if parts.path.strip("/") or parts.query:
        yield f"{parts.scheme}://{parts.netloc}"
    yield f"{url.rstrip('/')}{DOCUMENT}"


def _spelled_otherwise(url: str) -> Iterator[str]:
    """With a scheme, or with the other one."""
    scheme, is_whole, rest = url.partition("://")
    if not is_whole:
        yield f"http://{url}"
    elif scheme in OTHER:
        yield f"{OTHER[scheme]}://{rest}"

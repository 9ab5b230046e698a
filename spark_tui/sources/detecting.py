"""What kind of source answers at a URL; where nobody knows it, what there is, and what a person may have meant."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line, place
from spark_tui.service.ports import SourceKind

PATIENCE = 10.0  # seconds that all kinds together may take to say whether they know a server
TO_SEEM = 4.0  # seconds for what nobody knew to say anything at all
WEBHOOK = "Of an endpoint the kind is webhook: give the kind yourself."
TO_LOOK_AROUND = 10.0  # seconds for all places near a URL that nobody knows
DOCUMENT = "/openapi.json"
OTHER = {"http": "https", "https": "http"}


async def kind_of(url: str, kinds: Mapping[str, SourceKind]) -> str:
    """The first that knows what answers there; empty for none. All are asked at once, and share one deadline."""
    asked = {name: asyncio.ensure_future(_fits(kind, url)) for name, kind in kinds.items()}
    try:
        async with asyncio.timeout(PATIENCE):
            for name, fits in asked.items():
                if await fits:
                    return name
    except TimeoutError:  # one of them still waits; those behind it may know
        return next(
            (name for name, fits in asked.items() if fits.done() and not fits.cancelled() and fits.result()), ""
        )
    finally:
        for fits in asked.values():
            fits.cancel()
        await asyncio.gather(*asked.values(), return_exceptions=True)
    return ""


async def _fits(kind: SourceKind, url: str) -> bool:
    try:
        return await kind.detect(url)
    except Exception:  # noqa: BLE001 - somebody else's code: what fails to recognise it does not know it
        return False


async def unknown(url: str, kinds: Mapping[str, SourceKind]) -> SourceError:
    """That no kind fits, with what there is, and where near it a source is."""
    if url.startswith(("/", "~", "file:")):
        return SourceError(f"there is no folder {one_line(url)}", hint="make it first, or check the spelling")
    from spark_tui.sources.http import seems  # only for what nobody knew

    try:
        async with asyncio.timeout(TO_SEEM):
            told, hint = await seems(url), f"Spark knows: {', '.join(kinds)}. {WEBHOOK}"
        near = await _near([*_below_or_above(url)], kinds)
    except TimeoutError:
        told, hint, near = "it takes what it is asked and does not answer", f"is it busy? {WEBHOOK}", ""
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
    """The server of which it is a page, and the document of the API that it is; neither has what the URL asks."""
    parts = urlsplit(url)
    server, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    if path or parts.query or parts.fragment:
        yield server
    if not path.endswith(DOCUMENT):
        yield f"{server}{path}{DOCUMENT}"


def _spelled_otherwise(url: str) -> Iterator[str]:
    """With a scheme, or with the other one."""
    scheme, is_whole, rest = url.partition("://")
    if not is_whole:
        yield f"http://{url}"
    elif scheme in OTHER:
        yield f"{OTHER[scheme]}://{rest}"

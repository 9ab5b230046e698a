"""What a server lists, as workflows: one for each item, and what it says that one wants to be given."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from spark_tui.domain.endpoints import Endpoint
from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.inputs import Declared
from spark_tui.domain.templates import rendered
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import MOST_OFFERS
from spark_tui.sources.http import Server
from spark_tui.sources.json_schema import fields_of
from spark_tui.sources.replies import trouble_of
from spark_tui.sources.webhook_asking import ID_LIMIT, listing_headers


async def offered(server: Server, endpoint: Endpoint) -> list[Offer]:
    """The workflows of one endpoint. Raises SourceError."""
    if endpoint.listed is None:
        return [
            Offer(
                endpoint.name,
                endpoint.title or endpoint.name,
                endpoint.description,
                (),
                f"{endpoint.method} {endpoint.path}"[:100],
            )
        ]
    asked = endpoint.listed
    reply = await server.ask(asked.method, asked.path, json=asked.json, headers=listing_headers(endpoint))
    if not reply.ok:
        raise trouble_of(reply, f"list its workflows (“{endpoint.name}”)")
    body = reply.json()
    items = asked.items.all(body)[: MOST_OFFERS + 1]
    offers = [*_each(endpoint, items)]
    if not offers and (items or not isinstance(body, list | dict)):  # no empty list: what was known is not gone
        raise SourceError(f"{reply.where} lists nothing that has an id ({asked.id.text}) for “{endpoint.name}”")
    return offers


def _each(endpoint: Endpoint, items: Sequence[Any]) -> Iterator[Offer]:
    assert endpoint.listed is not None
    seen: set[str] = set()
    for one in items:
        item = _id(endpoint.listed.id.first(one))
        if item and item not in seen:
            seen.add(item)
            title = _text(endpoint.listed.title, one) or item
            yield Offer(endpoint.key(item), title, _text(endpoint.listed.description, one) or endpoint.description)


def _id(found: Any) -> str:
    """Empty for what cannot be one."""
    text = str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
    return text if len(text) <= ID_LIMIT and text.isprintable() else ""


def _text(place: Any, item: Any) -> str:
    found = place.first(item) if place is not None else None
    return found if isinstance(found, str) else ""


async def declared_of(server: Server, endpoint: Endpoint, item: str) -> Declared:
    """What the server says that a listed one takes; what it needs of it, it says itself. Raises SourceError."""
    assert endpoint.listed is not None
    try:
        path = rendered(endpoint.listed.wants, None, item=item)
    except Invalid as wrong:
        raise SourceError(wrong.message, hint=wrong.hint) from None
    reply = await server.ask("GET", path, headers=listing_headers(endpoint))
    if not reply.ok:
        raise trouble_of(reply, "say what it wants to be given")
    body = reply.json()
    found = endpoint.listed.schema.all(body) if endpoint.listed.schema else [body]
    schema = next((one for one in found if one), None)
    return Declared(tuple(replace(one, required=False) for one in fields_of(schema)), text=True)

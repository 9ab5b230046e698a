"""What an AgentOS offers: agents, teams and workflows, each kind asked on its own.

One of them may answer an error while the others do not; `/config` names all of them in short, and
may answer even then.
"""

import hashlib
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.inputs import Declared
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import MOST_OFFERS, Listing
from spark_tui.sources.agentos_server import KINDS, Facts, Generation
from spark_tui.sources.http import Server
from spark_tui.sources.json_schema import fields_of
from spark_tui.sources.replies import flattened, refused, trouble_of
from spark_tui.sources.telling import at

ID_LIMIT = 450


async def listed(server: Server, facts: Facts) -> list[Offer] | Listing:
    """All that it offers. Raises SourceError when nothing of it can be listed, BadCredentials for a wrong key."""
    offers: list[Offer] = []
    troubles: dict[str, SourceError] = {}
    for kind in KINDS:
        try:
            offers += await _of_kind(server, facts, kind)
        except BadCredentials:
            raise
        except SourceError as trouble:
            troubles[kind] = trouble
    if troubles and facts.generation is Generation.OS:
        offers += await _in_short(server, troubles)
    if len(troubles) == len(KINDS):
        raise next(iter(troubles.values()))
    return Listing(offers, {f"{kind}/": trouble.message for kind, trouble in troubles.items()}) if troubles else offers


async def _of_kind(server: Server, facts: Facts, kind: str) -> list[Offer]:
    async with server.stream("GET", f"{facts.root}/{kind}s") as answer:
        if answer.status == HTTPStatus.OK:
            found = await answer.items(MOST_OFFERS + 1, lambda item: _offer(server, kind, item))
            return [offer for offer in found if offer]
        reply = await answer.whole()
    if refused(reply):
        raise BadCredentials("refused", hint="")
    raise trouble_of(reply, f"list its {kind}s")


async def declared(server: Server, facts: Facts, workflow: str, kind: str, id: str) -> Declared:  # noqa: A002
    """What an agent, team or workflow with an input schema wants: its message is that, as JSON, and no text.

    Raises SourceError when it is not there any more, BadCredentials for a wrong key.
    """
    reply = await server.ask("GET", f"{facts.root}/{kind}s/{quote(id, safe='')}", read=server.limits.look)
    if refused(reply):
        raise BadCredentials("refused", hint="")
    if reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        if flattened(reply.detail()).lower() == f"{kind} not found":
            raise SourceError(f"there is no {workflow.replace('/', ' ')} any more", hint="refresh the source")
        return Declared()  # agno 1 does not tell of one alone
    if not reply.ok:
        raise trouble_of(reply, "say what it is given")
    item = reply.json()
    fields = () if at(item, "is_factory") else fields_of(at(item, "input_schema"), secrets=True)
    return Declared(fields, text=not fields)


async def _in_short(server: Server, troubles: dict[str, SourceError]) -> list[Offer]:
    """From `/config`, which names what cannot be listed; those that it names are no trouble any more."""
    try:
        config = (await server.ask("GET", "/config")).json()
    except SourceError:
        return []
    offers = []
    for kind in [kind for kind in troubles if isinstance(at(config, f"{kind}s"), list)]:
        offers += [offer for item in config[f"{kind}s"][:MOST_OFFERS] if (offer := _offer(server, kind, item))]
        del troubles[kind]
    return offers


def _offer(server: Server, kind: str, item: Any) -> Offer | None:
    """None for what has no id. The same id may be an agent, a team and a workflow: the key holds both."""
    id = at(item, "id") or at(item, f"{kind}_id")  # noqa: A001
    if not isinstance(id, str) or not id:
        return None
    name = at(item, "name")
    key = f"{kind}/{server.hide(id)[:ID_LIMIT]}"
    title = one_line(server.hide(name if isinstance(name, str) and name else id))
    return Offer(key, title, one_line(server.hide(_description(kind, item)), 1_000), (key,), _marker(item))


def _description(kind: str, item: Any) -> str:
    """Where each version has it; for a team without one, who is in it."""
    for said in (at(item, "description"), at(item, "system_message", "description")):
        if isinstance(said, str) and said.strip():
            return said
    members = at(item, "members")
    names = [str(at(one, "name") or "") for one in members[:10]] if isinstance(members, list) else []
    return (
        f"{kind} of {', '.join(filter(None, names))}"
        if any(names)
        else f"an {kind}"
        if kind == "agent"
        else f"a {kind}"
    )


def _marker(item: Any) -> str:
    """Another one when its definition is another."""
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:16]

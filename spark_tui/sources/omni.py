"""Messages through Omni (WhatsApp, Discord, Telegram, Slack): omni://KEY@HOST:PORT/INSTANCE/TO, omnis:// over TLS.

Omni 2 answers under /api/v2 and names instances by an id, 0.5 under /api/v1 by their name. Neither knows a
message again, so one is sent again only where it cannot have arrived.
"""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from spark_tui.domain.delivery import Message
from spark_tui.domain.errors import BadCredentials, Invalid, SourceError
from spark_tui.domain.source import Secret
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.sources.http import Server
from spark_tui.sources.replies import Reply, described, flattened, parsed, trouble_of

SCHEMES = {"omni": "http", "omnis": "https"}
PATIENCE = 35.0  # seconds: Omni itself gives up after 30
MOST_PAGES = 20
FORM = "omni://KEY@HOST:8882/INSTANCE/TO, such as omni://sk@localhost:8882/sales/+5511999990000"


@dataclass(frozen=True, slots=True)
class Place:
    base: str
    key: str
    instance: str
    to: str


def place_of(url: Secret) -> Place:
    """Raises Invalid."""
    parts = urlsplit(url.reveal().strip())
    way = [unquote(part) for part in parts.path.split("/") if part]
    if not parts.hostname or len(way) < 2:
        raise Invalid("that is no URL of Omni", hint=FORM)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    prefix = "".join(f"/{part}" for part in way[:-2])
    base = f"{SCHEMES[parts.scheme]}://{host}:{parts.port or 8882}{prefix}"
    return Place(base, unquote(parts.username or ""), way[-2], way[-1])


def place(url: Secret) -> str:
    """What may be seen of it."""
    there = place_of(url)
    return f"{there.base} as {there.instance}"


async def carry(url: Secret, message: Message) -> None:
    """Raises SourceError; `retryable` only where the message cannot have arrived."""
    there = place_of(url)
    server = Server(there.base, Secret(there.key) if there.key else None)
    text = f"{message.title}\n\n{message.text}"
    try:
        if await _is_second(server):
            instance = await _instance(server, there.instance)
            await _sent(server, "/api/v2/messages/send", {"instanceId": instance, "to": there.to, "text": text})
        else:
            way = f"/api/v1/instance/{quote(there.instance, safe='')}/send-text"
            await _sent(server, way, {"phone_number": there.to, "text": text, "split_message": False})
    finally:
        await server.close()


async def _is_second(server: Server) -> bool:
    """Whether it is Omni 2. Raises SourceError for what is no Omni."""
    reply = await server.ask("GET", "/api/v2/health")
    if reply.is_json and reply.status in (200, 503):
        return True
    reply = await server.ask("GET", "/health")
    if not (reply.ok and reply.is_json):
        raise SourceError(f"{server.url} is no Omni: it answers {described(reply)}", hint=FORM)
    return False


async def _instance(server: Server, name: str) -> str:
    """The id of the instance of that name, or with that id."""
    after: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        reply = await server.ask("GET", "/api/v2/instances", params={"limit": "100"} | after)
        if not reply.ok:
            raise trouble_of(reply, "list its instances")
        listed = reply.json()
        for one in listed.get("items", []):
            if name in (one.get("name"), one.get("id")):
                return str(one["id"])
        if not (cursor := (listed.get("meta") or {}).get("cursor")):
            break
        after = {"cursor": str(cursor)}
    raise SourceError(f"Omni at {server.url} has no instance “{one_line(name, 60)}”", hint="see its list of instances")


async def _sent(server: Server, way: str, body: dict[str, object]) -> None:
    try:
        reply = await server.ask("POST", way, json=body, read=PATIENCE)
    except SourceError as wrong:  # it was there a moment ago: what was sent may be under way
        raise SourceError(f"{wrong.message}; it may have arrived, so it is not sent again", hint=wrong.hint) from None
    answer = parsed(reply.body) if reply.is_json else None
    if not reply.ok:
        raise _refused(reply, answer)
    if isinstance(answer, dict) and answer.get("success") is False:
        words = one_line(flattened(answer.get("error")), 200) or "without a reason"
        raise SourceError(f"Omni at {server.url} says that it could not send it: {words}")


def _refused(reply: Reply, answer: object) -> SourceError:
    told = trouble_of(reply, "send the message")
    if isinstance(told, BadCredentials):
        return told
    error = answer.get("error") if isinstance(answer, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    again = reply.status in (429, 503) or (isinstance(details, dict) and details.get("retryable") is True)
    trouble = Trouble.BUSY if again else Trouble.REJECTED
    return SourceError(told.message, hint=told.hint, trouble=trouble, wait=told.wait)

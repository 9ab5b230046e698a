"""Carrying messages to a URL: a webhook, Omni, and everything that Apprise reaches.

The scheme says who carries: `http(s)://` is POSTed to, `omni(s)://` is an Omni server, and whatever else
is Apprise's (mailto://, slack://, tgram://, discord://, ntfy:// …). A URL is a secret: no error holds more
of it than its host.
"""

import asyncio
import json
import re
import sys
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from spark_tui.domain.delivery import Message
from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.source import Secret
from spark_tui.domain.text import clean, one_line, redacted
from spark_tui.domain.trouble import Trouble
from spark_tui.sources import omni
from spark_tui.sources.notifiers import post

WITHIN = 30.0  # seconds that Apprise gets for one message
AT_ONCE = 4  # processes
WEBHOOK, OMNI, APPRISE = "webhook", "omni", "apprise"
SERVICES = "a webhook (https://…), Omni (omni://KEY@HOST:PORT/INSTANCE/TO), or one of https://appriseit.com/services/"


class Couriers:
    """Implements `Courier`."""

    def __init__(self) -> None:
        self._seats = asyncio.Semaphore(AT_ONCE)

    def place(self, url: Secret) -> tuple[str, str]:
        parts = _split(url)
        match kind_of(parts.scheme):
            case "webhook":
                return WEBHOOK, f"{parts.scheme}://{parts.hostname}/…"
            case "omni":
                return OMNI, omni.place(url)
            case _:
                return APPRISE, f"{parts.scheme}://…"

    async def carry(self, url: Secret, message: Message) -> None:
        match kind_of(_split(url).scheme):
            case "webhook":
                await post(url.reveal(), "the webhook", _shape(message))
            case "omni":
                await omni.carry(url, message)
            case _:
                async with self._seats:
                    await _apprise(url, message)


def kind_of(scheme: str) -> str:
    if scheme in ("http", "https"):
        return WEBHOOK
    return OMNI if scheme in omni.SCHEMES else APPRISE


def _split(url: Secret):  # type: ignore[no-untyped-def]
    try:
        parts = urlsplit(url.reveal().strip())
        _ = parts.port
    except ValueError:
        raise Invalid("that is no URL", hint=SERVICES) from None
    if not parts.scheme or "://" not in url.reveal():
        raise Invalid("that is no URL", hint=SERVICES)
    return parts


def _shape(message: Message) -> dict[str, str]:
    """`text` alone is what Slack, Mattermost and their like show."""
    return {
        "key": message.key,
        "text": f"{message.title}\n{message.text}",
        "title": message.title,
        "body": message.text,
        "event": message.event,
        "at": message.at.isoformat(),
        "schedule": message.schedule,
        "run": message.run,
    }


async def _apprise(url: Secret, message: Message) -> None:
    """In a process of its own: it takes half a second and 25 MB, blocks, and can be ended. Raises SourceError."""
    asked = {"url": url.reveal().strip(), "title": message.title, "body": message.text, "bad": message.bad}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "spark_tui.sources.apprising"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(WITHIN):
            said, _ = await process.communicate(json.dumps(asked).encode())
    except TimeoutError:
        raise SourceError(f"it took longer than {WITHIN:.0f} s", trouble=Trouble.TIMEOUT) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    _judge(said, url)


def _judge(said: bytes, url: Secret) -> None:
    try:
        answer = json.loads(said)
    except ValueError:
        raise SourceError("Apprise ended without an answer", trouble=Trouble.SERVER) from None
    if answer.get("sent"):
        return
    words = one_line(redacted(_without(clean(str(answer.get("wrong") or "it says no more")), url)), 200)
    if not answer.get("known"):
        raise SourceError(f"Apprise does not know such a URL: {words}", hint=SERVICES)
    raise SourceError(f"Apprise could not send it: {words}", trouble=Trouble.SERVER)


def _without(words: str, url: Secret) -> str:
    """The words with no part of the URL behind its scheme."""
    parts = re.split(r"[/@:?&=]+", url.reveal().partition("://")[2])
    for part in sorted({*parts, *map(unquote, parts)}, key=len, reverse=True):
        words = Secret(part).hide_in(words)
    return words

"""Ways out for notices: a command of this machine, and a webhook."""

import asyncio
import json
import os
import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.notice import Notice
from spark_tui.domain.source import Secret
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import of_status
from spark_tui.sources.environment import kept_environment
from spark_tui.sources.http import Server
from spark_tui.sources.replies import described

WITHIN = 30.0  # seconds that a command gets


class CommandNotifier:
    """Starts a command for each batch, without a shell: JSON lines on its input, the texts in SPARK_NOTICE."""

    name = "the command of notify_command"

    def __init__(self, command: str) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError as wrong:
            raise Invalid(f"notify_command cannot be read: {wrong}", hint="check its quotes") from None
        if not self._words:
            raise Invalid("notify_command names no command", hint="such as notify-send Spark")

    async def tell(self, notices: Sequence[Notice]) -> None:
        text = "\n".join(notice.text for notice in notices)
        environment = kept_environment() | {"SPARK_NOTICE": text[:8_000], "SPARK_NOTICES": str(len(notices))}
        lines = "".join(json.dumps(shape(notice)) + "\n" for notice in notices)
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as wrong:
            raise SourceError(f"{self.name} cannot be started: {one_line(str(wrong))}") from None
        await self._ended(process, lines.encode())

    async def _ended(self, process: asyncio.subprocess.Process, given: bytes) -> None:
        try:
            async with asyncio.timeout(WITHIN):
                _, complaint = await process.communicate(given)
        except TimeoutError:
            raise SourceError(f"{self.name} did not end within {WITHIN:.0f} s") from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, 9)
                await process.wait()
        if process.returncode:
            said = one_line(complaint.decode("utf-8", "replace"), 200)
            raise SourceError(f"{self.name} ended with exit code {process.returncode}{f': {said}' if said else ''}")


class WebhookNotifier:
    """POSTs each batch as JSON: {"text": …, "notices": […]}. The URL may be a secret: no error holds its path."""

    def __init__(self, url: Callable[[], Secret | None]) -> None:
        self._url = url

    @property
    def name(self) -> str:
        return "the webhook of notify_url"

    async def tell(self, notices: Sequence[Notice]) -> None:
        secret = self._url()
        if secret is None:
            raise SourceError(f"{self.name} has no URL", hint="its name in the settings is not in the vault")
        await post(secret.reveal(), self.name, body(notices))


def body(notices: Sequence[Notice]) -> dict[str, Any]:
    """`text` alone is what Slack, Mattermost and their like show."""
    return {"text": "\n".join(notice.text for notice in notices), "notices": [shape(notice) for notice in notices]}


def shape(notice: Notice) -> dict[str, Any]:
    return {
        "key": notice.key,
        "at": notice.at.isoformat(),
        "news": notice.news,
        "text": notice.text,
        "schedule": notice.schedule_name or None,
        "run": notice.run,
    }


async def post(url: str, name: str, content: object) -> None:
    """POST JSON to a URL of which only the host is ever told. Raises SourceError."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    server = Server(f"{parts.scheme}://{parts.netloc}")
    try:
        reply = await server.ask("POST", path, json=content, read=15.0)
    except SourceError as wrong:
        told = wrong.message.replace(path, "/…") if len(path) > 1 else wrong.message
        raise SourceError(f"{name}: {told}", hint=wrong.hint, trouble=wrong.trouble) from None
    finally:
        await server.close()
    if not reply.ok:
        raise SourceError(f"{name} at {parts.hostname} answers {described(reply)}", trouble=of_status(reply.status))

"""python -m spark_tui.sources.apprising: one message by Apprise, which is in this process alone.

Reads {"url", "title", "body", "bad"} as JSON; answers {"known", "sent", "wrong"}.
"""

import json
import logging
import sys
from typing import Any


def send(asked: dict[str, Any]) -> dict[str, Any]:
    """What became of it; `wrong` is what Apprise says last."""
    import apprise  # half a second

    said: list[str] = []
    apprise.logger.addHandler(_Listening(said))
    messenger = apprise.Apprise()
    if not messenger.add(asked["url"]):
        return {"known": False, "sent": False, "wrong": said[-1] if said else "its form is not known"}
    for service in messenger:
        service.overflow_mode = apprise.OverflowMode.TRUNCATE  # as long as the service takes
    kind = apprise.NotifyType.FAILURE if asked["bad"] else apprise.NotifyType.INFO
    sent = messenger.notify(body=asked["body"], title=asked["title"], notify_type=kind)
    return {"known": True, "sent": bool(sent), "wrong": said[-1] if said else ""}


class _Listening(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())


if __name__ == "__main__":
    json.dump(send(json.load(sys.stdin)), sys.stdout)

"""Textual's driver for browsers, with what it lacks: the app ends with its server, and opens or hands out nothing."""

import os
from contextlib import suppress
from functools import partial
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver, _ExitInput


class TabDriver(WebDriver):
    """Named by TEXTUAL_DRIVER. Private names of Textual 8.2.8 are used: XTermParser, ByteStream, _ExitInput."""

    def __init__(self, app: Any, **how: Any) -> None:
        super().__init__(app, **how)
        self._write = partial(_write_all, self.fileno)

    def run_input_thread(self) -> None:
        """Keys, until the server is gone: then nobody will ever see this app again."""
        parser, stream = XTermParser(debug=self._debug), ByteStream()
        try:
            for data in self._input_reader:
                for kind, payload in stream.feed(data) if data else ():
                    if kind == "D":
                        self._heard(parser.feed(payload.decode("utf-8", "replace")))
                    else:
                        self._on_meta(kind, payload)
                self._heard(parser.tick())
        except _ExitInput:
            pass
        finally:
            self._input_reader.close()
            with suppress(RuntimeError):  # the app has ended by itself
                self._loop.call_soon_threadsafe(self._app.exit)

    def _heard(self, said: Any) -> None:
        for message in said:
            self.process_message(message)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Files are handed out to nobody."""
        if packet_type != "deliver_chunk_request":
            super().on_meta(packet_type, payload)

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Nothing that stands in a text opens a page."""

    def _deliver_file(self, *_: Any, **__: Any) -> None:
        """Nothing of this machine is handed out."""


def _write_all(handle: int, data: bytes) -> int:
    """A signal may come in the middle; half a packet would be the end of all that follow."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]
    return len(data)

"""The process in front and the one behind it, where there can be no second one."""

import errno
import os
import signal

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.faces.tui.foreground import behind


def test_a_machine_that_starts_no_further_process_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(Invalid, match="starts no further process: Resource temporarily unavailable"):
        behind(lambda _front, _asked: 0)
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) & {signal.SIGTERM, signal.SIGHUP, signal.SIGINT}

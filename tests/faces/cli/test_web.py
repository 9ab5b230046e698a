"""spark web as it is typed."""

from pathlib import Path

import pytest

from tests.processes import SPARK, Home
from tests.terminal import Terminal


def test_without_a_terminal_no_address_is_shown(tmp_path: Path) -> None:
    done = Home(tmp_path).spark("web", "--port", "0")
    assert (done.returncode, done.stdout) == (2, "")
    assert "terminal" in done.stderr
    assert "token" not in done.stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("--host", "0.0.0.0"), b"no TLS"),
        (("--host", "192.0.2.1"), b"--expose"),
        (("--name", "spark.example"), b"--expose"),
    ],
)
def test_others_reach_it_only_where_that_was_said(tmp_path: Path, line: tuple[str, ...], told: bytes) -> None:
    with Terminal((*SPARK, "web", *line), Home(tmp_path).environment) as terminal:
        assert terminal.wait(60) == 2
    assert told in terminal.drawn
    assert b"token=" not in terminal.drawn


def test_an_address_is_shown_another_at_enter_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    with Terminal((*SPARK, "web", "--port", "0"), Home(tmp_path).environment, columns=200) as terminal:
        assert terminal.watch(60, until=b"token=")
        terminal.type("\r")
        terminal.watch(2)
        assert terminal.drawn.count(b"http://127.0.0.1:") == 2
        terminal.type(b"\x03")
        assert terminal.wait(30) == 0
    assert b"Traceback" not in terminal.drawn
    assert terminal.drawn.endswith(b"^C\r\nit ends, for every browser\r\n")

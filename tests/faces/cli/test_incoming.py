"""What comes into a command beside its words: files, standard input, and secrets."""

import io
import sys
from pathlib import Path

import pytest

from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.faces.cli.incoming import STDIO, content_of, entered, text_of


def _stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.mark.parametrize(
    ("given", "stdin", "whole", "secret"),
    [
        ("sk-1", b"", False, "sk-1"),
        (STDIO, b" sk-1 \nand more", False, "sk-1"),
        (STDIO, b" first\nsecond\n", True, " first\nsecond"),
        (STDIO, b"sk-1\r\n", True, "sk-1"),
    ],
)
def test_a_secret_is_an_argument_or_comes_on_standard_input(
    given: str, stdin: bytes, whole: bool, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, stdin)
    assert entered(given, "key", whole=whole) == secret


@pytest.mark.parametrize(
    ("given", "stdin", "said"),
    [
        ("", b"sk-1", "there is no key, and nobody to ask for it"),
        ("  ", b"", "there is no key"),
        (STDIO, b"", "there is no key on standard input"),
        (STDIO, b"\nsk-1", "there is no key on standard input"),
    ],
)
def test_where_there_is_none_that_is_said(given: str, stdin: bytes, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _stdin(monkeypatch, stdin)
    with pytest.raises(Invalid) as wrong:
        entered(given, "key")
    assert wrong.value.message == said


@pytest.mark.parametrize("file", ["file", STDIO])
@pytest.mark.parametrize(
    ("content", "said"),
    [(b"12345678901", "is longer than 10 bytes"), (b"one\ntw\xff", ":2: this is not UTF-8")],
)
def test_a_text_that_is_no_good_says_why(
    content: bytes, said: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_bytes(content)
    _stdin(monkeypatch, content)
    with pytest.raises(Invalid, match=said):
        text_of(file, 10)


def test_a_file_that_is_not_there_is_told_with_what_would_help(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as wrong:
        text_of(str(tmp_path / "none"), 10, hint="make one")
    assert wrong.value.hint == "make one"


def test_what_never_ends_is_not_read_to_its_end() -> None:
    with pytest.raises(Invalid, match="longer than 1,000 bytes"):
        content_of("/dev/zero", 1_000)

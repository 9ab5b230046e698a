"""What a workflow is told, at the end of a phrase: after ` with: `, or after a colon behind what is to run."""

import re
from collections.abc import Iterator

WITH = " with: "
_COLON = re.compile(r"(?<!\d):\s+(?=\S)|:\s+(?=[^\d\s])")  # "10: 30" is a time
_MOST = 3  # colons that are looked at


def split_input(text: str) -> tuple[str, str]:
    """The phrase, and the input that stands behind ` with: `."""
    phrase, found, given = text.partition(WITH)
    return (phrase.strip(), given.strip()) if found else (text.removesuffix(WITH.rstrip()).strip(), "")


def with_input(phrase: str, given: str) -> str:
    """The opposite."""
    return f"{phrase}{WITH}{given}" if given else phrase


def at_colons(phrase: str) -> Iterator[tuple[str, str]]:
    """The phrase as each of its first colons would part it from an input."""
    for colon, _ in zip(_COLON.finditer(phrase), range(_MOST), strict=False):
        if before := phrase[: colon.start()].strip():
            yield before, phrase[colon.end() :].strip()

"""A list in JSON is read item by item, however it is cut, and never further than is wanted."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_tui.domain.errors import SourceError
from spark_tui.sources.limits import ITEM
from spark_tui.sources.listing import items_of

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


async def read(*parts: bytes, most: int = 100) -> list[Any]:
    async def chunks() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    return [item async for item in items_of(chunks(), most)]


@given(st.lists(values, max_size=6), st.integers(1, 40), st.sampled_from([None, 1]))
async def test_items_are_the_same_however_they_are_cut(items: list[Any], step: int, indent: int | None) -> None:
    raw = json.dumps(items, indent=indent, ensure_ascii=False).encode()
    assert await read(*(raw[at : at + step] for at in range(0, len(raw), step))) == items


async def test_no_more_is_read_than_is_wanted() -> None:
    read_so_far = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read_so_far
        yield b"["
        while True:
            read_so_far += 1
            yield b'{"id": "x"},'

    assert len([item async for item in items_of(endless(), 10)]) == 10
    assert read_so_far <= 12


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "ended in the middle of its list"),
        (b"[", "ended in the middle of its list"),
        (b"[1, 2", "ended in the middle of its list"),
        (b"[1,", "ended in the middle of its list"),
        (b"[1 2]", "cannot be read"),
        (b"[1, }", "cannot be read"),
        (b'["\xff', "cannot be read"),
        (b'{"a": 1}', "is no list"),
        (b"nonsense", "is no list"),
        (b"[" * 100_000, "nested too deeply"),
        (b'["' + b"x" * (ITEM + 1), "an item of more than 4 MB"),
        (b"[" + b" " * (ITEM + 2), "an item of more than 4 MB"),
        (b"[" + b"9" * 5_000 + b"]", "cannot be read"),
    ],
)
async def test_what_is_no_list_says_so(raw: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await read(*(raw[at : at + 65_536] for at in range(0, len(raw), 65_536)))

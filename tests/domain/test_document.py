"""A document: JSON as a tree, however it is made; what is no JSON as lines; secrets nowhere."""

import json
from typing import Any

import pytest

from spark_tui.domain import document
from spark_tui.domain.document import Document, Kind, hides, read


def texts(of: Document) -> list[tuple[int, Any, str]]:
    return [(node.depth, node.key, node.text or node.kind.value) for node in of.nodes]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", [(0, None, "object")]),
        ("[]", [(0, None, "array")]),
        (' { "a" : [ 1 , true ] } ', [(0, None, "object"), (1, "a", "array"), (2, 0, "1"), (2, 1, "true")]),
        ('{"a": 1, "a": 2}', [(0, None, "object"), (1, "a", "1"), (1, "a", "2")]),
        ("[1e400, -0, null]", [(0, None, "array"), (1, 0, "1e400"), (1, 1, "-0"), (1, 2, "null")]),
        ('["two\\nlines", "\\u001b[31m"]', [(0, None, "array"), (1, 0, "two\nlines"), (1, 1, "\x1b[31m")]),
        ('[{"a": {}}, []]', [(0, None, "array"), (1, 0, "object"), (2, "a", "object"), (1, 1, "array")]),
    ],
)
def test_json_is_a_tree_as_it_is_written(text: str, told: list[tuple[int, Any, str]]) -> None:
    assert read(text).is_json
    assert texts(read(text)) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "12",
        '"a"',
        "[1,]",
        "[1 2]",
        '{"a"}',
        "{a: 1}",
        "[1] [2]",
        "{",
        '["',
        "[tru]",
        '{"a": 1,}',
        "[}",
        "]",
    ],
)
def test_what_is_no_json_is_lines(text: str) -> None:
    assert not read(text).is_json
    assert [node.text for node in read(text).nodes] == ([text] if text else [])


def test_a_number_of_ten_thousand_digits_is_its_digits() -> None:
    digits = "9" * 10_000
    assert read(f"[{digits}]").nodes[1].text == digits


def test_ten_thousand_levels_are_ten_thousand_levels() -> None:
    deep = read("[" * 10_000 + "]" * 10_000)
    assert deep.is_json
    assert deep.nodes[-1].depth == 9_999
    assert deep.path(9_999) == "$" + "[0]" * 9_999
    assert deep.shown({5}) == [0, 1, 2, 3, 4, 5]
    assert len("\n".join(deep.written())) < 1_000_000


def test_a_document_without_end_is_cut_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_NODES", 4)
    cut = read('{"a": [1, 2, 3, 4, 5], "b": 1}')
    assert [node.kind for node in cut.nodes][-1] is Kind.MORE
    assert cut.nodes[0].end == len(cut.nodes) == 5
    assert [node.text for node in read("1\n2\n3\n4\n5\n6").nodes][-1] == "2 more lines"


# ------------------------------------------------------------------ looking through


TREE = read('{"a": {"b": [10, 20]}, "odd name": "x", "c": []}')


@pytest.mark.parametrize(
    ("folded", "shown"),
    [((), [0, 1, 2, 3, 4, 5, 6]), ({2}, [0, 1, 2, 5, 6]), ({1}, [0, 1, 5, 6]), ({0}, [0]), ({1, 2}, [0, 1, 5, 6])],
)
def test_what_is_folded_shows_nothing_of_what_is_in_it(folded: set[int], shown: list[int]) -> None:
    assert TREE.shown(folded) == shown


@pytest.mark.parametrize(("at", "path"), [(0, "$"), (1, "$.a"), (4, "$.a.b[1]"), (5, '$["odd name"]')])
def test_every_node_has_a_path(at: int, path: str) -> None:
    assert TREE.path(at) == path


@pytest.mark.parametrize(
    ("words", "start", "step", "found"),
    [("20", 0, 1, 4), ("B", 0, 1, 2), ("odd", 6, 1, 5), ("0", 4, -1, 3), ("0", 3, -1, 4), ("nowhere", 0, 1, None)],
)
def test_what_is_sought_is_found_onwards_backwards_and_round_the_end(
    words: str, start: int, step: int, found: int | None
) -> None:
    assert TREE.find(words, start, step) == found


def test_it_is_written_as_json_again_whole_and_in_part() -> None:
    assert json.loads("\n".join(TREE.written())) == {"a": {"b": [10, 20]}, "odd name": "x", "c": []}
    assert list(TREE.written(2)) == ["[", "  10,", "  20", "]"]
    assert list(TREE.written(5)) == ['"x"']


# ------------------------------------------------------------------ secrets


@pytest.mark.parametrize(
    "key",
    [
        *("password", "DB_PASSWORD", "token", "accessToken", "X-Auth-Token", "Authorization", "api_key", "apiKey"),
        *("APIKey", "api-key", "secret", "clientSecret", "private_key", "Set-Cookie", "credentials"),
    ],
)
def test_a_key_that_looks_like_a_secret_hides_what_is_under_it(key: str) -> None:
    seen = read(json.dumps({key: "hunter2", "in": [{key: {"deep": ["hunter2"]}}], "n": {key: 12345}}))
    assert "hunter2" not in "\n".join(seen.written())
    assert "12345" not in "\n".join(seen.written())
    assert seen.find("hunter2", 0) is None
    assert [node.kind for node in seen.nodes].count(Kind.HIDDEN) == 3


@pytest.mark.parametrize("key", ["max_tokens", "tokens", "key", "monkey", "tokenizer", "author", "passage", ""])
def test_other_keys_hide_nothing(key: str) -> None:
    assert not hides(key)


def test_whether_there_is_a_secret_is_no_secret() -> None:
    assert [node.text for node in read('{"token": null, "password": false}').nodes[1:]] == ["null", "false"]


@pytest.mark.parametrize("text", ['{"say": "api_key=hunter2"}', "password: hunter2", "{broken password=hunter2"])
def test_a_secret_inside_a_text_is_hidden_too(text: str) -> None:
    assert "hunter2" not in "\n".join(read(text).written())

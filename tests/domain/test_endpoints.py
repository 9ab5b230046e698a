"""A definition: what it says, and what is wrong with it, with its line."""

from typing import Any

import pytest

from spark_tui.domain.endpoints import DEFINITION_LIMIT, Stream
from spark_tui.domain.endpoints.paths import Condition, Path
from spark_tui.domain.endpoints.reading import read
from spark_tui.domain.errors import Invalid


def test_what_is_said_once_holds_for_all_and_an_endpoint_may_say_otherwise() -> None:
    found = read(
        "headers: {X-A: all, X-B: all}\nstream: no\nidempotency: X-Key\n"
        "endpoints:\n  one:\n  two: {headers: {x-a: own}, stream: sse, idempotency: no, method: put}\n"
    )
    one, two = found.all
    assert (dict(one.headers), one.stream, one.idempotency) == ({"x-a": "all", "x-b": "all"}, Stream.NO, "X-Key")
    assert (dict(two.headers), two.stream, two.idempotency) == ({"x-a": "own", "x-b": "all"}, Stream.SSE, "")
    assert (one.method, two.method) == ("POST", "PUT")


def test_what_is_listed_is_a_workflow_each_and_templates_know_which() -> None:
    found = read(
        "endpoints:\n"
        "  a: {list: {path: /all, items: '$[*]', id: $.id}, path: '/{{ item }}', poll: {path: '/{{ item }}'}}\n"
        "  a/b: {}\n"
        "  a/c: {list: {items: '$[*]', id: $}}\n"
    )
    listed, plain, deeper = found.all
    assert listed.key("7") == "a/7"
    assert found.of("a/7") == (listed, "7")
    assert found.of("a/b") == (plain, "")
    assert found.of("a/c/d") == (deeper, "d")
    assert found.of("b") is None


def test_what_goes_on_whoever_hangs_up_says_so() -> None:
    one, two = read("endpoints: {one: {cancel: no}, two: {cancel: {path: /stop}}}").all
    assert (one.cancel, one.outlives) == (None, True)
    assert (two.cancel is not None, two.outlives) == (True, False)


def test_a_result_may_stand_at_one_of_several_places() -> None:
    result = read("endpoints: {a: {result: ['$.messages[-1].text', $.values]}}").all[0].result
    assert result is not None
    assert result.first({"messages": [{"text": "hi"}], "values": 1}) == "hi"
    assert result.first({"values": 1}) == 1
    assert result.first({}) is None


def test_a_definition_may_be_json() -> None:
    assert read('{"endpoints": {"a": {"json": {"n": 1}}}}').all[0].json == {"n": 1}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("endpoints: {}", 1, "1 to 1,000 endpoints"),
        ("endpoints: [a]", 1, "names are expected"),
        ("a: 1", 1, "no key “a”"),
        ("endpoints:\n  a:\n    metod: GET", 3, "no key “metod”"),
        ("endpoints:\n  a: {method: STEAL}", 2, "none of them"),
        ("endpoints:\n  a: {method: GET, json: {}}", 2, "a GET has no body"),
        ("endpoints:\n  a:\n    json: {}\n    body: x", 4, "both the body"),
        ("endpoints:\n  a: {path: 'http://elsewhere/x'}", 2, "no path"),
        ("endpoints:\n  a: {path: x}", 2, "no path"),
        ("endpoints:\n  a:\n    path: '/{{ weather }}'", 3, "no “weather”"),
        ("endpoints:\n  a:\n    json:\n      - '{{ input'", 4, "template"),
        ("endpoints:\n  a: {result: output}", 2, "no JSONPath"),
        ("endpoints:\n  a: {success: {status: ok}}", 2, "no JSONPath"),
        ("endpoints:\n  a: {status: fine}", 2, "no status"),
        ("endpoints:\n  a: {status: 700}", 2, "no status"),
        ("endpoints:\n  a: {headers: {'X A': b}}", 2, "no header"),
        ("endpoints:\n  a: {headers: {Host: b}}", 2, "no header"),
        ("endpoints:\n  a: {headers: {x: '${source-1-a}'}}", 2, "no name of a secret"),
        ("endpoints:\n  a: {poll: {every: 1h}}", 2, "no pause"),
        ("endpoints:\n  a: {poll: {every: 0s}}", 2, "no pause"),
        ("endpoints:\n  a: {poll: {cancel: {method: DELETE}}}", 2, "no path"),
        ("endpoints:\n  a: {stream: maybe}", 2, "none of them"),
        ("endpoints:\n  a: {path: '/{{ item }}'}", 2, "no “item”"),
        ("endpoints:\n  a: {list: {path: /all, id: $.id}}", 2, "list has no items"),
        ("endpoints:\n  a: {list: {path: /all, items: '$[*]'}}", 2, "list has no id"),
        ("endpoints:\n  a: {list: {path: '/{{ now }}', items: '$[*]', id: $}}", 2, "no “now”"),
        ("endpoints:\n  a: {list: {json: {}, items: '$[*]', id: $}}", 2, "a GET has no body"),
        ("endpoints:\n  a: {list: {items: '$[*]', id: $, inputs: {schema: $.x}}}", 2, "inputs has no path"),
        ("endpoints:\n  a: {list: {items: '$[*]', id: $, inputs: {path: '/{{ due }}'}}}", 2, "no “due”"),
        ("endpoints:\n  'a:b': {}", 2, "no name"),
        ("endpoints:\n  a: {}\n  a: {}", 3, "stands twice"),
        ("endpoints: {a: {", 1, "YAML"),
        ("endpoints:\n  a: {title: [x]}", 2, "a text is expected"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(Invalid) as told:
        read(text)
    assert words in told.value.message
    assert f"line {line} " in told.value.message
    assert "\n" not in told.value.message + told.value.hint


@pytest.mark.parametrize(("text", "words"), [("", "no endpoints"), ("check: /x", "no endpoints")])
def test_without_endpoints_there_is_nothing(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read(text)


def test_a_definition_has_an_end() -> None:
    with pytest.raises(Invalid, match="at most"):
        read("#" * (DEFINITION_LIMIT + 1))


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("$", 1, [1]),
        ("$.a[0].b", {"a": [{"b": 2}]}, [2]),
        ("$.a[-1:].b", {"a": [{"b": 1}, {"b": 2}]}, [2]),
        ("$..x", {"a": {"x": 1}, "x": 2}, [2, 1]),
        ("$.a[?@.ok == true].n", {"a": [{"ok": True, "n": 1}, {"ok": False, "n": 2}]}, [1]),
        ("$.none", {"a": 1}, []),
        ("$.a", None, []),
        ("$.a", "text", []),
    ],
)
def test_a_place_in_json_is_what_rfc_9535_says(path: str, value: Any, found: list[Any]) -> None:
    assert Path(path).all(value) == found


@pytest.mark.parametrize("path", ["", "a", "$[", "$.a b", "$" + "[0]" * 400, "/a"])
def test_what_is_no_place_cannot_be_built(path: str) -> None:
    with pytest.raises(Invalid):
        Path(path)


@pytest.mark.parametrize(
    ("wanted", "value", "holds"),
    [
        ((), {"a": 0}, True),
        ((), {"a": ""}, False),
        ((), {"a": None}, False),
        ((), {}, False),
        (("x", 1), {"a": 1}, True),
        ((1,), {"a": True}, False),
        ((None,), {"a": None}, True),
        (("x",), {"a": ["x"]}, False),
    ],
)
def test_a_condition_is_something_there_or_one_of_some_values(wanted: tuple[Any, ...], value: Any, holds: bool) -> None:
    assert Condition(((Path("$.a"), wanted),)).holds(value) is holds


@pytest.mark.parametrize(
    ("inputs", "schema"),
    [
        ("{a: string}", {"properties": {"a": {"type": "string"}}, "required": []}),
        ("{a: {type: string, required: true}}", {"properties": {"a": {"type": "string"}}, "required": ["a"]}),
        (
            "{type: object, properties: {a: {type: integer, default: 1}}, required: [a], $defs: {x: {type: string}}}",
            {
                "$defs": {"x": {"type": "string"}},
                "properties": {"a": {"type": "integer", "default": "1"}},
                "required": ["a"],
            },
        ),
        ("{properties: string}", {"properties": {"properties": {"type": "string"}}, "required": []}),
    ],
)
def test_inputs_are_a_schema_or_its_properties_alone(inputs: str, schema: Any) -> None:
    assert read(f"endpoints: {{x: {{inputs: {inputs}}}}}").all[0].inputs == schema


@pytest.mark.parametrize(
    ("inputs", "told", "hint"),
    [
        ("3", "names are expected here", "city: {type: string}"),
        ("{a: text}", "“text” is no type", ""),
        ("{a: {type: string, unless: cty}, city: string}", "“cty” is no other input", "did you mean “city”?"),
        ("{a: {type: strin}}", "“strin” is no type", "did you mean “string”?"),
        ("{a: {type: string, format: password}}", "a secret is no input", "${NAME}"),
        ("{a: [string]}", "names are expected here", "type: string"),
    ],
)
def test_inputs_that_are_none_are_told_at_their_line(inputs: str, told: str, hint: str) -> None:
    with pytest.raises(Invalid, match="line 2 of the definition") as refused:
        read(f"endpoints:\n  x: {{inputs: {inputs}}}")
    assert told in refused.value.message
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    ("more", "hint"), [("inputs: {city: string}, input: cty", "did you mean “city”?"), ("input: city", "")]
)
def test_the_input_that_a_text_is_must_be_one_of_them(more: str, hint: str) -> None:
    assert read("endpoints: {x: {inputs: {city: string}, input: city}}").all[0].input == "city"
    with pytest.raises(Invalid, match=r"line 2 of the definition: “(cty|city)” is none of its inputs") as refused:
        read(f"endpoints:\n  x: {{{more}}}")
    assert hint in refused.value.hint

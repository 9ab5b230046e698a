"""What is typed for the inputs of a workflow becomes their values, or is refused in words."""

from dataclasses import replace
from typing import Any

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import (
    LONGEST,
    Declared,
    Field,
    FieldType,
    Values,
    check,
    must_fit,
    over,
    spelled,
    values_of,
)

FORM = Declared(
    (
        Field("Sleep-1.seconds", FieldType.NUMBER, "Sleep: Seconds", default="5.0"),
        Field("Sleep-1.ticks", FieldType.INTEGER, default="5"),
        Field("Sleep-1.blocking", FieldType.BOOLEAN),
        Field("Text-1.value", FieldType.TEXT, "Topic"),
        Field("Text-2.value", FieldType.TEXT),
        Field("level", FieldType.CHOICE, choices=("low", "High")),
        Field("payload", FieldType.JSON),
    )
)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("seconds", "2", 2),
        ("seconds", "0.5", 0.5),
        ("seconds", " -1e-3 ", -0.001),
        ("seconds", 2, 2),
        ("ticks", "+7", 7),
        ("ticks", 7.0, 7),
        ("blocking", "yes", True),
        ("blocking", "OFF", False),
        ("blocking", True, True),
        ("text-1.VALUE", "a\nb", "a\nb"),
        ("topic", "", ""),
        ("topic", 5, "5"),
        ("level", "high", "High"),
        ("payload", '{"a": [1, null]}', {"a": [1, None]}),
        ("payload", [1], [1]),
    ],
)
def test_what_is_typed_becomes_a_value_of_the_right_type(name: str, given: Any, value: Any) -> None:
    (found,) = must_fit(FORM, {name: given}, "a/flow").of().values()
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("given", "told", "hint"),
    [
        ({"secnds": "2"}, "there is no input “secnds”", "did you mean “Sleep-1.seconds”?"),
        ({"zzz": "2"}, "there is no input “zzz”", "there are: Sleep-1.seconds, Sleep-1.ticks"),
        ({"value": "x"}, "“value” fits several inputs", "say which: Text-1.value, Text-2.value"),
        ({"ticks": "2.5"}, "“Sleep-1.ticks” is a whole number, not “2.5”", "such as Sleep-1.ticks=5"),
        ({"ticks": True}, "is a whole number, not “true”", ""),
        ({"ticks": "1_0"}, "is a whole number, not “1_0”", ""),
        ({"ticks": "9" * 4_400}, "is a whole number", ""),
        ({"seconds": "nan"}, "is a number, not “nan”", ""),
        ({"seconds": "2s"}, "is a number, not “2s”", ""),
        ({"blocking": "maybe"}, "is true or false, not “maybe”", ""),
        ({"blocking": 1}, "is true or false", ""),
        ({"level": "hgh"}, "is one of: low, High, not “hgh”", "did you mean “High”?"),
        ({"payload": "{"}, "is JSON, not “{”", ""),
        ({"payload": "NaN"}, "is JSON, not “NaN”", ""),
        ({"payload": "[" * 100_000}, "is JSON", ""),
        ({"topic": ["a"]}, "is a text", ""),
        ({"topic": "a", "Text-1.value": "b"}, "“Text-1.value” is given twice", ""),
        ({"topic": "a" * LONGEST}, "all inputs together are at most 200,000 characters", ""),
        ({"\x1b[2J": "1"}, "there is no input “”", ""),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would_do(given: dict[str, Any], told: str, hint: str) -> None:
    with pytest.raises(Invalid) as refused:
        must_fit(FORM, given, "a/flow")
    assert told in refused.value.message
    assert hint in refused.value.hint


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_taken() -> None:
    checked = check(FORM, {"seconds": "x", "ticks": "3", "nonsense": "1"})
    assert [fault.name for fault in checked.faults] == ["seconds", "nonsense"]
    assert not checked.values


def test_null_is_as_if_it_was_not_given() -> None:
    assert must_fit(FORM, over(FORM, values_of({"Sleep-1.ticks": 3}), {"ticks": None}), "a/flow") == Values()


def test_what_is_not_named_stays_as_it_was() -> None:
    before = values_of({"Sleep-1.ticks": 3, "Sleep-1.seconds": 1})
    assert must_fit(FORM, over(FORM, before, {"ticks": "4"}), "a/flow").of() == {
        "Sleep-1.seconds": 1,
        "Sleep-1.ticks": 4,
    }


NEEDS = Declared((Field("topic", required=True), Field("depth", FieldType.INTEGER, default="1")), text=False)


def test_what_is_needed_is_asked_for() -> None:
    with pytest.raises(Invalid, match="“topic” is needed"):
        must_fit(NEEDS, {"depth": "2"}, "a/flow")


TALK = Declared((Field("prompt", required=True, unless="messages"), Field("messages"), Field("to", required=True)))


@pytest.mark.parametrize(
    ("as_text", "given", "text", "missing"),
    [
        ("prompt", {"to": "x"}, "", ["prompt"]),
        ("prompt", {"to": "x"}, "hello", []),
        ("prompt", {"to": "x", "messages": "[]"}, "", []),
        ("", {"to": "x"}, "hello", ["prompt"]),
        ("", {}, "hello", ["prompt", "to"]),
    ],
)
def test_what_is_needed_may_be_the_text_or_be_given_as_another(
    as_text: str, given: dict[str, str], text: str, missing: list[str]
) -> None:
    checked = check(replace(TALK, as_text=as_text), given, text=text)
    assert [fault.name for fault in checked.faults] == missing


def test_a_workflow_that_takes_its_inputs_alone_takes_no_text_beside_them() -> None:
    with pytest.raises(Invalid, match="no text beside them"):
        must_fit(NEEDS, {"topic": "x"}, "a/flow", text="hello")


@pytest.mark.parametrize("value", ["a", "2", "true", 2, 2.5, True, {"a": None}, [1], "ü\n\ud800"])
def test_values_come_back_as_they_were_and_are_told_as_they_are_typed(value: Any) -> None:
    values = values_of({"x": value, "a": 1})
    assert values.of()["x"] == value
    assert values.spelled()["x"] == spelled(value)
    assert values == values_of({"a": 1, "x": value})


def test_none_are_none() -> None:
    assert (values_of({}), bool(values_of({})), str(values_of({"b": 1, "a": "x y"}))) == (
        Values(),
        False,
        "a=x y, b=1",
    )


def test_what_is_not_declared_any_more_can_be_taken_back() -> None:
    before = values_of({"Sleep-1.gone": 3, "Sleep-1.ticks": 1})
    assert must_fit(FORM, over(FORM, before, {"Sleep-1.gone": None}), "a/flow").of() == {"Sleep-1.ticks": 1}
    with pytest.raises(Invalid, match=r"there is no input “Sleep-1.gone”"):
        must_fit(FORM, over(FORM, before, {"ticks": "2"}), "a/flow")


# ------------------------------------------------------------------ secrets

SECRET = Declared((Field("key", secret=True), Field("topic")))


@pytest.mark.parametrize("name", ["vault:forge", " vault:env:TOKEN ", "vault:a.b-c"])
def test_a_secret_is_given_by_its_name(name: str) -> None:
    values = must_fit(SECRET, {"key": name, "topic": "vault"}, "a/flow")
    assert (values.of()["key"], values.secrets) == (name.strip(), (name.strip().removeprefix("vault:"),))


@pytest.mark.parametrize("given", ["sk-4711-secret", "vault:", "vault:a b", "{{ last_result }}", 4711, ["vault:a"]])
def test_a_secret_itself_is_refused_and_not_told_again(given: Any) -> None:
    with pytest.raises(Invalid, match="kept in the clear") as refused:
        must_fit(SECRET, {"key": given}, "a/flow", template=True)
    assert refused.value.hint == "keep it with: spark secret keep NAME   and give key=vault:NAME"
    assert "4711" not in refused.value.in_full

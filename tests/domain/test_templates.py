"""A template: filled from the facts of a run, checked before it is kept, and never without end."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.domain.templates import LENGTH_LIMIT, MADE_LIMIT, Facts, check, filled, rendered, value_of

DUE = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FACTS = Facts(
    now=DUE.replace(second=3, microsecond=9),
    due=DUE,
    zone="America/Sao_Paulo",
    attempt=2,
    input='{"city": "Recife", "tags": ["a", "b"], "deep": {"n": 3}, "title": "T", "no": null}',
    last_result="all is\nwell",
    run="run-1",
    key="key-1",
    source="web",
    workflow="daily",
)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("", ""),
        ("no place, only { braces }", "no place, only { braces }"),
        ("{{ due }}", "2026-11-02T09:00:00-03:00"),
        ("{{ now }}", "2026-11-02T09:00:03-03:00"),
        ("{{ (due - days(1)).strftime('%d/%m/%Y') }}", "01/11/2026"),
        ("{{ (due - hours(13)).strftime('%A') }}", "Sunday"),
        ("{{ zone }} {{ attempt }} {{ run }} {{ key }}", "America/Sao_Paulo 2 run-1 key-1"),
        ("{{ input.city | upper }}", "RECIFE"),
        ("{{ input.title }}", "T"),
        ("{{ input['deep'].n + 1 }}", "4"),
        ("{{ input.tags }}", '["a", "b"]'),
        ("{{ input.no }}|{{ attempt > 1 }}", "|true"),
        ("{% for tag in input.tags %}{{ loop.index }}:{{ tag }} {% endfor %}", "1:a 2:b "),
        ("{% for name, value in input.deep.items() %}{{ name }}={{ value }}{% endfor %}", "n=3"),
        ("{{ input.tags | map('upper') | join('+') }}", "A+B"),
        ("{% if last_result %}Before: {{ last_result | one_line }}{% endif %}", "Before: all is well"),
        ("{{ input.missing | default('none') }}", "none"),
        ("{{ last_result | truncate(5) }}", "all …"),
        ("{{ last_result | tojson }}", '"all is\\nwell"'),
        ("{{ 'a' ~ attempt ~ ['x'] }}", 'a2["x"]'),
        ("{{ source }}/{{ workflow }}\n", "web/daily\n"),
    ],
)
def test_a_template_is_filled_from_the_facts(text: str, becomes: str) -> None:
    check(text)
    assert rendered(text, FACTS) == becomes


def test_the_input_itself_is_the_text_that_was_given() -> None:
    assert rendered("{{ input }}", FACTS) == FACTS.input


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("{{ attempt }}", 2),
        ("{{ input.tags }}", ["a", "b"]),
        ("{{ input | from_json }}", {"city": "Recife", "tags": ["a", "b"], "deep": {"n": 3}, "title": "T", "no": None}),
        ("{{ input.no }}", None),
        ("{{ attempt == 2 }}", True),
        ("{{ input.city }}", "Recife"),
        ("n{{ attempt }}", "n2"),
        ("{{ last_result | from_json(last_result) }}", "all is\nwell"),
        ("{{ input.tags | map('upper') }}", ["A", "B"]),
        ("plain", "plain"),
    ],
)
def test_a_text_that_is_one_place_within_json_is_what_stands_there(text: str, is_: Any) -> None:
    value = value_of(text, FACTS)
    assert value == is_
    assert type(value) is type(is_)


def test_a_tree_is_filled_in_its_texts_only() -> None:
    tree = {"{{ run }}": ["{{ run }}", 1, None, {"a": "{{ attempt }}"}]}
    assert filled(tree, FACTS) == {"{{ run }}": ["run-1", 1, None, {"a": 2}]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ weather }}", "no “weather”"),
        ("{{ due", "line 1"),
        ("\n{% if %}", "line 2"),
        ("{% set x = 1 %}", "no “set”"),
        ("{% macro x() %}{% endmacro %}", "no “macro”"),
        ("{% include 'x' %}", "no “include”"),
        ("{% import 'x' as x %}", "no “import”"),
        ("{{ 9 ** 9 }}", "no “**”"),
        ("{{ range(9) }}", "no “range”"),
        ("{{ namespace() }}", "no “namespace”"),
        ("{{ input | attr('x') }}", "attr"),
        ("{% for a in input recursive %}{% endfor %}", "loops"),
        ("{% for a in input %}" * 5 + "{% endfor %}" * 5, "loops"),
        ("{{" + "(" * 3000 + ")" * 3000 + "}}", ""),
        ("{{ due }}" + "x" * LENGTH_LIMIT, "at most"),
    ],
)
def test_what_is_no_template_is_told_before_it_is_kept(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=r"(?s).*" + words.replace("*", r"\*")) as told:
        check(text)
    assert "\n" not in told.value.message


@pytest.mark.parametrize(
    "text",
    [
        "{{ input.city.nothing }}",
        "{{ input.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ due.__init__ }}",
        "{{ input.encode() }}",
        "{{ '{0.__class__}'.format(due) }}",
        "{{ due.strftime('%1000000000d') }}",
        "{{ due.date().strftime('%999999999d') }}",
        "{{ 'a' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a'.ljust(1000000000) }}",
        "{{ 'a' | center(1000000000) }}",
        "{{ 1 / 0 }}",
        "{{ due - days(10000000) }}",
        "{{ last_result | from_json }}",
        "{{ (9999999999 * 9999999999) | int * 'a' }}",
    ],
)
def test_what_cannot_be_filled_is_told_in_words(text: str) -> None:
    with pytest.raises(Invalid) as told:
        rendered(text, FACTS)
    assert told.value.message
    assert "\n" not in told.value.message


LONG = Facts(DUE, DUE, last_result="x" * 500_000, input="[" + "1," * 20_000 + "1]")


@pytest.mark.parametrize(
    "text",
    [
        "{{ last_result ~ last_result ~ last_result }}",
        "{{ last_result + last_result + last_result }}",
        "{{ last_result }}{{ last_result }}{{ last_result }}",
        "{{ last_result | replace('x', last_result) }}",
        "{{ last_result | replace('', last_result) }}",
        "{{ input | from_json | join(last_result) }}",
        "{% for a in last_result %}{% for b in last_result %}{% endfor %}{% endfor %}",
        "{% for a in input.x | default(last_result) %}{% endfor %}",
        "{{ last_result | map('replace', 'x', last_result) | list }}",
        "{% for a in input | from_json %}{% for b in input | from_json %}{% endfor %}{% endfor %}",
    ],
)
def test_what_would_have_no_end_has_one(text: str) -> None:
    began = time.monotonic()
    with pytest.raises(Invalid):
        rendered(text, LONG)
    assert time.monotonic() - began < 20


def test_what_is_made_is_bounded_where_each_piece_is_small() -> None:
    facts = Facts(DUE, DUE, last_result="x" * 1000, input="[" + "1," * 9_000 + "1]")
    with pytest.raises(Invalid, match=f"more than {MADE_LIMIT:,}"):
        rendered("{% for a in input | from_json %}{{ last_result }}{% endfor %}", facts)

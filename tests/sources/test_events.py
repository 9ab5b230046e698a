"""What is made of LangFlow's events, whatever they hold."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_tui.domain.log import LINE_LIMIT
from spark_tui.sources.contract import is_safe
from spark_tui.sources.langflow_events import LOGS_KEPT, MESSAGES_KEPT, REASON_LIMIT, Story, reason_of
from spark_tui.sources.lines import Lines, Tail
from spark_tui.sources.telling import LINES_SHOWN, at
from tests.sources.fake_langflow import failure, log, message, node

NAMES = ["vertices_sorted", "log", "end_vertex", "add_message", "token", "error", "end", "output", "new one"]
FIELDS = ["data", "event", "build_data", "id", "valid", "text", "sender", "message", "logs", "outputs", "out", "chunk"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)


def told(*events: tuple[str, Any]) -> list[str]:
    story = Story()
    return [said.text for event, data in events for said in story.hear({"event": event, "data": data})]


@given(st.lists(st.tuples(st.sampled_from(NAMES), ANYTHING), max_size=6), ANYTHING)
def test_any_shape_is_borne(events: list[tuple[str, Any]], status: Any) -> None:
    story = Story()
    for event, data in events:
        for said in story.hear({"event": event, "data": data}):
            assert is_safe(said.text)
            assert len(said.text) <= LINE_LIMIT + 100
    assert isinstance(story.result(status), str)
    assert is_safe(story.result({"output": status}))


@given(ANYTHING)
def test_any_event_is_borne(event: Any) -> None:
    assert isinstance(list(Story().hear(event)), list)


@given(ANYTHING)
def test_any_error_has_one_readable_line(error: Any) -> None:
    reason = reason_of(error)
    assert reason
    assert "\n" not in reason
    assert len(reason) <= REASON_LIMIT
    assert is_safe(reason)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (failure("Model", "quota used up"), "Model: quota used up"),
        ({"error": "Workflow execution timed out."}, "Workflow execution timed out."),
        ({"error": '500: {"message":"Error running graph: x\\n\\ny"}'}, "Error running graph: x y"),
        (message("Model broke", properties={"source": {"display_name": "Model"}}), "Model broke"),
        ({"type": "worker_lost"}, "LangFlow itself ended while it ran (worker lost)"),
        ("text only", "text only"),
    ],
)
def test_errors_name_their_component(error: Any, reason: str) -> None:
    assert reason_of(error) == reason


def test_a_message_that_is_still_written_is_not_told() -> None:
    assert told(("add_message", message("Onc", properties={"state": "partial"})), ("add_message", message("Once"))) == [
        "Once"
    ]


def test_a_message_is_told_once() -> None:
    assert told(("add_message", message("Once")), ("add_message", message("Once"))) == ["Once"]


def test_a_long_message_is_shown_in_part() -> None:
    lines = told(("add_message", message("line\n" * 3000)))
    assert len(lines) == LINES_SHOWN + 1
    assert lines[-1] == "… (it goes on, 15,000 characters in all)"


def test_a_log_of_json_is_shown_as_json() -> None:
    assert told(("log", log({"a": [1, "ü"]}))) == ['Tick: {"a": [1, "ü"]}']


def test_a_node_that_fails_without_an_error_event_is_the_reason() -> None:
    story = Story()
    assert [said.text for said in story.hear({"event": "end_vertex", "data": node("A", "why", valid=False)})] == ["✗ A"]
    assert story.failure == "Error building Component A: why"


def test_a_message_that_was_begun_in_tokens_is_told_to_its_end_when_the_run_ends() -> None:
    events = [("token", {"chunk": "half a", "id": "m1"}), ("token", {"chunk": " line", "id": "m1"}), ("end", {})]
    assert told(*events) == ["half a line"]


def test_a_replayed_cancel_is_noticed() -> None:
    story = Story()
    assert list(story.hear({"type": "cancelled"})) == []
    assert story.closing == "cancelled"


def test_looking_into_what_is_not_there_finds_nothing() -> None:
    assert at({"a": {"b": 1}}, "a", "b") == 1
    assert at({"a": [1]}, "a", "b") is None
    assert at(None, "a") is None


# ------------------------------------------------------------------ lines


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_lines_are_the_same_however_the_bytes_are_cut(parts: list[bytes]) -> None:
    whole, cut = Lines(), Lines()
    expected = [*whole.feed(b"".join(parts)), *whole.feed(b"", last=True)]
    found = [line for part in parts for line in cut.feed(part)] + list(cut.feed(b"", last=True))
    assert found == expected
    assert all("\n" not in line for line in found)


@given(st.lists(st.text(max_size=30)), st.integers(1, 100))
def test_a_tail_stays_within_its_limit(lines: list[str], limit: int) -> None:
    tail = Tail(limit)
    for line in lines:
        tail.add(line)
    assert len(tail.text()) <= max(limit, len(lines[-1]) if lines else 0)
    assert tail.text() == "\n".join(lines)[-len(tail.text()) or len("\n".join(lines)) :]


def test_a_story_without_end_is_remembered_within_bounds() -> None:
    story = Story()
    for number in range(3_000):
        list(story.hear({"event": "token", "data": {"id": f"m{number}", "chunk": "a word"}}))
        list(story.hear({"event": "log", "data": {"component_id": "Lab-1", "message": f"line {number}"}}))
    assert (len(story._streamed), len(story._logs_shown)) == (MESSAGES_KEPT, LOGS_KEPT)


def test_of_a_message_that_never_ends_is_told_what_came() -> None:
    chunks = [("token", {"id": f"m{number}", "chunk": f"word {number}"}) for number in range(MESSAGES_KEPT + 1)]
    assert told(*chunks) == ["word 0"]

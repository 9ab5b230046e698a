"""Agents of the command line that report as JSON: stand-ins that say what their documentation says."""

import json
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.ids import SourceId
from spark_tui.domain.log import Level
from spark_tui.domain.source import Secret, SecretName, Source
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Done, Failed
from spark_tui.sources.agent_reports import reporting_of
from spark_tui.sources.contract import Heard, a_job, run
from spark_tui.sources.local import LocalSource

CLAUDE: dict[str, Any] = {
    "type": "result",
    "subtype": "success",
    "is_error": False,
    "result": "Two mails.\nBoth can wait.",
    "total_cost_usd": 0.0125,
    "usage": {"input_tokens": 3, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 87, "output_tokens": 9},
}
SPOKEN = [{"type": "text", "text": CLAUDE["result"]}]
STREAM = [
    {"type": "system", "subtype": "init", "tools": ["Bash"]},
    {"type": "assistant", "message": {"content": [{"type": "tool_use", "name": "Bash", "input": {"command": "ls"}}]}},
    {"type": "user", "message": {"content": [{"type": "tool_result", "content": "mail"}]}},
    {"type": "assistant", "message": {"content": SPOKEN}},
    CLAUDE,
]
CODEX = [
    {"type": "thread.started", "thread_id": "t"},
    {"type": "item.started", "item": {"type": "command_execution", "command": "ls"}},
    {"type": "item.completed", "item": {"type": "agent_message", "text": "Two mails."}},
    {"type": "turn.completed", "usage": {"input_tokens": 100, "cached_input_tokens": 80, "output_tokens": 9}},
]
GEMINI: dict[str, Any] = {
    "response": "Two mails.",
    "stats": {"models": {"g": {"tokens": {"prompt": 100, "candidates": 7, "thoughts": 2, "total": 109}}}},
}
ENOUGH = CLAUDE | {"subtype": "error_max_turns", "result": ""}
COST = Usage(100, 9, 109, 0.0125)


async def agent(folder: Path, name: str, options: str, said: Any, code: int = 0) -> tuple[Any, list[str]]:
    """What comes of a program of that name that says this: events one a line, or a whole of several lines."""
    text = "\n".join(map(json.dumps, said)) if isinstance(said, list) else json.dumps(said, indent=2)
    (folder / "said").write_text(text)
    program = folder / name
    program.write_text(f"#!/bin/sh\ncat {folder}/said\nexit {code}\n")
    program.chmod(0o755)
    heard = Heard()
    client = LocalSource(Source(SourceId("s"), "local", "local", str(folder)), None, vault)
    outcome = await run(client, a_job(f"$ --env A=vault:forge {program} {options}"), heard)
    return outcome, heard.texts(Level.OUT)


def vault(name: SecretName) -> Secret | None:
    return Secret("s3cret-4711") if name == "forge" else None


@pytest.mark.parametrize(
    ("name", "options", "said", "usage", "lines"),
    [
        ("claude", "-p --output-format json", [CLAUDE], COST, ["Two mails.", "Both can wait."]),
        (
            "claude",
            "-p --output-format=stream-json --verbose",
            STREAM,
            COST,
            ["· Bash ls", "Two mails.", "Both can wait."],
        ),
        ("codex", "exec --json -", CODEX, Usage(100, 9, 109), ["· ls", "Two mails."]),
    ],
)
async def test_its_answer_is_the_result_its_tokens_are_kept_and_its_log_has_words(
    tmp_path: Path, name: str, options: str, said: Any, usage: Usage, lines: list[str]
) -> None:
    outcome, heard = await agent(tmp_path, name, options, said)
    assert isinstance(outcome, Done)
    assert outcome.result.startswith("Two mails.")
    assert (outcome.usage, heard) == (usage, lines)


async def test_one_that_reports_at_its_end_over_several_lines_is_read_then(tmp_path: Path) -> None:
    outcome, _ = await agent(tmp_path, "gemini", "--output-format json", GEMINI)
    assert outcome == Done("Two mails.", Usage(100, 9, 109))


@pytest.mark.parametrize(
    ("name", "options", "said", "code", "reason"),
    [
        ("claude", "-p --output-format json", [CLAUDE | {"is_error": True, "result": "no credit"}], 0, "no credit"),
        (
            "claude",
            "--output-format json",
            [CLAUDE | {"subtype": "error_max_turns", "result": ""}],
            1,
            "error max turns",
        ),
        ("codex", "exec --json", [{"type": "turn.failed", "error": {"message": "over quota"}}], 1, "over quota"),
        ("gemini", "-o json", {"error": {"type": "ApiError", "message": "no key", "code": 401}}, 1, "no key"),
    ],
)
async def test_what_it_says_to_have_failed_has_failed(
    tmp_path: Path, name: str, options: str, said: Any, code: int, reason: str
) -> None:
    outcome, _ = await agent(tmp_path, name, options, said, code)
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason


async def test_a_secret_within_its_answer_is_hidden(tmp_path: Path) -> None:
    outcome, lines = await agent(
        tmp_path, "claude", "-p --output-format json", [CLAUDE | {"result": "it is s3cret-4711"}]
    )
    assert (outcome.result, lines) == ("it is •••", ["it is •••"])


async def test_a_secret_that_would_be_cut_in_two_is_hidden_first(tmp_path: Path) -> None:
    """A line of what it does has 200 characters, the reason of a failure 400."""
    doing = {"type": "tool_use", "name": "Bash", "input": {"command": f"{'x' * 183} s3cret-4711"}}
    failed = CLAUDE | {"is_error": True, "result": f"{'x' * 390} s3cret-4711"}
    events = [{"type": "assistant", "message": {"content": [doing]}}, failed]
    outcome, lines = await agent(tmp_path, "claude", "-p --output-format json", events)
    assert "s3c" not in f"{outcome} {lines}"


@pytest.mark.parametrize("said", ["not JSON at all", '{"type": "result"', "[1, 2]", '{"type": 3, "usage": []}'])
async def test_what_reports_otherwise_is_taken_as_it_is_or_for_nothing(tmp_path: Path, said: str) -> None:
    (tmp_path / "odd").write_text(said)
    program = tmp_path / "claude"
    program.write_text(f"#!/bin/sh\ncat {tmp_path}/odd\n")
    program.chmod(0o755)
    client = LocalSource(Source(SourceId("s"), "local", "local", str(tmp_path)))
    outcome = await run(client, a_job(f"$ {program} -p --output-format json"))
    assert outcome == Done(said)


@pytest.mark.parametrize(
    "command",
    [["claude", "-p"], ["codex", "exec", "-"], ["gemini"], ["llm", "--output-format", "json"], ["jq", "--json"], []],
)
def test_what_answers_in_words_is_left_alone(command: list[str]) -> None:
    assert reporting_of(command) is None

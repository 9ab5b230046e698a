"""The model's process: a real child, real HTTP to a scripted server, and whatever goes wrong there."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.model import Heard
from agent.model.process import COMMAND, ProcessModel, Reached
from spark_tui.domain.errors import ModelError
from spark_tui.domain.source import Secret
from spark_tui.domain.talk import Spent, Tool
from tests.openai_server import Scripted, Step, serving
from tests.processes import PATIENCE

KEY = "sk-a-key-that-nobody-may-see"
TOOLS = (Tool("find_runs", "finds runs", {"type": "object", "properties": {"state": {"type": "string"}}}),)
ASK = [{"role": "user", "content": "hello"}]


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with serving() as scripted:
        yield scripted


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model(server: Scripted) -> AsyncIterator[ProcessModel]:
    """One child for the whole module: it takes seconds to start."""
    made = ProcessModel(Reached("openai/gpt-4o-mini", server.url, lambda: Secret(KEY), seconds=PATIENCE))
    yield made
    await made.close()


async def until(true: Callable[[], Any]) -> None:
    """Wait for what another process does."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("waited in vain")


async def heard(model: ProcessModel, pieces: list[str] | None = None) -> Heard:
    return await model.reply(ASK, TOOLS, (pieces if pieces is not None else []).append)


pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long, pytest.mark.xdist_group("model")]


async def test_words_come_as_they_are_said_and_what_they_cost_at_the_end(model: ProcessModel, server: Scripted) -> None:
    server.then({"text": "it is fine", "usage": (1_000, 50)})
    pieces: list[str] = []
    reply = await heard(model, pieces)
    assert (pieces, reply.text.strip()) == (["it ", "is ", "fine "], "it is fine")
    assert (reply.spent.read, reply.spent.written) == (1_000, 50)
    assert reply.spent.cost > 0


async def test_calls_of_tools_come_as_they_were_written_rubbish_too(model: ProcessModel, server: Scripted) -> None:
    server.then({"calls": [("find_runs", {"state": "failed"}), ("find_runs", "{rubb")]})
    calls = (await heard(model)).calls
    assert [(call.name, call.arguments) for call in calls] == [
        ("find_runs", '{"state": "failed"}'),
        ("find_runs", "{rubb"),
    ]


async def test_the_server_gets_the_key_and_the_tools(model: ProcessModel, server: Scripted) -> None:
    server.then({"text": "hi"})
    await heard(model)
    assert server.keys[-1] == f"Bearer {KEY}"
    assert server.asked[-1]["tools"][0]["function"]["name"] == "find_runs"


@pytest.mark.parametrize(
    ("step", "told", "hint"),
    [
        ({"status": 401}, "refuses the key", "spark model key"),
        ({"status": 403}, "may not use", "another"),
        ({"status": 404}, "no such model", "SPARK_MODEL"),
        ({"status": 429, "headers": {"retry-after": "7"}}, "too often", "in 7 s"),
        ({"status": 429}, "too often", "later"),
        ({"status": 500}, "error of its own", "later"),
        ({"status": 400}, "does not accept", "tools"),
        ({"text": "half of it", "cut": True}, "broke off", "again"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_goes_wrong_at_the_model_is_a_sentence_and_the_next_question_works(
    model: ProcessModel, server: Scripted, step: Step, told: str, hint: str
) -> None:
    server.then(step, {"text": "well again"})
    with pytest.raises(ModelError, match=told) as wrong:
        await heard(model)
    assert hint in wrong.value.hint
    assert KEY not in wrong.value.message
    assert (await heard(model)).text.strip() == "well again"


@pytest.mark.parametrize("raw", [b"<html>", b'{"id": "chatcmpl-1", "choi', b"", b"[]"])
async def test_rubbish_in_place_of_an_answer_is_no_answer(model: ProcessModel, server: Scripted, raw: bytes) -> None:
    server.then({"raw": raw}, {"text": "well again"})
    try:
        assert (await heard(model)).text == ""  # which the conversation tells as an error
    except ModelError as wrong:
        assert wrong.hint  # noqa: PT017 - either will do
    assert (await heard(model)).text.strip() == "well again"


async def test_one_that_was_given_up_leaves_the_same_child_ready(model: ProcessModel, server: Scripted) -> None:
    server.then({"hang": True}, {"text": "well again"})
    asked = len(server.asked)
    task = asyncio.create_task(heard(model))
    await until(lambda: len(server.asked) > asked)
    child = model._child
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await until(lambda: child is None or child.idle)
    assert (await heard(model)).text.strip() == "well again"
    assert model._child is child


async def test_the_key_is_nowhere_but_on_the_pipe(
    model: ProcessModel, server: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.then({"status": 401}, {"text": "hi"})
    with pytest.raises(ModelError):
        await heard(model)
    await heard(model)
    assert model._child is not None
    process = Path("/proc") / str(model._child._process.pid)
    for file in ("cmdline", "environ"):
        assert KEY.encode() not in (process / file).read_bytes()
    assert KEY not in caplog.text


async def test_a_silence_is_ended_by_the_seconds_that_the_settings_give(server: Scripted) -> None:
    server.then({"hang": True})
    model = ProcessModel(Reached("openai/gpt-4o-mini", server.url, seconds=0.2))
    with pytest.raises(ModelError, match="did not answer within"):
        await heard(model)
    await model.close()


async def test_where_nothing_answers_it_is_said(model: ProcessModel) -> None:
    nowhere = ProcessModel(Reached("openai/gpt-4o-mini", "http://127.0.0.1:9/v1", seconds=PATIENCE))
    with pytest.raises(ModelError) as wrong:
        await heard(nowhere)
    assert wrong.value.hint
    await nowhere.close()


# ------------------------------------------------------------------ children that are not well


def child(script: str, idle: float = 300.0) -> ProcessModel:
    """A child that does what a few lines of Python say, in place of the real one."""
    reached = Reached("a-model", key=lambda: Secret(KEY))
    return ProcessModel(reached, idle=idle, command=(sys.executable, "-uc", f"import sys, json\n{script}"))


LINE = "line = json.loads(sys.stdin.readline())\n"
ANSWER = 'print(json.dumps({"for": line["ask"], "calls": [], "spent": [1, 2, 0.5]}))\n'


async def test_a_child_that_answers() -> None:
    model = child(LINE + ANSWER + "sys.stdin.readline()")
    assert await heard(model) == Heard("", (), Spent(1, 2, 0.5))
    await model.close()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("sys.exit(3)", "exit code 3"),
        (LINE + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
        (LINE + 'print("Give Feedback / Get Help"); sys.stdin.readline()', "cannot be read"),
        (LINE + 'print("[1, 2]"); sys.stdin.readline()', "cannot be read"),
        (
            LINE + 'print(json.dumps({"for": 1, "error": f"bad key {line[\'key\']}"})); sys.stdin.readline()',
            "bad key •••",
        ),
    ],
)
async def test_its_death_and_its_rubbish_are_sentences(script: str, told: str) -> None:
    model = child(script)
    with pytest.raises(ModelError, match=told):
        await heard(model)
    await model.close()


async def test_the_real_one_ends_with_its_input() -> None:
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=asyncio.subprocess.PIPE)
    await process.communicate(b"")
    assert process.returncode == 0


async def test_two_questions_at_once_are_asked_one_after_the_other() -> None:
    model = child(2 * (LINE + ANSWER) + "sys.stdin.readline()")
    first, second = await asyncio.gather(heard(model), heard(model))
    assert first == second
    await model.close()


async def test_after_its_death_another_is_started() -> None:
    model = child(LINE + ANSWER)  # answers once and ends
    first = await heard(model)
    assert model._child is not None
    await model._child._process.wait()
    assert await heard(model) == first
    await model.close()


async def test_one_that_hangs_in_what_was_given_up_is_replaced() -> None:
    model = child(LINE + "import time; time.sleep(60)")
    task = asyncio.create_task(heard(model))
    await until(lambda: model._child is not None and model._child._unanswered)
    old = model._child
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    again = asyncio.create_task(heard(model))
    await until(lambda: model._child not in (old, None))
    assert old._process.returncode is not None
    again.cancel()
    await asyncio.gather(again, return_exceptions=True)
    await model.close()


async def test_when_nobody_asks_it_goes() -> None:
    model = child(LINE + ANSWER + "sys.stdin.readline()", idle=0.01)
    await heard(model)
    process: Any = model._child and model._child._process
    assert await process.wait() != 0
    await until(lambda: model._child is None)
    await model.close()


async def test_what_it_writes_to_stderr_is_logged_without_keys_and_without_control_sequences(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "spark.model")
    model = child(LINE + ANSWER + "print('\\x1b[31mapi_key=sk-abcdefghijkl', file=sys.stderr); sys.exit()")
    await heard(model)
    assert model._child is not None
    await model._child._errors
    assert "api_key=•••" in caplog.text
    assert "\x1b" not in caplog.text
    await model.close()

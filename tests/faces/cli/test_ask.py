"""spark ask and spark model as they are typed: real processes, a real child, HTTP to a scripted server."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.openai_server import Scripted, Step, serving
from tests.processes import SPARK, Home
from tests.terminal import Terminal

pytestmark = pytest.mark.long

KEY = "sk-a-key-that-nobody-may-see"
PAUSE: Step = {"calls": [("propose_pause", {"schedules": ["backup"], "until": "2099-06-01T00:00"})]}
SAID: Step = {"text": "I propose it."}


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with serving() as scripted:
        yield scripted


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, server: Scripted) -> Home:
    made = Home(tmp_path_factory.mktemp("home"), SPARK_MODEL="openai/gpt-4o-mini", SPARK_API_BASE=server.url)
    made.workflow("nightly", "echo done")
    made.spark("model", "key", "-", stdin=f"{KEY}\n")
    made.spark("schedule", "create", "nightly", "0 2 * * *", "--yes", "--name", "backup")
    return made


@pytest.fixture
def bare(tmp_path: Path) -> Home:
    """A home without a model."""
    made = Home(tmp_path)
    made.workflow("nightly", "echo done")
    return made


def state(home: Home) -> Any:
    return home.json("schedule", "show", "backup")["state"]


def test_a_schedule_is_kept_by_heart_without_a_model(bare: Home) -> None:
    done = bare.spark("ask", "every weekday at 9am run nightly", "--yes")
    assert done.returncode == 0, done.stderr
    assert "when     every weekday at 09:00  0 9 * * 1-5" in done.stderr
    assert "asking" not in done.stderr
    assert len(re.findall(r"\b09:00:00\b", done.stderr)) == 5
    assert bare.json("schedule", "show", "nightly")["cron"] == "0 9 * * 1-5"
    assert bare.spark("ask", "--undo", "--yes").returncode == 0
    assert bare.json("schedule", "list") == []


def test_without_a_model_all_else_is_refused_with_what_would_help(bare: Home) -> None:
    done = bare.spark("ask", "why did it fail?")
    assert (done.returncode, done.stdout) == (9, "")
    assert "no model is set" in done.stderr
    assert "SPARK_MODEL" in bare.spark("model", "show").stderr
    unclear = bare.spark("ask", "every day at 9 run something else")
    assert "which workflow is meant is not clear\n  → name it as spark workflow list does" in unclear.stderr
    assert "no model is set" in unclear.stderr


def test_an_answer_goes_to_stdout_and_the_tools_to_stderr(home: Home, server: Scripted) -> None:
    server.then({"calls": [("find_schedules", {})]}, {"text": "One schedule, at two."})
    done = home.spark("ask", "what should I know of tonight?")
    assert (done.returncode, done.stdout.split()) == (0, ["One", "schedule,", "at", "two."])
    assert re.search(r"· asking \S+ …\n· find_schedules {}", done.stderr)
    assert server.keys[-1] == f"Bearer {KEY}"
    assert "backup" in str(server.asked[-1]["messages"][-1])


@pytest.mark.parametrize(("answer", "after"), [("n\n", "active"), ("\n", "active"), ("y\n", "paused")])
def test_what_is_suggested_happens_when_the_person_says_yes(
    home: Home, server: Scripted, answer: str, after: str
) -> None:
    server.then(PAUSE, SAID)
    done = home.spark("ask", "pause the backup for good", stdin=answer)
    assert "state    active → paused until" in done.stderr
    assert (done.returncode, state(home)) == (0, after), done.stderr
    if after == "paused":
        assert "undone: pause “backup”" in home.spark("ask", "--undo", "--yes").stderr


def test_where_nobody_is_there_to_say_yes_nothing_happens(home: Home, server: Scripted) -> None:
    server.then(PAUSE, SAID)
    assert home.spark("ask", "pause the backup for good").returncode == 2
    assert state(home) == "active"


def test_yes_covers_what_the_phrase_names(home: Home, server: Scripted) -> None:
    server.then(PAUSE, SAID)
    assert home.spark("ask", "pause the backup for good", "--yes").returncode == 0
    assert state(home) == "paused"
    home.spark("ask", "--undo", "--yes")


@pytest.mark.parametrize(
    ("phrase", "steps"),
    [
        ("what is new?", [PAUSE, SAID]),
        ("pause the backup until Friday 2 June 2099", [PAUSE, SAID]),
        ("how is the backup?", [{"calls": [("read_workflow", {"workflow": "nightly"})]}, PAUSE, SAID]),
    ],
    ids=["not named", "another day", "after text from outside"],
)
def test_yes_covers_nothing_else_and_says_so(home: Home, server: Scripted, phrase: str, steps: list[Step]) -> None:
    server.then(*steps)
    done = home.spark("ask", phrase, "--yes")
    assert (done.returncode, state(home)) == (9, "active")
    assert "wants your own yes" in done.stderr


def test_as_json_it_is_told_whole_and_nothing_is_done(home: Home, server: Scripted) -> None:
    server.then(PAUSE, SAID)
    told = home.json("ask", "pause the backup for good")
    assert (told["answer"], told["model"], told["tokens"]) == ("I propose it.", "openai/gpt-4o-mini", 220)
    (suggestion,) = told["suggestions"]
    assert (suggestion["done"], suggestion["changes"][0]["verb"]) == (False, "pause")
    assert suggestion["changes"][0]["differences"][0]["before"] == "active"
    assert state(home) == "active"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([{"status": 401}], "refuses the key"),
        ([{"raw": b"<html>"}], "nothing that can be read"),
        ([{"text": "half", "cut": True}], "broke off"),
        ([{"calls": [("no_such_tool", {})]}] * 12, "on and on"),
    ],
    ids=["401", "rubbish", "cut", "no such tool"],
)
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(
    home: Home, server: Scripted, steps: list[Step], told: str
) -> None:
    server.then(*steps)
    done = home.spark("ask", "what is wrong?")
    assert (done.returncode, told in done.stderr) == (14, True), done.stderr
    assert "Traceback" not in done.stderr
    assert KEY not in done.stderr


@pytest.mark.parametrize("line", [(), ("what?", "--undo"), ("--undo", "--clear")])
def test_one_thing_is_asked_at_a_time(home: Home, line: tuple[str, ...]) -> None:
    assert home.spark("ask", *line).returncode == 2


def test_the_conversation_is_counted_until_it_is_cleared(home: Home, server: Scripted) -> None:
    server.then({"text": "hi", "usage": (1_000, 5)})
    home.spark("ask", "who are you?")
    assert home.json("model", "show")["tokens"] >= 1_005
    assert home.spark("ask", "--clear").returncode == 0
    assert home.json("model", "show")["tokens"] == 0


def test_the_key_is_kept_encrypted_and_forgotten_when_asked(bare: Home) -> None:
    bare.environment["SPARK_MODEL"] = "ollama/some"
    assert bare.spark("model", "key", KEY).returncode == 0
    assert bare.json("model", "show")["key"] is True
    kept = b"".join(file.read_bytes() for file in (bare.folder / "data" / "spark").iterdir() if file.is_file())
    assert KEY.encode() not in kept
    assert "the key is forgotten" in bare.spark("model", "forget").stderr
    assert "there is no key to forget" in bare.spark("model", "forget").stderr
    assert bare.json("model", "show")["key"] is False


def test_somebody_who_is_there_is_asked_what_was_meant_and_then_whether(bare: Home) -> None:
    bare.workflow("hello", "echo hello")
    with Terminal((*SPARK, "ask", "run hello on 04/05/2030 at 9am"), bare.environment) as terminal:
        assert terminal.watch(60, until=b"Which one")
        terminal.type("1\r")
        assert terminal.watch(60, until=b"Do it? [Y/n]")
        terminal.type("n\r")
        assert terminal.wait(60) == 0
    assert b"nothing was changed" in terminal.drawn
    assert bare.json("schedule", "list") == []


@pytest.mark.parametrize(
    ("line", "question"),
    [
        (("ask", "run hello now"), b"Do it? [Y/n]"),
        (("ask", "run hello on 04/05/2030 at 9am"), b"Which one"),
        (("schedule", "create", "hello", "daily at 9"), b"Keep it? [Y/n]"),
        (("secret", "keep", "token"), b"Secret:"),
    ],
)
def test_ctrl_c_ends_a_question_at_once_and_on_a_line_of_its_own(
    bare: Home, line: tuple[str, ...], question: bytes
) -> None:
    bare.workflow("hello", "echo hello")
    with Terminal((*SPARK, *line), bare.environment) as terminal:
        assert terminal.watch(60, until=question)
        terminal.type(b"\x03")
        assert terminal.wait(60) == 130
    assert terminal.drawn.endswith(b"\r\ninterrupted\r\n")
    assert b"Traceback" not in terminal.drawn
    assert bare.json("run", "list") == bare.json("schedule", "list") == []

"""Prompts on a schedule, over an API as OpenAI's: the stand-in itself, and LiteLLM's real proxy before it.

The stand-in does on the wire what a proxy lets nobody see; the proxy shows what comes of that for its users.
"""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.live.servers import LiteLLM, Model, Servers, group_of
from tests.live.serving import Server
from tests.processes import Home

pytestmark = pytest.mark.live
BOTH = [pytest.param(kind, id=kind.__name__, marks=group_of(kind)) for kind in (Model, LiteLLM)]
SOON = "in 15 seconds"  # by then all of them are kept
POLICY = ("--retries", "1", "--retry-delay", "1s", "--retry-jitter", "0")
S, F, T = "succeeded", "failed", "timed_out"
WELL = "echo: say {}"
CUT = "closed the connection before its answer was complete"
BROKEN = "answered JSON that cannot be read"
HANDED_ON = "half of"  # or nothing of it: the proxy may notice that its model broke off before it has sent the piece on

# a model, and what comes of its prompt: the attempts, words of the first one's reason, the last one's result
OVER = {
    Model: {
        "echo": ([S], "", WELL),
        "busy": ([F, S], "too many at once", WELL),
        "fails": ([F, F], "failed on purpose: say fails", ""),
        "cut": ([F, F], CUT, "half of"),
        "hang": ([T, T], "not done within 0:00:05", ""),
        "rubbish": ([F, F], BROKEN, ""),
    },
    LiteLLM: {
        "echo": ([S], "", WELL),
        "busy": ([F, S], "too many at once", WELL),
        "fails": ([F, F], "failed on purpose: say fails", ""),
        "cut": ([F, F], "litellm.APIConnectionError", HANDED_ON),
        "hang": ([T, T], "not done within 0:00:05", ""),
        "rubbish": ([S], "", ""),  # of an answer that it cannot read it makes an empty one
    },
}
MODELS = tuple(OVER[Model])


def keep(home: Home, model: str) -> None:
    given = json.dumps({"model": model, "prompt": f"say {model}"})
    timeout = "5s" if model == "hang" else "2m"
    made = home.spark(
        *("schedule", "create", "there/chat", SOON, "--name", model, "--input", given, "--yes"),
        *("--timeout", timeout, *POLICY),
    )
    assert made.returncode == 0, made.stderr


@pytest.fixture(scope="module", params=BOTH)
def server(request: pytest.FixtureRequest, servers: Servers) -> Server:
    return servers.of(request.param)


@pytest.fixture(scope="module")
def home(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """One schedule for each model, all of them due at about the same moment."""
    made = Home(tmp_path_factory.mktemp("prompts"))
    added = made.spark(
        *("source", "add", f"{server.up()}/v1", server.key or "", "--preset", "openai-chat", "--name", "there")
    )
    assert added.returncode == 0, added.stderr
    with made.daemon():
        for model in MODELS:
            keep(made, model)
        yield made


@pytest.mark.parametrize("model", MODELS)
def test_a_prompt_ends_as_its_model_does(home: Home, server: Server, model: str) -> None:
    states, reason, result = OVER[type(server)][model]
    attempts = home.attempts(model)
    assert [each["state"] for each in attempts] == states, attempts
    assert reason in attempts[0]["reason"]
    told = attempts[-1]["result"].strip()
    assert told == result.format(model) or (isinstance(server, LiteLLM) and (result, told) == (HANDED_ON, ""))
    assert (attempts[-1]["usage"] or {}).get("total") == (10 if result == WELL else None)
    assert server.lines("asked").count(f"{model} say {model}") == len(attempts)


@pytest.mark.parametrize(
    ("model", "of_the_model", "of_litellm"),
    [("echo", "echo: say echo", "echo: say echo"), ("cut", "half of", ""), ("rubbish", BROKEN, "without a word")],
)
def test_its_log_has_what_was_said_until_it_broke_off(
    home: Home, server: Server, model: str, of_the_model: str, of_litellm: str
) -> None:
    (*_, last) = home.attempts(model)
    assert (of_litellm if isinstance(server, LiteLLM) else of_the_model) in home.spark("run", "log", last["id"]).stdout


def test_a_server_that_says_when_to_come_back_is_not_asked_before(home: Home, server: Server) -> None:
    first, second = home.attempts("busy")
    waited = datetime.fromisoformat(second["started_at"]) - datetime.fromisoformat(first["ended_at"])
    # LiteLLM does not hand on the Retry-After of its model: then the schedule's own delay is all there is.
    assert waited.total_seconds() >= (1 if isinstance(server, LiteLLM) else 3)

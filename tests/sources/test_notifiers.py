"""Notices and pings on their way out, to real commands and a real server."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.ids import RunId
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.run import RunState
from spark_tui.domain.source import Secret, SecretName
from spark_tui.sources import pings
from spark_tui.sources.notifiers import CommandNotifier, WebhookNotifier
from spark_tui.sources.pings import Pings
from tests.contracts.store import NOW, a_run
from tests.sources.web import Reply, Request, listening

LATE = Notice("k", NOW, News.LATE, "report: late $(id)", None, "report", RunId("r"))
NOTICES = [LATE, Notice("l", NOW, News.TEST, "b")]
PATH = "/secret-token"


async def well(request: Request, reply: Reply) -> None:
    await reply.whole(b"ok")


# ------------------------------------------------------------------ a command


async def test_a_command_gets_the_texts_and_a_json_line_for_each_without_a_shell(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = tmp_path / "notify.sh"
    script.write_text(f'#!/bin/sh\n{{ echo "$1 $SPARK_NOTICES"; echo "$SPARK_NOTICE"; cat; }} > {out}\n')
    script.chmod(0o755)
    await CommandNotifier(f"{script} '$HOME & more'").tell(NOTICES)
    first, late, other, *lines = out.read_text().splitlines()
    assert (first, late, other) == ("$HOME & more 2", "report: late $(id)", "b")
    assert [json.loads(line)["news"] for line in lines] == ["late", "test"]


async def test_a_command_hears_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPARK_MODEL_SECRET", "sesame")
    out = tmp_path / "out"
    await CommandNotifier(f"sh -c 'env > {out}'").tell(NOTICES)
    assert "sesame" not in out.read_text()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("sh -c 'echo no disk >&2; exit 3'", "ended with exit code 3: no disk"),
        ("no-such-command-here", "cannot be started"),
    ],
)
async def test_a_command_that_fails_says_how(command: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await CommandNotifier(command).tell(NOTICES)


async def test_a_command_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spark_tui.sources.notifiers.WITHIN", 0.2)
    with pytest.raises(SourceError, match="did not end within"):
        await CommandNotifier("sleep 60").tell(NOTICES)


@pytest.mark.parametrize("command", ["notify 'me", "  "])
def test_what_is_no_command_is_refused(command: str) -> None:
    with pytest.raises(Invalid, match="notify_command"):
        CommandNotifier(command)


# ------------------------------------------------------------------ a webhook


async def test_a_webhook_gets_all_in_one_post() -> None:
    async with listening(well) as web:
        await WebhookNotifier(lambda: Secret(f"{web.url}{PATH}?a=b")).tell(NOTICES)
    (asked,) = web.seen
    assert (asked.method, asked.path, asked.query) == ("POST", PATH, {"a": "b"})
    assert asked.json()["text"] == "report: late $(id)\nb"
    assert [notice["key"] for notice in asked.json()["notices"]] == ["k", "l"]


async def refuses(request: Request, reply: Reply) -> None:
    await reply.whole(b"no", status=500)


async def cuts(request: Request, reply: Reply) -> None:
    reply.cut()


@pytest.mark.parametrize("answer", [refuses, cuts])
async def test_what_goes_wrong_at_a_webhook_never_tells_its_path(answer: Callable[..., object]) -> None:
    async with listening(answer) as web:  # type: ignore[arg-type]
        with pytest.raises(SourceError) as wrong:
            await WebhookNotifier(lambda: Secret(f"{web.url}{PATH}")).tell(NOTICES)
    assert "secret-token" not in f"{wrong.value.message} {wrong.value.hint}"
    assert "127.0.0.1" in wrong.value.message


async def test_a_webhook_whose_url_is_not_in_the_vault_says_so() -> None:
    with pytest.raises(SourceError, match="has no URL"):
        await WebhookNotifier(lambda: None).tell(NOTICES)


# ------------------------------------------------------------------ pings


async def test_a_check_hears_of_start_success_and_failure_under_one_id_a_run() -> None:
    async with listening(well) as web:
        told = Pings(lambda _: Secret(f"{web.url}/uuid/"))
        for state in (RunState.SUCCEEDED, RunState.FAILED, RunState.RUNNING):
            told.ended(SecretName("ping:s"), a_run(id=RunId("r"), state=state, reason="no disk"))
        told.started(SecretName("ping:s"), a_run(id=RunId("r")))
        await told.close()
    assert sorted(asked.path for asked in web.seen) == ["/uuid", "/uuid/fail", "/uuid/start"]
    assert len({asked.query["rid"] for asked in web.seen}) == 1
    (failed,) = [asked for asked in web.seen if asked.path.endswith("fail")]
    assert failed.json() == {"text": "failed: no disk"}


async def test_a_ping_is_tried_a_few_times_and_then_given_up_without_its_path(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pings, "BREATH", 0.0)
    async with listening(refuses) as web:
        told = Pings(lambda _: Secret(f"{web.url}{PATH}"))
        with caplog.at_level(logging.WARNING):
            told.started(SecretName("ping:s"), a_run())
            await told.close()
    assert len(web.seen) == pings.TRIES
    assert "given up" in caplog.text
    assert "secret-token" not in caplog.text


async def test_a_check_that_hears_nothing_is_told_once_and_again_when_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pings, "BREATH", 0.0)
    answers = [refuses, refuses, well, well]

    async def in_turn(request: Request, reply: Reply) -> None:
        await answers[0](request, reply)

    changes = []
    async with listening(in_turn) as web:
        told = Pings(lambda _: Secret(f"{web.url}{PATH}"))
        while answers:
            told.started(SecretName("ping:s"), a_run(schedule_name="report"))
            await told.close()
            changes.append(told.changed())
            answers.pop(0)
    assert [list(change) for change in changes] == [["the check of report"], [], ["the check of report"], []]
    assert "answers" in changes[0]["the check of report"]
    assert "secret-token" not in changes[0]["the check of report"]
    assert changes[2]["the check of report"] == ""


async def test_the_engines_own_check_hears_that_it_is_alive() -> None:
    async with listening(well) as web:
        told = Pings(lambda _: None, lambda: Secret(f"{web.url}/engine"))
        await told.heartbeat()
    assert [asked.path for asked in web.seen] == ["/engine"]


async def test_a_check_is_tried_when_it_is_told_and_one_that_refuses_is_said_without_its_path() -> None:
    async with listening(well) as web:
        await Pings(lambda _: None).try_out(Secret(f"{web.url}/uuid/"))
    assert [asked.path for asked in web.seen] == ["/uuid"]
    async with listening(refuses) as web:
        with pytest.raises(SourceError) as told:
            await Pings(lambda _: None).try_out(Secret(f"{web.url}{PATH}"))
    assert "secret-token" not in told.value.message
    assert "--no-try" in told.value.hint

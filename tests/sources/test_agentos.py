"""The kind `hive` against a fake of each generation; the real ones are in tests/live."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.ids import ScheduleId, SourceId
from spark_tui.domain.inputs import Declared
from spark_tui.domain.log import Level
from spark_tui.domain.source import HealthState, Secret, SecretName, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.service.ports import Asks, Done, Failed, Gone, Listing, Outcome, Stopped
from spark_tui.sources.agentos import HELD_RUN, AgentOSSource
from spark_tui.sources.agentos_runs import DEAD, Patience, Ref, ref_of
from spark_tui.sources.contract import Bench, Heard, SourceContract, a_job, run
from spark_tui.sources.limits import Limits
from spark_tui.sources.sealing import Lookup
from tests.sources.fake_agentos import (
    BEGAN,
    GENERATIONS,
    HELD,
    HIVE_02,
    KEY,
    METRICS,
    NEWEST,
    PLAYGROUND,
    POLLED,
    TOOL,
    FakeAgentOS,
    FakeRun,
    serving,
)
from tests.sources.web import Reply, Request, goes_on

QUICK = Patience(pauses=(0.01,), out_of_contact=2.0, stopping=1.0, settle=0.05)


class Quick(AgentOSSource):
    patience = QUICK


def connected(url: str, key: str | None = KEY, lookup: Lookup | None = None) -> Quick:
    return Quick(Source(SourceId("s"), "hive", "hive", url), Secret(key) if key else None, lookup)


@asynccontextmanager
async def a_hive(fake: FakeAgentOS, lookup: Lookup | None = None) -> AsyncIterator[Quick]:
    async with serving(fake) as web:
        client = connected(web.url, lookup=lookup)
        yield client
        await client.close()


@pytest.fixture(params=GENERATIONS)
def fake(request: pytest.FixtureRequest) -> FakeAgentOS:
    return FakeAgentOS(request.param)


class TestContract(SourceContract):
    """Of those whose lines come while they run; what is only asked after stands below."""

    @pytest.fixture(params=[generation for generation in GENERATIONS if generation != POLLED])
    def fake(self, request: pytest.FixtureRequest) -> FakeAgentOS:
        return FakeAgentOS(request.param)

    @pytest.fixture
    async def bench(self, fake: FakeAgentOS) -> AsyncIterator[Bench]:
        async with a_hive(fake) as client:
            nobody = connected("http://127.0.0.1:1")

            yield Bench(
                kind=Quick,
                client=client,
                nobody=nobody,
                echo="agent/echo",
                fails="agent/fails",
                long="agent/long",
                hostile="agent/hostile",
                big="agent/big",
                unknown="agent/nope",
                long_runs=partial(goes_on, fake),
            )
            await nobody.close()


# ------------------------------------------------------------------ who it is


async def test_every_generation_is_known_for_what_it_is(fake: FakeAgentOS) -> None:
    async with serving(fake) as web:
        assert await AgentOSSource.detect(web.url)
        assert await AgentOSSource.detect(f"{web.url}/")


@pytest.mark.parametrize("body", [b"<html>hi</html>", {"status": "ok"}, {"status": "healthy"}, [], {"info": 1}])
async def test_what_is_something_else_is_not_taken_for_one(body: Any) -> None:
    from tests.sources.web import listening

    async with listening(lambda _, reply: reply.whole(body)) as web:
        assert not await AgentOSSource.detect(web.url)


@pytest.mark.parametrize("key", ["wrong", None])
async def test_without_the_right_key_it_refuses(fake: FakeAgentOS, key: str | None) -> None:
    async with serving(fake) as web:
        stranger = connected(web.url, key)
        health = await stranger.check()
        assert health.state is HealthState.REFUSED
        assert "key" in health.detail
        with pytest.raises(BadCredentials):
            await stranger.workflows()
        await stranger.close()


async def test_hidden_documents_leave_its_version_to_go_by() -> None:
    async with a_hive(FakeAgentOS(documented=False)) as client:
        assert isinstance(await run(client, a_job("agent/echo")), Done)
        assert client.abilities.reattach


# ------------------------------------------------------------------ what it offers


async def test_the_same_id_of_each_kind_is_another_workflow(fake: FakeAgentOS) -> None:
    async with a_hive(fake) as client:
        offers = await client.workflows()
    assert isinstance(offers, list)
    keys = {offer.key for offer in offers}
    assert {"agent/echo", "team/echo", "workflow/echo"} <= keys
    assert all("\x1b" not in offer.title for offer in offers)


async def test_a_kind_that_cannot_be_listed_is_taken_from_the_config() -> None:
    async with a_hive(FakeAgentOS(broken_kinds=("teams",))) as client:
        offers = await client.workflows()
    assert isinstance(offers, list)
    assert "team/echo" in {offer.key for offer in offers}


async def test_a_kind_of_which_nothing_is_heard_is_told_and_the_others_come() -> None:
    async with a_hive(FakeAgentOS(HELD, broken_kinds=("teams",), config=False)) as client:
        listing = await client.workflows()
    assert isinstance(listing, Listing)
    assert {offer.key.partition("/")[0] for offer in listing.offers} == {"agent", "workflow"}
    assert "team/" in listing.unheard
    assert "list its teams" in listing.unheard["team/"]


# ------------------------------------------------------------------ runs


async def test_it_is_told_what_to_do_in_a_session_of_its_own(fake: FakeAgentOS) -> None:
    async with a_hive(fake) as client:
        for key in ("spark:a", "spark:a", "spark:b"):
            await run(client, a_job("agent/echo", "hi", key=key))
    sessions = [form["session_id"] for form in fake.forms]
    assert sessions[0] == sessions[1] != sessions[2]
    assert {form["stream"] for form in fake.forms} == {"false" if fake.generation == POLLED else "true"}


async def test_where_it_remembers_all_runs_of_a_schedule_share_a_session(fake: FakeAgentOS) -> None:
    async with a_hive(fake) as client:
        for key, schedule in (("a", "s"), ("b", "s"), ("c", "t"), ("d", None), ("e", None)):
            job = replace(a_job("agent/echo", key=key), schedule=ScheduleId(schedule) if schedule else None)
            await run(client, replace(job, remembers=True))
    first, second, third, *alone = [form["session_id"] for form in fake.forms]
    assert first == second != third
    assert len({*alone, first, third}) == 4


async def test_without_an_input_it_is_told_what_begins_it(fake: FakeAgentOS) -> None:
    async with a_hive(fake) as client:
        outcome = await run(client, a_job("agent/echo", ""))
    assert isinstance(outcome, Done)
    assert outcome.result == "echo: Scheduled run, due 2026-03-02 08:00 (Europe/Lisbon)"


async def test_tokens_are_counted(fake: FakeAgentOS) -> None:
    async with a_hive(fake) as client:
        assert await run(client, a_job("agent/echo", "hi")) == Done("echo: hi", Usage(7, 3, 10))


async def test_a_workflow_tells_its_steps(fake: FakeAgentOS) -> None:
    heard = Heard()
    async with a_hive(fake) as client:
        outcome = await run(client, a_job("workflow/echo", "hi"), heard)
    assert isinstance(outcome, Done)
    assert outcome.result == "echo: hi"
    if fake.generation != POLLED:
        assert {"▶ step answer", "answer: echo: hi", "✓ step answer"} <= set(heard.texts())


async def test_what_has_no_database_is_run_by_a_stream() -> None:
    async with a_hive(FakeAgentOS(with_database=False)) as client:
        heard = Heard()
        assert isinstance(await run(client, a_job("agent/echo"), heard), Done)
        found = ref_of(heard.refs[0])
        assert found is not None
        assert found.held
        assert await run(client, a_job("agent/echo", ref=heard.refs[0])) == Gone(HELD_RUN)


async def test_a_lost_connection_is_taken_up_where_it_broke() -> None:
    fake, heard = FakeAgentOS(break_streams_after=[100, 2, 3]), Heard()

    async def counting(run: FakeRun) -> None:
        await run.tell("RunStarted")
        for number in range(12):
            await run.tell("RunContent", content=f"line {number}\n")
        await run.tell("RunCompleted", content="all")
        run.end("COMPLETED", "all")

    fake.script = counting
    async with a_hive(fake) as client:
        assert await run(client, a_job("agent/echo"), heard) == Done("all", Usage(7, 3, 10))
    assert [text for text in heard.texts(Level.OUT) if text.startswith("line")] == [f"line {n}" for n in range(12)]
    assert "in contact again" in heard.texts(Level.NOTE)


async def test_a_run_that_died_with_its_server_is_not_waited_for() -> None:
    fake, heard = FakeAgentOS(), Heard()
    async with a_hive(fake) as client:
        running = asyncio.ensure_future(run(client, a_job("agent/long"), heard))
        await heard.until(lambda: heard.texts(Level.OUT))
        fake.began = BEGAN + 1_000
        for going in fake.going:
            going.task.cancel() if going.task else None
        fake.unreachable = 2
        fake.break_streams_after = [0, 0, 0]
        fake.generation = POLLED  # what is not in the new process is told by nobody
        client._facts = replace(client._facts, resume=False) if client._facts else None
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert await run(client, a_job("agent/long", ref=heard.refs[0])) == Failed(DEAD, Trouble.SERVER)
        assert await client.cancel(heard.refs[0])


async def test_a_restart_long_before_the_run_is_none(fake: FakeAgentOS) -> None:
    fake.began = BEGAN + 99
    async with a_hive(fake) as client:
        assert isinstance(await run(client, a_job("agent/echo")), Done)


async def test_what_is_only_asked_after_is_told_when_it_has_ended() -> None:
    heard = Heard()
    async with a_hive(FakeAgentOS(POLLED)) as client:
        assert isinstance(await run(client, a_job("agent/echo", "hi"), heard), Done)
        assert not client.abilities.live
    assert heard.texts(Level.OUT) == ["echo: hi"]
    assert heard.order[0] == "ref"


async def test_what_is_only_asked_after_is_taken_up_again_and_cancelled() -> None:
    fake, heard = FakeAgentOS(POLLED), Heard()
    async with a_hive(fake) as client:
        running = asyncio.ensure_future(run(client, a_job("agent/long"), heard))
        await heard.until(lambda: heard.refs)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        again = asyncio.ensure_future(run(client, a_job("agent/long", ref=heard.refs[0])))
        assert fake.going
        assert await client.cancel(heard.refs[0])
        assert isinstance(await again, Stopped)
    assert not fake.going


# ------------------------------------------------------------------ the first end counts


async def _told(fake: FakeAgentOS, *frames: dict[str, Any], kind: str = "agent", status: str = "COMPLETED") -> Outcome:
    async def script(run: FakeRun) -> None:
        for frame in frames:
            run.frames.append({"run_id": run.run, "event_index": len(run.frames)} | frame)
        run.end(status, frames[-1].get("content", ""))

    fake.script = script
    async with a_hive(fake) as client:
        return await run(client, a_job(f"{kind}/echo"))


CANCELLED_THEN = {
    "agent": ({"event": "RunStarted"}, {"event": "RunCancelled"}, {"event": "RunCompleted", "content": "late"}),
    "team": ({"event": "TeamRunStarted"}, {"event": "TeamRunCancelled"}, {"event": "TeamRunError", "content": "x"}),
    "workflow": (
        {"event": "WorkflowStarted"},
        {"event": "WorkflowCancelled"},
        {"event": "WorkflowCompleted", "content": ""},
    ),
}


@pytest.mark.parametrize("kind", CANCELLED_THEN)
@pytest.mark.parametrize("generation", [NEWEST, HELD])
async def test_cancelled_beats_what_follows(kind: str, generation: str) -> None:
    outcome = await _told(FakeAgentOS(generation), *CANCELLED_THEN[kind], kind=kind)
    assert isinstance(outcome, Stopped)


async def test_of_two_errors_the_first_counts_and_the_second_names_no_run() -> None:
    first = {"event": "WorkflowError", "error": "the cause"}
    second = {"event": "WorkflowError", "error": "what followed", "run_id": None}
    outcome = await _told(FakeAgentOS(HELD), {"event": "WorkflowStarted"}, first, second, kind="workflow")
    assert outcome == Failed("the cause")


async def test_a_last_word_that_names_no_run_is_ours() -> None:
    last = {"event": "RunError", "content": "failed on purpose", "run_id": None, "agent_id": ""}
    assert await _told(FakeAgentOS(HELD), {"event": "RunStarted"}, last) == Failed("failed on purpose")


def _step(event: str, **also: Any) -> dict[str, Any]:
    return {"event": event, "run_id": "a-step", "workflow_run_id": "w", "step_name": "break", **also}


STEPS = {
    "by its results": (
        {"event": "WorkflowCompleted", "content": "x", "step_results": [{"step_name": "break", "success": False}]},
    ),
    "by nested results": (
        {
            "event": "WorkflowCompleted",
            "content": "x",
            "step_results": [{"success": True, "steps": [{"step_name": "break", "success": False, "error": "no"}]}],
        },
    ),
    "by its last word": (
        _step("RunError", content="no"),
        {"event": "StepCompleted", "step_name": "break", "step_response": {"success": True, "content": ""}},
        {"event": "WorkflowCompleted", "content": "x", "step_results": [{"step_name": "break", "success": True}]},
    ),
}


@pytest.mark.parametrize("generation", [NEWEST, HELD])
@pytest.mark.parametrize("how", STEPS)
async def test_a_workflow_with_a_failed_step_has_failed(how: str, generation: str) -> None:
    outcome = await _told(FakeAgentOS(generation), {"event": "WorkflowStarted"}, *STEPS[how], kind="workflow")
    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith("step break: ")


async def test_a_step_that_failed_and_then_went_well_has_not_failed() -> None:
    frames = (_step("RunError", content="no"), _step("RunCompleted", content="yes"))
    last = {"event": "WorkflowCompleted", "content": "x"}
    outcome = await _told(FakeAgentOS(), {"event": "WorkflowStarted"}, *frames, last, kind="workflow")
    assert isinstance(outcome, Done)


async def test_a_member_that_fails_does_not_fail_its_team() -> None:
    member = {"event": "RunError", "run_id": "m", "parent_run_id": "t", "agent_name": "Echo", "content": "no"}
    last = {"event": "TeamRunCompleted", "content": "made do"}
    outcome = await _told(FakeAgentOS(HELD), {"event": "TeamRunStarted"}, member, last, kind="team")
    assert outcome == Done("made do")


# ------------------------------------------------------------------ a person is asked


def _with(answer: Answer, asked: Asks, ref: str) -> Any:
    job = a_job("agent/asker", ref=ref)
    return replace(job, question=Approval(asked.asks, datetime.now(UTC), asked.token), answer=answer)


async def _asked(client: Quick, heard: Heard) -> Asks:
    asked = await run(client, a_job("agent/asker"), heard)
    assert isinstance(asked, Asks)
    return asked


CAN_CONTINUE = [generation for generation in GENERATIONS if generation != PLAYGROUND]


@pytest.mark.parametrize("generation", CAN_CONTINUE)
@pytest.mark.parametrize("approved", [True, False])
async def test_what_waits_for_a_yes_is_told_and_goes_on_with_the_answer(generation: str, approved: bool) -> None:
    heard, after = Heard(), Heard()
    async with a_hive(FakeAgentOS(generation)) as client:
        asked = await _asked(client, heard)
        assert asked.asks == (Ask("drop_table", '{"table": "users"}'),)
        outcome = await run(client, _with(Answer(approved, "ana", "not now"), asked, heard.refs[-1]), after)
    assert isinstance(outcome, Done)
    assert outcome.result == ("dropped" if approved else "left alone: not now")
    assert not [text for text in after.texts() if "begins" in text]


async def test_an_answer_that_was_given_already_is_not_given_twice() -> None:
    fake, heard = FakeAgentOS(), Heard()
    async with a_hive(fake) as client:
        asked = await _asked(client, heard)
        for _ in range(2):
            outcome = await run(client, _with(Answer(True), asked, heard.refs[-1]))
    assert isinstance(outcome, Done)
    assert outcome.result == "dropped"


async def test_a_pause_that_its_server_cannot_end_is_a_failure_that_says_so() -> None:
    async with a_hive(FakeAgentOS(PLAYGROUND)) as client:
        outcome = await run(client, a_job("agent/asker"))
    assert isinstance(outcome, Failed)
    assert "drop_table" in outcome.reason
    assert "cannot be told to go on" in outcome.reason


@pytest.mark.parametrize("wants", ["requires_user_input", "external_execution_required"])
async def test_a_pause_for_more_than_a_yes_is_a_failure_that_says_so(wants: str) -> None:
    tool = TOOL | {"requires_confirmation": None, wants: True}
    frames = ({"event": "RunStarted"}, {"event": "RunPaused", "content": "hm", "tools": [tool]})
    outcome = await _told(FakeAgentOS(HELD), *frames, status="PAUSED")
    assert isinstance(outcome, Failed)
    assert "answer it at the AgentOS" in outcome.reason


# ------------------------------------------------------------------ rubbish


ODD: list[Any] = [None, 1, [], {}, "x", {"event": 1}, {"event": "RunContent", "content": {"a": 1}}, {"event": "Nope"}]
ODD += [{"event": name, "tool": 7, "metrics": "x"} for name in ("ToolCallStarted", "StepStarted", "RunPaused")]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_rubbish_between_the_events_does_not_break(odd: Any) -> None:
    frame = odd if isinstance(odd, dict) else {"event": odd}
    foreign = frame | {"run_id": "another", "parent_run_id": "p"}
    last = {"event": "RunCompleted", "content": "all", "metrics": METRICS}
    outcome = await _told(FakeAgentOS(), {"event": "RunStarted"}, foreign, last)
    assert outcome == Done("all", Usage(7, 3, 10))


@pytest.mark.parametrize("ref", ["", "a", "agent/x", "agent//r/s", "nope/x/r/s", "agent/x/r/s/t/u"])
def test_what_is_no_ref_leads_nowhere(ref: str) -> None:
    assert ref_of(ref) is None


def test_a_ref_with_odd_ids_comes_back_as_it_was() -> None:
    ref = Ref("team", "a/b %20", "r", "s ü", held=True)
    assert ref_of(str(ref)) == ref


@pytest.mark.parametrize(
    "frame", [b'data: {"event": "RunContent", "content": "x"}\n\n', b"x" * 1_000], ids=["events", "one line"]
)
async def test_a_stream_without_end_is_given_up_in_words(frame: bytes) -> None:
    """An old one, whose stream we hold: it talks for ever."""

    class Endless(FakeAgentOS):
        async def _run(self, request: Request, kind: str, id: str, reply: Reply) -> None:  # noqa: A002
            await reply.begin("text/event-stream")
            while True:
                await reply.send(frame)

    class Brief(Quick):
        limits = Limits(line=20_000, stream=200_000)

    async with serving(Endless(HELD)) as web:
        client = Brief(Source(SourceId("s"), "hive", "hive", web.url), Secret(KEY))
        outcome = await run(client, a_job("agent/echo"))
        await client.close()
    assert isinstance(outcome, Failed)
    assert "that is too much" in outcome.reason


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (
            {"event": "WorkflowError", "error": "1 validation error for Order\npieces\n  too many"},
            "Order pieces too many",
        ),
        ({"event": "RunContent", "content": "x"}, "began a run and did not name it"),
    ],
)
async def test_what_is_not_begun_says_why(first: dict[str, str], told: str) -> None:
    class Unwilling(FakeAgentOS):
        async def _run(self, request: Request, kind: str, id: str, reply: Reply) -> None:  # noqa: A002
            await reply.begin("text/event-stream")
            await reply.send(f"data: {json.dumps(first)}\n\n".encode())
            await reply.finish()

    async with a_hive(Unwilling()) as source:
        outcome = await run(source, a_job("workflow/echo"))
    assert isinstance(outcome, Failed)
    assert outcome.reason.endswith(told)
    assert not outcome.retryable


SCHEMA = {
    "properties": {"topic": {"type": "string"}, "depth": {"type": "integer", "default": 2}},
    "required": ["topic"],
}


@pytest.mark.parametrize("key", ["agent/echo", "team/echo", "workflow/echo"])
async def test_what_has_a_schema_declares_it_and_takes_no_text(key: str) -> None:
    async with a_hive(FakeAgentOS(schema=SCHEMA)) as source:
        declared = await source.inputs(key)
    assert ([one.name for one in declared.fields], declared.text) == (["topic", "depth"], False)


async def test_what_has_none_declares_nothing_and_takes_a_text(fake: FakeAgentOS) -> None:
    async with a_hive(fake) as source:
        assert await source.inputs("agent/echo") == Declared()


@pytest.mark.parametrize("key", ["agent/none", "workflow/none", "nonsense"])
async def test_what_is_gone_is_said_when_its_inputs_are_asked_for(key: str) -> None:
    async with a_hive(FakeAgentOS()) as source:
        with pytest.raises(SourceError, match=r"any more|is no agent"):
            await source.inputs(key)


LOGIN = {"properties": {"user": {"type": "string"}, "pin": {"type": "string", "format": "password"}}}
PIN = 'pin "4711"'
VAULT = {SecretName("pin"): Secret(PIN)}
NAMED = {"user": "vault:pin", "pin": "vault:pin"}


@pytest.mark.parametrize("given", [{"values": NAMED}, {"text": json.dumps(NAMED)}], ids=["values", "one text"])
@pytest.mark.parametrize("generation", [NEWEST, POLLED, HELD, HIVE_02])
async def test_a_password_of_a_schema_is_filled_in_from_the_vault_and_hidden_where_it_is_told_back(
    generation: str, given: dict[str, Any]
) -> None:
    fake, heard = FakeAgentOS(schema=LOGIN, generation=generation), Heard()
    async with a_hive(fake, lookup=VAULT.get) as source:
        assert [one.secret for one in (await source.inputs("agent/echo")).fields] == [False, True]
        outcome = await run(source, a_job("agent/echo", **({"text": ""} | given)), heard)
    assert json.loads(fake.forms[-1]["message"]) == {"user": "vault:pin", "pin": PIN}
    assert isinstance(outcome, Done)
    assert "4711" not in outcome.result + "".join(text for text, _ in heard.lines)


async def test_a_workflow_of_agno_1_is_given_no_secret_that_it_did_not_ask_for() -> None:
    fake = FakeAgentOS(generation=PLAYGROUND)
    async with a_hive(fake, lookup=VAULT.get) as source:
        await run(source, a_job("workflow/echo", "", values={"message": "vault:pin"}))
    assert fake.forms[-1]["input"] == {"message": "vault:pin"}


async def test_a_password_that_is_not_here_fails_the_run_before_it_begins() -> None:
    fake = FakeAgentOS(schema=LOGIN)
    async with a_hive(fake, lookup=VAULT.get) as source:
        outcome = await run(source, a_job("agent/echo", "", values={"pin": "vault:nowhere"}))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "there is no secret “nowhere” (spark secret keep nowhere)"
    assert fake.forms == []


async def test_a_run_that_is_taken_up_again_keeps_its_secrets_hidden() -> None:
    fake, heard = FakeAgentOS(schema=LOGIN), Heard()
    async with a_hive(fake, lookup=VAULT.get) as source:
        await run(source, a_job("agent/echo", "", values=NAMED), heard)
    heard.lines.clear()
    async with a_hive(fake, lookup=VAULT.get) as source:
        outcome = await run(source, a_job("agent/echo", "", values=NAMED, ref=heard.refs[-1]), heard)
    assert isinstance(outcome, Done)
    assert "4711" not in outcome.result + "".join(text for text, _ in heard.lines)


async def test_values_are_sent_as_json() -> None:
    fake = FakeAgentOS()
    async with a_hive(fake) as source:
        assert isinstance(await run(source, a_job("agent/echo", "", values={"topic": "ü", "depth": 3})), Done)
    assert json.loads(fake.forms[-1]["message"]) == {"topic": "ü", "depth": 3}

"""Secrets by name: what is not here is told when it is named, and who uses one before it goes."""

from dataclasses import replace
from typing import Any

import pytest

from spark_tui.domain.errors import Conflict, NotFound
from spark_tui.domain.ids import SourceId
from spark_tui.domain.inputs import values_of
from spark_tui.domain.source import Secret, SecretName, Source
from spark_tui.service.spark import Spark
from spark_tui.service.wanted import Wanted, WantedSchedule
from spark_tui.sources.webhook import WebhookSource
from tests.fakes import FakeRoster

COMMAND = "$ --env A=vault:forge --env B=vault:env:SPARK_TEST_NOWHERE --env C=plain make report"
DEFINITION = 'endpoints: {a: {headers: {X: "Bearer ${key}", Y: "${team}", Z: "${maybe?}"}}}'


@pytest.fixture(autouse=True)
async def local(spark: Spark, roster: FakeRoster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeRoster, "kinds", lambda self: {"fake": self, "local": self, "webhook": WebhookSource})
    await spark.sources.add("/commands", kind="local", name="local")


async def proposed(spark: Spark, name: str = "report") -> Any:
    reading = await spark.assistant.read("every day at 9")
    return await spark.assistant.propose(reading, await spark.sources.workflow(COMMAND), name=name)  # type: ignore[arg-type]


async def test_a_proposal_tells_the_secrets_that_are_not_here_and_how_to_keep_them(spark: Spark) -> None:
    assert (await proposed(spark)).notes == (
        "A is to be the secret “forge”, which is not here: spark secret keep forge",
        "B is to be the secret “env:SPARK_TEST_NOWHERE”, which is not here: set SPARK_TEST_NOWHERE in the environment",
    )


async def test_what_is_here_is_not_told(spark: Spark, vault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await spark.secrets.keep("forge", Secret("s3cret"))
    vault.put(SecretName("env:SPARK_TEST_NOWHERE"), Secret("here"))
    assert (await proposed(spark)).notes == ()


async def test_a_definition_tells_those_that_it_needs(spark: Spark) -> None:
    source = Source(SourceId("x"), "webhook", "hooks", "http://x", definition=DEFINITION)
    assert await spark.secrets.lacking_at(source) == (
        "it names the secret “team”, which is not here: spark secret keep team",
    )


async def test_a_file_that_names_one_is_told_so(spark: Spark) -> None:
    wanted = Wanted((), (WantedSchedule("x", COMMAND, when="every day at 9"),), ())
    notes = (await spark.exchange.compare(wanted)).notes
    assert "schedule x: there is no secret “forge” here: spark secret keep forge" in notes


async def test_who_uses_a_secret_is_said_before_it_is_forgotten(spark: Spark) -> None:
    await spark.secrets.keep("forge", Secret("hook://there"))
    await spark.schedules.keep(await proposed(spark))
    await spark.destinations.add("ops", SecretName("forge"))
    async with spark.store.write() as tx:
        await tx.sources.put(Source(SourceId("x"), "webhook", "hooks", "http://x", definition=DEFINITION))
    users = {one.name: (one.users, one.here) for one in await spark.secrets.used()}
    assert users == {
        "env:SPARK_TEST_NOWHERE": (("schedule report",), False),
        "forge": (("schedule report", "destination ops"), True),
        "maybe": (("source hooks",), False),
        "team": (("source hooks",), False),
    }
    with pytest.raises(Conflict, match="used by schedule report, destination ops"):
        await spark.secrets.forget("forge")
    await spark.secrets.forget("forge", although_used=True)
    with pytest.raises(NotFound):
        await spark.secrets.forget("forge")


async def test_one_that_nobody_uses_goes_at_once(spark: Spark) -> None:
    await spark.secrets.keep("old", Secret("x"))
    await spark.secrets.forget("old")
    assert not await spark.secrets.has("old")


async def test_one_that_an_input_names_is_told_and_counts_as_used(spark: Spark, workflow: Any, keep: Any) -> None:
    values = values_of({"flow.api_key": "vault:openai"})
    told = "flow.api_key is to be the secret “openai”, which is not here: spark secret keep openai"
    assert await spark.secrets.lacking_for(workflow, values) == (told,)
    schedule = replace(await keep(name="report"), values=values)
    async with spark.store.write() as tx:
        await tx.schedules.put(schedule)
    assert await spark.secrets.users("openai") == ("schedule report",)

"""Inputs that are templates: checked when they are kept, filled when a run starts, told as they were sent."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.planner import plan
from spark_tui.domain.change import Edit
from spark_tui.domain.errors import Invalid
from spark_tui.domain.given import Given
from spark_tui.domain.inputs import Declared, Field, FieldType, must_fit, values_of
from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.templates import Facts
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Abilities
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.fakes import START, FakeClock, FakeRoster, FakeSource, FakeVault, a_spark

FACTS = Facts(START, START, attempt=2, last_result="{{ now }} {% bad")


def test_texts_and_the_texts_of_values_are_filled_and_numbers_are_numbers() -> None:
    given = Given("try {{ attempt }}", values_of({"n": "{{ attempt }}", "deep": [{"a": "{{ input }}!"}], "b": 1}))
    filled = given.fill(FACTS)
    assert (filled.text, filled.values.of()) == ("try 2", {"n": 2, "deep": [{"a": "try 2!"}], "b": 1})


def test_what_a_last_result_said_is_data() -> None:
    assert Given("{{ last_result }}").fill(FACTS).text == FACTS.last_result


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Given("{{ last_result }}"), '{"pin": "vault:other"}'),
        (Given('{"pin": "{{ last_result }}", "of": "vault:mine"}'), "vault:other"),
        (Given('{"of": "{{ last_result }}"}'), 'x", "pin": "vault:env:OTHER'),
        (Given('{"pin": "{{ last_result }}"}'), " vault:other "),
        (Given("", values_of({"pin": "{{ last_result }}"})), "vault:other"),
    ],
)
def test_no_secret_is_named_by_what_a_place_is_filled_with(given: Given, said: str) -> None:
    """A server would be handed whatever secret its last answer asked for."""
    with pytest.raises(Invalid, match="names a secret"):
        given.fill(replace(FACTS, last_result=said))


def test_a_secret_that_stands_in_the_template_itself_is_named_by_a_person() -> None:
    given = Given(
        '{"pin": "vault:mine", "of": "{{ attempt }}"}', values_of({"pin": "vault:mine", "n": "{{ attempt }}"})
    )
    assert given.fill(FACTS) == Given('{"pin": "vault:mine", "of": "2"}', values_of({"pin": "vault:mine", "n": 2}))


@pytest.mark.parametrize(
    "given",
    [Given("{{ du }}"), Given("{{ due"), *(Given("", values_of({"a": odd})) for odd in ("{{ nope }}", [{"b": "{%"}]))],
)
def test_what_speaks_of_what_nobody_knows_is_refused(given: Given) -> None:
    with pytest.raises(Invalid):
        given.check()
    assert not given.looks_like_a_template


def test_braces_alone_are_no_template() -> None:
    for text in ("{a}", "{{ mustache }}", "plain", "{{"):
        assert not Given(text).looks_like_a_template
    assert Given("at {{ due }}").looks_like_a_template


def test_a_template_fits_every_field_and_what_it_becomes_is_checked() -> None:
    declared = Declared((Field("n", FieldType.INTEGER),))
    assert must_fit(declared, {"n": "{{ attempt }}"}, "a/flow", template=True).of() == {"n": "{{ attempt }}"}
    with pytest.raises(Invalid):
        must_fit(declared, {"n": "{{ attempt }}"}, "a/flow")


@pytest.fixture
async def spark(tmp_path: Path) -> AsyncIterator[Spark]:
    source = FakeSource(abilities=Abilities(inputs=True), declared=Declared((Field("n", FieldType.INTEGER),)))
    store = await open_store(f"sqlite:///{tmp_path}/spark.db")
    spark = a_spark(store, FakeClock(), FakeRoster(source), FakeVault(), plan, words, "UTC")
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    yield spark
    await spark.close()


async def kept(spark: Spark, text: str, *, template: bool) -> Schedule:
    workflow: Workflow = await spark.sources.workflow("daily-report")
    reading = await spark.assistant.read("every day at 9")
    return await spark.schedules.keep(
        await spark.assistant.propose(reading, workflow, given=text, template=template)  # type: ignore[arg-type]
    )


async def test_a_template_of_an_unknown_name_is_not_kept(spark: Spark) -> None:
    with pytest.raises(Invalid, match="no “dew”"):
        await kept(spark, "{{ dew }}", template=True)
    schedule = await kept(spark, "{{ dew }}", template=False)
    with pytest.raises(Invalid, match="no “dew”"):
        await spark.schedules.edit([Edit(schedule, replace(schedule, template=True))])
    with pytest.raises(Invalid, match="no “dew”"):
        await spark.runs.start_schedule(schedule, template=True)


async def test_a_text_that_may_be_meant_as_a_template_is_told_to_be_none(spark: Spark) -> None:
    reading = await spark.assistant.read("every day at 9")
    workflow = await spark.sources.workflow("daily-report")
    for text, template, said in (("{{ due }}", False, True), ("{{ due }}", True, False), ("{{ name }}", False, False)):
        proposal = await spark.assistant.propose(reading, workflow, given=text, template=template)  # type: ignore[arg-type]
        assert any("as it stands" in note for note in proposal.notes) is said


async def test_the_runs_of_a_schedule_are_templates_too_and_again(spark: Spark) -> None:
    run = await spark.runs.start_schedule(await kept(spark, "{{ due }}", template=True))
    again = await spark.runs.again(run)
    plain = await spark.runs.start_schedule(await spark.schedules.get("daily-report"), template=False)
    assert [(one.template, one.state) for one in (run, again, plain)] == [
        (True, RunState.QUEUED),
        (True, RunState.QUEUED),
        (False, RunState.QUEUED),
    ]


async def test_what_was_sent_is_kept_with_the_run(spark: Spark) -> None:
    run = await spark.runs.start_schedule(await kept(spark, "{{ due }}", template=True))
    sent = Given("now", values_of({"n": 2}))
    async with spark.store.write() as tx:
        await tx.runs.set_sent(run.id, sent)
    found = await spark.runs.get(run.id)
    assert (found.given, found.input) == (sent, "{{ due }}")

"""Inputs are asked where the workflow lives, checked before anything is kept, and reach the job."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.planner import plan
from spark_tui.domain.change import Edit, Suggestion
from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.inputs import MOST_FIELDS, Declared, Field, FieldType, values_of
from spark_tui.domain.proposal import Refusal
from spark_tui.domain.schedule import Pause, unfit
from spark_tui.domain.workflow import Workflow
from spark_tui.service.admitting import declared_cleaned
from spark_tui.service.known import Known
from spark_tui.service.ports import Abilities
from spark_tui.service.spark import Spark
from spark_tui.service.wanted import Wanted, WantedSchedule
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.fakes import START, FakeClock, FakeRoster, FakeSource, FakeVault, a_spark

FORM = Declared((Field("n", FieldType.INTEGER, default="1"), Field("topic")))


@pytest.fixture
def source() -> FakeSource:
    return FakeSource(abilities=Abilities(inputs=True), declared=FORM)


@pytest.fixture
async def spark(tmp_path: Path, source: FakeSource) -> AsyncIterator[Spark]:
    store = await open_store(f"sqlite:///{tmp_path}/spark.db")
    spark = a_spark(store, FakeClock(), FakeRoster(source), FakeVault(), plan, words, "UTC")
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    yield spark
    await spark.close()


async def the_workflow(spark: Spark) -> Workflow:
    return await spark.sources.workflow("daily-report")


async def test_what_it_declares_is_kept_and_told_when_its_source_is_down(spark: Spark, source: FakeSource) -> None:
    assert await spark.inputs.declared(await the_workflow(spark)) == FORM
    source.declared = None
    known = await the_workflow(spark)
    assert known.inputs == FORM
    assert (await spark.inputs.fit(known, {"n": "2"})).of() == {"n": 2}


async def test_a_sync_keeps_what_was_declared(spark: Spark) -> None:
    await spark.inputs.declared(await the_workflow(spark))
    await spark.sources.sync(await spark.sources.get("fake"))
    assert (await the_workflow(spark)).inputs == FORM


async def test_where_nothing_was_ever_declared_a_source_that_is_down_is_said(spark: Spark, source: FakeSource) -> None:
    source.declared = None
    with pytest.raises(SourceError, match="does not answer"):
        await spark.inputs.fit(await the_workflow(spark), {"n": "2"})


async def test_a_source_that_is_down_holds_nobody_up_where_nothing_is_given(spark: Spark, source: FakeSource) -> None:
    source.declared = None
    assert not await spark.inputs.fit(await the_workflow(spark), {})


async def test_a_kind_that_declares_nothing_takes_no_inputs(spark: Spark, source: FakeSource) -> None:
    source.abilities = Abilities()
    with pytest.raises(Invalid, match="declares no inputs"):
        await spark.inputs.fit(await the_workflow(spark), {"n": "2"})


async def test_a_source_that_breaks_is_said_in_words(spark: Spark, source: FakeSource) -> None:
    source.declared = "nonsense"  # type: ignore[assignment]
    with pytest.raises(SourceError, match="the source broke"):
        await spark.inputs.declared(await the_workflow(spark))


async def test_what_a_source_declares_is_cleaned_and_bounded() -> None:
    odd = (
        Field("a\nb"),
        Field(""),
        Field("x"),
        Field("X"),
        Field("c", FieldType.CHOICE),
        Field("d", default="d" * 9_999),
    )
    found = declared_cleaned(Declared((*odd, *(Field(f"f{n}", title="\x1b[2Jt") for n in range(500)))))
    assert [one.name for one in found.fields[:4]] == ["x", "c", "d", "f0"]
    assert (found.fields[1].type, found.fields[2].default, found.fields[3].title) == (FieldType.TEXT, "", "t")
    assert len(found.fields) == MOST_FIELDS


async def test_the_values_of_a_schedule_are_those_of_its_runs(spark: Spark) -> None:
    reading = await spark.assistant.read("every day at 9")
    values = await spark.inputs.fit(await the_workflow(spark), {"n": "2"})
    proposal = await spark.assistant.propose(reading, await the_workflow(spark), values=values)  # type: ignore[arg-type]
    schedule = await spark.schedules.keep(proposal)
    own = await spark.runs.start_schedule(schedule)
    other = await spark.runs.start_schedule(schedule, values=values_of({"n": 3}))
    again = await spark.runs.again(other)
    assert [run.values.of() for run in (own, other, again)] == [{"n": 2}, {"n": 3}, {"n": 3}]


async def test_an_edit_of_values_is_undone_with_them(spark: Spark) -> None:
    reading = await spark.assistant.read("every day at 9")
    schedule = await spark.schedules.keep(await spark.assistant.propose(reading, await the_workflow(spark)))  # type: ignore[arg-type]
    await spark.schedules.edit([Edit(schedule, replace(schedule, values=values_of({"n": 4})))], deed="change it")
    assert (await spark.schedules.get(schedule.name)).values.of() == {"n": 4}
    await spark.talk.undo()
    assert not (await spark.schedules.get(schedule.name)).values


@pytest.mark.parametrize(
    ("given", "faults", "kept"), [({"n": "2"}, [], {"n": 2}), ({"m": 2}, [("schedules", "x", "inputs")], {"m": 2})]
)
async def test_a_file_gives_values_that_are_checked(
    spark: Spark, given: dict[str, object], faults: list[object], kept: dict[str, object]
) -> None:
    wanted = Wanted((), (WantedSchedule("x", "fake/daily-report", when="every day at 9", values=given),), ())
    comparison = await spark.exchange.compare(wanted)
    assert [fault.at for fault in comparison.faults] == faults
    (edit,) = comparison.schedules
    assert edit.after is not None
    assert edit.after.values.of() == kept


async def test_a_file_whose_source_is_down_is_taken_as_it_stands(spark: Spark, source: FakeSource) -> None:
    source.declared = None
    wanted = Wanted((), (WantedSchedule("x", "fake/daily-report", when="every day at 9", values={"n": 2}),), ())
    comparison = await spark.exchange.compare(wanted)
    assert comparison.faults == []
    assert any("unchecked" in note for note in comparison.notes)


# ------------------------------------------------------------------ what is needed and not given

NEEDS = Declared((Field("topic", required=True), Field("n", FieldType.INTEGER, default="1")))
HOW = "give topic: a text (--set topic=VALUE)"


@pytest.fixture
def needing(source: FakeSource) -> FakeSource:
    source.declared = NEEDS
    return source


async def kept_before(spark: Spark, source: FakeSource) -> None:
    """A schedule from a time when nothing was needed."""
    reading = await spark.assistant.read("every day at 9")
    await spark.schedules.keep(await spark.assistant.propose(reading, await the_workflow(spark), name="report"))  # type: ignore[arg-type]
    source.declared = NEEDS


async def test_what_is_needed_is_told_also_where_nothing_is_given(spark: Spark, needing: FakeSource) -> None:
    with pytest.raises(Invalid, match="“topic” is needed") as refused:
        await spark.inputs.fit(await the_workflow(spark), {}, text="hello")
    assert refused.value.hint == HOW


@pytest.mark.parametrize("text", ['{"topic": "x"}', "{{ last_result }}"])
async def test_a_text_may_hold_all_of_it(spark: Spark, needing: FakeSource, text: str) -> None:
    needing.declared = replace(NEEDS, text=False)
    assert not await spark.inputs.fit(await the_workflow(spark), {}, text=text, template=True)


@pytest.mark.parametrize(("text", "told"), [("{}", "“topic” is needed"), ("hello", "and no other text")])
async def test_a_text_that_does_not_is_refused(spark: Spark, needing: FakeSource, text: str, told: str) -> None:
    needing.declared = replace(NEEDS, text=False)
    with pytest.raises(Invalid, match=told):
        await spark.inputs.fit(await the_workflow(spark), {}, text=text)


async def test_a_sentence_for_a_workflow_that_needs_something_is_refused_with_what_it_needs(
    spark: Spark, needing: FakeSource
) -> None:
    back = (await spark.talk.ask("run daily-report every day at 9")).back
    assert back == Refusal(
        "fake/daily-report: “topic” is needed", f"{HOW}, to spark schedule create fake/daily-report", understood=True
    )


async def test_an_order_to_run_what_needs_something_is_refused_with_how_to_give_it(
    spark: Spark, needing: FakeSource
) -> None:
    refused = Refusal(
        "fake/daily-report: “topic” is needed", f"{HOW}, to spark run start fake/daily-report", understood=True
    )
    assert (await spark.talk.ask("run daily-report now")).back == refused
    known = Known(workflows=await spark.sources.workflows())
    assert await spark.orders.hear("run daily-report now", known) == refused  # as it said last


async def test_while_it_is_typed_no_source_is_asked_what_it_wants(spark: Spark, source: FakeSource) -> None:
    known = Known(workflows=await spark.sources.workflows())
    source.inputs = None  # type: ignore[method-assign,assignment]
    assert isinstance(await spark.orders.hear("run daily-report now", known), Suggestion)


async def test_a_schedule_that_came_to_lack_something_runs_as_it_does_by_itself_and_that_is_said(
    spark: Spark, source: FakeSource
) -> None:
    await kept_before(spark, source)
    await spark.sources.sync(await spark.sources.get("fake"))
    (suggestion,) = (await spark.talk.ask("run report now")).suggestions
    assert suggestion.notes == ("its inputs do not fit fake/daily-report: “topic” is needed",)
    source.declared = replace(NEEDS, text=False)
    back = (await spark.talk.ask("run report now with: hello")).back
    assert isinstance(back, Refusal)
    assert "no other text" in back.reason


@pytest.mark.parametrize(
    ("choices", "hint"),
    [
        (("low", "high"), "give it with --set to spark run start report"),
        (("low", "medio"), "did you mean “medio”?; give it with --set to spark run start report"),
    ],
)
async def test_a_value_that_came_to_be_wrong_is_told_with_the_command_that_takes_another(
    spark: Spark, source: FakeSource, choices: tuple[str, ...], hint: str
) -> None:
    source.declared = Declared((Field("level", FieldType.CHOICE, choices=choices),))
    reading: Any = await spark.assistant.read("every day at 9")
    values = values_of({"level": "medium"})
    proposal = await spark.assistant.propose(reading, await the_workflow(spark), name="report", values=values)
    await spark.schedules.keep(proposal)
    back = (await spark.talk.ask("run report now with: hello")).back
    assert isinstance(back, Refusal)
    assert back.hint == hint


async def test_a_file_that_does_not_give_what_is_needed_has_a_fault(spark: Spark, needing: FakeSource) -> None:
    wanted = Wanted((), (WantedSchedule("x", "fake/daily-report", when="every day at 9"),), ())
    (fault,) = (await spark.exchange.compare(wanted)).faults
    assert (fault.at, fault.message) == (("schedules", "x", "inputs"), "fake/daily-report: “topic” is needed")


async def test_a_file_that_leaves_a_schedule_as_it_is_changes_nothing(spark: Spark, source: FakeSource) -> None:
    await kept_before(spark, source)
    wanted = Wanted((), (WantedSchedule("report", "fake/daily-report", when="every day at 9"),), ())
    assert (await spark.exchange.compare(wanted)).faults == []


async def test_a_source_that_does_not_answer_is_asked_once_for_a_whole_file(spark: Spark, source: FakeSource) -> None:
    asked: list[str] = []

    async def silent(workflow: str) -> Declared:
        asked.append(workflow)
        raise SourceError("it does not answer")

    source.inputs = silent  # type: ignore[method-assign]
    schedules = [WantedSchedule(name, "fake/daily-report", when="every day at 9") for name in "abc"]
    assert (await spark.exchange.compare(Wanted((), tuple(schedules), ()))).faults == []
    assert asked == ["report-key"]


async def test_only_what_goes_on_is_at_risk(spark: Spark, source: FakeSource) -> None:
    await kept_before(spark, source)
    await spark.sources.sync(await spark.sources.get("fake"))
    report = await spark.schedules.get("report")
    ended, paused = replace(report, next_at=None), replace(report, pause=Pause(START, "ana"))
    assert list(await spark.schedules.at_risk([report])) == [report.id]
    assert await spark.schedules.at_risk([ended]) == await spark.schedules.at_risk([paused]) == {}


async def test_a_schedule_whose_workflow_came_to_need_more_is_at_risk_from_the_sync_on(
    spark: Spark, source: FakeSource
) -> None:
    await kept_before(spark, source)
    synced = await spark.sources.sync(await spark.sources.get("fake"))
    told = "its inputs do not fit fake/daily-report: “topic” is needed"
    assert synced.remarks == (f"report is at risk: {told}",)
    assert unfit(await spark.schedules.get("report"), (await the_workflow(spark)).inputs) == told
    (because,) = (await spark.why.of(await spark.schedules.get("report")))[-1:]
    assert told in because.says


async def test_a_sync_of_a_source_that_cannot_tell_goes_on(spark: Spark, source: FakeSource) -> None:
    await kept_before(spark, source)
    source.declared = None
    assert (await spark.sources.sync(await spark.sources.get("fake"))).remarks == ()

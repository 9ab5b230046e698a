"""The assistant as every face has it: what is by heart, what asks the model, what a yes does, what is remembered."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import Conflict, ModelError, NotFound
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.talk import Limits, Said, Spent, Who
from spark_tui.service.spark import Spark
from tests.fakes import FakeClock, Replay

Keep = Any
LOOK = ("find_schedules", {})
REMOVE = ("propose_remove", {"schedules": ["report"]})

# ------------------------------------------------------------------ who answers


@pytest.mark.parametrize(
    "phrase",
    ["every weekday at 9 run the daily report", "daily-report at 18:30 every day", "run the report every day at 9am"],
)
async def test_a_schedule_for_a_workflow_never_needs_the_model(
    spark: Spark, workflow: Any, model: Replay, phrase: str
) -> None:
    reply = await spark.talk.ask(phrase)
    assert reply.by_heart
    assert [change.verb for change in reply.suggestions[0].changes if isinstance(change, Edit)] == ["create"]
    assert model.asked == []
    assert await spark.schedules.all() == []


@pytest.mark.parametrize(
    "phrase",
    [
        "pause everything from LangFlow until Monday",
        "why did the report fail last night?",
        "move the backup two hours later",
        "add my LangFlow at localhost:7860",
        "run it now with yesterday's date",
        "every day at 9 do the thing",
    ],
)
async def test_what_the_grammar_leaves_goes_to_the_model(
    spark: Spark, workflow: Any, model: Replay, phrase: str
) -> None:
    model.then("I see.")
    reply = await spark.talk.ask(phrase)
    assert (reply.text, reply.by_heart) == ("I see.", False)
    assert model.asked[0][-1] == {"role": "user", "content": phrase}


async def test_a_question_of_the_grammar_about_a_workflow_of_ours_is_its_own(
    spark: Spark, workflow: Any, model: Replay
) -> None:
    reply = await spark.talk.ask("run the daily report every monday")
    assert isinstance(reply.back, Question)
    assert reply.back.choices
    assert model.asked == []


async def test_without_a_model_the_grammar_has_the_last_word(spark: Spark, workflow: Any) -> None:
    spark.talk._agent = None
    assert isinstance((await spark.talk.ask("why did it fail?")).back, Refusal)
    with pytest.raises(ModelError, match="no model is set"):
        await spark.talk.ask_model("why did it fail?")


async def test_what_looks_like_a_key_does_not_leave_this_machine(spark: Spark, workflow: Any, model: Replay) -> None:
    model.then("…")
    await spark.talk.ask("add http://ana:hunter22@localhost:7860 with api_key=sk-abcdefghijkl")
    sent = str(model.asked) + str(await spark.talk.said())
    assert "sk-abc" not in sent
    assert "hunter22" not in sent


# ------------------------------------------------------------------ a yes and a no


async def test_nothing_happens_without_a_yes(spark: Spark, keep: Keep, model: Replay) -> None:
    await keep()
    model.then(REMOVE, "I propose to remove it.")
    (suggestion,) = (await spark.talk.ask("I want the report gone")).suggestions
    assert len(await spark.schedules.all()) == 1
    await spark.talk.refuse(suggestion)
    assert len(await spark.schedules.all()) == 1


async def test_what_was_accepted_is_undone_the_last_first(spark: Spark, keep: Keep, model: Replay) -> None:
    await keep()
    for call in (("propose_pause", {"schedules": ["report"]}), ("propose_change", {"schedule": "report", "name": "r"})):
        model.then(call, "I propose it.")
        (suggestion,) = (await spark.talk.ask("do it to the report, please?")).suggestions
        await spark.talk.accept(suggestion)
    assert (await spark.talk.undo()).says == "change the schedule “report”"
    assert (await spark.schedules.get("report")).state == "paused"
    await spark.talk.undo()
    assert (await spark.schedules.get("report")).state == "active"
    with pytest.raises(NotFound, match="nothing to undo"):
        await spark.talk.undo()


async def test_what_was_changed_since_it_was_suggested_is_not_changed_again(
    spark: Spark, keep: Keep, model: Replay
) -> None:
    schedule = await keep()
    model.then(REMOVE, "I propose to remove it.")
    (suggestion,) = (await spark.talk.ask("I want the report gone")).suggestions
    await spark.schedules.pause(schedule)
    with pytest.raises(Conflict, match="changed meanwhile"):
        await spark.talk.accept(suggestion)
    assert len(await spark.schedules.all()) == 1


async def test_that_its_moments_come_and_go_is_no_change(
    spark: Spark, keep: Keep, model: Replay, clock: FakeClock
) -> None:
    schedule = await keep()
    model.then(REMOVE, "I propose to remove it.")
    (suggestion,) = (await spark.talk.ask("I want the report gone")).suggestions
    async with spark.store.write() as tx:
        await tx.schedules.advance([(schedule.id, clock.forward(hours=2))])
    await spark.talk.accept(suggestion)
    assert await spark.schedules.all() == []


async def test_a_bulk_is_done_whole_or_not_at_all(spark: Spark, keep: Keep, model: Replay) -> None:
    await keep(name="a")
    other = await keep(name="b")
    model.then(("propose_pause", {"source": "fake"}), "I propose it.")
    (suggestion,) = (await spark.talk.ask("pause everything")).suggestions
    await spark.schedules.remove(other)
    with pytest.raises(Conflict):
        await spark.talk.accept(suggestion)
    assert (await spark.schedules.get("a")).pause is None


async def test_what_changed_since_is_not_undone_and_can_be_said_so_again(
    spark: Spark, keep: Keep, model: Replay
) -> None:
    schedule = await keep()
    model.then(("propose_pause", {"schedules": ["report"]}), "I propose it.")
    (suggestion,) = (await spark.talk.ask("have the report paused")).suggestions
    await spark.talk.accept(suggestion)
    paused = await spark.schedules.get(schedule.id)
    await spark.schedules.edit([Edit(paused, replace(paused, input="of somebody else"))])
    for _ in range(2):
        with pytest.raises(Conflict, match="it cannot be undone"):
            await spark.talk.undo()


# ------------------------------------------------------------------ remembered, and counted


async def test_what_was_said_is_remembered_with_what_became_of_it(spark: Spark, keep: Keep, model: Replay) -> None:
    await keep()
    model.then(REMOVE, "I propose to remove it.", "As you know.")
    (suggestion,) = (await spark.talk.ask("I want the report gone")).suggestions
    await spark.talk.refuse(suggestion)
    await spark.talk.ask("what did I say?")
    assert [(one.who, one.text) for one in await spark.talk.said()] == [
        (Who.PERSON, "I want the report gone"),
        (Who.MODEL, "I propose to remove it."),
        (Who.NOTE, "the person refused: remove “report”"),
        (Who.PERSON, "what did I say?"),
        (Who.MODEL, "As you know."),
    ]
    assert "the person refused: remove “report”" in model.asked[-1][3]["content"]
    await spark.talk.clear()
    assert await spark.talk.said() == []


async def test_tokens_and_money_are_counted_over_the_conversation(spark: Spark, workflow: Any, model: Replay) -> None:
    model.then(LOOK, "one", "two")
    assert (await spark.talk.ask("what is one?")).spent == Spent(200, 20, 0.002)
    await spark.talk.ask("what is two?")
    assert (await spark.talk.spent()).tokens == 330


async def test_a_conversation_that_has_used_up_its_budget_asks_nobody(
    spark: Spark, workflow: Any, model: Replay
) -> None:
    spark.talk._limits = Limits(tokens=120)
    model.then(LOOK, "never heard")
    for told in ("used up", "used up what it may cost"):
        with pytest.raises(ModelError, match=told):
            await spark.talk.ask("what is it?")
    assert len(model.asked) == 2
    await spark.talk.clear()
    model.replies[:] = ["better"]
    assert (await spark.talk.ask("what is it?")).text == "better"


@pytest.mark.parametrize("wrong", [ModelError("the model refuses the key"), ModelError("it broke off")])
async def test_an_error_is_remembered_as_no_answer(
    spark: Spark, workflow: Any, model: Replay, wrong: ModelError
) -> None:
    model.then(wrong)
    with pytest.raises(ModelError):
        await spark.talk.ask("what is it?")
    assert [one.text for one in await spark.talk.said()] == ["what is it?", f"[no answer: {wrong.message}]"]


async def test_one_that_was_stopped_is_remembered_as_stopped(spark: Spark, workflow: Any, model: Replay) -> None:
    model.then(LOOK, asyncio.Event())
    looking = asyncio.Event()
    asking = asyncio.create_task(spark.talk.ask_model("what is it?", lambda _: looking.set()))
    await looking.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    said: list[Said] = await spark.talk.said()
    assert [one.text for one in said] == ["what is it?", "[stopped]"]


async def test_closing_spark_closes_the_model(spark: Spark, model: Replay) -> None:
    await spark.close()
    assert model.closed

"""What becomes of a phrase: when, what, and what the workflow is told."""

from typing import Any

import pytest

from spark_tui.domain.proposal import Draft, Question
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark


@pytest.mark.parametrize(
    ("phrase", "task", "given"),
    [
        ("every weekday at 9 run daily report: the sales of yesterday", "run daily report", "the sales of yesterday"),
        ("every weekday at 9 run daily report with: the sales", "run daily report", "the sales"),
        ("every weekday at 9 run daily report: tell Ana tomorrow at 10", "run daily report", "tell Ana tomorrow at 10"),
        ('every weekday at 9 run report: {"a": [1, 2], "b": "c: d"}', "run report", '{"a": [1, 2], "b": "c: d"}'),
        ("every weekday at 9: run report: see https://x.y/z?a=b", "run report", "see https://x.y/z?a=b"),
        ("todo dia útil às 8h30 rode o relatório: as vendas de ontem", "rode o relatório", "as vendas de ontem"),
        ("0 9 * * 1-5 report: the sales", "report", "the sales"),
        ("every day at 9 run report", "run report", ""),
        ("every day at 9: run report", "run report", ""),
        ("run report: every day at 9", "run report", ""),
    ],
)
async def test_what_stands_behind_a_colon_is_what_the_workflow_is_told(
    spark: Spark, phrase: str, task: str, given: str
) -> None:
    reading = await spark.assistant.read(phrase)
    assert isinstance(reading, Reading), reading
    assert (reading.draft.task.strip(" :"), reading.given) == (task, given)
    assert {each.strftime("%H:%M") for each in reading.upcoming} <= {"09:00", "08:30"}


async def test_a_colon_takes_no_time_away(spark: Spark) -> None:
    reading = await spark.assistant.read("every monday run the report: at 9")
    assert isinstance(reading, Reading | Question)
    assert not isinstance(reading, Reading) or not reading.given


async def test_it_stands_in_the_proposal_and_a_flag_says_more(spark: Spark, workflow: Any) -> None:
    reading = await spark.assistant.read("every day at 9 run daily report: the sales")
    assert isinstance(reading, Reading)
    assert isinstance(reading.draft, Draft)
    proposal = await spark.assistant.propose(reading, workflow)
    assert (proposal.input, proposal.notes) == ("the sales", ())
    assert (await spark.assistant.propose(reading, workflow, given="other")).input == "other"


async def test_words_that_lead_up_to_a_name_are_not_said_to_be_unused(spark: Spark, workflow: Any) -> None:
    for phrase in ("every day at 9 please run the daily report", "todo dia às 9h rode o daily report"):
        reading = await spark.assistant.read(phrase)
        assert isinstance(reading, Reading)
        assert (await spark.assistant.propose(reading, workflow)).notes == ()

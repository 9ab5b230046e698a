"""A phrase on the command line: understood, or asked about where somebody is there to answer."""

import sys
from datetime import datetime

from spark_tui.domain.errors import Invalid
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import ClockChange, Fold, Gap
from spark_tui.faces.cli.opening import NotUnderstood
from spark_tui.faces.cli.output import asked, say
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark


async def read(spark: Spark, phrase: str, zone: str, clock_change: ClockChange = ClockChange()) -> Reading:
    """Ask back until the phrase is a schedule, where somebody is there to answer."""
    answer = await spark.assistant.read(phrase, zone=zone, clock_change=clock_change)
    while isinstance(answer, Question) and answer.choices and sys.stdin.isatty():
        answer = await spark.assistant.read(chosen(answer), zone=zone, clock_change=clock_change)
    if isinstance(answer, Question | Refusal):
        raise NotUnderstood(answer)
    return answer


def at_changes(gap: Gap | None, fold: Fold | None, before: ClockChange = ClockChange()) -> ClockChange:
    """What is done when the clock changes; what is not given stays."""
    return ClockChange(gap or before.gap, fold or before.fold)


async def moment_of(spark: Spark, said: str, zone: str) -> datetime:
    """The moment that is meant. Raises Invalid for what is none."""
    answer = await spark.assistant.read(said, zone=zone)
    if isinstance(answer, Reading):
        return answer.upcoming[0]
    if isinstance(answer, Question) and answer.choices:
        raise NotUnderstood(answer)
    raise Invalid(
        f"“{one_line(said, 60)}” is no moment", hint="such as “monday 9:00”, “in 2 hours” or “2026-12-24 9:00”"
    )


def chosen(question: Question) -> str:
    """What a person meant by it, said anew."""
    say(question.text)
    for number, choice in enumerate(question.choices, 1):
        say(f"  {number}  {choice}")
    reply = asked("Which one (a number, or say it anew)?")
    if reply.isdigit() and 1 <= int(reply) <= len(question.choices):
        return question.choices[int(reply) - 1]
    return reply

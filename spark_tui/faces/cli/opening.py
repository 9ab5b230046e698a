"""How a command gets at what it needs, and how what goes wrong leaves it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer

from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.text import one_line
from spark_tui.faces.cli.output import INTERRUPTED, NOT_UNDERSTOOD, complain, confirmed, exit_code, say, say_below
from spark_tui.faces.door import Door, Entrance
from spark_tui.service.finding import is_whole
from spark_tui.service.spark import Spark

T = TypeVar("T")
REMARKED = "spark.remarked"
LONG = 1.5  # seconds after which a person is told what is waited for


class NotUnderstood(Exception):
    """A phrase that is no schedule, and nobody there to ask."""

    def __init__(self, answer: Question | Refusal) -> None:
        super().__init__()
        self.answer = answer


def door_of(context: typer.Context) -> Door:
    """What is in the settings and is none of them is said, and holds nobody up. Raises Invalid."""
    entrance = entrance_of(context)
    if not context.meta.get(REMARKED):
        context.meta[REMARKED] = True
        for remark in entrance.settings.remarks():
            say(f"spark: {remark}")
    return entrance.open()


def entrance_of(context: typer.Context) -> Entrance:
    entrance = context.find_root().obj
    assert isinstance(entrance, Entrance)
    return entrance


def ask(context: typer.Context, question: Callable[[Spark], Awaitable[T]]) -> T:
    """Open the store, ask, close it. What goes wrong is told, and ends the command with its code."""
    return told(lambda: asyncio.run(asked(door_of(context), question)))


async def asked(door: Door, question: Callable[[Spark], Awaitable[T]]) -> T:
    spark = await door.open()
    try:
        return await question(spark)
    finally:
        await spark.close()


@contextmanager
def telling(words: str, after: float = LONG) -> Iterator[None]:
    """Say that where it takes longer than a moment."""
    soon = asyncio.get_running_loop().call_later(after, say, words)
    try:
        yield
    finally:
        soon.cancel()


def must_mean(wanted: str, id: str, called: str, *names: str, yes: bool, asks: bool = False) -> None:  # noqa: A002
    """The beginning of a name or an id stops or removes nothing unless a person says that it is meant.

    `asks` is a command that asks anyway, and by the whole name.
    """
    there = sys.stdin.isatty()
    if yes or is_whole(wanted, id, *names) or (asks and there):
        return
    if not there:
        told(lambda: _refuse_beginning(wanted, called))
    question = f"“{one_line(wanted, 60)}” is the beginning of {called}. Is that meant?"
    if not told(lambda: confirmed(question, default=False)):
        say("nothing was changed")
        raise typer.Exit


def agreed(question: str, *, yes: bool = False, otherwise: str = "nothing was changed") -> None:
    """A person says yes, or said so with the command; else it ends here."""
    if not yes and not told(lambda: confirmed(question, default=True)):
        say(otherwise)
        raise typer.Exit


def _refuse_beginning(wanted: str, called: str) -> None:
    raise Invalid(f"“{one_line(wanted, 60)}” is only the beginning of {called}", hint="give it whole, or --yes")


def told(work: Callable[[], T]) -> T:
    """Do it; whatever goes wrong is told in words and ends the command with its code."""
    try:
        return work()
    except SparkError as wrong:
        complain(wrong)
        raise typer.Exit(exit_code(wrong)) from None
    except NotUnderstood as wrong:
        tell(wrong.answer)
        raise typer.Exit(NOT_UNDERSTOOD) from None
    except KeyboardInterrupt:
        say_below("interrupted")
        raise typer.Exit(INTERRUPTED) from None


def tell(answer: Question | Refusal) -> None:
    """What is missing or impossible, and what would do."""
    match answer:
        case Question(text=text, choices=choices):
            say(f"spark: {text}")
            for choice in choices:
                say(f"  → “{choice}”")
        case Refusal(reason=reason, hint=hint):
            say(f"spark: {reason}")
            if hint:
                say(f"  → {hint}")

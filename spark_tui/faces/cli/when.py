"""spark when: what a phrase means, without keeping anything."""

import asyncio
import json
import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import BadTiming, Invalid
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.timing import ClockChange, zone_of
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.opening import NotUnderstood, door_of, told
from spark_tui.faces.cli.options import AsJson, AtFold, AtGap
from spark_tui.faces.cli.output import put, put_json, say, stamp
from spark_tui.faces.cli.understanding import at_changes
from spark_tui.service.assistant import Assistant, Reading

SCORED = 6  # moments that a JSON line holds


def when(
    context: typer.Context,
    phrase: Annotated[str, typer.Argument(help="A phrase or a cron expression.")] = "",
    now: Annotated[str, typer.Option(help="Read it as if it were this moment, in ISO 8601.")] = "",
    tz: Annotated[str, typer.Option(help="Read it on the clock of this zone.")] = "",
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many moments to show.")] = 5,
    gap: AtGap = None,
    fold: AtFold = None,
    as_json: AsJson = False,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help="Read {phrase, id, now, tz} lines (the last three may be absent), print one for each."
        ),
    ] = False,
) -> None:
    """What a phrase means: in words, as cron, and the next moments. Nothing is kept."""
    door = door_of(context)
    if jsonl:
        return told(lambda: asyncio.run(_lines(door.assistant(), door.zone)))
    if not phrase.strip():
        return told(_nothing_said)
    zone = tz or door.zone
    answer = told(lambda: asyncio.run(_read(door.assistant(), phrase, now, zone, count, at_changes(gap, fold))))
    if as_json:
        put_json(shape.reading(answer))
    if isinstance(answer, Question | Refusal):
        told(lambda: _refuse(answer))
    elif not as_json:
        _show(answer)
    return None


def _nothing_said() -> None:
    raise Invalid("nothing was said", hint='such as: spark when "every weekday at 9"')


async def _read(
    assistant: Assistant, phrase: str, now: str, zone: str, count: int, clock_change: ClockChange = ClockChange()
) -> Reading | Question | Refusal:
    zone_of(zone)
    return await assistant.read(phrase, zone=zone, now=_moment(now, zone), count=count, clock_change=clock_change)


def _moment(text: str, zone: str) -> datetime | None:
    """An ISO moment; without an offset it is on the clock of `zone`."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadTiming(f"“{text[:40]}” is no moment", hint="such as 2026-11-23T09:00:00+00:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))


def _refuse(answer: Question | Refusal) -> None:
    raise NotUnderstood(answer)


def _show(reading: Reading) -> None:
    put(reading.words)
    put(f"  cron  {shape.cron(reading.draft.timing) or '–'}")
    put(f"  zone  {reading.draft.zone}")
    for number, moment in enumerate(reading.upcoming):
        put(f"  {'' if number else 'next':<4}  {stamp(moment, reading.draft.zone)}")
    for assumed in reading.draft.assumed:
        say(f"assumed: {assumed}")
    for remark in reading.remarks:
        say(f"note: {remark}")


async def _lines(assistant: Assistant, zone: str) -> None:
    """One answer a line; what is wrong with a line is its answer, and the others are read."""
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            sys.stdout.write(json.dumps(await _answered(assistant, line, number, zone)) + "\n")
            sys.stdout.flush()


async def _answered(assistant: Assistant, line: str, number: int, zone: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
        answer = await _read(assistant, case["phrase"], case.get("now") or "", case.get("tz") or zone, SCORED)
    except (ValueError, TypeError, KeyError, AttributeError):
        wrong = Refusal(f"line {number} is not a JSON object with a phrase (and id, now, tz)")
        return {"id": None, **shape.reading(wrong)}
    except BadTiming as unknown:
        return {"id": case.get("id"), **shape.reading(Refusal(unknown.message, unknown.hint))}
    return {"id": case.get("id"), **shape.reading(answer)}

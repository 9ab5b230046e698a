"""What one can do with a schedule, wherever one is shown: change, pause, resume it, run it now or for what passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import Declared
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.queueing import RunRequest
from spark_tui.domain.schedule import Schedule
from spark_tui.faces import show
from spark_tui.faces.tui.person import WHO
from spark_tui.faces.tui.screens.choose import Choice, Choose
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

LONGEST = 10_000  # characters of an input that is typed


@dataclass(frozen=True, slots=True)
class Wanted:
    """A backfill that is still to be confirmed."""

    moments: Sequence[datetime]
    at_most: int


async def edit(app: "SparkApp", spark: Spark, schedule: Schedule) -> None:
    """Everything it is, to be changed; nothing happens before a yes."""
    from spark_tui.domain.remarks import remarks
    from spark_tui.faces.tui.screens.proposal import Propose
    from spark_tui.faces.tui.terms import Terms

    workflow = next((one for one in await spark.sources.workflows() if one.id == schedule.workflow), None)
    terms = Terms(schedule, before=schedule, notes=remarks(schedule.timing, spark.clock.now()))
    changed = await app.push_screen_wait(Propose(spark, terms, workflow))
    if changed is not None:
        app.did(f"changed: {changed.name}")


# ------------------------------------------------------------------ pause and resume


async def pause_or_resume(app: "SparkApp", spark: Spark, schedule: Schedule) -> None:
    await (pause if schedule.pause is None else resume)(app, spark, schedule)


async def pause(app: "SparkApp", spark: Spark, schedule: Schedule) -> None:
    """Asks why and until when; both may stay empty."""

    async def act(typed: Typed) -> Schedule:
        until = await to_come(spark, typed["until"], schedule.zone)
        return await spark.schedules.pause(schedule, by=WHO, note=typed["note"], until=until)

    fields = (
        Field("note", placeholder="why; kept with every moment that is left out"),
        Field("until", placeholder="for good if empty; “tomorrow 9:00”, “in 2 hours”"),
    )
    said = "Its moments are left out, and written down as paused, until it is resumed."
    paused = await app.push_screen_wait(Form[Schedule](f"Pause {schedule.name}", said, fields, act, enter="pause"))
    if paused is not None and paused.pause is not None:
        app.did(f"{paused.name}: {show.pause(paused.pause, paused.zone, spark.clock.now())}")


async def to_come(spark: Spark, phrase: str, zone: str) -> datetime | None:
    """Raises Invalid where the phrase is no one moment to come."""
    if not phrase.strip():
        return None
    match await spark.assistant.read(phrase, zone=zone):
        case Reading(upcoming=(first, *_)):
            return first
        case Question(text, choices):
            raise Invalid(text, hint=" or ".join(choices))
        case Refusal(reason, hint):
            raise Invalid(reason, hint=hint)
    return None


async def resume(app: "SparkApp", spark: Spark, schedule: Schedule) -> None:
    """Tells how many moments passed, and offers to make up for them."""
    first = schedule.timing.next_after(schedule.pause.since) if schedule.pause else None
    left_out = spark.schedules.passed(schedule)
    going = await spark.schedules.resume(schedule)
    app.did(f"goes on: {going.name}")
    if left_out and await app.push_screen_wait(_make_up(going.name, left_out)) == "backfill":
        await backfill(app, spark, going, first=first)


def _make_up(name: str, left_out: int) -> Choose:
    passed = "1 moment passed" if left_out == 1 else f"{left_out} moments passed"
    told = [(f"“{name}” goes on. {passed} while it was paused.", "strong")]
    choices = [
        Choice("b", "run what passed: a backfill, which is shown first", "backfill"),
        Choice("n", "leave it out", "no"),
    ]
    return Choose("Goes on", told, choices, least="no")


# ------------------------------------------------------------------ backfill


async def backfill(
    app: "SparkApp",
    spark: Spark,
    schedule: Schedule,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
) -> None:
    """From when to when, what that would be, and a yes before anything is started."""

    async def act(typed: Typed) -> Wanted:
        range_ = [await spark.making_up.moment(typed[end], schedule.zone) for end in ("from", "to")]
        moments = await spark.making_up.would_backfill(schedule, range_[0], range_[1])
        return Wanted(moments, _at_once(typed["at_once"]))

    begins = first or spark.clock.now() - timedelta(days=1)
    fields = (
        Field("from", show.typed(begins, schedule.zone), "2026-11-01, yesterday 9:00"),
        Field("to", show.typed(last, schedule.zone) if last else "now", "now, 2026-11-02 12:00"),
        Field("at_once", "1", "1 to 1000"),
    )
    said = "Runs the moments of a past range that have not succeeded, marked as a backfill in the ledger."
    wanted = await app.push_screen_wait(Form[Wanted](f"Backfill {schedule.name}", said, fields, act, enter="show"))
    if wanted is None or await app.push_screen_wait(_preview(schedule, wanted, spark.clock.now())) != "yes":
        return
    await spark.making_up.backfill(schedule, wanted.moments, RunRequest(WHO), at_most=wanted.at_most)
    app.say(f"backfill of {schedule.name}: {len(wanted.moments)} queued")


def _at_once(text: str) -> int:
    if not text.strip().isdecimal() or not 1 <= int(text) <= 1000:
        raise Invalid("a backfill runs 1 to 1000 at once")
    return int(text)


def _preview(schedule: Schedule, wanted: Wanted, now: datetime) -> Choose:
    moments = [show.moment(at, schedule.zone, now) for at in wanted.moments]
    many = "1 moment" if len(moments) == 1 else f"{len(moments)} moments"
    told = [(f"Run {many} of “{schedule.name}”, {wanted.at_most} at once?", "strong")]
    shown = moments if len(moments) <= 6 else [*moments[:3], "…", *moments[-2:]]
    if wanted.moments[0] < schedule.created_at:
        told += [
            (f"from before the schedule was made, {show.moment(schedule.created_at, schedule.zone, now)}:", "warn")
        ]
    told += [("\n".join(shown), "plain")]
    choices = [Choice("y", "run them", "yes"), Choice("n", "no", "no")]
    return Choose("Backfill", told, choices, least="no")


# ------------------------------------------------------------------ run now


async def run_with(app: "SparkApp", spark: Spark, schedule: Schedule) -> None:
    """Now, beside its moments, with another input than its own."""

    workflow = next((one for one in await spark.sources.workflows() if one.id == schedule.workflow), None)
    declared = await spark.inputs.declared(workflow) if workflow else None
    if declared is not None and declared.fields:
        await _run_given(app, spark, schedule, declared)
        return
    own = schedule.input[:LONGEST]  # unchanged, the schedule's own is meant

    async def act(typed: Typed) -> str:
        await spark.runs.start_schedule(schedule, None if typed["input"] == own else typed["input"], by=WHO)
        return schedule.name

    said = "Runs it now, once, with this input; the schedule keeps its own."
    field = Field("input", own, "nothing is sent", LONGEST)
    if await app.push_screen_wait(Form[str](f"Run {schedule.name} now", said, (field,), act, enter="run")) is not None:
        app.say(f"queued: {schedule.name}")


async def _run_given(app: "SparkApp", spark: Spark, schedule: Schedule, declared: Declared) -> None:
    from spark_tui.faces.tui.screens.give import Give

    said = "Runs it now, once, with these inputs; the schedule keeps its own."
    heading = f"Run {schedule.name} now"
    window = Give(heading, said, declared, schedule.given, template=schedule.template, enter="run")
    given = await app.push_screen_wait(window)
    if given is not None:
        await spark.runs.start_schedule(schedule, given.text, values=given.values, by=WHO)
        app.say(f"queued: {schedule.name}")

"""spark schedule catch-up, backfill; spark why."""

import getpass
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from spark_tui.domain.errors import Invalid
from spark_tui.domain.planning import Span
from spark_tui.domain.queueing import RunRequest
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.why import At, Because
from spark_tui.faces import show
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.opening import ask, door_of, told
from spark_tui.faces.cli.options import AnySchedule, AsJson, DryRun, OneSchedule, Yes
from spark_tui.faces.cli.output import confirmed, put, put_json, say, stamp
from spark_tui.service.making_up import Backlog
from spark_tui.service.spark import Spark

SHOWN = 10  # moments of a backfill that are shown before it is asked for


# ------------------------------------------------------------------ why


def why(
    context: typer.Context,
    name: OneSchedule,
    at: Annotated[str, typer.Option(help="A moment: 2026-11-24 09:00, 9:00, yesterday 9:00.")] = "",
    as_json: AsJson = False,
) -> None:
    """What became of a moment, and by which decision. Of one to come what will become of it, and what could hold it."""

    async def find(spark: Spark) -> tuple[Schedule, list[Because], At]:
        found = await spark.schedules.get(name)
        told_at = show.on_clock(found.zone, spark.clock.now())
        moment = door_of(context).moment(at, found.zone) if at else None
        return found, await spark.why.of(found, moment, None if as_json else told_at), told_at

    found, said, told_at = ask(context, find)
    if as_json:
        put_json([shape.because(because) for because in said])
    elif not said:
        say("nothing was decided yet, and it has no moment to come")
    for because in said if not as_json else ():
        put(f"{told_at(because.moment)} {found.zone}  {because.state.replace('_', ' ')}")
        for sentence in because.says:
            put(f"  {sentence}")


# ------------------------------------------------------------------ catch-up


def catch_up(
    context: typer.Context,
    name: AnySchedule = "",
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Run what is held, without asking.")] = False,
    no: Annotated[bool, typer.Option("--no", help="Leave out what is held, without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """What passed while nobody was there, and what becomes of it. Say yes or no to what is held."""
    if yes and no:
        told(_refuse_both)

    async def find(spark: Spark) -> tuple[list[Backlog], list[Run]]:
        of = await spark.schedules.get(name) if name else None
        return await spark.making_up.backlog(of), await spark.making_up.held(of.id if of else None)

    backlog, held = ask(context, find)
    if as_json:
        put_json({"backlog": [shape.backlog(one) for one in backlog], "held": [shape.run(run) for run in held]})
    else:
        _show(backlog, held, door_of(context).zone)
    if held and not dry_run and (yes or no or not as_json):
        _answer(context, held, yes=yes, no=no)


def _refuse_both() -> None:
    raise Invalid("--yes and --no at once", hint="give one of them")


def _show(backlog: Sequence[Backlog], held: Sequence[Run], zone: str) -> None:
    for one in backlog:
        for fate, moments in (("will run", one.plan.start), ("will be held", one.plan.held)):
            for moment in moments:
                put(f"{one.schedule.name}  {stamp(moment, zone)} {zone}  {fate}")
        for span in (*one.plan.missed, *one.plan.skipped):
            put(f"{one.schedule.name}  {_span(span, zone)} {zone}  {span.fate}: {span.reason}")
    for run in held:
        put(f"{run.schedule_name}  {stamp(run.due_at, zone)} {zone}  held, waits for your yes ({run.id[:8]})")
    if not backlog and not held:
        say("nothing is to be caught up")


def _span(span: Span, zone: str) -> str:
    first = stamp(span.first, zone)
    return first if span.count == 1 else f"{first} … {stamp(span.last, zone)} ({span.count})"


def _answer(context: typer.Context, held: Sequence[Run], *, yes: bool, no: bool) -> None:
    wanted = yes or (not no and told(lambda: confirmed(f"Run {_many(held)} now?", default=False)))
    if wanted:
        queued = ask(context, lambda spark: spark.making_up.approve(held))
        say(f"queued {_many(queued)}")
    elif no or told(lambda: confirmed("Leave them out for good?", default=False)):
        refused = ask(context, lambda spark: spark.making_up.refuse(held, getpass.getuser()))
        say(f"left out {_many(refused)}")
    else:
        say("they go on waiting")


def _many(runs: Sequence[Run]) -> str:
    return "the one that is held" if len(runs) == 1 else f"{len(runs)} held ones"


# ------------------------------------------------------------------ backfill


def backfill(
    context: typer.Context,
    name: OneSchedule,
    first: Annotated[str, typer.Option("--from", help="The first moment: 2026-11-01, yesterday 9:00.")],
    last: Annotated[str, typer.Option("--to", help="The last one; now if not given.")] = "now",
    at_most: Annotated[int, typer.Option(min=1, max=1000, help="How many go on at once.")] = 1,
    given: Annotated[str | None, typer.Option("--input", help="Another input than the schedule's.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also those that succeeded already.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Run the past moments of a range that did not succeed. In the ledger they are marked as a backfill."""
    door = door_of(context)

    async def find(spark: Spark) -> tuple[Schedule, tuple[datetime, ...]]:
        found = await spark.schedules.get(name)
        now = spark.clock.now()
        range_ = [now if said == "now" else door.moment(said, found.zone) for said in (first, last)]
        return found, await spark.making_up.would_backfill(found, range_[0], range_[1], again=again)

    found, moments = ask(context, find)
    _show_moments(found, moments)
    if dry_run or not (yes or told(lambda: confirmed(_question(moments, at_most), default=False))):
        say("nothing was started")
        return
    asked = RunRequest(getpass.getuser(), given)
    made = ask(context, lambda spark: spark.making_up.backfill(found, moments, asked, at_most=at_most))
    if as_json:
        put_json({"backfill": made.id, "moments": moments})
    else:
        put(made.id)


def _question(moments: Sequence[datetime], at_most: int) -> str:
    return "Run it?" if len(moments) == 1 else f"Run these {len(moments)}, {at_most} at once?"


def _show_moments(found: Schedule, moments: Sequence[datetime]) -> None:
    if moments[0] < found.created_at:
        say(f"from before the schedule was made, {stamp(found.created_at, found.zone)} {found.zone}:")
    for moment in moments[:SHOWN]:
        say(f"  {stamp(moment, found.zone)} {found.zone}")
    if len(moments) > SHOWN:
        say(f"  … {len(moments)} in all, the last {stamp(moments[-1], found.zone)}")

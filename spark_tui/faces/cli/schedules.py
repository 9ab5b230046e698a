"""spark schedule …"""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from spark_tui.domain.keeping import Pruned
from spark_tui.domain.ledger import Entry
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.text import counted
from spark_tui.faces import show
from spark_tui.faces.cli import destinations, making_up, notices, rescheduling, scheduling, shape
from spark_tui.faces.cli.opening import ask, door_of, must_mean, told
from spark_tui.faces.cli.options import AnySchedule, AsJson, OneSchedule, Yes
from spark_tui.faces.cli.output import confirmed, put_facts, put_json, put_table, say, stamp
from spark_tui.faces.cli.understanding import moment_of
from spark_tui.faces.cli.upkeep import pruned_words
from spark_tui.service.spark import Spark

schedule = typer.Typer(help="When what runs.", no_args_is_help=True)
SAID_IN_POLICY = ("policy", "overlap", "catch_up", "timeout", "retries")


# ------------------------------------------------------------------ look


@dataclass(frozen=True, slots=True)
class _Listed:
    """A schedule, how it stands, how its last run ended, and why its next one may fail."""

    schedule: Schedule
    standing: str
    last: str | None
    risk: str | None


@schedule.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """All schedules: when they run next, how they ended last. And which may fail the next time."""
    found, unreadable = ask(context, _listed)
    for broken in unreadable:
        say(f"spark: {broken.reason}")
    if as_json:
        put_json([shape.schedule(o.schedule) | {"standing": o.standing, "last": o.last, "risk": o.risk} for o in found])
    elif found:
        _show_list(found, door_of(context).zone)
    else:
        say('no schedules yet: spark schedule create WORKFLOW "every day at 9"')


async def _listed(spark: Spark) -> tuple[list[_Listed], list[Unreadable]]:
    latest, now, kept = await spark.runs.latest(), spark.clock.now(), await spark.schedules.all()
    risks = await spark.schedules.at_risk(kept)
    found = [
        _Listed(s, show.standing(s, last, now), last.state if last else None, risks.get(s.id))
        for s, last in ((s, latest.get(s.id)) for s in kept)
    ]
    return found, await spark.schedules.unreadable()


def _show_list(found: Sequence[_Listed], zone: str) -> None:
    put_table(("NAME", "STATE", "WORKFLOW", "WHEN", f"NEXT ({zone})", "LAST", "ID"), [_row(one, zone) for one in found])
    for one in found:
        if one.risk:
            say(f"{one.schedule.name} is at risk: {one.risk}")


def _row(of: _Listed, zone: str) -> tuple[str, ...]:
    s, state = of.schedule, f"{of.standing}, at risk" if of.risk else of.standing
    return s.name, state, s.workflow_ref, show.when(s, zone), _next(s, zone), of.last or "–", s.id[:8]


def _next(of: Schedule, zone: str) -> str:
    return stamp(of.next_at, zone) if of.next_at and of.state == "active" else "–"


@schedule.command("show")
def show_one(context: typer.Context, name: OneSchedule, as_json: AsJson = False) -> None:
    """One schedule, whole, with its next five moments."""

    async def find(spark: Spark) -> tuple[Schedule, tuple[datetime, ...], datetime, str | None]:
        found = await spark.schedules.get(name)
        risk = (await spark.schedules.at_risk([found])).get(found.id)
        return found, spark.schedules.upcoming(found), spark.clock.now(), risk

    found, upcoming, now, risk = ask(context, find)
    if as_json:
        put_json(shape.schedule(found) | {"next": upcoming, "risk": risk})
        return
    facts = {name: fact for name, fact in shape.schedule(found).items() if name not in SAID_IN_POLICY}
    facts["at risk"] = risk
    facts["paused"] = show.pause(found.pause, found.zone, now) if found.pause else None
    facts |= dict(show.policy_words(found.policy))
    put_facts(
        facts | {f"next {n}": f"{stamp(moment, found.zone)} {found.zone}" for n, moment in enumerate(upcoming, 1)}
    )


@schedule.command("next")
def next_moments(
    context: typer.Context,
    name: AnySchedule = "",
    count: Annotated[int, typer.Option(min=1, max=1000)] = 5,
    as_json: AsJson = False,
) -> None:
    """The next moments of a schedule, or of all of them together."""

    async def find(spark: Spark) -> list[tuple[datetime, Schedule]]:
        chosen = [await spark.schedules.get(name)] if name else await spark.schedules.all()
        chosen = [s for s in chosen if name or s.state == "active"]
        moments = [(m, s) for s in chosen for m in spark.schedules.upcoming(s, count)]
        return sorted(moments, key=lambda pair: pair[0])[:count]

    found = ask(context, find)
    if as_json:
        put_json([{"due_at": moment, "schedule": s.name, "state": s.state} for moment, s in found])
    else:
        zone = found[0][1].zone if name and found else door_of(context).zone
        put_table((f"AT ({zone})", "SCHEDULE"), [(stamp(moment, zone), s.name) for moment, s in found])


@schedule.command("history")
def history(
    context: typer.Context,
    name: OneSchedule,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """The ledger: what became of every due moment, the newest first."""

    async def find(spark: Spark) -> tuple[Schedule, list[Entry], Pruned | None]:
        found = await spark.schedules.get(name)
        return found, await spark.schedules.history(found, limit), await spark.retention.pruned(found.id)

    found, entries, pruned = ask(context, find)
    if as_json:
        put_json([shape.entry(entry) for entry in entries])
        return
    put_table(
        (f"DUE ({found.zone})", "STATE", "COUNT", "RUN", "REASON"),
        [_ledger_row(entry, found.zone) for entry in entries],
    )
    if pruned is not None and len(entries) < limit:
        say(pruned_words(pruned, found.zone))


def _ledger_row(of: Entry, zone: str) -> tuple[str, str, str, str, str]:
    due = stamp(of.due_at, zone)
    span = due if of.count == 1 else f"{due} … {stamp(of.until, zone)}"
    return (
        span,
        of.state,
        str(of.count),
        of.run[:8] if of.run else "–",
        "; ".join(filter(None, (show.origin(of), of.reason))),
    )


schedule.command("create")(scheduling.create)
schedule.command("edit")(rescheduling.edit)
schedule.command("catch-up")(making_up.catch_up)
schedule.command("backfill")(making_up.backfill)
schedule.command("ping")(notices.ping)
schedule.command("deliver")(destinations.deliver)


# ------------------------------------------------------------------ change


@schedule.command("pause")
def pause(
    context: typer.Context,
    name: OneSchedule,
    note: Annotated[str, typer.Option(help="Why; kept with every moment that is left out.")] = "",
    until: Annotated[str, typer.Option(help="When it resumes by itself: “monday 9:00”, “in 2 hours”.")] = "",
    yes: Yes = False,
) -> None:
    """Leave its moments out until it is resumed. That they were is written down."""
    meant = ask(context, lambda spark: spark.schedules.get(name))
    must_mean(name, meant.id, f"the schedule “{meant.name}”", meant.name, yes=yes)

    async def change(spark: Spark) -> Schedule:
        found = await spark.schedules.get(meant.id)
        end = await moment_of(spark, until, found.zone) if until else None
        return await spark.schedules.pause(found, by=getpass.getuser(), note=note, until=end)

    paused = ask(context, change)
    end = (
        f" until {stamp(paused.pause.until, paused.zone)} {paused.zone}" if paused.pause and paused.pause.until else ""
    )
    say(f"paused {paused.name}{end}")


@schedule.command("resume")
def resume(context: typer.Context, name: OneSchedule) -> None:
    """Run its moments again from now on."""

    async def change(spark: Spark) -> tuple[Schedule, int]:
        found = await spark.schedules.get(name)
        return await spark.schedules.resume(found), spark.schedules.passed(found)

    resumed, left_out = ask(context, change)
    say(f"resumed {resumed.name}")
    if left_out and resumed.pause is None:
        how = f"spark schedule backfill {resumed.name} --from …"
        say(f"{counted(left_out, 'moment')} passed meanwhile; to make up for that: {how}")


@schedule.command("remove")
def remove(context: typer.Context, name: OneSchedule, yes: Yes = False) -> None:
    """No more moments; its runs and its ledger stay."""
    found = ask(context, lambda spark: spark.schedules.find(name))
    must_mean(name, found.id, f"the schedule “{found.name}”", found.name, yes=yes, asks=True)
    what = f"{found.name} ({found.words})" if isinstance(found, Schedule) else f"{found.name}, which cannot be read"
    if yes or told(lambda: confirmed(f"Remove {what}?", default=False)):
        ask(context, lambda spark: spark.schedules.remove(found))
        say(f"removed {found.name}")

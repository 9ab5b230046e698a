"""spark schedule …"""

import getpass
import sys
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import NotFound
from spark_tui.domain.keeping import Pruned
from spark_tui.domain.ledger import Entry
from spark_tui.domain.proposal import Proposal, Question, Refusal
from spark_tui.domain.schedule import Policy, Schedule, Unreadable
from spark_tui.domain.timing import ClockChange, zone_of
from spark_tui.domain.workflow import Workflow
from spark_tui.faces import show
from spark_tui.faces.changes import told as told_change
from spark_tui.faces.cli import making_up, notices, shape
from spark_tui.faces.cli.opening import AsJson, FoldOption, GapOption, NotUnderstood, ask, at_changes, door_of, told
from spark_tui.faces.cli.output import asked, confirmed, put, put_facts, put_json, put_table, say, stamp
from spark_tui.faces.cli.policy import Given, policy_with, tags_of, with_policy
from spark_tui.faces.cli.upkeep import pruned_words
from spark_tui.service.assistant import Reading
from spark_tui.service.finding import slug
from spark_tui.service.spark import Spark

schedule = typer.Typer(help="When what runs.", no_args_is_help=True)
SAID_IN_POLICY = ("policy", "overlap", "catch_up", "timeout", "retries")
Name = Annotated[str, typer.Argument(help="Its name, id, or the beginning of its id.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


# ------------------------------------------------------------------ create


@schedule.command("create")
@with_policy
def create(
    context: typer.Context,
    workflow: Annotated[str, typer.Argument(help="Which workflow; '$ COMMAND' runs a command of this machine.")],
    phrase: Annotated[str, typer.Argument(help="When: a phrase or a cron expression.")],
    tz: Annotated[str, typer.Option(help="The zone of the phrase, such as America/Sao_Paulo.")] = "",
    given: Annotated[str, typer.Option("--input", help="What the workflow is given.")] = "",
    name: Annotated[str, typer.Option(help="What to call it; the workflow's name if not given.")] = "",
    tags: Annotated[str, typer.Option("--tag", help="Tags, by commas: limits can be set for them.")] = "",
    gap: GapOption = None,
    fold: FoldOption = None,
    yes: Yes = False,
    as_json: AsJson = False,
    *,
    policy: Given,
) -> None:
    """Say when a workflow runs. Shows what was understood, and asks before it keeps it."""
    wanted, kept_tags = told(lambda: (policy_with(Policy(), policy), tags_of(tags)))
    if tz:
        told(lambda: zone_of(tz))

    async def make(spark: Spark) -> Schedule:
        found = await _workflow(spark, workflow)
        reading = await _read(spark, phrase, tz, at_changes(gap, fold))
        if tz and reading.draft.zone != tz:
            say(f"the phrase names the zone {reading.draft.zone}, so --tz {tz} is not used")
        proposal = await spark.assistant.propose(reading, found, name=name, given=given, policy=wanted, tags=kept_tags)
        _show_proposal(proposal)
        if not yes:
            _accepted()
        return await spark.schedules.keep(proposal)

    made = ask(context, make)
    if as_json:
        put_json(shape.schedule(made))
    else:
        say("kept. It runs while the app or `spark daemon` runs.")
        put(made.name)


async def _workflow(spark: Spark, wanted: str) -> Workflow:
    """A workflow that is not known yet may be one that its source has since a moment ago."""
    try:
        return await spark.sources.workflow(wanted)
    except NotFound:
        for source in await spark.sources.all():
            if source.health.up:
                await spark.sources.sync(source)
        return await spark.sources.workflow(wanted)


async def _read(spark: Spark, phrase: str, zone: str, clock_change: ClockChange = ClockChange()) -> Reading:
    """Ask back until the phrase is a schedule, where somebody is there to answer."""
    answer = await spark.assistant.read(phrase, zone=zone, clock_change=clock_change)
    while isinstance(answer, Question) and answer.choices and sys.stdin.isatty():
        answer = await spark.assistant.read(_chosen(answer), zone=zone, clock_change=clock_change)
    if isinstance(answer, Question | Refusal):
        raise NotUnderstood(answer)
    return answer


def _chosen(question: Question) -> str:
    say(question.text)
    for number, choice in enumerate(question.choices, 1):
        say(f"  {number}  {choice}")
    reply = asked("Which one (a number, or say it anew)?")
    if reply.isdigit() and 1 <= int(reply) <= len(question.choices):
        return question.choices[int(reply) - 1]
    return reply


def _show_proposal(proposal: Proposal) -> None:
    say(f"{proposal.name}: {proposal.workflow.ref}")
    rows = [("when", proposal.words), ("cron", shape.cron(proposal.timing) or "–"), ("zone", proposal.zone)]
    rows += [("next" if not i else "", stamp(m, proposal.zone)) for i, m in enumerate(proposal.upcoming)]
    rows += [("input", proposal.input)] if proposal.input else []
    rows += [("tags", ", ".join(proposal.tags))] if proposal.tags else []
    rows += [(question, answer) for question, answer in show.policy_words(proposal.policy)]
    rows += [("clock", told) for told in show.clock_change(proposal.timing)]
    rows += [("note", note) for note in proposal.notes]
    for label, text in rows:
        say(f"  {label:<18}{text}")


def _accepted(question: str = "Keep it?") -> None:
    if not told(lambda: confirmed(question, default=True)):
        say("nothing was kept")
        raise typer.Exit


# ------------------------------------------------------------------ look


@schedule.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """All schedules, when they run next, and how they ended last."""

    async def find(spark: Spark) -> tuple[list[tuple[Schedule, str, str]], list[Unreadable]]:
        latest, now = await spark.runs.latest(), spark.clock.now()
        found = [
            (s, show.standing(s, latest.get(s.id), now), latest[s.id].state if s.id in latest else "–")
            for s in await spark.schedules.all()
        ]
        return found, await spark.schedules.unreadable()

    found, unreadable = ask(context, find)
    for broken in unreadable:
        say(f"spark: {broken.reason}")
    if as_json:
        last_of = {"–": None}
        put_json([shape.schedule(s) | {"standing": word, "last": last_of.get(last, last)} for s, word, last in found])
    elif found:
        zone = door_of(context).zone
        rows = [
            (s.name, word, s.workflow_ref, show.when(s, zone), _next(s, zone), last, s.id[:8])
            for s, word, last in found
        ]
        put_table(("NAME", "STATE", "WORKFLOW", "WHEN", "NEXT", "LAST", "ID"), rows)
    else:
        say('no schedules yet: spark schedule create WORKFLOW "every day at 9"')


def _next(of: Schedule, zone: str) -> str:
    return stamp(of.next_at, zone) if of.next_at and of.state == "active" else "–"


@schedule.command("show")
def show_one(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """One schedule, whole, with its next five moments."""

    async def find(spark: Spark) -> tuple[Schedule, tuple[datetime, ...], datetime]:
        found = await spark.schedules.get(name)
        return found, spark.schedules.upcoming(found), spark.clock.now()

    found, upcoming, now = ask(context, find)
    if as_json:
        put_json(shape.schedule(found) | {"next": upcoming})
        return
    facts = {name: fact for name, fact in shape.schedule(found).items() if name not in SAID_IN_POLICY}
    facts["paused"] = show.pause(found.pause, found.zone, now) if found.pause else None
    facts |= dict(show.policy_words(found.policy))
    put_facts(
        facts | {f"next {n}": f"{stamp(moment, found.zone)} {found.zone}" for n, moment in enumerate(upcoming, 1)}
    )


@schedule.command("next")
def next_moments(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name or id; all if not given.")] = "",
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
        put_table(("AT", "SCHEDULE"), [(stamp(moment, door_of(context).zone), s.name) for moment, s in found])


@schedule.command("history")
def history(
    context: typer.Context,
    name: Name,
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


schedule.command("catch-up")(making_up.catch_up)
schedule.command("backfill")(making_up.backfill)
schedule.command("ping")(notices.ping)


# ------------------------------------------------------------------ change


@schedule.command("edit")
@with_policy
def edit(
    context: typer.Context,
    name: Name,
    phrase: Annotated[str, typer.Option("--when", help="Another phrase or cron expression.")] = "",
    tz: Annotated[str, typer.Option(help="The zone of that phrase.")] = "",
    given: Annotated[str | None, typer.Option("--input", help="Another input.")] = None,
    gap: GapOption = None,
    fold: FoldOption = None,
    new_name: Annotated[str, typer.Option("--name", help="Another name.")] = "",
    tags: Annotated[str | None, typer.Option("--tag", help="Other tags, by commas.")] = None,
    yes: Yes = False,
    as_json: AsJson = False,
    *,
    policy: Given,
) -> None:
    """Change when it runs, with what, and its policy; shows before and after, and asks."""

    async def look(spark: Spark) -> tuple[Edit, datetime]:
        before = await spark.schedules.get(name)
        after = replace(before, policy=policy_with(before.policy, policy))
        if phrase:
            reading = await _read(spark, phrase, tz or before.zone)
            draft = reading.draft
            after = replace(after, timing=draft.timing, zone=draft.zone, phrase=phrase, words=reading.words)
        change = at_changes(gap, fold, before.timing.clock_change)
        after = replace(after, timing=replace(after.timing, clock_change=change))
        if given is not None:
            after = replace(after, input=given)
        if tags is not None:
            after = replace(after, tags=tags_of(tags))
        return Edit(before, replace(after, name=slug(new_name) if new_name else before.name)), spark.clock.now()

    change, now = ask(context, look)
    if not _show_differences(change, now):
        return
    if not yes:
        _accepted("Change it?")
    (done,) = ask(context, lambda spark: spark.schedules.edit([change]))
    put_json(shape.schedule(done.schedule)) if as_json else say(f"changed {done.schedule.name}")


def _show_differences(change: Edit, now: datetime) -> bool:
    """Before and after; whether there is anything that would be different."""
    differences = told_change(change, now).differences
    for difference in differences:
        say(f"  {difference.what:<18}{difference.before} → {difference.after}")
    if not differences:
        say("nothing would be different")
    return bool(differences)


@schedule.command("pause")
def pause(
    context: typer.Context,
    name: Name,
    note: Annotated[str, typer.Option(help="Why; kept with every moment that is left out.")] = "",
    until: Annotated[str, typer.Option(help="When it resumes by itself: “monday 9:00”, “in 2 hours”.")] = "",
) -> None:
    """Leave its moments out, and write down that they were, until it is resumed."""

    async def change(spark: Spark) -> Schedule:
        found = await spark.schedules.get(name)
        end = (await _read(spark, until, found.zone)).upcoming[0] if until else None
        return await spark.schedules.pause(found, by=getpass.getuser(), note=note, until=end)

    paused = ask(context, change)
    end = f" until {stamp(paused.pause.until, paused.zone)}" if paused.pause and paused.pause.until else ""
    say(f"paused {paused.name}{end}")


@schedule.command("resume")
def resume(context: typer.Context, name: Name) -> None:
    """Run its moments again from now on."""

    async def change(spark: Spark) -> tuple[Schedule, int]:
        found = await spark.schedules.get(name)
        return await spark.schedules.resume(found), spark.schedules.passed(found)

    resumed, left_out = ask(context, change)
    say(f"resumed {resumed.name}")
    if left_out and resumed.pause is None:
        say(f"{left_out} moments passed meanwhile; to run them: spark schedule backfill {resumed.name} --from …")


@schedule.command("remove")
def remove(context: typer.Context, name: Name, yes: Yes = False) -> None:
    """No more moments; its runs and its ledger stay."""
    found = ask(context, lambda spark: spark.schedules.find(name))
    what = f"{found.name} ({found.words})" if isinstance(found, Schedule) else f"{found.name}, which cannot be read"
    if yes or told(lambda: confirmed(f"Remove {what}?", default=False)):
        ask(context, lambda spark: spark.schedules.remove(found))
        say(f"removed {found.name}")

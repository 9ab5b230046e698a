"""spark schedule create, edit: a phrase is read, shown, and kept when a person says yes."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import typer

from spark_tui.domain.change import Edit
from spark_tui.domain.command import command_again, is_command
from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.inputs import Values
from spark_tui.domain.proposal import Proposal
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import zone_of
from spark_tui.domain.workflow import Workflow
from spark_tui.faces import show
from spark_tui.faces.changes import told as told_change
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.flags import Given
from spark_tui.faces.cli.giving import AsTemplate, Sets, given_by, values_over
from spark_tui.faces.cli.launching import (
    Agent,
    Prompt,
    check_prompt,
    command_with,
    launch_from,
    options_of,
    with_launch,
)
from spark_tui.faces.cli.opening import agreed, ask, at_changes, told
from spark_tui.faces.cli.options import (
    AnotherPhrase,
    AsJson,
    AtFold,
    AtGap,
    Called,
    CommandLine,
    DryRun,
    Input,
    OneSchedule,
    OneWorkflow,
    Phrase,
    Tags,
    Yes,
    Zone,
)
from spark_tui.faces.cli.output import put, put_json, say, stamp
from spark_tui.faces.cli.policy import policy_with, tags_of, with_policy
from spark_tui.faces.cli.understanding import read
from spark_tui.service.assistant import Reading
from spark_tui.service.finding import slug
from spark_tui.service.relaunching import key_of, running
from spark_tui.service.spark import Spark
from spark_tui.service.vocabulary import Vocabulary

BOTH = 'such as: spark schedule create report "every weekday at 9"'
TITLE = 40  # characters of a prompt that its schedule is called by


# ------------------------------------------------------------------ create


@with_launch
@with_policy
def create(
    context: typer.Context,
    workflow: OneWorkflow = "",
    phrase: Phrase = "",
    prompt: Prompt = "",
    agent: Agent = "",
    tz: Zone = "",
    given: Input = None,
    sets: Sets = None,
    template: AsTemplate = None,
    name: Called = "",
    tags: Tags = None,
    gap: AtGap = None,
    fold: AtFold = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    *,
    policy: Given,
    launch: Given,
) -> None:
    """Say when a workflow runs, or a prompt. Shows what was understood, and asks before it keeps it.

    spark schedule create report "every weekday at 9"

    spark schedule create "every weekday at 9 run report"

    spark schedule create '$ make report' "daily at 9" --cwd ~/work --memory 2G

    spark schedule create --prompt "summarise my unread mail" "weekdays at 8"
    """
    what, phrase = told(lambda: _what_and_when(workflow, phrase, prompt, agent, given))
    started, wanted, tagged = told(lambda: (launch_from(launch), policy_with(Policy(), policy), tags_of(tags or "")))
    what, set_ = told(lambda: (what and command_with(what, started), given_by(sets)))
    if tz:
        told(lambda: zone_of(tz))
    text, keep = prompt or given or "", not dry_run

    async def make(spark: Spark) -> Schedule:
        reading = await read(spark, phrase, tz, at_changes(gap, fold))
        if prompt:
            found = await spark.sources.prompted(agent, started, keep=keep)
        else:
            found = await _workflow(spark, what or await _said_in(spark, reading), keep)
        if tz and reading.draft.zone != tz:
            say(f"the phrase names the zone {reading.draft.zone}, so --tz {tz} is not used")
        proposal = await spark.assistant.propose(
            reading,
            found,
            name=name or (prompt and await spark.schedules.free_name(one_line(prompt, TITLE))),
            given=text,
            policy=wanted,
            tags=tagged,
            values=await spark.inputs.fit(found, set_, text=text, template=bool(template)),
            template=bool(template),
        )
        _show_proposal(proposal)
        agreed("Keep it?", yes=yes or not keep, otherwise="nothing was kept")
        return await (spark.schedules.keep(proposal) if keep else spark.schedules.would_be(proposal))

    made = ask(context, make)
    if as_json:
        put_json(shape.schedule(made))
    elif dry_run:
        say("nothing was kept")
    else:
        say("kept. It runs while the app or `spark daemon` runs.")
        put(made.name)


def _what_and_when(workflow: str, phrase: str, prompt: str, agent: str, given: str | None) -> tuple[str, str]:
    """The workflow and the phrase. Raises Invalid.

    The workflow is empty where a prompt stands in its place, and where the phrase is to name it.
    """
    if prompt:
        if workflow and phrase:
            raise Invalid("a workflow and a prompt at once", hint="which agent is asked is said by --with")
        workflow, phrase = "", phrase or workflow
    check_prompt(prompt, agent, given or "")
    if not phrase and (not workflow or is_command(workflow)):
        raise Invalid("it takes what and when", hint=BOTH)
    if not phrase:
        return "", workflow
    return (phrase, workflow) if is_command(phrase) and not is_command(workflow) else (workflow, phrase)


async def _said_in(spark: Spark, reading: Reading) -> str:
    """The workflow, or the command, that a phrase names. Raises Invalid where it names none, or several alike."""
    named = Vocabulary(await spark.sources.workflows()).named(reading.draft)
    if not (what := reading.command or (named.ref if named else "")):
        said = f": “{one_line(reading.draft.task, 60)}”" if reading.draft.task else ""
        raise Invalid(f"the phrase says when, and not which workflow{said}", hint=f"{BOTH}; see: spark workflow list")
    return what


async def _workflow(spark: Spark, wanted: str, keep: bool) -> Workflow:
    """A workflow that is not known yet may be one that its source has since a moment ago.

    Without `keep` nothing is: then only what is known already is found.
    """
    try:
        return await spark.sources.workflow(wanted, keep=keep)
    except NotFound:
        if not keep:
            raise
        for source in await spark.sources.all():
            if source.health.up:
                await spark.sources.sync(source)
        return await spark.sources.workflow(wanted)


def _show_proposal(proposal: Proposal) -> None:
    say(f"{proposal.name}: {proposal.workflow.ref}")
    rows = [("when", proposal.words), ("cron", shape.cron(proposal.timing) or "–"), ("zone", proposal.zone)]
    rows += [("next" if not i else "", stamp(m, proposal.zone)) for i, m in enumerate(proposal.upcoming)]
    rows += [("input", proposal.input)] if proposal.input else []
    rows += [("inputs", show.given(proposal.values))] if proposal.values else []
    if proposal.template:
        rows += show.preview(proposal.given, proposal.upcoming[0], proposal.zone, proposal.workflow.ref)
    rows += [("tags", ", ".join(proposal.tags))] if proposal.tags else []
    rows += [(question, answer) for question, answer in show.policy_words(proposal.policy)]
    rows += [("clock", told) for told in show.clock_change(proposal.timing)]
    rows += [("note", note) for note in proposal.notes]
    for label, text in rows:
        say(f"  {label:<18}{text}")


# ------------------------------------------------------------------ edit


@with_launch
@with_policy
def edit(
    context: typer.Context,
    name: OneSchedule,
    phrase: AnotherPhrase = "",
    tz: Zone = "",
    given: Input = None,
    sets: Sets = None,
    template: AsTemplate = None,
    gap: AtGap = None,
    fold: AtFold = None,
    new_name: Called = "",
    tags: Tags = None,
    command: CommandLine = "",
    yes: Yes = False,
    as_json: AsJson = False,
    *,
    policy: Given,
    launch: Given,
) -> None:
    """Change when it runs, with what, and its policy; shows before and after, and asks.

    Of a command given by hand also how it is started; --cwd '' takes that away, --env NAME- a variable:

    spark schedule edit report --cwd ~/work --env LANG=C --env DEBUG- --memory 2G
    """
    if tz and not phrase:
        told(_zone_of_nothing)
    set_, tagged = told(lambda: (given_by(sets), None if tags is None else tags_of(tags)))
    plain: Given = {"name": slug(new_name) if new_name else None, "input": given, "template": template, "tags": tagged}
    options, line = told(lambda: options_of(launch)), ""  # the line of its command, where that is another one

    async def look(spark: Spark) -> tuple[Edit, datetime]:
        nonlocal line
        before = await spark.schedules.get(name)
        after = replace(before, **{what: said for what, said in plain.items() if said is not None})
        after = replace(after, policy=policy_with(before.policy, policy))
        if phrase:
            reading = await read(spark, phrase, tz or before.zone)
            draft = reading.draft
            after = replace(after, timing=draft.timing, zone=draft.zone, phrase=phrase, words=reading.words)
        change = at_changes(gap, fold, before.timing.clock_change)
        after = replace(after, timing=replace(after.timing, clock_change=change))
        if set_ or given is not None:
            after = replace(after, values=await _values(spark, after, set_))
        if options or command:
            line = command_again(await key_of(spark.sources, before), options, command)
            after = await running(spark.sources, after, line, keep=False)
        return Edit(before, after), spark.clock.now()

    change, now = ask(context, look)
    if not _show_differences(change, now):
        return
    agreed("Change it?", yes=yes)

    async def do(spark: Spark) -> list[Edit]:
        after = change.schedule
        after = await running(spark.sources, after, line, keep=True) if line else after
        return await spark.schedules.edit([Edit(change.before, after)], deed=f"change the schedule “{after.name}”")

    (done,) = ask(context, do)
    put_json(shape.schedule(done.schedule)) if as_json else say(f"changed {done.schedule.name}")


async def _values(spark: Spark, schedule: Schedule, given: dict[str, Any]) -> Values:
    """What is not named is as it was; a secret that is not here is told."""
    values = await values_over(spark, schedule, given)
    for note in await spark.secrets.lacking_of(values):
        say(f"  {'note':<18}{note}")
    return values


def _zone_of_nothing() -> None:
    raise Invalid(
        "--tz is the zone of a phrase, and none is given", hint="give --when with it, such as --when 'every day at 9'"
    )


def _show_differences(change: Edit, now: datetime) -> bool:
    """Before and after; whether there is anything that would be different."""
    differences = told_change(change, now).differences
    for difference in differences:
        say(f"  {difference.what:<18}{difference.before} → {difference.after}")
    if not differences:
        say("nothing would be different")
    return bool(differences)

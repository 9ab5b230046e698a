"""spark schedule create: a phrase is read, shown, and kept when a person says yes."""

from dataclasses import dataclass
from typing import Any

import typer

from spark_tui.domain.command import is_command
from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.launch import Launch
from spark_tui.domain.proposal import Proposal
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import zone_of
from spark_tui.domain.workflow import Workflow
from spark_tui.faces import show
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.flags import Given
from spark_tui.faces.cli.launching import Agent, Prompt, check_prompt, command_with, launch_from, with_launch
from spark_tui.faces.cli.opening import agreed, ask, told
from spark_tui.faces.cli.options import AsJson, DryRun, OneWorkflow, Phrase, Yes
from spark_tui.faces.cli.output import put, put_json, say, stamp
from spark_tui.faces.cli.policy import policy_with, with_policy
from spark_tui.faces.cli.terms import Terms, with_terms
from spark_tui.faces.cli.understanding import at_changes, read
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark
from spark_tui.service.vocabulary import Vocabulary

BOTH = 'such as: spark schedule create report "every weekday at 9"'
TITLE = 40  # characters of a prompt that its schedule is called by


@with_launch
@with_policy
@with_terms
def create(
    context: typer.Context,
    workflow: OneWorkflow = "",
    phrase: Phrase = "",
    prompt: Prompt = "",
    agent: Agent = "",
    *,
    terms: Terms,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    policy: Given,
    launch: Given,
) -> None:
    """Say when a workflow runs, or a prompt. Shows what was understood, and asks before it keeps it.

    spark schedule create report "every weekday at 9"

    spark schedule create "every weekday at 9 run report"

    spark schedule create '$ make report' "daily at 9" --cwd ~/work --memory 2G

    spark schedule create --prompt "summarise my unread mail" "weekdays at 8"
    """
    new = told(lambda: _new(workflow, phrase, _Asked(prompt, agent), terms, policy, launch))
    made = ask(context, lambda spark: _made(spark, new, keep=not dry_run, yes=yes))
    if as_json:
        put_json(shape.schedule(made))
    elif dry_run:
        say("nothing was kept")
    else:
        say("kept. It runs while the app or `spark daemon` runs.")
        put(made.name)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an agent is asked in the place of a workflow, and which."""

    prompt: str
    agent: str


@dataclass(frozen=True, slots=True)
class _New:
    """What is to be, as far as that can be told without the store."""

    what: str
    phrase: str
    asked: _Asked
    terms: Terms
    policy: Policy
    launch: Launch
    values: dict[str, Any]
    tags: tuple[str, ...]

    @property
    def text(self) -> str:
        """The input that is a text."""
        return self.asked.prompt or self.terms.given or ""


def _new(workflow: str, phrase: str, asked: _Asked, terms: Terms, policy: Given, launch: Given) -> _New:
    """Raises Invalid."""
    what, phrase = _what_and_when(workflow, phrase, asked, terms.given)
    started, wanted, tags = launch_from(launch), policy_with(Policy(), policy), terms.labels or ()
    what = what and command_with(what, started)
    values = terms.values
    if terms.tz:
        zone_of(terms.tz)
    return _New(what, phrase, asked, terms, wanted, started, values, tags)


async def _made(spark: Spark, new: _New, *, keep: bool, yes: bool) -> Schedule:
    proposal = await _proposed(spark, new, keep=keep)
    _show_proposal(proposal)
    agreed("Keep it?", yes=yes or not keep, otherwise="nothing was kept")
    return await (spark.schedules.keep(proposal) if keep else spark.schedules.would_be(proposal))


async def _proposed(spark: Spark, new: _New, *, keep: bool) -> Proposal:
    terms, prompt, template = new.terms, new.asked.prompt, bool(new.terms.template)
    reading = await read(spark, new.phrase, terms.tz, at_changes(terms.gap, terms.fold))
    if prompt:
        found = await spark.sources.prompted(new.asked.agent, new.launch, keep=keep)
    else:
        found = await _workflow(spark, new.what or await _said_in(spark, reading), keep)
    if terms.tz and reading.draft.zone != terms.tz:
        say(f"the phrase names the zone {reading.draft.zone}, so --tz {terms.tz} is not used")
    return await spark.assistant.propose(
        reading,
        found,
        name=terms.called or (prompt and await spark.schedules.free_name(one_line(prompt, TITLE))),
        given=new.text,
        policy=new.policy,
        tags=new.tags,
        values=await spark.inputs.fit(found, new.values, text=new.text or reading.given, template=template),
        template=template,
    )


def _what_and_when(workflow: str, phrase: str, asked: _Asked, given: str | None) -> tuple[str, str]:
    """The workflow and the phrase. Raises Invalid.

    The workflow is empty where a prompt stands in its place, and where the phrase is to name it.
    """
    if asked.prompt:
        if workflow and phrase:
            raise Invalid("a workflow and a prompt at once", hint="which agent is asked is said by --with")
        workflow, phrase = "", phrase or workflow
    check_prompt(asked.prompt, asked.agent, given or "")
    if not phrase and (is_command(workflow) or len(workflow.split()) < 2):
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

"""spark schedule edit: what would be different is shown, before → after, and done when a person says yes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import typer

from spark_tui.domain.change import Edit
from spark_tui.domain.command import command_again
from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import Values
from spark_tui.domain.schedule import Schedule
from spark_tui.faces.changes import told as told_change
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.flags import Given
from spark_tui.faces.cli.giving import values_over
from spark_tui.faces.cli.launching import options_of, with_launch
from spark_tui.faces.cli.opening import agreed, ask, told
from spark_tui.faces.cli.options import AnotherPhrase, AsJson, CommandLine, OneSchedule, Yes
from spark_tui.faces.cli.output import put_json, say, say_differences
from spark_tui.faces.cli.policy import policy_with, with_policy
from spark_tui.faces.cli.terms import Terms, with_terms
from spark_tui.faces.cli.understanding import at_changes, read
from spark_tui.service.finding import given_name
from spark_tui.service.relaunching import key_of, running
from spark_tui.service.spark import Spark


@with_launch
@with_policy
@with_terms
def edit(
    context: typer.Context,
    name: OneSchedule,
    phrase: AnotherPhrase = "",
    *,
    terms: Terms,
    command: CommandLine = "",
    yes: Yes = False,
    as_json: AsJson = False,
    policy: Given,
    launch: Given,
) -> None:
    """Change when it runs, with what, and its policy. Shows before and after, and asks.

    Of a command given by hand also how it is started; --cwd '' takes that away, --env NAME- a variable:

    spark schedule edit report --cwd ~/work --env LANG=C --env DEBUG- --memory 2G
    """
    other = told(lambda: _other(phrase, terms, command, policy, launch))

    async def look(spark: Spark) -> tuple[Edit, str, datetime]:
        before = await spark.schedules.get(name)
        after, line = await _changed(spark, before, other)
        return Edit(before, after), line, spark.clock.now()

    change, line, now = ask(context, look)
    if not _show_differences(change, now):
        return
    agreed("Change it?", yes=yes)
    done = ask(context, lambda spark: _kept(spark, change, line))
    put_json(shape.schedule(done)) if as_json else say(f"changed {done.name}")


@dataclass(frozen=True, slots=True)
class _Other:
    """What is to be different, as far as that can be told without the store."""

    phrase: str
    terms: Terms
    command: str
    policy: Given
    options: list[tuple[str, str]]  # how its command is started
    values: dict[str, Any]
    tags: tuple[str, ...] | None

    @property
    def plain(self) -> Given:
        """What is said and stands in its place as it is."""
        called = given_name(self.terms.called) if self.terms.called else None
        all_of_it = {"name": called, "input": self.terms.given, "template": self.terms.template, "tags": self.tags}
        return {what: said for what, said in all_of_it.items() if said is not None}


def _other(phrase: str, terms: Terms, command: str, policy: Given, launch: Given) -> _Other:
    """Raises Invalid."""
    if terms.tz and not phrase:
        raise Invalid(
            "--tz is the zone of a phrase, and none is given",
            hint="give --when with it, such as --when 'every day at 9'",
        )
    return _Other(phrase, terms, command, policy, options_of(launch), terms.values, terms.labels)


async def _changed(spark: Spark, before: Schedule, other: _Other) -> tuple[Schedule, str]:
    """What it would be, and the line of its command where that is another one; nothing is kept."""
    after = replace(before, **other.plain)
    after = replace(after, policy=policy_with(before.policy, other.policy))
    if other.phrase:
        reading = await read(spark, other.phrase, other.terms.tz or before.zone)
        draft = reading.draft
        after = replace(after, timing=draft.timing, zone=draft.zone, phrase=other.phrase, words=reading.words)
    change = at_changes(other.terms.gap, other.terms.fold, before.timing.clock_change)
    after = replace(after, timing=replace(after.timing, clock_change=change))
    if other.values or other.terms.given is not None:
        after = replace(after, values=await _values(spark, after, other.values))
    if not (other.options or other.command):
        return after, ""
    line = command_again(await key_of(spark.sources, before), other.options, other.command)
    return await running(spark.sources, after, line, keep=False), line


async def _kept(spark: Spark, change: Edit, line: str) -> Schedule:
    after = change.schedule
    after = await running(spark.sources, after, line, keep=True) if line else after
    (done,) = await spark.schedules.edit([Edit(change.before, after)], deed=f"change the schedule “{after.name}”")
    return done.schedule


async def _values(spark: Spark, schedule: Schedule, given: dict[str, Any]) -> Values:
    """What is not named is as it was; a secret that is not here is told."""
    values = await values_over(spark, schedule, given)
    for note in await spark.secrets.lacking_of(values):
        say(f"  {'note':<18}{note}")
    return values


def _show_differences(change: Edit, now: datetime) -> bool:
    """Before and after; whether there is anything that would be different."""
    differences = told_change(change, now).differences
    say_differences(differences)
    if not differences:
        say("nothing would be different")
    return bool(differences)

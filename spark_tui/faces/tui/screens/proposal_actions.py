"""What one can do with a schedule before it is kept: say it again, give it something else, try it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spark_tui.domain.text import one_line
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.person import WHO
from spark_tui.faces.tui.run_verbs import show_run
from spark_tui.faces.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.proposal import Propose

RETIME = "spark schedule edit NAME --when PHRASE"


async def _say_again(window: "Propose") -> None:
    await window.retime(window.spark.assistant.read, window.terms.after.phrase)


async def _by_cron(window: "Propose") -> None:
    async def read(text: str, *, zone: str) -> Any:
        return window.spark.assistant.read_cron(text, zone)

    await window.retime(read, show.cron_of(window.terms.after.timing), fields=True)


async def _by_fields(window: "Propose") -> None:
    from spark_tui.faces.tui.fields import form

    changed = await window.app.push_screen_wait(form(window.spark, window.typed))
    if changed is not None:
        window.change(changed, name=changed.name)


async def _inputs(window: "Propose") -> None:
    """What it says now that it wants to be given."""
    assert window.workflow is not None
    declared = await window.spark.inputs.declared(window.workflow)
    if declared is None or not declared.fields:
        window.app.say(f"{window.workflow.ref} declares no inputs: it is given the text alone")
        return
    from spark_tui.faces.tui.screens.give import Give

    now = window.typed
    said = f"What {window.workflow.ref} is given. What is left empty is as it is there."
    taken = await window.app.push_screen_wait(Give("Inputs", said, declared, now.given, template=now.template))
    if taken is not None:
        window.query_one("#input", TextLine).text = taken.text
        window.change(replace(window.terms.after, input=taken.text, values=taken.values))


async def _command(window: "Propose") -> None:
    """Its command and how it is started; nothing of it is kept before the schedule is."""
    from spark_tui.faces.tui.launching import form

    assert window.workflow is not None
    taken = await window.app.push_screen_wait(form(window.spark, window.workflow))
    if taken is not None:
        window.workflow = taken
        window.change(replace(window.terms.after, workflow=taken.id, workflow_ref=taken.ref))


def _no_command(window: "Propose") -> str:
    from spark_tui.faces.tui.launching import no_command

    return no_command(window.workflow)


async def _test(window: "Propose") -> None:
    """A run by hand that is marked as a test; its window shows what comes of it."""
    schedule = window.typed
    assert window.workflow is not None
    values = await window.spark.inputs.fit(
        window.workflow, {}, text=schedule.input, before=schedule.values, template=schedule.template
    )
    run = await window.spark.runs.start(
        await window.spark.sources.known(window.workflow),
        schedule.input,
        values=values,
        template=schedule.template,
        timeout_seconds=schedule.policy.timeout.total_seconds(),
        by=f"{WHO} (a test of {one_line(schedule.name, 40)})",
    )
    await show_run(window.app, run.id)


def _no_workflow(window: "Propose") -> str:
    return "" if window.workflow is not None else "its workflow is gone"


def _cycle(name: str, key: str, says: str) -> Action:
    flag = f"--{name.replace('_', '-')}"
    does = f"cycle('{name}')"
    return Action(
        f"proposal.{name}",
        key,
        name.replace("_", "-"),
        says,
        does,
        twin=f"spark schedule create WORKFLOW PHRASE {flag} CHOICE",
        back=Back.UNDO,
        in_line=False,
    )


ACTIONS: tuple[Action, ...] = (
    Action(
        "proposal.keep",
        "enter,y",
        "keep",
        "Keep the schedule",
        "accept",
        back=Back.UNDO,
        twin="spark schedule create WORKFLOW PHRASE",
    ),
    Action("proposal.phrase", "e", "say again", "Another time, in words", _say_again, twin=RETIME, window=True),
    Action(
        *("proposal.cron", "x", "cron", "Another time, as a cron expression, explained", _by_cron),
        twin=RETIME,
        window=True,
    ),
    Action(
        *("proposal.fields", "F", "fields", "Name, zone, start, end, policy and pause as fields", _by_fields),
        twin="spark schedule edit NAME",
        window=True,
    ),
    Action(
        *("proposal.inputs", "i", "inputs", "What the inputs are given that its workflow declares", _inputs),
        twin="spark schedule edit NAME --set KEY=VALUE",
        why_not=_no_workflow,
        in_line=False,
        window=True,
    ),
    Action(
        "proposal.command",
        "dollar_sign",
        "command",
        "Its command line and how it is started: folder, variables, bounds, shell",
        _command,
        twin="spark schedule edit NAME --command LINE",
        why_not=_no_command,
        window=True,
    ),
    Action(
        *("proposal.template", "m", "template", "Whether the places in its input are filled when it starts"),
        "fill",
        twin="spark schedule edit NAME --template",
        in_line=False,
    ),
    Action(
        "proposal.test",
        "t",
        "test run",
        "Run it now, once, as a test; nothing is kept but that run",
        _test,
        twin="spark run start WORKFLOW --input TEXT",
        back=Back.OPPOSITE,
        why_not=_no_workflow,
        window=True,
    ),
    _cycle("overlap", "o", "What happens if one still runs: the next choice"),
    _cycle("catch_up", "c", "What happens if Spark was off: the next choice"),
    _cycle("retries", "f", "What happens if it fails: the next choice"),
    _cycle("timeout", "T", "How long it may run: the next choice"),
    Action("proposal.back", "n", "back", "Keep nothing; the phrase stays", "close", in_line=False),
)

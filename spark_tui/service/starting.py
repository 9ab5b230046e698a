"""What is meant to run now: a workflow by itself, or as one of its schedules runs it."""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from spark_tui.domain.command import is_command
from spark_tui.domain.errors import Ambiguous, NotFound
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.service.finding import NEAR, is_whole, slug
from spark_tui.service.schedules import Schedules
from spark_tui.service.sources import Sources


class Meant(StrEnum):
    WORKFLOW = "workflow"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Runnable:
    """`instead_of` is the workflow of the same name that was not taken; empty where there is none."""

    what: Workflow | Schedule
    instead_of: str = ""


async def runnable(sources: Sources, schedules: Schedules, wanted: str, meant: Meant | None = None) -> Runnable:
    """The schedule of just that name, with its input and policy; else the workflow; else a schedule that begins so.

    Raises NotFound, Ambiguous.
    """
    if meant is Meant.SCHEDULE:
        return Runnable(await schedules.get(wanted))
    if meant is Meant.WORKFLOW or is_command(wanted):
        return Runnable(await sources.workflow(wanted))
    if exact := await _schedule_called(schedules, wanted):
        return Runnable(exact, await _workflow_called(sources, wanted))
    try:
        return Runnable(await sources.workflow(wanted))
    except NotFound as no_workflow:
        try:
            return Runnable(await schedules.get(wanted))
        except NotFound as no_schedule:
            raise _neither(wanted, no_workflow, no_schedule) from None


def _neither(wanted: str, *why: NotFound) -> NotFound:
    """With a name that is near to it, of either."""
    near = (each.hint for each in why if each.hint.startswith(NEAR))
    hint = next(near, "see: spark workflow list, spark schedule list")
    return NotFound(f"there is no workflow and no schedule “{one_line(wanted, 60)}”", hint=hint)


async def _schedule_called(schedules: Schedules, wanted: str) -> Schedule | None:
    """Raises StoreError where it cannot be read."""
    with suppress(NotFound, Ambiguous):
        found = await schedules.find(wanted)
        if wanted.strip().casefold() in (found.name.casefold(), found.id):
            return await schedules.get(found.id)
    return None


async def _workflow_called(sources: Sources, wanted: str) -> str:
    """Its whole reference, where one has just that name."""
    known = (w for w in await sources.workflows() if w.gone_at is None)
    return next((w.ref for w in known if is_whole(wanted, w.id, w.title, slug(w.title), *w.aliases)), "")

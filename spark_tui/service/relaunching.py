"""A schedule of a command given by hand runs it in another way: another folder, other variables, other bounds."""

from dataclasses import replace

from spark_tui.domain.command import is_command
from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.service.sources import Sources


async def key_of(sources: Sources, schedule: Schedule) -> str:
    """The command line of its command. Raises Invalid where it runs something else, NotFound where that is gone."""
    found = next((one for one in await sources.workflows() if one.id == schedule.workflow), None)
    if found is None:
        raise NotFound(f"the workflow of “{schedule.name}” is gone: {one_line(schedule.workflow_ref, 60)}")
    if not is_command(found.key):
        hint = "what its source offers says how it runs; its inputs are changed with --set"
        raise Invalid(f"{one_line(found.ref, 60)} is no command given by hand, and only one has options", hint=hint)
    return found.key


async def running(sources: Sources, schedule: Schedule, key: str, *, keep: bool) -> Schedule:
    """The same schedule over that command line, which is kept as a workflow only with `keep`. Raises Invalid."""
    workflow = await sources.workflow(key, keep=keep)
    return replace(schedule, workflow=workflow.id, workflow_ref=workflow.ref)

"""Schedules whose workflow was deleted and made anew under the same name, and are to run the new one."""

from dataclasses import dataclass, replace

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import Conflict
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.workflow import Moved, moved
from spark_tui.service.schedules import Schedules
from spark_tui.service.sources import Sources


@dataclass(frozen=True, slots=True)
class Stranded:
    """A workflow that moved, and the schedules that still ask for the old one."""

    moved: Moved
    schedules: tuple[Schedule, ...]


async def stranded(sources: Sources, schedules: Schedules) -> list[Stranded]:
    """Those that schedules need, by name."""
    known = await schedules.all()
    pairs = sorted(moved(await sources.workflows()), key=lambda pair: pair.new.ref.casefold())
    found = [Stranded(pair, tuple(s for s in known if s.workflow == pair.old.id)) for pair in pairs]
    return [one for one in found if one.schedules]


async def stranded_of(sources: Sources, schedules: Schedules, name: str) -> list[Stranded]:
    """Those of the workflow of that name. Raises NotFound, Ambiguous, and Conflict where no schedule is."""
    workflow = await sources.workflow(name, keep=False)
    found = [one for one in await stranded(sources, schedules) if workflow.id in (one.moved.new.id, one.moved.old.id)]
    if not found:
        raise Conflict(f"no schedule wants another “{workflow.ref}” than there is", hint="see: spark workflow relink")
    return found


async def relink(schedules: Schedules, one: Stranded) -> list[Schedule]:
    """From now on they run the new one; it can be undone. Raises Conflict where one was changed meanwhile."""
    new = one.moved.new
    edits = [Edit(s, replace(s, workflow=new.id, workflow_ref=new.ref)) for s in one.schedules]
    done = await schedules.edit(edits, deed=f"relink {len(edits)} of {new.ref}")
    return [edit.schedule for edit in done]

"""Schedules whose workflow was deleted and made anew under the same name, and are to run the new one."""

from dataclasses import dataclass, replace

from spark_tui.domain.change import Edit
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


async def relink(schedules: Schedules, one: Stranded) -> list[Schedule]:
    """From now on they run the new one; it can be undone. Raises Conflict where one was changed meanwhile."""
    new = one.moved.new
    edits = [Edit(s, replace(s, workflow=new.id, workflow_ref=new.ref)) for s in one.schedules]
    done = await schedules.edit(edits, deed=f"relink {len(edits)} of {new.ref}")
    return [edit.schedule for edit in done]

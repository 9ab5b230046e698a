"""Something a source can run."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from spark_tui.domain.ids import SourceId, WorkflowId
from spark_tui.domain.inputs import Declared


@dataclass(frozen=True, slots=True)
class Workflow:
    """One runnable thing of one source.

    `key` is the source's own identity for it (stable over renames), `marker` changes when
    its definition does, and `gone_at` is set when a sync no longer found it. `inputs` is what it declared
    when it was asked last; None where it never was.
    """

    id: WorkflowId
    source: SourceId
    source_name: str
    key: str
    title: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    marker: str = ""
    gone_at: datetime | None = None
    inputs: Declared | None = None

    @property
    def ref(self) -> str:
        """`source/workflow`, what a person types."""
        return f"{self.source_name}/{self.title}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A workflow as its source lists it, before it is ours."""

    key: str
    title: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync of one source found."""

    source_name: str
    new: tuple[Workflow, ...] = field(default=())
    changed: tuple[Workflow, ...] = field(default=())
    gone: tuple[Workflow, ...] = field(default=())
    same: int = 0
    remarks: tuple[str, ...] = ()  # what was not taken in

    @property
    def different(self) -> tuple[Workflow, ...]:
        """Those that are not as they were known."""
        return (*self.new, *self.changed, *self.gone)

    @property
    def total(self) -> int:
        return len(self.new) + len(self.changed) + self.same


@dataclass(frozen=True, slots=True)
class Moved:
    """A workflow that is gone, and the one of the same name that its source has now: deleted and made anew."""

    old: Workflow
    new: Workflow


def moved(workflows: Iterable[Workflow]) -> list[Moved]:
    """Those for which there is exactly one other of that name at their source."""
    here: dict[tuple[SourceId, str], list[Workflow]] = {}
    gone: list[Workflow] = []
    for workflow in workflows:
        (here.setdefault(_called(workflow), []) if workflow.gone_at is None else gone).append(workflow)
    return [Moved(old, here[_called(old)][0]) for old in gone if len(here.get(_called(old), ())) == 1]


def _called(workflow: Workflow) -> tuple[SourceId, str]:
    return workflow.source, workflow.title.casefold()

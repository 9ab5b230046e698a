"""Workflows by what a file calls them: those that are known, those that a source has, those of a command line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spark_tui.domain.command import is_command
from spark_tui.domain.errors import NotFound, SourceError, SparkError
from spark_tui.domain.ids import SourceId, WorkflowId
from spark_tui.domain.source import Source
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Offer, Workflow
from spark_tui.service.admitting import offers_of
from spark_tui.service.finding import pick
from spark_tui.service.offering import admitted, by_hand
from spark_tui.service.ports import Roster
from spark_tui.service.wanted import WantedSchedule


class Workflows:
    """What is known, and what has been made known on the way (`made`).

    A source is asked once, and only for what nobody knows yet; one of `unheard` is not asked at all.
    """

    def __init__(self, known: Sequence[Workflow], roster: Roster, notes: list[str]) -> None:
        self._known = list(known)
        self._roster, self._notes = roster, notes
        self._offered: dict[SourceId, list[Workflow] | SparkError] = {}
        self.made: list[Workflow] = []
        self.unheard: set[SourceId] = set()

    def by_id(self) -> dict[WorkflowId, Workflow]:
        return {w.id: w for w in [*self._known, *self.made]}

    async def find(self, wanted: WantedSchedule, sources: Mapping[str, Source]) -> Workflow | None:
        """The one that is meant; None where its source could not be read. Raises SparkError in words."""
        if not wanted.workflow:
            return None
        if is_command(wanted.workflow):
            return self._command(wanted, sources)
        name, mark, title = wanted.workflow.partition("/")
        source = sources.get(name.casefold())
        if not mark or source is None:
            return self._anywhere(wanted.workflow, name if mark else "", sources)
        if source.id in self.unheard:
            return None
        return self._known_as(source, title, wanted.key) or await self._offer(source, title, wanted.key)

    def _command(self, wanted: WantedSchedule, sources: Mapping[str, Source]) -> Workflow:
        local = next((s for s in sources.values() if s.kind == "local"), None)
        if local is None:
            raise NotFound("there is no local source for a command", hint="spark source add --kind local FOLDER")
        made = by_hand(local, wanted.workflow, wanted.title, wanted.about)
        return next((w for w in self._workflows_of(local) if w.key == made.key), None) or self._made(made)

    def _anywhere(self, wanted: str, source: str, sources: Mapping[str, Source]) -> Workflow:
        if source:
            there = ", ".join(sorted(s.name for s in sources.values())) or "none"
            raise NotFound(f"there is no source “{one_line(source, 60)}”", hint=f"there are: {there}")
        here = [w for w in [*self._known, *self.made] if w.gone_at is None]
        return pick(wanted, here, lambda w: (w.id, w.title, w.ref, *w.aliases), "workflow", "say source/workflow")

    def _known_as(self, source: Source, title: str, key: str) -> Workflow | None:
        """The one of that key, else the one of that title; several of a title are told apart by the key alone."""
        mine = self._workflows_of(source)
        if key and (found := next((w for w in mine if w.key == key), None)):
            return found
        made = {w.id for w in self.made} if key else set()  # made for the key of another
        called = [w for w in mine if title in (w.title, w.key) and w.gone_at is None and w.id not in made]
        return called[0] if len(called) == 1 else None

    async def _offer(self, source: Source, title: str, key: str) -> Workflow:
        try:
            offered = await self._ask(source)
        except SparkError as wrong:
            if not key:
                raise
            self._notes.append(f"source {source.name}: {wrong.message}; its workflows are taken as they stand here")
            return self._made(admitted(source, Offer(key, title)))
        of = [
            *self._workflows_of(source),
            *(w for w in offered if w.key not in {k.key for k in self._workflows_of(source)}),
        ]
        if key and (found := next((w for w in of if w.key == key), None)):
            return self._made(found)
        return self._made(pick(title, of, lambda w: (w.id, w.title, w.key, *w.aliases), "workflow", _has(source)))

    async def _ask(self, source: Source) -> list[Workflow]:
        if source.id not in self._offered:
            self._offered[source.id] = await self._heard(source)
        offered = self._offered[source.id]
        if isinstance(offered, SparkError):
            raise offered
        return offered

    async def _heard(self, source: Source) -> list[Workflow] | SparkError:
        try:
            offered = offers_of(await self._roster.client(source).workflows())
            return [admitted(source, offer) for offer in offered]
        except SparkError as wrong:
            return SourceError(f"{source.name} does not answer: {wrong.message}", hint=wrong.hint)

    def _workflows_of(self, source: Source) -> list[Workflow]:
        return [replace(w, source_name=source.name) for w in [*self._known, *self.made] if w.source == source.id]

    def _made(self, workflow: Workflow) -> Workflow:
        if workflow.id not in self.by_id():
            self.made.append(workflow)
        return workflow


def _has(source: Source) -> str:
    return f"see: spark workflow list --source {source.name}"

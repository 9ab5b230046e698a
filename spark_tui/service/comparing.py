"""What is wanted against what is there: name by name, with everything that stands in the way."""

import asyncio
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from spark_tui.domain.change import Edit
from spark_tui.domain.delivery import Destination
from spark_tui.domain.errors import Invalid
from spark_tui.domain.ids import SourceId, new_id
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import Health, SecretName, Source, as_kept, how_to_give, is_one_place, named_secret
from spark_tui.domain.text import one_line, place
from spark_tui.domain.workflow import Workflow
from spark_tui.service.definitions import check_definition
from spark_tui.service.finding import slug
from spark_tui.service.resolving import Workflows
from spark_tui.service.secrets import OPTIONAL, named_at, secrets_of_command
from spark_tui.service.wanted import (
    Comparison,
    DestinationEdit,
    Findings,
    LimitEdit,
    SourceEdit,
    Wanted,
    WantedDestination,
    WantedSchedule,
    WantedSource,
)
from spark_tui.service.would_be import World, WouldBe

LOCAL = "local"  # this machine's own source: every start makes it, so it is never pruned


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds."""

    sources: Sequence[Source]
    workflows: Sequence[Workflow]
    schedules: Sequence[Schedule]
    unreadable: Sequence[Unreadable]
    limits: Sequence[Limit] = ()
    destinations: Sequence[Destination] = ()


class Comparing:
    """One comparison; it gathers as it goes, so each is used once."""

    def __init__(self, known: Stored, world: World, now: datetime, by: str) -> None:
        self._known, self._world = known, world
        self._sources = {s.name.casefold(): s for s in known.sources}
        self._edited: list[SourceEdit] = []
        self._schedules: list[Edit] = []
        self._limits: list[LimitEdit] = []
        self._destinations: list[DestinationEdit] = []
        self._same = 0
        self._found = Findings([f"{broken.reason}; it stays as it is" for broken in known.unreadable])
        self._workflows = Workflows(known.workflows, world.roster, self._found.notes)
        self._would_be = WouldBe(world, self._workflows, self._found, now, by)

    async def compare(self, wanted: Wanted, *, prune: bool) -> Comparison:
        for source in wanted.sources or ():
            await self._source(source)
        for destination in wanted.destinations or ():
            await self._destination(destination)
        before = {s.name.casefold(): s for s in self._known.schedules}
        for schedule in wanted.schedules or ():
            await self._schedule(schedule, before.get(schedule.name.casefold()))
        self._compare_limits(wanted.limits or ())
        if prune:
            self._prune(wanted)
        return Comparison(
            sources=self._edited,
            schedules=self._schedules,
            limits=self._limits,
            destinations=self._destinations,
            workflows=self._workflows.made,
            same=self._same,
            notes=list(dict.fromkeys(self._found.notes)),
            faults=self._found.faults,
            known=self._workflows.by_id(),
        )

    # ------------------------------------------------------------------ sources

    async def _source(self, wanted: WantedSource) -> None:
        before = self._sources.get(wanted.name.casefold())
        after = _source_after(before, wanted)
        self._sources[wanted.name.casefold()] = after
        self._check_source(wanted, before)
        if wanted.kind not in self._world.roster.kinds() or not wanted.url:
            self._workflows.unheard.add(after.id)  # that is said; what it offers nobody knows
        if after == before:
            self._same += 1
            return
        self._edited.append(SourceEdit(before, after))
        named = {named_secret(said) for said in named_at(after, self._world.roster) if not said.endswith(OPTIONAL)}
        for secret in [after.secret, *sorted(named)]:
            await self._must_have(secret, f"source {after.name}")

    async def _must_have(self, secret: SecretName | None, what: str) -> None:
        """Only told: it may come later, and nothing here needs it yet."""
        if secret is not None and not await asyncio.to_thread(self._world.vault.get, secret):
            self._found.notes.append(f"{what}: there is no secret “{secret}” here: {how_to_give(secret)}")

    def _must_hear(self, schedule: Schedule) -> None:
        """Only told, as a secret that is not there."""
        known = {one.name for one in self._known.destinations} | {edit.meant.name for edit in self._destinations}
        for rule in schedule.deliver:
            if rule.to not in known:
                how = f"spark destination add {rule.to}"
                self._found.notes.append(f"schedule {schedule.name}: there is no destination “{rule.to}” here ({how})")

    def _check_source(self, wanted: WantedSource, before: Source | None) -> None:
        at, kinds = ("sources", wanted.name), self._world.roster.kinds()
        if before is None and slug(wanted.name) != wanted.name:
            self._found.fault(at, f"“{wanted.name}” is no name for a source", f"such as {slug(wanted.name)}")
        if wanted.kind and wanted.kind not in kinds:
            self._found.fault(
                (*at, "kind"), f"there is no kind of source “{wanted.kind}”", "known: " + ", ".join(kinds)
            )
        if before is not None and wanted.kind and wanted.kind != before.kind:
            self._found.fault((*at, "kind"), f"“{wanted.name}” is of the kind {before.kind}", "give it another name")
        try:
            check_definition(self._world.roster, wanted.kind, wanted.definition)
        except Invalid as wrong:
            self._found.fault((*at, "definition"), wrong)
        others = [s for s in self._sources.values() if s.name.casefold() != wanted.name.casefold()]
        url = as_kept(wanted.url)
        if url and any((s.kind, s.url) == (wanted.kind, url) for s in others):
            self._found.fault((*at, "url"), f"{place(url)} is a source already", "see: spark source list")
            return
        if before is None or not is_one_place(before.url, url):
            same = [s for s in others if s.kind == wanted.kind and is_one_place(s.url, url)]
            told = "source {}: {} is the source “{}” too, as {}"
            self._found.notes += [told.format(wanted.name, place(url), s.name, place(s.url)) for s in same]

    # ------------------------------------------------------------------ destinations

    async def _destination(self, wanted: WantedDestination) -> None:
        before = next((one for one in self._known.destinations if one.name == wanted.name.casefold()), None)
        at = ("destinations", wanted.name)
        if before is None and slug(wanted.name) != wanted.name:
            self._found.fault(at, f"“{wanted.name}” is no name for a destination", f"such as {slug(wanted.name)}")
        if not wanted.secret:
            return  # that is said
        try:
            after = await self._destination_after(before, wanted)
        except Invalid as wrong:
            self._found.fault((*at, "secret"), wrong)
            return
        if after == before:
            self._same += 1
            return
        self._destinations.append(DestinationEdit(before, after))
        await self._must_have(after.secret, f"destination {after.name}")

    async def _destination_after(self, before: Destination | None, wanted: WantedDestination) -> Destination:
        """What its URL says, where it is here. Raises Invalid for a URL that nobody can carry to."""
        url = await asyncio.to_thread(self._world.vault.get, wanted.secret)
        told = (wanted.kind, wanted.place) if url is None else self._world.courier.place(url)
        if url is None and before is not None and before.secret == wanted.secret:
            told = (before.kind, before.place)
        return Destination(wanted.name.casefold(), told[0], wanted.secret, told[1])

    # ------------------------------------------------------------------ schedules

    async def _schedule(self, wanted: WantedSchedule, before: Schedule | None) -> None:
        at = ("schedules", wanted.name)
        if wanted.name.casefold() in {broken.name.casefold() for broken in self._known.unreadable}:
            self._found.fault(
                at, f"“{wanted.name}” is there and cannot be read", f"spark schedule remove {wanted.name}"
            )
        found = await self._would_be.of(wanted, before, self._sources)
        if found is None:
            return
        after, workflow = found
        if after == before:
            self._same += 1
        else:
            self._schedules.append(Edit(before, after))
            for secret in [after.ping, *secrets_of_command(workflow.key).values(), *after.values.secrets]:
                await self._must_have(secret, f"schedule {after.name}")
            self._must_hear(after)

    # ------------------------------------------------------------------ limits

    def _compare_limits(self, wanted: Sequence[Limit]) -> None:
        before = {(limit.scope, limit.name): limit for limit in self._known.limits}
        for limit in wanted:
            if limit.scope is Scope.SOURCE and limit.name not in {s.name for s in self._sources.values()}:
                self._found.fault(("limits", "sources", limit.name), f"there is no source “{one_line(limit.name, 60)}”")
            if (known := before.get((limit.scope, limit.name))) == limit:
                self._same += 1
            else:
                self._limits.append(LimitEdit(known, limit))

    # ------------------------------------------------------------------ what is not wanted

    def _prune(self, wanted: Wanted) -> None:
        named = {s.name.casefold() for s in wanted.schedules or ()}
        if wanted.schedules is not None:
            gone = [s for s in self._known.schedules if s.name.casefold() not in named]
            self._schedules += [Edit(schedule, None) for schedule in gone]
        if wanted.limits is not None:
            limited = {(limit.scope, limit.name) for limit in wanted.limits}
            self._limits += [LimitEdit(x, None) for x in self._known.limits if (x.scope, x.name) not in limited]
        if wanted.destinations is not None:
            self._prune_destinations({one.name.casefold() for one in wanted.destinations})
        if wanted.sources is not None:
            kept = {s.name.casefold() for s in wanted.sources}
            for source in self._known.sources:
                if source.name.casefold() not in kept and source.kind != LOCAL:
                    self._prune_source(source)

    def _prune_destinations(self, kept: AbstractSet[str]) -> None:
        for one in self._known.destinations:
            if one.name in kept:
                continue
            if users := ", ".join(s.name for s in self._left() if s.rule_for(one.name)):
                hint = "put the destination into it, or take their deliver out"
                told = f"“{one.name}” is not in it, and hears of {users[:200]}"
                self._found.fault(("destinations",), told, hint)
            else:
                self._destinations.append(DestinationEdit(one, None))

    def _prune_source(self, source: Source) -> None:
        if users := ", ".join(s.name for s in self._left() if self._is_of(s, source)):
            hint = "put the source into it, or take them out"
            self._found.fault(("sources",), f"“{source.name}” is not in it, and is needed by {users[:200]}", hint)
        else:
            self._edited.append(SourceEdit(source, None))

    def _left(self) -> list[Schedule]:
        """The schedules that there would be."""
        edited = {e.schedule.id for e in self._schedules}
        untouched = [s for s in self._known.schedules if s.id not in edited]
        return [*untouched, *(e.after for e in self._schedules if e.after is not None)]

    def _is_of(self, schedule: Schedule, source: Source) -> bool:
        workflow = self._workflows.by_id().get(schedule.workflow)
        return workflow is not None and workflow.source == source.id


def _source_after(before: Source | None, wanted: WantedSource) -> Source:
    wanted_url = as_kept(wanted.url)
    if before is None:
        new = Source(SourceId(new_id()), wanted.kind, wanted.name, wanted_url, wanted.secret)
        return replace(new, definition=wanted.definition, memory=wanted.memory)
    # A password within the url is never written down; without it, it is the same url.
    url = before.url if wanted_url in ("", place(before.url)) else wanted_url
    moved = (url, wanted.secret, wanted.definition) != (before.url, before.secret, before.definition)
    health = Health() if moved else before.health
    after = replace(before, name=wanted.name, url=url, secret=wanted.secret, health=health)
    return replace(after, definition=wanted.definition, memory=wanted.memory)

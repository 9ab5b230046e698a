"""What workflows want to be given, asked where they live; and what a person gives them, checked against that."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from spark_tui.domain.errors import Invalid, NotFound, SourceError, SparkError
from spark_tui.domain.inputs import Declared, Values, must_fit, over
from spark_tui.domain.schedule import unfit
from spark_tui.domain.source import HealthState, Source
from spark_tui.domain.workflow import Workflow
from spark_tui.service.admitting import declared_cleaned
from spark_tui.service.bell import Bell
from spark_tui.service.foreign import declared_at
from spark_tui.service.ports import Roster, SourceClient, Store

TO_RENEW = 20.0  # seconds that a sync takes at most to ask what workflows want


class Inputs:
    """What one can ask about the inputs of a workflow."""

    def __init__(self, store: Store, roster: Roster, bell: Bell) -> None:
        self._store, self._roster, self._bell = store, roster, bell

    async def declared(self, workflow: Workflow) -> Declared | None:
        """As it says now, or said last where its source does not answer; None for a kind that says nothing.

        Raises SourceError where it never said and does not now, NotFound.
        """
        declared = await declared_now(await self._client(workflow), workflow)
        if await _kept(self._store, workflow, declared):
            self._bell.ring()
        return declared

    async def fit(
        self,
        workflow: Workflow,
        given: Mapping[str, Any],
        *,
        text: str = "",
        before: Values = Values(),
        template: bool = False,
    ) -> Values:
        """What was given, over what was before, as the workflow wants it, which may need some that are not given.

        Where nothing is given, a source that does not answer holds nobody up. Raises Invalid with all that is wrong,
        SourceError.
        """
        declared = await self.declared(workflow) if given else await self._needed(workflow)
        if declared is None and not given:
            return before
        return fitted(declared, workflow, given, text=text, before=before, template=template)

    async def _needed(self, workflow: Workflow) -> Declared | None:
        """What it declares, as far as that can be told now."""
        async with self._store.read() as tx:
            source = await tx.sources.get(workflow.source)
        if source is not None and source.health.state is HealthState.DOWN:
            return workflow.inputs
        try:
            return await self.declared(workflow)
        except SparkError:
            return workflow.inputs

    async def _client(self, workflow: Workflow) -> SourceClient:
        async with self._store.read() as tx:
            source = await tx.sources.get(workflow.source)
        if source is None:
            raise NotFound(f"the source of {workflow.ref} is not there any more")
        return self._roster.client(source)


async def declared_now(client: SourceClient, workflow: Workflow) -> Declared | None:
    """What the workflow says now, or said last where its source does not answer; None for a kind that says nothing.

    Raises SourceError where it never said and does not now.
    """
    if not client.abilities.inputs:
        return None
    try:
        return declared_cleaned(await declared_at(client, workflow.key))
    except SourceError:
        if workflow.inputs is None:
            raise
        return workflow.inputs


def fitted(
    declared: Declared | None,
    workflow: Workflow,
    given: Mapping[str, Any],
    *,
    text: str,
    before: Values = Values(),
    template: bool = False,
) -> Values:
    """What was given, over what was before. Raises Invalid with all that is wrong."""
    if declared is None:
        raise Invalid(f"{workflow.ref} declares no inputs", hint="give it one text with --input")
    return must_fit(declared, over(declared, before, given), workflow.ref, text=text, template=template)


async def renew_declared(store: Store, client: SourceClient, source: Source) -> list[str]:
    """Ask again what those workflows want that schedules run; in words, the schedules that do not fit any more.

    Without an end to it nobody waits: what could not be asked in time is as it was.
    """
    if not client.abilities.inputs:
        return []
    async with store.read() as tx:
        known = {w.id: w for w in await tx.workflows.all(source.id) if w.gone_at is None}
        users = [s for s in await tx.schedules.all() if s.workflow in known]
    told: list[str] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(TO_RENEW):
            for of in dict.fromkeys(s.workflow for s in users):
                declared = await _renewed(store, client, known[of])
                mine = [s for s in users if s.workflow == of]
                told += [f"{s.name} is at risk: {wrong}" for s in mine if (wrong := unfit(s, declared))]
    return told


async def _renewed(store: Store, client: SourceClient, workflow: Workflow) -> Declared | None:
    try:
        declared = await declared_now(client, workflow)
    except SourceError:
        return None
    await _kept(store, workflow, declared)
    return declared


async def _kept(store: Store, workflow: Workflow, declared: Declared | None) -> bool:
    """Whether that is other than what was known."""
    if declared is None or declared == workflow.inputs:
        return False
    async with store.write() as tx:
        current = await tx.workflows.get(workflow.id)
        if current is not None and current.inputs != declared:
            await tx.workflows.put(replace(current, inputs=declared))
    return True

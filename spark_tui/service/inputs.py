"""What workflows want to be given, asked where they live; and what a person gives them, checked against that."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from spark_tui.domain.errors import Invalid, NotFound, SourceError
from spark_tui.domain.inputs import Declared, Values, must_fit, over
from spark_tui.domain.workflow import Workflow
from spark_tui.service.admitting import declared_cleaned
from spark_tui.service.bell import Bell
from spark_tui.service.foreign import declared_at
from spark_tui.service.ports import Roster, SourceClient, Store


class Inputs:
    """What one can ask about the inputs of a workflow."""

    def __init__(self, store: Store, roster: Roster, bell: Bell) -> None:
        self._store, self._roster, self._bell = store, roster, bell

    async def declared(self, workflow: Workflow) -> Declared | None:
        """As it says now, or said last where its source does not answer; None for a kind that says nothing.

        Raises SourceError where it never said and does not now, NotFound.
        """
        declared = await declared_now(await self._client(workflow), workflow)
        if declared is not None:
            await self._keep(workflow, declared)
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
        """What was given, over what was before, as the workflow wants it; where nothing is, nothing is asked.

        Raises Invalid with all that is wrong, SourceError.
        """
        if not given:
            return before
        return fitted(await self.declared(workflow), workflow, given, text=text, before=before, template=template)

    async def _client(self, workflow: Workflow) -> SourceClient:
        async with self._store.read() as tx:
            source = await tx.sources.get(workflow.source)
        if source is None:
            raise NotFound(f"the source of {workflow.ref} is not there any more")
        return self._roster.client(source)

    async def _keep(self, workflow: Workflow, declared: Declared) -> None:
        if declared == workflow.inputs:
            return
        async with self._store.write() as tx:
            current = await tx.workflows.get(workflow.id)
            if current is not None and current.inputs != declared:
                await tx.workflows.put(replace(current, inputs=declared))
        self._bell.ring()


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

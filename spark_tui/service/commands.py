"""Commands of this machine that a person gives by hand, as workflows of its local source."""

import asyncio

from spark_tui.domain.command import command_of, is_command
from spark_tui.domain.errors import NotFound
from spark_tui.domain.launch import Launch
from spark_tui.domain.workflow import Workflow
from spark_tui.service.offering import by_hand
from spark_tui.service.ports import Prompts, Store


class Commands:
    """Each is a workflow as soon as it is kept; what is only looked at is not."""

    def __init__(self, store: Store, prompts: Prompts) -> None:
        self._store, self._prompts = store, prompts

    async def of(self, key: str, about: str = "", *, keep: bool) -> Workflow:
        """Raises NotFound without a local source, and Invalid for a command that only a shell could execute."""
        async with self._store.read() as tx:
            local = next((one for one in await tx.sources.all() if one.kind == "local"), None)
            if local is None:
                raise NotFound("there is no local source for a command", hint="spark source add --kind local FOLDER")
            made = by_hand(local, key, about=about)
            known = next((one for one in await tx.workflows.all(local.id) if one.key == key), None)
        return known or (await self.kept(made) if keep else made)

    async def prompted(self, agent: str, launch: Launch, *, keep: bool) -> Workflow:
        """The agent that takes a prompt as its input. Raises NotFound, Invalid."""
        taken = await asyncio.to_thread(self._prompts, agent)
        return await self.of(command_of(taken.command, launch), taken.about, keep=keep)

    async def kept(self, workflow: Workflow) -> Workflow:
        """The one that is kept of that command; any other workflow as it is."""
        if not is_command(workflow.key):
            return workflow
        async with self._store.write() as tx:
            known = next((one for one in await tx.workflows.all(workflow.source) if one.key == workflow.key), None)
            if known is None:
                await tx.workflows.put(workflow)
        return known or workflow

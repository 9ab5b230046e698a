"""Secrets that are named in commands and destinations. They are kept and forgotten here, and never shown."""

import asyncio
import re
from dataclasses import dataclass

from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.source import Secret, SecretName
from spark_tui.domain.text import one_line
from spark_tui.service.ports import Vault

OF_OTHERS = ("source-", "ping:")  # how the names begin that Spark gives by itself


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one can ask about them: whether one is there, but not what it is."""

    vault: Vault

    async def keep(self, name: str, secret: Secret) -> None:
        """Kept encrypted, in place of one of that name. Raises Invalid, StoreError."""
        await asyncio.to_thread(self.vault.put, _name(name), secret)

    async def has(self, name: str) -> bool:
        return await asyncio.to_thread(self.vault.get, SecretName(name)) is not None

    async def forget(self, name: str) -> None:
        """Raises NotFound, Invalid."""
        if not await self.has(_name(name)):
            raise NotFound(f"there is no secret “{one_line(name, 60)}”")
        await asyncio.to_thread(self.vault.remove, _name(name))


def _name(name: str) -> SecretName:
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,63}", name) or name.startswith(OF_OTHERS):
        raise Invalid(
            f"“{one_line(name, 60)}” cannot be the name of a secret", hint="letters, digits, - and _: such as mytoken"
        )
    return SecretName(name)

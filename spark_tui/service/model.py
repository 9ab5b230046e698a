"""Which model is asked, and its key. The key itself is seen by nobody here."""

import asyncio
from dataclasses import dataclass

from spark_tui.domain.errors import Invalid
from spark_tui.domain.source import Secret, SecretName
from spark_tui.service.ports import Vault

FROM_ENVIRONMENT = "env:"


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """As the settings have it: a name that litellm knows, where it answers, and the name of its key."""

    vault: Vault
    name: str = ""
    api_base: str = ""
    key: SecretName = SecretName("model")  # noqa: RUF009 - a NewType is its str

    async def has_key(self) -> bool:
        return await asyncio.to_thread(self.vault.get, self.key) is not None

    async def keep_key(self, secret: Secret) -> None:
        """Raises Invalid where the settings take it from the environment."""
        self._must_be_ours()
        await asyncio.to_thread(self.vault.put, self.key, secret)

    async def forget_key(self) -> None:
        self._must_be_ours()
        await asyncio.to_thread(self.vault.remove, self.key)

    def _must_be_ours(self) -> None:
        if self.key.startswith(FROM_ENVIRONMENT):
            raise Invalid(f"the key is taken from {self.key}", hint="set it there, or change model_key in config.toml")

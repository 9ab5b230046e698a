"""A Spark that only looks: whatever it is asked, nothing is changed and nobody outside is spoken to.

The net below every face that promises that: it refuses where the world would be touched, so that what a face
forgot to refuse is refused all the same.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from spark_tui.domain.delivery import Message
from spark_tui.domain.errors import Conflict
from spark_tui.domain.ids import SourceId
from spark_tui.domain.source import Secret, SecretName, Source
from spark_tui.service.ports import Courier, Roster, SourceClient, SourceKind, Space, Store, Tx, Vault
from spark_tui.service.settings import KnownSetting, SettingsBook

T = TypeVar("T")


def refuse() -> NoReturn:
    """Raises Conflict."""
    raise Conflict("this view only looks: it changes nothing", hint="spark web --writable, or a terminal, lets it")


class LookingStore:
    """A Store that is read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def where(self) -> str:
        return self._store.where

    @property
    def kind(self) -> str:
        return self._store.kind

    def read(self) -> AbstractAsyncContextManager[Tx]:
        return self._store.read()

    async def look(self, body: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
        return await self._store.look(body)

    @asynccontextmanager
    async def write(self, *, durable: bool = True) -> AsyncIterator[Tx]:  # noqa: ARG002
        refuse()
        yield

    async def apply(self, body: Callable[[Tx], Coroutine[Any, Any, T]], *, durable: bool = True) -> T:  # noqa: ARG002
        refuse()

    async def changed(self) -> bool:
        return await self._store.changed()

    async def space(self) -> Space:
        return await self._store.space()

    async def shrink(self) -> bool:
        refuse()

    async def compact(self) -> None:
        refuse()

    async def copy_to(self, file: Path) -> None:  # noqa: ARG002
        refuse()

    async def damages(self) -> Sequence[str]:
        return await self._store.damages()

    async def close(self) -> None:
        await self._store.close()


class SilentRoster:
    """A Roster that knows the kinds, and speaks to no source."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def kinds(self) -> dict[str, SourceKind]:
        return self._roster.kinds()

    async def detect(self, url: str) -> str:  # noqa: ARG002
        refuse()

    def usual(self) -> list[str]:
        return []

    def client(self, source: Source) -> SourceClient:  # noqa: ARG002
        refuse()

    async def forget(self, source: SourceId) -> None:  # noqa: ARG002
        refuse()

    async def close(self) -> None:
        await self._roster.close()


class SilentCourier:
    """A Courier that carries nothing."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    def place(self, url: Secret) -> tuple[str, str]:
        return self._courier.place(url)

    async def carry(self, url: Secret, message: Message) -> None:  # noqa: ARG002
        refuse()


class LookingVault:
    """A Vault of which one sees what there is."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def get(self, name: SecretName) -> Secret | None:
        return self._vault.get(name)

    def put(self, name: SecretName, secret: Secret) -> None:  # noqa: ARG002
        refuse()

    def remove(self, name: SecretName) -> None:  # noqa: ARG002
        refuse()


class LookingBook:
    """A book of settings that is read."""

    def __init__(self, book: SettingsBook) -> None:
        self._book = book

    @property
    def file(self) -> Path:
        return self._book.file

    def all(self) -> Sequence[KnownSetting]:
        return self._book.all()

    def remarks(self) -> Sequence[str]:
        return self._book.remarks()

    def set(self, name: str, text: str) -> KnownSetting:  # noqa: ARG002
        refuse()

    def unset(self, name: str) -> KnownSetting:  # noqa: ARG002
        refuse()

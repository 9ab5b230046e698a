"""The connections of this process: one client for each source, opened at first use and kept.

A roster belongs to one event loop, as its clients do.
"""

from contextlib import suppress
from dataclasses import dataclass

from spark_tui.domain.errors import NotFound, SourceError, SparkError
from spark_tui.domain.ids import SourceId
from spark_tui.domain.source import Secret, Source
from spark_tui.domain.text import one_line
from spark_tui.service.ports import SourceClient, SourceKind, Vault
from spark_tui.sources.detecting import kind_of, unknown
from spark_tui.sources.registry import Kinds, find_kinds


@dataclass(frozen=True, slots=True)
class _Opened:
    source: Source
    client: SourceClient


class OpenRoster:
    """Implements `Roster`: clients are opened with the secret that the vault holds at that time."""

    def __init__(self, vault: Vault, kinds: Kinds | None = None) -> None:
        self._vault = vault
        self._kinds = kinds
        self._opened: dict[SourceId, _Opened] = {}
        self._outdated: list[SourceClient] = []

    def kinds(self) -> dict[str, SourceKind]:
        return self._known().found

    def broken(self) -> dict[str, str]:
        """The kinds that are installed and cannot be used, with the reason."""
        return self._known().broken

    async def detect(self, url: str) -> str:
        """The kind of what answers at that url. Raises SourceError with what it seems to be."""
        if found := await kind_of(url, self.kinds()):
            return found
        raise await unknown(url, self.kinds())

    def usual(self) -> list[str]:
        ports = {port: None for kind in self.kinds().values() for port in getattr(kind, "ports", ())}
        return [f"http://127.0.0.1:{port}" for port in ports]

    def client(self, source: Source) -> SourceClient:
        """The connection to a source. An edited source gets a new one; `forget` it when its secret has changed."""
        opened = self._opened.get(source.id)
        if opened is not None and _same_place(opened.source, source):
            return opened.client
        if opened is not None:
            self._outdated.append(opened.client)
        client = self._open(source)
        self._opened[source.id] = _Opened(source, client)
        return client

    def _open(self, source: Source) -> SourceClient:
        kind, secret = self._kind_of(source), self._secret_of(source)
        try:
            if getattr(kind, "names_secrets", False):
                return kind(source, secret, self._vault.get)
            return kind(source, secret)
        except SparkError:
            raise
        except Exception as trouble:
            why = f"{type(trouble).__name__}: {one_line(str(trouble))}"
            raise SourceError(f"the source {source.name} cannot be opened: {why}") from trouble

    async def forget(self, source: SourceId) -> None:
        opened = self._opened.pop(source, None)
        if opened is not None:
            self._outdated.append(opened.client)
        await self._close_outdated()

    async def close(self) -> None:
        self._outdated += [opened.client for opened in self._opened.values()]
        self._opened.clear()
        await self._close_outdated()

    def _known(self) -> Kinds:
        if self._kinds is None:
            self._kinds = find_kinds()
        return self._kinds

    def _kind_of(self, source: Source) -> SourceKind:
        kind = self.kinds().get(source.kind)
        if kind is not None:
            return kind
        why = self.broken().get(source.kind, f"installed are: {', '.join(self.kinds()) or 'none'}")
        raise NotFound(f"{source.name} is of the kind “{source.kind}”, which cannot be used here", hint=why)

    def _secret_of(self, source: Source) -> Secret | None:
        return None if source.secret is None else self._vault.get(source.secret)

    async def _close_outdated(self) -> None:
        while self._outdated:
            client = self._outdated.pop()
            with suppress(Exception):  # somebody else's code; there is nothing left to do with it
                await client.close()


def _same_place(before: Source, after: Source) -> bool:
    return _place(before) == _place(after)


def _place(source: Source) -> tuple[str, str, str | None, str]:
    return source.kind, source.url, source.secret, source.definition

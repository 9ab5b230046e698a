"""A place where workflows live."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NewType
from urllib.parse import quote, urlsplit

from spark_tui.domain.ids import SourceId

SecretName = NewType("SecretName", str)


FROM_ENVIRONMENT, IN_VAULT = "env:", "vault:"
LOCALHOST = "localhost"
LOOPBACK = (LOCALHOST, "127.0.0.1", "::1")
PORTS = {"http": 80, "https": 443}
SHORTEST = 4  # characters of a secret that is looked for in texts


def named_secret(name: str) -> SecretName:
    """What a definition means: `env:NAME` of the environment, `NAME` or `vault:NAME` of the vault."""
    return SecretName(name.removeprefix(IN_VAULT))


def how_to_give(name: str) -> str:
    """What a person does about a secret that is not there."""
    variable = name.removeprefix(FROM_ENVIRONMENT)
    return f"set {variable} in the environment" if variable != name else f"spark secret keep {named_secret(name)}"


class Secret:
    """A value that is never shown; `reveal` is called only where it goes out over the wire."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def hide_in(self, text: str) -> str:
        """The text with every occurrence of this secret replaced, as it stands and as JSON or a URL spells it.

        One that was pasted with blanks is told without.
        """
        bare = self._value.strip()
        if len(bare) < SHORTEST:
            return text
        for spelled in _in_json(bare):
            text = text.replace(spelled, "•••")
        is_word = bare.isascii() and bare.isalnum()
        return text if is_word or ("%" not in text and "+" not in text) else _in_a_url(bare).sub("•••", text)

    def hide_in_bytes(self, raw: bytes) -> bytes:
        """The same for text that is not decoded yet; a URL is read when it is."""
        bare = self._value.strip()
        for spelled in _in_json(bare) if len(bare) >= SHORTEST else ():
            raw = raw.replace(spelled.encode("utf-8", "replace"), "•••".encode())
        return raw

    def __repr__(self) -> str:
        return "•••"

    __str__ = __repr__


@lru_cache(maxsize=64)  # it is asked for at every line of a run
def _in_json(text: str) -> tuple[str, ...]:
    """As it stands, as JSON spells it, and as JSON does that is told as a text in JSON; the longest first."""
    known = {text}
    for _ in range(2):
        known |= {json.dumps(one, ensure_ascii=ascii)[1:-1] for one in known for ascii in (True, False)}  # noqa: A001
    return tuple(sorted(known, key=len, reverse=True))


@lru_cache(maxsize=64)
def _in_a_url(text: str) -> re.Pattern[str]:
    """It there: whoever writes a URL spells some of its characters by their numbers, and others not."""
    each = (f"(?:{re.escape(one)}|(?i:{quote(one, safe='', errors='replace')}))" for one in text)
    return re.compile("".join(each).replace(r"(?:\ |", r"(?:\ |\+|"))


def longest_first(secrets: Iterable[Secret]) -> tuple[Secret, ...]:
    """In the order in which they are hidden: of one that begins with another nothing may stay."""
    return tuple(sorted(secrets, key=lambda secret: len(secret.reveal()), reverse=True))


class HealthState(StrEnum):
    UNKNOWN = "unknown"
    UP = "up"
    REFUSED = "refused"  # it answers, and does not accept our credentials
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Health:
    """What a source last said of itself."""

    state: HealthState = HealthState.UNKNOWN
    detail: str = ""
    hint: str = ""
    version: str = ""
    checked_at: datetime | None = None
    since: datetime | None = None  # when it became well, or ceased to be

    @property
    def up(self) -> bool:
        return self.state is HealthState.UP


class Memory(StrEnum):
    """Whose session a run at an agent's source has: its own, or one with all runs of its schedule."""

    RUN = "run"  # each begins with nothing
    SCHEDULE = "schedule"  # the agent remembers the last ones


@dataclass(frozen=True, slots=True)
class Source:
    """Where workflows live. `secret` is a name in the vault, never the value."""

    id: SourceId
    kind: str
    name: str
    url: str
    secret: SecretName | None = None
    health: Health = Health()
    definition: str = ""  # what it offers, of a kind that is told; never a secret, but names of them
    memory: Memory = Memory.RUN

    @property
    def here(self) -> bool:
        """A folder of this machine: to look into it costs next to nothing."""
        return self.url.startswith("/")

    @property
    def own_key(self) -> SecretName | None:
        """The secret that was put into the vault for it alone, and goes with it."""
        return self.secret if self.secret and self.secret.startswith(f"source-{self.id}") else None

    def new_key(self, mark: str) -> SecretName:
        """A name for another secret of its own: whoever has the source open sees that it changed."""
        return SecretName(f"source-{self.id}-{mark}")


def as_kept(url: str) -> str:
    """An address as it is kept: without blanks around it, or a slash at its end."""
    return url.strip().rstrip("/") or url.strip()[:1]


def is_one_place(url: str, other: str) -> bool:
    """Whether both are the same address, however this machine, the port of the scheme and the end are spelled."""
    return _address(url) == _address(other)


def _address(url: str) -> tuple[object, ...]:
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        return (url,)
    if parts.scheme not in PORTS:
        return (url,)
    where = LOCALHOST if host in LOOPBACK else host
    return parts.scheme, parts.username, where, port or PORTS[parts.scheme], parts.path.rstrip("/"), parts.query


@dataclass(frozen=True, slots=True)
class Found:
    """What answers on this machine; `known` is the name of the source that it is already, or empty."""

    url: str
    kind: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a kind of source wants to know; declared once, it becomes form, flag and documentation."""

    name: str
    description: str
    required: bool = True
    secret: bool = False

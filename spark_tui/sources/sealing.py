"""Headers in which secrets stand by name, until they go out."""

from collections.abc import Mapping
from dataclasses import dataclass

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.source import Secret, how_to_give


@dataclass(frozen=True, slots=True)
class Sealed:
    """A header's value in which secrets stand by name: `Bearer ${key}` is ("Bearer ", "key", "").

    Where a name ends with ? and there is no such secret, the header is left out.
    """

    parts: tuple[str, ...]  # texts and names by turns

    def lacks(self, secrets: Mapping[str, Secret]) -> bool:
        """Whether it would bear a secret that may be missing, and is."""
        return any(name.endswith("?") and name[:-1] not in secrets for name in self.parts[1::2])

    def opened(self, secrets: Mapping[str, Secret]) -> str:
        """Raises BadCredentials for a secret that is missing or that no header bears."""
        return "".join(sendable(_named(part, secrets)) if at % 2 else part for at, part in enumerate(self.parts))


def opened(headers: Mapping[str, str | Sealed], secrets: Mapping[str, Secret]) -> dict[str, str]:
    """Headers as they go out. Raises SourceError, BadCredentials."""
    kept = {name: one for name, one in headers.items() if not (isinstance(one, Sealed) and one.lacks(secrets))}
    said = {name: one.opened(secrets) if isinstance(one, Sealed) else one for name, one in kept.items()}
    if not all(value.isascii() and (value.isprintable() or not value) for value in said.values()):
        raise SourceError("a header can hold only letters, digits and signs of ASCII, on one line")
    return said


def sendable(secret: Secret) -> str:
    """The secret as a header bears it. Raises BadCredentials when none does."""
    value = secret.reveal().strip()
    if not value or not value.isascii() or not value.isprintable():
        raise BadCredentials("the API key holds characters that no key has", hint="enter it once more")
    return value


def _named(name: str, secrets: Mapping[str, Secret]) -> Secret:
    name = name.removesuffix("?")
    if name not in secrets:
        raise BadCredentials(f"there is no secret “{name}”", hint=how_to_give(name))
    return secrets[name]

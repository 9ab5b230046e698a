"""Headers and bodies in which secrets stand by name, until they go out."""

from base64 import b64encode
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from spark_tui.domain.endpoints import KEY
from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.inputs import secrets_in
from spark_tui.domain.source import IN_VAULT, Secret, SecretName, how_to_give, named_secret

BASIC = "basic"  # stands for the source's key as Basic authentication wants it: USER:PASSWORD
Content = bytes | Callable[[Mapping[str, Secret]], bytes]  # of a request; one that bears secrets is made of them
Lookup = Callable[[SecretName], Secret | None]


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


def told_whole(sealed: object, secrets: Mapping[str, Secret]) -> str:
    """A secret within a body, whatever it holds. Raises BadCredentials, TypeError for what is none."""
    if not isinstance(sealed, Sealed):
        raise TypeError(f"{type(sealed).__name__} is no JSON")
    return "".join(_named(part, secrets).reveal() if at % 2 else part for at, part in enumerate(sealed.parts))


def unsealed(value: Any, secrets: Mapping[str, Secret]) -> Any:
    """The same with what is sealed opened, however deep. Raises BadCredentials."""
    match value:
        case Sealed():
            return told_whole(value, secrets)
        case dict():
            return {name: unsealed(one, secrets) for name, one in value.items()}
        case list():
            return [unsealed(one, secrets) for one in value]
    return value


def of_key(secret: Secret) -> dict[str, Secret]:
    """A source's key by the names that stand for it: as it is, as Basic wants it, and as a URL spells it."""
    plain = secret.reveal().strip()
    pair = plain if ":" in plain else f"{plain}:"
    basic = b64encode(pair.encode("utf-8", "replace")).decode("ascii")
    return {KEY: secret, BASIC: Secret(basic), f"{KEY} in a URL": Secret(quote_plus(plain, errors="replace"))}


def sealed_values(
    values: Mapping[str, Any], secret: Container[str], lookup: Lookup | None
) -> tuple[dict[str, Any], dict[str, Secret]]:
    """Values with those of the inputs in `secret` sealed, and all secrets that are named among them.

    What is named for an input that is none is a text; it is known all the same, so that it is hidden where it is
    told back. Raises BadCredentials for one that is missing.
    """
    named = secrets_in(values)
    found = {f"{IN_VAULT}{name}": one for name in named.values() if (one := lookup(name) if lookup else None)}
    kept = {name: f"{IN_VAULT}{which}" for name, which in named.items() if name in secret}
    for which in kept.values():
        _named(which, found)
    return {**values, **{name: Sealed(("", which, "")) for name, which in kept.items()}}, found


def sendable(secret: Secret) -> str:
    """The secret as a header bears it. Raises BadCredentials when none does."""
    value = secret.reveal().strip()
    if not value or not value.isascii() or not value.isprintable():
        raise BadCredentials("the API key holds characters that no key has", hint="enter it once more")
    return value


def _named(name: str, secrets: Mapping[str, Secret]) -> Secret:
    name = name.removesuffix("?")
    if name not in secrets:
        raise BadCredentials(f"there is no secret “{named_secret(name)}”", hint=how_to_give(named_secret(name)))
    return secrets[name]

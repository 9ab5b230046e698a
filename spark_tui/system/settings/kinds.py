"""What a setting may be: how it is read, what is said of it, and how it is shown to people.

A value comes from TOML, with a type, or as text, from a variable, a flag or a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spark_tui.domain.errors import BadTiming, Invalid
from spark_tui.domain.text import one_line, place, redacted
from spark_tui.domain.zones import zone_of


def plainly(value: object) -> str:
    """As it would be typed."""
    return str(value).lower() if isinstance(value, bool) else redacted(one_line(str(value), 200))


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` takes the name and what was said, and raises Invalid; `may_be` is for people."""

    read: Callable[[str, object], Any]
    may_be: str
    allowed: tuple[str, ...] = ()
    shown: Callable[[object], str] = plainly


def text(may_be: str = "a text") -> Kind:
    return Kind(lambda _, said: str(said).strip(), may_be)


def one_of(*allowed: str) -> Kind:
    def read(name: str, said: object) -> str:
        value = str(said).strip().lower()
        if value not in allowed:
            raise Invalid(f"{name} is {' or '.join(allowed)}, not “{value[:20]}”")
        return value

    return Kind(read, " or ".join(allowed), allowed)


def number(least: int = 1, most: int = 10_000) -> Kind:
    def read(name: str, said: object) -> int:
        try:
            value = int(said)  # type: ignore[call-overload]
        except (TypeError, ValueError):
            value = least - 1
        if not least <= value <= most or isinstance(said, bool | float):
            raise Invalid(f"{name} is a number from {least} to {most}, not “{one_line(str(said), 20)}”")
        return int(value)

    return Kind(read, f"a number from {least} to {most}")


_SAID = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}


def yes_or_no() -> Kind:
    def read(name: str, said: object) -> bool:
        value = str(said).strip().lower()
        if value not in _SAID:
            raise Invalid(f"{name} is true or false, not “{value[:20]}”")
        return _SAID[value]

    return Kind(read, "true or false", ("true", "false"))


def dollars() -> Kind:
    def read(name: str, said: object) -> float:
        try:
            value = float(said)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            value = -1.0
        if not 0 < value <= 100_000:
            raise Invalid(f"{name} is a sum in US dollars above 0, not “{one_line(str(said), 20)}”")
        return value

    return Kind(read, "a sum in US dollars")


def url() -> Kind:
    """It may stand there itself, with a secret in its path; only the server is shown then."""

    def read(name: str, said: object) -> str:
        value = str(said).strip()
        if value and not value.startswith(("http://", "https://", "env:", "vault:")):
            raise Invalid(f"{name} is an http or https URL, env:NAME or vault:NAME")
        return value

    return Kind(read, "an http or https URL, env:NAME or vault:NAME", shown=_server)


def _server(value: object) -> str:
    scheme, there, rest = str(value).partition("://")
    return f"{scheme}://{place(f'{scheme}://{rest}').partition('://')[2].partition('/')[0]}/…" if there else scheme


def store() -> Kind:
    def read(_: str, said: object) -> str:
        value = str(said)
        if value.partition(":")[0].partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
            raise Invalid(
                "the store is a sqlite:/// or postgresql:// URL", hint="set SPARK_STORE or store in config.toml"
            )
        return value

    return Kind(read, "a sqlite:/// or postgresql:// URL", shown=lambda value: place(str(value)))


def zone() -> Kind:
    def read(_: str, said: object) -> str:
        try:
            return zone_of(str(said)).key
        except BadTiming as wrong:
            raise Invalid(
                wrong.message, hint="set SPARK_ZONE or zone in config.toml to a name like Europe/Rome"
            ) from None

    return Kind(read, "a name such as Europe/Rome")


def certificates() -> Kind:
    def read(_: str, said: object) -> str:
        path = Path(str(said)).expanduser() if said else None
        if path is not None and not path.is_file():
            raise Invalid(
                f"there is no file {path} with certificates", hint="correct SPARK_CA_FILE or ca_file in config.toml"
            )
        return str(path) if path else ""

    return Kind(read, "a file of certificates (PEM)")


def keys() -> Kind:
    """A table, which the face that has the keys reads."""
    return Kind(lambda _, said: said, "a table of actions and keys", shown=_counted)


def _counted(value: object) -> str:
    return f"{len(value)} changed" if isinstance(value, dict) else plainly(value)

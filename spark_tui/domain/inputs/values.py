"""What is given to a workflow, by the names of its fields; secrets among them are given by their names."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spark_tui.domain.source import SecretName, named_secret
from spark_tui.domain.text import one_line

_NAMED = re.compile(r"vault:(?:env:)?[A-Za-z0-9_][\w.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Values:
    """What is given, by the names of the fields: a JSON object as text, empty where there is none.

    Equal values are equal texts: keys are in order.
    """

    json: str = ""

    def __bool__(self) -> bool:
        return bool(self.json)

    def __str__(self) -> str:
        """seconds=2, title=“the week”: on one line."""
        return one_line(", ".join(f"{name}={spelled(value)}" for name, value in self.of().items()), 500)

    def of(self) -> dict[str, Any]:
        """By name. Raises ValueError or TypeError for a text that another program wrote."""
        found = json.loads(self.json) if self.json else {}
        if not isinstance(found, dict):
            raise TypeError("values are a JSON object")
        return found

    def spelled(self) -> dict[str, str]:
        """By name, as a person would type them."""
        return {name: spelled(value) for name, value in self.of().items()}

    @property
    def secrets(self) -> tuple[SecretName, ...]:
        """The names of secrets among them; none where another program wrote what cannot be read."""
        try:
            return tuple(secrets_in(self.of()).values())
        except (TypeError, ValueError):
            return ()


def values_of(given: Mapping[str, Any]) -> Values:
    return Values(json.dumps(given, sort_keys=True, allow_nan=False) if given else "")


def spelled(value: Any) -> str:
    """As a person would type it: read by its field's type it is the same value again."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def secrets_in(values: Mapping[str, Any]) -> dict[str, SecretName]:
    """Those of values that are the name of a secret, by the name of the input."""
    return {name: named_secret(value) for name, value in values.items() if is_named(value)}


def names_of_secrets(text: str) -> tuple[SecretName, ...]:
    """Whatever could be one, wherever it stands in the text."""
    return tuple(map(named_secret, _NAMED.findall(text)))


def is_named(value: Any) -> bool:
    return isinstance(value, str) and _NAMED.fullmatch(value) is not None

"""What a source is told to offer: checked, and found ready-made."""

from dataclasses import dataclass

from spark_tui.domain.errors import Invalid
from spark_tui.service.ports import Roster


@dataclass(frozen=True, slots=True)
class Preset:
    """A definition that comes with a kind of source."""

    kind: str
    about: str
    definition: str


def check_definition(roster: Roster, kind: str, definition: str) -> None:
    """Raises Invalid for what is none, and for a kind that has none."""
    check = getattr(roster.kinds().get(kind), "check_definition", None)
    if definition and check is None:
        raise Invalid(f"a {kind} source has no definition", hint="that is for --kind webhook")
    if definition and check is not None:
        check(definition)


def presets(roster: Roster) -> dict[str, Preset]:
    """Those of all kinds, by name. A kind may have `presets()`: by name a definition, whose first line says of what."""
    found: dict[str, Preset] = {}
    for name, kind in roster.kinds().items():
        ready: dict[str, str] = getattr(kind, "presets", dict)()
        for called, text in ready.items():
            found[called] = Preset(name, text.partition("\n")[0].lstrip("# "), text)
    return found

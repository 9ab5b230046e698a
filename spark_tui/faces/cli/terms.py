"""What may be said of a schedule beside when it runs, whether it is new or not: declared once."""

from dataclasses import dataclass
from typing import Any

from spark_tui.faces.cli.flags import filling
from spark_tui.faces.cli.giving import AsTemplate, Sets, given_by
from spark_tui.faces.cli.options import AtFold, AtGap, Called, Input, Tags, Zone
from spark_tui.faces.cli.policy import tags_of


@dataclass(frozen=True, slots=True)
class Terms:
    """As it was typed; None, or empty, is what was not said."""

    tz: Zone = ""
    given: Input = None
    sets: Sets = None
    template: AsTemplate = None
    called: Called = ""
    tags: Tags = None
    gap: AtGap = None
    fold: AtFold = None

    @property
    def values(self) -> dict[str, Any]:
        """Of its inputs, by name. Raises Invalid."""
        return given_by(self.sets)

    @property
    def labels(self) -> tuple[str, ...] | None:
        """Its tags. Raises Invalid."""
        return None if self.tags is None else tags_of(self.tags)


with_terms = filling(Terms, "terms")

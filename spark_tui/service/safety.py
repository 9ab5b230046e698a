"""What was looked at to keep others out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: how it is, and what would help where it is not as it should be."""

    what: str
    good: bool
    detail: str
    hint: str = ""

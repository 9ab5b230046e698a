"""What a run has cost: tokens that a model read and wrote, and money where that is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the source told them; `cost` is in US dollars, 0 where nobody told it."""

    read: int = 0
    written: int = 0
    total: int = 0
    cost: float = 0.0

    def __str__(self) -> str:
        cost = f", ${self.cost:.4f}" if self.cost else ""
        return f"{self.total:,} tokens ({self.read:,} read, {self.written:,} written){cost}"

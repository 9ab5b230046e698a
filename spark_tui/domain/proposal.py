"""From words to a schedule: a Draft becomes a Proposal, or a Question, or is refused.

Nothing is stored until a person accepts a Proposal.
"""

from dataclasses import dataclass, field
from datetime import datetime

from spark_tui.domain.given import Given
from spark_tui.domain.inputs import Values
from spark_tui.domain.schedule import Policy
from spark_tui.domain.timing import Timing
from spark_tui.domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Draft:
    """What was understood of a phrase: when, and the words that were not about when.

    `task` is what remains of the phrase; `assumed` says what was taken for granted.
    """

    timing: Timing
    zone: str
    phrase: str
    task: str = ""
    assumed: tuple[str, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """It could mean several things, or something is missing. Each choice is a phrase that would do."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """It is no schedule, or one that cannot be. `understood`: what was meant is clear, and a model would not help."""

    reason: str
    hint: str = ""
    understood: bool = False


Answer = Draft | Question | Refusal


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be kept: shown to a person, in words and moments, before it is."""

    name: str
    workflow: Workflow
    draft: Draft
    words: str
    upcoming: tuple[datetime, ...]
    input: str = ""
    policy: Policy = field(default=Policy())
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    values: Values = Values()
    template: bool = False

    @property
    def given(self) -> Given:
        """With the places of a template still open."""
        return Given(self.input, self.values)

    @property
    def timing(self) -> Timing:
        return self.draft.timing

    @property
    def zone(self) -> str:
        return self.draft.zone

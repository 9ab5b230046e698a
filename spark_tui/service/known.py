"""What a phrase may be about: what is there and goes on, as it was at one look.

A face that shows them hands over what it shows, so that a key press reads nothing of all that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.naming import Names, names_of
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.service.vocabulary import Vocabulary


@dataclass(frozen=True)
class Known:
    """All of them, by name; `latest` is the newest run of each schedule. What follows from it is worked out once."""

    schedules: Sequence[Schedule] = ()
    workflows: Sequence[Workflow] = ()
    sources: Sequence[Source] = ()
    active: Sequence[Run] = ()
    latest: Mapping[ScheduleId, Run] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        """What the schedules are called."""
        return names_of(tuple(schedule.name for schedule in self.schedules))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.workflows)

    def called(self, names: Sequence[str]) -> list[Schedule]:
        """The schedules of these names."""
        meant = set(names)
        return [schedule for schedule in self.schedules if schedule.name in meant]

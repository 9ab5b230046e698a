"""What a template may speak of."""

import json
import re
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.timing import zone_of

LONGEST_FORMAT = 200  # characters of a format of a moment
_FORMAT = re.compile(r"(?:[^%]|%-?[a-zA-Z%])*\Z")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a run when it starts. Moments are aware, and are told in its zone."""

    now: datetime
    due: datetime
    zone: str = "UTC"
    attempt: int = 1
    input: str = ""
    last_result: str = ""  # of the schedule's last run that succeeded
    run: str = ""
    key: str = ""  # the same for every attempt at one due moment
    source: str = ""
    workflow: str = ""

    def named(self) -> dict[str, Any]:
        """By the names that templates use."""
        return {field.name: self._told(getattr(self, field.name)) for field in fields(self)}

    def _told(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return Moment.of(value.astimezone(zone_of(self.zone)))
        return Text(value) if isinstance(value, str) else value


class Moment(datetime):
    """A moment that is written as ISO 8601, whose format can ask for no more than a date and a time."""

    @classmethod
    def of(cls, moment: datetime) -> "Moment":
        return cls.fromisoformat(moment.isoformat()).replace(tzinfo=moment.tzinfo, fold=moment.fold)

    def __str__(self) -> str:
        return self.isoformat(timespec="seconds")

    def strftime(self, format: str) -> str:  # noqa: A002 - its name in datetime
        if len(format) > LONGEST_FORMAT or not _FORMAT.match(format):
            raise Invalid(f"“{format[:40]}” is no format of a moment", hint="for example %Y-%m-%d %H:%M")
        return super().strftime(format)


class Text(str):  # noqa: SLOT000 - it remembers what it says
    """A text whose parts can be named when it is JSON: `input.city`, `last_result.items[0]`; itself it is as it was."""

    @cached_property
    def parts(self) -> Any:
        """What it says as JSON; None when it is no object and no list."""
        if self.lstrip()[:1] not in ("{", "["):
            return None
        try:
            return json.loads(self)
        except (ValueError, RecursionError):
            return None

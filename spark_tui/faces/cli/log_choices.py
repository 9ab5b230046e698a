"""How a log is asked for on the command line."""

import re
from datetime import timedelta
from enum import StrEnum

from spark_tui.domain.errors import Invalid
from spark_tui.domain.log import Severity
from spark_tui.domain.text import one_line

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def severity(self) -> Severity:
        return Severity[self.name]


class LogTime(StrEnum):
    ABS = "abs"
    REL = "rel"
    OFF = "off"


def span(text: str) -> timedelta:
    """15m, 2h, 1d12h. Raises Invalid."""
    parts = re.fullmatch(r"(?:\d{1,6}[smhdw])+", text.strip().lower())
    if parts is None:
        raise Invalid(f"“{one_line(text, 40)}” is no span of time", hint="write it as 90s, 15m, 2h or 1d")
    return sum(
        (timedelta(**{_UNITS[unit]: int(number)}) for number, unit in re.findall(r"(\d+)([smhdw])", parts[0])),
        timedelta(),
    )

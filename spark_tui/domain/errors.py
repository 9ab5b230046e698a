"""What can go wrong, in words for people.

SparkError
├── Invalid              what was asked cannot be
│   └── BadTiming        a time expression that has no meaning
├── NotFound             no such source, workflow, schedule or run
├── Ambiguous            a name or a prefix that fits several
├── Conflict             it clashes with what is there
│   └── IllegalMove      a run cannot go from this state to that one
├── SourceError          the place that runs workflows did not answer as it should
│   └── BadCredentials   it answered, and refused who we are
├── StoreError           the database cannot be used
│   ├── Outgrown         a newer Spark has changed its tables
│   └── InUse            its tables must change, and an engine of an older Spark works with them
└── ModelError           the language model did not help

`message` says what is wrong and `hint` what would help; a face maps the class
once (exit codes, toasts, statuses) and shows both. Neither ever holds a secret.
"""

from spark_tui.domain.trouble import TRANSIENT, Trouble


class SparkError(Exception):
    """The root: everything a person may be told."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def in_full(self) -> str:
        """Both, where there is room for one text."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


class Invalid(SparkError):
    """What was asked cannot be."""


class BadTiming(Invalid):
    """A time expression that has no meaning."""


class NotFound(SparkError):
    """Nothing has that name or id."""


class Ambiguous(SparkError):
    """Several have that name or prefix."""


class Conflict(SparkError):
    """It clashes with what is there."""


class IllegalMove(Conflict):
    """A run cannot go from this state to that one."""


class SourceError(SparkError):
    """A source did not answer as it should. `trouble` is the class of the failure.

    `wait` is how many seconds the source asked us to stay away (Retry-After), 0 when it did not say.
    """

    def __init__(self, message: str, *, hint: str = "", trouble: Trouble = Trouble.REJECTED, wait: float = 0.0) -> None:
        super().__init__(message, hint=hint)
        self.trouble, self.wait = trouble, wait

    @property
    def retryable(self) -> bool:
        """Whether trying again can help, by itself."""
        return self.trouble in TRANSIENT


class BadCredentials(SourceError):
    """A source refused who we are."""


class StoreError(SparkError):
    """The database cannot be used."""


class Outgrown(StoreError):
    """A newer Spark has changed its tables: to try again helps nothing."""


class InUse(StoreError):
    """Its tables must change, and an engine of an older Spark works with them: that process, as that face."""

    def __init__(self, message: str, *, hint: str, host: str, pid: int, face: str) -> None:
        super().__init__(message, hint=hint)
        self.host, self.pid, self.face = host, pid, face


class ModelError(SparkError):
    """The language model did not help."""

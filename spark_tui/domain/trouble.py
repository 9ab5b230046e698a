"""Why a run failed, as far as that decides whether trying again can help."""

from enum import StrEnum


class Trouble(StrEnum):
    """The class of a failure. A retry policy names those that it tries again."""

    UNREACHABLE = "unreachable"  # nobody answered: refused, no such host, the connection broke
    BUSY = "busy"  # 429 or 503: come back later, perhaps with a Retry-After
    SERVER = "server"  # another 5xx
    TIMEOUT = "timeout"  # it did not answer, or not end, in time
    REJECTED = "rejected"  # another 4xx: what was asked is wrong
    FAILED = "failed"  # the workflow itself came to a bad end


TRANSIENT = frozenset({Trouble.UNREACHABLE, Trouble.BUSY, Trouble.SERVER, Trouble.TIMEOUT})


def of_status(status: int) -> Trouble:
    """The class of an HTTP status that is an error."""
    if status in (429, 503):
        return Trouble.BUSY
    if status in (408, 504):
        return Trouble.TIMEOUT
    return Trouble.SERVER if status >= 500 else Trouble.REJECTED

"""How much of a server's time and words we bear: whatever it sends, Spark stays alive, small and quick."""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one server: times in seconds, sizes in bytes."""

    connect: float = 10.0
    look: float = 20.0  # without a byte, of a server that somebody is about to get to know
    read: float = 60.0  # without a byte; servers may freeze for several seconds while they are at work
    whole: float = 120.0  # for an answer that is wanted whole, however steadily it drips
    body: int = 16 * MB  # of such an answer
    line: int = 16 * MB  # of one line, or one event, of a stream
    stream: int = 256 * MB  # of all that one stream tells


LIMITS = Limits()
EVENT_ID = 200  # characters of an id that a server hands out and we hand back
EVENT_NAME = 100  # characters
VALUES = 500_000  # in one piece of JSON: as objects they are many times as big as their text
LINE_COSTS = 128  # bytes that a line of a stream counts for beside its own: it takes our time, even an empty one
AT_A_TIME = 500  # lines that are read before everybody else has a turn
ITEM = 4 * MB  # characters of one item of a long list

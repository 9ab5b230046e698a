"""What went wrong, in one line and in full: kept until the screen ends, and written down.

No values of variables are ever shown, and nothing that looks like a secret. Of an error that nobody expected the
whole traceback goes to the log, redacted too.
"""

import logging
import traceback
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from spark_tui.domain.errors import SourceError, SparkError
from spark_tui.domain.text import clean, clip, one_line, redacted

MOST = 100  # of them are kept
LONGEST = 4_000  # characters of a message, and of a hint
REFUSED = "refused"
OURS = "this is a fault of Spark, which goes on; spark debug-info prints what belongs into a report of it"
log = logging.getLogger("spark.screen")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that went wrong. `kind` is the class of the error, or that it was refused; `tried` what was tried."""

    message: str
    hint: str = ""
    kind: str = ""
    tried: str = ""
    at: datetime | None = None
    where: str = ""
    times: int = 1
    number: int = field(default=0, compare=False)  # of those that were kept

    def brief(self, room: int) -> str:
        """On one line: with the hint where there is room for both."""
        message = one_line(self.message, LONGEST)
        both = f"{message} ({one_line(self.hint, LONGEST)})" if self.hint else message
        return both if len(both) <= room else message

    @property
    def in_full(self) -> str:
        """As it is copied: a line for each thing that is known."""
        known = (
            ("message", self.message),
            ("hint", self.hint),
            ("class", self.kind),
            ("when", self.at.isoformat(timespec="seconds") if self.at else ""),
            ("times", str(self.times) if self.times > 1 else ""),
            ("tried", self.tried),
            ("where", self.where),
            ("log", log_file()),
        )
        return "\n".join(f"{name}: {said}" for name, said in known if said)


def wrong_of(error: BaseException, tried: str = "", at: datetime | None = None) -> Wrong:
    """What is told of it."""
    kind = type(error).__name__
    if not isinstance(error, SparkError):
        told = f"Something in Spark went wrong: {kind}: {_safe(str(error))}"
        return Wrong(told, OURS, kind, _safe(tried), at, _where(error))
    if isinstance(error, SourceError):
        kind = f"{kind}, {error.trouble.value}"
    return Wrong(_safe(error.message), _safe(error.hint), kind, _safe(tried), at)


def remark(message: str, more: str, at: datetime | None) -> Wrong:
    """Something that is wrong, and no error."""
    return Wrong(_safe(message), _safe(more), "remark", at=at)


def refusal(why: str, tried: str, at: datetime | None) -> Wrong:
    """What a key stands for, and why it cannot be done now."""
    return Wrong(_safe(why), "", REFUSED, tried, at)


class Wrongs:
    """The last ones, the newest first."""

    def __init__(self) -> None:
        self._kept: deque[Wrong] = deque(maxlen=MOST)
        self._count = 0

    def __iter__(self) -> Iterator[Wrong]:
        return iter(self._kept)

    def keep(self, wrong: Wrong) -> bool:
        """False where it is the last one again, which is counted with it."""
        last = self._kept[0] if self._kept else None
        again = last is not None and replace(wrong, at=last.at, times=last.times) == last
        if last is not None and again:
            self._kept[0] = replace(wrong, times=last.times + 1, number=last.number)
        else:
            self._count += 1
            self._kept.appendleft(replace(wrong, number=self._count))
        return not again


def told(error: BaseException) -> str:
    """What it was, where, and where to read more: the last words of a screen that ends."""
    where, more = _where(error), log_file()
    known = (
        one_line(redacted(clean(f"{type(error).__name__}: {error}")), 200),
        where and f"at {where}",
        more and f"more in {more}",
    )
    return "\n  ".join(filter(None, known))


def write_down(error: BaseException) -> None:
    """The whole of it, to wherever the log goes."""
    log.error("%s", redacted(clean("".join(traceback.format_exception(error)))))


def note_down(wrong: Wrong) -> None:
    """One that has its words, to wherever the log goes; what was only refused is not worth it."""
    if wrong.kind != REFUSED:
        tried = f"; tried: {wrong.tried}" if wrong.tried else ""
        hint = f" ({wrong.hint})" if wrong.hint else ""
        log.warning("%s", one_line(f"{wrong.kind}: {wrong.message}{hint}{tried}", LONGEST))


def log_file() -> str:
    """Where it is; empty where none is written."""
    files = [
        handler.baseFilename for handler in logging.getLogger().handlers if isinstance(handler, logging.FileHandler)
    ]
    return files[0] if files else ""


def _where(error: BaseException) -> str:
    """The file by its last two names: where Spark is installed says nothing about the fault, and fills a line."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    return f"{'/'.join(Path(last.filename).parts[-2:])}:{last.lineno} in {last.name}"


def _safe(text: str) -> str:
    """A key that is cut in two looks like none: it is hidden first."""
    return clip(redacted(clean(text)), LONGEST)

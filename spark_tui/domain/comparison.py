"""What is different between a run and the last one that was good: input, result, duration, lines."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from spark_tui.domain.document import read
from spark_tui.domain.log import Level, Line
from spark_tui.domain.run import Run, took
from spark_tui.domain.text import redacted

MOST_COMPARED, LONGEST = 400, 400  # lines of one text, and characters of a line; a diff takes the square of them
MOST_TOLD = 200  # lines of one difference
AROUND = 1  # lines that are the same, around those that differ


@dataclass(frozen=True, slots=True)
class Contrast:
    """Lines of the good one that are not in the other (-), of the other that are not in the good one (+), and others.

    `rest` is how many lines of either were not compared.
    """

    what: str
    lines: Sequence[tuple[str, str]]
    rest: int = 0


@dataclass(frozen=True, slots=True)
class RunComparison:
    """A run beside a good one. Times are None where one has none."""

    run: Run
    good: Run
    took: timedelta | None
    good_took: timedelta | None
    contrasts: Sequence[Contrast]

    @property
    def same(self) -> Sequence[str]:
        """What does not differ."""
        return [contrast.what for contrast in self.contrasts if not contrast.lines]


def compare(run: Run, good: Run, lines: Sequence[Line] = (), good_lines: Sequence[Line] = ()) -> RunComparison:
    """The lines are the last ones of each. Secrets in JSON are left out on both sides."""
    texts = {
        "input": (_written(good.given.text), _written(run.given.text)),
        "result": (_written(good.result), _written(run.result)),
        "log": (_said(good_lines), _said(lines)),
    }
    if good.values or run.values:
        texts["inputs"] = _written(good.given.values.json), _written(run.given.values.json)
    contrasts = [_contrast(what, before, after) for what, (before, after) in texts.items()]
    return RunComparison(run, good, took(run), took(good), contrasts)


def _written(text: str) -> Iterator[str]:
    return read(text).written()


def _said(lines: Sequence[Line]) -> Iterator[str]:
    return (redacted(line.text) for line in lines if line.level is not Level.NOTE)


def _contrast(what: str, before: Iterator[str], after: Iterator[str]) -> Contrast:
    old, new = ([line[:LONGEST] for line in islice(side, MOST_COMPARED)] for side in (before, after))
    rest = max(sum(1 for _ in side) for side in (before, after))
    diff = difflib.unified_diff(old, new, n=AROUND, lineterm="")
    told = [(line[0], line[1:]) for line in islice(diff, 2, 2 + MOST_TOLD)]
    return Contrast(what, [("@", "…") if sign == "@" else (sign, line) for sign, line in told], rest)

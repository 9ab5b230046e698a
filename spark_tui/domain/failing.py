"""When a schedule has failed so often that it pauses itself."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from spark_tui.domain.run import BAD_ENDS, Run
from spark_tui.domain.schedule import Pause, Policy
from spark_tui.domain.text import counted

BY = "Spark"


def failures_in_a_row(endings: Sequence[Run]) -> int:
    """How many of the last moments failed, each by its last attempt.

    `endings` are their runs, the last first; the attempts of moments that go on side by side are mixed.
    """
    last: dict[datetime, Run] = {}
    for run in endings:
        if run.attempt >= last.setdefault(run.due_at, run).attempt:
            last[run.due_at] = run
    return sum(1 for _ in takewhile(lambda run: run.state in BAD_ENDS, last.values()))


def pause_of(policy: Policy, endings: Sequence[Run], now: datetime) -> Pause | None:
    """The pause that a schedule takes by itself after those endings, if it takes one."""
    count = failures_in_a_row(endings)
    if not policy.pause_after or count < policy.pause_after:
        return None
    last = endings[0]
    why = last.reason or last.state.value.replace("_", " ")
    return Pause(now, BY, f"{counted(count, 'failure')} in a row, the last: {why}")

"""When a schedule has failed so often that it pauses itself."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from spark_tui.domain.run import BAD_ENDS, Run
from spark_tui.domain.schedule import Pause, Policy

BY = "Spark"


def failures_in_a_row(endings: Sequence[Run]) -> int:
    """How many of the last moments failed; `endings` are their runs, the last first, all attempts of each."""
    count = 0
    for _, attempts in groupby(endings, key=lambda run: run.due_at):
        if next(attempts).state not in BAD_ENDS:
            break
        count += 1
    return count


def pause_of(policy: Policy, endings: Sequence[Run], now: datetime) -> Pause | None:
    """The pause that a schedule takes by itself after those endings, if it takes one."""
    count = failures_in_a_row(endings)
    if not policy.pause_after or count < policy.pause_after:
        return None
    last = endings[0]
    return Pause(now, BY, f"{count} failures in a row, the last: {last.reason or last.state.value.replace('_', ' ')}")

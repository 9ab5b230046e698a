"""What was: how many runs, how they ended, and which did not succeed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from spark_tui.domain.run import BAD_ENDS, Run
from spark_tui.domain.text import counted
from spark_tui.faces import show
from spark_tui.service.telling import Passed

JUST_NOW = timedelta(minutes=1)  # an answer is read a little after it was asked for


def told(passed: Passed, zone: str, now: datetime) -> list[str]:
    runs, stretch = passed.runs, _passed_stretch(passed, zone, now)
    bad, good = [run for run in runs if run.state in BAD_ENDS], [run for run in runs if run.state not in BAD_ENDS]
    if not runs:
        none = "no schedule's last run" if passed.newest else "nothing"
        return [f"{none} {'failed' if passed.order.failed else 'ran'} {stretch}"]
    states = Counter(show.sign(run.state).word for run in runs)
    told = " · ".join(f"{many} {word}" for word, many in states.most_common())
    many = f"more than {len(runs)} runs" if passed.more else counted(len(runs), "last run" if passed.newest else "run")
    return [f"{many} {stretch}: {told}", *_failures(bad, zone, now), _names_of(good)]


def _passed_stretch(passed: Passed, zone: str, now: datetime) -> str:
    begin = show.moment(passed.order.since, zone, now)
    until = passed.order.until
    return f"since {begin}" if until >= now - JUST_NOW else f"from {begin} to {show.moment(until, zone, now)}"


def _failures(bad: Sequence[Run], zone: str, now: datetime) -> list[str]:
    """The last one of each schedule, and how often it failed."""
    often = Counter(run.called for run in bad)
    last = {run.called: run for run in reversed(bad)}
    return [
        f"{name}{f' {many} times, last' if many > 1 else ''} {show.moment(last[name].due_at, zone, now)}: "
        f"{last[name].reason or show.sign(last[name].state).word}"
        for name, many in often.most_common()
    ]


def _names_of(runs: Sequence[Run]) -> str:
    often = Counter(run.called for run in runs)
    return " · ".join(f"{name} ×{many}" if many > 1 else name for name, many in often.most_common())

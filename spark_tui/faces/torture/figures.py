"""What a torture comes to, in figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from spark_tui.domain.run import RunState
from spark_tui.faces.torture.judging import Account, Fault, Promise, Wrong, judge, worn_out

WORST = 20  # faults that are told one by one


@dataclass(slots=True)
class Deaths:
    """Who was killed, and how long it took until somebody served again, in seconds."""

    serving: int = 0
    waiting: int = 0
    takeovers: list[float] = field(default_factory=list)  # somebody waited
    returns: list[float] = field(default_factory=list)  # nobody did: from the start of a process on


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it. `damage` is what the store itself complains of, `ended` whether the last engines did so in order."""

    seed: int
    store: str
    deaths: Deaths
    accounts: Sequence[Account]
    taken_up: int
    damage: Sequence[str]
    ended: bool
    seconds: float

    @property
    def wrong(self) -> list[Wrong]:
        return [wrong for account in self.accounts for wrong in judge(account)]

    @property
    def kept(self) -> bool:
        """Whether every promise was."""
        return not self.wrong and not self.damage and self.ended

    def to_dict(self) -> dict[str, Any]:
        """For programs, and for the table."""
        wrong, deaths = self.wrong, self.deaths
        faults = Counter(one.fault for one in wrong)
        entries = [entry for account in self.accounts for entry in account.entries]
        runs = [entry for entry in entries if entry.run is not None]
        return {
            "kept": self.kept,
            "seed": self.seed,
            "store": self.store,
            "lives": deaths.serving,
            "killed_waiting": deaths.waiting,
            "due": sum(len(account.due) for account in self.accounts),
            "rows": len(entries),
            "runs": len(runs),
            **{fault.value: faults[fault] for fault in (*_ROWS, Fault.UNTRUE)},
            "interrupted": sum(entry.state == RunState.LOST for entry in runs),
            "done_again": sum((entry.attempt or 0) > 1 for entry in runs),
            "taken_up": self.taken_up,
            "effects": sum(len(account.effects) for account in self.accounts),
            "at_least_once_lost": _count(wrong, Fault.LOST, self._named(Promise.AT_LEAST_ONCE)),
            "at_most_once_doubled": _count(wrong, Fault.REPEATED, self._named(Promise.AT_MOST_ONCE)),
            "remote_lost": _count(wrong, Fault.LOST, self._named(Promise.EXACTLY_ONCE)),
            "remote_doubled": _count(wrong, Fault.REPEATED, self._named(Promise.EXACTLY_ONCE)),
            "worn_out": sum(worn_out(account) for account in self.accounts),
            "damage": list(self.damage),
            "ended_in_order": self.ended,
            "takeover_median": _rounded(deaths.takeovers, median),
            "takeover_most": _rounded(deaths.takeovers, max),
            "return_median": _rounded(deaths.returns, median),
            "return_most": _rounded(deaths.returns, max),
            "seconds": round(self.seconds, 1),
            "wrong": [f"{one.fault}: {one.schedule} at {one.moment.isoformat()}" for one in wrong[:WORST]],
        }

    def _named(self, promise: Promise) -> set[str]:
        return {account.name for account in self.accounts if account.promise is promise}


def together(found: Sequence[Figures]) -> Figures:
    """Of several stores that were tortured at the same time. The first has the seed of all."""
    return Figures(
        seed=found[0].seed,
        store=found[0].store,
        deaths=Deaths(
            sum(one.deaths.serving for one in found),
            sum(one.deaths.waiting for one in found),
            [seconds for one in found for seconds in one.deaths.takeovers],
            [seconds for one in found for seconds in one.deaths.returns],
        ),
        accounts=[account for one in found for account in one.accounts],
        taken_up=sum(one.taken_up for one in found),
        damage=[complaint for one in found for complaint in one.damage],
        ended=all(one.ended for one in found),
        seconds=max(one.seconds for one in found),
    )


_ROWS = (Fault.MISSING, Fault.DOUBLED, Fault.INVENTED, Fault.MISCOUNTED, Fault.UNFINISHED)


def _count(wrong: Iterable[Wrong], fault: Fault, schedules: set[str]) -> int:
    return sum(one.fault is fault and one.schedule in schedules for one in wrong)


def _rounded(seconds: Sequence[float], of: Any) -> float | None:
    return round(of(seconds), 3) if seconds else None

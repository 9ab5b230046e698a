"""Servers drawn from a seed: what is begun there goes on, whatever becomes of Spark."""

import asyncio
from collections import Counter, defaultdict
from random import Random

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import RunId
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Abilities, Done, Failed, Gone, Job, Outcome, Stopped

ABILITIES = {
    "plain": Abilities(),
    "kept": Abilities(reattach=True),
    "keyed": Abilities(repeatable=True),
    "small": Abilities(limit=1),
}
Work = tuple[float, Outcome | Exception]  # seconds, and what it comes to


class Servers:
    """All of them: what is begun there goes on whatever becomes of Spark."""

    def __init__(self, seed: str, trouble: float) -> None:
        self._seed, self._trouble = seed, trouble
        self._ends: dict[str, tuple[float, Outcome | Exception]] = {}
        self.begun: Counter[RunId] = Counter()  # effects
        self.keys: dict[str, set[RunId]] = defaultdict(set)

    def begin(self, job: Job, name: str, now: float) -> str:
        """The job's ref; where the server finds jobs by their key, that of the first one that has not gone wrong."""
        ref = f"{name}:{job.key}" if name == "keyed" else f"{name}:{job.run}:{self.begun[job.run]}"
        self.keys[job.key].add(job.run)
        going = self._ends.get(ref)
        if going is None or (going[0] <= now and not isinstance(going[1], Done)):
            self.begun[job.run] += 1
            takes, outcome = self._drawn(job)
            self._ends[ref] = (now + takes, outcome)
        return ref

    def _drawn(self, job: Job) -> Work:
        chance = Random(f"{self._seed} {job.key} {job.attempt}")
        takes = chance.choice((0.0, 0.1, 3.0, 20.0, 70.0, 400.0))
        if chance.random() > self._trouble:
            return takes, Done("well")
        trouble = chance.choice([*Trouble])
        bad: list[Outcome | Exception] = [
            Failed("no", trouble, wait=chance.choice((0.0, 0.0, 45.0))),
            SourceError("nobody answers", trouble=trouble),
            KeyError("job"),
            Stopped(),
            Gone(),
            Done("never"),
        ]
        outcome = chance.choice(bad)
        return (1e12 if outcome == Done("never") else takes), outcome

    async def end_of(self, ref: str, now: float) -> Outcome:
        """Waits for it, and says how it ended."""
        if ref not in self._ends:
            return Gone()
        ends, outcome = self._ends[ref]
        await asyncio.sleep(max(0.0, ends - now))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def cancel(self, ref: str, now: float) -> None:
        if ref in self._ends and self._ends[ref][0] > now:
            self._ends[ref] = (now, Stopped())

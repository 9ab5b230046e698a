"""The moves of an engine's runs, on their way into the store: what comes together is one commit.

Fifty runs that end, and the fifty that take their seats, wait for the disk once. The lines that
came before a run's end are in that commit too, so that nobody sees an end without its last words.
"""

from collections.abc import Sequence

from spark_tui.domain.run import Run
from spark_tui.service.lines import LineWriter
from spark_tui.service.ports import Clock
from spark_tui.service.runs import Runs, Step
from spark_tui.service.together import Together

PAUSE = 0.004  # seconds that an end waits for others: what begins does not wait


class Moves:
    """One per engine. `take` answers the run after its move; None where somebody was first."""

    def __init__(self, runs: Runs, lines: LineWriter, clock: Clock) -> None:
        self._runs, self._lines = runs, lines
        self.take = Together(self._keep, lambda: clock.sleep(PAUSE))

    async def _keep(self, steps: Sequence[Step]) -> Sequence[Run | None]:
        async with self._lines.handed_over() as lines:
            moved = {run.id: run for run in await self._runs.take(steps, lines)}
        return [moved.get(step.run.id) for step in steps]

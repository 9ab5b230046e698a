"""What a source tells while it runs, and what of that is written down at once, for many runs in one commit."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from spark_tui.domain.errors import Conflict
from spark_tui.domain.ids import RunId
from spark_tui.domain.log import Level
from spark_tui.domain.run import Run
from spark_tui.service.lines import LineWriter
from spark_tui.service.ports import Clock, Store, Tx
from spark_tui.service.targets import ours
from spark_tui.service.together import Together
from spark_tui.service.trying import persist

if TYPE_CHECKING:
    from spark_tui.domain.given import Given

T = TypeVar("T")
Keep = Callable[[Tx, RunId, T], Awaitable[None]]


class Speaker:
    """The Emit that one running source is handed."""

    def __init__(
        self, run: Run, lines: LineWriter, clock: Clock, keep: Callable[[tuple[Run, str]], Awaitable[bool]]
    ) -> None:
        self._run, self._lines = run, lines
        self._clock, self._keep = clock, keep

    def line(self, text: str, level: Level = Level.OUT) -> None:
        self._lines.write(self._run.id, text, level)

    async def room(self) -> None:
        await self._lines.room()

    async def ref(self, ref: str) -> None:
        if not await persist(lambda: self._keep((self._run, ref)), self._clock):
            raise Conflict("another engine took this run over")


class Told:
    """A run's ref, and what its source was given. Each answers whether the run was still ours."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.ref: Together[tuple[Run, str], bool] = self._kept_by(lambda tx, run, ref: tx.runs.set_ref(run, ref))
        self.sent: Together[tuple[Run, Given], bool] = self._kept_by(lambda tx, run, sent: tx.runs.set_sent(run, sent))

    def _kept_by(self, keep: Keep[T]) -> Together[tuple[Run, T], bool]:
        return Together(lambda told: self._store.apply(lambda tx: _keep(tx, told, keep)))


async def _keep(tx: Tx, told: Sequence[tuple[Run, T]], keep: Keep[T]) -> list[bool]:
    known = await ours(tx, [run for run, _ in told])
    for run, what in told:
        if run.id in known:
            await keep(tx, run.id, what)
    return [run.id in known for run, _ in told]

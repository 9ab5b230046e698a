"""What a source tells while it runs, and what of that is written down at once, for many runs in one commit."""

from collections.abc import Awaitable, Callable, Sequence

from spark_tui.domain.errors import Conflict
from spark_tui.domain.given import Given
from spark_tui.domain.log import Level
from spark_tui.domain.run import Run
from spark_tui.service.lines import LineWriter
from spark_tui.service.ports import Clock, Store, Tx
from spark_tui.service.targets import ours
from spark_tui.service.together import Together
from spark_tui.service.trying import persist


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
        self.ref, self.sent = Together(self._keep_refs), Together(self._keep_sent)

    async def _keep_refs(self, refs: Sequence[tuple[Run, str]]) -> Sequence[bool]:
        return await self._store.apply(lambda tx: _keep_refs(tx, refs))

    async def _keep_sent(self, given: Sequence[tuple[Run, Given]]) -> Sequence[bool]:
        return await self._store.apply(lambda tx: _keep_sent(tx, given))


async def _keep_refs(tx: Tx, refs: Sequence[tuple[Run, str]]) -> list[bool]:
    known = await ours(tx, [run for run, _ in refs])
    for run, ref in refs:
        if run.id in known:
            await tx.runs.set_ref(run.id, ref)
    return [run.id in known for run, _ in refs]


async def _keep_sent(tx: Tx, given: Sequence[tuple[Run, Given]]) -> list[bool]:
    known = await ours(tx, [run for run, _ in given])
    for run, sent in given:
        if run.id in known:
            await tx.runs.set_sent(run.id, sent)
    return [run.id in known for run, _ in given]

"""spark doctor --torture: kill engines of this installation over a scratch store, and print what came of it."""

import asyncio
import secrets
import signal
import tempfile
from collections.abc import Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.faces.cli.output import put_json, put_table, say
from spark_tui.faces.door import Door, Scratch
from spark_tui.faces.torture.drill import drill
from spark_tui.faces.torture.figures import Figures

MOST = 100_000  # lives
STORES = {
    False: 1,
    True: 6,
}  # at a time: on a server, every death is followed by seconds of waiting for its lease to end
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def torture(door: Door, lives: int, seed: int | None, *, on_server: bool, as_json: bool) -> int:
    """Answers the exit code: 0 when every promise was kept, 1 when one was not. Raises SparkError."""
    if not 1 <= lives <= MOST:
        raise Invalid(f"1 to {MOST:,} engines are killed")
    seed = secrets.randbelow(10_000) if seed is None else seed
    with ExitStack() as opened:
        scratches = [_scratch(door, opened, on_server=on_server) for _ in range(min(lives, STORES[on_server]))]
        say(f"{lives} lives over {_stores(scratches)}, seed {seed}; ctrl+c ends it")
        figures = asyncio.run(_until_told_to_end(drill(scratches, lives, seed, _Progress(lives).tell)))
    _put(figures, as_json=as_json)
    return 0 if figures.kept else 1


def _scratch(door: Door, opened: ExitStack, *, on_server: bool) -> Scratch:
    folder = tempfile.TemporaryDirectory(prefix="spark-torture-", ignore_cleanup_errors=True)
    return opened.enter_context(door.scratch(Path(opened.enter_context(folder)), on_server))


def _stores(scratches: list[Scratch]) -> str:
    if len(scratches) == 1:
        return f"a scratch store ({scratches[0].kind})"
    return f"{len(scratches)} scratch stores ({scratches[0].kind}) at a time"


async def _until_told_to_end(work: Coroutine[Any, Any, Figures]) -> Figures:
    """The engines are processes of their own: they would go on, if a signal ended us on the spot."""
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
    for number in ENDS:
        loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


class _Progress:
    """A line at every tenth."""

    def __init__(self, lives: int) -> None:
        self._lives, self._done = lives, 0

    def tell(self) -> None:
        self._done += 1
        if self._done * 10 // self._lives > (self._done - 1) * 10 // self._lives:
            say(f"  {self._done} of {self._lives}")


_ROWS = {
    "lives": "engines killed while they served",
    "killed_waiting": "  while they waited",
    "due": "due moments",
    "rows": "rows in the ledger",
    "runs": "  runs among them",
    "missing": "moments without a row",
    "doubled": "moments told of twice",
    "invented": "moments that were never due",
    "miscounted": "spans with a wrong count",
    "unfinished": "runs without an end",
    "untrue": "successes that were none",
    "interrupted": "local runs interrupted",
    "done_again": "  done again",
    "taken_up": "remote runs taken up again",
    "effects": "effects counted",
    "at_least_once_lost": "  at least once: lost",
    "at_most_once_doubled": "  at most once: doubled",
    "remote_lost": "  taken up again: lost",
    "remote_doubled": "  taken up again: doubled",
    "worn_out": "given up after 10 interruptions",
    "takeover_median": "takeover by one that waited, median [s]",
    "takeover_most": "  longest [s]",
    "return_median": "return when nobody waited, median [s]",
    "return_most": "  longest [s]",
    "seconds": "took [s]",
}


def _put(figures: Figures, *, as_json: bool) -> None:
    said = figures.to_dict()
    if as_json:
        return put_json(said)
    put_table(("", ""), [(words, str(said[name])) for name, words in _ROWS.items() if said[name] is not None])
    for complaint in (*said["damage"], *said["wrong"]):
        say(f"wrong: {complaint}")
    if not figures.ended:
        say("wrong: the last engine did not end when it was asked to")
    say("every promise was kept" if figures.kept else f"not every promise was kept; once more: --seed {figures.seed}")
    return None

"""Whose engine serves the store, and whether it is down or only about to come."""

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spark_tui.faces import show
from spark_tui.service.ports import EngineHost, Face

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.service.ports import Lease

PATIENCE = 4.0  # seconds in which an engine may take the lease before it counts as down


@dataclass(frozen=True, slots=True)
class EngineState:
    """Who makes things happen: here, elsewhere (attached), nobody yet, or nobody any more."""

    word: str
    here: bool = False
    attached: bool = False
    down: bool = False
    helps: str = "press S"  # when it is down


class Elsewhere:
    """An EngineHost for a screen that follows the engine of another process, and is never one itself."""

    serving = False
    trouble = ""

    def start(self) -> None:
        return None

    def become(self, face: Face) -> None:  # noqa: ARG002
        return None

    def stop(self) -> None:
        return None


class WhoseEngine:
    """What the board tells of it."""

    def __init__(self, board: "Board") -> None:
        self._board = board
        self._patience_ends, self._known_boot = 0.0, ""

    def be_patient(self) -> None:
        """One was just started: it is not down before it has had its time."""
        if self._board.spark is not None:
            self._patience_ends = self._board.spark.clock.monotonic() + PATIENCE

    @property
    def state(self) -> EngineState:
        spark = self._board.spark
        over = spark is not None and spark.clock.monotonic() > self._patience_ends
        return _engine_state(self._board.host, self._in_words(), patience_is_over=over)

    def _in_words(self) -> str:
        lease, spark = self._board.glance.engine, self._board.spark
        if lease is None or spark is None:
            return ""
        return show.engine(lease, self._board.zone, spark.clock.now(), socket.gethostname())

    def greet(self, engine: "Lease | None") -> None:
        """Of one of another Spark it is said, once."""
        if engine is not None and engine.boot != self._known_boot:
            self._known_boot = engine.boot
            if other := show.other_spark(engine):
                self._board.app.notify(other, severity="warning", timeout=10)


def _engine_state(host: EngineHost, lease: str, *, patience_is_over: bool) -> EngineState:
    """`lease` says who has it, in words; nobody when it is empty."""
    if host.trouble:
        return EngineState(f"engine DOWN: {host.trouble}", down=True)
    if host.serving:
        return EngineState("engine here", here=True)
    if lease:
        return EngineState(lease, attached=True)
    if patience_is_over:
        starts_here = not isinstance(host, Elsewhere)
        return EngineState("engine DOWN", down=True, helps="press S" if starts_here else "spark daemon start")
    return EngineState("engine starting …")

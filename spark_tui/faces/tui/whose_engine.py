"""Whose engine serves the store, and whether it is down or only about to come."""

import socket
from typing import TYPE_CHECKING

from spark_tui.faces import show
from spark_tui.faces.tui.glance import EngineState, engine_state

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.service.ports import Lease

PATIENCE = 4.0  # seconds in which an engine may take the lease before it counts as down


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
        return engine_state(self._board.host, self._in_words(), patience_is_over=over)

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

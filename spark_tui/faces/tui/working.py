"""Work beside the screen: it begins at once, may be told off for a newer one, and never takes the screen with it."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


class Works(DOMNode):
    """Whoever has work to do. A second base: Textual gives a class the styles of its first one only."""

    def begin(
        self, work: Callable[[], Coroutine[Any, Any, None]], group: str, *, newest_only: bool = False, tried: str = ""
    ) -> None:
        """Do it in a worker of that group; with `newest_only` what the group does is cancelled.

        `tried` says what it is for people, should it fail.
        """
        self.run_worker(
            cast("Any", work),
            tried or f"in the background: {group}",
            group=group,
            exclusive=newest_only,
            exit_on_error=False,
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual tells a failure to whoever began the work, and to nobody else."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            cast("SparkApp", self.app).worker_failed(event.worker.error, event.worker.name)

"""What windows have in common that list moments, some of which have runs."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on

from spark_tui.domain.ids import RunId
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.run_verbs import RUN_OPEN, open_run
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


class RunRows(Window[None]):
    """Enter opens the run of the selected row, or says why there is none."""

    app: "SparkApp"
    ACTIONS: ClassVar[tuple[Action, ...]] = (RUN_OPEN,)

    @property
    def run_here(self) -> RunId | None:
        """The run of the selected row."""
        raise NotImplementedError

    def action_why(self) -> None:
        raise NotImplementedError

    def enter_does(self) -> str:
        rows = self.query(RowList)
        return ("run" if self.run_here else "why") if rows and rows.first().items else ""

    @on(RowList.Moved)
    def another_row(self) -> None:
        self.tell_keys()

    @on(RowList.Chosen)
    def row_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if self.run_here is not None:
            self.do(partial(open_run, self), window=True)
        else:
            self.action_why()

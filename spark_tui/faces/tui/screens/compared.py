"""A run beside a good one: what is different, and how long both took."""

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.comparison import RunComparison
from spark_tui.faces import show
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import fit, title
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph

SIGNS = {"+": "good", "-": "bad", "@": "dim"}


class Compared(Window[None]):
    """What is different from a good run: - of the good one, + of this one."""

    PLACE = "Compared"

    def __init__(self, comparison: RunComparison) -> None:
        super().__init__()
        self._comparison = comparison

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog whole") as box:
            box.border_title = title(f"Run {self._comparison.run.id[:8]} beside {self._comparison.good.id[:8]}")
            box.border_subtitle = self.hint()
            yield Page(self._page, id="page", focus=True)

    def on_mount(self) -> None:
        self.query_one("#page").focus()

    def _page(self, width: int) -> Lines:
        of = self._comparison
        took, good = (show.duration(one) if one is not None else "–" for one in (of.took, of.good_took))
        lines: Lines = [*paragraph(f"took {took}; the good one took {good}", width, "strong")]
        lines += paragraph(f"the same: {', '.join(of.same)}", width, "dim") if of.same else []
        for contrast in of.contrasts:
            if contrast.lines:
                lines += [[], *paragraph(contrast.what.capitalize(), width, "strong")]
                lines += [_line(sign, text, width) for sign, text in contrast.lines]
            if contrast.rest:
                lines += paragraph(f"{contrast.what}: {contrast.rest:,} more lines were not compared", width, "dim")
        return lines


def _line(sign: str, text: str, width: int) -> list[tuple[str, str]]:
    return [(fit(f" {sign} {text}", width), SIGNS.get(sign, "plain"))]

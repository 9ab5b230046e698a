"""A question with a few answers, each on its key. Enter and esc take the one that does least."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.approval import Ask
from spark_tui.domain.text import one_line
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, title
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph

SHOWN_ASKS = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` as Textual names it, `shown` as people know it, and what it means."""

    key: str
    words: str
    answer: str
    shown: str = ""


class Choose(Window[str]):
    """Ends with the answer of the choice; `least` is the answer of enter and esc."""

    def __init__(
        self, heading: str, told: Sequence[tuple[str, str]], choices: Sequence[Choice], *, least: str, bad: bool = False
    ) -> None:
        super().__init__()
        self._heading, self._told, self._choices, self._least = heading, told, choices, least
        self.set_class(bad, "-bad")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = title(self._heading)
            yield Page(self._page)

    def _page(self, width: int) -> Lines:
        lines: Lines = [[]]
        for text, ink in self._told:
            lines += [*paragraph(text, width, ink), []]
        return [*lines, *(self._choice(choice) for choice in self._choices)]

    def _choice(self, choice: Choice) -> list[Piece]:
        default = "  (or enter)" if choice.answer == self._least else ""
        return [(f"   {choice.shown or choice.key:<4}", "key"), (choice.words, "plain"), (default, "dim")]

    def action_close(self) -> None:
        self.end_opening()
        self.dismiss(self._least)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        answers = {choice.key: choice.answer for choice in self._choices}
        answers |= {"escape": self._least, "enter": self._least}
        if event.key in answers:
            self.dismiss(answers[event.key])


def answer_run(name: str, asks: Sequence[Ask]) -> Choose:
    """Whether a run may do what it asks for. Nothing is said unless one says it."""
    told = [(f"{name} waits for your yes. It wants to call:", "strong")]
    told += [(f"{ask.tool}({one_line(ask.arguments, 600)})", "warn") for ask in asks[:SHOWN_ASKS]]
    told += [(f"and {len(asks) - SHOWN_ASKS} more", "dim")] if len(asks) > SHOWN_ASKS else []
    choices = [
        Choice("y", "yes, it may", "yes"),
        Choice("n", "no: it goes on without", "no"),
        Choice("escape", "say nothing yet", "later", "esc"),
    ]
    return Choose("Approval", told, choices, least="later")


def trouble(heading: str, message: str, hint: str) -> Choose:
    """Something that ends the app, in words."""
    told = [(message, "strong"), *([(hint, "plain")] if hint else [])]
    return Choose(heading, told, [Choice("q", "quit", "quit")], least="quit", bad=True)

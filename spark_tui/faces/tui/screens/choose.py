"""A question with a few answers, each on its key. Enter and esc take the one that does least."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, title
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph


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
        self.dismiss(self._least)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        answers = {choice.key: choice.answer for choice in self._choices}
        answers |= {"escape": self._least, "enter": self._least}
        if event.key in answers:
            self.dismiss(answers[event.key])


def remove_schedule(name: str, next_words: str) -> Choose:
    """Whether a schedule is to go. No unless one says yes."""
    told = [
        (f"Remove the schedule “{name}”?", "strong"),
        (f"{next_words} Its runs and its history stay; a run that goes on is not cancelled.", "plain"),
    ]
    choices = [Choice("y", "remove it", "yes"), Choice("n", "no, keep it", "no")]
    return Choose("Remove", told, choices, least="no")


def trouble(heading: str, message: str, hint: str) -> Choose:
    """Something that ends the app, in words."""
    told = [(message, "strong"), *([(hint, "plain")] if hint else [])]
    return Choose(heading, told, [Choice("q", "quit", "quit")], least="quit", bad=True)

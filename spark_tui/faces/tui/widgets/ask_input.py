"""The line of the ask pane: what is typed, what was typed before, and the search in that."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widgets import Input

from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.phrases import History, Search
from spark_tui.faces.tui.widgets.text_line import TextLine


class AskInput(TextLine):
    """One line to type in, with what was typed before on up and down."""

    PLACE = "Ask line"
    ACTIONS = (
        Action(
            "ask.keep",
            "enter",
            "see what would be kept",
            "See what would be kept",
            "submit",
            twin="spark schedule create WORKFLOW PHRASE",
        ),
        Action("ask.guess", "tab", "next guess", "The next choice, the next workflow; or the next pane", "guess"),
        Action("ask.earlier", "up", "earlier", "What was typed before", "earlier(1)"),
        Action("ask.later", "down", "later", "What was typed after that", "earlier(-1)", in_line=False),
        Action("ask.search", "ctrl+r", "search", "Look for what was typed before", "search"),
        Action("ask.leave", "escape", "leave", "Back to where one was; the text stays", "leave"),
    )

    _EDITS: ClassVar[dict[str, Callable[[Input], None]]] = {
        "ctrl+u": Input.action_delete_left_all,
        "ctrl+k": Input.action_delete_right_all,
        "ctrl+w": Input.action_delete_left_word,
        "backspace": Input.action_delete_left,
        "delete": Input.action_delete_right,
        "left": Input.action_cursor_left,
        "right": Input.action_cursor_right,
        "home": Input.action_home,
        "end": Input.action_end,
    }

    class Guess(Message):
        """Tab: the next choice, the next workflow."""

    class Left(Message):
        """Esc: back to where one was; the text stays."""

    class Sought(Message):
        """A search among the phrases began, went on or came to its end."""

    def __init__(self) -> None:
        super().__init__("phrase", placeholder="press i and say when and what")
        self.before = History()
        self.search: Search | None = None
        self._back = 0
        self._draft = ""

    @property
    def draft(self) -> str:
        """What a person has typed and not sent."""
        return self.search.draft if self.search is not None else self.value

    def remember(self, phrase: str) -> None:
        self.before.add(phrase)
        self._back = 0

    async def _on_key(self, event: events.Key) -> None:
        """Keys that edit work in the order in which they come; as bindings they would work after what is typed next."""
        edit = self._EDITS.get(event.key)
        if edit is None:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        edit(self)

    def action_guess(self) -> None:
        if self.search is not None:
            self._end_search(self.search.phrase)
        else:
            self.post_message(self.Guess())

    def action_leave(self) -> None:
        if self.search is not None:
            self._end_search(self.search.draft)
        else:
            self.post_message(self.Left())

    def action_earlier(self, by: int) -> None:
        if self.search is not None:
            self._seek(self.search.moved(by))
            return
        back = max(0, min(self._back + by, len(self.before)))
        if self._back == 0:
            self._draft = self.value
        self._back = back
        self.fill(self.before.before(back) if back else self._draft)

    async def action_submit(self) -> None:
        """In a search the phrase is taken, and not yet sent."""
        if self.search is not None:
            self._end_search(self.search.phrase)
        else:
            await super().action_submit()

    # ------------------------------------------------------------------ the search

    def action_search(self) -> None:
        """Look for it; once more: the next older one."""
        if self.search is not None:
            self._seek(self.search.moved(1))
        else:
            draft, self.value = self.value, ""
            self._seek(Search(draft, found=self.before.with_all("")))

    def seek_again(self) -> None:
        """Other words stand in the line."""
        if self.search is not None and self.search.words != self.value:
            self._seek(Search(self.search.draft, self.value, self.before.with_all(self.value)))

    def on_blur(self) -> None:
        """Whoever goes elsewhere does not search any more."""
        if self.search is not None:
            self._end_search(self.search.draft)

    def _seek(self, search: Search) -> None:
        self.search = search
        self.post_message(self.Sought())

    def _end_search(self, phrase: str) -> None:
        self.search, self._back = None, 0
        self.fill(phrase)
        self.post_message(self.Sought())

    def fill(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)

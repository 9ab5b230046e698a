"""The ask line: a phrase, what was understood of it while it is typed, and where that leads."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from spark_tui.domain.change import Suggestion
from spark_tui.domain.given import Given
from spark_tui.domain.inputs import in_words
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.tui.glance import Glance
from spark_tui.faces.tui.phrases import History, is_open, recalled, recalled_phrase
from spark_tui.faces.tui.remembered import Remembered
from spark_tui.faces.tui.text import Piece, entitle, flat, title
from spark_tui.faces.tui.understanding import (
    Beside,
    Heard,
    Meant,
    after,
    by_hand,
    lines_of,
    meant,
    opens,
)
from spark_tui.faces.tui.widgets.ask_input import AskInput
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.working import Works
from spark_tui.service.assistant import Reading
from spark_tui.service.known import Known

if TYPE_CHECKING:
    from spark_tui.domain.ids import WorkflowId
    from spark_tui.service.orders import Found
    from spark_tui.service.spark import Spark

PAUSE = 0.06  # seconds without a key before a phrase is read


class Preview(Painted):
    """What was understood, in three lines."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self.lines: Sequence[Sequence[Piece]] = ()

    def line(self, y: int, width: int) -> Sequence[Piece]:  # noqa: ARG002
        return self.lines[y] if y < len(self.lines) else ()


class Ask(Vertical, Works):
    """Reads the phrase at every pause; on enter it says what it understood, and keeps nothing itself."""

    class Understood(Message):
        """Enter was pressed on something that can become a schedule."""

        def __init__(self, reading: Reading, workflow: Workflow) -> None:
            super().__init__()
            self.reading, self.workflow = reading, workflow

    class ToModel(Message):
        """Enter was pressed on something that the grammar leaves to the model."""

        def __init__(self, phrase: str) -> None:
            super().__init__()
            self.phrase = phrase

    class Ordered(Message):
        """Enter was pressed on what would change something, or leads elsewhere."""

        def __init__(self, order: "Suggestion | Found") -> None:
            super().__init__()
            self.order = order

    def __init__(self, *, id: str, remembered: Remembered | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="pane")
        self._remembered = remembered or Remembered()
        self.border_title = title("> Ask")
        self.spark: Spark | None = None
        self.glance = Glance()
        self.selected: WorkflowId | None = None  # in the first pane
        self.heard: Heard = None
        self._picked: WorkflowId | None = None  # with tab
        self._offered: tuple[str, ...] = ()  # the choices of the last question

    def compose(self) -> ComposeResult:
        yield AskInput()
        yield Preview()

    @property
    def phrase(self) -> AskInput:
        return self.query_one(AskInput)

    @property
    def chosen(self) -> Meant:
        """The workflow that would run."""
        if self.spark is None or not isinstance(self.heard, Reading):
            return Meant()
        if self.heard.command:
            return Meant(by_hand(self.heard.command))
        known, draft = self.glance.known.vocabulary, self.heard.draft
        candidates = known.candidates(draft)
        return meant(candidates, len(known.workflows), self._picked, self.selected, known.named(draft))

    @property
    def _known(self) -> Known | None:
        """What is shown is what a phrase may name; None where that is no more than fills a screen."""
        return self.glance.known if self.glance.whole else None

    @property
    def left_to_model(self) -> bool:
        """Whether enter asks the model."""
        if self.spark is None or not isinstance(self.heard, Question | Refusal):
            return False
        return self.spark.talk.leaves(self.phrase.value, self.heard, self.glance.known.vocabulary)

    # ------------------------------------------------------------------ while it is typed

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.remember()
        if self.phrase.search is not None:
            self.phrase.seek_again()
            return
        if event.value not in self._offered:
            self._offered = ()
        self.read_again()

    def on_ask_input_sought(self, event: AskInput.Sought) -> None:
        event.stop()
        search = self.phrase.search
        entitle(self, f"> Ask · {search.told}" if search is not None else "> Ask")
        if search is None:
            self.read_again()
        self.preview()

    def read_again(self) -> None:
        """What stands in the line, at the next pause."""
        self.begin(partial(self._read_soon, self.phrase.value), "ask", newest_only=True)

    async def _read_soon(self, text: str) -> None:
        await asyncio.sleep(PAUSE)
        self.heard = await self._read(text, self._known)
        self.preview()

    async def _read_anew(self, text: str) -> None:
        """The same phrase, over what is there now; in a group of its own, so that it takes no enter away."""
        heard = await self._read(text, self._known)
        if self.heard is not None and text == self.phrase.value:
            self.heard = heard
            self.preview()

    async def _read(self, text: str, known: Known | None = None) -> Heard:
        if self.spark is None or not text.strip():
            self._picked = None
            return None
        heard = await self.spark.orders.hear(text, known)
        if isinstance(heard, Question):
            self._offered = heard.choices
        return heard

    def show(self, glance: Glance) -> None:
        """What is there is other than before, and with it perhaps what is meant, what would run, and beside what."""
        before, self.glance = self.glance, glance
        if not self.has_class("-open"):
            return
        if self.heard is not None and not isinstance(self.heard, Reading) and glance.is_other_than(before):
            self.begin(partial(self._read_anew, self.phrase.value), "ask anew", newest_only=True)
        self.preview()

    def preview(self) -> None:
        """Show what was understood; in a search, what was found."""
        shown, search = self.query_one(Preview), self.phrase.search
        if search is not None:
            shown.lines = search.lines(shown.size.width)
        elif self.spark is not None:
            chosen = self.chosen
            lines = lines_of(
                self.heard,
                chosen,
                self.spark.clock.now(),
                shown.size.width,
                self.example,
                self.spark.assistant.zone,
                self._beside(chosen.workflow),
            )
            shown.lines = [*lines[:2], self._to_model] if self.left_to_model and self.spark.talk.ready else lines
        shown.repaint()

    def _beside(self, workflow: Workflow | None) -> Beside:
        if not isinstance(self.heard, Reading):
            return Beside()
        also = self.glance.due.get(self.heard.upcoming[0], ())
        return Beside(self._risk(workflow, self.heard.given) if workflow else "", also)

    def _risk(self, workflow: Workflow, given: str) -> str:
        """Why its first run may fail: its source is in trouble, or it needs what is not given yet."""
        return self.glance.risks.get(workflow.id, "") or in_words(Given(given).against(workflow.inputs))

    @property
    def _to_model(self) -> Sequence[Piece]:
        name = self.spark.model.name if self.spark is not None else ""
        return [("  enter: ", "key"), (f"ask {flat(name)}", "plain")]

    @property
    def example(self) -> str:
        """The name of a workflow that is there."""
        there = self.glance.live_workflows
        usual = not there or any(workflow.title == "hello" for workflow in there)
        return "hello" if usual else one_line(there[0].title, 30)

    def on_resize(self) -> None:
        self.call_after_refresh(self.preview)

    # ------------------------------------------------------------------ tab

    def on_ask_input_guess(self, event: AskInput.Guess) -> None:
        event.stop()
        chosen = self.chosen
        if isinstance(self.heard, Reading) and chosen.workflow is None and chosen.others:
            self._pick(chosen)
        elif self._offered:
            self._offer_next()
        elif len(chosen.others) > 1:
            self._pick(chosen)
        else:
            self.app.action_focus_next()

    def _pick(self, chosen: Meant) -> None:
        following = after(chosen.workflow, chosen.others)
        self._picked = following.id if following else None
        self.preview()

    def _offer_next(self) -> None:
        text = self.phrase.value
        at = self._offered.index(text) + 1 if text in self._offered else 0
        self.phrase.fill(self._offered[at % len(self._offered)])

    # ------------------------------------------------------------------ enter

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.begin(partial(self._submit, event.value), "ask", newest_only=True)

    async def _submit(self, text: str) -> None:
        """Read it once more, as of now: what is shown next is what would be kept."""
        self.heard = await self._read(text)
        self.preview()
        workflow = self.chosen.workflow
        if isinstance(self.heard, Reading) and self.heard.command and self.spark is not None:
            workflow = await self.spark.sources.workflow(self.heard.command)
        if isinstance(self.heard, Reading) and workflow is not None:
            self.post_message(self.Understood(self.heard, workflow))
        elif isinstance(self.heard, Suggestion) or opens(self.heard):
            self.post_message(self.Ordered(cast("Suggestion | Found", self.heard)))
        elif self.left_to_model:
            self.post_message(self.ToModel(text.strip()))

    def kept(self) -> None:
        """Its phrase has become a schedule: remembered, and out of the way."""
        self.phrase.remember(self.phrase.value)
        self.phrase.value = ""
        self.remember()
        self.heard, self._picked, self._offered = None, None, ()
        self.preview()

    # ------------------------------------------------------------------ remembered

    def remember(self) -> None:
        """What was typed, and what is still being typed; without what looks like a secret."""
        draft, phrases = self.phrase.draft, self.phrase.before.remembered()
        self._remembered.keep("ask", {"draft": draft if is_open(draft) else "", "phrases": phrases})

    def on_mount(self) -> None:
        kept = self._remembered.part("ask")
        self.phrase.before = History(recalled(kept.get("phrases")))
        self.phrase.fill(recalled_phrase(kept.get("draft")))

"""The conversation with the assistant: answers as they come, tools as they are used, suggestions to decide on."""

import asyncio
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from spark_tui.domain.change import Suggestion
from spark_tui.domain.errors import SparkError
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.talk import Call, Called, Happened, Piece, Said, Spent, Who
from spark_tui.domain.text import one_line
from spark_tui.faces.answers import lines_of
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.actions.moving import EDGE
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.suggested import suggested
from spark_tui.faces.tui.text import entitle, title, wrapped
from spark_tui.faces.tui.widgets.page import Lines, Page
from spark_tui.faces.tui.widgets.text_line import TextLine
from spark_tui.service.spark import Spark
from spark_tui.service.talk import NO_MODEL, SET_ONE, Reply

PACE = 0.15  # seconds between two looks at an answer that is coming in
LONGEST = 400  # lines of one thing that was said
MARKS = {
    "person": ("› ", "key", "strong"),
    "model": ("  ", "plain", "plain"),
    "note": ("· ", "dim", "dim"),
    "tool": ("· ", "dim", "dim"),
    "wrong": ("✗ ", "bad", "plain"),
    "good": ("✓ ", "good", "plain"),
    "back": ("? ", "warn", "strong"),
}

NOTHING_SAID: Lines = [
    [],
    [(" In your words, such as:", "dim")],
    [],
    [("   what failed last night", "plain")],
    [("   when does ", "plain"), ("NAME", "dim"), (" run", "plain")],
    [("   pause ", "plain"), ("NAME", "dim"), (" until Monday", "plain")],
]
KEYS = [("   y", "key"), (" do it    ", "plain"), ("n", "key"), (" leave it as it is", "plain")]


@dataclass(slots=True)
class Entry:
    """One thing in the conversation; `kind` is one of MARKS."""

    kind: str
    text: str


class Conversation(Window[None]):
    """Enter says something; while a suggestion is open, y and n decide it. Esc stops an answer, then closes."""

    PLACE = "Assistant"
    ACTIONS = (
        Action("talk.say", "i,enter", "write", "Write in the line", "write", in_line=False),
        Action("talk.yes", "y", "yes", "Do what is suggested", "decide(True)", back=Back.UNDO, twin="spark ask PHRASE"),
        Action("talk.no", "n", "no", "Leave it as it is", "decide(False)", twin="spark ask PHRASE", changes=True),
        Action("talk.undo", "u", "undo", "Undo what was done last", "undo", twin="spark undo", changes=True),
        Action(
            "talk.clear",
            "X",
            "clear",
            "Forget what was said; what was done stays",
            "clear",
            twin="spark ask --clear",
            changes=True,
        ),
        Action("window.close", "escape", "stop or close", "Stop the answer; without one, close the window", "close"),
    )

    def __init__(self, spark: Spark, phrase: str = "") -> None:
        super().__init__()
        self._spark, self._phrase = spark, phrase
        self._entries: list[Entry] = []
        self._open: list[Suggestion] = []
        self._answering = False
        self._spent = Spent()
        self._painting = False
        self._remembered = False  # whether what was said before is known

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Page(self._page, id="talk", focus=True)
            yield TextLine("say", placeholder="ask, or say what is to be done", most=4_000)

    def on_mount(self) -> None:
        self.begin(self._remember, "remember")

    async def _remember(self) -> None:
        """What was said before; then what was just typed is asked."""
        before = await self._spark.talk.said()
        self._entries = [Entry(one.who.value, _as_told(one)) for one in before]
        self._spent = sum((one.spent for one in before), Spent())
        self._remembered = True
        if not self._spark.talk.ready:
            self._entries.append(Entry("note", f"{NO_MODEL}: {SET_ONE}"))
        self._show()
        self._write()
        if self._phrase:
            self._ask(self._phrase)

    @property
    def _line(self) -> Input:
        return self.query_one("#say", Input)

    # ------------------------------------------------------------------ asked

    @on(Input.Submitted)
    def say(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip() and not self._answering and not self._open:
            self._line.value = ""
            self._ask(event.value.strip())

    def _ask(self, phrase: str) -> None:
        self._answering = True
        self._add("person", phrase)
        self.begin(partial(self._answer, phrase), "answer", newest_only=True)

    async def _answer(self, phrase: str) -> None:
        try:
            self._take(await self._spark.talk.ask(phrase, self._hear))
        except SparkError as wrong:
            self._add("wrong", f"{wrong.message}\n{wrong.hint}" if wrong.hint else wrong.message)
        except asyncio.CancelledError:
            self._add("note", "stopped")
            raise
        finally:
            self._answering = False
            self._show()

    def _hear(self, happened: Happened) -> None:
        match happened:
            case Piece(text) if self._entries[-1].kind == "model":
                self._entries[-1].text += text
            case Piece(text):
                self._entries.append(Entry("model", text))
            case Call(name=name, arguments=arguments):
                self._entries.append(Entry("tool", f"{name} {one_line(arguments, 100)}"))
            case Called(result=result) if result.refused:
                self._entries.append(Entry("tool", f"refused: {one_line(result.text, 160)}"))
            case Spent():
                self._spent += happened
        self._show_soon()

    def _take(self, reply: Reply) -> None:
        """What came of it; a question or a refusal is told, suggestions are opened one after the other."""
        if reply.found is not None:
            self._add("model", "\n".join(lines_of(reply.found, self._spark.assistant.zone, self._spark.clock.now())))
        match reply.back:
            case Question(text=text, choices=choices):
                self._add("back", "\n".join((text, *choices)))
            case Refusal(reason=reason, hint=hint):
                self._add("wrong", f"{reason}\n{hint}")
        self._open = list(reply.suggestions)
        if self._open:
            self.set_focus(self.query_one("#talk"))

    # ------------------------------------------------------------------ decided

    def action_decide(self, yes: bool) -> None:
        if self._open and not self._answering:
            self._answering = True
            self.begin(partial(self._decide, self._open.pop(0), yes=yes), "decide")

    async def _decide(self, suggestion: Suggestion, *, yes: bool) -> None:
        try:
            if yes:
                await self._spark.talk.accept(suggestion)
                self._add("good", f"done: {suggestion.says}  (u undoes it)")
            else:
                await self._spark.talk.refuse(suggestion)
                self._add("note", f"not done: {suggestion.says}")
        except SparkError as wrong:
            self._add("wrong", f"{wrong.message}\n{wrong.hint}" if wrong.hint else wrong.message)
        finally:
            self._answering = False
            self._show()
            self._write()

    def action_undo(self) -> None:
        if not self._answering and not self._open:
            self.begin(self._undo, "decide")

    async def _undo(self) -> None:
        try:
            self._add("good", f"undone: {(await self._spark.talk.undo()).says}")
        except SparkError as wrong:
            self._add("wrong", wrong.message)

    def action_clear(self) -> None:
        if not self._answering and not self._open:
            self.begin(self._clear, "decide")

    async def _clear(self) -> None:
        await self._spark.talk.clear()
        self._entries, self._spent = [Entry("note", "forgotten; what was done stays")], Spent()
        self._show()

    # ------------------------------------------------------------------ keys

    def action_close(self) -> None:
        """The first one stops an answer; without one it closes, and what is open is not done."""
        if self._answering:
            self.workers.cancel_group(self, "answer")
        else:
            self.dismiss(None)

    def action_write(self) -> None:
        self._write()

    def _write(self) -> None:
        if not self._open:
            self.set_focus(self._line)

    # ------------------------------------------------------------------ shown

    def _add(self, kind: str, text: str) -> None:
        self._entries.append(Entry(kind, text))
        self._show()

    def _show_soon(self) -> None:
        """A stream of words is drawn a few times a second, not once a word."""
        if not self._painting:
            self._painting = True
            self.set_timer(PACE, self._show)

    def _show(self) -> None:
        self._painting = False
        page = self.query_one("#talk", Page)
        page.renew()
        page.action_move(EDGE)
        self._line.can_focus = not self._open  # a suggestion is answered first
        box = self.query_one(".dialog")
        entitle(box, f"Assistant · {self._spark.model.name or 'no model'}")
        box.border_subtitle = title(f"{self._keys()} · {self._spent.tokens:,} tokens ${self._spent.cost:.4f}")

    def _keys(self) -> str:
        if self._answering:
            return "esc stop"
        return "y yes · n no" if self._open else "enter say · tab, then u undo, X clear · esc close"

    def _page(self, width: int) -> Lines:
        lines: Lines = []
        for entry in self._entries:
            mark, ink, text_ink = MARKS[entry.kind]
            parts = wrapped(entry.text, width - 4, LONGEST) or [""]
            lines += [[(f" {mark if n == 0 else '  '}", ink), (part, text_ink)] for n, part in enumerate(parts)]
        for suggestion in self._open[:1]:
            lines += [*suggested(suggestion, self._spark.clock.now(), width), KEYS]
        if self._answering:
            return [*lines, [("   …", "dim")]]
        return lines or (NOTHING_SAID if self._remembered else lines)


def _as_told(said: Said) -> str:
    return f"({said.text})" if said.who is Who.NOTE else said.text

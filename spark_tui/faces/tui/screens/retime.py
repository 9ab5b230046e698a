"""Another time for a schedule: said again, or as a cron expression, explained while it is typed."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from spark_tui.domain.proposal import Question, Refusal
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.terms import moments_of
from spark_tui.faces.tui.text import Piece, title
from spark_tui.faces.tui.widgets.month import WIDTH, beside, weeks
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled, paragraph
from spark_tui.faces.tui.widgets.text_line import TextLine
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark

Read = Callable[[str], Awaitable[Reading | Question | Refusal]]
FIELDS = (
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day", "of the month, 1 to 31, L is the last"),
    ("month", "1 to 12, or JAN to DEC"),
    ("weekday", "0 to 7 from Sunday to Sunday, or MON to SUN; 1#2 is the second Monday, 5L the last Friday"),
)
SECONDS = ("second", "0 to 59")
EACH = "* every one · */5 every fifth · 1-5 from, to · 1,3 these"


class Retime(Window[Reading | None]):
    """Ends with what was understood, or with None. `fields` explains the fields of a cron expression."""

    PLACE = "When"

    def __init__(self, spark: Spark, read: Read, value: str, *, fields: bool = False) -> None:
        super().__init__()
        self._spark, self._reads, self._value, self._fields = spark, read, value, fields
        self._heard: Reading | Question | Refusal | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("When, as a cron expression" if self._fields else "When, in words")
            box.border_subtitle = title("enter take it · esc back")
            with Horizontal(classes="field"):
                yield Static("cron" if self._fields else "when", markup=False, classes="label")
                yield TextLine("when", self._value, "0 9 * * 1-5" if self._fields else "every weekday at 9", 400)
            yield Page(self._page, id="terms")

    def on_mount(self) -> None:
        self.watch(self.query_one(TextLine), "cursor_position", self._renew, init=False)

    def _renew(self) -> None:
        if self.is_mounted:
            self.query_one(Page).renew()

    # ------------------------------------------------------------------ while it is typed

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        event.stop()
        self.begin(partial(self._read, event.value), "ask", newest_only=True)

    async def _read(self, text: str) -> None:
        self._heard = await self._reads(text) if text.strip() else None
        self._renew()

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.begin(partial(self._take, event.value), "ask", newest_only=True)

    async def _take(self, text: str) -> None:
        """Read once more: what is taken is what stands there."""
        await self._read(text)
        if isinstance(self._heard, Reading):
            self.dismiss(self._heard)

    # ------------------------------------------------------------------ as lines

    def _page(self, width: int) -> Lines:
        lines: Lines = [[], *self._explained(width)]
        match self._heard:
            case Reading():
                return [*lines, *_understood(self._heard, self._spark, width)]
            case Question(text, choices):
                return [*lines, *paragraph(f"? {text}", width, "warn"), *_listed(choices, width)]
            case Refusal(reason, hint):
                return [*lines, *paragraph(f"✗ {reason}", width, "bad"), *paragraph(hint, width, "dim")]
        return lines

    def _explained(self, width: int) -> Lines:
        """The fields of a cron expression, that of the cursor with what may stand in it."""
        if not self._fields:
            return []
        line = self.query_one(TextLine)
        parts = line.value.split()
        fields = (SECONDS, *FIELDS) if len(parts) > len(FIELDS) else FIELDS
        before = line.value[: line.cursor_position]
        here = len(before.split()) - (0 if before[-1:].isspace() else 1)
        here = max(0, min(here, len(fields) - 1))
        named: list[Piece] = [(" ", "plain")]
        for n, (name, _) in enumerate(fields):
            named += [(f"{name} ", "strong" if n == here else "dim"), (f"{_part(parts, n)}  ", "key")]
        name, may = fields[here]
        return [named, *paragraph(f"{name}: {may}", width, "plain"), *paragraph(EACH, width, "dim"), []]


def _part(parts: list[str], n: int) -> str:
    return parts[n] if n < len(parts) else "–"


def _listed(choices: tuple[str, ...], width: int) -> Lines:
    return [line for choice in choices for line in paragraph(f"  {choice}", width, "key")]


def _understood(reading: Reading, spark: Spark, width: int) -> Lines:
    """In words, and the next moments on a calendar."""
    draft, now, room = reading.draft, spark.clock.now(), width - WIDTH - 2
    when = [
        *labelled("✓ when", reading.words, room, ink="strong", room=9),
        *labelled("zone", draft.zone, room, room=9),
        *moments_of(reading.upcoming, draft.zone, now, room),
    ]
    lines = beside(when, weeks(reading.upcoming, draft.zone, now), width)
    for note in (*(f"assumed: {text}" for text in draft.assumed), *reading.remarks):
        lines += labelled("note", note, width, ink="warn")
    return lines

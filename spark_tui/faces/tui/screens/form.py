"""A form of a few lines. What is wrong is said in it, and nothing that was typed is lost."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from spark_tui.domain.errors import SparkError
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import flat, title
from spark_tui.faces.tui.widgets.text_line import TextLine

T = TypeVar("T")
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """`id` names what was typed, `value` stands there already, `placeholder` says what may."""

    id: str
    value: str = ""
    placeholder: str = ""
    most: int = 400
    password: bool = False


class Form(Window[T | None], Generic[T]):
    """Ends with what `act` makes of what was typed, or with None."""

    def __init__(
        self, heading: str, said: str, fields: Sequence[Field], act: Callable[[Typed], Awaitable[T]], *, enter: str
    ) -> None:
        super().__init__()
        self._heading, self._said, self._fields, self._act, self._enter = heading, said, fields, act, enter
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title(self._heading)
            box.border_subtitle = title(self._keys())
            yield Static("\n".join(map(flat, self._said.split("\n"))), markup=False, classes="said")
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield Static(field.id.replace("_", " "), markup=False, classes="label")
                    yield TextLine(field.id, field.value, field.placeholder, field.most, password=field.password)
            yield Static("", markup=False, id="wrong")

    def _keys(self) -> str:
        """Only those that do something here."""
        further = "tab next field" if len(self._fields) > 1 else ""
        editor = "" if all(field.password for field in self._fields) else "f4 editor"
        return " · ".join(filter(None, (f"enter {self._enter}", further, editor, "esc close")))

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._busy:
            self._busy = True
            self.begin(self._do, "act")

    async def _do(self) -> None:
        try:
            self.dismiss(
                await self._act({field.id: self.query_one(f"#{field.id}", TextLine).text for field in self._fields})
            )
        except SparkError as wrong:
            told = f"✗ {wrong.message}\n{wrong.hint}".strip()
            self.query_one("#wrong", Static).update("\n".join(flat(line) for line in told.split("\n")))
        finally:
            self._busy = False

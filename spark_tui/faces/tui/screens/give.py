"""What a workflow is given: a line for each of its inputs, with what is wrong beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from spark_tui.domain.errors import Invalid
from spark_tui.domain.given import Given
from spark_tui.domain.inputs import Checked, Declared, Field, FieldType, check
from spark_tui.domain.text import one_line
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import fit, flat, title
from spark_tui.faces.tui.widgets.choice_line import ChoiceLine
from spark_tui.faces.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

LABEL = 17  # cells
LONGEST = 10_000  # characters of one line
TRUTH = ("true", "false")


async def _show_all(window: "Give") -> None:
    await window.show_all()


class Give(Window[Given | None]):
    """Ends with what is given, which fits, or with None. A line that is empty gives nothing: the default holds."""

    app: "SparkApp"
    PLACE = "Inputs"
    ACTIONS = (
        Action(
            *("inputs.all", "f3", "advanced", "Inputs that are advanced, too", _show_all),
            twin="spark workflow show WORKFLOW --all",
        ),
    )

    def __init__(
        self,
        heading: str,
        said: str,
        declared: Declared,
        given: Given,
        *,
        template: bool = False,
        enter: str = "take it",
    ) -> None:
        super().__init__()
        self._heading, self._said, self._enter = heading, said, enter
        self._declared, self._given, self._template = declared, given, template
        self._spelled = given.values.spelled()
        self._shown = [at for at, one in enumerate(declared.fields) if not one.advanced or one.name in self._spelled]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title(self._heading)
            box.border_subtitle = title(self._keys_told)
            yield Static(flat(self._said), markup=False, classes="said")
            with VerticalScroll(can_focus=False, id="lines"):
                if self._declared.text:
                    yield from _line("input", TextLine("text", self._given.text, "nothing is sent", LONGEST))
                for at, field in self._fields():
                    yield from self._lines(at, field)
            yield Static("", markup=False, id="wrong")

    @property
    def _keys_told(self) -> str:
        more = f" · f3 {self._held_back} advanced" if self._held_back else ""
        return f"enter {self._enter} · tab next · ↑ ↓ one of a few{more} · esc back"

    @property
    def _held_back(self) -> int:
        return len(self._declared.fields) - len(self._shown)

    def _lines(self, at: int, field: Field) -> Iterator[Widget]:
        yield from _line(self._label(field), _widget(at, field, self._spelled.get(field.name, "")))
        yield Static(_about(field), markup=False, id=f"about-{at}", classes="about")

    async def show_all(self) -> None:
        """What is advanced, too; what was typed stays."""
        more = [(at, one) for at, one in enumerate(self._declared.fields) if at not in self._shown]
        if not more:
            return
        await self.query_one("#lines").mount(*(line for at, field in more for line in self._lines(at, field)))
        self._shown += [at for at, _ in more]
        self.query_one(".dialog").border_subtitle = title(self._keys_told)
        self.query_one(f"#field-{more[0][0]}", TextLine).focus()

    def _label(self, field: Field) -> str:
        """The last part of its name, where no other has it."""
        short = field.name.rpartition(".")[2]
        alone = sum(one.name.rpartition(".")[2] == short for one in self._declared.fields) == 1
        return short if alone else field.name

    def on_mount(self) -> None:
        self.query(TextLine).first().focus()

    # ------------------------------------------------------------------ while it is typed

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell(self._checked())

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        event.stop()
        checked = self._checked()
        self._tell(checked, all_of_it=True)
        if not checked.faults:
            self._take(Given(self._text, checked.values))

    def _take(self, given: Given) -> None:
        try:
            if self._template:
                given.check()
        except Invalid as wrong:
            self._say(f"{wrong.message}\n{wrong.hint}")
        else:
            self.dismiss(given)

    @property
    def _text(self) -> str:
        return self.query_one("#text", TextLine).text if self._declared.text else ""

    def _checked(self) -> Checked:
        lines = ((field.name, self.query_one(f"#field-{at}", TextLine).text) for at, field in self._fields())
        given = {name: text for name, text in lines if text}
        return check(self._declared, given, text=self._text, template=self._template)

    def _fields(self) -> Iterator[tuple[int, Field]]:
        """Those that are shown, each with its place among all."""
        yield from ((at, self._declared.fields[at]) for at in self._shown)

    def _tell(self, checked: Checked, *, all_of_it: bool = False) -> None:
        """Beside each line what is wrong with it; what is still missing only when it is to be taken."""
        wrong = {fault.name: "; ".join(filter(None, (fault.message, fault.hint))) for fault in checked.faults}
        first: TextLine | None = None
        for at, field in self._fields():
            line, about = self.query_one(f"#field-{at}", TextLine), self.query_one(f"#about-{at}", Static)
            fault = wrong.pop(field.name, "") if line.text or all_of_it else ""
            about.update(f"✗ {flat(one_line(fault.removeprefix(f'“{field.name}” '), 300))}" if fault else _about(field))
            about.set_class(bool(fault), "-wrong")
            first = first or (line if fault else None)
        self._say("\n".join(wrong.values()) if all_of_it else "")
        if all_of_it and first is not None:
            first.focus()

    def _say(self, wrong: str) -> None:
        self.query_one("#wrong", Static).update("\n".join(f"✗ {flat(line)}" for line in wrong.split("\n") if line))


def _line(label: str, line: TextLine) -> Iterator[Horizontal]:
    yield Horizontal(Static(fit(flat(label), LABEL), markup=False, classes="label"), line, classes="field")


def _widget(at: int, field: Field, value: str) -> TextLine:
    if field.type in (FieldType.CHOICE, FieldType.BOOLEAN):
        choices = field.choices if field.type is FieldType.CHOICE else TRUTH
        return ChoiceLine(f"field-{at}", value, _default(field), choices)
    return TextLine(f"field-{at}", value, _default(field), LONGEST)


def _default(field: Field) -> str:
    """What holds where nothing is typed."""
    if field.default is None:
        return f"needed: {field.wants}" if field.required else f"{field.wants}, or nothing"
    return flat(one_line(f"{field.default or 'empty'} if nothing is typed", 60))


def _about(field: Field) -> str:
    told = ". ".join(filter(None, (field.wants, field.title, field.description)))
    return flat(one_line(told, 160))

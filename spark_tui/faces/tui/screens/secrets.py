"""Secrets by name: which are used, by whom, and whether they are here; one is kept or forgotten, and none is shown."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.errors import Invalid
from spark_tui.domain.source import FROM_ENVIRONMENT, Secret, how_to_give
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.screens.choose import Choice, Choose
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, side_by_side, title
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.secrets import Used
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

NONE = ("Nothing names a secret yet.", "a keeps one, and $ --env TOKEN=vault:NAME names it.")


class SecretList(RowList[Used]):
    """Name, whether it is here, who uses it."""

    def __init__(self) -> None:
        super().__init__(id="secrets", classes="")
        self.nothing = [[("  reading …", "dim")]]

    def key(self, item: Used) -> str:
        return item.name

    def draw(self, item: Used, width: int) -> list[Piece]:
        told = "here" if item.here else how_to_give(item.name) if _of_environment(item) else "not here: a keeps it"
        ink = "plain" if item.here else "warn"
        return side_by_side(width, (item.name, "strong", 30), (told, ink, 30), (", ".join(item.users), "dim", width))


def _of_environment(secret: Used) -> bool:
    return secret.name.startswith(FROM_ENVIRONMENT)


async def _keep(window: "SecretWindow") -> None:
    """Under the name that is missing, or another."""
    selected = window.selected
    named = selected.name if selected is not None and not selected.here and not _of_environment(selected) else ""

    async def act(typed: Typed) -> str:
        name = typed["name"].strip().removeprefix("vault:")
        if not typed["secret"]:
            raise Invalid("there is no secret yet", hint="type or paste it; it is not shown")
        await window.spark.secrets.keep(name, Secret(typed["secret"]))
        return name

    fields = (Field("name", named, "mytoken", 64), Field("secret", "", "kept encrypted, never shown", 10_000, True))
    said = "It is named as vault:NAME: in a command, an input, a destination. One of that name is replaced."
    kept = await window.app.push_screen_wait(Form[str]("Keep a secret", said, fields, act, enter="keep"))
    if kept is not None:
        window.app.say(f"kept; its name is vault:{kept}")
        window.look()


def _one_that_is_here(window: "SecretWindow") -> str:
    selected = window.selected
    if selected is None or not selected.here:
        return "There is no secret here to forget"
    return "It is one of the environment" if _of_environment(selected) else ""


async def _forget(window: "SecretWindow") -> None:
    """Who uses it is told first."""
    selected = window.selected
    assert selected is not None
    told = [(f"Forget {selected.name}?", "strong"), (f"Used by {', '.join(selected.users)}: that fails then.", "warn")]
    choices = [Choice("y", "forget it", "yes"), Choice("n", "no", "no")]
    if await window.app.push_screen_wait(Choose("Forget a secret", told, choices, least="no")) == "yes":
        await window.spark.secrets.forget(selected.name, although_used=True)
        window.app.say(f"{selected.name} is forgotten")
        window.look()


class SecretWindow(Window[None]):
    """Ends with nothing."""

    app: "SparkApp"
    PLACE = "Secrets"
    ACTIONS = (
        Action("secrets.close", "V", "close", "Close it again", "close", in_line=False),
        Action(
            *("secrets.keep", "a,enter", "keep one", "Keep a secret: the one that is missing, or another", _keep),
            twin="spark secret keep NAME",
            window=True,
            changes=True,
        ),
        Action(
            *("secrets.forget", "d", "forget", "Forget the selected secret; who uses it is told first", _forget),
            twin="spark secret forget NAME",
            why_not=_one_that_is_here,
            back=Back.ASKS,
            window=True,
        ),
    )

    def __init__(self, spark: Spark) -> None:
        super().__init__()
        self.spark = spark

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Secrets")
            box.border_subtitle = self.hint()
            yield SecretList()

    @property
    def selected(self) -> Used | None:
        return self.query_one(SecretList).selected if self.is_mounted else None

    def on_mount(self) -> None:
        self.query_one(SecretList).focus()
        self.look()

    def look(self) -> None:
        self.begin(self._look, "look")

    async def _look(self) -> None:
        shown = self.query_one(SecretList)
        found = await self.spark.secrets.used()
        shown.nothing = [[(f"  {line}", "dim")] for line in NONE]
        shown.show(found)
        self.tell_keys()

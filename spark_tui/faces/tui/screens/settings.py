"""What is set, who says so, and to change it: every setting of the one declaration, whatever there is."""

import asyncio
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, fit, title
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.settings import BUILT_IN, KnownSetting, SettingsBook

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

NAME, WON = 18, 22  # cells
AT_ONCE = ("theme", "mouse")


class SettingList(RowList[KnownSetting]):
    """Name, value, and who says so; what is built in is told apart from what somebody set."""

    def __init__(self) -> None:
        super().__init__(id="settings", classes="")

    def key(self, item: KnownSetting) -> str:
        return item.name

    def draw(self, item: KnownSetting, width: int) -> list[Piece]:
        ours = item.won == BUILT_IN
        value: Piece = (fit(item.value or "–", width - NAME - WON - 1), "dim" if ours else "strong")
        if item.wrong:
            value = (fit(f"! {item.wrong}", width - NAME - WON - 1), "bad")
        return [(fit(f" {item.name}", NAME), "plain"), value, (" ", ""), (fit(item.won, WON), "dim" if ours else "key")]


def _any_of(window: "SettingsWindow") -> str:
    known = window.selected
    if known is None or known.name == "keys":
        return "keys are a table in the file: ? lists them, and docs/keys.md says how"
    return ""


def _one_of_some(window: "SettingsWindow") -> str:
    known = window.selected
    return "" if known is not None and known.allowed else "it is no choice among a few: enter changes it"


def _set_in_file(window: "SettingsWindow") -> str:
    known = window.selected
    return "" if known is not None and known.won == window.book.file.name else "it does not stand in the file"


async def edit(window: "SettingsWindow") -> None:
    await window.edit()


async def next_value(window: "SettingsWindow") -> None:
    await window.next_value()


async def unset(window: "SettingsWindow") -> None:
    await window.unset()


class SettingsWindow(Window[None]):
    """Themes and the mouse change at once; the rest holds from the next start of Spark."""

    PLACE = "Settings"
    ACTIONS = (
        Action(
            "settings.edit",
            "enter",
            "change",
            "Change the selected setting",
            edit,
            twin="spark config set NAME VALUE",
            why_not=_any_of,
            window=True,
            changes=True,
        ),
        Action(
            "settings.next",
            "space",
            "next value",
            "Its next value, where it has a few",
            next_value,
            twin="spark config set NAME VALUE",
            why_not=_one_of_some,
            changes=True,
        ),
        Action(
            "settings.unset",
            "x",
            "as built in",
            "Take it out of the file",
            unset,
            twin="spark config unset NAME",
            back=Back.HARMLESS,
            why_not=_set_in_file,
            changes=True,
        ),
    )

    def __init__(self, book: SettingsBook) -> None:
        super().__init__()
        self.book = book

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Settings")
            yield SettingList()
            yield Page(self._whole, id="whole")

    def on_mount(self) -> None:
        self._list.focus()
        self.begin(self._read, "read")

    @property
    def _list(self) -> SettingList:
        return self.query_one(SettingList)

    @property
    def selected(self) -> KnownSetting | None:
        return self._list.selected

    async def _read(self) -> None:
        self._list.show(await asyncio.to_thread(self.book.all))
        self._tell()

    @on(RowList.Moved)
    def _tell(self) -> None:
        self.query_one(Page).renew()
        self.tell_keys()

    @on(RowList.Chosen)
    async def chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        await self.action_act("settings.edit")

    def _whole(self, width: int) -> Lines:
        known = self.selected
        if known is None:
            return []
        told: Lines = [[], *paragraph(known.says.replace("`", ""), width), []]
        told += labelled("it may be", known.may_be, width)
        told += labelled("built in", known.built_in.replace("`", "") or "none", width)
        return told + labelled("set in", f"{self.book.file} or {known.variable}", width, ink="dim")

    # ------------------------------------------------------------------ changed

    async def edit(self) -> None:
        known = self.selected
        assert known is not None

        async def keep(typed: Typed) -> KnownSetting:
            return await asyncio.to_thread(self.book.set, known.name, typed["value"].strip())

        there = known.value if known.won == self.book.file.name and "…" not in known.value else ""
        form = Form(
            known.name,
            known.says.replace("`", ""),
            [Field("value", there, known.may_be, most=1_000)],
            keep,
            enter="keep",
        )
        if (changed := await self.app.push_screen_wait(form)) is not None:
            await self._changed(changed)

    async def next_value(self) -> None:
        known = self.selected
        assert known is not None
        at = known.allowed.index(known.value) if known.value in known.allowed else -1
        following = known.allowed[(at + 1) % len(known.allowed)]
        await self._changed(await asyncio.to_thread(self.book.set, known.name, following))

    async def unset(self) -> None:
        known = self.selected
        assert known is not None
        await self._changed(await asyncio.to_thread(self.book.unset, known.name))

    async def _changed(self, known: KnownSetting) -> None:
        app = cast("SparkApp", self.app)
        if known.name == "theme":
            app.wear(known.value)
        elif known.name == "mouse":
            app.take_mouse(take=known.value == "true")
        await self._read()
        if known.won not in (self.book.file.name, BUILT_IN):
            app.notify(f"{known.won} wins over the file as long as it is set")
        elif known.name not in AT_ONCE:
            app.notify(f"{known.name} holds from the next start of Spark")

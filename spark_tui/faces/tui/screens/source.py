"""One source, whole: how it is and was, what it offers and to which schedules, and what the last sync found."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.errors import NotFound
from spark_tui.domain.source import FROM_ENVIRONMENT, Memory, Source
from spark_tui.domain.text import counted, place
from spark_tui.faces import show
from spark_tui.faces.tui import source_verbs
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import entitle, fit, flat
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled, paragraph, wrapped_after
from spark_tui.service.relinking import Stranded, relink, stranded
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from spark_tui.domain.notice import Notice
    from spark_tui.domain.schedule import Schedule
    from spark_tui.domain.workflow import Synced, Workflow
    from spark_tui.faces.tui.app import SparkApp

    Verb = Callable[[SparkApp, Spark, Source], Awaitable[Source]]

NOTICES = 2_000  # that are looked through for those of it
HISTORY = 12  # of them
NAMED = 12  # workflows that are named
ROOM = 12  # cells of a label
SHARED = "one session for all runs of a schedule"
ALWAYS_THERE = "Nothing was told of it: it was there whenever a schedule needed it."


def _no_definition(window: "SourceWindow") -> str:
    return (
        "" if window.spark.sources.is_told(window.source) else f"a {window.source.kind} source says itself what it has"
    )


def _no_key(window: "SourceWindow") -> str:
    return "" if window.spark.sources.takes_key(window.source) else f"a {window.source.kind} source has no key"


def _none_moved(window: "SourceWindow") -> str:
    return "" if window.moved else "no workflow that schedules need was made anew"


class SourceWindow(Window[None]):
    """Keeps itself up to date until it is closed."""

    app: "SparkApp"
    PLACE = "Source"
    ACTIONS = (
        Action(
            "source.edit",
            "e",
            "edit",
            "Another name or address, shown before → after",
            lambda window: window.change(source_verbs.edit),
            twin="spark source edit SOURCE --name NEW",
            back=Back.UNDO,
            window=True,
        ),
        Action(
            "source.define",
            "D",
            "definition",
            "What it offers, in $EDITOR: checked, and shown before → after",
            lambda window: window.change(source_verbs.define),
            twin="spark source edit SOURCE --definition FILE",
            back=Back.UNDO,
            why_not=_no_definition,
            window=True,
        ),
        Action(
            "source.key",
            "K",
            "key",
            "Another key, which is tried first",
            lambda window: window.change(source_verbs.give_key),
            twin="spark source key SOURCE",
            back=Back.ASKS,
            why_not=_no_key,
            window=True,
        ),
        Action(
            "source.sync",
            "s",
            "sync",
            "Take in what it offers now; what is new, changed and gone stands here",
            lambda window: window.sync(),
            twin="spark source sync SOURCE",
            changes=True,
        ),
        Action(
            "source.relink",
            "L",
            "relink",
            "Let schedules run what was deleted and made anew under the same name",
            lambda window: window.relink(),
            twin="spark workflow relink",
            back=Back.UNDO,
            why_not=_none_moved,
        ),
        Action(
            "source.check",
            "x",
            "check",
            "Ask it now how it is",
            lambda window: window.check(),
            twin="spark source check SOURCE",
            changes=True,
        ),
        Action(
            "source.remove",
            "d",
            "forget",
            "Forget it, its key and its workflows; refused while schedules need it",
            lambda window: window.forget(),
            twin="spark source remove SOURCE",
            back=Back.ASKS,
            window=True,
        ),
        Action("source.close", "enter", "close", "Close it again", "close", in_line=False),
    )

    def __init__(self, spark: Spark, zone: str, source: Source) -> None:
        super().__init__()
        self.spark, self._zone, self.source = spark, zone, source
        self._workflows: list[Workflow] = []
        self._users: list[Schedule] = []
        self._history: list[Notice] = []
        self._synced: Synced | None = None
        self.moved: list[Stranded] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Page(self._page, id="page", focus=True)

    def on_mount(self) -> None:
        self.query_one("#page").focus()
        self.begin(self._follow, "follow")

    async def _follow(self) -> None:
        with self.spark.bell.ear() as ear:
            while True:
                try:
                    await self._look()
                except NotFound:
                    self.dismiss(None)
                    return
                await ear.wait()

    async def _look(self) -> None:
        self.source = await self.spark.sources.get(self.source.id)
        self._workflows = await self.spark.sources.workflows(self.source)
        mine = {workflow.id for workflow in self._workflows}
        self._users = [one for one in await self.spark.schedules.all() if one.workflow in mine]
        every = await stranded(self.spark.sources, self.spark.schedules)
        self.moved = [one for one in every if one.moved.new.source == self.source.id]
        found = await self.spark.notices.recent(NOTICES)
        self._history = [one for one in found if one.tells_of(self.source.id)][:HISTORY]
        self._renew()

    def _renew(self) -> None:
        self.query_one(Page).renew()
        entitle(self.query_one(".dialog"), f"Source · {self.source.name}")
        self.tell_keys()

    # ------------------------------------------------------------------ what its keys do

    async def change(self, verb: "Verb") -> None:
        self.source = await verb(self.app, self.spark, self.source)
        await self._look()

    async def sync(self) -> None:
        self._synced = await self.spark.sources.sync(self.source)
        await self._look()
        self.app.say(f"{self.source.name}: {source_verbs.told(self._synced)}")

    async def relink(self) -> None:
        for one in self.moved:
            await relink(self.spark.schedules, one)
        self.app.did(f"relinked: {counted(sum(len(one.schedules) for one in self.moved), 'schedule')}")
        await self._look()

    async def check(self) -> None:
        self.source = await self.spark.sources.check(self.source)
        self.app.say(f"{self.source.name}: {show.sign(self.source.health.state).word}")
        self._renew()

    async def forget(self) -> None:
        if await source_verbs.remove(self.app, self.spark, self.source):
            self.dismiss(None)

    # ------------------------------------------------------------------ as lines

    def _page(self, width: int) -> Lines:
        lines: Lines = [[], *self._health(width)]
        for label, text in (("address", place(self.source.url)), ("kind", self.source.kind), ("key", self._key())):
            lines += labelled(label, text, width, room=ROOM)
        lines += labelled("memory", SHARED, width, room=ROOM) if self.source.memory is Memory.SCHEDULE else []
        return [*lines, *self._offers(width), *self._found(width), *self._past(width), *self._definition(width)]

    def _past(self, width: int) -> Lines:
        lines: Lines = [[], *paragraph("How it was", width, "strong")]
        now = self.spark.clock.now()
        for notice in self._history:
            sign = show.sign(notice.news)
            lead = f" {show.moment(notice.at, self._zone, now):<20} {sign.glyph} "
            first, *further = wrapped_after(" " * len(lead), notice.text, width, sign.mood)
            lines += [[(lead, sign.mood), *first[1:]], *further]
        return lines + ([] if self._history else paragraph(ALWAYS_THERE, width, "dim"))

    def _health(self, width: int) -> Lines:
        health, now = self.source.health, self.spark.clock.now()
        sign = show.sign(health.state)
        since = f" since {show.moment(health.since, self._zone, now)}" if health.since else ""
        asked = f", asked {show.from_now(health.checked_at - now)}" if health.checked_at else ""
        version = f", version {health.version}" if health.version else ""
        lines = labelled("state", f"{sign.glyph} {sign.word}{since}{asked}{version}", width, ink=sign.mood, room=ROOM)
        for label, text in (("says", health.detail), ("helps", health.hint)):
            lines += labelled(label, text, width, room=ROOM) if text else []
        return lines

    def _key(self) -> str:
        secret = self.source.secret
        if secret is None:
            return "none"
        return (
            f"of the environment: {secret.removeprefix(FROM_ENVIRONMENT)}"
            if secret.startswith(FROM_ENVIRONMENT)
            else "in the vault"
        )

    def _offers(self, width: int) -> Lines:
        here = [one.title for one in self._workflows if one.gone_at is None]
        gone = [one.title for one in self._workflows if one.gone_at is not None]
        users = [one.name for one in self._users]
        lines = labelled(
            "offers", f"{counted(len(here), 'workflow')}: {_some(here)}" if here else "nothing", width, room=ROOM
        )
        lines += labelled("gone", _some(gone), width, ink="dim", room=ROOM) if gone else []
        return lines + labelled("needed by", _some(users) if users else "no schedule", width, room=ROOM)

    def _found(self, width: int) -> Lines:
        """What the last sync of this window found, and what was made anew."""
        lines: Lines = []
        if self._synced is not None:
            lines += [[], *paragraph(f"Sync: {source_verbs.told(self._synced)}", width, "strong")]
            for word, title in source_verbs.rows(self._synced):
                ink = {"new": "good", "gone": "warn"}.get(word, "plain")
                lines += labelled(word, title, width, ink=ink, room=ROOM)
        for one in self.moved:
            names = ", ".join(schedule.name for schedule in one.schedules)
            lines += labelled(
                "moved",
                f"{one.moved.new.title} was made anew; {names} still want the old one",
                width,
                ink="warn",
                room=ROOM,
            )
        return lines

    def _definition(self, width: int) -> Lines:
        if not self.source.definition.strip():
            return []
        rows = self.source.definition.splitlines()
        return [
            [],
            *paragraph("Definition", width, "strong"),
            *([(fit(f" {flat(row)}", width), "plain")] for row in rows),
        ]


def _some(names: list[str]) -> str:
    left = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {left} more" if left > 0 else "")

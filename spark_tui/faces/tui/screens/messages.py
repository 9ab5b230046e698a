"""Where messages about runs go, who hears of what, and what became of the last ones; each can be changed here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.delivery import Destination, Letter
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import counted
from spark_tui.faces import show
from spark_tui.faces.tui import destination_verbs
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, side_by_side, title
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

LATEST = 500  # messages that are read
SHOWN = 8  # of them, of the destination under the cursor
NAMED = 5  # schedules it hears of, in a reason
NONE = ("There is no destination yet: a adds one.", "Mail, chat, WhatsApp by Omni, or a webhook.")


@dataclass(frozen=True, slots=True)
class Known:
    """A destination, what each schedule tells it, and its newest messages."""

    destination: Destination
    hears: tuple[tuple[str, str], ...] = ()
    letters: tuple[Letter, ...] = ()


class DestinationList(RowList[Known]):
    """Name, how many schedules it hears of, what may be seen of its place."""

    def __init__(self) -> None:
        super().__init__(id="destinations", classes="")
        self.nothing = [[("  reading …", "dim")]]

    def key(self, item: Known) -> str:
        return item.destination.name

    def draw(self, item: Known, width: int) -> list[Piece]:
        of = item.destination
        heard = counted(len(item.hears), "schedule")
        return side_by_side(width, (of.name, "strong", 24), (heard, "dim", 20), (of.place, "plain", width))


def _one(window: "MessageWindow") -> str:
    return "" if window.selected else "There is no destination yet: a adds one"


def _one_that_hears_nothing(window: "MessageWindow") -> str:
    if window.selected is None or not window.selected.hears:
        return _one(window)
    names = ", ".join(schedule for schedule, _ in window.selected.hears[:NAMED])
    return f"{window.selected.destination.name} hears of {names}: e ends that first"


async def _add(window: "MessageWindow") -> None:
    await destination_verbs.add(window.app, window.spark)


async def _hear(window: "MessageWindow") -> None:
    if window.selected is not None:
        await destination_verbs.hear(window.app, window.spark, window.selected.destination)


async def _forget(window: "MessageWindow") -> None:
    if window.selected is not None:
        await destination_verbs.forget(window.app, window.spark, window.selected.destination)


async def _try(window: "MessageWindow") -> None:
    if window.selected is not None:
        destination = window.selected.destination
        window.app.say(f"sending to {destination.name} …")
        await window.spark.destinations.test(destination)
        window.app.say(f"{destination.name}: it arrived")


class MessageWindow(Window[None]):
    """Ends with nothing; keeps itself up to date until it is closed."""

    app: "SparkApp"
    PLACE = "Messages"
    ACTIONS = (
        Action("messages.close", "M", "close", "Close it again", "close", in_line=False),
        Action(
            *("messages.add", "a", "add", "Add a destination: a first message goes there, and its URL is never shown"),
            _add,
            twin="spark destination add NAME",
            window=True,
            changes=True,
        ),
        Action(
            *(
                "messages.hear",
                "e,enter",
                "hears of",
                "Of which schedules it hears, of what, and in which words",
                _hear,
            ),
            twin="spark schedule deliver SCHEDULE NAME",
            why_not=_one,
            back=Back.UNDO,
            window=True,
        ),
        Action(
            "messages.test",
            "t",
            "send a test",
            "Send a message to the selected destination now",
            _try,
            twin="spark destination test NAME",
            why_not=_one,
            changes=True,
        ),
        Action(
            *("messages.forget", "d", "forget", "Forget it and its URL; refused while it hears of schedules", _forget),
            twin="spark destination remove NAME",
            why_not=_one_that_hears_nothing,
            back=Back.ASKS,
            window=True,
        ),
    )

    def __init__(self, spark: Spark, zone: str) -> None:
        super().__init__()
        self.spark, self._zone = spark, zone

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Messages")
            box.border_subtitle = self.hint()
            yield DestinationList()
            yield Page(self._of_selected, id="whole")

    @property
    def selected(self) -> Known | None:
        return self.query_one(DestinationList).selected if self.is_mounted else None

    def on_mount(self) -> None:
        self.query_one(DestinationList).focus()
        self.begin(self._follow, "follow")

    async def _follow(self) -> None:
        shown = self.query_one(DestinationList)
        with self.spark.bell.ear() as ear:
            while True:
                found = await self._read()
                shown.nothing = [[(f"  {line}", "dim")] for line in NONE]
                shown.show(found)
                self._renew()
                await ear.wait()

    async def _read(self) -> list[Known]:
        schedules, letters = await self.spark.schedules.all(), await self.spark.destinations.sent(LATEST)
        return [
            Known(one, _hears(one, schedules), tuple(letter for letter in letters if letter.to == one.name))
            for one in await self.spark.destinations.all()
        ]

    def _renew(self) -> None:
        self.query_one(Page).renew()
        self.tell_keys()

    def _of_selected(self, width: int) -> Lines:
        known = self.selected
        if known is None:
            return []
        now = self.spark.clock.now()
        lines: Lines = [[], *paragraph("Hears of", width, "strong")]
        for schedule, events in known.hears:
            lines += labelled(schedule, events, width)
        lines += [] if known.hears else labelled("", "nothing yet: e says of what", width, ink="dim")
        lines += [[], *paragraph("Last messages", width, "strong")]
        for letter in known.letters[:SHOWN]:
            told = f"{letter.schedule_name}: {show.letter(letter, self._zone, now)}"
            ink = "warn" if letter.wrong else "plain"
            lines += labelled(show.moment(letter.at, self._zone, now), told, width, ink=ink)
        return lines + (
            [] if known.letters else labelled("", "none of a run yet; tests are not kept", width, ink="dim")
        )

    @on(RowList.Moved)
    def another_row(self) -> None:
        self._renew()


def _hears(destination: Destination, schedules: list[Schedule]) -> tuple[tuple[str, str], ...]:
    rules = ((schedule.name, schedule.rule_for(destination.name)) for schedule in schedules)
    return tuple((name, ", ".join(rule.on)) for name, rule in rules if rule)

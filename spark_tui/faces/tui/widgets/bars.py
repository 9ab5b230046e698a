"""The lines at the edges: what is going on, what waits for the person, and which keys do something now."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from rich.cells import cell_len
from textual import events
from textual.message import Message

from spark_tui.faces import show
from spark_tui.faces.tui.actions import Offer
from spark_tui.faces.tui.glance import Glance
from spark_tui.faces.tui.text import Piece, fit, flat, spread, width_of
from spark_tui.faces.tui.whose_engine import EngineState
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.widgets.who import OPENING, who

WIDE = 100
SECONDS = 4.0  # that a word stays in the last line


class TopLine(Painted):
    """The host, the engine, what is next, and how many of what."""

    def __init__(self, host_name: str, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._host_name = host_name
        self._engine = EngineState(OPENING)
        self._glance = Glance()
        self._now: Callable[[], datetime] | None = None

    def show(self, glance: Glance, engine: EngineState, now: Callable[[], datetime]) -> None:
        self._glance, self._engine, self._now = glance, engine, now
        self.repaint()

    def line(self, y: int, width: int) -> Sequence[Piece]:  # noqa: ARG002
        return spread(
            [*who(self._host_name), *self._engine_word(width)], [*self._next(width), *self._counts(width)], width
        )

    def _engine_word(self, width: int) -> list[Piece]:
        if self._engine.down:
            room = max(12, width - 40)
            return [(f"✗ {_cut(self._engine.word, room)} – {self._engine.helps}", "bad")]
        known = self._engine.here or self._engine.attached
        return [
            ("● " if known else "○ ", "good" if known else "dim"),
            (_cut(self._engine.word, max(16, width - 48)), "plain"),
        ]

    def _next(self, width: int) -> list[Piece]:
        due = self._glance.next_due
        if due is None or self._now is None:
            return []
        schedule, at = due
        name = _cut(schedule.name, 24 if width >= WIDE else 12)
        return [("next ", "dim"), (f"{name} ", "plain"), (f"{show.countdown(at - self._now()):>7}", "key"), ("  ", "")]

    def _counts(self, width: int) -> list[Piece]:
        pieces: list[Piece] = []
        counts = self._glance.counts(self._now()) if self._now is not None else {}
        for state, count in counts.items():
            if count:
                sign = show.sign(state)
                word = f" {sign.word}" if width >= WIDE else ""
                pieces.append((f"{sign.glyph}{count}{word} ", sign.mood))
        return pieces


class ToldLine(Painted):
    """A line that is there only while there is something to say."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._pieces: Sequence[Piece] = ()

    def show(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self.set_class(bool(pieces), "-told")
        self.repaint()

    def line(self, y: int, width: int) -> Sequence[Piece]:  # noqa: ARG002
        *before, (text, ink) = self._pieces or [("", "")]
        return [*before, (_cut(text, max(1, width - width_of(before))), ink)]


def _cut(text: str, width: int) -> str:
    text = flat(text)
    return text if cell_len(text) <= width else fit(text, width)


class KeyLine(Painted):
    """The keys that do something now. They can be clicked: it knows itself which one stands where."""

    class Picked(Message):
        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._offers: Sequence[Offer] = ()
        self._flash = ""
        self._flashes = 0

    def show(self, offers: Sequence[Offer]) -> None:
        self._offers = offers
        self.repaint()

    def flash(self, text: str) -> None:
        """A word in place of the keys, for a few seconds."""
        self._flash, self._flashes = text, self._flashes + 1
        self.repaint()
        self.set_timer(SECONDS, partial(self._fade, self._flashes))

    def _fade(self, which: int) -> None:
        if which == self._flashes:
            self._flash = ""
            self.repaint()

    def line(self, y: int, width: int) -> Sequence[Piece]:  # noqa: ARG002
        if self._flash:
            return [(" ", ""), (fit(self._flash, width - 1), "strong")]
        pieces: list[Piece] = [(" ", "")]
        for offer, _start, _end in self._places(width):
            pieces += [(offer.shown, "key"), (f" {offer.action.brief}  ", "dim")]
        return pieces

    def _places(self, width: int) -> list[tuple[Offer, int, int]]:
        """Which one stands from where to where; the last ones go first when it is narrow, help and quit stay."""
        shown = list(self._offers)
        while len(shown) > 2 and 1 + sum(_length(offer) for offer in shown) > width:
            del shown[-2]
        places, at = [], 1
        for offer in shown:
            places.append((offer, at, at + _length(offer)))
            at += _length(offer)
        return places

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        for offer, start, end in self._places(self.size.width) if offset else ():
            if offset and start <= offset.x < end:
                self.post_message(self.Picked(offer))


def _length(offer: Offer) -> int:
    return cell_len(offer.shown) + cell_len(offer.action.brief) + 3

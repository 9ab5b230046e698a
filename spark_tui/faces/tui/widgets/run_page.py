"""A run as rows: what is known of it, and under it what it was given and its result, to fold and unfold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.document import Document, Kind, Node
from spark_tui.domain.story import Story
from spark_tui.domain.text import one_line, redacted
from spark_tui.faces import show
from spark_tui.faces.tui.text import Piece, fit
from spark_tui.faces.tui.widgets.page import Lines, labelled, paragraph
from spark_tui.faces.tui.widgets.rows import RowList

OPEN_AT_ONCE = 40  # nodes up to which a document is shown unfolded
LONGEST = 500  # characters of a value in its row


@dataclass(frozen=True, slots=True)
class Row:
    """A line, or a node of the document of that name."""

    key: str
    pieces: Sequence[Piece] = ()
    name: str = ""
    at: int = -1


class RunPage(RowList[Row]):
    """Enter folds and unfolds what is under the cursor. Lines are made for the width that it has."""

    def __init__(self, zone: str) -> None:
        super().__init__(id="page", classes="")
        self._zone = zone
        self._story: Story | None = None
        self._now: datetime | None = None
        self.documents: dict[str, Document] = {}
        self._folded: dict[str, set[int]] = {}
        self.nothing = [[("  reading …", "dim")]]

    def tell(self, story: Story, documents: dict[str, Document], now: datetime) -> None:
        """Another state of the run; what was folded stays so while its document is the same."""
        for name, document in documents.items():
            if self.documents.get(name) is not document:
                self._folded[name] = _at_first(document)
        self._story, self.documents, self._now = story, documents, now
        self._lay_out()

    def key(self, item: Row) -> str:
        return item.key

    def draw(self, item: Row, width: int) -> list[Piece]:
        return self._node(item, width) if item.at >= 0 else list(item.pieces)

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        if self._story is not None and self._now is not None:
            self.show([*self._told(self._story, self._now, max(20, self.size.width - 1)), *self._unfolded()])

    # ------------------------------------------------------------------ what is known

    def _told(self, story: Story, now: datetime, width: int) -> Iterator[Row]:
        lines: Lines = []
        sign = show.sign(story.run.state)
        for label, text in show.facts(story, self._zone, now):
            ink = sign.mood if label == "state" else "plain"
            lines += labelled(label, f"{sign.glyph} {text}" if label == "state" else redacted(text), width, ink=ink)
        for heading, text in show.texts(story, self._zone, now, documents=False):
            ink = "bad" if heading == "error" else "plain"
            lines += [[], *paragraph(heading.capitalize(), width, "strong"), *paragraph(text, width, ink)]
        return (Row(f"/{n}", line) for n, line in enumerate(lines))

    # ------------------------------------------------------------------ what it was given, and its result

    def _unfolded(self) -> Iterator[Row]:
        for name, document in self.documents.items():
            what = "JSON" if document.is_json else "text"
            yield Row(f"/{name}", ())
            yield Row(f"/{name}/", [(f" {name.capitalize()} ", "strong"), (what, "dim")])
            for at in document.shown(self._folded[name]):
                yield Row(f"{name}/{at}", (), name, at)

    def _node(self, item: Row, width: int) -> list[Piece]:
        node = self.documents[item.name].nodes[item.at]
        folds = node.kind.holds and node.size > 0
        sign = ("▸" if item.at in self._folded[item.name] else "▾") if folds else " "
        lead = f" {'  ' * min(node.depth, 12)}{sign} "
        key = f"{one_line(str(node.key), 60)}: " if node.key is not None else ""
        value = _value(node)
        return [(lead, "dim"), (key, "key"), (fit(value, max(1, width - len(lead) - len(key))), "plain")]

    def action_choose(self) -> None:
        """Fold or unfold; on what cannot be folded, what it is in."""
        row = self.selected
        if row is None or row.at < 0:
            return
        document, folded = self.documents[row.name], self._folded[row.name]
        node = document.nodes[row.at]
        at = row.at if node.kind.holds and node.size else node.parent
        if at >= 0:
            folded.symmetric_difference_update({at})
            self._lay_out()
            self.select(f"{row.name}/{at}")

    def all_or_none(self) -> None:
        """Unfold all, or fold all again."""
        unfold = any(self._folded.values())
        for name, document in self.documents.items():
            self._folded[name] = set() if unfold else _holding(document)
        self._lay_out()


def _at_first(document: Document) -> set[int]:
    return set() if len(document.nodes) <= OPEN_AT_ONCE else _holding(document)


def _holding(document: Document) -> set[int]:
    """All that can be folded."""
    return {at for at, node in enumerate(document.nodes) if node.kind.holds and node.size}


def _value(node: Node) -> str:
    match node.kind:
        case Kind.OBJECT:
            return f"{{{node.size:,}}}" if node.size else "{}"
        case Kind.ARRAY:
            return f"[{node.size:,}]" if node.size else "[]"
        case Kind.HIDDEN:
            return "•••"
        case Kind.MORE:
            return f"… {node.text}"
        case Kind.TEXT:
            return node.text[:LONGEST]
        case Kind.STRING:
            return f"“{one_line(node.text, LONGEST)}”"
        case _:
            return node.text[:LONGEST]

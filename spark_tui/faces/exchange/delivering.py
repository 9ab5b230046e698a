"""Who hears of a schedule, as it stands in a file: `deliver: {ops: [failure, recovery]}`."""

from collections.abc import Sequence

from spark_tui.domain.delivery import Deliver, Event
from spark_tui.domain.nodes import Map, Node
from spark_tui.faces.exchange.codecs import Notes, Shape, entries, one_of, several, text_of

_EVENTS = several(one_of(Event))
_KEYS = ("on", "text")


def read_deliver(node: Node, notes: Notes) -> tuple[Deliver, ...]:
    """By the names of destinations; what could not be read is left out, and noted."""
    if not isinstance(node, Map):
        notes.add(node.mark, "a mapping belongs here (destination: events)", "such as ops: [failure, recovery]")
        return ()
    found = [_rule(to.value, value, notes) for to, value in node.pairs()]
    return tuple(rule for rule in found if rule is not None)


def write_deliver(rules: Sequence[Deliver]) -> Shape:
    return {rule.to: {"on": list(rule.on), "text": rule.text} if rule.text else list(rule.on) for rule in rules}


def _rule(to: str, node: Node, notes: Notes) -> Deliver | None:
    given = entries(node, list(_KEYS), notes) if isinstance(node, Map) else {"on": node}
    on = _EVENTS.read(given["on"], notes) if "on" in given else None
    text = text_of(given["text"], notes) or "" if "text" in given else ""
    with notes.at(node.mark):
        return Deliver(to, text=text) if "on" not in given else Deliver(to, on, text) if on else None
    return None

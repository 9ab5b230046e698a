"""The text of a file → what is wanted, and everything that is wrong with it at its line and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spark_tui.domain.limits import Limit, tag
from spark_tui.domain.nodes import Map, Mark, Node, Text, Wrong, parse
from spark_tui.domain.source import Memory, SecretName, named_secret
from spark_tui.domain.text import one_line
from spark_tui.faces.exchange import keys, spans
from spark_tui.faces.exchange.codecs import WHOLE, YES_NO, Notes, entries, leaf, text_of
from spark_tui.faces.exchange.delivering import read_deliver
from spark_tui.faces.exchange.times import checked_zone, read_timing
from spark_tui.faces.exchange.values import read_values
from spark_tui.service.wanted import Fault, Wanted, WantedDestination, WantedPause, WantedSchedule, WantedSource, Where

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class File:
    """What a file wants, where each thing of it stands, and what is wrong with it."""

    wanted: Wanted
    wrong: list[Wrong] = field(default_factory=list)
    marks: Mapping[Where, Mark] = field(default_factory=dict)

    def place(self, fault: Fault) -> Wrong:
        """A fault of what is wanted, at its place: the key, else the thing, else the whole."""
        paths = [fault.at[:length] for length in range(len(fault.at), 0, -1)]
        mark = next((self.marks[path] for path in paths if path in self.marks), Mark())
        return Wrong(mark, fault.message, fault.hint)


def read(text: str, zone: str) -> File:
    """Strictly; a time without a zone is on the clock of `zone`. What could not be read is left at its default."""
    root, wrong = parse(text)
    notes = Notes(wrong)
    if root is None:
        return File(Wanted(), wrong or [Wrong(Mark(), "there is nothing in it", "see: spark export")])
    reading = _Reading(notes, zone)
    top = entries(root, list(keys.TOP), notes)
    reading.check_form(top.get("spark"))
    parts = (reading.sources(root, top), reading.schedules(root, top), reading.limits(top))
    wanted = Wanted(*parts, reading.destinations(root, top))
    return File(wanted, notes.wrong, reading.marks)


@dataclass(slots=True)
class _Reading:
    notes: Notes
    zone: str
    marks: dict[Where, Mark] = field(default_factory=dict)

    def check_form(self, node: Node | None) -> None:
        if node is not None and not (isinstance(node, Text) and node.value == str(keys.FORM)):
            self.notes.add(
                node.mark, f"it is of another form than {keys.FORM}", "a later Spark wrote it: update this one"
            )

    def sources(self, root: Node, top: Mapping[str, Node]) -> tuple[WantedSource, ...] | None:
        named = self._named(root, top, "sources", keys.SOURCE)
        return None if named is None else tuple(self._source(name, given) for name, given in named)

    def destinations(self, root: Node, top: Mapping[str, Node]) -> tuple[WantedDestination, ...] | None:
        named = self._named(root, top, "destinations", keys.DESTINATION)
        return None if named is None else tuple(self._destination(name, given) for name, given in named)

    def _destination(self, name: str, given: Mapping[str, Node]) -> WantedDestination:
        if "secret" not in given:
            at, how = self.marks["destinations", name], "add secret: NAME, which is that of its URL in the vault"
            self.notes.add(at, f"destination {name} has no secret", how)
        secret = named_secret(self._text(given, "secret"))
        return WantedDestination(name, secret, self._text(given, "kind"), self._text(given, "place"))

    def schedules(self, root: Node, top: Mapping[str, Node]) -> tuple[WantedSchedule, ...] | None:
        named = self._named(root, top, "schedules", keys.SCHEDULE)
        return None if named is None else tuple(self._schedule(name, given) for name, given in named)

    def limits(self, top: Mapping[str, Node]) -> tuple[Limit, ...] | None:
        if "limits" not in top:
            return None
        found: list[Limit] = []
        for part, node in entries(top["limits"], list(keys.LIMITS), self.notes).items():
            named = self._pairs(node, f"limits of {part}")
            found += [limit for name, value in named if (limit := self._limit(part, name, value)) is not None]
        return tuple(found)

    def _limit(self, part: str, name: Text, value: Node) -> Limit | None:
        self.marks["limits", part, name.value] = value.mark
        runs = WHOLE.read(value, self.notes)
        if runs is not None:
            with self.notes.at(value.mark):
                return Limit(keys.LIMITS[part], tag(name.value) if part == "tags" else name.value, runs)
        return None

    def _pairs(self, node: Node, what: str) -> list[tuple[Text, Node]]:
        if isinstance(node, Map):
            return self._unique(node)
        self.notes.add(node.mark, f"{what} stand here by name", "such as NAME: …")
        return []

    def _named(
        self, root: Node, top: Mapping[str, Node], part: str, known: tuple[str, ...]
    ) -> list[tuple[str, dict[str, Node]]] | None:
        """The things of a part, by name. A part that is not there is None; one with nothing in it is empty."""
        if part not in top:
            there = isinstance(root, Map) and any(key.value == part for key in root.keys)
            return [] if there else None
        self.marks[(part,)] = top[part].mark
        return [(key.value, self._keys_of(part, key, value, known)) for key, value in self._pairs(top[part], part)]

    def _unique(self, node: Map) -> list[tuple[Text, Node]]:
        """Whatever the case, a name is given once."""
        first: dict[str, Text] = {}
        for key in node.keys:
            known = first.setdefault(key.value.casefold(), key)
            if known.value != key.value:
                self.notes.add(
                    key.mark, f"“{key.value}” is the name “{known.value}” again", "case alone is no difference"
                )
        return [(key, value) for key, value in node.pairs() if first[key.value.casefold()] is key]

    def _keys_of(self, part: str, key: Text, value: Node, known: tuple[str, ...]) -> dict[str, Node]:
        if not key.value or one_line(key.value, LONGEST_NAME) != key.value:
            self.notes.add(key.mark, "a name is one line of visible characters", f"at most {LONGEST_NAME} of them")
        given = entries(value, list(known), self.notes)
        self.marks[part, key.value] = key.mark
        self.marks |= {(part, key.value, name): node.mark for name, node in given.items()}
        return given

    # ------------------------------------------------------------------ a source

    def _source(self, name: str, given: Mapping[str, Node]) -> WantedSource:
        for needed in ("kind", "url"):
            if needed not in given:
                self.notes.add(self.marks["sources", name], f"source {name} has no {needed}", f"add {needed}: …")
        secret = self._text(given, "secret")
        return WantedSource(
            name,
            self._text(given, "kind"),
            _url(self._text(given, "url")),
            SecretName(secret) if secret else None,
            self._text(given, "definition"),
            (keys.MEMORY.read(given["memory"], self.notes) if "memory" in given else None) or Memory.RUN,
        )

    def _text(self, given: Mapping[str, Node], key: str) -> str:
        return (text_of(given[key], self.notes) or "") if key in given else ""

    # ------------------------------------------------------------------ a schedule

    def _schedule(self, name: str, given: Mapping[str, Node]) -> WantedSchedule:
        at = self.marks["schedules", name]
        if "workflow" not in given:
            self.notes.add(at, f"schedule {name} has no workflow", "add workflow: SOURCE/NAME, or workflow: $ COMMAND")
        zone_node = given.get("zone")
        zone = checked_zone(zone_node, self.zone, self.notes) if isinstance(zone_node, Text) else self.zone
        ping = self._text(given, "ping")
        policy = keys.policy.read(given["policy"], self.notes) if "policy" in given else None
        return WantedSchedule(
            name=name,
            workflow=self._text(given, "workflow"),
            key=self._text(given, "key"),
            zone=zone if zone_node is not None else "",
            phrase=self._text(given, "phrase"),
            input=self._text(given, "input"),
            template=bool("template" in given and YES_NO.read(given["template"], self.notes)),
            values=read_values(given["inputs"], self.notes) if "inputs" in given else {},
            policy=policy or keys.PLAIN,
            pause=self._pause(given.get("paused"), zone),
            tags=(keys.tags.read(given["tags"], self.notes) or ()) if "tags" in given else (),
            ping=SecretName(ping) if ping else None,
            deliver=read_deliver(given["deliver"], self.notes) if "deliver" in given else (),
            **self._time(given, at, zone),
        )

    def _time(self, given: Mapping[str, Node], at: Mark, zone: str) -> dict[str, Any]:
        said = [key for key in keys.TIMES if key in given]
        if len(said) != 1:
            both = f"{' and '.join(said)} both say when" if said else "nothing says when"
            self.notes.add(given[said[1]].mark if said else at, both, "one of: " + ", ".join(keys.TIMES))
            return {}
        if said == ["when"]:
            return {"when": self._phrase(given), **self._clock_change(given)}
        return {"timing": read_timing(given, given[said[0]].mark, zone, self.notes)}

    def _clock_change(self, given: Mapping[str, Node]) -> dict[str, Any]:
        change = keys.clock_change.read(given["clock_change"], self.notes) if "clock_change" in given else None
        return {"clock_change": change} if change else {}

    def _phrase(self, given: Mapping[str, Node]) -> str:
        for key in ("from", "starts", "ends", "count", "except", "phrase"):
            if key in given:
                self.notes.add(given[key].mark, f"`{key}` goes with an exact time", "say it in the phrase of `when`")
        return self._text(given, "when")

    def _pause(self, node: Node | None, zone: str) -> WantedPause | None:
        if node is None:
            return None
        if isinstance(node, Text):
            return self._plain_pause(node)
        moment = leaf(lambda text: spans.moment(text, zone), str)
        given = entries(node, list(keys.PAUSE), self.notes)
        since, until = (moment.read(given[key], self.notes) if key in given else None for key in ("since", "until"))
        return WantedPause(since, self._text(given, "by"), self._text(given, "note"), until)

    def _plain_pause(self, node: Text) -> WantedPause | None:
        if node.value not in _YES | _NO:
            self.notes.add(node.mark, f"“{one_line(node.value, 40)}” is neither yes nor no", "or {note: …, until: …}")
        return WantedPause() if node.value in _YES else None


_YES, _NO = {"yes", "true"}, {"no", "false"}


def _url(text: str) -> str:
    """A folder below one's home may be written with ~; nothing else of a url begins so."""
    return str(Path(text).expanduser()) if text.startswith("~/") else text.rstrip("/") or text

"""Time zones: IANA names, offsets, abbreviations, "Tokyo time"."""

import re

from agent.phrases.lexicon.places import ABBREVIATIONS, OFFSETS
from agent.phrases.meaning import Unsure, Zone
from agent.phrases.patterns import Rule, rule
from spark_tui.domain.errors import BadTiming
from spark_tui.domain.timing import zone_of


def named(n: str) -> Zone | Unsure:
    """America/Sao_Paulo, however its letters are cased."""
    for name in (n, _spelled(n), _spelled(n.lower())):
        try:
            return Zone(zone_of(name).key)
        except BadTiming:
            continue
    return Unsure("no_zone", (("text", n[:40]),))


def _spelled(name: str) -> str:
    """With the first letter of each word as a capital."""
    return re.sub(r"(?<![^\W_])[^\W_]", lambda letter: letter[0].upper(), name)


def offset(o: int) -> Zone | Unsure:
    """UTC+3 is Etc/GMT-3: the sign is turned around in those names."""
    hours, minutes = divmod(o, 60)
    if minutes:
        name = OFFSETS.get(o)
        return Zone(name) if name else Unsure("no_zone", (("text", f"UTC{o / 60:+g}"),))
    if not -12 <= hours <= 14:
        return Unsure("no_zone", (("text", f"UTC{hours:+}"),))
    return Zone("UTC" if not hours else f"Etc/GMT{-hours:+}")


def _short(z: str) -> Zone:
    name, sure = ABBREVIATIONS[z]
    return Zone(name, "" if sure else z.upper())


RULES: tuple[Rule, ...] = (
    rule("ZONENAME", "n:iana", named),
    rule("ZONENAME", "o:offset", offset),
    rule("ZONENAME", "z:zone", _short),
    rule("ZONENAME", "p:place", Zone),
    rule("SUREZONE", "n:iana", named),
    rule("SUREZONE", "o:offset", offset),
    rule("SUREZONE", "z:zone", _short),
    rule("ZONE", "in|on? the? z:SUREZONE time?"),
    rule("ZONE", "in|on? the? z:ZONENAME time"),
    rule("PLACE", "in? p:place", Zone),
)

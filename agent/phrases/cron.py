"""Cron as it is: five or six fields, names, aliases, with or without words around it."""

import re

from agent.phrases.meaning import Span
from spark_tui.domain.timing import ALIASES

_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)"
_PIECE = rf"(?:[\d*?/,\-#]|\d?L\b|\bLW?\b|\bW\b|{_NAME}(?![a-z]))+"
_FIELDS = rf"[\d*/,\-]+(?:\s+{_PIECE}){{4,5}}"
_WHOLE = re.compile(_FIELDS, re.IGNORECASE)
_INSIDE = re.compile(rf"(?<![\w*/,-]){_FIELDS}(?![\w*/,-])", re.IGNORECASE)
_ALIAS = re.compile(r"(?<!\w)@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)\b", re.IGNORECASE)
_NAMED = re.compile(r"^\s*(?:cron(?:tab)?(?:\s+(?:expression|schedule|job))?)\s*[:=]?\s*", re.IGNORECASE)


def find(phrase: str) -> tuple[str, Span] | None:
    """The cron expression in the phrase and where it stands; it may be invalid."""
    named = _NAMED.match(phrase)
    start = named.end() if named else 0
    body = phrase[start:].strip().strip("`'\"")
    if (alias := _ALIAS.search(phrase)) and alias[0].lower() in ALIASES:
        return alias[0], alias.span()
    if _WHOLE.fullmatch(body):
        at = phrase.index(body, start)
        return body, (at, at + len(body))
    found = _INSIDE.search(phrase)
    if found and "*" in found[0]:
        return found[0], found.span()
    return None

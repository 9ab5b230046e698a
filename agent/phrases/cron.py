"""Cron as it is: five or six fields, names, aliases, with or without words around it."""

import re

from agent.phrases.meaning import Span
from spark_tui.domain.timing import ALIASES

_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)"
_LONG = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|sunday|monday|tuesday|wednesday|thursday|friday|saturday)"
)
_PIECE = rf"(?:[\d*?/,\-#]|\d?L\b|\bLW?\b|\bW\b|(?:{_LONG}|{_NAME})(?![a-z]))+"
_FIELDS = rf"[\d*/,\-]+(?:\s+(?!\d+\s+(?:times|runs|vezes)\b){_PIECE}){{4,5}}"
_WHOLE = re.compile(rf"{_FIELDS}(?:\s+[\d*?,\-]+)?", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<!\*\s)(?<![\w*/,-]){_FIELDS}(?!\s*[\w*/,-]*\*|[\w*/,-])", re.IGNORECASE)
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
        return _plain(body), (at, at + len(body))
    found = _INSIDE.search(phrase)
    if found and "*" in found[0]:
        return _plain(found[0]), found.span()
    return None


def _plain(fields: str) -> str:
    """Without a year that may be any, and with short names.

    AWS writes the year as the sixth field, Quartz as the seventh; a "?" stands for one of the two days, so it shows
    which field is which. Their weekdays begin with Sunday as 1.
    """
    fields = re.sub(_LONG, lambda name: name[0][:3], fields, flags=re.IGNORECASE)
    parts = fields.split()
    aws = len(parts) == 6 and "?" in (parts[2], parts[4])
    if not aws and len(parts) != 7:
        return fields
    if parts[-1] not in ("*", "?"):
        return fields  # a year is in no field of ours: refused
    *kept, weekday = parts[:-1]
    return " ".join([*kept, re.sub(r"(?<![#/\d])[1-7]\b", lambda day: str(int(day[0]) - 1), weekday)])

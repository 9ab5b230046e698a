"""What is written with digits: clock times, dates, durations, ordinals, offsets.

`SHAPES` is tried in order at each position; each shape turns its text into senses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.phrases.meaning import Clock, Length

Senses = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it was written: which number is the day may be open (`first`/`second`)."""

    year: int | None
    first: int
    second: int
    open: bool = False  # 03/04: day and month in either order
    clock: Clock | None = None
    offset: int | None = None  # minutes east of UTC


def _quoted(text: str) -> Senses:  # noqa: ARG001 - every shape is called alike
    return {"quoted": True}


def _iso(text: str) -> Senses:
    match = re.fullmatch(
        r"(\d{4})-?(\d+?)-?(\d{1,2})(?:[t ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)? ?(z|[+-]\d\d:?\d\d)?)?", text
    )
    assert match
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    clock = Clock(int(match[4]), int(match[5]), int(match[6] or 0), fixed=True, wide=True) if match[4] else None
    return {"written": Written(year, month, day, clock=clock, offset=_minutes_east(match[7]))}


def _minutes_east(text: str | None) -> int | None:
    """Of "z" or "-03:00"."""
    if text is None:
        return None
    digits = re.sub(r"\D", "", text)
    return (int(digits[:2]) * 60 + int(digits[2:] or 0)) * (-1 if "-" in text else 1) if digits else 0


def _slashed(text: str) -> Senses:
    parts = re.split(r"[/.-] ?", text.rstrip("."))
    if len(parts[0]) == 4:
        return {"written": Written(int(parts[0]), int(parts[1]), int(parts[2]))}
    year = int(parts[2]) if len(parts) == 3 else None
    if year is not None and year < 100:
        year += 2000
    return {"written": Written(year, int(parts[0]), int(parts[1]), open=True)}


def _meridiem(text: str) -> Senses:
    digits, half = re.match(r"[\d:.]+", text), re.search(r"[ap]", text)
    assert digits
    assert half
    hour, minute, second = _fields(digits[0].strip("."))
    if hour == 0 and minute and half[0] == "a":
        return {"clock": Clock(0, minute, second, fixed=True, wide=True)}  # 0:30 am
    if not 1 <= hour <= 12:
        both = half[0] == "p" and 12 < hour < 24 and not digits[0].isdigit()  # 14:30 pm says it twice
        return {"clock": Clock(hour, minute, second, fixed=True, wide=True) if both else Clock(99)}
    return {"clock": Clock(hour % 12 + (12 if half[0] == "p" else 0), minute, second, fixed=True)}


def _fields(digits: str) -> tuple[int, int, int]:
    if digits.isdigit() and len(digits) > 2:
        return int(digits[:-2]), int(digits[-2:]), 0
    parts = [int(part) for part in re.split(r"[:.]", digits)]
    hour, minute, second = [*parts, 0, 0][:3]
    return hour, minute, second


def _negative(text: str) -> Senses:  # noqa: ARG001 - every shape is called alike
    return {"clock": Clock(99)}


def _spaced(text: str) -> Senses:
    """6 30 pm."""
    return _meridiem(text.replace(" ", ":", 1))


def _clock(text: str) -> Senses:
    digits = re.match(r"[\d:]+", text)
    assert digits
    hour, minute, second = _fields(digits[0])
    padded = digits[0].startswith("0") or hour > 12 or hour == 0 or len(text) > len(digits[0])
    return {"clock": Clock(hour, minute, second, sure=padded or hour >= 8, fixed=padded, wide=padded)}


def _houred(text: str) -> Senses:
    hour, _, minute = text.partition("h")
    numbers = int(hour), int(re.sub(r"\D", "", minute) or 0)
    seconds = numbers[0] * 3600 + numbers[1] * 60
    return {"length": Length(seconds=seconds), "clock": Clock(*numbers, fixed=True, wide=True)}


_SECONDS = {"s": 1, "m": 60, "h": 3600}


def _lasting(text: str) -> Senses:
    length = Length()
    for number, unit in re.findall(r"([\d.]+)\s?([a-z])[a-z]*", text):
        if unit in _SECONDS:
            length += Length(seconds=float(number) * _SECONDS[unit])
        else:
            length += Length(days=int(float(number)) * (7 if unit == "w" else 1))
    senses: Senses = {"length": length, "compact": True}
    if days := re.fullmatch(r"(\d+)\s?([dw])", text):
        senses["stepdays"] = int(days[1]), "week" if days[2] == "w" else "day"
    if hours := re.fullmatch(r"(\d{1,2}\.\d\d)\s?h[a-z]*", text):
        senses["dotted"] = _dotted(hours[1])["dotted"]  # at 09.00 hrs
    return senses


def _minute(text: str) -> Senses:
    return {"minutemark": int(text[1:])}


def _dotted(text: str) -> Senses:
    hour, minute, _ = _fields(text)
    return {"number": float(text), "dotted": Clock(hour, minute, sure=hour >= 8 or text.startswith("0"))}


def _nth(text: str) -> Senses:
    number = int(re.sub(r"\D", "", text))
    senses: Senses = {"ordinal": number, "nthday": number}
    if number < 10:
        senses["ordinalones"] = number
    if text.endswith(("a", "as")) and 2 <= number <= 6:
        senses["weekdaynth" if text[-1] == "a" else "weekdaynths"] = number - 2  # 2ª feira is Monday
    return senses


def _ish(text: str) -> Senses:
    hour, minute, _ = _fields(re.sub(r"[^\d:]", "", text))
    return {"clock": Clock(hour, minute, sure=hour >= 8, rough=True)}


def _number(text: str) -> Senses:
    if "." in text:
        return {"number": float(text)}
    number = int(text[:9])
    senses: Senses = {"number": number, "digits": True}
    if len(text) == 4 and not text.startswith("00"):
        senses["year"] = number
    if len(text) == 4:
        senses["packed"] = Clock(number // 100, number % 100, fixed=True, wide=True)
        if text[0] == "0" and senses["packed"].possible:
            senses["clock"] = senses["packed"]  # 0730 is nothing else
    if len(text) <= 2:
        padded = text.startswith("0") or number > 12
        senses["hour"] = Clock(number, sure=padded or number >= 8, fixed=padded, wide=padded)
    return senses


def _offset(text: str) -> Senses:
    match = re.fullmatch(r"(?:utc|gmt) ?([+-]) ?(\d{1,2}):?(\d{2})?", text)
    assert match
    return {"offset": (1 if match[1] == "+" else -1) * (int(match[2]) * 60 + int(match[3] or 0))}


def _military(text: str) -> Senses:
    return {"clock": Clock(int(text[:2]), int(text[2:4]), fixed=True, wide=True)}


def _bare_offset(text: str) -> Senses:
    return {"offset": _minutes_east(text)}


_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_TIME = r"\d{2}:?\d{2}(?::\d{2}(?:\.\d+)?)?(?!\ ?[ap]\.?m)"
_OFFSET = r"(?:\ ?(?:z\b|[+-]\d{2}:?\d{2}))?"
_YEAR_FIRST = r"(?<![\d/.])\d{4}(?P<dot>[/.])\d{1,2}(?P=dot)\d{1,2}(?![\d/.])"
_THREE_PARTS = r"(?<![\d/.])\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?![\d/:])"
_TWO_PARTS = r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/:])"
_GERMAN = r"(?:(?<=\bam )|(?<=\bbis )|(?<=\bab )|(?<=\bvom )|(?<=\bzum )|(?<=\bden ))\d{1,2}\.\ ?\d{1,2}\.(?!\d)"

# In the order in which they are tried.
SHAPES: tuple[tuple[str, str, Callable[[str], Senses]], ...] = (
    ("quoted", r'"[^"]*"|`[^`]*`', _quoted),
    (
        "address",
        r"\bv\d+(?:\.\d+)+\b|\b\d+(?:\.\d+){3}\b|(?:\br)?[$€£]\ ?\d[\d.,]*|\bhttps?://\S+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b\w*[^\W\d]\w*(?:_\w+)+(?:\.\w+)?",
        _quoted,
    ),
    ("iso", rf"(?<![\d-]){_DATE}(?:[t ]{_TIME}{_OFFSET})?(?![\d-])|\b\d{{8}}t\d{{4}}(?:\d\d)?{_OFFSET}", _iso),
    ("slashed", rf"{_YEAR_FIRST}|{_THREE_PARTS}|{_TWO_PARTS}|{_GERMAN}", _slashed),
    ("negative", r"(?:(?<=\bat )|(?<=\bas ))-\ ?\d{1,2}(?:[:.]\d{2})?(?:\ ?[ap]\.?m\b|h\b)?", _negative),
    ("offset", r"\b(?:utc|gmt)\ ?[+-]\ ?\d{1,2}(?::?\d{2})?\b", _offset),
    ("bareoffset", r"(?<=\d:\d\d)(?:\ ?\+|\ -)\d{2}:?\d{2}\b", _bare_offset),
    ("military", r"\b[0-2]\d[0-5]\d\ ?h(?:rs?|ours?)?\b", _military),
    ("spaced", r"(?<![\d:.])\d{1,2}\ (?:1[3-9]|[2-5]\d)\ ?[ap]\.?m\b\.?", _spaced),
    ("meridiem", r"(?<![\d:.])\d{1,4}(?:[:.]\d{2})?(?::\d{2})?(?:\ ?[ap]m\b|\ ?[ap]\.\ ?m\b\.?|[ap]\b)", _meridiem),
    ("clock", r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?:\ ?h(?:rs?|s|ours?|oras?)?\b)?(?!\d|:\d)", _clock),
    ("houred", r"(?<!\w)\d{1,3}\ ?h(?:\ ?\d{2}(?:\ ?m(?:ins?)?)?\b|(?:s|rs?)?\b(?!\ ?\d+\ ?m))", _houred),
    ("lasting", r"(?<![\w.])(?:\d+(?:\.\d+)?\ ?(?:secs?|mins?|hrs?|[smhdw])(?:\ ?(?=\d)|\b))+(?!\w)", _lasting),
    ("minute", r"(?<!\d):[0-5]\d\b", _minute),
    ("dotted", r"(?<![\d.])\d{1,2}\.\d{2}(?!\d|\.\d)", _dotted),
    ("nth", r"\b\d{1,3}(?:st|nd|rd|th|o|a|os|as|er|re|e|eme)\b", _nth),
    ("ish", r"\b\d{1,2}(?::\d{2})?\ ?-?ish\b", _ish),
    ("number", r"\d+(?:\.\d+)?", _number),
)

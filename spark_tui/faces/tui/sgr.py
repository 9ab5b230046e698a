"""The colours that a program's output wants (SGR), and nothing else of its control sequences.

A line's `raw` has them spelled (␛[31m). An ink says what was wanted: "sgr:1;31". Hidden and blinking text is shown
as any other, and what would be as dark as its ground is shown without the ground.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.style import Style

from spark_tui.faces.tui.text import Piece

_SYSTEM = ColorSystem.TRUECOLOR
MOST = 200  # changes of colour in one line; behind them it stays as it is
_SEQUENCE = re.compile(
    r"␛\[([0-?]*)[ -/]*([@-~])"  # CSI
    r"|␛[\]PX^_][^␇␛]{0,4096}(?:␇|␛\\)?"  # OSC, DCS, SOS, PM, APC
    r"|␛[ -/]*[0-~]"
)
_ON = {"1": "bold", "2": "dim", "3": "italic", "4": "underline", "7": "reverse", "9": "strike"}
_OFF = {"22": ("bold", "dim"), "23": ("italic",), "24": ("underline",), "27": ("reverse",), "29": ("strike",)}


def coloured(raw: str) -> list[Piece]:
    """The text between the sequences, each piece with the ink that holds for it."""
    pieces: list[Piece] = []
    wanted: dict[str, str] = {}
    at = changes = 0
    for match in _SEQUENCE.finditer(raw):
        pieces.append((raw[at : match.start()], _ink(wanted)))
        at = match.end()
        if match[2] == "m" and (changes := changes + 1) <= MOST:
            _obey(wanted, match[1])
    pieces.append((raw[at:], _ink(wanted)))
    return [piece for piece in pieces if piece[0]]


def _ink(wanted: dict[str, str]) -> str:
    return "sgr:" + " ".join(wanted.values()) if wanted else ""


def _obey(wanted: dict[str, str], parameters: str) -> None:
    """Keep what holds from here on, by what it is about."""
    codes = iter(parameters.replace(":", ";").split(";")[:32])
    for code in codes:
        if code.strip("0") == "":
            wanted.clear()
        elif code in _ON:
            wanted[_ON[code]] = _ON[code]
        elif code in _OFF:
            for name in _OFF[code]:
                wanted.pop(name, None)
        elif code in ("39", "49"):
            wanted.pop("fg" if code == "39" else "bg", None)
        else:
            _colour(wanted, code, codes)


def _colour(wanted: dict[str, str], code: str, codes: Iterator[str]) -> None:
    number = int(code) if code.isdecimal() and len(code) < 4 else 0
    if number in (38, 48):
        if spec := _extended(codes):
            wanted["fg" if number == 38 else "bg"] = f"{'fg' if number == 38 else 'bg'}={spec}"
    elif 30 <= number <= 37 or 90 <= number <= 97:
        wanted["fg"] = f"fg={number - 30 if number < 90 else number - 82}"
    elif 40 <= number <= 47 or 100 <= number <= 107:
        wanted["bg"] = f"bg={number - 40 if number < 100 else number - 92}"


def _extended(codes: Iterator[str]) -> str:
    kind = next(codes, "")
    if kind not in ("2", "5"):
        return ""
    values = [next(codes, "") for _ in range(3 if kind == "2" else 1)]
    if not all(value.isdecimal() and len(value) < 4 and int(value) < 256 for value in values):
        return ""
    return ",".join(str(int(value)) for value in values)


def sequence_of(ink: str) -> str:
    """What a terminal obeys, for an ink that `coloured` has made."""
    return style_of(ink).render("\0", color_system=_SYSTEM).partition("\0")[0]


@lru_cache(maxsize=1_024)
def style_of(ink: str) -> Style:
    """Of an ink that `coloured` has made."""
    words = ink.removeprefix("sgr:").split()
    colours = {word[:2]: _read(word[3:]) for word in words if "=" in word}
    ground = colours.get("bg")
    if ground is not None and ground == colours.get("fg"):
        ground = None
    return Style(color=colours.get("fg"), bgcolor=ground) + Style.parse(" ".join(w for w in words if "=" not in w))


def _read(spec: str) -> Color:
    values = [int(value) for value in spec.split(",")]
    return Color.from_ansi(values[0]) if len(values) == 1 else Color.from_rgb(*values)

"""How many colours are sent, and with which look: what was set, as far as this terminal can carry it.

An option wins over the settings, those over the environment. Nothing here imports Textual, which reads the
environment when it is imported.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace

from spark_tui.faces.door import Look

NAMES = {"16": "standard", "256": "256", "true": "truecolor"}  # as Textual calls them

# What these terminals can do, where neither their name nor COLORTERM (which ssh does not forward) says it.
TERMS = {
    "alacritty": "true",
    "contour": "true",
    "foot": "true",
    "foot-extra": "true",
    "ghostty": "true",
    "rio": "true",
    "screen": "256",
    "tmux": "256",
    "wezterm": "true",
    "xterm-ghostty": "true",
    "xterm-kitty": "true",
    "cons25": "16",
    "linux": "16",
    "vt100": "16",
    "vt220": "16",
}


def known_colours(env: Mapping[str, str]) -> str:
    """What is known beyond doubt; empty where Textual finds it out by itself."""
    term = env.get("TERM", "").lower()
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return "true"
    return TERMS.get(term, "")


@dataclass(frozen=True, slots=True)
class Sent:
    """What the app sends to a terminal: `none` or one of NAMES, and who says so, for people."""

    colours: str
    because: str

    def __str__(self) -> str:
        return f"{_TOLD.get(self.colours, f'{self.colours} colours')} ({self.because})"


_TOLD = {"none": "no colours", "true": "true colour"}


def sent(color: str, who: str, env: Mapping[str, str]) -> Sent:
    """`color` is the setting, and `who` has set it."""
    if color != "auto":
        return Sent(color, who)
    if "NO_COLOR" in env:
        return Sent("none", "NO_COLOR")
    known, term = known_colours(env), env.get("TERM", "")
    if known == "true" and not (TERMS.get(term.lower()) == "true" or term.endswith("-direct")):
        return Sent("true", f"COLORTERM={env['COLORTERM']}")
    return Sent(known or _by_suffix(term), f"TERM={term}")


def _by_suffix(term: str) -> str:
    """As Rich finds it out for Textual."""
    return "256" if term.lower().rpartition("-")[2] in ("256color", "kitty") else "16"


def fitted(look: Look, env: Mapping[str, str]) -> Look:
    """The look that this terminal can carry. `color` is `none`, one of NAMES, or empty where Textual finds it out."""
    color = look.color
    if color == "auto":
        color = "none" if "NO_COLOR" in env else known_colours(env)
    few = (color or _by_suffix(env.get("TERM", ""))) in ("none", "16")
    theme = "ansi" if color == "none" or (few and look.theme == "default") else look.theme
    return replace(look, theme=theme, color=color, ascii=look.ascii or env.get("TERM") == "linux")


def prepare(env: MutableMapping[str, str], color: str) -> None:
    """Say it to Textual, before it is imported."""
    if color in NAMES:
        env["TEXTUAL_COLOR_SYSTEM"] = NAMES[color]
    env.setdefault("TEXTUAL_ANIMATIONS", "none")

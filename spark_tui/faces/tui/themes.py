"""The themes of the app. No state is told by colour alone, so that each of them is a matter of taste or of sight.

`deuteranopia` and `tritanopia` take their colours from the palette of Okabe and Ito (2008), lightened for a dark
background: what those who see few colours confuse does not stand for different things there.
"""

from textual.theme import BUILTIN_THEMES, Theme

_REVERSE = {"input-cursor-text-style": "reverse"}  # a cursor that is seen without any colour


def _dark(name: str, *, good: str, bad: str, warn: str, live: str, key: str, background: str, text: str) -> Theme:
    """The words have exactly these colours, where Textual would blend them with the background."""
    words = {"text-success": good, "text-error": bad, "text-warning": warn, "text-primary": live, "text-accent": key}
    return Theme(
        name,
        primary=live,
        secondary=live,
        accent=key,
        success=good,
        error=bad,
        warning=warn,
        background=background,
        surface="#303030",
        foreground=text,
        variables=words,
    )


_ANSI = BUILTIN_THEMES["ansi-dark"]
THEMES: dict[str, Theme] = {
    "default": BUILTIN_THEMES["textual-dark"],
    "light": BUILTIN_THEMES["textual-light"],
    "ansi": Theme(**(vars(_ANSI) | {"name": "ansi", "variables": _ANSI.variables | _REVERSE})),
    "contrast": _dark(
        "contrast",
        good="#5fff5f",
        bad="#ff8787",
        warn="#ffff5f",
        live="#5fd7ff",
        key="#ffaf5f",
        background="#000000",
        text="#ffffff",
    ),
    "deuteranopia": _dark(
        "deuteranopia",
        good="#56b4e9",
        bad="#e8651a",
        warn="#f0e442",
        live="#e4e4e4",
        key="#e8a0c8",
        background="#121212",
        text="#e0e0e0",
    ),
    "tritanopia": _dark(
        "tritanopia",
        good="#2fd0b0",
        bad="#ff6b5e",
        warn="#ffd0dc",
        live="#9fb4ff",
        key="#d8d8d8",
        background="#121212",
        text="#e0e0e0",
    ),
}

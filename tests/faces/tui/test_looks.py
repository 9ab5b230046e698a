"""Themes: what can be read, what can be told apart, with few colours and with none."""

import re
from itertools import combinations
from typing import Any

import pytest
from rich.color import Color as RichColor
from textual.color import Color

from spark_tui.faces.door import Look
from spark_tui.faces.tui.themes import THEMES
from spark_tui.system.settings import THEMES as NAMED
from tests.faces.tui.test_layout import some_life

Theatre = Any
Stage = Any
WORDS = ("success", "error", "warning", "primary", "accent")  # good, bad, warn, live, key

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def test_every_theme_that_can_be_set_is_there() -> None:
    assert set(THEMES) == set(NAMED)
    assert all(theme.name == name for name, theme in THEMES.items() if name not in ("default", "light"))


def linear(color: Color) -> tuple[float, ...]:
    parts = (part / 255 for part in color.rgb)
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def seen(color: Color, sight: str) -> tuple[float, ...]:
    """CIE L*a*b*, as somebody with that sight sees it."""
    rgb = [sum(w * c for w, c in zip(row, linear(color), strict=True)) for row in SIGHT[sight]]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = (max(0.0, sum(w * c for w, c in zip(row, rgb, strict=True))) for row in rows)
    x, y, z = (v / w for v, w in zip(xyz, (0.9505, 1.0, 1.089), strict=True))
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


@pytest.mark.parametrize(
    ("theme", "sight"), [("deuteranopia", "deuteranopia"), ("deuteranopia", "protanopia"), ("tritanopia", "tritanopia")]
)
def test_good_bad_careful_and_running_are_told_apart_by_those_for_whom_a_theme_is(theme: str, sight: str) -> None:
    colours = {word: Color.parse(THEMES[theme].variables[f"text-{word}"]) for word in WORDS[:4]}
    for one, other in combinations(colours, 2):
        apart = sum((a - b) ** 2 for a, b in zip(seen(colours[one], sight), seen(colours[other], sight), strict=True))
        assert apart**0.5 > 20, f"{one} and {other} in {theme} for {sight}"


@pytest.mark.parametrize(("theme", "least"), [("contrast", 7.0), ("deuteranopia", 4.5), ("tritanopia", 4.5)])
def test_every_word_can_be_read_on_its_background(theme: str, least: float) -> None:
    worn = THEMES[theme]
    dark = luminance(Color.parse(worn.background or ""))
    for word in WORDS:
        bright = luminance(Color.parse(worn.variables[f"text-{word}"]))
        assert (bright + 0.05) / (dark + 0.05) >= least, f"{word} in {theme}"


def luminance(color: Color) -> float:
    """Relative, as WCAG 2 has it."""
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True))


def colours(on: Stage) -> set[str]:
    strips = on.app.screen._compositor.render_strips()
    styles = [segment.style for strip in strips for segment in strip if segment.style]
    return {color.name for style in styles for color in (style.color, style.bgcolor) if color is not None}


async def test_without_colours_none_is_sent_whatever_theme_is_worn_and_every_state_has_its_word(stage: Theatre) -> None:
    async with stage((120, 35), before=some_life, look=Look(theme="ansi", color="none")) as on:
        await on.sees("nightly-backup")
        assert _sent(on) == {"default"}
        on.app.wear("contrast")
        await on.settled()
        assert _sent(on) == {"default"}
        signs = re.findall(r"(\S) (?:api-health|etl-orders|weekly-report|nightly-backup) +(?:hello|disk)", on.screen)
        states = set(signs)
        assert len(states) == len(signs) == 4, "each state has a sign of its own"


def _sent(on: Stage) -> set[str]:
    """The colours that leave for the terminal: what the filters make of what is on the screen."""
    found: set[str] = set()
    for strip in on.app.screen._compositor.render_strips():
        segments = list(strip)
        for each in on.app.get_line_filters():
            segments = each.apply(segments, Color(0, 0, 0))
        for segment in segments:
            if segment.style is not None:
                found |= {c.name for c in (segment.style.color, segment.style.bgcolor) if isinstance(c, RichColor)}
    return found


@pytest.mark.parametrize("theme", NAMED)
async def test_a_theme_is_worn_at_once_and_hides_nothing(stage: Theatre, theme: str) -> None:
    async with stage((120, 35), before=some_life) as on:
        await on.sees("nightly-backup")
        before = colours(on)
        on.app.wear(theme)
        await on.until(lambda: theme == "default" or colours(on) != before)
        assert on.screen  # which looks at every letter


@pytest.mark.parametrize("theme", NAMED)
async def test_a_theme_that_is_set_is_worn_from_the_first_paint(stage: Theatre, theme: str) -> None:
    async with stage((80, 24), look=Look(theme=theme)) as on:
        await on.settled()
        first = colours(on)
        on.app.wear("contrast" if theme == "default" else "default")
        await on.until(lambda: colours(on) != first)
        on.app.wear(theme)
        await on.until(lambda: colours(on) == first)


async def test_the_mouse_is_given_back_and_taken(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        await on.press("f9")
        await on.sees("Spark ")

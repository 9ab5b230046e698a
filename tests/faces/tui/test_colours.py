"""Which colours are sent to which terminal, and who has a say in it."""

import pytest
from rich.console import Console

from spark_tui.faces.door import Look
from spark_tui.faces.tui.colours import fitted, prepare, sent


@pytest.mark.parametrize(
    ("env", "color", "theme"),
    [
        ({"TERM": "xterm-256color"}, "", "default"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true", "default"),
        ({"TERM": "xterm-ghostty"}, "true", "default"),
        ({"TERM": "xterm-direct"}, "true", "default"),
        ({"TERM": "screen"}, "256", "default"),
        ({"TERM": "linux"}, "16", "ansi"),
        ({"TERM": "xterm"}, "", "ansi"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none", "ansi"),
        ({"TERM": "xterm-256color", "NO_COLOR": "", "COLORTERM": "truecolor"}, "none", "ansi"),
    ],
)
def test_by_itself_it_is_what_the_terminal_has(env: dict[str, str], color: str, theme: str) -> None:
    look = fitted(Look(), env)
    assert (look.color, look.theme) == (color, theme)


@pytest.mark.parametrize(
    ("said", "env", "color", "theme"),
    [
        (Look(color="256"), {"TERM": "linux"}, "256", "default"),
        (Look(color="16"), {"COLORTERM": "truecolor"}, "16", "ansi"),
        (Look(color="16", theme="contrast"), {}, "16", "contrast"),
        (Look(color="true"), {"NO_COLOR": "1"}, "true", "default"),
        (Look(color="none", theme="light"), {"COLORTERM": "truecolor"}, "none", "ansi"),
    ],
)
def test_what_was_set_wins_over_the_environment(said: Look, env: dict[str, str], color: str, theme: str) -> None:
    look = fitted(said, env)
    assert (look.color, look.theme) == (color, theme)


@pytest.mark.parametrize(
    ("color", "who", "env", "told"),
    [
        ("auto", "built in", {"TERM": "xterm-256color"}, "256 colours (TERM=xterm-256color)"),
        ("auto", "built in", {"TERM": "xterm"}, "16 colours (TERM=xterm)"),
        ("auto", "built in", {"TERM": "xterm-kitty"}, "true colour (TERM=xterm-kitty)"),
        ("auto", "built in", {"TERM": "xterm", "COLORTERM": "truecolor"}, "true colour (COLORTERM=truecolor)"),
        ("auto", "config.toml", {"COLORTERM": "truecolor", "NO_COLOR": ""}, "no colours (NO_COLOR)"),
        ("none", "config.toml", {"COLORTERM": "truecolor"}, "no colours (config.toml)"),
        ("256", "SPARK_COLOR", {"NO_COLOR": "1"}, "256 colours (SPARK_COLOR)"),
    ],
)
def test_what_is_sent_is_told_with_who_says_so(color: str, who: str, env: dict[str, str], told: str) -> None:
    assert str(sent(color, who, env)) == told


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "rxvt-16color", "screen-256color", "putty"])
def test_what_textual_finds_out_by_itself_is_told_as_it_finds_it(term: str) -> None:
    console = Console(_environ={"TERM": term}, force_terminal=True, color_system="auto")
    colours = {"standard": "16"}.get(str(console.color_system), console.color_system)
    assert sent("auto", "built in", {"TERM": term}).colours == colours


def test_textual_is_told_what_is_known_and_nothing_else() -> None:
    told: list[dict[str, str]] = []
    for color in ("", "none", "256", "true"):
        env: dict[str, str] = {}
        prepare(env, color)
        assert env.pop("TEXTUAL_ANIMATIONS") == "none"
        told.append(env)
    assert told == [{}, {}, {"TEXTUAL_COLOR_SYSTEM": "256"}, {"TEXTUAL_COLOR_SYSTEM": "truecolor"}]


def test_the_console_of_linux_gets_ascii() -> None:
    assert fitted(Look(), {"TERM": "linux"}).ascii
    assert fitted(Look(ascii=True), {"TERM": "xterm"}).ascii
    assert not fitted(Look(), {"TERM": "xterm"}).ascii

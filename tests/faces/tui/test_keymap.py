"""Keys that a person sets: what is taken, and what is refused with the reason."""

from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.faces.tui.actions.keymap import clashes, read
from spark_tui.faces.tui.actions.names import FIXED, named, refused
from spark_tui.faces.tui.actions.registry import registry
from spark_tui.system.settings import load, remember

Theatre = Any


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ({"board.run_now": "x"}, ("x",)),
        ({"board": {"run_now": "x"}}, ("x",)),  # board.run_now = "x" without quotes
        ({"board.run_now": ["x", "f5"]}, ("x", "f5")),
        ({"board.run_now": "!"}, ("exclamation_mark",)),
        ({"board.run_now": "Ctrl+T"}, ("ctrl+t",)),
        ({"board.run_now": "PgUp"}, ()),
        ({"board.run_now": "F5"}, ("f5",)),
        ({"board.run_now": "space"}, ("space",)),
        ({"board.run_now": ""}, ()),
        ({"board.run_now": "t", "board.talk": "r"}, ("t",)),  # they change places
    ],
)
def test_what_is_taken(said: Any, keys: tuple[str, ...]) -> None:
    assert read(said).keys.get("board.run_now", ()) == keys


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("x", "keys is a table"),
        ({"board.run_nwo": "x"}, "board.run_nwo: there is no such action; did you mean board.run_now?"),
        ({"zzzzzzzz": "x"}, "there is no such action; see: spark keys"),
        ({"board.run_now": 7}, "a key is a text"),
        ({"board.run_now": ["x", 7]}, "a key is a text"),
        ({"board.run_now": "hyperspace"}, "“hyperspace” is no key"),
        ({"board.run_now": "super+x"}, "“super+x” is no key"),
        ({"board.run_now": "\x1b[31m"}, "is no key"),
        ({"board.run_now": "ctrl+i"}, "ctrl+i cannot be set: it arrives as tab"),
        ({"board.run_now": "ctrl+["}, "it arrives as esc"),
        ({"board.run_now": "ctrl+b"}, "it is tmux's own"),
        ({"board.run_now": "ctrl+a"}, "it is screen's own"),
        ({"board.run_now": "ctrl+s"}, "it stops the terminal"),
        ({"board.run_now": "ctrl+c"}, "it quits, whatever else happens"),
        ({"board.run_now": "ctrl+5"}, "many terminals do not send it"),
        ({"board.run_now": "ctrl+,"}, "many terminals do not send it"),
        ({"board.run_now": "ctrl+shift+x"}, "many terminals do not send it"),
        ({"board.run_now": "alt+enter"}, "it arrives as enter in tmux"),
        ({"board.run_now": "shift+r"}, "write the character itself"),
        ({"board.run_now": "p"}, "board.run_now: p is the key of board.pause there"),
        ({"board.run_now": "j"}, "j is the key of move.down there"),
        ({"board.run_now": "f1"}, "f1 is the key of app.keys there"),
        ({"board.run_now": "pageup"}, "PgUp is the key of move.page_up there"),
        ({"ask.guess": "x"}, "in a line of text it is text"),
        ({"app.interrupt": "x"}, "its key stays: ctrl+c"),
    ],
)
def test_what_is_refused_says_why_and_what_is_built_in_stands(said: Any, told: str) -> None:
    keymap = read(said)
    assert keymap.keys == {}
    assert told in keymap.wrong[0]
    assert keymap.wrong[0].isprintable()


def test_a_wrong_line_does_not_take_the_right_ones_with_it() -> None:
    keymap = read({"board.run_now": "ctrl+b", "board.pause": "x"})
    assert keymap.keys == {"board.pause": ("x",)}


def test_the_built_in_keys_pass_the_same_check() -> None:
    assert list(clashes({})) == []
    for known in registry().values():
        for key in () if known.action.fixed else known.action.default_keys:
            assert named(key) == key
            assert not refused(key), f"{known.action.id}: {key} {refused(key)}"
    assert {key for known in registry().values() if known.action.fixed for key in known.action.default_keys} == {*FIXED}


async def test_a_wrong_keymap_is_told_and_keeps_nothing_from_opening(stage: Theatre) -> None:
    async with stage(keys={"board.run_nwo": "x"}) as on:
        await on.sees("No schedules yet", "Some keys of config.toml are not used")
        await on.press("E")
        await on.sees("did you mean")
        await on.press("escape")
        await on.press("f1")
        await on.sees("! board.run_nwo: there is no such action")


def test_keys_stand_in_the_settings_and_what_is_remembered_stands_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "spark" / "config.toml"
    file.parent.mkdir()
    file.write_text('seats = 3\n[keys]\n"board.run_now" = "x"\n')
    remember(file, "on_quit", "stop")
    settings = load({})
    assert (settings.seats, settings.on_quit, settings.keys) == (3, "stop", {"board.run_now": "x"})
    assert file.read_text() == 'seats = 3\non_quit = "stop"\n[keys]\n"board.run_now" = "x"\n'


def test_a_value_that_is_there_in_a_table_only_is_not_taken_for_ours(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[keys]\non_quit = "x"\n')
    with pytest.raises(Invalid, match="does not dare"):
        remember(file, "on_quit", "stop")
    assert file.read_text() == '[keys]\non_quit = "x"\n'

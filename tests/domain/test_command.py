"""A command line given by hand is split as a shell splits it, and what needs a shell is noticed."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_tui.domain.command import command_of, in_a_shell, is_command, split_command, words_of
from spark_tui.domain.errors import Invalid


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("df -h", ["df", "-h"]),
        ("  df \t -h ", ["df", "-h"]),
        ("grep 'a | b' file", ["grep", "a | b", "file"]),
        ('grep "it\'s; $ & so" file', ["grep", "it's; $ & so", "file"]),
        (r"printf a\ b\;c", ["printf", "a b;c"]),
        (r'printf "\$HOME \"x\" \n"', ["printf", r'$HOME "x" \n']),
        ("printf ''", ["printf", ""]),
        ("a'b'\"c\"d", ["abcd"]),
        ("git show HEAD~1", ["git", "show", "HEAD~1"]),
        ("echo a#b 5$ x=y {a,b}", ["echo", "a#b", "5$", "x=y", "{a,b}"]),
        ("echo '~' \\~ '#'", ["echo", "~", "~", "#"]),
        ("[ -f x ]", ["[", "-f", "x", "]"]),
        ("sh -c 'echo $HOME | wc'", ["sh", "-c", "echo $HOME | wc"]),
        ("sh -c 'it'\\''s'", ["sh", "-c", "it's"]),
        ("curl 'http://x/?a=1&b=2'", ["curl", "http://x/?a=1&b=2"]),
        ("'cd' x", ["cd", "x"]),
    ],
)
def test_words_are_those_of_a_shell(line: str, words: list[str]) -> None:
    assert words_of(line) == words


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("df | head", "“|”"),
        ("df > file", "“>”"),
        ("wc < file", "“<”"),
        ("sleep 1 &", "“&”"),
        ("a; b", "“;”"),
        ("a && b", "“&”"),
        ("echo $HOME", "“$”"),
        ("echo ${HOME}", "“$”"),
        ("echo $(date)", "“$”"),
        ("kill $$", "“$”"),
        ('echo "$HOME"', "“$”"),
        ('echo "`date`"', "“`”"),
        ("echo `date`", "“`”"),
        ("ls *.txt", "“*”"),
        ("ls a?", "“?”"),
        ("ls [ab]", "“[”"),
        ("ls ~/x", "“~”"),
        ("(a)", "“(”"),
        ("a\nb", "a new line"),
        ("a # b", "“#”"),
        ("cd /tmp", "“cd”"),
        ("exit 7", "“exit”"),
        ("if true", "“if”"),
        ("PATH=/x true", "“PATH=/x”"),
    ],
)
def test_what_only_a_shell_can_do_is_refused_with_the_form_that_would_do(line: str, what: str) -> None:
    with pytest.raises(Invalid) as told:
        words_of(line)
    assert told.value.message.startswith(what)
    if "\n" not in line:
        assert in_a_shell(line) in told.value.hint
        assert words_of(in_a_shell(line).removeprefix("$ ")) == ["sh", "-c", line]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("$", "no command after the $"),
        ("$ ", "no command after the $"),
        ("$    ", "no command after the $"),
        ("$ ''", "no command after the $"),
        ("$ '' x", "no command after the $"),
        ("$ echo 'x", "a quote that is not closed"),
        ('$ echo "x', "a quote that is not closed"),
        ("$ echo x\\", "a backslash before nothing"),
        ("$ -c x", "“-c” is an option, and no command"),
        ("$ a \0", "no NUL"),
        ("$ " + "x" * 2_001, "shorter than that"),
        ("$ " + "ü" * 1_001, "shorter than that"),
    ],
)
def test_what_is_no_command_is_refused(line: str, words: str) -> None:
    assert is_command(line)
    with pytest.raises(Invalid) as told:
        command_of(line)
    assert words in told.value.message
    assert told.value.hint


def test_a_hostile_command_is_shown_as_text() -> None:
    with pytest.raises(Invalid) as told:
        command_of("$ echo \x1b[31m; rm")
    assert "\x1b" not in told.value.message + told.value.hint


@pytest.mark.parametrize(("text", "key"), [("$ df -h", "$ df -h"), ("$   df -h ", "$ df -h")])
def test_the_key_is_the_line(text: str, key: str) -> None:
    assert command_of(text) == key


@pytest.mark.parametrize("text", ["df", "$df", "a $ b", ""])
def test_a_name_is_no_command(text: str) -> None:
    assert not is_command(text)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=1, max_size=5))
def test_whatever_is_quoted_comes_back(words: list[str]) -> None:
    assert words_of("x " + shlex.join(words)) == ["x", *words]


@given(st.text(st.sampled_from("ab '\"\\$`|;*~#[=-\n\t"), max_size=24))
def test_what_is_taken_is_what_a_shell_takes(text: str) -> None:
    try:
        words = words_of("x " + text)
    except Invalid:
        return
    script = f"x() {{ printf '%s\\0' \"$@\"; }}; x {text}"
    told = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert words[1:] == (told.split("\0")[:-1] if len(words) > 1 else [])


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("every day at 9 run $ df -h", ("every day at 9 run", "$ df -h")),
        ("$ df -h", ("", "$ df -h")),
        ("every day $", ("every day", "$")),
        ("every day it costs 5$ or $5", ("every day it costs 5$ or $5", "")),
        ("at 9 $ echo $ x", ("at 9", "$ echo $ x")),
    ],
)
def test_a_command_stands_behind_a_phrase(phrase: str, parts: tuple[str, str]) -> None:
    assert split_command(phrase) == parts

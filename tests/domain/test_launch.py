"""How a command is started stands before it, reads well, and holds no secret."""

import pytest

from spark_tui.domain.command import command_again, command_of, read_command, title_of
from spark_tui.domain.errors import Invalid
from spark_tui.domain.launch import Launch


@pytest.mark.parametrize(
    ("line", "launch", "words"),
    [
        ("make report", Launch(), ["make", "report"]),
        ("--cwd ~/work make report", Launch(cwd="~/work"), ["make", "report"]),
        ("--cwd='/srv/a b' ls -l", Launch(cwd="/srv/a b"), ["ls", "-l"]),
        ("--env A=1 --env B='x y' env", Launch(env=(("A", "1"), ("B", "x y"))), ["env"]),
        ("--env TOKEN=vault:mine env", Launch(env=(("TOKEN", "vault:mine"),)), ["env"]),
        ("--env A= --env MAX_TOKENS=5 env", Launch(env=(("A", ""), ("MAX_TOKENS", "5"))), ["env"]),
        ("--stdin ~/notes.md wc", Launch(stdin="~/notes.md"), ["wc"]),
        ("--memory 512m --cpu-time 10m --nice 10 x", Launch(memory=2**29, cpu_time=600, nice=10), ["x"]),
        ("--shell ls * | wc", Launch(shell=True), ["/bin/sh", "-c", "ls * | wc"]),
    ],
)
def test_options_stand_before_the_command(line: str, launch: Launch, words: list[str]) -> None:
    assert read_command(line) == (launch, words)
    key = command_of(f"$ {line}")
    assert command_of(key) == key
    assert read_command(key.removeprefix("$ ")) == (launch, words)


def test_however_they_are_given_the_key_is_the_same() -> None:
    one = command_of("$ --nice 10 --cwd ~/work make", Launch(env=(("A", "1"),)))
    other = command_of("$   --cwd=~/work make", Launch(nice=10, env=(("A", "1"),)))
    assert one == other == "$ --cwd ~/work --env A=1 --nice 10 make"
    assert title_of(one) == ("make", "--cwd ~/work --env A=1 --nice 10")


@pytest.mark.parametrize(
    ("line", "told", "hint"),
    [
        ("--foo x", "“--foo” is no option", "--cwd, --env"),
        ("--cwd", "--cwd says nothing", "--memory"),
        ("--cwd work make", "not absolute", "~/work"),
        ("--cwd $HOME/x make", "is a word for a shell", "single quotes"),
        ("--cwd '/x make", "not closed", "close it"),
        ("--env TOKEN=abc make", "looks like a secret", "spark secret keep NAME"),
        ("--env X=sk-abcdef123456 make", "looks like a secret", "X=vault:NAME"),
        ("--env X=vault: make", "names no secret", "X=vault:mytoken"),
        ("--env 1X=2 make", "no variable", "LANG=C"),
        ("--env X make", "no variable", "LANG=C"),
        ("--env SPARK_KEY=2 make", "set by Spark itself", "another name"),
        ("--memory 12 make", "no size", "512M"),
        ("--cpu-time 0 make", "no time", "10m"),
        ("--nice -5 make", "not 0 to 19", "10"),
        ("--shell", "no command for the shell", "--shell du"),
        ("--nice 5", "no command after the $", "df -h"),
    ],
)
def test_what_is_wrong_with_them_is_said_with_what_would_do(line: str, told: str, hint: str) -> None:
    with pytest.raises(Invalid) as wrong:
        command_of(f"$ {line}")
    assert told in wrong.value.message
    assert hint in wrong.value.hint
    assert "sk-abcdef" not in wrong.value.message + wrong.value.hint


def test_a_shell_that_is_asked_for_in_double_quotes_is_told_how() -> None:
    with pytest.raises(Invalid) as wrong:
        command_of('$ sh -c "echo $$"')
    assert wrong.value.hint == "say it without quotes: $ --shell echo $$"
    assert command_of("$ --shell echo $$")


@pytest.mark.parametrize(
    ("options", "line", "key"),
    [
        ([("cwd", "~/work")], "", "$ --cwd ~/work --env A=1 --memory 2G --shell make | tee log"),
        ([("cwd", ""), ("memory", "")], "", "$ --env A=1 --shell make | tee log"),
        ([("env", "B=2"), ("env", "A-")], "", "$ --cwd ~/old --env B=2 --memory 2G --shell make | tee log"),
        ([("shell", "no")], "make report", "$ --cwd ~/old --env A=1 --memory 2G make report"),
        ([], "$ --nice 5 --shell make", "$ --cwd ~/old --env A=1 --memory 2G --nice 5 --shell make"),
    ],
)
def test_the_same_command_with_other_options(options: list[tuple[str, str]], line: str, key: str) -> None:
    assert command_again("$ --cwd ~/old --env A=1 --memory 2G --shell make | tee log", options, line) == key


@pytest.mark.parametrize("options", [[("env", "B-")], [("cwd", "work")], [("shell", "no")], [("colour", "")]])
def test_other_options_that_make_no_sense_are_refused(options: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid):
        command_again("$ --cwd ~/old --env A=1 --shell make | tee log", options)

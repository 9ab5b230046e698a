"""A command line given by hand: `$ ` and words, which are executed as they stand, without a shell.

The words are split as a shell would split them, by blanks, quotes and backslashes. What only a
shell can do (pipes, variables, patterns …) is noticed and refused: a shell is asked for by
naming it, `$ sh -c '…'`, or with the option `--shell`. Options that say how the command is
started stand before it: `$ --cwd ~/work make report`.
"""

import re

from spark_tui.domain.errors import Invalid
from spark_tui.domain.launch import KNOWN, PLAIN, WITHOUT_VALUE, Launch, launch_of, relaunched
from spark_tui.domain.text import one_line

BY_HAND = "$ "  # what the key of such a workflow begins with
LONGEST = 2_000  # bytes: it is a key of an index
EXAMPLE = "for example: $ df -h"

_PIECE = re.compile(
    r"""
      (?P<blank>[ \t]+)
    | '(?P<single>[^']*)'
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | \\(?P<escaped>[^\n])
    | (?P<plain>(?:[^ \t\n'"\\|&;<>()$`*?]|\$(?![\w{(@*\#?$!'"-]))+)
    | (?P<wrong>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BEHIND = re.compile(r"(?:^|\s)\$(?=\s|$)")
_UNCLOSED = {"'": "a quote that is not closed", '"': "a quote that is not closed", "\\": "a backslash before nothing"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {"$": "$", "`": "`", '"': '"', "\\": "\\", "\n": ""}
_EXPANDED = re.compile(r"\$(?=[\w{(@*#?$!-])|`")
_FOR_A_SHELL = re.compile(r'(?:\S*/)?(?:ba|da|k|z)?sh\s+-\w*c\s+"(?P<said>(?:[^"\\]|\\.)*)"\s*\Z', re.DOTALL)
_BUILT_IN = frozenset(
    """
    . : ! { } [[ alias bg break case cd command continue do done elif else esac eval exec exit export fg fi for function
    getopts hash if jobs local read readonly return set shift source then time times trap type ulimit umask unalias
    unset until wait while
    """.split()
)


def is_command(text: str) -> bool:
    """Whether it is meant as a command line rather than as the name of a workflow."""
    return text.startswith(BY_HAND) or text.strip() == BY_HAND.strip()


def split_command(phrase: str) -> tuple[str, str]:
    """A phrase, and the command that stands behind its ` $ `, with the `$ `; empty where there is none."""
    found = _BEHIND.search(phrase)
    return (phrase[: found.start()].strip(), phrase[found.start() :].strip()) if found else (phrase, "")


def wrong_command(phrase: str) -> Invalid | None:
    """Why the command in a phrase cannot be executed as it stands."""
    command = split_command(phrase)[1]
    try:
        if command:
            command_of(command)
    except Invalid as wrong:
        return wrong
    return None


def command_of(text: str, options: Launch = PLAIN) -> str:
    """The key for a command line as it was typed, with `options` that were given beside it.

    Raises Invalid for one that cannot be executed as it stands.
    """
    line = text.strip().removeprefix(BY_HAND.strip()).strip()
    launch, rest = _parted(line)
    line = " ".join(filter(None, ((launch | options).words, rest)))
    if len(line.encode("utf-8", "replace")) > LONGEST:
        raise Invalid("a command given by hand is shorter than that", hint="put it into a file, which has no limit")
    read_command(line)
    return BY_HAND + line


def command_again(key: str, options: list[tuple[str, str]], line: str = "") -> str:
    """The key for the same command with other options; `line` is another command. Raises Invalid."""
    launch, rest = _parted(key.removeprefix(BY_HAND))
    if line.strip():
        more, rest = _parted(line.strip().removeprefix(BY_HAND.strip()).strip())
        launch |= more
    return command_of(rest, relaunched(launch, options))


def title_of(key: str) -> tuple[str, str]:
    """What to call a command: its line, and the options that it is started with."""
    launch, rest = _parted(key.removeprefix(BY_HAND))
    return rest, launch.words


def launch_of_key(key: str) -> Launch:
    """How a command is started; plainly where its key cannot be read."""
    try:
        return _parted(key.removeprefix(BY_HAND))[0]
    except Invalid:
        return PLAIN


def read_command(line: str) -> tuple[Launch, list[str]]:
    """How to start it, and what to execute. Raises Invalid with the form that would do."""
    launch, rest = _parted(line)
    if not launch.shell:
        return launch, words_of(rest)
    if not rest or "\0" in rest:
        raise Invalid("there is no command for the shell", hint="for example: $ --shell du -s * | sort -n")
    return launch, ["/bin/sh", "-c", rest]


def words_of(line: str) -> list[str]:
    """What to execute: the program and its arguments. Raises Invalid with the form that would do."""
    words = _split(line)
    if not words or not words[0][0]:
        raise Invalid("there is no command after the $", hint=EXAMPLE)
    first, quoted = words[0]
    if "\0" in line:
        raise Invalid("a command holds no NUL character", hint=EXAMPLE)
    if first.startswith("-"):
        raise Invalid(f"“{one_line(first, 40)}” is an option, and no command", hint=f"{EXAMPLE}; its options: {KNOWN}")
    if not quoted and (first in _BUILT_IN or re.match(r"[A-Za-z_]\w*=", first)):
        raise _needs_a_shell(first, line)
    for word, as_it_stands in words:
        if not as_it_stands and (word[0] in "~#" or ("[" in word and len(word) > 1)):
            raise _needs_a_shell(word[0] if word[0] in "~#" else "[", line)
    return [word for word, _ in words]


def in_a_shell(line: str) -> str:
    """The same line as a shell reads it, with the shell asked for."""
    quoted = line.replace("'", "'\\''")
    return f"{BY_HAND}sh -c '{quoted}'"


def _parted(line: str) -> tuple[Launch, str]:
    """The options that stand before a command, and the command."""
    options, rest = [], line.strip()
    while rest.startswith("--"):
        word, rest = _first(rest)
        name, mark, value = word.removeprefix("--").partition("=")
        if name in WITHOUT_VALUE:
            value = ""
        elif not mark and not rest:
            raise Invalid(f"--{one_line(name, 40)} says nothing", hint=f"the options of a command: {KNOWN}")
        elif not mark:
            value, rest = _first(rest)
        options.append((name, value))
    return launch_of(options), rest


def _first(line: str) -> tuple[str, str]:
    """The first word of a line, and the line behind it."""
    word = ""
    for found in _PIECE.finditer(line):
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "blank":
            return word, line[found.end() :]
        if kind == "wrong" and text not in _UNCLOSED:
            raise Invalid(
                f"“{one_line(text)}” is a word for a shell, and here it is text", hint="put it in single quotes"
            )
        if kind == "wrong":
            raise _wrong(text, line)
        word += _within(text, line) if kind == "double" else text
    return word, ""


def _split(line: str) -> list[tuple[str, bool]]:
    """The words, each with whether it begins with a quote or a backslash."""
    words: list[tuple[str, bool]] = []
    apart = True
    for found in _PIECE.finditer(line):
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "wrong":
            raise _wrong(text, line)
        if kind == "blank":
            apart = True
            continue
        if apart:
            words.append(("", kind != "plain"))
        words[-1] = (words[-1][0] + (_within(text, line) if kind == "double" else text), words[-1][1])
        apart = False
    return words


def _within(text: str, line: str) -> str:
    """What stands in double quotes, where a shell still reads variables and commands."""
    if (found := _EXPANDED.search(_ESCAPED.sub("  ", text))) is not None:
        raise _needs_a_shell(found[0], line)
    return _ESCAPED.sub(lambda pair: _UNESCAPED.get(pair[1], pair[0]), text)


def _wrong(char: str, line: str) -> Invalid:
    if char in _UNCLOSED:
        return Invalid(f"the command has {_UNCLOSED[char]}", hint="close it, or put a backslash before it")
    return _needs_a_shell(char, line)


def _needs_a_shell(what: str, line: str) -> Invalid:
    shown = "a new line" if what == "\n" else f"“{one_line(what, 40)}”"
    if (asked := _FOR_A_SHELL.match(line)) is not None:
        said = one_line(_ESCAPED.sub(r"\1", asked["said"]), LONGEST)
        return Invalid(
            f"{shown} in double quotes is read before the shell that you ask for",
            hint=f"say it without quotes: {BY_HAND}--shell {said}",
        )
    return Invalid(
        f"{shown} is a word for a shell, and this runs without one",
        hint=f"ask for a shell: {in_a_shell(one_line(line, LONGEST))}   or quote what is only text",
    )

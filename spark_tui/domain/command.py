"""A command line given by hand: `$ ` and words, which are executed as they stand, without a shell.

The words are split as a shell would split them, by blanks, quotes and backslashes. What only a
shell can do (pipes, variables, patterns …) is noticed and refused: a shell is asked for by
naming it, `$ sh -c '…'`.
"""

import re

from spark_tui.domain.errors import Invalid
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


def command_of(text: str) -> str:
    """The key for a command line as it was typed. Raises Invalid for one that cannot be executed as it stands."""
    line = text.strip().removeprefix(BY_HAND.strip()).strip()
    if len(line.encode("utf-8", "replace")) > LONGEST:
        raise Invalid("a command given by hand is shorter than that", hint="put it into a file, which has no limit")
    words_of(line)
    return BY_HAND + line


def words_of(line: str) -> list[str]:
    """What to execute: the program and its arguments. Raises Invalid with the form that would do."""
    words = _split(line)
    if not words or not words[0][0]:
        raise Invalid("there is no command after the $", hint=EXAMPLE)
    first, quoted = words[0]
    if "\0" in line:
        raise Invalid("a command holds no NUL character", hint=EXAMPLE)
    if first.startswith("-"):
        raise Invalid(f"“{one_line(first, 40)}” is an option, and no command", hint=EXAMPLE)
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
    return Invalid(
        f"{shown} is a word for a shell, and this runs without one",
        hint=f"ask for a shell: {in_a_shell(one_line(line, LONGEST))}   or quote what is only text",
    )

"""What to call a command: `/usr/bin/python3 /srv/app/report.py --all` is the report."""

import re
import shlex
from pathlib import PurePosixPath

from spark_tui.service.finding import slug

SHORT = 5  # words: a comment as short as that is a name
LONGEST = 40

# What only prepares the ground for the command that is meant.
_BEFORE = frozenset("cd test [ [[ . source export set umask sleep true : command which pushd mkdir".split())
_AROUND = frozenset(
    "env exec nice ionice chrt time timeout flock sudo nohup setsid chronic cronic bash sh zsh dash stdbuf".split()
)
_READERS = frozenset("python python2 python3 perl ruby php node deno bun Rscript java".split())
_NAMING = re.compile(r"[^\W_]")
_PLAIN = re.compile(r"[\w:-]+")
_SETTING = re.compile(r"\w+=.*", re.DOTALL)


def name_of(command: str, comment: str = "") -> str:
    """A short comment, else what the command runs: easy to type, at most 40 characters."""
    if 0 < len(comment.split()) <= SHORT and len(comment) <= LONGEST:
        return slug(comment)
    return slug(_meant(command) or "command")[:LONGEST].strip("-")


def _meant(command: str) -> str:
    steps = [_bare(_words(step)) for step in re.split(r"&&|\|\||;|\||\n", command)]
    found = next((step for step in steps if step and _stem(step[0]) not in _BEFORE), None)
    words = found or next((step for step in steps if step), [])
    said = [word for word in words if not word.startswith(("-", ">", "<", "2>", "&>")) and _NAMING.search(word)]
    if not said:
        return ""
    first, *rest = said
    if _stem(first) in _READERS and rest:
        first, *rest = rest
    is_file = "/" in first or "." in first
    second = rest[:1] if rest and not is_file and _PLAIN.fullmatch(rest[0]) else []
    return " ".join([_stem(first), *second])


def _words(step: str) -> list[str]:
    try:
        return shlex.split(step.strip(" (){}"))
    except ValueError:  # a quote that this step does not end
        return step.replace("'", " ").replace('"', " ").split()


def _bare(words: list[str]) -> list[str]:
    """Without the settings and the wrappers before the command, and these wrappers' options."""
    while words and (_SETTING.fullmatch(words[0]) or _stem(words[0]) in _AROUND):
        wrapper = _stem(words.pop(0))
        while words and wrapper in _AROUND and (words[0].startswith("-") or _is_argument(wrapper, words)):
            words.pop(0)
    return words


def _is_argument(wrapper: str, words: list[str]) -> bool:
    """A number after an option, a lock's file, a time-out's span."""
    more = len(words) > 1
    lock = wrapper == "flock" and words[0].startswith("/") and words[0].endswith(("lock", ".lck", ".pid"))
    return more and (bool(re.fullmatch(r"-?\d+[smhd]?", words[0])) or lock)


def _stem(word: str) -> str:
    return PurePosixPath(word).stem if "/" in word or "." in word else word

"""How a command given by hand is started: the options that stand before it.

    $ --cwd ~/work --env LANG=C --env TOKEN=vault:forge --memory 2G make report

They are a part of the command line, so whatever shows, exports or compares it has them. A
secret stands in them by its name in the vault alone.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from spark_tui.domain.document import hides
from spark_tui.domain.errors import Invalid
from spark_tui.domain.source import IN_VAULT, SecretName, named_secret
from spark_tui.domain.text import one_line, redacted

OURS = "SPARK_"  # the beginning of the variables that Spark itself sets
MOST_CPU = 10 * 24 * 3600  # seconds
LEAST_MEMORY, MOST_MEMORY = 2**20, 2**50  # bytes
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_SPANS = {"": 1, "S": 1, "M": 60, "H": 3600}


@dataclass(frozen=True, slots=True)
class Launch:
    """Where, with what and within which bounds. Folders and files are absolute, or begin with `~/`.

    `env` are names with a value, or with `vault:NAME`. `memory` (bytes it may write to) and `cpu_time`
    (seconds) bound each of its processes; `nice` is 0 to 19. With `shell` a shell reads the line.
    """

    cwd: str = ""
    env: tuple[tuple[str, str], ...] = ()
    stdin: str = ""
    memory: int = 0
    cpu_time: int = 0
    nice: int = 0
    shell: bool = False

    @property
    def words(self) -> str:
        """As they are written, in one order; empty where there are none."""
        return " ".join(_written(self))

    @property
    def secrets(self) -> dict[str, SecretName]:
        """The variables whose value is in the vault, with its name there."""
        return {name: named_secret(value) for name, value in self.env if value.startswith(IN_VAULT)}

    @property
    def plain(self) -> dict[str, str]:
        """The variables whose value stands here."""
        return {name: value for name, value in self.env if not value.startswith(IN_VAULT)}

    def __or__(self, other: "Launch") -> "Launch":
        """With the options of the other, which go before ours."""
        return Launch(
            cwd=other.cwd or self.cwd,
            env=tuple((dict(self.env) | dict(other.env)).items()),
            stdin=other.stdin or self.stdin,
            memory=other.memory or self.memory,
            cpu_time=other.cpu_time or self.cpu_time,
            nice=other.nice or self.nice,
            shell=self.shell or other.shell,
        )


PLAIN = Launch()


def relaunched(launch: Launch, options: list[tuple[str, str]]) -> Launch:
    """With other options: an empty value takes one away, and `NAME-` a variable. Raises Invalid."""
    for name, value in options:
        if name == "env" and value.endswith("-") and "=" not in value:
            launch = _without(launch, value[:-1])
        elif name in _READ and not value and name not in WITHOUT_VALUE:
            attribute = name.replace("-", "_")
            launch = replace(launch, **{attribute: getattr(PLAIN, attribute)})
        elif name in WITHOUT_VALUE:
            launch = replace(launch, shell=value != NO)
        else:
            launch |= launch_of([(name, value)])
    return launch


def _without(launch: Launch, variable: str) -> Launch:
    if variable not in dict(launch.env):
        raise Invalid(
            f"there is no variable {one_line(variable, 40)} to take away", hint=f"set: {launch.words or 'none'}"
        )
    return replace(launch, env=tuple(pair for pair in launch.env if pair[0] != variable))


def launch_of(options: list[tuple[str, str]]) -> Launch:
    """Options as name and value, such as `cwd` and `~/work`. Raises Invalid."""
    found = PLAIN
    for name, value in options:
        read = _READ.get(name)
        if read is None:
            raise Invalid(f"“--{one_line(name, 40)}” is no option of a command", hint=f"known: {KNOWN}")
        found |= read(value)
    return found


def _written(launch: Launch) -> Iterator[str]:
    if launch.cwd:
        yield f"--cwd {_quoted(launch.cwd)}"
    for name, value in launch.env:
        yield f"--env {name}={_quoted(value)}"
    if launch.stdin:
        yield f"--stdin {_quoted(launch.stdin)}"
    if launch.memory:
        yield f"--memory {_size(launch.memory)}"
    if launch.cpu_time:
        yield f"--cpu-time {launch.cpu_time}"
    if launch.nice:
        yield f"--nice {launch.nice}"
    if launch.shell:
        yield "--shell"


def _quoted(value: str) -> str:
    home, mark, rest = value.partition("~/")
    return f"~/{shlex.quote(rest) if rest else ''}" if mark and not home else shlex.quote(value)


def _size(count: int) -> str:
    unit = next(unit for unit in reversed(_UNITS) if count % _UNITS[unit] == 0)
    return f"{count // _UNITS[unit]}{unit}"


# ------------------------------------------------------------------ each option


def _place(name: str, value: str, example: str) -> str:
    if not value.startswith(("/", "~/")) and value != "~":
        said = one_line(value, 60)
        raise Invalid(f"--{name} “{said}” is not absolute", hint=f"begin it with / or ~/, such as {example}")
    return "~/" if value == "~" else value


def _variable(value: str) -> Launch:
    name, mark, what = value.partition("=")
    said = one_line(name, 60)
    if not mark or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        raise Invalid(f"--env “{said}” is no variable with a value", hint="such as --env LANG=C")
    if name.startswith(OURS):
        raise Invalid(f"{said} is set by Spark itself", hint="give it another name")
    if "\0" in what:
        raise Invalid(f"the value of {said} holds a NUL character", hint="leave it out")
    if what == IN_VAULT:
        raise Invalid(f"--env {said} names no secret", hint=f"such as {said}=vault:mytoken")
    if not what.startswith(IN_VAULT) and what and (hides(name) or redacted(what) != what):
        raise Invalid(
            f"{said} looks like a secret, and a command is kept in the clear",
            hint=f"keep it with: spark secret keep NAME   and give --env {said}=vault:NAME",
        )
    return Launch(env=((name, what),))


def _memory(value: str) -> Launch:
    found = re.fullmatch(r"(\d{1,15})([KMGT]?)(?:I?B)?", value.strip().upper())
    count = int(found[1]) * _UNITS[found[2]] if found else 0
    if not LEAST_MEMORY <= count <= MOST_MEMORY:
        raise Invalid(f"--memory “{one_line(value, 40)}” is no size from 1M on", hint="such as 512M or 2G")
    return Launch(memory=count)


def _cpu_time(value: str) -> Launch:
    found = re.fullmatch(r"(\d{1,7})([SMH]?)", value.strip().upper())
    seconds = int(found[1]) * _SPANS[found[2]] if found else 0
    if not 1 <= seconds <= MOST_CPU:
        raise Invalid(
            f"--cpu-time “{one_line(value, 40)}” is no time from one second to ten days", hint="such as 600 or 10m"
        )
    return Launch(cpu_time=seconds)


def _nice(value: str) -> Launch:
    if not re.fullmatch(r"1?\d", value.strip(), re.ASCII):
        raise Invalid(f"--nice “{one_line(value, 40)}” is not 0 to 19", hint="such as 10: others go first")
    return Launch(nice=int(value))


IN_A_SHELL = Launch(shell=True)  # noqa: S604 - a value: nothing is started here
_READ: dict[str, Callable[[str], Launch]] = {
    "cwd": lambda value: Launch(cwd=_place("cwd", value, "~/work")),
    "env": _variable,
    "stdin": lambda value: Launch(stdin=_place("stdin", value, "~/notes.md")),
    "memory": _memory,
    "cpu-time": _cpu_time,
    "nice": _nice,
    "shell": lambda _: IN_A_SHELL,
}
WITHOUT_VALUE = ("shell",)
NO = "no"  # the value that takes one of those away
KNOWN = ", ".join(f"--{name}" for name in _READ)

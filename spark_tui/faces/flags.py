"""What is given to the app for this once: `spark --color 256 --no-mouse`. Each is a setting of that name.

They are read before anything heavy is imported; the command line says them again, for its help.
"""

from collections.abc import Mapping, Sequence

WITH_VALUE = ("--color", "--theme")
SWITCHES: Mapping[str, tuple[str, str]] = {
    "--ascii": ("ascii", "true"),
    "--no-ascii": ("ascii", "false"),
    "--mouse": ("mouse", "true"),
    "--no-mouse": ("mouse", "false"),
}


def flags_of(arguments: Sequence[str]) -> dict[str, str] | None:
    """Settings by name; None where it is a command that is asked for."""
    flags: dict[str, str] = {}
    left = list(arguments)
    while left:
        flag, given, value = left.pop(0).partition("=")
        if flag in SWITCHES and not given:
            name, value = SWITCHES[flag]
            flags[name] = value
        elif flag in WITH_VALUE and (given or left):
            flags[flag.removeprefix("--")] = value if given else left.pop(0)
        else:
            return None
    return flags

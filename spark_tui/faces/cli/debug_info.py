"""spark debug-info: what belongs into a report of a fault, and nothing that is only the person's.

Versions, the terminal, which settings are set and by whom, and how much there is. No value of a setting, no name of
a person's own, no path, host or address: what is quoted from elsewhere goes through `anonymous` first.
"""

import asyncio
import getpass
import locale
import os
import platform
import re
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from spark_tui import __version__
from spark_tui.domain.errors import SparkError
from spark_tui.domain.text import counted, one_line, redacted
from spark_tui.faces.cli.opening import asked, entrance_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put_facts, put_json, say
from spark_tui.faces.door import Entrance
from spark_tui.faces.show import size
from spark_tui.faces.tui.colours import sent
from spark_tui.service.serving import who_serves
from spark_tui.service.settings import BUILT_IN, KnownSetting
from spark_tui.service.spark import Spark

LIBRARIES = "textual rich typer sqlalchemy aiosqlite psycopg httpx aiohttp apscheduler cronsim litellm tzdata".split()
Facts = dict[str, str]


def debug_info(context: typer.Context, as_json: AsJson = False) -> None:
    """What to put into a report of a fault. No secrets, values, names, paths, hosts or addresses are in it."""
    facts = told(lambda: asyncio.run(_facts(entrance_of(context))))
    if as_json:
        put_json(facts)
        return
    put_facts(facts)
    say("look it through before you show it to anybody")


async def _facts(entrance: Entrance) -> Facts:
    known = entrance.settings.all()
    facts = _machine() | _terminal(known) | _settings(known)
    try:
        facts |= await asked(entrance.open(), _store)
    except SparkError as wrong:
        facts["store"] = f"{type(wrong).__name__}: {anonymous(wrong.message)}"
    return facts


def _machine() -> Facts:
    return {
        "spark": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": anonymous(f"{platform.system()} {platform.release()} {platform.machine()}"),
        "libraries": ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


# ------------------------------------------------------------------ terminal and settings


def _terminal(known: Iterable[KnownSetting]) -> Facts:
    color = next(one for one in known if one.name == "color")
    columns, lines = shutil.get_terminal_size()
    around = [word for word, variable in _AROUND.items() if os.environ.get(variable)]
    return {
        "terminal": anonymous(
            ", ".join(
                (
                    f"TERM={os.environ.get('TERM', 'unset')}",
                    f"{columns}x{lines}" if sys.stderr.isatty() else "none here",
                    str(sent(color.value, color.won, os.environ)),
                    locale.getencoding(),
                    *around,
                )
            )
        )
    }


_AROUND = {"tmux": "TMUX", "screen": "STY", "ssh": "SSH_CONNECTION"}


def _settings(known: Iterable[KnownSetting]) -> Facts:
    """Which are set and who says so; never what they are."""
    said = [f"{one.name} ({one.won})" for one in known if one.won != BUILT_IN]
    wrong = [one.name for one in known if one.wrong]
    return {"settings": ", ".join(said) or "all built in", "settings that are wrong": ", ".join(wrong)}


# ------------------------------------------------------------------ store


async def _store(spark: Spark) -> Facts:
    schedules, sources = await spark.schedules.all(), await spark.sources.all()
    figures, space = await spark.retention.figures()
    lease = await who_serves(spark)
    breaches = sum(len(checked.breaches) for checked in await spark.invariants.look())
    return {
        "store": f"{spark.store.kind}, {size(space.total)}",
        "engine": lease.holder.face.value if lease else "none",
        "sources": _counts(f"{source.kind} {_short(source.health.version)}".strip() for source in sources),
        "destinations": _counts(destination.kind for destination in await spark.destinations.all()),
        "workflows": f"{len(await spark.sources.workflows()):,}",
        "schedules": _counts(schedule.state for schedule in schedules),
        "schedules that cannot be read": f"{len(await spark.schedules.unreadable()):,}",
        "runs": f"{figures.runs:,}, {counted(figures.lines, 'line')}",
        "not in order": f"{breaches:,}",
        "model": "set" if spark.talk.ready else "none",
    }


def _short(said: str) -> str:
    """A version as servers say it; anything else is not a version, and not shown."""
    return said if re.fullmatch(r"[\w.+-]{1,20}", said) else ""


def _counts(words: Iterable[str]) -> str:
    count: Mapping[str, int] = Counter(words)
    return ", ".join(f"{number:,} {word}" for word, number in sorted(count.items())) or "none"


# ------------------------------------------------------------------ nothing of the person's

_QUOTED = re.compile("“[^”]*”?")
_ADDRESS = re.compile(r"\b[a-z][\w+.-]*://\S+", re.IGNORECASE)
_PATH = re.compile(r"(?<![\w.~])~?/[^\s:,;”\"']+")


def anonymous(text: str) -> str:
    """One line without addresses, paths, what is quoted, keys, and the names of this machine and of who uses it."""
    text = redacted(one_line(text, 400)).replace(str(Path.home()), "~")
    for pattern in (_QUOTED, _ADDRESS, _PATH):
        text = pattern.sub("…", text)
    for name in (socket.gethostname(), *socket.gethostname().split(".")[:1], _user()):
        if len(name) > 1:
            text = re.sub(rf"\b{re.escape(name)}\b", "…", text)
    return text


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""

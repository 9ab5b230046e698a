"""What the Tab key offers: names that are kept. It opens nothing, and where they cannot be had at once it offers none.

A name of a server's workflow is text from outside, and a shell puts what is offered into the line as it is: only what
no shell reads as anything else is offered.
"""

import re
from collections import Counter
from collections.abc import Iterable

import typer

from spark_tui.faces.cli.opening import entrance_of
from spark_tui.service.finding import SHOWN_ID, slug

NEWEST = 30  # runs
_PLAIN = re.compile(r"(?!-)[\w./@%+=-]{1,200}")


def schedules(context: typer.Context) -> list[str]:
    return _plain(_names(context, "schedules"))


def sources(context: typer.Context) -> list[str]:
    return _plain(_names(context, "sources"))


def destinations(context: typer.Context) -> list[str]:
    return _plain(_names(context, "destinations"))


def workflows(context: typer.Context, incomplete: str) -> list[str]:
    """By the name alone where there is one of that name, else with its source; behind a slash always so."""
    refs = _names(context, "workflows")
    if "/" in incomplete:
        return _plain(refs)
    called = {ref: _typed(ref.partition("/")[2]) for ref in refs}
    count = Counter(called.values())
    return _plain(ref if count[name] > 1 else name for ref, name in called.items())


def runnable(context: typer.Context, incomplete: str) -> list[str]:
    """What `spark run start` takes."""
    return sorted({*schedules(context), *workflows(context, incomplete)})


def runs(context: typer.Context) -> list[str]:
    return [run[:SHOWN_ID] for run in _names(context, "runs")[:NEWEST]]


def settings(context: typer.Context) -> list[str]:
    return [known.name for known in entrance_of(context).settings.all()]


def _names(context: typer.Context, of: str) -> list[str]:
    return entrance_of(context).names(of)


def _typed(title: str) -> str:
    return title if _PLAIN.fullmatch(title) else slug(title)


def _plain(names: Iterable[str]) -> list[str]:
    return [name for name in names if _PLAIN.fullmatch(name)]

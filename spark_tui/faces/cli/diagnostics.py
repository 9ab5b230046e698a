"""spark doctor: store, engine, sources, model, zone, terminal; each with what would help."""

import asyncio
import importlib.util
import locale
import os
import shutil
import sys
from typing import Annotated

import typer

from spark_tui import __version__
from spark_tui.domain.errors import Conflict, Invalid, SparkError
from spark_tui.domain.text import counted, place
from spark_tui.faces import show
from spark_tui.faces.cli.opening import asked, door_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put_json, put_table, say
from spark_tui.faces.cli.upkeep import Finding, looked_after
from spark_tui.faces.door import Door
from spark_tui.faces.show import size
from spark_tui.faces.tui.colours import sent
from spark_tui.service.serving import who_serves
from spark_tui.service.spark import Spark
from spark_tui.service.talk import NO_MODEL, SET_ONE

LIVES = 60


def doctor(
    context: typer.Context,
    compact: Annotated[bool, typer.Option("--compact", help="Write the store anew, without free space.")] = False,
    torture: Annotated[bool, typer.Option("--torture", help="Kill engines over a scratch store, and count.")] = False,
    lives: Annotated[int | None, typer.Argument(help="With --torture: how many are killed; 60 without it.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="With --torture: the same chances again.")] = None,
    on_server: Annotated[
        bool, typer.Option("--on-server", help="With --torture: in new databases on the server of the store.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look at everything that Spark needs. Exits with 1 when something is wrong."""
    if torture:
        raise typer.Exit(told(lambda: _tortured(door_of(context), lives, seed, on_server=on_server, as_json=as_json)))
    if lives is not None or seed is not None or on_server:
        told(_only_with_torture)
    if compact:
        told(lambda: asyncio.run(asked(door_of(context), _compact)))
    findings = told(lambda: asyncio.run(_examine(door_of(context))))
    if as_json:
        put_json([{"what": f.what, "verdict": f.verdict, "detail": f.detail, "hint": f.hint} for f in findings])
    else:
        put_table(("", "", ""), [(f.verdict, f.what, f.detail) for f in findings])
        for finding in findings:
            if finding.hint:
                say(f"{finding.what}: {finding.hint}")
    if any(f.verdict == "wrong" for f in findings):
        raise typer.Exit(1)


def _only_with_torture() -> None:
    raise Invalid("a number, --seed and --on-server say how to torture", hint="spark doctor --torture 60")


def _tortured(door: Door, lives: int | None, seed: int | None, *, on_server: bool, as_json: bool) -> int:
    from spark_tui.faces.cli.torture import torture

    return torture(door, LIVES if lives is None else lives, seed, on_server=on_server, as_json=as_json)


async def _examine(door: Door) -> list[Finding]:
    return [
        Finding("spark", "ok", f"{__version__} on Python {sys.version.split()[0]}"),
        *await _safe(door),
        *await _opened(door),
        Finding("zone", "ok", door.zone, "" if door.zone != "UTC" else _UTC_HINT),
        *_terminal(door),
        Finding("settings", "ok", f"{door.config_file}{'' if door.config_file.exists() else ' (not there: built in)'}"),
    ]


_UTC_HINT = "phrases are read in UTC; set SPARK_ZONE or zone in config.toml if you live elsewhere"


async def _safe(door: Door) -> list[Finding]:
    """Looked at before the store is opened, which would put right what is too open."""
    found = await asyncio.to_thread(door.safety)
    return [Finding(each.what, "ok" if each.good else "wrong", each.detail, each.hint) for each in found]


async def _opened(door: Door) -> list[Finding]:
    try:
        spark = await door.open()
    except SparkError as wrong:
        return [Finding("store", "wrong", wrong.message, wrong.hint)]
    try:
        schedules = await spark.schedules.all()
        store = Finding("store", "ok", f"{spark.store.where}, {counted(len(schedules), 'schedule')}")
        engine = await _engine(spark, len(schedules))
        upkeep = await looked_after(spark, door.zone)
        return [store, *await _unreadable(spark), engine, *upkeep, *await _sources(spark), await _model(spark)]
    finally:
        await spark.close()


async def _compact(spark: Spark) -> None:
    """Nobody can write meanwhile, so no engine may be there."""
    if lease := await spark.runs.engine():
        raise Conflict(
            f"an engine serves this store: {lease.holder}", hint="end it first; it could not write meanwhile"
        )
    _, before = await spark.retention.figures()
    after = await spark.retention.compact()
    say(f"the store had {size(before.total)} and has {size(after.total)}; from now on it shrinks by itself")


async def _unreadable(spark: Spark) -> list[Finding]:
    return [
        Finding("schedule", "wrong", s.reason, f"it never runs; spark schedule remove {s.name}, and make it again")
        for s in await spark.schedules.unreadable()
    ]


async def _engine(spark: Spark, schedules: int) -> Finding:
    lease = await who_serves(spark)
    if lease is not None:
        holder, since = lease.holder, f"{lease.taken_at:%Y-%m-%d %H:%M} UTC"
        other = show.other_spark(lease)
        return Finding("engine", "note" if other else "ok", f"{holder.face.value} on {holder}, since {since}", other)
    hint = "spark daemon start; schedules run while it, or `spark`, runs"
    return Finding("engine", "wrong" if schedules else "note", "none is running", hint)


async def _sources(spark: Spark) -> list[Finding]:
    found = await spark.sources.all()
    checked = await asyncio.gather(*(spark.sources.check(source) for source in found))
    return [
        Finding(
            f"source {s.name}", "ok" if s.health.up else "wrong", f"{place(s.url)} {s.health.detail}", s.health.hint
        )
        for s in checked
    ] or [Finding("sources", "note", "none", "spark source add URL API_KEY")]


async def _model(spark: Spark) -> Finding:
    """What the settings say; nobody is asked, because that may cost money."""
    if not spark.talk.ready:
        return Finding("model", "note", NO_MODEL, SET_ONE)
    if importlib.util.find_spec("litellm") is None:
        return Finding("model", "wrong", f"{spark.model.name}, and litellm is not installed", "install Spark anew")
    key = "with a key" if await spark.model.has_key() else "without a key of Spark's"
    at = f" at {place(spark.model.api_base)}" if spark.model.api_base else ""
    return Finding("model", "ok", f"{spark.model.name}{at}, {key}")


def _terminal(door: Door) -> list[Finding]:
    if not sys.stderr.isatty():
        return [
            Finding("terminal", "note", "none here", "the app needs one; all of it is in commands too, with --json")
        ]
    size = shutil.get_terminal_size()
    small = size.columns < 60 or size.lines < 15
    who = next(known.won for known in door.settings.all() if known.name == "color")
    colours = sent(door.look.color, who, os.environ)
    fewer = colours.because.startswith("TERM=") and colours.colours != "true" and os.environ.get("TERM") != "linux"
    return [
        Finding(
            "terminal",
            "wrong" if os.environ.get("TERM") == "dumb" or small else "ok",
            f"{os.environ.get('TERM', 'unset')}, {size.columns}x{size.lines}, {colours}, {locale.getencoding()}",
            "make it at least 60x15" if small else _COLOUR_HINT if fewer else "",
        )
    ]


_COLOUR_HINT = "for true colour, pass COLORTERM on: SendEnv and AcceptEnv in ssh, terminal-features RGB in tmux"

"""spark daemon: the engine without a screen, in the foreground or behind, and who is the engine now."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import Conflict, InUse
from spark_tui.domain.run import RunState
from spark_tui.domain.text import one_line
from spark_tui.faces import show
from spark_tui.faces.cli import installing
from spark_tui.faces.cli.opening import ask, asked, door_of, entrance_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import NO_ENGINE, put, put_facts, put_json, say, stamp
from spark_tui.faces.cli.this_spark import THIS_SPARK
from spark_tui.faces.door import Door
from spark_tui.service.leaving import Fates, fates
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.service.serving import is_spark, who_serves
from spark_tui.service.spark import Spark

daemon = typer.Typer(help="The engine without a screen. In the foreground, until ctrl+c; with start in the background.")
TO_SERVE = 30.0  # seconds that a new one gets to become the engine, before we say that it waits
TO_END = 90.0  # seconds in which one that was asked to end has ended, with its commands
LOOK = 0.1  # seconds between two looks


@daemon.callback(invoke_without_command=True)
def foreground(
    context: typer.Context,
    to_file: Annotated[bool, typer.Option("--log-file", help="Write to the log file instead of stderr.")] = False,
) -> None:
    """The engine without a screen. In the foreground, until ctrl+c; with start in the background."""
    if context.invoked_subcommand is not None:
        return
    from spark_tui.faces.daemon import run_daemon

    raise typer.Exit(told(lambda: run_daemon(entrance_of(context), to_file=to_file)))


# ------------------------------------------------------------------ start


@daemon.command("start")
def start(context: typer.Context) -> None:
    """Start the engine in the background. When one serves already, say which."""
    door = door_of(context)
    lease = ask(context, who_serves)
    if lease is None:
        _start(door)
        return
    say(f"an engine serves already: {_words(lease, door)}")
    _say_whose(lease)


def _start(door: Door) -> None:
    written = door.log_file.stat().st_size if door.log_file.exists() else 0
    process = _begin()
    lease = told(lambda: asyncio.run(asked(door, lambda spark: _serves(spark, process))))
    if lease is not None:
        say(f"the engine serves: {_words(lease, door)}; it logs to {door.log_file}")
        return
    for line in _since(door.log_file, written):
        say(f"  {line}")
    raise typer.Exit(_not_begun(process, door))


def _begin() -> "subprocess.Popen[bytes]":
    """In a session of its own, without our streams: it outlives this command and its terminal."""
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(
        [*THIS_SPARK, "daemon", "--log-file"], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )


async def _serves(spark: Spark, process: "subprocess.Popen[bytes]") -> Lease | None:
    """The lease as soon as anybody has it; None when the process ended before, or takes too long."""
    until = spark.clock.monotonic() + TO_SERVE
    while spark.clock.monotonic() < until and process.poll() is None:
        if (lease := await who_serves(spark)) is not None:
            return lease
        await asyncio.sleep(LOOK)
    return await who_serves(spark)


def _since(log: Path, position: int) -> list[str]:
    """The last lines that were written since."""
    with suppress(OSError), log.open("rb") as opened:
        opened.seek(position)
        return [one_line(line, 300) for line in opened.read().decode("utf-8", "replace").splitlines()[-5:]]
    return []


def _not_begun(process: "subprocess.Popen[bytes]", door: Door) -> int:
    code = process.poll()
    if code is None:
        say(f"it does not serve yet, and goes on trying (pid {process.pid}); see {door.log_file}")
        return NO_ENGINE
    say(f"it ended with exit code {code}; see {door.log_file}, or try it here: spark daemon")
    return code or NO_ENGINE


# ------------------------------------------------------------------ stop


@daemon.command("stop")
def stop(context: typer.Context) -> None:
    """End the daemon of this machine in order. Says what becomes of the runs that go on."""
    door = door_of(context)
    if not told(lambda: _stopped(door)):
        say("no engine serves, so there is nothing to stop")
    elif not _another_serves(context, door):
        say("nothing runs until: spark daemon start")


@daemon.command("restart")
def restart(context: typer.Context) -> None:
    """End the daemon of this machine in order, and start it anew. After an upgrade it is of this Spark then."""
    door = door_of(context)
    if not told(lambda: _stopped(door)):
        say("no engine served, so one is started")
    if not _another_serves(context, door):
        _start(door)


def _stopped(door: Door) -> bool:
    """False when nobody serves. Raises Conflict where it is not ours to stop."""

    async def look(spark: Spark) -> tuple[Holder | None, Fates]:
        lease = await who_serves(spark)
        return (lease.holder if lease else None), await fates(spark)

    try:
        holder, becoming = asyncio.run(asked(door, look))
    except InUse as older:  # it may not be asked about runs in tables that this Spark does not know
        holder, becoming = Holder(older.host, older.pid, Face(older.face)), Fates()
    if holder is None:
        return False
    _may_be_stopped(holder)
    for line in _what_becomes(becoming):
        say(line)
    _end(holder.pid, door)
    say(f"the engine has ended: {_named(holder)}")
    return True


def _another_serves(context: typer.Context, door: Door) -> bool:
    if (lease := ask(context, _whoever_waited)) is None:
        return False
    say(f"another one serves now: {_words(lease, door)}")
    _say_whose(lease)
    return True


async def _whoever_waited(spark: Spark) -> Lease | None:
    """An open app, or another daemon, that takes over as soon as the lease is free."""
    for _ in range(10):
        if (lease := await who_serves(spark)) is not None:
            return lease
        await asyncio.sleep(LOOK)
    return None


def _may_be_stopped(holder: Holder) -> None:
    """Raises Conflict where that is not ours to do from here."""
    if holder.host != socket.gethostname():
        raise Conflict(
            f"the engine is on {one_line(holder.host, 60)}, as pid {holder.pid}",
            hint="say spark daemon stop on that machine",
        )
    if holder.face is not Face.DAEMON:
        raise Conflict(
            f"the engine is in an open app, pid {holder.pid}",
            hint=f"leave it there with q; from here: kill {holder.pid} (what it runs on this machine ends with it)",
        )


def _end(pid: int, door: Door) -> None:
    """Ask it to end, and wait until it has. Raises Conflict when it does not."""
    try:
        os.kill(pid, signal.SIGTERM)
    except PermissionError:
        raise Conflict(f"pid {pid} belongs to somebody else", hint="ask as whoever started it") from None
    except ProcessLookupError:
        return
    until = time.monotonic() + TO_END
    while is_spark(pid):
        if time.monotonic() > until:
            raise Conflict(f"pid {pid} was asked to end and still runs", hint=f"see {door.log_file}")
        time.sleep(LOOK)


def _what_becomes(becoming: Fates) -> list[str]:
    meanings = (
        (becoming.ended, "ends now, and is not repeated: {}"),
        (becoming.repeated, "ends now, and begins again when an engine is there: {}"),
        (becoming.elsewhere, "goes on where it runs, and is followed again when an engine is there: {}"),
    )
    return [words.format(show.names(runs)) for runs, words in meanings if runs]


# ------------------------------------------------------------------ status


@daemon.command("status")
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Who is the engine, and what it does. Exits with 20 when nobody is."""
    door = door_of(context)
    facts, other = ask(context, lambda spark: _facts(spark, door))
    if other:
        say(other)
    if as_json:
        put_json(facts)
    elif facts["serving"]:
        put_facts({name: _plainly(value, door) for name, value in facts.items() if name != "serving"})
    else:
        put("no engine serves")
        say("start one: spark daemon start, or open the app: spark")
    raise typer.Exit(0 if facts["serving"] else NO_ENGINE)


daemon.command("install")(installing.install)
daemon.command("uninstall")(installing.uninstall)


async def _facts(spark: Spark, door: Door) -> tuple[dict[str, Any], str]:
    """And that the engine is of another Spark."""
    lease, active = await who_serves(spark), await spark.runs.active()
    due = [schedule.next_at for schedule in await spark.schedules.all() if schedule.next_at and not schedule.pause]
    known: dict[str, Any] = {"serving": lease is not None, "store": spark.store.where}
    if lease is not None:
        known |= {
            "engine": lease.holder.face,
            "host": lease.holder.host,
            "pid": lease.holder.pid,
            "spark": lease.holder.version,
            "since": lease.taken_at,
            "boot": lease.boot,
        }
    known |= {
        "seats_used": sum(run.state is RunState.RUNNING for run in active),
        "seats": door.seats,
        "queued": sum(run.state is RunState.QUEUED for run in active),
        "next_due": min(due, default=None),
        "log_file": str(door.log_file),
    }
    return known, show.other_spark(lease) if lease is not None else ""


def _plainly(value: Any, door: Door) -> Any:
    return f"{stamp(value, door.zone)} {door.zone}" if hasattr(value, "astimezone") else value


def _words(lease: Lease, door: Door) -> str:
    return f"{_named(lease.holder)}, since {stamp(lease.taken_at, door.zone)}"


def _named(holder: Holder) -> str:
    return f"{holder.face.value} on {one_line(holder.host, 60)}, pid {holder.pid}"


def _say_whose(lease: Lease) -> None:
    if other := show.other_spark(lease):
        say(other)

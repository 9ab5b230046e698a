"""The doors: what the command line and the app are handed. Light: what a door opens is imported when it is."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from spark_tui.domain.errors import SparkError
from spark_tui.domain.text import place
from spark_tui.faces.door import Door, Entrance, Look, Scratch
from spark_tui.system.settings import FILE, NO_FLAGS, Book, Settings, load, remember
from spark_tui.wiring.here import lock_file, safety

if TYPE_CHECKING:
    from datetime import datetime

    from spark_tui.domain.ids import RunId
    from spark_tui.engine.host import Host
    from spark_tui.service.assistant import Assistant
    from spark_tui.service.ports import Copies
    from spark_tui.service.spark import Spark


def entrance(flags: Mapping[str, str] = NO_FLAGS) -> Entrance:
    """What the command line is handed. `flags` are settings that were given for this once."""
    return Entrance(Book(flags=flags), cache(lambda: door(flags=flags)), partial(_names, flags))


def _names(flags: Mapping[str, str], of: str) -> list[str]:
    """None where the settings are wrong: whoever presses Tab is not told of that."""
    from spark_tui.store.names import names

    try:
        return names(load(flags=flags).store, of)
    except SparkError:
        return []


def door(settings: Settings | None = None, flags: Mapping[str, str] = NO_FLAGS) -> Door:
    """What a face is handed. Raises Invalid when the settings are wrong."""
    known = settings or load(flags=flags)
    return Door(
        open=lambda: _open_with_local(known),
        host=lambda only: _host(known, only=only),
        assistant=lambda: _assistant(known),
        moment=_moment,
        throwaway=lambda folder: door(_throwaway(known, folder)),
        on_quit=known.on_quit,
        remember_on_quit=partial(remember, known.config_dir / FILE, "on_quit"),
        seats=known.seats,
        copies=lambda: _copies(known),
        safety=lambda: safety(known),
        scratch=lambda folder, on_server: _scratch(known, folder, on_server=on_server),
        look=Look(known.theme, known.color, known.ascii, known.mouse),
        settings=Book(flags=flags),
        keys=known.keys,
        zone=known.zone,
        store=place(known.store),
        config_file=known.config_dir / FILE,
        workflows_dir=known.workflows_dir,
        log_file=known.log_file,
        screen_file=known.screen_file,
    )


def looking_door(settings: Settings | None = None) -> Door:
    """A door behind which nothing is changed: no store, no settings, no source. Raises Invalid."""
    from spark_tui.service.only_looks import LookingBook, refuse

    known = settings or load()
    usual = door(known)
    return replace(
        usual,
        open=lambda: _open(known, only_looks=True),
        host=lambda _: refuse(),
        throwaway=lambda _: refuse(),
        remember_on_quit=lambda _: refuse(),
        copies=refuse,
        scratch=lambda _, __: refuse(),
        settings=LookingBook(usual.settings),
        only_looks=True,
    )


# ------------------------------------------------------------------ what they open


async def _open(settings: Settings, *, only_looks: bool = False, understands: bool = True) -> "Spark":
    await asyncio.to_thread(
        _import_heavy, understands=understands
    )  # so that a screen on this loop stays alive meanwhile
    from spark_tui.wiring.spark import open_spark

    return await open_spark(settings, only_looks=only_looks)


def _import_heavy(*, understands: bool) -> None:
    import spark_tui.wiring.language
    import spark_tui.wiring.spark

    if understands:
        spark_tui.wiring.language.learn()


async def _open_with_local(settings: Settings) -> "Spark":
    from spark_tui.wiring.local import prepare_local

    spark = await _open(settings)
    await prepare_local(spark, settings.workflows_dir)
    return spark


def _host(settings: Settings, *, only: "RunId | None" = None) -> "Host":
    """The engine of this process, not started yet."""
    from spark_tui.engine.host import Host
    from spark_tui.engine.house import Seats
    from spark_tui.system.clock import SystemClock

    seats = Seats(settings.seats, settings.source_seats, timedelta(hours=settings.approval_hours))
    term = settings.lease_seconds or None
    return Host(
        lambda: _open(settings, understands=False), SystemClock(), seats, lock_file(settings), only=only, term=term
    )


def _copies(settings: Settings) -> "Copies":
    """Backups of the store of the settings. Raises StoreError when it can be none."""
    from spark_tui.store.address import SqlitePath, address_of
    from spark_tui.system.clock import SystemClock

    address, lock = address_of(settings.store), lock_file(settings)
    if isinstance(address, SqlitePath):
        from spark_tui.store.copies import SqliteCopies

        assert lock is not None
        return SqliteCopies(address.path, lock, SystemClock())
    from spark_tui.store.postgres_copies import PostgresCopies

    return PostgresCopies(settings.store, address.where, SystemClock())


def _assistant(settings: Settings) -> "Assistant":
    from spark_tui.wiring.language import assistant_of

    return assistant_of(settings)


def _moment(text: str, zone: str) -> "datetime":
    from spark_tui.system.clock import SystemClock
    from spark_tui.system.moments import moment_of

    return moment_of(text, zone, SystemClock().now())


def _throwaway(settings: Settings, folder: Path) -> Settings:
    """The same over a store and a workflow folder of their own."""
    return replace(
        settings, data_dir=folder, config_dir=folder, state_dir=folder, store=f"sqlite:///{folder / 'spark.db'}"
    )


@contextmanager
def _scratch(settings: Settings, folder: Path, *, on_server: bool) -> Iterator[Scratch]:
    """As an engine finds it whose XDG directories are that folder. Raises Invalid, StoreError."""
    from spark_tui.store.scratch import damage, scratch_database

    mine = _throwaway(settings, folder / "spark")
    with scratch_database(settings.store) if on_server else nullcontext(mine.store) as store:
        yield Scratch(folder, door(replace(mine, store=store)), store, on_server, partial(damage, store))

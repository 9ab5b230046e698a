"""Spark line by line: for screen readers, very slow lines, pipes, and terminals that can show no screen.

Nothing moves a cursor and nothing is drawn twice. What happens is printed as it happens; what is typed is a word of
COMMANDS, a command such as `spark run list`, or a sentence, which goes where `spark ask` takes it.
"""

import asyncio
import os
import shlex
import sys
from contextlib import redirect_stderr, suppress
from datetime import datetime
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

from spark_tui import __version__
from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.log import Level, Line
from spark_tui.domain.run import Run
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.asked import Asked
from spark_tui.faces.cli.ask import Asking
from spark_tui.faces.cli.opening import NotUnderstood, tell
from spark_tui.faces.cli.output import complain, put, say
from spark_tui.faces.daemon import leave_terminal, log_to_file, serve
from spark_tui.faces.door import Door
from spark_tui.service.ports import EngineHost, Face
from spark_tui.service.serving import who_serves
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

QUIET, MOST = 60, 500  # seconds to the next moment that are worth a line; lines read at once
COMMANDS = {
    "help": "these words",
    "next": "what runs next, and what runs now",
    "undo": "undo what was done last",
    "redo": "do again what was undone last",
    "quit": "leave; so does the end of the input",
}


def run_plain(door: Door) -> int:
    """Until it is left. A lost line takes only the terminal away: the engine goes on. Answers the exit code."""
    asked = Asked().hear()
    log_to_file(door.log_file)
    host = door.host(None)
    host.become(Face.APP)
    try:
        with redirect_stderr(sys.stdout):  # whoever reads one stream reads all of it, in order
            asyncio.run(_live(door, host, asked))
    except BaseException:
        host.stop()
        raise
    if asked.hung_up and not asked.to_stop and host.serving:
        leave_terminal()
        host.become(Face.DAEMON)
        return serve(host, asked)
    host.stop()
    return 0


async def _live(door: Door, host: EngineHost, asked: Asked) -> None:
    spark = await door.open()
    try:
        await _Plain(door, spark, host, asked).live()
    finally:
        await spark.close()


class _Plain:
    """One sitting."""

    def __init__(self, door: Door, spark: Spark, host: EngineHost, asked: Asked) -> None:
        self._door, self._spark, self._host, self._asked = door, spark, host, asked
        self._typed: asyncio.Queue[str | None] = asyncio.Queue()
        self._over = asyncio.Event()
        self._told_next, self._in_terminal = "", sys.stdin.isatty()

    async def live(self) -> None:
        loop = asyncio.get_running_loop()
        self._asked.listen(partial(self._end, loop))
        await self._greet()
        Thread(target=self._listen, args=(loop,), daemon=True).start()  # it cannot be told off while it reads
        await asyncio.to_thread(self._host.start)
        work: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(each)
            for each in (self._over.wait(), self._spark.follow(), self._follow(), self._obey())
        ]
        await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for each in work:
            each.cancel()
        for outcome in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(outcome, Exception) and not (isinstance(outcome, OSError) and self._is_lost()):
                raise outcome
        await self._part()

    def _is_lost(self) -> bool:
        """Whether the terminal is gone. The shell tells of it too, but later than reading and writing do."""
        if self._in_terminal and not sys.stdin.isatty():
            self._asked.hang_up()
        return self._asked.hung_up

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self._over.set)

    async def _greet(self) -> None:
        schedules = await self._spark.schedules.all()
        put(f"Spark {__version__}. {self._spark.store.where}. {len(schedules)} schedules.")
        if (lease := await who_serves(self._spark)) and (other := show.other_spark(lease)):
            put(f"{other[0].upper()}{other[1:]}.")
        await self._tell_next(always=True)
        put("Say when and what, such as: every weekday at 9 run report. Or: help.")

    async def _part(self) -> None:
        active = [s for s in await self._spark.schedules.all() if s.state == "active"]
        if active and self._host.serving and not self._asked.hung_up:
            put(f"The engine ends with this, and {len(active)} schedules wait. To let them run: spark daemon start")

    # ------------------------------------------------------------------ what happens

    async def _follow(self) -> None:
        """Starts and ends of runs, notices, what is next: each as a line, once."""
        spark = self._spark
        lines = await spark.runs.tail(1)
        seen, told = lines[-1].seq if lines else 0, await spark.notices.last_seq()
        with spark.bell.ear() as ear:
            while True:
                while batch := await spark.runs.lines(seen, limit=MOST):
                    seen = batch[-1].seq
                    await self._tell_lines([line for line in batch if line.level is Level.NOTE])
                for notice in await spark.notices.after(told):
                    told = notice.seq
                    put(f"{self._at(notice.at)} notice: {notice.text}")
                await ear.wait(QUIET)

    async def _tell_lines(self, lines: list[Line]) -> None:
        runs = await self._spark.runs.some({line.run for line in lines})
        for line in lines:
            put(f"{self._at(line.at)} {_name(runs.get(line.run))} {line.text}")
        if lines:
            await self._tell_next()

    async def _tell_next(self, *, always: bool = False) -> None:
        """Once for each moment, and not where it comes so soon that it would be a line too many."""
        due = [(s.next_at, s.name) for s in await self._spark.schedules.all() if s.state == "active" and s.next_at]
        now = self._spark.clock.now()
        if not due:
            put("Nothing is due.") if always else None
            return
        at, name = min(due)
        words = f"Next: {name}, {show.moment(at, self._door.zone, now)}."
        if always or (words != self._told_next and (at - now).total_seconds() >= QUIET):
            self._told_next = words
            put(words)

    def _at(self, moment: datetime) -> str:
        return f"{moment.astimezone(zone_of(self._door.zone)):%H:%M:%S}"

    # ------------------------------------------------------------------ what is typed

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError, ValueError):  # the loop has ended
            with suppress(OSError):  # the terminal has
                for line in sys.stdin:
                    loop.call_soon_threadsafe(self._typed.put_nowait, line)
            self._is_lost()
            loop.call_soon_threadsafe(self._typed.put_nowait, None)

    async def _obey(self) -> None:
        """One line after the other, to its end; what goes wrong is said, and the next line is read."""
        words: dict[str, Callable[[], Awaitable[None]]] = {
            "help": self._help,
            "next": self._next,
            "undo": self._undo,
            "redo": self._redo,
        }
        while (line := await self._typed.get()) is not None and line.strip() not in ("quit", "exit", "q"):
            text = line.strip()
            try:
                if text in words:
                    await words[text]()
                elif text.partition(" ")[0] == "spark":
                    await self._command(text)
                elif text:
                    await Asking(self._spark, text, confirm=self._confirmed).all_of_it()
            except SparkError as wrong:
                complain(wrong)
            except NotUnderstood as wrong:
                tell(wrong.answer)

    async def _confirmed(self, question: str, default: bool) -> bool:
        """Raises Invalid where the input ends instead."""
        put(f"{question} {'Y or n' if default else 'y or N'}")
        answer = await self._typed.get()
        if answer is None:
            self._typed.put_nowait(None)
            raise Invalid("nobody answered, so nothing was changed")
        said = answer.strip().casefold()
        return said in ("y", "yes") if said else default

    async def _help(self) -> None:
        for word, says in COMMANDS.items():
            put(f"{word}: {says}")
        put("spark COMMAND: any command, such as: spark run list. spark --help lists them.")
        put("Anything else is a sentence: a schedule, a question, a wish. What it would change is asked first.")

    async def _next(self) -> None:
        await self._tell_next(always=True)
        for run in await self._spark.runs.active():
            put(f"Now: {_name(run)}, {run.state.value}.")

    async def _undo(self) -> None:
        put(f"Undone: {(await self._spark.talk.undo()).says}")

    async def _redo(self) -> None:
        put(f"Done again: {(await self._spark.talk.redo()).says}")

    async def _command(self, text: str) -> None:
        """In a process of its own, whose input is not ours. Raises Invalid."""
        try:
            arguments = shlex.split(text)[1:]
        except ValueError as wrong:
            raise Invalid(f"that is no command: {wrong}") from None
        if not arguments:
            raise Invalid("a command of which program?", hint="spark --help")
        env = os.environ | {"PYTHONUNBUFFERED": "1"}
        command = (sys.executable, "-P", "-m", "spark_tui.main", *arguments)
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL, env=env)
        if code := await process.wait():
            say(f"it ended with exit code {code}")


def _name(run: Run | None) -> str:
    return run.called if run is not None else "a run"

"""What the keys of the log do. One function for each action; errors are told by whoever runs it."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.log import LogQuery, Severity
from spark_tui.faces.show_log import written
from spark_tui.faces.tui.tail import NamedLine

if TYPE_CHECKING:
    from spark_tui.faces.tui.widgets.log_view import LogView
    from spark_tui.service.spark import Spark

MOST_COPIED = 20_000_000  # characters
IN_PAGER = 200_000  # lines
LEVELS = (None, Severity.WARNING, Severity.ERROR)
SINCE = {
    "0": ("all that is kept", None),
    "1": ("1 minute", timedelta(minutes=1)),
    "2": ("5 minutes", timedelta(minutes=5)),
    "3": ("15 minutes", timedelta(minutes=15)),
    "4": ("1 hour", timedelta(hours=1)),
    "5": ("6 hours", timedelta(hours=6)),
    "6": ("1 day", timedelta(days=1)),
}


def _spark(view: "LogView") -> "Spark":
    assert view.spark is not None
    return view.spark


async def _typed(view: "LogView", heading: str, said: str, value: str, enter: str) -> str | None:
    """What a person types in one line; None when the window is closed."""
    from spark_tui.faces.tui.screens.form import Field, Form, Typed

    async def act(typed: Typed) -> str:
        return typed["text"]

    return await view.app.push_screen_wait(Form[str](heading, said, (Field("text", value),), act, enter=enter))


# ------------------------------------------------------------------ found


async def find(view: "LogView") -> None:
    """Where it stands above, first: what one looks for has mostly been said already."""
    said = "In the whole log, above and below. Case counts where there is a capital."
    text = await _typed(view, "Search the log", said, view.look.find, "search")
    if text is None:
        return
    view.look = replace(view.look, find=text)
    view.changed()
    if text:
        count_hits(view)
        await _to_hit(view, back=True, here=True)


def count_hits(view: "LogView") -> None:
    """In what is shown now."""
    view.begin(partial(_count, view, view.look.find), "count", newest_only=True)


async def _count(view: "LogView", text: str) -> None:
    """Slice by slice, beside all else; a newer search ends it."""
    assert view.window is not None
    view.hits = ""
    async with aclosing(_spark(view).logs.count(view.window.with_text(text))) as counts:
        async for count in counts:
            view.hits = f"{count:,} …"
            view.post_message(view.Changed())
    view.hits = view.hits.removesuffix(" …")
    view.post_message(view.Changed())


async def next_hit(view: "LogView") -> None:
    await _to_hit(view, back=False)


async def previous_hit(view: "LogView") -> None:
    await _to_hit(view, back=True)


async def _to_hit(view: "LogView", *, back: bool, here: bool = False) -> None:
    assert view.window is not None
    at = view.here.seq if view.here is not None else 0
    seq = await view.window.find(view.look.find, at + 1 if here and back else at, back=back)
    if seq is None:
        view.app.say(f"{'nothing above' if back else 'nothing below'} holds “{view.look.find}”")
    else:
        view.reading(partial(view.go_to, seq))


async def to_mark(view: "LogView") -> None:
    assert view.mark is not None
    view.reading(partial(view.go_to, view.mark))


# ------------------------------------------------------------------ sifted


async def sift(view: "LogView") -> None:
    said = "Only lines that hold this text; empty for all. Case counts where there is a capital."
    before = view.asked.texts[0] if view.asked.texts else ""
    text = await _typed(view, "Filter the log", said, before, "filter")
    if text is not None:
        await view.show(replace(view.asked, texts=(text,) if text else ()))


async def next_level(view: "LogView") -> None:
    least = LEVELS[(LEVELS.index(view.asked.least) + 1) % len(LEVELS)]
    await view.show(replace(view.asked, least=least))


async def since(view: "LogView") -> None:
    from spark_tui.faces.tui.screens.choose import Choice, Choose

    choices = [Choice(key, words, key) for key, (words, _) in SINCE.items()]
    told = [("How far back?", "strong")]
    key = await view.app.push_screen_wait(
        Choose("The log since", told, [*choices, Choice("n", "as it is", "")], least="")
    )
    if key in SINCE:
        span = SINCE[key][1]
        moment = _spark(view).clock.now() - span if span else None
        await view.show(replace(view.asked, since=moment))


# ------------------------------------------------------------------ taken along


async def open_line(view: "LogView") -> None:
    from spark_tui.faces.tui.screens.log_line import LogLine

    assert view.here is not None
    whole = await _spark(view).logs.whole(view.here.seq)
    if whole is None:
        raise Conflict("the line is not kept any more", hint="it was cleared away with the old ones")
    await view.app.push_screen_wait(LogLine(replace(view.here, line=whole), view.look.zone))


async def copy_lines(view: "LogView") -> None:
    """The line that one is on; with a mark, all from the one to the other."""
    from spark_tui.faces.tui.clipboard import copy_text

    assert view.here is not None
    ends = sorted((view.here.seq, view.mark if view.mark is not None else view.here.seq))
    await copy_text(view.app, await _text(view, view.asked, ends[0], ends[1]))


async def copy_all(view: "LogView") -> None:
    from spark_tui.faces.tui.clipboard import copy_text

    await copy_text(view.app, await _text(view, view.asked))


async def _text(view: "LogView", asked: LogQuery, first: int = 0, last: int | None = None) -> str:
    """Lines as they are written down, whole. Raises Invalid when that is too much to copy."""
    parts: list[str] = []
    size = 0
    async for text in _pages(view, asked, first, last):
        parts.append(text)
        if (size := size + len(text)) > MOST_COPIED:
            raise Invalid("that is too much to copy", hint="S saves it to a file")
    return "".join(parts)


async def _pages(
    view: "LogView", asked: LogQuery, first: int = 0, last: int | None = None, *, colours: bool = False
) -> AsyncGenerator[str, None]:
    """The log as text, page by page."""
    assert view.window is not None
    logs, write = _spark(view).logs, partial(_written, view, colours=colours)
    async with aclosing(logs.all(asked, first - 1)) as pages:
        async for lines in pages:
            some = [line for line in lines if last is None or line.seq <= last]
            yield "".join(map(write, await view.window.named([await logs.uncut(line) for line in some])))
            if len(some) < len(lines):
                return


def _written(view: "LogView", told: NamedLine, *, colours: bool) -> str:
    look, name = view.look, told.name if view.look.names else ""
    return f"{written(told.line, look.zone, name=name, raw=look.raw, colours=colours)}\n"


async def save(view: "LogView") -> None:
    """To a file that is not there yet."""
    name = "-".join(view.of.split()) or "log"
    proposed = Path.home() / f"spark-{''.join(c for c in name if c.isalnum() or c in '-_')}.log"
    typed = await _typed(view, "Save the log", "The whole log as it is sifted, to a new file.", str(proposed), "save")
    if typed:
        file = _at_home(typed)
        lines = await _write(view, file, view.asked)
        view.app.say(f"saved {lines:,} lines: {file}")


def _at_home(typed: str) -> Path:
    return Path(typed).expanduser()


async def _write(
    view: "LogView", file: Path, asked: LogQuery, *, most: int | None = None, colours: bool = False
) -> int:
    lines = 0
    try:
        with await asyncio.to_thread(file.open, "x", encoding="utf-8") as out:
            async with aclosing(_pages(view, asked, colours=colours)) as pages:
                async for text in pages:
                    await asyncio.to_thread(out.write, text)
                    lines += text.count("\n")
                    if most is not None and lines >= most:
                        break
    except FileExistsError:
        raise Conflict(f"{file} is there already", hint="choose another name") from None
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}") from None
    return lines


async def open_pager(view: "LogView") -> None:
    """On a file for the owner only, which goes on growing while the log is followed, and is gone afterwards."""
    from spark_tui.faces.tui.programs import page_file

    asked, last = view.asked, await _spark(view).logs.last()
    with tempfile.TemporaryDirectory(prefix="spark-") as folder:  # 0700
        file = Path(folder) / "log.txt"
        await _write(view, file, asked, most=IN_PAGER, colours=not view.look.raw)
        grow = partial(_grow, view, file, asked, last) if view.follows else None
        await page_file(view.app, file, follow=view.follows, beside=grow)


async def _grow(view: "LogView", file: Path, asked: LogQuery, last: int) -> None:
    while True:
        await asyncio.sleep(0.5)
        newest = await _spark(view).logs.last()
        if newest > last:
            async for text in _pages(view, asked, last + 1, newest, colours=not view.look.raw):
                with file.open("a", encoding="utf-8") as out:
                    out.write(text)
            last = newest


async def full(view: "LogView") -> None:
    view.screen.toggle_class("-full-log")
    view.call_after_refresh(view.changed)

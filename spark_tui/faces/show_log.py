"""A line of a log as text: for a file, a clipboard, a pager and the command line."""

from datetime import datetime

from spark_tui.domain.log import Level, Line
from spark_tui.domain.timing import zone_of

MARKS = {Level.OUT: " ", Level.ERR: "!", Level.NOTE: "─"}


def written(line: Line, zone: str, *, name: str = "", raw: bool = False, colours: bool = False) -> str:
    """When, who and what; nothing in it is obeyed, but colours where they are wanted."""
    at = f"{line.at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M:%S}"
    return f"{at} {f'{name} ' if name else ''}{MARKS[line.level]} {said(line, raw=raw, colours=colours)}"


def said(line: Line, *, raw: bool = False, colours: bool = False) -> str:
    if raw:
        return line.raw or line.text
    return _with_colours(line.raw) if colours and "␛[" in line.raw else line.text


def _with_colours(raw: str) -> str:
    """Colours are made anew from what was understood: what comes from the program is never passed on."""
    from spark_tui.faces.tui.sgr import coloured, sequence_of

    return "".join(f"{sequence_of(ink)}{text}\x1b[0m" if ink else text for text, ink in coloured(raw))


def elapsed(line: Line, began: datetime | None) -> str:
    """+0:00:03.250 since its run began."""
    seconds = max(0.0, (line.at - began).total_seconds()) if began else 0.0
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"+{hours}:{minutes:02}:{rest:06.3f}"

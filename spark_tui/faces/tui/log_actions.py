"""What one can do in the log, and why not just now. What the actions do stands in `log_verbs`."""

from typing import TYPE_CHECKING

from spark_tui.faces.tui import log_verbs
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.run_verbs import RUN_OPEN

if TYPE_CHECKING:
    from spark_tui.faces.tui.widgets.log_view import LogView


def _a_line(view: "LogView") -> str:
    return "" if view.told else "there is no line in the log"


def _searched(view: "LogView") -> str:
    return _a_line(view) or ("" if view.look.find else "search something first (/)")


def _marked(view: "LogView") -> str:
    return "" if view.mark is not None else "mark a line first (m)"


def _opened(view: "LogView") -> str:
    return "" if view.window is not None else "the store is still being opened"


def _with_all_else(view: "LogView") -> str:
    return "there is nothing else here" if view.alone else ""


ACTIONS: tuple[Action, ...] = (
    RUN_OPEN,
    Action(
        "log.find",
        "slash",
        "find",
        "Search the whole log",
        log_verbs.find,
        why_not=_opened,
        window=True,
        twin="spark run log RUN --grep TEXT",
    ),
    Action(
        "log.next", "n", "next", "The next line that was found", log_verbs.next_hit, why_not=_searched, in_line=False
    ),
    Action(
        "log.previous",
        "N",
        "previous",
        "The line before that was found",
        log_verbs.previous_hit,
        why_not=_searched,
        in_line=False,
        yields=True,
    ),
    Action(
        "log.filter",
        "ampersand",
        "filter",
        "Only lines that hold a text",
        log_verbs.sift,
        why_not=_opened,
        window=True,
        twin="spark run log RUN --grep TEXT",
    ),
    Action(
        "log.level",
        "exclamation_mark",
        "level",
        "All lines, warnings and worse, or errors only",
        log_verbs.next_level,
        why_not=_opened,
        twin="spark run log RUN --level warning",
    ),
    Action(
        "log.since",
        "s",
        "since",
        "Only the last minute, hour, day …",
        log_verbs.since,
        why_not=_opened,
        window=True,
        twin="spark run log RUN --since 15m",
    ),
    Action("log.hold", "space", "pause", "Stand still, or follow the end again", "hold", why_not=_a_line),
    Action("log.wrap", "w", "wrap", "Long lines in several rows, or cut", "turn('wrap')", in_line=False),
    Action(
        "log.time",
        "t",
        "time",
        "The time of a line, the time since its run began, or none",
        "turn('clock')",
        in_line=False,
        twin="spark run log RUN --time rel",
    ),
    Action(
        "log.raw",
        "x",
        "raw",
        "Control sequences as symbols, or obeyed where they are colours",
        "turn('raw')",
        in_line=False,
        twin="spark run log RUN --raw",
    ),
    Action(
        "log.open",
        "enter",
        "line",
        "The whole line; JSON over several",
        log_verbs.open_line,
        why_not=_a_line,
        window=True,
    ),
    Action(
        "log.mark",
        "m",
        "mark",
        "Mark the line, to find it again and to copy from it",
        "mark",
        why_not=_a_line,
        in_line=False,
    ),
    Action(
        "log.to_mark",
        "apostrophe",
        "to the mark",
        "Go to the line that is marked",
        log_verbs.to_mark,
        why_not=_marked,
        in_line=False,
    ),
    Action("log.copy", "y", "copy", "Copy the line; or all from the mark to it", log_verbs.copy_lines, why_not=_a_line),
    Action(
        "log.copy_all",
        "Y",
        "copy all",
        "Copy the whole log as it is sifted",
        log_verbs.copy_all,
        why_not=_a_line,
        in_line=False,
    ),
    Action(
        "log.save",
        "S",
        "save",
        "Save the whole log as it is sifted to a file",
        log_verbs.save,
        why_not=_a_line,
        in_line=False,
        window=True,
        twin="spark run log RUN > FILE",
        changes=True,
    ),
    Action(
        "log.pager",
        "o",
        "pager",
        "Open it in $PAGER",
        log_verbs.open_pager,
        why_not=_a_line,
        window=True,
        twin="spark run log RUN | less",
        changes=True,
    ),
    Action(
        "log.full",
        "f",
        "full",
        "The log on the whole screen, or with all else",
        log_verbs.full,
        why_not=_with_all_else,
    ),
)

"""Every action of the board: its id, its keys, its words, and why it cannot be done just now.

The bindings, the line of keys and the help screen are made from this one list. Ids are for
people who want other keys; no key here is one that a terminal or a multiplexer takes for another.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from textual.binding import Binding

from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one stands on the board: what an action would act on."""

    opened: bool = False
    pane: str = ""
    schedule: Schedule | None = None
    source: Source | None = None
    workflow: Workflow | None = None
    run: Run | None = None  # the one that `c` would cancel
    engine_down: bool = False


Why = Callable[[Stand], str]  # the reason why not; empty when it can be done


def _always(_: Stand) -> str:
    return ""


def _opened(stand: Stand) -> str:
    return "" if stand.opened else "the store is still being opened"


def _a_schedule(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.schedule else "select a schedule first (2)")


def _in_schedules(stand: Stand) -> str:
    return _a_schedule(stand) or ("" if stand.pane != "sources" else "this works on schedules: go there with 2")


def _something_to_run(stand: Stand) -> str:
    if stand.pane == "sources":
        return _opened(stand) or ("" if stand.workflow else "select a workflow, not a source")
    return _a_schedule(stand)


def _a_source(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.source else "add a source first (a)")


def _a_run(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.run else "nothing is running")


def _engine_down(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.engine_down else "the engine is not down")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that one can do. `brief` stands in the line of keys, `says` in the help."""

    id: str
    keys: str  # as Textual names them
    shown: str  # as people know them
    brief: str
    says: str
    why_not: Why = field(default=_always)
    in_line: bool = True  # whether the line of keys shows it
    window: bool = False  # it opens one, and there is one at a time


ACTIONS: tuple[Action, ...] = (
    Action("help", "question_mark,f1", "?", "help", "All keys, with a filter", window=True),
    Action("ask", "i,greater_than_sign", "i", "ask", "Type when and what: a phrase becomes a schedule"),
    Action(
        "talk", "t", "t", "talk", "Ask the assistant anything; see what was said", _opened, in_line=False, window=True
    ),
    Action("run_now", "r", "r", "run", "Run the selected schedule or workflow now", _something_to_run),
    Action(
        "run_with",
        "R",
        "R",
        "run with",
        "Run the selected schedule now, with another input",
        _in_schedules,
        in_line=False,
        window=True,
    ),
    Action(
        "pause",
        "p",
        "p",
        "pause",
        "Pause the selected schedule (with a note and an end), or let it go on",
        _in_schedules,
        window=True,
    ),
    Action(
        "why",
        "y",
        "y",
        "why",
        "Why the last moment of the selected schedule ran or did not, and what could hold the next",
        _in_schedules,
        window=True,
    ),
    Action("cancel", "c", "c", "cancel run", "Cancel the run of the selected schedule, or the newest one", _a_run),
    Action("remove", "d", "d", "remove", "Remove the selected schedule (asks first)", _in_schedules, window=True),
    Action("log", "L", "L", "log", "Show the log of the selected schedule only, or of all", _a_schedule),
    Action(
        "catch_up",
        "m",
        "m",
        "missed",
        "What passed while nobody was there; say yes or no to what waits",
        _opened,
        in_line=False,
        window=True,
    ),
    Action("notices", "N", "N", "notices", "What was told lately", _opened, in_line=False, window=True),
    Action("undo", "u", "u", "undo", "Undo what was accepted from the assistant last", _opened, in_line=False),
    Action("add_source", "a", "a", "add source", "Add a place where workflows live", _opened, window=True),
    Action("sync", "s", "s", "sync", "Take in what the selected source offers now", _a_source),
    Action("start_engine", "S", "S", "start engine", "Start the engine again after it went down", _engine_down),
    Action("pane_sources", "1", "1", "sources", "Go to sources and workflows", in_line=False),
    Action("pane_schedules", "2", "2", "schedules", "Go to schedules", in_line=False),
    Action("pane_log", "3", "3", "log", "Go to the live log", in_line=False),
    Action("quit", "q", "q", "quit", "Quit; asks what becomes of active schedules", window=True),
)
BY_ID = {action.id: action for action in ACTIONS}

MOVES: tuple[tuple[str, str], ...] = (
    ("tab / shift+tab", "Next pane, previous pane; in the ask line: the next guess"),
    ("h j k l, arrows", "Move; in the log: scroll"),
    ("g / G, Home / End", "First and last; G or End in the log follows it again"),
    ("PgUp / PgDn", "A page up or down"),
    ("enter", "Schedule: details. Workflow: ask with it. Ask line: see what would be kept"),
    ("esc", "Leave the ask line (the text stays), close a window"),
    ("up / down", "In the ask line: what was typed before"),
    ("ctrl+c twice", "Quit from anywhere"),
    ("ctrl+z", "The shell; fg brings the screen back. Only the screen waits"),
)


def bindings() -> list[Binding]:
    """One rebindable binding for each action; all go through `act`, which knows the reasons.

    They have priority, so that a burst of keys (a slow line delivers them together) is taken one by
    one: in `i every day …` the letters after the `i` are text, and none of them is a command.
    """
    return [Binding(a.keys, f"act('{a.id}')", a.brief, key_display=a.shown, id=a.id, priority=True) for a in ACTIONS]


def valid_now(stand: Stand) -> list[Action]:
    """What the line of keys shows."""
    return [action for action in ACTIONS if action.in_line and not action.why_not(stand)]

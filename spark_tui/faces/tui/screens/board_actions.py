"""What one can do on the board, and why not just now. What the actions do stands in `verbs`."""

from dataclasses import dataclass

from spark_tui.domain.ids import RunId
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.tui import verbs
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.actions.moving import PANES
from spark_tui.faces.tui.run_verbs import RUN_OPEN


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one stands on the board: what an action would act on."""

    opened: bool = False
    pane: str = ""
    schedule: Schedule | None = None
    marked: tuple[Schedule, ...] = ()  # what is done to schedules is done to all of these
    source: Source | None = None
    workflow: Workflow | None = None
    run: Run | None = None  # the one that `c` would cancel
    asking: Run | None = None  # the one that waits for a person's answer
    engine_down: bool = False
    engine_elsewhere: bool = False  # this process can be none
    run_here: RunId | None = None  # the last one of the selected schedule


def _opened(stand: Stand) -> str:
    return "" if stand.opened else "the store is still being opened"


def _a_schedule(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.schedule else "select a schedule first (2)")


def _in_schedules(stand: Stand) -> str:
    return _a_schedule(stand) or ("" if stand.pane != "sources" else "this works on schedules: go there with 2")


def _to_edit(stand: Stand) -> str:
    return _a_source(stand) if stand.pane == "sources" else _a_schedule(stand)


def _something_to_run(stand: Stand) -> str:
    if stand.pane == "sources":
        return _opened(stand) or ("" if stand.workflow else "select a workflow, not a source")
    return _a_schedule(stand)


def _a_source(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.source else "add a source first (a)")


def _a_run(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.run else "nothing is running")


def _somebody_asks(stand: Stand) -> str:
    return _opened(stand) or ("" if stand.asking else "no run waits for an answer")


def _engine_down(stand: Stand) -> str:
    if stand.engine_elsewhere:
        return "this screen only follows the engine: spark daemon start"
    return _opened(stand) or ("" if stand.engine_down else "the engine is not down")


ACTIONS: tuple[Action, ...] = (
    *PANES,
    Action(
        "board.ask",
        "i,greater_than_sign",
        "ask",
        "Type when and what: a phrase becomes a schedule",
        "go('phrase')",
        twin="spark schedule create WORKFLOW PHRASE",
    ),
    Action(
        "board.talk",
        "t",
        "talk",
        "Ask the assistant anything; see what was said",
        verbs.talk,
        twin="spark ask PHRASE",
        why_not=_opened,
        in_line=False,
        window=True,
    ),
    Action(
        "board.run_now",
        "r",
        "run",
        "Run the selected schedule or workflow now",
        verbs.run_now,
        twin="spark run start NAME",
        back=Back.OPPOSITE,
        why_not=_something_to_run,
    ),
    Action(
        "board.run_with",
        "R",
        "run with",
        "Run the selected schedule now, with another input",
        verbs.run_with,
        twin="spark run start NAME --input TEXT",
        back=Back.OPPOSITE,
        why_not=_in_schedules,
        in_line=False,
        window=True,
    ),
    Action(
        "board.pause",
        "p",
        "pause",
        "Pause the selected schedule (with a note and an end), or let it go on",
        verbs.pause,
        twin="spark schedule pause NAME",
        back=Back.UNDO,
        why_not=_in_schedules,
        window=True,
    ),
    Action(
        "board.edit",
        "e",
        "edit",
        "Change the selected schedule or source: when, with what, how it behaves; shown before → after",
        verbs.edit,
        twin="spark schedule edit NAME",
        back=Back.UNDO,
        why_not=_to_edit,
        in_line=False,
        window=True,
    ),
    Action(
        "board.why",
        "y",
        "why",
        "Why the last moment of the selected schedule ran or did not, and what could hold the next",
        verbs.why,
        twin="spark why NAME",
        why_not=_in_schedules,
        window=True,
    ),
    RUN_OPEN,
    Action(
        "board.cancel",
        "c",
        "cancel run",
        "Cancel the run of the selected schedule, or the newest one",
        verbs.cancel,
        twin="spark run cancel RUN",
        back=Back.OPPOSITE,
        why_not=_a_run,
    ),
    Action(
        "board.answer",
        "Y",
        "answer",
        "Say yes or no to what the run of the selected schedule asks, or the one that waits longest",
        verbs.answer,
        twin="spark run approve RUN",
        back=Back.ASKS,
        why_not=_somebody_asks,
        window=True,
    ),
    Action(
        "board.remove",
        "d",
        "remove",
        "Remove the selected schedule; its runs and its history stay",
        verbs.remove,
        twin="spark schedule remove NAME",
        back=Back.UNDO,
        why_not=_in_schedules,
    ),
    Action(
        "board.sync",
        "s",
        "sync",
        "Take in what the selected source offers now",
        verbs.sync,
        twin="spark source sync SOURCE",
        why_not=_a_source,
        changes=True,
    ),
    Action(
        "board.log",
        "L",
        "log",
        "Show the log of the selected schedule only, or of all",
        verbs.log_of,
        twin="spark run log RUN",
        why_not=_a_schedule,
    ),
    Action(
        "board.catch_up",
        "m",
        "missed",
        "What passed while nobody was there; say yes or no to what waits",
        verbs.catch_up,
        twin="spark schedule catch-up",
        why_not=_opened,
        in_line=False,
        window=True,
    ),
    Action(
        "board.notices",
        "N",
        "notices",
        "What was told lately",
        verbs.notices,
        twin="spark notice list",
        why_not=_opened,
        in_line=False,
        window=True,
    ),
    Action(
        "board.messages",
        "M",
        "messages",
        "Where messages about runs go, who hears of what, what arrived; to add, change, try one",
        verbs.messages,
        twin="spark destination list",
        why_not=_opened,
        in_line=False,
        window=True,
    ),
    Action(
        "board.secrets",
        "V",
        "secrets",
        "Secrets by name: who uses them, which are not here; to keep and to forget one",
        verbs.secrets,
        twin="spark secret list",
        why_not=_opened,
        in_line=False,
        window=True,
    ),
    Action(
        "board.timeline",
        "T",
        "timeline",
        "A day by schedule, a week by hour, a month by day: what was, and what is to come",
        verbs.timeline,
        twin="spark timeline",
        why_not=_opened,
        window=True,
    ),
    Action(
        "board.analytics",
        "A",
        "analytics",
        "How runs went: by day and result, how long, how late, by schedule, source or tag",
        verbs.analytics,
        twin="spark stats",
        why_not=_opened,
        window=True,
    ),
    Action(
        "board.undo",
        "u",
        "undo",
        "Undo what was created, changed, paused, resumed or removed last",
        verbs.undo,
        twin="spark undo",
        why_not=_opened,
        in_line=False,
        changes=True,
    ),
    Action(
        "board.redo",
        "ctrl+y",
        "redo",
        "Do again what was undone last",
        verbs.redo,
        twin="spark redo",
        back=Back.UNDO,
        why_not=_opened,
        in_line=False,
    ),
    Action(
        "board.add_source",
        "a",
        "add source",
        "Add a place where workflows live",
        verbs.add_source,
        twin="spark source add URL",
        why_not=_opened,
        window=True,
        changes=True,
    ),
    Action(
        "board.start_engine",
        "S",
        "start engine",
        "Start the engine again after it went down",
        verbs.start_engine,
        twin="spark daemon start",
        why_not=_engine_down,
        changes=True,
    ),
    Action(
        "board.sources",
        "1",
        "sources",
        "Go to sources and workflows",
        "go('sources')",
        twin="spark source list",
        in_line=False,
    ),
    Action(
        "board.schedules",
        "2",
        "schedules",
        "Go to schedules",
        "go('schedules')",
        twin="spark schedule list",
        in_line=False,
    ),
    Action("board.to_log", "3", "log", "Go to the live log", "go('log')", twin="spark run list", in_line=False),
    Action(
        "board.ahead",
        "4",
        "next 24 h",
        "Go to what comes in the next 24 hours",
        "go('ahead')",
        in_line=False,
    ),
    Action(
        "board.about", "5", "selected", "Go to what is known of the selected schedule", "go('about')", in_line=False
    ),
    Action("board.numbers", "6", "numbers", "Go to the numbers of the last 7 days", "go('numbers')", in_line=False),
    Action("board.zoom", "z", "zoom", "The pane in focus in place of all, or all of them again"),
    Action(
        "board.runs",
        "H",
        "runs",
        "All runs there are, with a filter",
        verbs.runs,
        twin="spark run list",
        why_not=_opened,
        window=True,
    ),
    Action("board.quit", "q", "quit", "Quit; asks what becomes of active schedules", verbs.quit_app, window=True),
)

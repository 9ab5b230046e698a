"""What the ask line understood, and which workflow is meant: as values, and as lines to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from spark_tui.domain.change import Suggestion
from spark_tui.domain.command import title_of
from spark_tui.domain.ids import SourceId, WorkflowId
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.text import counted, one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.faces import answers, show
from spark_tui.faces.changes import told
from spark_tui.faces.tui.text import Piece, fit, flat, width_of, wrapped
from spark_tui.service.assistant import Reading
from spark_tui.service.coming import Coming
from spark_tui.service.meant import Nothing
from spark_tui.service.orders import Heard as OrderHeard

SHOWS, OPENS = "  enter: shows it", "  enter: opens it"
NAMED = 4  # schedules due at the same moment that are told by name
LEAST = 16  # cells in which a note still says something
Heard = OrderHeard | None


@dataclass(frozen=True, slots=True)
class Meant:
    """Which workflow is meant: one, or none yet; and those that one can go through."""

    workflow: Workflow | None = None
    others: Sequence[Workflow] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What one should know of the first run: why it may fail, and the schedules that are due at its moment."""

    risk: str = ""
    also: Sequence[str] = ()


def meant(
    candidates: Sequence[Workflow],
    alive: int,
    picked: WorkflowId | None,
    selected: WorkflowId | None,
    named: Workflow | None = None,
) -> Meant:
    """Who was picked by hand; else whom the phrase names; else the selected one; else the only one.

    Nobody yet where a name is that of several workflows, which stand in several sources.
    """
    by_id = {workflow.id: workflow for workflow in candidates}
    if picked in by_id:
        return Meant(by_id[picked], candidates)
    if named is None and len(candidates) < alive and _share_a_name(candidates[:2]):
        return Meant(by_id.get(selected) if selected else None, candidates)
    if candidates and (len(candidates) < alive or alive == 1):
        return Meant(candidates[0], candidates)
    return Meant(by_id.get(selected) if selected else None, candidates)


def by_hand(command: str) -> Workflow:
    """A command as it is shown before anything of it is kept."""
    return Workflow(WorkflowId(""), SourceId(""), "local", command, one_line(title_of(command)[0], 60))


def _share_a_name(pair: Sequence[Workflow]) -> bool:
    return len(pair) == 2 and pair[0].title.casefold() == pair[1].title.casefold()


def after(workflow: Workflow | None, others: Sequence[Workflow]) -> Workflow | None:
    """The next one to go to, round and round."""
    ids = [other.id for other in others]
    if not others:
        return None
    return others[(ids.index(workflow.id) + 1) % len(others)] if workflow and workflow.id in ids else others[0]


# ------------------------------------------------------------------ as lines


def lines_of(
    heard: Heard, chosen: Meant, now: datetime, width: int, example: str, zone: str, beside: Beside = Beside()
) -> list[list[Piece]]:
    """Three lines that say what would happen, or that answer."""
    match heard:
        case Suggestion():
            return _suggestion(heard, now, width)
        case Reading():
            return _reading(heard, chosen, beside, now, width)
        case Question(text, choices):
            return [[("? ", "warn"), (fit(text, width - 2), "strong")], *_choices(choices, width)]
        case Refusal(reason, hint):
            reasons = [
                [("  " if n else "✗ ", "bad"), (line, "plain")] for n, line in enumerate(wrapped(reason, width - 2, 2))
            ]
            return [*reasons, [("  ", ""), (fit(hint, width - 2), "dim")]]
        case None:
            return _invitation(width, example)
    told = answers.lines_of(heard, zone, now)
    marks = [("· ", "key"), *[("  ", "")] * len(told)]
    lines = [[mark, (fit(line, width - 2), "plain")] for mark, line in zip(marks, told, strict=False)]
    return (
        [*lines[:-1], [*lines[-1][:1], (fit(told[-1], width - 2 - len(OPENS)), "plain"), (OPENS, "key")]]
        if opens(heard)
        else lines
    )


def opens(heard: Heard) -> bool:
    """Whether enter leads to where more of it is told."""
    return not isinstance(heard, Reading | Question | Refusal | Suggestion | Coming | Nothing)


def _suggestion(suggestion: Suggestion, now: datetime, width: int) -> list[list[Piece]]:
    """What would change, in one line; whom it would change; what one should know."""
    names = ", ".join(told(change, now).of for change in suggestion.changes[:40])
    return [
        [("▶ ", "live"), (fit(suggestion.says, width - 2 - len(SHOWS)), "strong"), (SHOWS, "key")],
        [("→ ", "key"), (fit(names, width - 2), "plain")],
        [("! " if suggestion.notes else "  ", "warn"), (fit("; ".join(suggestion.notes), width - 2), "warn")],
    ]


def _invitation(width: int, example: str) -> list[list[Piece]]:
    return [
        [("  Say when and what, for example: ", "dim"), (fit(f"every weekday at 9 run {example}", width - 34), "key")],
        [(fit("  A cron expression does too. What the workflow is told goes at the end, after a colon", width), "dim")],
        [(fit("  Nothing is kept before you have seen and accepted it", width), "dim")],
    ]


def _reading(reading: Reading, chosen: Meant, beside: Beside, now: datetime, width: int) -> list[list[Piece]]:
    draft = reading.draft
    fields = show.cron_of(draft.timing)
    tail = f"{f'  {fields}' if fields else ''}  {draft.zone}"
    words = flat(reading.words)
    words = words if len(words) + len(tail) + 2 <= width else fit(words, max(8, width - len(tail) - 2))
    soon = f"  ({show.from_now(reading.upcoming[0] - now)})"
    told = show.moments(reading.upcoming, draft.zone, now, width - 2)
    soon = soon if len(told) + len(soon) + 2 <= width else ""  # five moments say more
    return [
        [("✓ ", "good"), (words, "strong"), (tail, "dim")],
        [("→ ", "key"), (told, "plain"), (soon, "dim")],
        _workflow(chosen, draft.assumed, beside, width),
    ]


def _workflow(chosen: Meant, assumed: Sequence[str], beside: Beside, width: int) -> list[Piece]:
    more = len(chosen.others) - 1
    if chosen.workflow is None:
        names = ", ".join(map(flat, _told_apart(chosen.others[:8])))
        return [
            ("? ", "warn"),
            (fit(f"which workflow? tab: {names}" if names else "no workflow: press esc, then a", width - 2), "warn"),
        ]
    ref = flat(chosen.workflow.ref)
    others = f"  tab: {more} more" if more > 0 else ""
    ref = fit(ref, min(len(ref), width - 2))
    room = max(0, width - 2 - len(ref) - len(others))
    return [("▶ ", "live"), (ref, "plain"), (others, "key"), *_to_know(assumed, beside, room)]


def _to_know(assumed: Sequence[str], beside: Beside, room: int) -> list[Piece]:
    """The weightiest first; what has no room for a word of its own is left out."""
    notes = [
        (f"  ! {one_line(beside.risk, 200)}" if beside.risk else "", "bad"),
        (f"  assumed: {'; '.join(assumed)}" if assumed else "", "warn"),
    ]
    told: list[Piece] = []
    for note, ink in notes:
        if note and room >= LEAST:
            told.append((fit(note, min(room, len(flat(note)))), ink))
            room -= width_of(told[-1:])
    return [*told, (also_then(beside.also, room), "dim")]


def also_then(names: Sequence[str], room: int) -> str:
    """also then: etl-nightly, backup +3: as many names as there is room for; their number where there is for none."""
    for shown in range(min(NAMED, len(names)), 0, -1):
        more = f" +{len(names) - shown}" if len(names) > shown else ""
        told = f"  also then: {', '.join(map(flat, names[:shown]))}{more}"
        if cell_len(told) <= room:
            return told
    told = f"  also then: {counted(len(names), 'schedule')}" if names else ""
    return told if cell_len(told) <= room else ""


def _told_apart(workflows: Sequence[Workflow]) -> list[str]:
    """By their titles; with their source where two share one."""
    titles = [workflow.title.casefold() for workflow in workflows]
    return [w.ref if titles.count(w.title.casefold()) > 1 else w.title for w in workflows]


def _choices(choices: Sequence[str], width: int) -> list[list[Piece]]:
    if not choices:
        return []
    return [[("  tab: ", "key"), (fit("  ·  ".join(flat(choice) for choice in choices), width - 7), "plain")]]

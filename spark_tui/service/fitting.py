"""What is suggested to start, against what its workflow wants to be given: said before anybody says yes to it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from spark_tui.domain.change import Start, Suggestion
from spark_tui.domain.errors import Invalid
from spark_tui.domain.proposal import Refusal
from spark_tui.domain.schedule import unfit
from spark_tui.service.inputs import fitted
from spark_tui.service.meant import NEAR

if TYPE_CHECKING:
    from spark_tui.service.inputs import Inputs


async def fitting(suggestion: Suggestion, inputs: "Inputs | None", *, told: bool) -> Suggestion | Refusal:
    """The same, or what is missing and how to give it.

    Without `inputs` no source is asked: what it said last counts. A schedule that is told nothing else (`told`) runs as
    it does by itself, and only has pointed out what it lacks.
    """
    notes = list[str]()
    for start in suggestion.changes:
        if isinstance(start, Start) and start.schedule is not None and not told:
            notes += filter(None, [unfit(start.schedule, start.workflow.inputs)])
        elif isinstance(start, Start) and (wrong := await _wrong_with(start, inputs)) is not None:
            return Refusal(wrong.message, given_to(f"spark run start {_called(start)}", wrong.hint), understood=True)
    return replace(suggestion, notes=(*suggestion.notes, *notes[:NEAR])) if notes else suggestion


async def _wrong_with(start: Start, inputs: "Inputs | None") -> Invalid | None:
    template = start.schedule is not None and start.schedule.template
    text, before, declared = start.given, start.with_values, start.workflow.inputs
    try:
        if inputs is not None:
            await inputs.fit(start.workflow, {}, text=text, before=before, template=template)
        elif declared is not None:
            fitted(declared, start.workflow, {}, text=text, before=before, template=template)
    except Invalid as wrong:
        return wrong
    return None


def given_to(command: str, hint: str) -> str:
    """How to give what is missing, or what would do in the place of what is wrong."""
    if hint.startswith("give "):
        return f"{hint}, to {command}"
    return "; ".join(filter(None, (hint, f"give it with --set to {command}")))


def _called(start: Start) -> str:
    return start.schedule.name if start.schedule is not None else start.workflow.ref

"""A pile-up becomes a suggestion: who starts later, before → after, for a person to accept."""

from dataclasses import replace

from spark_tui.domain.change import Edit, Suggestion
from spark_tui.domain.crowding import Crowd
from spark_tui.domain.errors import Conflict
from spark_tui.domain.spreading import spread
from spark_tui.service.assistant import Assistant


def suggest(crowd: Crowd, assistant: Assistant) -> Suggestion:
    """Nothing is stored here. Raises Conflict where none of them can start minutes later."""
    moved = spread(crowd)
    if not moved:
        hint = "they start every minute, or at the end of an hour; a limit or another time would help"
        raise Conflict("none of them can be moved by a few minutes", hint=hint)
    edits = tuple(
        Edit(before, replace(before, timing=timing, words=assistant.words(timing, before.zone), phrase=""))
        for before, timing in moved
    )
    stay = len(crowd.schedules) - len(moved)
    many = "1 schedule" if len(moved) == 1 else f"{len(moved)} schedules"
    return Suggestion(f"start {many} some minutes later; {stay} of the pile-up stay", edits)

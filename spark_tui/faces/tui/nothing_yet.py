"""What stands on the board where nothing is yet: what to do first."""

from spark_tui.faces.tui.glance import Glance
from spark_tui.faces.tui.text import Piece

LOADING: list[list[Piece]] = [[("  opening …", "dim")]]
NO_SOURCES: list[list[Piece]] = [
    [("  Nothing to run yet. Press ", "dim"), ("a", "key")],
    [("  to add a source.", "dim")],
]


def no_schedules(glance: Glance, example: str) -> list[list[Piece]]:
    """Where schedules will stand."""
    if not glance.live_workflows:
        return [
            [
                ("  No schedules yet, and no workflow that could run. Press ", "dim"),
                ("a", "key"),
                (" to add a source.", "dim"),
            ]
        ]
    return [
        [("  No schedules yet. Press ", "dim"), ("i", "key"), (" and type:", "dim")],
        [],
        [(f"    every 2 minutes run {example}", "strong")],
    ]

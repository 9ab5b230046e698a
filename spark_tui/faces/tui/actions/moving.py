"""Moving: the same keys in every list, page and window. Whoever is moved has `move`, `page` and `sideways`."""

from spark_tui.faces.tui.actions.action import Action

EDGE = 1_000_000  # lines; as far as it goes


def _move(name: str, keys: str, says: str, does: str) -> Action:
    return Action(f"move.{name}", keys, name.replace("_", " "), says, does, in_line=False)


MOVES: tuple[Action, ...] = (
    _move("up", "up,k", "One line up", "move(-1)"),
    _move("down", "down,j", "One line down", "move(1)"),
    _move("page_up", "pageup", "A page up", "page(-1)"),
    _move("page_down", "pagedown", "A page down", "page(1)"),
    _move("half_up", "ctrl+u", "Half a page up", "page(-0.5)"),
    _move("half_down", "ctrl+d", "Half a page down", "page(0.5)"),
    _move("first", "home,g", "To the first line", f"move({-EDGE})"),
    _move("last", "end,G", "To the last line; in a log: follow it again", f"move({EDGE})"),
)
SIDEWAYS: tuple[Action, ...] = (
    _move("left", "left,h", "To the left", "sideways(-1)"),
    _move("right", "right,l", "To the right", "sideways(1)"),
)
PANES: tuple[Action, ...] = (
    _move("next_pane", "tab", "To the next pane or field", "app.focus_next"),
    _move("previous_pane", "shift+tab", "To the pane or field before", "app.focus_previous"),
)


def steps(pages: float, height: int) -> int:
    """How many lines that is, where `height` of them are in view: at least one."""
    lines = round(abs(pages) * max(1, height - 1)) or 1
    return lines if pages > 0 else -lines

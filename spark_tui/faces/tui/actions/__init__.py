"""What one can do in the app: each action is said once, beside the screen or pane that does it.

    class Calendar(Painted, Acts, can_focus=True):
        PLACE = "Calendar"
        ACTIONS = (
            *MOVES,
            Action("calendar.today", "t", "today", "Go to today"),  # does `action_today`
            Action("calendar.skip", "x", "skip", "Skip the selected day", skip, back=Back.UNDO, why_not=no_day),
        )

From that come its bindings, which people can change, the line of keys, the reasons why something cannot be
done now, the palette, the screen of keys (`?`) and the page of keys in the documentation. A window's
lower border is `self.hint()`. Whoever is nearest to the focus has a key.
"""

from spark_tui.faces.tui.actions.action import Action, Back
from spark_tui.faces.tui.actions.acts import Acts, Offer
from spark_tui.faces.tui.actions.moving import MOVES, SIDEWAYS

__all__ = ["MOVES", "SIDEWAYS", "Action", "Acts", "Back", "Offer"]

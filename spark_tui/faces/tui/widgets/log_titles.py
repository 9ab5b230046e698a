"""What stands in the borders of the log: whose it is, how it is sifted, whether it follows."""

from typing import TYPE_CHECKING

from spark_tui.domain.timing import zone_of
from spark_tui.faces.tui.widgets.log_lines import Clock

if TYPE_CHECKING:
    from spark_tui.faces.tui.widgets.log_view import LogView


def log_title(view: "LogView") -> str:
    """Only what is not as usual is said."""
    asked, look = view.asked, view.look
    parts = [view.of]
    parts += [f"only “{text}”" for text in asked.texts]
    parts += [f"{asked.least.name.lower()} and worse" if asked.least.value < 40 else "errors"] if asked.least else []
    parts += [f"since {asked.since.astimezone(zone_of(look.zone)):%d %b %H:%M:%S}"] if asked.since else []
    parts += [f"“{look.find}” {view.hits}".rstrip()] if look.find else []
    parts += [word for word, on in (("wrapped", look.wrap), ("raw", look.raw)) if on]
    parts += ["time since start"] if look.clock is Clock.RELATIVE else []
    return " · ".join(parts)


def log_state(view: "LogView") -> str:
    rate = f"{view.rate:,.0f} lines/s" if view.rate > 500 else ""
    if view.follows:
        return rate
    lines = "1 new line" if view.unseen == 1 else f"{view.unseen:,} new lines"
    state = f"▒ {lines} below (G or End follows)" if view.unseen else "stands still · G or End follows"
    return f"{state} · {rate}" if rate else state

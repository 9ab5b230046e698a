"""Leaving while something is active: what a stop would mean, and what becomes of the engine."""

from typing import TYPE_CHECKING

from spark_tui.faces import show
from spark_tui.faces.tui.screens.choose import Choice, Choose

if TYPE_CHECKING:
    from spark_tui.service.leaving import Fates


def quit_spark(schedules: int, runs: int, fates: "Fates") -> Choose:
    """What becomes of what is active, when the screen goes. Capital letters mean: always."""
    counted = " and ".join([*_counted(schedules, "schedule"), *_counted(runs, "run")])
    verb = "is" if schedules + runs == 1 else "are"
    told = [(f"{counted} {verb} active, and the engine is in this process.", "strong")]
    told += [(text, "plain") for text in _told(fates)]
    choices = [
        Choice("k", "keep everything running in the background", "keep"),
        Choice("s", "stop: nothing runs until Spark is started again", "quit"),
        Choice("K", "keep, now and always (on_quit in config.toml)", "always keep"),
        Choice("S", "stop, now and always, without asking", "always quit"),
        Choice("escape", "stay here", "stay", "esc"),
    ]
    return Choose("Quit", told, choices, least="stay")


def _counted(number: int, what: str) -> list[str]:
    return [f"{number} {what}{'s' * (number != 1)}"] if number else []


def _told(fates: "Fates") -> list[str]:
    """What a stop would mean for the runs that go on."""
    meanings = (
        (fates.ended, "If you stop, this ends: {}."),
        (fates.repeated, "If you stop, this ends, and begins again when Spark is back: {}."),
        (fates.elsewhere, "This goes on where it runs, and is followed again when Spark is back: {}."),
    )
    return [text.format(show.names(runs)) for runs, text in meanings if runs]

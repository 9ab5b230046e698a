"""A schedule by its fields: each a line of text, read back into what it says."""

from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from spark_tui.domain.agreement import agreed
from spark_tui.domain.errors import Invalid
from spark_tui.domain.schedule import CatchUp, Overlap, Pause, Schedule
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.tui.person import WHO
from spark_tui.faces.tui.schedule_verbs import to_come
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.service.finding import given_name
from spark_tui.service.spark import Spark

Choice = TypeVar("Choice", bound=StrEnum)
NO, YES = "no", "yes"


def form(spark: Spark, schedule: Schedule) -> Form[Schedule]:
    """Ends with the schedule as the fields say it; nothing is kept."""
    stand = _stand(schedule)
    fields = (
        Field("name", stand["name"], most=60),
        Field("zone", stand["zone"], "Europe/Berlin, UTC", 60),
        Field("starts", stand["starts"], "with its next moment; or “1 Dec 9:00”"),
        Field("ends", stand["ends"], "never; or “31 Dec 18:00”"),
        Field("overlap", stand["overlap"], _choices(Overlap)),
        Field("catch_up", stand["catch_up"], _choices(CatchUp)),
        Field("pause", stand["pause"], "no; yes; or until when: “tomorrow 9:00”"),
    )
    said = f"overlap, if one still runs: {_choices(Overlap)}\ncatch up, if Spark was off: {_choices(CatchUp)}"

    async def act(typed: Typed) -> Schedule:
        return await _read(spark, schedule, stand, typed)

    return Form("By fields", said, fields, act, enter="take them")


def _stand(schedule: Schedule) -> dict[str, str]:
    pause, timing = schedule.pause, schedule.timing
    held = "" if pause is None or pause.until is None else show.typed(pause.until, schedule.zone)
    return {
        "name": schedule.name,
        "zone": schedule.zone,
        "starts": show.typed(timing.starts, schedule.zone) if timing.starts else "",
        "ends": show.typed(timing.ends, schedule.zone) if timing.ends else "",
        "overlap": schedule.policy.overlap.value,
        "catch_up": schedule.policy.catch_up.value,
        "pause": NO if pause is None else held or YES,
    }


def _choices(choices: type[StrEnum]) -> str:
    return ", ".join(choices)


# ------------------------------------------------------------------ read back


async def _read(spark: Spark, schedule: Schedule, stand: Typed, typed: Typed) -> Schedule:
    """Only what is other than it stood there. Raises Invalid, BadTiming."""
    other = {which: text.strip() for which, text in typed.items() if text.strip() != stand[which]}
    zone = other.get("zone", schedule.zone)
    zone_of(zone)
    schedule = replace(schedule, name=given_name(other["name"]) if other.get("name") else schedule.name)
    schedule = await _timed(spark, schedule, zone, other)
    schedule = _with_policy(schedule, other)
    return replace(schedule, pause=await _pause(spark, schedule, other["pause"])) if "pause" in other else schedule


async def _timed(spark: Spark, schedule: Schedule, zone: str, other: Typed) -> Schedule:
    """Raises Invalid where no moment would be left."""
    timing = schedule.timing.on_clock_of(zone) if zone != schedule.zone else schedule.timing
    if "starts" in other:
        timing = replace(timing, starts=await to_come(spark, other["starts"], zone))
    if "ends" in other:
        timing = replace(timing, ends=await to_come(spark, other["ends"], zone))
    if timing == schedule.timing:
        return schedule
    if timing.next_after(spark.clock.now()) is None:
        raise Invalid("no moment would be left", hint="it ends before its next moment")
    return replace(schedule, timing=timing, zone=zone, words=spark.assistant.words(timing, zone))


def _with_policy(schedule: Schedule, other: Typed) -> Schedule:
    policy = schedule.policy
    if "overlap" in other:
        policy = replace(policy, overlap=_choice(Overlap, other["overlap"]))
    if "catch_up" in other:
        policy = replace(policy, catch_up=_choice(CatchUp, other["catch_up"]))
    return schedule if policy == schedule.policy else replace(schedule, policy=agreed(schedule.policy, policy))


def _choice(choices: type[Choice], text: str) -> Choice:
    for choice in choices:
        if choice.value.replace("_", " ") == text.casefold().replace("_", " ").replace("-", " "):
            return choice
    raise Invalid(f"“{text[:40]}” is no choice", hint=f"one of: {_choices(choices)}")


async def _pause(spark: Spark, schedule: Schedule, text: str) -> Pause | None:
    if text.casefold() in ("", NO):
        return None
    until = None if text.casefold() == YES else await to_come(spark, text, schedule.zone)
    return Pause(spark.clock.now(), WHO, until=until)

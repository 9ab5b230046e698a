"""English: "every weekday at 09:00", "on the first Monday of every month"."""

from collections.abc import Sequence

from spark_tui.domain.timing import in_a_row
from spark_tui.system.words.counting import Runs, spans
from spark_tui.system.words.counting import listed as listed_with
from spark_tui.system.words.voice import LAST_WORKING, Noun, Voice

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ORDINALS = {
    1: "first",
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    -1: "last",
    -2: "second-to-last",
    -3: "third-to-last",
}


def _listed(items: Sequence[str]) -> str:
    return listed_with(items, " and ")


def _nth(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _place(number: int) -> str:
    """first, 6th; last, 4th-to-last when it is counted from the end."""
    return ORDINALS.get(number) or (_nth(number) if number > 0 else f"{_nth(-number)}-to-last")


def _monthday(number: int) -> str:
    """13th; last day."""
    if number == LAST_WORKING:
        return "last weekday"
    return _nth(number) if number > 0 else f"{_place(number)} day"


def _weekly(days: Sequence[int]) -> str:
    return f"every {_listed(spans(in_a_row(days), lambda day: DAYS[day % 7], '{} to {}'))}"


def _on_weekdays(days: Sequence[Noun]) -> str:
    return f"on {_listed([day.one for day in days])}"


def _stepped(step: int, unit: str) -> str:
    return {1: f"every {unit}", 2: f"every other {unit}"}.get(step, f"every {step} {unit}s")


def _nths(counted: Sequence[tuple[Sequence[int], Noun]]) -> str:
    said = [f"{_listed(list(map(_place, places)))} {noun.one}" for places, noun in counted]
    return f"the {_listed(said)}"


def _monthdays(runs: Runs) -> str:
    return f"the {_listed([_run_of_days(run) for run in runs])}"


def _run_of_days(run: Sequence[int]) -> str:
    """1st to 7th; last 7 days."""
    counted = len(run) > 1 and run[0] < 0
    return f"last {len(run)} days" if counted else "".join(spans([run], _monthday, "{} to {}"))


def _weekday_on(week: str, _: Sequence[Noun], runs: Runs) -> str:
    counted = any(run[0] < 0 for run in runs)
    return f"{week} {'in ' * counted}{_monthdays(runs)}"


def _beside_nth(weekday: int, by: int, place: int) -> str:
    other = DAYS[(weekday - by) % 7]
    return f"the {DAYS[weekday]} {'after' if by > 0 else 'before'} the {_place(place)} {other}"


def _each_month(step: int) -> str:
    return {1: "of every month", 2: "of every other month"}.get(step, f"of every {_nth(step)} month")


def _months(numbers: Sequence[int]) -> str:
    return _listed(spans(in_a_row(numbers), lambda month: MONTHS[month - 1], "{} to {}"))


def _dates(days: Sequence[int], months: Sequence[int]) -> str:
    return f"{_listed(list(map(str, days)))} {_listed([MONTHS[month - 1] for month in months])}"


ENGLISH = Voice(
    weekdays=tuple(Noun(day, f"{day}s") for day in DAYS),
    working=Noun("weekday", "weekdays"),
    months=MONTHS,
    units={unit: Noun(unit, f"{unit}s") for unit in ("second", "minute", "hour", "day")},
    weeks={
        frozenset(range(5)): "every weekday",
        frozenset({5, 6}): "every Saturday and Sunday",
        frozenset(range(7)): "every day",
    },
    beside={},
    last=" and ",
    last_part=" ",
    every_day="every day",
    every_year="every year ",
    on="on {}",
    on_date="on {}",
    days_but="{} except {}",
    but=", except {}",
    every="every {}",
    at_minute="{} at minute {}",
    at_minutes="{} at minutes {}",
    once="once, {}",
    starts=", from {}",
    ends=", until {}",
    lasts=", from {}, until {}",
    one_time=", one time",
    many_times=", {} times",
    nothing="no day",
    by_rule="by the rule {}",
    by_cron="by the cron {}",
    clocks={
        "at": ("at {}", "at {}"),
        "from": ("from {}", "from {}"),
        "to": ("to {}", "to {}"),
        "onwards": ("from {} on", "from {} on"),
        "between": ("between {}", "between {}"),
        "and": ("and {}", "and {}"),
    },
    weekly=_weekly,
    but_weekday=lambda day: day.one,
    fortnightly=lambda day: f"every other {day.one}",
    on_weekdays=_on_weekdays,
    stepped=_stepped,
    nths=_nths,
    monthdays=_monthdays,
    weekday_on=_weekday_on,
    beside_nth=_beside_nth,
    each_month=_each_month,
    of_months=lambda months: f"of {_months(months)}",
    in_months=lambda months: f"in {_months(months)}",
    dates=_dates,
    without_weekday=lambda day: day.many,
    without_months="in {}",
    without_date="{}",
    half=lambda hour: "AM" if hour < 12 else "PM",
    first_hour=12,
    described=True,
)

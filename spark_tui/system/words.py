"""Any Timing as one sentence for people: "every weekday at 09:00 and 17:30, until Fri 25 Dec 2026".

Triggers on the same days are told together, so that a window that takes several crons reads as
one. What we have no words for, cron-descriptor has.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import assert_never

from spark_tui.domain.timing import Cron, Except, Interval, Once, Rule, Timing, Trigger, at_wall, zone_of

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
FEW = 4  # so many times are always listed
MOST_TIMES = 12  # so many when they are not even; more are told as a number
HOUR, DAY = 3_600, 86_400


def words(timing: Timing, zone: str, *, name_zone: bool = False) -> str:
    """The sentence; moments are shown on the clock of `zone`, which is named when asked for or when it is another."""
    said = _union(timing.triggers, zone)
    said += _bounds(timing, zone)
    if timing.exclude:
        said += f", except {_exclusion(timing.exclude)}"
    others = {t.zone for t in timing.triggers if isinstance(t, Cron | Rule)} or {zone}
    named = ", ".join(sorted(others)) if others != {zone} else zone if name_zone else ""
    return f"{said} ({named})" if named else said


def _union(triggers: Sequence[Trigger], zone: str) -> str:
    """What is on the same days is told once, with all its times."""
    moments: dict[str, set[int]] = {}
    others: list[str] = []
    for trigger in triggers:
        match trigger:
            case Interval():
                others.append(_interval(trigger.every))
            case Once():
                continue
            case Cron() | Rule():
                days, seconds = _days_and_times(trigger)
                if seconds is None:
                    others.append(days)
                else:
                    moments.setdefault(days, set()).update(seconds)
            case _:
                assert_never(trigger)
    onces = [trigger.at for trigger in triggers if isinstance(trigger, Once)]
    told = [_timed(days, sorted(seconds)) for days, seconds in moments.items()]
    return _listed([*told, *others, *([_once(onces, zone)] if onces else [])], " and ")


def _days_and_times(trigger: Cron | Rule) -> tuple[str, set[int] | None]:
    """The days in words and the seconds of the day; None when the words say both."""
    if isinstance(trigger, Rule):
        clock = trigger.start
        return _rule(trigger), {clock.hour * 3600 + clock.minute * 60 + clock.second}
    days = _cron_days(trigger.fields.split()[-3:])
    seconds = _cron_seconds(trigger.fields.split()[:-3])
    if days is None or seconds is None:
        return _described(trigger.fields), None
    return days, seconds


# ------------------------------------------------------------------ times of day


def _timed(days: str, seconds: list[int]) -> str:
    """Days with their times: a list, or a step from one time to another."""
    step, first, last = _stepping(seconds)
    if len(seconds) <= FEW or (not step and len(seconds) <= MOST_TIMES):
        return f"{days} at {_listed([_clock(each) for each in seconds])}"
    if not step:
        return f"{_hourly(seconds) or _counted(seconds)}, {days}".removesuffix(", every day")
    every = _interval(timedelta(seconds=step))
    if len(seconds) * step != DAY:
        return f"{every} from {_clock(first)} to {_clock(last)}, {days}"
    if step == HOUR and first:
        every = f"every hour at minute {first // 60}"
    elif first:
        every = f"{every} from {_clock(first)} on"
    return f"{every}, {days}".removesuffix(", every day")


def _hourly(seconds: list[int]) -> str:
    """The same minutes of every hour, when that is what it is."""
    minutes = sorted({each % HOUR // 60 for each in seconds})
    if len(minutes) > MOST_TIMES or len(seconds) != 24 * len(minutes) or any(each % 60 for each in seconds):
        return ""
    return f"every hour at minutes {_listed(list(map(str, minutes)))}"


def _counted(seconds: list[int]) -> str:
    return f"{len(seconds)} times a day from {_clock(seconds[0])} to {_clock(seconds[-1])}"


def _stepping(seconds: list[int]) -> tuple[int, int, int]:
    """The even step, its first and last time, over midnight when it is even there; (0, 0, 0) when uneven."""
    gaps = [b - a for a, b in pairwise(seconds)]
    if not gaps:
        return 0, 0, 0
    step = min(gaps)
    breaks = [at for at, gap in enumerate(gaps) if gap != step]
    if not breaks:
        return step, seconds[0], seconds[-1]
    over = DAY - seconds[-1] + seconds[0]
    if len(breaks) == 1 and over == step:
        return step, seconds[breaks[0] + 1], seconds[breaks[0]]
    return 0, 0, 0


def _clock(seconds: int) -> str:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")


def _interval(every: timedelta) -> str:
    seconds = every.total_seconds()
    for size, name, most in ((DAY, "day", 1e9), (3600, "hour", 1e9), (60, "minute", 180), (1, "second", 180)):
        if (
            seconds >= size
            and seconds % size == 0
            and seconds // size <= most
            and not (name == "day" and seconds < 2 * DAY)
        ):
            count = int(seconds // size)
            return f"every {name}" if count == 1 else f"every {count} {name}s"
    return f"every {_spelled(seconds)}"


def _spelled(seconds: float) -> str:
    """A length that no single unit says well."""
    parts = []
    for size, name in ((DAY, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count:g} {name}{'s' if count != 1 else ''}")
    if seconds:
        parts.append(f"{seconds:g} seconds")
    return " ".join(parts)


# ------------------------------------------------------------------ cron


def _numbers(field: str, low: int, high: int) -> list[int] | None:
    """A plain cron field as numbers; None for L, W, # and the like."""
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(\*|\d+)(?:-(\d+))?(?:/(\d+))?", part)
        if not match:
            return None
        first = low if match[1] == "*" else int(match[1])
        last = high if match[1] == "*" or (match[3] and not match[2]) else int(match[2] or first)
        found.update(range(first, last + 1, int(match[3] or 1)))
    return sorted(found)


def _cron_seconds(fields: Sequence[str]) -> set[int] | None:
    second, minute, hour = ("0", *fields) if len(fields) == 2 else fields
    parts = _numbers(hour, 0, 23), _numbers(minute, 0, 59), _numbers(second, 0, 59)
    if not all(parts):
        return None
    hours, minutes, seconds = (part or [] for part in parts)
    return {h * 3600 + m * 60 + s for h in hours for m in minutes for s in seconds}


def _named(field: str, names: Sequence[str], first: int) -> str:
    """MON and JAN as their numbers."""
    for number, name in enumerate(names, first):
        field = re.sub(rf"\b{name[:3].upper()}", str(number), field)
    return field


def _cron_days(fields: Sequence[str]) -> str | None:
    """Day, month and weekday fields in words; None when we have none."""
    monthday, month = fields[0], _named(fields[1], MONTHS, 1)
    weekday = _named(fields[2], (DAYS[6], *DAYS[:6]), 0)
    months = _numbers(month, 1, 12)
    if months is None or "/" in fields[0] + fields[1] + fields[2]:
        return None
    season = _season(months) if month != "*" else ""
    if monthday == "*" and weekday == "*":
        return f"every day{_in(season)}"
    either = [said for said in (_cron_monthdays(monthday, season), _cron_weekdays(weekday, season)) if said]
    return " and ".join(either) if len(either) == (monthday != "*") + (weekday != "*") else None


def _season(months: Sequence[int]) -> str:
    """June and July; May to August; every month but December when most are in."""
    if len(months) > 8:
        missing = [MONTHS[n - 1] for n in range(1, 13) if n not in months]
        return f"every month but {_listed(missing)}"
    return _listed(_runs(months, MONTHS, 1))


def _in(season: str) -> str:
    if not season:
        return ""
    return f" of {season}" if season.startswith("every") else f" in {season}"


def _runs(numbers: Sequence[int], names: Sequence[str], first: int) -> list[str]:
    """Names of numbers, three or more in a row as a range."""
    said: list[str] = []
    for run in _in_a_row(numbers):
        named = [names[n - first] for n in run]
        said += [f"{named[0]} to {named[-1]}"] if len(run) > 2 else named
    return said


def _in_a_row(numbers: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _cron_monthdays(field: str, season: str) -> str:
    if field == "*":
        return ""
    days, last = (
        [part for part in field.split(",") if part not in ("L", "LW")],
        [part for part in field.split(",") if part in ("L", "LW")],
    )
    numbers = _numbers(",".join(days), 1, 31) if days else []
    if numbers is None:
        return ""
    if season and not last and len(numbers) <= 3 and " " not in season:
        return f"every year on {_listed([str(n) for n in numbers])} {season}"
    said = [*_spans(numbers), *({"L": "last day", "LW": "last weekday"}[part] for part in last)]
    return f"on the {_listed(said)} of {season or 'every month'}"


def _spans(numbers: Sequence[int]) -> list[str]:
    """1st, 15th; 10th to 20th for a run."""
    said: list[str] = []
    for run in _in_a_row(numbers):
        said += [f"{_nth(run[0])} to {_nth(run[-1])}"] if len(run) > 2 else list(map(_nth, run))
    return said


def _nth(number: int) -> str:
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _day(number: int) -> str:
    return _nth(number) if number > 0 else f"{_place(number)} day"


def _cron_weekdays(field: str, season: str) -> str:
    if field == "*":
        return ""
    if "#" in field or "L" in field:
        pairs = [re.fullmatch(r"(\d)(?:#(\d)|(L))", part) for part in field.split(",")]
        if not all(pairs):
            return ""
        return _nth_weekdays([((int(p[1]) - 1) % 7, int(p[2]) if p[2] else -1) for p in pairs if p], season)
    numbers = _numbers(field, 0, 7)
    if numbers is None:
        return ""
    return _week({(n - 1) % 7 for n in numbers}) + _in(season)


def _week(days: set[int]) -> str:
    known = {
        frozenset(range(5)): "every weekday",
        frozenset({5, 6}): "every Saturday and Sunday",
        frozenset(range(7)): "every day",
    }
    if frozenset(days) in known:
        return known[frozenset(days)]
    if len(days) == 6:
        return f"every day but {DAYS[min(set(range(7)) - days)]}"
    return f"every {_listed(_runs(_from_the_gap(days), DAYS * 2, 0))}"


def _from_the_gap(days: set[int]) -> list[int]:
    """Saturday to Monday is one run: begin after the first day that is left out."""
    gap = max(set(range(7)) - days)
    return [day for day in range(gap + 1, gap + 7) if day % 7 in days] if 6 in days and 0 in days else sorted(days)


def _nth_weekdays(pairs: Sequence[tuple[int, int]], season: str) -> str:
    by_day: dict[int, list[int]] = {}
    for day, nth in pairs:
        by_day.setdefault(day, []).append(nth)
    if len(by_day) == 1 and (missing := _all_but_one(pairs)):
        return f"every {DAYS[pairs[0][0]]} but the {_place(missing)} of {season or 'every month'}"
    said = [f"{_listed(list(map(_place, nths)))} {DAYS[day]}" for day, nths in by_day.items()]
    return f"on the {_listed(said)} of {season or 'every month'}"


def _all_but_one(pairs: Sequence[tuple[int, int]]) -> int:
    """The place that four of five leave out, counted from the same end; 0 when it is not so."""
    places = {nth for _, nth in pairs}
    sign = -1 if max(places) < 0 else 1
    missing = {sign * n for n in range(1, 6)} - places
    return missing.pop() if len(places) == 4 and len(missing) == 1 else 0


def _place(nth: int) -> str:
    return ORDINALS.get(nth) or (_nth(nth) if nth > 0 else f"{_nth(-nth)}-to-last")


def _described(fields: str) -> str:
    """What cron-descriptor says, in our manner."""
    # Here, because it takes 20 ms and is seldom needed; it has no types.
    from cron_descriptor import CasingTypeEnum, ExpressionDescriptor, Options

    options = Options()
    options.casing_type = CasingTypeEnum.Sentence
    options.use_24hour_time_format = True
    options.verbose = False
    try:
        said = str(ExpressionDescriptor(fields, options).get_description())
    except Exception:  # noqa: BLE001 - somebody else's code; the expression itself always says it
        return f"by the cron {fields}"
    return said[:1].lower() + said[1:]


# ------------------------------------------------------------------ calendar rules


def _rule(rule: Rule) -> str:
    parts = dict(part.split("=", 1) for part in rule.rrule.split(";") if "=" in part)
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
    said = _RULES.get(parts.get("FREQ", ""), _daily)(parts, rule.start) if parts.keys() <= known else ""
    return said or f"by the rule {rule.rrule}"


def _daily(parts: dict[str, str], _: datetime) -> str:
    if parts.keys() - {"FREQ", "INTERVAL"}:
        return ""
    return _stepped(int(parts.get("INTERVAL", 1)), "day")


def _stepped(step: int, unit: str) -> str:
    return f"every {unit}" if step == 1 else f"every other {unit}" if step == 2 else f"every {step} {unit}s"


def _weekly(parts: dict[str, str], start: datetime) -> str:
    if parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
        return ""
    codes = [_code(code) for code in parts["BYDAY"].split(",")] if "BYDAY" in parts else [start.weekday()]
    step, days = int(parts.get("INTERVAL", 1)), sorted(set(codes))
    if step == 1:
        return _week(set(days))
    if step == 2 and len(days) == 1:
        return f"every other {DAYS[days[0]]}"
    return f"{_stepped(step, 'week')} on {_listed([DAYS[day] for day in days])}"


def _code(code: str) -> int:
    return ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(code[-2:])


def _monthly(parts: dict[str, str], start: datetime) -> str:
    step = int(parts.get("INTERVAL", 1))
    season = _season(_ints(parts["BYMONTH"])) if "BYMONTH" in parts else ""
    if season and step > 1:
        return ""
    each = season or {1: "every month", 2: "every other month"}.get(step, f"every {_nth(step)} month")
    for told in (_both, _working, _nth_rule, _all_but, _numbered):
        if said := told(parts, each):
            return said
    return "" if parts.keys() & {"BYDAY", "BYSETPOS", "BYMONTHDAY"} else f"on the {_nth(start.day)} of {each}"


def _ints(numbers: str) -> list[int]:
    return [int(number) for number in numbers.split(",")]


def _both(parts: dict[str, str], each: str) -> str:
    """Every Friday the 13th."""
    if "BYSETPOS" in parts or not ("BYDAY" in parts and "BYMONTHDAY" in parts) or re.search(r"\d", parts["BYDAY"]):
        return ""
    named = _listed([DAYS[_code(code)] for code in parts["BYDAY"].split(",")])
    said = f"every {named} the {_listed(list(map(_day, _ints(parts['BYMONTHDAY']))))}"
    return said if each == "every month" else f"{said} of {each}"


def _working(parts: dict[str, str], each: str) -> str:
    """The last working day."""
    if parts.get("BYDAY") != "MO,TU,WE,TH,FR" or "BYSETPOS" not in parts or "BYMONTHDAY" in parts:
        return ""
    return f"on the {_listed(list(map(_place, _ints(parts['BYSETPOS']))))} weekday of {each}"


def _nth_rule(parts: dict[str, str], each: str) -> str:
    codes = parts.get("BYDAY", "").split(",")
    if parts.keys() & {"BYSETPOS", "BYMONTHDAY"} or not all(re.fullmatch(r"[+-]?\d[A-Z]{2}", code) for code in codes):
        return ""
    return _nth_weekdays([(_code(code), int(code[:-2])) for code in codes], each)


def _all_but(parts: dict[str, str], each: str) -> str:
    """Every day but the last: counted from the end, all the others."""
    days = _ints(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else []
    missing = [n for n in range(-1, -32, -1) if n not in days]
    if len(days) < 26 or max(days) > 0:
        return ""
    return f"every day but the {_listed(list(map(_day, missing)))} of {each}"


def _numbered(parts: dict[str, str], each: str) -> str:
    if "BYMONTHDAY" not in parts or parts.keys() & {"BYDAY", "BYSETPOS"}:
        return ""
    return f"on the {_listed(list(map(_day, _ints(parts['BYMONTHDAY']))))} of {each}"


def _yearly(parts: dict[str, str], start: datetime) -> str:
    if parts.keys() - {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY"}:
        return ""
    months, days = _ints(parts.get("BYMONTH", str(start.month))), _ints(parts.get("BYMONTHDAY", str(start.day)))
    if min(days) < 0:
        return ""
    named = f"{_listed([str(day) for day in days])} {_listed([MONTHS[n - 1] for n in months])}"
    return f"{_stepped(int(parts.get('INTERVAL', 1)), 'year')} on {named}"


_RULES = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}

# ------------------------------------------------------------------ moments, bounds, exclusions


def _date(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(zone_of(zone)):%a %-d %b %Y}"


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(zone_of(zone))
    return f"{_date(moment, zone)} at {local:%H:%M}" + (f":{local:%S}" if local.second else "")


def _once(moments: Sequence[datetime], zone: str) -> str:
    said = _listed([_moment(moment, zone) for moment in sorted(moments)])
    return f"once, {said}" if len(moments) == 1 else f"{len(moments)} times: {said}"


def _bounds(timing: Timing, zone: str) -> str:
    said = ""
    if timing.starts:
        said += f", from {_start(timing.starts, zone)}"
    if timing.ends:
        said += f", until {_end(timing.ends, zone)}"
    if timing.count:
        said += f", {timing.count} times" if timing.count > 1 else ", one time"
    return said


def _start(moment: datetime, zone: str) -> str:
    return _date(moment, zone) if _is_midnight(moment, zone) else _moment(moment, zone)


def _end(moment: datetime, zone: str) -> str:
    return _date(moment, zone) if _is_midnight(moment + timedelta(seconds=1), zone) else _moment(moment, zone)


def _is_midnight(moment: datetime, zone: str) -> bool:
    local = moment.astimezone(zone_of(zone))
    return at_wall(datetime.combine(local.date(), time()), zone) == moment.astimezone(UTC).replace(microsecond=0)


def _exclusion(left: Except) -> str:
    said = [f"{DAYS[day]}s" for day in sorted(left.weekdays)]
    said += [f"in {_listed([MONTHS[n - 1] for n in sorted(left.months)])}"] if left.months else []
    said += _yearly_days(left.days)
    said += [f"{day:%a} {day.day} {day:%b %Y}" for day in sorted(left.dates)]
    return _listed(said) if said else "no day"


def _yearly_days(days: Iterable[tuple[int, int]]) -> list[str]:
    """25 December; the 13th of every month when it is of all."""
    by_day: dict[int, set[int]] = {}
    for month, day in days:
        by_day.setdefault(day, set()).add(month)
    said = [f"the {_nth(day)} of every month" for day, months in sorted(by_day.items()) if len(months) == 12]
    return said + [
        f"{day} {MONTHS[month - 1]}"
        for day, months in sorted(by_day.items())
        if len(months) < 12
        for month in sorted(months)
    ]


def _listed(items: Sequence[str], last: str = " and ") -> str:
    """a; a and b; a, b and c."""
    return last.join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)

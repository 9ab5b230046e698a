"""From what was understood to a Timing: clocks into cron fields, calendars into crons or rules."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from agent.phrases.ahead import check_yearly
from agent.phrases.meaning import Calendar, Impossible, Unclear
from spark_tui.domain.timing import Cron, Rule, Trigger, in_a_row, zone_of

Times = Sequence[tuple[int, int, int]]  # hour, minute, second
RRULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_TRIGGERS = 64


def triggers(calendar: Calendar, times: Times, zone: str, now: datetime, start: date | None) -> list[Trigger]:
    """The triggers of a calendar at these times; `start` is where "every other" is counted from."""
    _check(calendar)
    if calendar.step == 1 and _cron_can_say(calendar):
        return list(_crons(calendar, times, zone))
    return list(_rules(calendar, times, zone, now, start))


def _check(calendar: Calendar) -> None:
    """Refuse days that are on no calendar."""
    for day in calendar.monthdays:
        if not (1 <= day <= 31 or -31 <= day <= -1):
            raise Impossible("no_day", text=str(day))
    for n, _ in calendar.nth:
        if not (1 <= n <= 5 or -5 <= n <= -1):
            raise Impossible("no_day", text=str(n))
    if any(not (1 <= abs(n) <= 23) for n in calendar.business):
        raise Impossible("no_day", text=str(calendar.business[0]))
    for month in calendar.months:
        for day in calendar.monthdays:
            if day > 0:
                check_yearly(month, day)


# ------------------------------------------------------------------ cron


def _cron_can_say(calendar: Calendar) -> bool:
    return (
        not calendar.business
        and all(n >= -1 for n, _ in calendar.nth)
        and all(day >= -1 for day in calendar.monthdays)
        and not (calendar.weekdays and calendar.monthdays)
    )


def _crons(calendar: Calendar, times: Times, zone: str) -> Iterable[Cron]:
    days = f"{_monthdays(calendar)} {_list(calendar.months, 12)} {_weekdays(calendar)}"
    for clock in clock_fields(times):
        yield Cron(f"{clock} {days}", zone)


def clock_fields(times: Times) -> list[str]:
    """As few "minute hour" pairs as say exactly these times; with seconds first when there are any."""
    hours: dict[tuple[int, int], list[int]] = {}
    for hour, minute, second in sorted(set(times)):
        hours.setdefault((hour, second), []).append(minute)
    alike: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for (hour, second), minutes in hours.items():
        alike.setdefault((tuple(minutes), second), []).append(hour)
    return [
        f"{f'{second} ' if second else ''}{field(minutes, 0, 59)} {field(found, 0, 23)}"
        for (minutes, second), found in alike.items()
    ]


def field(numbers: Iterable[int], low: int, high: int) -> str:
    """Numbers as a cron field: `*`, `*/15`, `9-17`, or a list."""
    wanted = sorted(set(numbers))
    if len(wanted) in (0, high - low + 1):
        return "*"
    if low == 0 and len(wanted) > 1 and wanted == list(range(0, high + 1, wanted[1])) and (high + 1) % wanted[1] == 0:
        return f"*/{wanted[1]}"
    step = wanted[1] - wanted[0] if len(wanted) > 3 else 1
    if step > 1 and wanted == list(range(wanted[0], wanted[-1] + 1, step)):
        return f"{wanted[0]}-{wanted[-1]}/{step}"
    return ",".join(_runs(wanted))


def _list(numbers: Iterable[int], size: int) -> str:
    """Days and months are never told as steps."""
    wanted = sorted(set(numbers))
    return "*" if len(wanted) in (0, size) else ",".join(_runs(wanted))


def _runs(numbers: list[int]) -> list[str]:
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in in_a_row(numbers)]


def _monthdays(calendar: Calendar) -> str:
    days = [*([_list((d for d in calendar.monthdays if d > 0), 31)] if any(d > 0 for d in calendar.monthdays) else [])]
    if -1 in calendar.monthdays:
        days.append("L")
    if (
        not days
        and (calendar.unit in ("month", "year") or calendar.months)
        and calendar.unit != "day"
        and not calendar.picks
    ):
        return "1"
    return ",".join(days) or "*"


def _weekdays(calendar: Calendar) -> str:
    """Cron counts from Sunday, 0."""
    if calendar.nth:
        return ",".join(f"{(day + 1) % 7}L" if n == -1 else f"{(day + 1) % 7}#{n}" for n, day in calendar.nth)
    return _list(((day + 1) % 7 for day in calendar.weekdays), 7) if calendar.weekdays else "*"


# ------------------------------------------------------------------ calendar rules

_FREQUENCY = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY", "": "MONTHLY"}


def _rules(calendar: Calendar, times: Times, zone: str, now: datetime, start: date | None) -> Iterable[Rule]:
    if len(times) > MOST_TRIGGERS:
        raise Unclear("too_many")
    for fields in _rrules(calendar):
        begin = start or _first_day(fields, times, zone, now)
        for hour, minute, second in times:
            yield Rule(fields, datetime(begin.year, begin.month, begin.day, hour, minute, second), zone)  # noqa: DTZ001


def _rrules(calendar: Calendar) -> list[str]:
    # The last weekday is one of each month; within a year BYSETPOS would pick one of all months.
    unit = "month" if calendar.business and calendar.step == 1 else calendar.unit
    parts = [f"FREQ={_FREQUENCY[unit]}"]
    if calendar.step > 1:
        parts.append(f"INTERVAL={calendar.step}")
    if calendar.months:
        parts.append(f"BYMONTH={_joined(sorted(calendar.months))}")
    if calendar.monthdays:
        parts.append(f"BYMONTHDAY={_joined(calendar.monthdays)}")
    if calendar.business:
        parts.append(f"BYDAY=MO,TU,WE,TH,FR;BYSETPOS={_joined(calendar.business)}")
    if calendar.nth:
        parts.append(f"BYDAY={','.join(f'{n}{RRULE_DAYS[day]}' for n, day in calendar.nth)}")
    if calendar.weekdays:
        parts.append(f"BYDAY={','.join(RRULE_DAYS[day] for day in sorted(calendar.weekdays))}")
    return [";".join(parts)]


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _first_day(fields: str, times: Times, zone: str, now: datetime) -> date:
    """The first day on which the rule, counted from it, has a moment after now."""
    today = (now + timedelta(seconds=1)).astimezone(zone_of(zone)).date()  # `now` may be just before a start
    uncounted = ";".join(part for part in fields.split(";") if not part.startswith("INTERVAL="))
    found = []
    for hour, minute, second in times:
        rule = Rule(uncounted, datetime(today.year, today.month, today.day, hour, minute, second), zone)  # noqa: DTZ001
        if moment := rule.next_after(now):
            found.append(moment.astimezone(zone_of(zone)).date())
    return min(found, default=today)

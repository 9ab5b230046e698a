"""Which clauses are about when and which belong to the task, as "Sunday" of "call Mom on Sunday" does."""

from collections.abc import Sequence
from datetime import timedelta

from agent.phrases.meaning import (
    After,
    AsNow,
    At,
    Between,
    Bounds,
    Clause,
    During,
    Every,
    Minutes,
    Months,
    On,
    OnDate,
    Unclear,
    Unsure,
    contradict,
    narrowed,
    repeats,
)
from agent.phrases.scanning import Found


def about_when(found: Sequence[Found]) -> tuple[Found, ...]:
    """The clauses without what belongs to the task: "weekly" of "weekly digest", "for 10 minutes" of a daily walk."""
    _ask_about_names(found)
    strong = any(_recurs(each.clause) for each in found)
    listed = any(each.joined and isinstance(each.clause, On) for each in found)
    steps = [each.clause.step for each in found if isinstance(each.clause, Every)]
    kept = tuple(
        each
        for each in found
        if not (_is_weak(each.clause) and each.named and strong and not _steps(each, found))
        and not _is_a_duration(each.clause, steps)
        and not (each.held and _is_counted(each.clause, found))
        and not (each.named and each.bare and any(_is_in_the_way(each.clause, other.clause) for other in found))
        and not (each.named and each.bare and not listed and any(_is_of_a_name(each.clause, other) for other in found))
        and not (each.stated and _is_a_length(each.clause) and any(repeats(other.clause) for other in found))
        and not (each.led and any(_comes_as_rarely(other.clause, each.clause) for other in found))
        and not (each.led and _is_over(each.clause) and any(isinstance(other.clause, On | OnDate) for other in found))
        and not (each.counting and not any(_counts_months(other.clause) for other in found))
        and not (each.held and each.led and each.owned and _is_one_of_the_numbers(each, found))
        and not (each.given and any(_says_it_all(other, each.clause) for other in found))
        and not (isinstance(each.clause, AsNow) and any(_has_its_time(other.clause, each.clause) for other in found))
    )
    return tuple(_without_tail(kept))


def _is_counted(clause: Clause, found: Sequence[Found]) -> bool:
    """ "At 24 fps every night at 23:00": a number that counts something, beside a time."""
    others = sum(isinstance(each.clause, At) for each in found)
    return isinstance(clause, At) and others > 1 and not any(clock.possible for clock in clause.clocks)


def _ask_about_names(found: Sequence[Found]) -> None:
    """ "Fri at 5pm weekly report": every Friday, or a weekly thing once? "Weekly water the plants" is no thing."""
    if any(repeats(each.clause) and not _is_weak(each.clause) for each in found):
        return
    days = [each for each in found if isinstance(each.clause, On | OnDate) and not _is_weak(each.clause)]
    spans = any(isinstance(each.clause, Bounds) and each.clause.starts and each.clause.ends for each in found)
    for each in found:
        one = each.clause.calendar if isinstance(each.clause, On) and each.clause.weak else None
        behind = not each.apart and any(day.first < each.first for day in days)
        if (
            one
            and one.unit != "day"
            and each.named
            and not each.leading
            and (behind or (spans and not days) or any(_completes(day, each) for day in days))
        ):
            raise Unclear("once_or_every")


def _completes(day: Found, name: Found) -> bool:
    """ "Relatório mensal, dia 10": the day that such a thing would come on, right behind it."""
    if not (day.bare and 0 <= day.first - name.last <= 1) or not isinstance(day.clause, On):
        return False
    days, unit = day.clause.calendar, name.clause.calendar.unit if isinstance(name.clause, On) else ""
    return not days.months and bool((unit == "month" and days.monthdays) or (unit == "week" and days.weekdays))


def _steps(each: Found, found: Sequence[Found]) -> bool:
    """ "From 10pm to 2am, hourly run it", "Fri at 5pm weekly water the plants": without it there would be no step."""
    if isinstance(each.clause, On):
        return each.leading and not any(repeats(other.clause) for other in found if other is not each)
    alone = sum(isinstance(other.clause, Every) for other in found) == 1
    return alone and any(isinstance(other.clause, Between) for other in found)


def _is_over(clause: Clause) -> bool:
    """ "O relatório do mês passado"."""
    return isinstance(clause, Unsure) and clause.say == "gone"


def _is_a_length(clause: Clause) -> bool:
    return isinstance(clause, After) or (isinstance(clause, Bounds) and bool(clause.lasts or clause.count))


def _comes_as_rarely(often: Clause, span: Clause) -> bool:
    """ "What happened this week, every Friday": of one week that would be once."""
    if not isinstance(span, Bounds) or not isinstance(often, On) or not often.calendar.repeats:
        return False
    days = often.calendar
    rarely = {"week": len(days.weekdays) == 1, "month": bool(days.monthdays or days.nth or days.business)}
    return rarely.get(span.whole or "", False)


def _counts_months(clause: Clause) -> bool:
    """Beside "monthly", "on the third" is a day whatever follows it; else it may be "the third server"."""
    return isinstance(clause, Months) or (isinstance(clause, On) and clause.calendar.unit in ("month", "quarter"))


def _is_in_the_way(clause: Clause, other: Clause) -> bool:
    """ "Call Friday Smith every day", "the second server every hour": one day that contradicts what comes again."""
    if not isinstance(clause, On):
        return False
    lone = bool(clause.calendar.monthdays) and not repeats(clause)
    if isinstance(other, On):
        completes = other.calendar.unit in ("month", "year") and not other.calendar.picks
        in_the_way = lone and repeats(other) and other is not clause and not completes
        return contradict(other.calendar, clause.calendar) or in_the_way
    return isinstance(other, Every) and lone


def _is_of_a_name(clause: Clause, other: Found) -> bool:
    """ "The Monday team" of what comes every Friday."""
    if not (isinstance(clause, On) and isinstance(other.clause, On)) or repeats(clause) or not repeats(other.clause):
        return False
    days = other.clause.calendar.weekdays
    return bool(days and clause.calendar.weekdays) and not days & clause.calendar.weekdays


def _says_it_all(other: Found, clause: Clause) -> bool:
    """Beside it, "the weather for tomorrow" and "the summary of 5pm" say nothing of when."""
    if other.given or other.clause is clause:
        return False
    if isinstance(clause, At):
        return isinstance(other.clause, At | During | Between | Every)
    if isinstance(clause, On) and isinstance(other.clause, On):
        return (
            repeats(other.clause) and not repeats(clause) and narrowed(other.clause.calendar, clause.calendar) is None
        )
    return isinstance(clause, OnDate) and repeats(other.clause)


def _has_its_time(clause: Clause, now: AsNow) -> bool:
    """ "At 9 run both at the same time"; "every day at the same time" is no time at all."""
    timed = isinstance(clause, At | During | Between | Every | Minutes) or bool(getattr(clause, "parts", ()))
    return timed or (now.same and repeats(clause))


def _is_a_duration(clause: Clause, steps: Sequence[timedelta]) -> bool:
    """A bound that ends before it could matter is how long each run takes."""
    if not isinstance(clause, Bounds) or clause.lasts is None or clause.lasts.elapsed is None:
        return False
    return clause.lasts.elapsed < (steps[0] if steps else timedelta(days=1))


def _is_weak(clause: Clause) -> bool:
    return isinstance(clause, On | Every) and clause.weak


def _recurs(clause: Clause) -> bool:
    return isinstance(clause, On | Every | OnDate | After) and not _is_weak(clause)


# ------------------------------------------------------------------ behind a complete timing


def _without_tail(found: Sequence[Found]) -> list[Found]:
    """ "Every Tuesday at 6pm call Mom on Sunday": what says one more day or time behind a timing is of the task.

    What comes again, bounds it or leaves something out is not: then the person is asked.
    """
    kept: list[Found] = []
    for each in found:
        behind = len(kept) > 0 and each.apart and _is_complete(kept)
        if not (behind and ((each.led and _says_another(each)) or _is_a_name(each, kept))):
            kept.append(each)
    return kept


def _is_a_name(each: Found, before: Sequence[Found]) -> bool:
    """ "Every weekday at 9 run nightly": how often was said."""
    return _is_weak(each.clause) and any(repeats(one.clause) for one in before)


def _is_complete(found: Sequence[Found]) -> bool:
    """Days and times, or a step."""
    clauses = [each.clause for each in found]
    days = any(isinstance(clause, On | OnDate) for clause in clauses)
    times = any(isinstance(clause, At | During) or getattr(clause, "parts", ()) for clause in clauses)
    return (days and times) or any(isinstance(clause, Every | After) for clause in clauses)


def _says_another(each: Found) -> bool:
    clause = each.clause
    if isinstance(clause, On):
        return not repeats(clause)
    if isinstance(clause, Bounds):
        return each.bare
    return isinstance(clause, OnDate) or (isinstance(clause, At) and (each.owned or _is_a_number(each)))


def _is_a_number(each: Found) -> bool:
    """ "Envie as 5 principais notícias": a bare number before a plain word."""
    if not isinstance(each.clause, At):
        return False
    one, *others = each.clause.clocks
    return each.held and not others and not (one.fixed or one.minute)


def _is_one_of_the_numbers(each: Found, found: Sequence[Found]) -> bool:
    """ "Mandar as 3 melhores todo dia às 11h": beside another time."""
    return _is_a_number(each) and sum(isinstance(other.clause, At) for other in found) > 1

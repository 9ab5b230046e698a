"""The clauses of a phrase laid together: which time belongs to which days, what bounds them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from agent.phrases.meaning import (
    After,
    AsNow,
    At,
    Between,
    Bounds,
    But,
    Calendar,
    Clause,
    Clock,
    During,
    Every,
    Impossible,
    Instead,
    Minutes,
    Months,
    On,
    OnDate,
    Part,
    Span,
    Unclear,
    Unsure,
    Zone,
    in_weeks,
    narrowed,
    together,
)
from agent.phrases.neighbours import Neighbours
from agent.phrases.scanning import Found
from agent.phrases.understanding import Group, Understood
from agent.phrases.zones import offset

REFUSED = frozenset({"zero", "no_zone"})
WEEK = frozenset(range(7))


def compose(found: Sequence[Found], phrase: str) -> Understood:
    """One understanding of all clauses.

    Raises Unclear when two do not go together, Impossible when one cannot be.
    """
    return _Composer(found, phrase).whole()


class _Composer:
    """Takes one clause after the other."""

    def __init__(self, found: Sequence[Found], phrase: str) -> None:
        self._found = found
        self._around = Neighbours(found, phrase)
        self.all = Understood()

    def whole(self) -> Understood:
        for at, each in enumerate(self._found):
            self._around.at = at
            self._take(each.clause)
        return self.all

    def _take(self, clause: Clause) -> None:
        _TAKES[type(clause)](self, clause)

    # -------------------------------------------------------------- days and times

    def on(self, clause: On) -> None:
        group = self.all.group
        if clause.more and group.calendars and not (group.clocks and self._around.next_is(At)):
            self._these_too(group, clause)
            return
        if group.has_days and self._begins_a_group():
            group = self._new_group()
        if group.has_days:
            self._more_days(group, clause)
        else:
            group.calendars.append(clause.calendar)
        group.calendars.extend(clause.also)
        if clause.count:
            self.bounds(Bounds(count=clause.count))
        self._parts(group, clause.parts)
        group.days_end = self._here.span[1]

    def _these_too(self, group: Group, clause: On) -> None:
        """ "Weekdays, also on Saturday"; every day there is nothing more."""
        last = group.calendars[-1]
        if last.plain and last.unit == "day" and last.step == 1:
            return
        group.calendars[-1:] = together(replace(last, repeats=True), clause.calendar)

    def _more_days(self, group: Group, clause: On) -> None:
        """Either the days are narrowed ("every day, on weekdays") or there are more of them."""
        if group.calendars and (weeks := in_weeks(group.calendars[-1], clause.calendar)):
            group.calendars[-1] = weeks
            return
        if group.dates:
            if not self._here.joined or clause.calendar.repeats:
                raise self._around.conflict()
            group.calendars.append(clause.calendar)
            return
        last = group.calendars[-1]
        if self._is_one_of(last, clause.calendar) and not self._filled_apart(group):
            group.calendars[-1] = replace(clause.calendar, repeats=True)
            return
        one = narrowed(last, clause.calendar)
        plain = not (last.picks and clause.calendar.picks)
        two_kinds = bool(last.weekdays) != bool(clause.calendar.weekdays) and not plain
        two_ends = bool(last.monthdays and clause.calendar.monthdays) and last.at_end != clause.calendar.at_end
        if (two_kinds or two_ends) and last.size == clause.calendar.size == 1 and self._around.after_a_comma:
            raise self._around.conflict()  # "every Monday, the 27th", "at the end, the 30th": either, or both at once
        if one and not self._filled_apart(group) and (plain or not self._here.joined):
            group.calendars[-1] = one
        elif self._here.joined and not plain and not self._filled_apart(group) and not self._here.apart:
            group.calendars[-1:] = together(last, clause.calendar)
        else:
            raise self._around.conflict()

    def _is_one_of(self, often: Calendar, days: Calendar) -> bool:
        """ "Every weekend, on Saturday": one of the days that come again."""
        alike = often.repeats and often.step == 1 and often.unit in ("", "week") and often.picks == days.picks == 1
        bare = self._here.bare or self._here.joined
        return alike and not days.months and not bare and bool(days.weekdays) and days.weekdays < often.weekdays

    def on_date(self, clause: OnDate) -> None:
        group = self.all.group
        if group.has_days and self._begins_a_group():
            group = self._new_group()
        if group.has_days and not (self._here.joined and not self._here.apart):
            raise self._around.conflict()
        if any(calendar.repeats for calendar in group.calendars):
            raise self._around.conflict()
        group.dates += [clause, *(OnDate(date) for date in clause.also)]
        if clause.clock:
            group.clocks.append(clause.clock)
        if clause.offset is not None:
            self._take(offset(clause.offset))
        self._parts(group, clause.parts)
        group.days_end = self._here.span[1]

    def at(self, clause: At) -> None:
        group = self.all.group
        if self._here.given and (two := _two_lists(clause)):
            raise self._around.conflict_of(*two)
        if group.calendars and self._around.tells_two_days(clause):
            raise self._around.conflict()
        if group.clocks and self._around.before is not None and isinstance(self._around.before.clause, But):
            raise self._around.conflict()
        if group.clocks and group.has_days and self._here.joined and self._around.next_is(On, OnDate):
            group = self._new_group()
        elif (group.clocks or self.all.every) and self._around.after_a_start and len(clause.clocks) == 1:
            self.all.bounds = replace(self.all.bounds, from_clock=clause.clocks[0])
            return
        elif group.clocks and not (self._here.joined and not self._here.apart) and not self._around.goes_on(clause):
            raise self._around.conflict()
        group.clocks.extend(clause.clocks)
        self.all.once |= clause.once

    def as_now(self, _: AsNow) -> None:
        self.all.as_now = True

    def during(self, clause: During) -> None:
        self._parts(self.all.group, clause.parts)

    def _parts(self, group: Group, parts: Sequence[Part]) -> None:
        if parts and group.parts and not self._here.joined:
            raise self._around.conflict()
        group.parts.extend(part for part in parts if part not in group.parts)

    def _begins_a_group(self) -> bool:
        """ "… at 9 and Thursdays at 11": these days bring times of their own."""
        group = self.all.group
        if not (group.clocks or group.parts):
            return False
        own = self._around.next_is(At, During) or bool(getattr(self._here.clause, "parts", ()))
        return own and (self._here.joined or self._around.after_times)

    def _new_group(self) -> Group:
        self.all.groups.append(Group())
        return self.all.group

    def _filled_apart(self, group: Group) -> bool:
        """The days were complete, and other words stand in between: is this still about when?"""
        return self._here.apart and bool(group.clocks or group.parts)

    # -------------------------------------------------------------- the rest

    def every(self, clause: Every) -> None:
        if self.all.every:
            raise self._around.conflict()
        self.all.every, self.all.every_span = clause, self._here.span
        if clause.minutes:
            self.all.minutes = clause.minutes

    def minutes(self, clause: Minutes) -> None:
        if self.all.minutes and not self._here.joined:
            raise self._around.conflict()
        self.all.minutes += clause.minutes
        self.all.hourly |= clause.hourly

    def between(self, clause: Between) -> None:
        if self.all.window and (one := _both_ends(self.all.window, clause)):
            self.all.window = one
            return
        if self.all.window and (not self._here.joined or self._here.apart or clause.weekdays):
            raise self._around.conflict()
        if self.all.window:
            self.all.windows.append(clause)
        self.all.window = self.all.window or clause

    def months(self, clause: Months) -> None:
        if self.all.months and not self._here.joined:
            raise self._around.conflict()
        known = self.all.months or clause
        if known.days != clause.days or (self._here.given and self._here.apart):
            raise self._around.conflict()
        self.all.months = replace(clause, months=known.months | clause.months, repeats=known.repeats or clause.repeats)

    def after(self, clause: After) -> None:
        if self.all.after:
            raise self._around.conflict()
        self.all.after = clause

    def bounds(self, clause: Bounds) -> None:
        new: dict[str, Any] = {
            name: value for name in Bounds.__dataclass_fields__ if (value := getattr(clause, name)) is not None
        }
        here = self._here
        if any(getattr(self.all.bounds, name) is not None for name in new) or (here.bare and here.apart) or here.given:
            raise self._around.conflict()
        self.all.bounds = replace(self.all.bounds, **new)

    def zone(self, clause: Zone) -> None:
        if self.all.zone and self.all.zone.name != clause.name:
            raise self._around.conflict()
        self.all.zone = clause

    def but(self, clause: But) -> None:
        self.all.buts_first |= self._around.at == 0 and self._here.bare  # "not on Monday at 9" names no day
        self.all.buts.append(clause)

    def instead(self, clause: Instead) -> None:
        """Those days leave the group; when it has its times already, they make their own group with theirs."""
        group, days = self.all.group, clause.calendar.weekdays
        had = group.calendars[0] if _is_weekly(group) else None
        if had:
            group.calendars[0] = replace(had, unit="week", weekdays=(had.weekdays or WEEK) - days, repeats=True)
            if not group.calendars[0].weekdays:
                raise Impossible("nothing_left")
        if group.clocks and not had:
            raise self._around.conflict()
        if group.clocks:
            self._begin_with(group.clocks, clause)
            return
        if not had:
            self.but(But((clause.calendar,)))
        self.at(At(clause.clocks))

    def _begin_with(self, clocks: Sequence[Clock], clause: Instead) -> None:
        """ "At 8 and 20, except Sundays at 20": of the group's own times that one is left out on those days."""
        said = {clock.key for clock in clause.clocks}
        kept = [clock for clock in clocks if clock.key not in said]
        if not kept:
            raise self._around.conflict()
        other = self._new_group()
        other.calendars.append(replace(clause.calendar, unit="week", repeats=True))
        other.clocks.extend(kept if len(kept) < len(clocks) else clause.clocks)
        other.days_end = self._here.span[1]

    def unsure(self, clause: Unsure) -> None:
        if clause.say in REFUSED:
            raise Impossible(clause.say, **dict(clause.words))
        raise Unclear(clause.say, clause.swaps, **dict(clause.words))

    @property
    def _here(self) -> Found:
        return self._around.here


def _both_ends(one: Between, other: Between) -> Between | None:
    """ "After 8 and before 10"."""
    if one.weekdays or other.weekdays or bool(one.first) == bool(other.first) or bool(one.last) == bool(other.last):
        return None
    return Between(one.first or other.first, one.last or other.last)


def _two_lists(clause: At) -> tuple[Span, Span] | None:
    """ "The summary of 17h, 9h": times that are not in order, of which the first may belong to the task."""
    first, *others = clause.clocks
    if not others or not first.sure or not others[0].sure or first.key <= others[0].key:
        return None
    return first.span, (others[0].span[0], others[-1].span[1])


def _is_weekly(group: Group) -> bool:
    """Whether it is every day, or some weekdays, and nothing else."""
    if len(group.calendars) != 1 or group.dates or group.parts:
        return False
    one = group.calendars[0]
    return one.unit in ("", "day", "week") and one.step == 1 and one.picks == bool(one.weekdays) and not one.months


_TAKES: dict[type, Callable[[_Composer, Any], None]] = {
    On: _Composer.on,
    OnDate: _Composer.on_date,
    At: _Composer.at,
    AsNow: _Composer.as_now,
    During: _Composer.during,
    Every: _Composer.every,
    Minutes: _Composer.minutes,
    Between: _Composer.between,
    Months: _Composer.months,
    After: _Composer.after,
    Bounds: _Composer.bounds,
    Zone: _Composer.zone,
    But: _Composer.but,
    Instead: _Composer.instead,
    Unsure: _Composer.unsure,
}

"""All that a phrase says about when: groups of days with their times, and what goes for them all."""

from dataclasses import dataclass, field

from agent.phrases.meaning import (
    After,
    Between,
    Bounds,
    But,
    Calendar,
    Clock,
    Every,
    Months,
    OnDate,
    Part,
    Zone,
)


@dataclass(slots=True)
class Group:
    """Days and the times on them: "Mondays at 9" of "Mondays at 9 and Thursdays at 11"."""

    calendars: list[Calendar] = field(default_factory=list)
    dates: list[OnDate] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    days_end: int = 0  # the character after the words about days, where a time can be put in

    @property
    def has_days(self) -> bool:
        return bool(self.calendars or self.dates)


@dataclass(slots=True)
class Understood:
    """Everything that a phrase says about when."""

    groups: list[Group] = field(default_factory=lambda: [Group()])
    every: Every | None = None
    every_span: tuple[int, int] = (0, 0)
    minutes: tuple[int, ...] = ()
    hourly: bool = False  # by those minutes: "at :05 and :35"
    window: Between | None = None
    windows: list[Between] = field(default_factory=list)  # beside the first: "8-9 and 17-18"
    months: Months | None = None
    bounds: Bounds = field(default_factory=Bounds)
    zone: Zone | None = None
    once: bool = False  # at its times, and not again
    as_now: bool = False  # at the time of day that it is now
    buts: list[But] = field(default_factory=list)
    buts_first: bool = False  # it begins with what is not
    after: After | None = None

    @property
    def group(self) -> Group:
        return self.groups[-1]

    @property
    def calendars(self) -> list[Calendar]:
        return [calendar for group in self.groups for calendar in group.calendars]

    @property
    def clocks(self) -> list[Clock]:
        return [clock for group in self.groups for clock in group.clocks]

    @property
    def parts(self) -> list[Part]:
        return [part for group in self.groups for part in group.parts]

    @property
    def dates(self) -> list[OnDate]:
        return [date for group in self.groups for date in group.dates]

"""Who asks, when and where: what turns a date or a length into a moment."""

from datetime import UTC, date, datetime, time, timedelta

from agent.phrases.ahead import plus_months
from agent.phrases.clocks import Hours
from agent.phrases.meaning import Clock, Length
from agent.phrases.understanding import Understood
from spark_tui.domain.timing import Once, at_wall, zone_of


class Here:
    """A phrase that was understood, at the moment and in the zone in which it is read.

    A zone that the phrase names goes before that of the person.
    """

    def __init__(self, said: Understood, phrase: str, now: datetime, zone: str) -> None:
        self.said = said
        self.phrase = phrase
        self.now = now.astimezone(UTC)
        self.zone = said.zone.name if said.zone else zone
        self.hours = Hours(phrase, wide=self._writes_24_hours())
        if said.zone and said.zone.assumed:
            self.assume("zone", text=said.zone.assumed, zone=self.zone)

    def _writes_24_hours(self) -> bool:
        bounds, window = self.said.bounds, self.said.window
        ends = (window.first, window.last) if window else ()
        return any(c.wide for c in (*self.said.clocks, *ends, bounds.from_clock, bounds.until_clock) if c)

    @property
    def today(self) -> date:
        return self.now.astimezone(zone_of(self.zone)).date()

    def assume(self, say: str, **words: str) -> None:
        """Take something for granted, and remember to say so."""
        self.hours.assumed.append((say, words))

    def at(self, day: date, clock: Clock) -> datetime:
        """The moment when the clock on the wall shows that time of that day."""
        return at_wall(datetime.combine(day, time(*clock.key)), self.zone)

    def once(self, moment: datetime, clock: Clock) -> Once:
        """That one moment; what a change of the clock does to it is said."""
        wall = moment.astimezone(zone_of(self.zone))
        said = {"time": f"{clock.hour:02}:{clock.minute:02}", "day": f"{wall:%Y-%m-%d}"}
        if wall.replace(tzinfo=None).time() != time(*clock.key):
            self.assume("skipped_time", **said, then=f"{wall:%H:%M}")
        elif wall.utcoffset() != wall.replace(fold=1).utcoffset():
            self.assume("repeated_time", **said)
        return Once(moment)

    def clock_of(self, moment: datetime) -> Clock:
        """What the clock on the wall shows at that moment."""
        wall = moment.astimezone(zone_of(self.zone))
        return Clock(wall.hour, wall.minute, wall.second)

    def from_now(self, length: Length) -> datetime:
        """So long from now, on the minute when it is told in minutes."""
        moment = self.plus(self.now, length)
        return moment if length.seconds % 60 else moment.replace(second=0, microsecond=0)

    def plus(self, moment: datetime, length: Length) -> datetime:
        """Some time later. Days and months keep the time of day; seconds are elapsed time."""
        if length.elapsed is not None:
            return moment + length.elapsed
        wall = moment.astimezone(zone_of(self.zone)).replace(tzinfo=None)
        later = datetime.combine(plus_months(wall.date(), length.months), wall.time()) + timedelta(days=length.days)
        return at_wall(later, self.zone) + timedelta(seconds=length.seconds)

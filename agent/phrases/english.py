"""What English says in its own way: "mon wed fri", "half nine"."""

from agent.phrases.dates import written_rules
from agent.phrases.days import side_by_side
from agent.phrases.meaning import Clock, Span
from agent.phrases.patterns import Rule, rule
from agent.phrases.times import before, past


def _half_nine(h: Clock, span: Span) -> Clock | None:
    """9:30, as the British say it."""
    return past(h, 30, span)


RULES: tuple[Rule, ...] = (
    rule("WEEK", "day:DAY !from|between days:WEEK", side_by_side),
    rule("EXACT", "half h:SPOKENHOUR", _half_nine),
    rule("ORD", "n:nthday dash? to dash? ordinal=-1", lambda n: -n),
    rule("EXACT", "quarter of h:HOUR|EXACT", lambda h, span: before(h, 15, span)),
    rule("SPOKENHOUR", "n:hourword", lambda n: Clock(n, sure=n >= 8)),
    *written_rules(day_first=None),
)

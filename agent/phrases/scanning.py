"""Where in a phrase the words about time stand, and which words are about something else.

The clauses are taken from left to right, the longest first. What no rule reads is the task,
unless it sounds like time: then it is `unread`, and the person is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from agent.phrases.meaning import At, Between, Bounds, Clause, Months, On, OnDate, Span
from agent.phrases.patterns import Grammar, Match, Parse
from agent.phrases.tokens import Token

# The first among equally long readings wins.
CLAUSES = """
    INSTEAD BUT EVERY ON BETWEEN MONTHS ONDATE AFTER SPAN START END COUNT ZONE MINUTES AT ONLYTHEN ASNOW DURING
""".split()
ABOUT = ("about", "regarding", "sobre")
JOINS = frozenset({"and", "comma", "stop", "slash"})
PREPOSITIONS = frozenset(
    """
    every all on at in from to until for except but no during between starting past after before about once
    """.split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A clause and where it stands; `joined` to the one before by "and", or `apart` from it by other words."""

    clause: Clause
    first: int
    last: int
    span: Span
    named: bool = False  # a plain word stands beside it, to which it may belong: "daily report"
    bare: bool = False  # it begins without "on", "at", "every" and the like
    joined: bool = False
    apart: bool = False
    owned: bool = False  # "my", "the" or "of" stands before it: "my 3pm"
    held: bool = False  # a plain word follows at once: "at 24 fps"
    leading: bool = False  # a verb and its object follow: "weekly water the plants"
    led: bool = False  # by a plain word right before it, or by one and a "the", "of", "for": "call Mom on Sunday"
    stated: bool = False  # behind a state that lasts: "inactive for 90 days", "due within a week"
    counting: bool = False  # by a word that may count what follows at once: "on the second server"
    given: bool = False  # to a plain word, by "for" or "of": "the weather for tomorrow", "the report for next week"


@dataclass(frozen=True)
class Scan:
    """A phrase's tokens and the clauses found in them."""

    tokens: Sequence[Token]
    found: tuple[Found, ...]
    names: frozenset[int]  # tokens about time that belong to a name: "the daily report"

    @cached_property
    def read(self) -> frozenset[int]:
        return frozenset(at for each in self.found for at in range(each.first, each.last))

    def only(self, found: Sequence[Found]) -> "Scan":
        """With these clauses; the others turned out to belong to the task."""
        dropped = {at for each in self.found if each not in found for at in range(each.first, each.last)}
        return replace(self, found=tuple(found), names=self.names | dropped)

    def segments(self) -> list[list[int]]:
        """The runs of tokens that no clause has read."""
        runs: list[list[int]] = [[]]
        read = self.read
        for at in range(len(self.tokens)):
            if at in read:
                runs.append([])
            else:
                runs[-1].append(at)
        return [run for run in runs if run]


def scan(tokens: Sequence[Token], grammar: Grammar) -> Scan:
    """All clauses of the phrase."""
    tokens = [token for token in tokens if "noise" not in token.senses]
    parse = Parse(grammar, tokens)
    found: list[Found] = []
    names: set[int] = set()
    at = 0
    while at < len(tokens):
        match = _longest(parse, at) or _bare_hour(parse, tokens, at, found) or _bare_place(parse, at, found)
        if match is None or match.end == at:
            at += 1
        elif _is_a_row_of_names(tokens, at, match.end):
            at = match.end
        elif _is_named(tokens, at, match.end, found):
            names.update(range(at, match.end))
            at = match.end
        else:
            found.append(_found(match, tokens, at))
            at = match.end
    return Scan(tokens, _related(found, tokens), frozenset(names))


def _longest(parse: Parse, at: int) -> Match | None:
    best: Match | None = None
    for name in CLAUSES:
        match = _without_counted(_window(parse.longest(name, at), parse, at), parse)
        if match and (best is None or match.end > best.end):
            best = match
    return best


_STEPS = frozenset({"second", "minute", "hour", "halfhour"})


def _window(match: Match | None, parse: Parse, at: int) -> Match | None:
    """ "Servidor 2 às 10": where one word is "to" and "at", a bare number begins a window only beside a step."""
    if match is None or not isinstance(match.value, Between) or "digits" not in parse.tokens[at].senses:
        return match
    tokens = parse.tokens
    around = [*range(at), *range(match.end, len(tokens))]
    return match if "at" not in tokens[at + 1].senses or any(_is_a_step(tokens, other) for other in around) else None


def _is_a_step(tokens: Sequence[Token], at: int) -> bool:
    """ "A cada 2h" is one, "às 13h" is none."""
    senses = tokens[at].senses
    if "clock" in senses:
        return "length" in senses and at > 0 and "every" in tokens[at - 1].senses
    return "length" in senses or bool({senses.get("unit"), senses.get("freq")} & _STEPS)


def _without_counted(match: Match | None, parse: Parse) -> Match | None:
    """ "At 9, 3 items", "after 3 failures": the last bare number counts what follows it."""
    if match and isinstance(match.value, Between) and None in (match.value.first, match.value.last):
        counts = match.end < len(parse.tokens) and is_plain(parse.tokens[match.end])
        return None if counts and "digits" in parse.tokens[match.end - 1].senses else match
    if match is None or not isinstance(match.value, At) or len(match.value.clocks) < 2:
        return match
    last = parse.tokens[match.end - 1]
    follows = match.end < len(parse.tokens) and is_plain(parse.tokens[match.end])
    if not follows or "digits" not in last.senses or "comma" not in parse.tokens[match.end - 2].senses:
        return match
    return Match(At(match.value.clocks[:-1]), match.end - 2)


def _bare_hour(parse: Parse, tokens: Sequence[Token], at: int, found: list[Found]) -> Match | None:
    """ "Weekdays 9": a number right after the days, with nothing behind it that it could count."""
    behind = at - 1 if at and "comma" in tokens[at - 1].senses else at
    if not found or found[-1].last != behind or not isinstance(found[-1].clause, On | OnDate | Bounds):
        return None
    match = parse.longest("HOUR", at)
    if match and (
        match.end == len(tokens) or tokens[match.end].senses.keys() & {"zone", "iana", "offset", "for", "until"}
    ):
        return Match(At((match.value,)), match.end)
    return None


def _bare_place(parse: Parse, at: int, found: list[Found]) -> Match | None:
    """ "9am Tokyo", "at 9am in London", "at 9am every day in London": a place right after a time is a zone."""
    if not found or found[-1].last != at:
        return None
    if isinstance(found[-1].clause, At):
        return parse.longest("PLACE", at)
    match = parse.longest("PLACE", at) if "in" in parse.tokens[at].senses else None
    timed = any(isinstance(each.clause, At) for each in found)
    return match if match and (timed or _is_at(parse.tokens, match.end)) else None


def _is_at(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and "at" in tokens[at].senses


def _is_named(tokens: Sequence[Token], first: int, last: int, found: list[Found]) -> bool:
    """ "The daily report", "a summary of this week": words about time that say nothing of when."""
    if _is_domain(tokens, last):
        return True
    if first and last == first + 2 and "of" in tokens[first].senses and is_plain(tokens[first - 1]):
        return _is_month(tokens, first + 1)
    if first == 0 or tokens[first].senses.keys() & PREPOSITIONS or _follows(tokens, first, found):
        return False
    before = tokens[first - 1]
    if before.senses.get("ordinal") == -1 and "part" in tokens[first].senses:
        return True  # last night
    if {"length", "clock"} <= tokens[first].senses.keys() and last < len(tokens) and is_plain(tokens[last]):
        return "at" not in before.senses
    if "a" in before.senses and "freq" in tokens[first].senses:
        return False  # "a daily digest" is a new one, "the daily digest" one that is there
    if "det" in before.senses or "the" in before.senses:
        return last < len(tokens) and is_plain(tokens[last])
    return ("of" in before.senses or before.text in ABOUT) and first > 1 and is_plain(tokens[first - 2])


def _follows(tokens: Sequence[Token], first: int, found: list[Found]) -> bool:
    """Right behind a clause, or behind a comma or a colon after it."""
    if not found:
        return False
    between = tokens[found[-1].last : first]
    return not between or (len(between) == 1 and ("comma" in between[0].senses or between[0].text == ":"))


def _is_a_row_of_names(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "Ping June and August about it", "1st and 2nd pass": what stands so bare must not touch a plain word."""
    bare = "month" in tokens[first].senses or "nthday" in tokens[first].senses
    row = last > first + 2 and bool(tokens[first + 1].senses.keys() & JOINS) and tokens[last - 1].senses.keys() & _ROW
    touched = (first > 0 and is_plain(tokens[first - 1])) or (last < len(tokens) and is_plain(tokens[last]))
    return bare and bool(row) and touched


_ROW = frozenset({"month", "nthday"})


def _is_month(tokens: Sequence[Token], at: int) -> bool:
    """ "The report of May"."""
    return at < len(tokens) and "month" in tokens[at].senses


def _is_domain(tokens: Sequence[Token], last: int) -> bool:
    """Monday.com"""
    if last + 1 >= len(tokens) or tokens[last].text != ".":
        return False
    return tokens[last - 1].end == tokens[last].start and tokens[last].end == tokens[last + 1].start


_PLAIN = frozenset("state ask edit scheduled joiner vaguenoun holiday place teller told".split())


def is_plain(token: Token) -> bool:
    """A word that is not about time."""
    return token.is_word and not token.senses.keys() - _PLAIN


ADVERBS = ("ly", "lich", "mente", "ment")


def _found(match: Match, tokens: Sequence[Token], at: int) -> Found:
    return Found(
        match.value,
        at,
        match.end,
        (tokens[at].start, tokens[match.end - 1].end),
        named=_has_a_neighbour(tokens, at, match.end),
        bare=not tokens[at].senses.keys() & PREPOSITIONS,
        owned=_is_owned(tokens, at),
        held=match.end < len(tokens) and is_plain(tokens[match.end]),
        leading=_is_leading(tokens, at, match.end),
        led=_is_led(tokens, at),
        stated=_is_stated(tokens, at),
        counting=_is_counting(tokens, at, match.end),
        given=_is_given(match, tokens, at),
    )


def _is_stated(tokens: Sequence[Token], at: int) -> bool:
    if at == 0 or not is_plain(tokens[at - 1]):
        return False
    return "state" in tokens[at - 1].senses or "within" in tokens[at].senses


def _is_counting(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "On the second server", but not "on the 2nd"."""
    last = tokens[end - 1]
    lone = all(token.senses.keys() & {"on", "the"} for token in tokens[at : end - 1])
    return lone and last.is_word and "ordinalones" in last.senses and end < len(tokens) and is_plain(tokens[end])


def _is_leading(tokens: Sequence[Token], at: int, end: int) -> bool:
    before = at > 0 and is_plain(tokens[at - 1])
    verb = end + 2 < len(tokens) and is_plain(tokens[end]) and bool(tokens[end + 1].senses.keys() & {"the", "det"})
    return verb and not before and is_plain(tokens[end + 2])


def _is_given(match: Match, tokens: Sequence[Token], at: int) -> bool:
    if isinstance(match.value, Bounds) and match.value.starts and match.value.ends:
        return at > 0 and is_plain(tokens[at - 1]) and not tokens[at].senses.keys() & {"from", "starting", "between"}
    if isinstance(match.value, Months) and "of" in tokens[at].senses:
        return at > 0 and is_plain(tokens[at - 1])
    return at > 1 and bool(tokens[at - 1].senses.keys() & {"for", "of"}) and is_plain(tokens[at - 2])


def _has_a_neighbour(tokens: Sequence[Token], at: int, end: int) -> bool:
    """A plain word beside it; before an adverb it is none: "run weekly" says when, "a weekly report" says which."""
    last = tokens[end - 1]
    if "freq" in last.senses and " " in last.text:
        return False  # "once a quarter" is no adjective
    before = at > 0 and is_plain(tokens[at - 1]) and not (last.meant or last.text).endswith(ADVERBS)
    return before or (end < len(tokens) and is_plain(tokens[end]))


_LEADING = frozenset({"det", "the", "of", "for", "in"})


def _is_owned(tokens: Sequence[Token], at: int) -> bool:
    """By a word before it, or by its own: "as 3" is "the 3" too."""
    return {"at", "the"} <= tokens[at].senses.keys() or (at > 0 and bool(tokens[at - 1].senses.keys() & {"det", "of"}))


def _is_led(tokens: Sequence[Token], at: int) -> bool:
    before = at - 1
    while before > 0 and tokens[before].senses.keys() & _LEADING and not tokens[before].senses.keys() & JOINS:
        before -= 1
    return before >= 0 and is_plain(tokens[before]) and not _is_left_out(tokens, before)


def _is_left_out(tokens: Sequence[Token], at: int) -> bool:
    """ "But nevr on Thursday": no words of a task."""
    return at > 0 and bool(tokens[at - 1].senses.keys() & {"but", "except", "not", "no"})


def _related(found: list[Found], tokens: Sequence[Token]) -> tuple[Found, ...]:
    """How each clause is tied to the one before."""
    related = found[:1]
    for before, each in pairwise(found):
        between = tokens[before.last : each.first]
        joined = any(token.senses.keys() & JOINS for token in between)
        apart = any(is_plain(token) for token in between)
        related.append(replace(each, joined=joined, apart=apart))
    return tuple(related)

"""What no clause has read: the task, unless it sounds like time. Then the person is asked, never guessed for."""

from collections.abc import Sequence

from agent.phrases.loud import is_loud
from agent.phrases.meaning import Months, On, Unclear, Zone
from agent.phrases.scanning import ABOUT, Scan, is_plain
from agent.phrases.tokens import Token


def unread(scanned: Scan) -> Unclear | None:
    """What is left over and sounds like time, as a reason to ask."""
    for run in scanned.segments():
        if trouble := _trouble(scanned, run):
            return trouble
    return None


def _trouble(scanned: Scan, run: list[int]) -> Unclear | None:
    tokens = scanned.tokens
    words = [at for at in run if tokens[at].is_word]
    if words and "cond" in tokens[words[0]].senses:
        return Unclear("condition", text=_text(tokens, run))
    if (holiday := _holiday(tokens, run)) is not None:
        return Unclear("holiday", text=tokens[holiday].text)
    if _is_one_more_day(scanned, run) or _is_some_day_of(scanned, run):
        return Unclear("unread", text=_text(tokens, run))
    if "by" in tokens[run[-1]].senses and run[-1] + 1 < len(tokens):
        return Unclear("vague", text=_text(tokens, run[-1:]))  # a deadline is no schedule
    if _names_a_zone(tokens, run) or _is_another_zone(scanned, run):
        return Unclear("no_zone", text=_text(tokens, run))
    if any(narrows(scanned, run) for narrows in (_is_one_of_the_days, _is_beside_the_days, _is_some_of_the_days)):
        return Unclear("unread", text=_text(tokens, run))
    return _first_trouble(scanned, run)


def _holiday(tokens: Sequence[Token], run: list[int]) -> int | None:
    """Of "except holidays", not of "the holiday report"."""
    return next((at for at in run if "holiday" in tokens[at].senses and not _before_plain(tokens, at, run)), None)


def _first_trouble(scanned: Scan, run: list[int]) -> Unclear | None:
    tokens = scanned.tokens
    for at in run:
        if "share" in tokens[at].senses and at + 1 in scanned.read:
            return Unclear("vague", text=tokens[at].text)
        if "or" in tokens[at].senses and _before_plain(tokens, at, run) and at - 1 in run and is_plain(tokens[at - 1]):
            continue  # "red or blue"
        if "or" in tokens[at].senses:
            return Unclear("either", text=tokens[at].text)
        if "vague" in tokens[at].senses or ("vaguenoun" in tokens[at].senses and not _is_topic(tokens, at, run)):
            return Unclear("vague", text=tokens[at].text)
        if at not in scanned.names and is_loud(scanned, at, run):
            return Unclear("unread", text=_text(tokens, run))
    return Unclear("unread", text=_text(tokens, run)) if _is_all_about_time(scanned, run) else None


def _is_topic(tokens: Sequence[Token], at: int, run: list[int]) -> bool:
    """ "A haiku about autumn", "the sunset photos"."""
    return _before_plain(tokens, at, run) or (at - 1 in run and tokens[at - 1].text in ABOUT)


def _is_one_more_day(scanned: Scan, run: list[int]) -> bool:
    """ "Mondays and blursdays at 9": one word tied to the days before and followed by their time."""
    tokens = scanned.tokens
    return (
        len(run) == 2
        and run[0] > 0
        and run[-1] + 1 < len(tokens)
        and "and" in tokens[run[0]].senses
        and is_plain(tokens[run[1]])
    )


_TYING = frozenset(
    """
    and comma stop dash slash at on of the a in from to for every det than joiner once quoted ask during partof no
    per about but past this soft recur
    """.split()
)


def _is_some_day_of(scanned: Scan, run: list[int]) -> bool:
    """ "The last blursday of | every month": which day is that?"""
    following = next((each for each in scanned.found if each.first == run[-1] + 1), None)
    if following is None or not isinstance(following.clause, On | Months) or len(run) < 2:
        return False
    months = isinstance(following.clause, Months) or following.clause.calendar.unit in ("month", "quarter", "year")
    return months and bool(scanned.tokens[run[-1]].senses.keys() & {"of", "in"})


_DAYS_OF = ("day", "week", "month", "year")


def _is_one_of_the_days(scanned: Scan, run: list[int]) -> bool:
    """ "On school days", "in odd weeks" behind a clause: that would narrow it."""
    tokens = scanned.tokens
    if not run[0] or not 3 <= len(run) <= 6 or run[0] - 1 not in scanned.read:
        return False
    first, last = tokens[run[0]].senses, tokens[run[-1]].senses
    second, third = tokens[run[1]].senses, tokens[run[2]].senses
    days_of = second.get("unit") in _DAYS_OF and "of" in third
    return bool(first.keys() & {"on", "in", "during"}) and (last.get("unit") in _DAYS_OF or days_of)


def _is_beside_the_days(scanned: Scan, run: list[int]) -> bool:
    """ "On the day preceding | the last Sunday": that would be another day."""
    tokens = scanned.tokens
    following = next((each for each in scanned.found if each.first == run[-1] + 1), None)
    if following is None or not isinstance(following.clause, On) or "on" not in tokens[run[0]].senses:
        return False
    day = [at for at in run[1:3] if tokens[at].senses.get("unit") in _DAYS_OF]
    return bool(day) and day[0] < run[-1]


def _is_some_of_the_days(scanned: Scan, run: list[int]) -> bool:
    """ "On rainy | Mondays": which of them are?"""
    tokens = scanned.tokens
    following = next((each for each in scanned.found if each.first == run[-1] + 1), None)
    if following is None or len(run) < 2 or not is_plain(tokens[run[-1]]):
        return False
    before = tokens[run[-2]].senses
    return "on" in before and "the" not in before and bool(tokens[following.first].senses.keys() & {"plural", "dayset"})


def _is_all_about_time(scanned: Scan, run: list[int]) -> bool:
    """Words between the clauses of which none is about anything else."""
    tokens = scanned.tokens
    if any(is_plain(tokens[at]) or at in scanned.names for at in run):
        return False
    return any(
        (tokens[at].is_word or tokens[at].text[0].isdigit())
        and tokens[at].known
        and not tokens[at].senses.keys() & _TYING
        for at in run
    )


def _names_a_zone(tokens: Sequence[Token], run: list[int]) -> bool:
    """ "Mars time", "horário de Marte" behind a clause."""
    words = [tokens[at] for at in run if tokens[at].is_word]
    if not 1 < len(words) < 6 or not run[0]:
        return False
    if "time" in words[-1].senses and len(words) < 4:
        return all(map(is_plain, words[:-1]))
    first = next((n for n, word in enumerate(words) if "time" in word.senses), len(words))
    return first < 2 and "of" in words[min(first + 1, len(words) - 1)].senses and is_plain(words[-1])


def _is_another_zone(scanned: Scan, run: list[int]) -> bool:
    """ "9am London | and New York"."""
    before = any(each.last == run[0] and isinstance(each.clause, Zone) for each in scanned.found)
    return (
        before and len(run) > 1 and "and" in scanned.tokens[run[0]].senses and "place" in scanned.tokens[run[1]].senses
    )


def _text(tokens: Sequence[Token], run: list[int]) -> str:
    return " ".join(tokens[at].text for at in run)[:60]


def _before_plain(tokens: Sequence[Token], at: int, run: list[int]) -> bool:
    return at + 1 in run and is_plain(tokens[at + 1])

"""What no clause has read: the task, unless it sounds like time. Then the person is asked, never guessed for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.phrases.meaning import At, Months, On, Unclear, Zone, repeats
from agent.phrases.scanning import ABOUT, Scan, is_plain
from agent.phrases.tokens import Senses, Token

_LOUD = frozenset(
    """
    every all other weekday plural dayset nightset freq until except clock written relday feast tonight minutemark next
    ordinal now times recur
    """.split()
)


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
        if at not in scanned.names and _is_loud(scanned, at, run):
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


@dataclass(frozen=True, slots=True)
class _Left:
    """A word that no clause has read, and what stands around it."""

    scanned: Scan
    at: int
    run: Sequence[int]

    def near(self, steps: int) -> Senses | None:
        """The senses of a word of the same run, so many steps away."""
        at = self.at + steps
        return self.scanned.tokens[at].senses if at in self.run else None

    def plain(self, steps: int) -> bool:
        at = self.at + steps
        return at in self.run and is_plain(self.scanned.tokens[at])

    @property
    def given_to(self) -> bool:
        """ "A hug to Jan", "lunch for 12"."""
        return bool((self.near(-1) or {}).keys() & {"to", "for"}) and self.plain(-2)


def _lone_month(left: _Left) -> bool:
    """ "Call April", "the May report", "a hug to Jan", "march the files to S3" are names and verbs."""
    if left.given_to or (left.at == 0 and "the" in (left.near(1) or {})):
        return False
    return not (left.plain(-1) or left.plain(1))


def _lone_number(left: _Left) -> bool:
    """ "Report 5", "5 people", "the last 7 days" say nothing of when."""
    if "at" in (left.near(-1) or {}) and "on" not in (left.near(-1) or {}):
        return True
    if _is_right_behind(left):
        return True
    if left.at and left.scanned.tokens[left.at - 1].text == "#":
        return False  # "job #42"
    return not (left.plain(-1) or left.plain(1) or left.given_to or _counted(left.scanned.tokens, left.at))


def _is_right_behind(left: _Left) -> bool:
    """ "Every morning, 8 sharp run it": behind days without a time it may be one."""
    first = left.run[1] if "comma" in left.scanned.tokens[left.run[0]].senses and len(left.run) > 1 else left.run[0]
    before = next((each for each in left.scanned.found if each.last == left.run[0]), None)
    timed = any(isinstance(each.clause, At) for each in left.scanned.found)
    return left.at == first and before is not None and isinstance(before.clause, On) and not timed


def _verb(left: _Left) -> bool:
    """ "Start the build" is a verb; "starting blursday" is not."""
    does = bool((left.near(1) or {}).keys() & {"the", "det"}) and left.plain(2)
    return left.at > 0 and not does and not _from_what_was(left) and _before_a_clause(left)


def _from_what_was(left: _Left) -> bool:
    """ "The news from the last 24 hours"."""
    behind = 2 if (left.near(1) or {}).keys() & {"the", "det"} else 1
    return "from" in (left.near(0) or {}) and (left.near(behind) or {}).get("ordinal") == -1


def _before_a_clause(left: _Left) -> bool:
    return not left.plain(1) and any(each.first > left.at for each in left.scanned.found)


def _number_of_times(left: _Left) -> bool:
    return "number" in (left.near(-1) or {})


def _which_last(left: _Left) -> bool:
    """ "The last 7 days", "my first report" are not when; "the last blursday" may be."""
    if "part" in (left.near(1) or {}) and left.near(-1) is not None:
        return False  # "the job of last night"
    counts = (left.near(1) or {}).keys() & {"number", "unit"} and "than" in left.scanned.tokens[left.at].senses
    return not counts and not left.plain(-1)


def _bound_to_something(left: _Left) -> bool:
    """ "Until it works"; but "wait until done" is a task, and "the till" a thing."""
    return not left.plain(-1) and not (left.near(-1) or {}).keys() & {"the", "det"}


def _soft(left: _Left) -> bool:
    """ "Without errors" is how, not when."""
    return not left.plain(1) and left.near(2) is None


def _every_something(left: _Left) -> bool:
    """ "Every server" belongs to the task beside a schedule; "every few hours" does not."""
    if "unit" in (left.near(2) or {}):
        return True
    return not left.plain(1) or not any(repeats(each.clause) for each in left.scanned.found)


def _recurs_unsaid(left: _Left) -> bool:
    """ "Recurring every two weeks" says how; by itself it does not."""
    return left.at + 1 not in left.scanned.read


# The first sense that a word has decides.
_JUDGES: tuple[tuple[str, Callable[[_Left], bool]], ...] = (
    ("month", _lone_month),
    ("hour", _lone_number),
    ("dotted", _lone_number),
    ("starting", _verb),
    ("but", _before_a_clause),
    ("times", _number_of_times),
    ("soft", _soft),
    ("until", _bound_to_something),
    ("except", _bound_to_something),
    ("ordinal", _which_last),
    ("every", _every_something),
    ("recur", _recurs_unsaid),
)


def _is_loud(scanned: Scan, at: int, run: list[int]) -> bool:
    """Whether a word that was left over still sounds like time."""
    left, senses = _Left(scanned, at, run), scanned.tokens[at].senses
    for sense, judge in _JUDGES:
        if sense in senses:
            return judge(left)
    return bool(senses.keys() & _LOUD) and not left.plain(1)


def _counted(tokens: Sequence[Token], at: int) -> bool:
    """ "Older than 30 days", "the last 7 days", "a 20 minute walk"."""
    before = tokens[at - 1].senses if at else {}
    behind = tokens[at + 1].senses if at + 1 < len(tokens) else {}
    return bool({"than", "det", "ordinal"} & before.keys()) or (
        "unit" in behind and at + 2 < len(tokens) and is_plain(tokens[at + 2])
    )

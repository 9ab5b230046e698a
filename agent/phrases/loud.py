"""Whether a word that no clause has read sounds like time: "until" does, "start the build" does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.phrases.meaning import After, At, On, OnDate, repeats
from agent.phrases.scanning import Scan, is_plain
from agent.phrases.tokens import Senses, Token

_LOUD = frozenset(
    """
    every all other weekday plural dayset nightset freq until except clock written relday feast tonight minutemark next
    ordinal now times recur
    """.split()
)


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
    if _is_right_behind(left) or _is_right_before(left):
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


def _is_right_before(left: _Left) -> bool:
    """ "The party for eight tomorrow": so many people, or a time that nothing else says?"""
    day = any(each.first == left.at + 1 and isinstance(each.clause, OnDate) for each in left.scanned.found)
    timed = any(isinstance(each.clause, At | After) for each in left.scanned.found)
    return day and not timed and "for" in (left.near(-1) or {})


def _verb(left: _Left) -> bool:
    """ "Start the build" is a verb; "starting blursday" is not."""
    if _repeats_at(left, left.at + 1):
        return False  # "the job starts every day at 6"
    does = bool((left.near(1) or {}).keys() & {"the", "det"}) and left.plain(2)
    return left.at > 0 and not does and not _from_what_was(left) and _before_a_clause(left)


def _repeats_at(left: _Left, at: int) -> bool:
    return any(each.first == at and repeats(each.clause) for each in left.scanned.found)


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
    ("hourword", _is_right_before),
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


def is_loud(scanned: Scan, at: int, run: list[int]) -> bool:
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

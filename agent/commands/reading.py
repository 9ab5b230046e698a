"""From a phrase to an order. It fits a form with all its words, or it is no command."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from agent.commands.english import ENGLISH
from agent.commands.forms import Gaps, Tongue
from agent.commands.pasts import past
from agent.commands.portuguese import PORTUGUESE
from agent.commands.windows import after, moment, only_clock, window
from agent.phrases.tokens import normal
from spark_tui.domain.naming import is_pattern
from spark_tui.domain.order import (
    ALL,
    Do,
    GoTo,
    Order,
    Place,
    Rename,
    Retime,
    ShowLog,
    TellHealth,
    TellHelp,
    TellNext,
    TellPast,
    TellWhen,
    TellWhich,
    TellWhy,
    Verb,
    Which,
)
from spark_tui.domain.proposal import Question
from spark_tui.domain.text import one_line

LONGEST = 400  # characters; a longer text is no command
WORDS = 5  # in one name; more are a sentence
TONGUES = (ENGLISH, PORTUGUESE)


def read(phrase: str, now: datetime, zone: str) -> Order | Question | None:
    """What is to be done or told; None where it is no command. Never raises for any phrase.

    A command that could be either of two is a Question. Whether the names are there is not known here.
    """
    phrase = " ".join(phrase.split())
    if not phrase or len(phrase) > LONGEST:
        return None
    found = [_in(_bare(phrase, tongue), tongue, now, zone) for tongue in TONGUES]
    return min((one for one in found if one is not None), key=_left_to_names, default=None)


def _left_to_names(read: Order | Question) -> int:
    """The language that knows more of the words takes less of the phrase for a name."""
    match read:
        case Do(names=names):
            return sum(map(len, names))
        case TellWhy(name=name) | ShowLog(name=name) | TellWhen(name=name) | Rename(name=name) | Retime(name=name):
            return len(name)
    return 0


def _bare(phrase: str, tongue: Tongue) -> str:
    """Without what is only polite, and without the mark at its end that makes it a question or a sentence."""
    phrase = re.sub(r"\s*(?:[!.]+|(?<!\*)\?)$", "", phrase)
    low = normal(phrase)
    for word in tongue.polite:
        if low.startswith(f"{word} "):
            phrase = phrase[len(word) :].strip(" ,")
        elif low.endswith(f" {word}"):
            phrase = phrase[: -len(word)].strip(" ,")
    return phrase


def _in(phrase: str, tongue: Tongue, now: datetime, zone: str) -> Order | Question | None:
    text = normal(phrase)
    if len(text) != len(phrase):
        return None
    for said in tongue.said:
        gaps = said.fits(text, phrase)  # names keep their accents
        if gaps is not None and (found := _order(said.what, gaps, tongue, now, zone)):
            return found
    return None


def _order(what: str, gaps: Gaps, tongue: Tongue, now: datetime, zone: str) -> Order | Question | None:
    if what in _OF_ONE:
        name = _name(gaps["name"], tongue)
        return _OF_ONE[what](name, gaps, tongue) if name and not is_pattern(name) else None
    if what in _OF_ALL:
        return _OF_ALL[what]
    match what:
        case "next":
            return window(normal(gaps["window"]), tongue, now, zone) if "window" in gaps else TellNext(now)
        case "ran" | "did_fail":
            stretch = past(normal(gaps.get("past", "")), tongue, now, zone)
            return TellPast(*stretch, failed=what == "did_fail") if stretch else None
        case "health":
            name = _name(gaps.get("source", ALL), tongue)
            return TellHealth("" if name == ALL else name) if name else None
        case "go":
            place = tongue.places.get(normal(gaps["place"]))
            return GoTo(Place(place)) if place else None
    names = _names(gaps["names"], tongue)
    if not names:
        return None
    if what in tongue.unclear:
        text, *choices = tongue.unclear[what]
        return Question(text, tuple(one_line(choice.format(names=gaps["names"]), LONGEST) for choice in choices))
    return _do(Verb(what), names, gaps, tongue, now, zone)


_OF_ONE: Mapping[str, Callable[[str, Gaps, Tongue], Order | None]] = {
    "failed": lambda name, _gaps, _tongue: TellWhy(name, failed=True),
    "why": lambda name, _gaps, _tongue: TellWhy(name),
    "log": lambda name, _gaps, _tongue: ShowLog(name),
    "when": lambda name, _gaps, _tongue: TellWhen(name),
    "rename": lambda name, gaps, _tongue: Rename(name, new) if (new := _unquoted(gaps["new"])) else None,
    "retime": lambda name, gaps, tongue: Retime(name, gaps["when"], only_clock(normal(gaps["when"]), tongue)),
}
_OF_ALL: Mapping[str, Order] = {
    "help": TellHelp(),
    **{which.value: TellWhich(which) for which in Which},
}


def _do(verb: Verb, names: tuple[str, ...], gaps: Gaps, tongue: Tongue, now: datetime, zone: str) -> Do | None:
    if "until" in gaps:
        until = moment(gaps["until"], tongue, now, zone)
    elif "length" in gaps:
        until = after(gaps["length"], tongue, now, zone)
    else:
        return Do(verb, names)
    return Do(verb, names, until) if until else None


def _names(text: str, tongue: Tongue) -> tuple[str, ...]:
    """Each of them; nothing where one is no name."""
    pieces = re.split("|".join(re.escape(join) for join in tongue.joins), text, flags=re.IGNORECASE)
    names = [_name(piece, tongue) for piece in pieces if piece.strip()]
    return tuple(dict.fromkeys(names)) if all(names) else ()


def _name(text: str, tongue: Tongue) -> str:
    """Without what leads up to it; nothing where it is more than a name, or a word that points elsewhere."""
    name = _unquoted(text)
    if normal(name) in tongue.all:
        return ALL
    lead = next((lead for lead in tongue.leads if normal(name).startswith(lead)), "")
    name = name[len(lead) :].strip()
    pointing = normal(name).removesuffix(" of them") in _POINTING
    return name if name and len(name.split()) <= WORDS and not pointing else ""


def _unquoted(text: str) -> str:
    return text.strip().strip("\"'“”‘’")


_POINTING = frozenset(
    "it that this them they those these one both others ele ela eles elas isso isto aquilo ambos ambas".split()
)

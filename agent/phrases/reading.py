"""The reading of a whole phrase: words in, a Draft, a Question or a Refusal out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from agent.phrases import asking, cron, described
from agent.phrases.belonging import about_when
from agent.phrases.borrowing import borrowed
from agent.phrases.chatter import refuse_change, refuse_chatter
from agent.phrases.composing import compose
from agent.phrases.hyphens import as_names
from agent.phrases.languages import LANGUAGES, Language, spoken_in
from agent.phrases.leftover import unread
from agent.phrases.meaning import Impossible, Span, Swap, Unclear, Zone, repeats
from agent.phrases.misspelt import in_their_place
from agent.phrases.patterns import Parse
from agent.phrases.scanning import Scan, scan
from agent.phrases.settling import Settled, settle
from agent.phrases.tokens import Token, tokenise, words_of
from spark_tui.domain.errors import BadTiming
from spark_tui.domain.proposal import Answer, Draft, Question, Refusal
from spark_tui.domain.timing import Cron, Timing, zone_of

LIKELY = 0.97  # of the best language's score; one that knows less of the phrase would only leave out more of it
AT_HOME = 1.1  # times what the language of the zone knows
NEAR = 0.85  # of that score; what such a language leaves out less of is in it all the same
LONGEST = 1_000  # characters; a longer text is no phrase


def read(phrase: str, now: datetime, zone: str) -> Answer:
    """What the phrase says about when, read at `now` by someone in `zone`.

    Never raises for any phrase; the same phrase at the same moment always reads the same.
    """
    phrase = _bare(phrase)
    if not phrase:
        return _refuse("empty", LANGUAGES[0])
    if len(phrase) > LONGEST:
        return _refuse("long", LANGUAGES[0], limit=LONGEST)
    zone_of(zone)
    now = (now if now.tzinfo else now.replace(tzinfo=UTC)).replace(microsecond=0)  # nobody says microseconds
    if found := cron.find(phrase):
        answer = _cron(phrase, *found, now, zone)
        spoken = isinstance(answer, Question) and found[0].startswith("@")  # "every Sunday @midnight"
        return _spoken(phrase, now, zone) if spoken else answer
    if described.marked(phrase) and (said := described.fields(phrase)):
        return _described(phrase, said, now, zone)
    answer = _spoken(phrase, now, zone)
    if not isinstance(answer, Draft) and (said := described.fields(phrase)):
        return _described(phrase, said, now, zone)
    return answer


_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "«": "»"}
_BULLET = re.compile(r"(?:\d{1,2}[.)]|[-–•·>])\s+(?=\D)")
_HEADING = re.compile(r"^(?:when|quando|cu[aá]ndo|schedule)\s*:\s*", re.IGNORECASE)
_SLUG = re.compile(r"[^\W\d_]+(?:[-_][^\W_]+){2,}")


def _bare(phrase: str) -> str:
    """Without what stands around a phrase where it was copied from: quotes, a bullet, the dashes of a slug."""
    phrase = phrase.strip()
    while len(phrase) > 1 and _QUOTES.get(phrase[0]) == phrase[-1] and phrase[-1] not in phrase[1:-1]:
        phrase = phrase[1:-1].strip()
    phrase = _BULLET.sub("", phrase, count=1) if _BULLET.match(phrase) else phrase
    phrase = _HEADING.sub("", phrase)
    return re.sub("[-_]", " ", phrase) if _SLUG.fullmatch(phrase) else phrase


def _refuse(say: str, language: Language, **words: object) -> Refusal:
    return asking.refusal(Impossible(say, **words), language.lexicon.say)


# ------------------------------------------------------------------ words


def _spoken(phrase: str, now: datetime, zone: str) -> Answer:
    """In one language, or in one with words of another where that says more."""
    known = _known_by(phrase, zone)
    answer = _in_one(known, phrase, now, zone)
    if isinstance(answer, Draft) and not answer.once:
        return answer
    mixed = _mixed(known[0][1], phrase, now, zone)
    if isinstance(mixed, Draft) and not (isinstance(answer, Draft) and mixed.once):
        return mixed
    return answer


def _mixed(language: Language, phrase: str, now: datetime, zone: str) -> Answer | None:
    """With the words that only another language knows."""
    tokens = as_names(tokenise(phrase, language.lexicon))
    mixed = borrowed(tokens, language)
    return _understood(mixed, language, phrase, now, zone) if mixed != tokens else None


def _in_one(known: Sequence[tuple[float, Language]], phrase: str, now: datetime, zone: str) -> Answer:
    """In the language that knows most of the words; in another when only that one makes sense of them."""
    first: Answer | None = None
    for tried, language in enumerate(_within(LIKELY, known), 1):
        answer = _in(language, phrase, now, zone)
        if isinstance(answer, Draft):
            return _reading_more(answer, _within(NEAR, known)[tried:], phrase, now, zone)
        first = first or answer
    if isinstance(first, Question):
        return _with_good_choices(first, now, zone)
    return first or _refuse("no_time", LANGUAGES[0])


def _reading_more(draft: Draft, others: Sequence[Language], phrase: str, now: datetime, zone: str) -> Draft:
    """Of languages that know about as many words, the one that leaves the fewest of them to the task."""
    for language in others if draft.task else ():
        other = _in(language, phrase, now, zone)
        if isinstance(other, Draft) and len(other.task) < len(draft.task):
            draft = other
    return draft


def _with_good_choices(asked: Question, now: datetime, zone: str) -> Question:
    """Only choices that settle it, or that lead to the next question."""
    return Question(asked.text, tuple(choice for choice in asked.choices if _settles(choice, asked, now, zone)))


def _settles(choice: str, asked: Question, now: datetime, zone: str) -> bool:
    answers = [_in(language, choice, now, zone) for _, language in _known_by(choice, zone)[:1]]
    return any(
        isinstance(each, Draft) or (isinstance(each, Question) and each.text != asked.text and each.choices)
        for each in answers
    )


def _known_by(phrase: str, zone: str) -> list[tuple[float, Language]]:
    """How many letters of the phrase are in words that a language knows, the most first; that of the zone has a start.

    Of a phrase that no language knows a word of there is one, to say so.
    """
    words, at_home = words_of(phrase), spoken_in(zone)
    known = [
        (_letters_known(each, words) * (AT_HOME if each.lexicon.language == at_home else 1), each) for each in LANGUAGES
    ]
    known.sort(key=lambda pair: -pair[0])
    return known if known[0][0] else known[:1]


def _within(share: float, known: Sequence[tuple[float, Language]]) -> list[Language]:
    """Those that know about as much as the one that knows most."""
    return [language for score, language in known if score >= share * known[0][0]]


def _letters_known(language: Language, words: Sequence[tuple[str, str]]) -> int:
    return sum(len(word) for word, written in words if language.knows(word, written))


def _in(language: Language, phrase: str, now: datetime, zone: str) -> Answer:
    """As it is written; and when there are misspelled words, as it must have been meant."""
    exact = as_names(tokenise(phrase, language.lexicon))
    answer = _understood(exact, language, phrase, now, zone)
    forgiven = as_names(in_their_place(tokenise(phrase, language.lexicon, forgiving=True), language.lexicon))
    if not any(token.meant for token in forgiven):
        return answer
    corrected = _understood(forgiven, language, phrase, now, zone)
    if not isinstance(corrected, Draft):
        return answer if not isinstance(answer, Refusal) or not isinstance(corrected, Question) else corrected
    return corrected


def _understood(tokens: list[Token], language: Language, phrase: str, now: datetime, zone: str) -> Answer:
    say = language.lexicon.say
    try:
        refuse_chatter(tokens)
        scanned = scan(tokens, language.grammar)
        scanned = scanned.only(about_when(scanned.found))
        times = {each.span[0] for each in scanned.found}
        refuse_change(tokens, repeats=any(repeats(each.clause) for each in scanned.found), to=times)
        settled = _settled(scanned, language, phrase, now, zone)
        return _draft(settled, scanned, tokens, phrase, say)
    except Unclear as unclear:
        return asking.question(unclear, phrase, say)
    except Impossible as impossible:
        return asking.refusal(impossible, say)
    except BadTiming as wrong:
        return Refusal(wrong.message, wrong.hint)
    except (OverflowError, ValueError):  # a date beyond the calendar
        return _refuse("never", language)


def _settled(scanned: Scan, language: Language, phrase: str, now: datetime, zone: str) -> Settled:
    _only_a_length(scanned, language)
    leftover = unread(scanned)
    if not [each for each in scanned.found if not isinstance(each.clause, Zone)]:
        if any("now" in token.senses for token in scanned.tokens):
            raise Impossible("now")
        raise leftover or Impossible("no_time")
    understood = compose(scanned.found, phrase)
    try:
        settled = settle(understood, phrase, now, zone)
    except Unclear as unclear:
        raise leftover or unclear from None  # what was not read may be what is missing
    if leftover:
        raise leftover
    return settled


def _only_a_length(scanned: Scan, language: Language) -> None:
    """ "30m": in so long, or every so long?"""
    match = Parse(language.grammar, scanned.tokens).longest("LENGTH", 0)
    if match and match.end == len(scanned.tokens):
        start, end = scanned.tokens[0].start, scanned.tokens[-1].end
        typed = " ".join(token.text for token in scanned.tokens)
        raise Unclear("once_or_every", [Swap((start, end), typed, name) for name in ("every", "once")])


def _draft(settled: Settled, scanned: Scan, tokens: Sequence[Token], phrase: str, say: asking.Say) -> Draft:
    corrected = [
        ("corrected", {"typed": scanned.tokens[at].text, "meant": scanned.tokens[at].meant})
        for at in sorted(scanned.read)
        if scanned.tokens[at].meant
    ]
    assumed = [asking.sentence(name, words, say) for name, words in [*corrected, *settled.assumed]]
    return Draft(
        timing=settled.timing,
        zone=settled.zone,
        phrase=phrase,
        task=_task(phrase, tokens, [each.span for each in scanned.found]),
        assumed=tuple(dict.fromkeys(assumed)),
        once=settled.once,
    )


_TIES = frozenset({"noise", "and", "comma", "stop", "dash", "slash", "ask_mark", "once", "recur"})
_FUNCTION = frozenset("of on in the for during from to a per det".split())
_BRACKETS = frozenset(".!?:|()[]'\"`@")


def _task(phrase: str, tokens: Sequence[Token], spans: Sequence[Span]) -> str:
    """The words between the clauses, without what only ties them together."""
    parts, at = [], 0
    for start, end in [*spans, (len(phrase), len(phrase))]:
        between = [token for token in tokens if at <= token.start and token.end <= start]
        while between and _ties(between[0]):
            between.pop(0)
        while between and _ties(between[-1]):
            between.pop()
        if any(not token.senses.keys() & _FUNCTION for token in between):
            parts.append(phrase[between[0].start : between[-1].end])
        at = end
    return " ".join(parts).removeprefix("to ")


def _ties(token: Token) -> bool:
    return bool(token.senses.keys() & _TIES) or token.text in _BRACKETS


# ------------------------------------------------------------------ cron


def _described(phrase: str, fields: str, now: datetime, zone: str) -> Answer:
    """The English of cron-descriptor means its cron, which is shown."""
    answer = _cron(phrase, fields, (0, len(phrase)), now, zone)
    if isinstance(answer, Draft):
        return replace(answer, assumed=(asking.sentence("described", {"cron": fields}, LANGUAGES[0].lexicon.say),))
    return answer


def _cron(phrase: str, fields: str, span: Span, now: datetime, zone: str) -> Answer:
    """A cron expression as it is; the words around it may name a zone and a task, and no other time."""
    for each in LANGUAGES:
        if any("inject" in token.senses for token in tokenise(phrase, each.lexicon)):
            return _refuse("inject", each)
    language = LANGUAGES[0]
    blanked = f"{phrase[: span[0]]}{' ' * (span[1] - span[0])}{phrase[span[1] :]}"
    tokens = as_names(tokenise(blanked, language.lexicon))
    try:
        refuse_chatter(tokens)
        found = scan(tokens, language.grammar).found
        zones = [each.clause for each in found if isinstance(each.clause, Zone)]
        if len(found) > len(zones):
            return asking.question(Unclear("conflict", one=fields, other=blanked.strip()), phrase, language.lexicon.say)
        timing = Timing((Cron(fields, zones[0].name if zones else zone),))
        if timing.next_after(now) is None:
            return _refuse("never", language)
        spans = sorted([span, *(each.span for each in found)])
        return Draft(timing, timing.zone or zone, phrase, task=_task(phrase, tokens, spans))
    except Unclear as unclear:
        return asking.question(unclear, phrase, language.lexicon.say)
    except Impossible as impossible:
        return asking.refusal(impossible, language.lexicon.say)
    except BadTiming as wrong:
        return Refusal(wrong.message, wrong.hint)

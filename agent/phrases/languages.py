"""Each language's words and rules, ready to read."""

from dataclasses import dataclass
from functools import cached_property

from agent.phrases import bounds, dates, days, english, german, intervals, months, romance, times, zones
from agent.phrases.lexicon import de, en, es, fr, pt
from agent.phrases.lexicon.words import Lexicon
from agent.phrases.patterns import Grammar, Rule

COMMON: tuple[Rule, ...] = (
    *times.RULES,
    *intervals.RULES,
    *days.RULES,
    *months.RULES,
    *dates.RULES,
    *bounds.RULES,
    *zones.RULES,
)


@dataclass(frozen=True)
class Language:
    """One language: its words, and the rules that only it has, which go before the common ones."""

    lexicon: Lexicon
    own: tuple[Rule, ...]

    @cached_property
    def grammar(self) -> Grammar:
        """Compiled when the first phrase in this language is read."""
        return Grammar((*self.own, *COMMON))


LANGUAGES = (
    Language(en.LEXICON, english.RULES),
    Language(pt.LEXICON, romance.RULES),
    Language(es.LEXICON, romance.RULES),
    Language(fr.LEXICON, romance.RULES),
    Language(de.LEXICON, german.RULES),
)

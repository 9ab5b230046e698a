"""Each language's words and rules, ready to read.

To add a language:

1. Its words: a module in `lexicon/` with a table of sense → value → spellings, without accents, in the
   order of `lexicon/en`. The senses are the lower-case names in the rules; one that the language has
   no word for is left out.
2. What it says in its own way: rules in a module such as `german.py`, which go before the common ones.
   A pattern reads senses, never spellings; see `patterns` for what a pattern can say.
3. What Spark says back in it, `SAY`; what is missing is said in English.
4. A line in `LANGUAGES`, its zones in `_SPOKEN`, and a table of phrases in `tests/agent/tables`, with what
   each of them means: the same suite then holds that its words are read back and that nothing breaks it.

Common words that look like a keyword ("march", "second") belong into `REAL`, so that they are not corrected.
"""

from dataclasses import dataclass
from functools import cached_property

from agent.phrases import (
    bounds,
    dates,
    days,
    english,
    exceptions,
    german,
    intervals,
    monthdays,
    months,
    near,
    romance,
    romance_times,
    times,
    zones,
)
from agent.phrases.lexicon import de, en, es, fr, pt
from agent.phrases.lexicon.words import Lexicon
from agent.phrases.patterns import Grammar, Rule

COMMON: tuple[Rule, ...] = (
    *times.RULES,
    *intervals.RULES,
    *days.RULES,
    *monthdays.RULES,
    *months.RULES,
    *near.RULES,
    *dates.RULES,
    *bounds.RULES,
    *exceptions.RULES,
    *zones.RULES,
)


ROMANCE = (*romance_times.RULES, *romance.RULES)


@dataclass(frozen=True)
class Language:
    """One language: its words, and the rules that only it has, which go before the common ones.

    `letters` are those that it writes beside the plain ones.
    """

    lexicon: Lexicon
    own: tuple[Rule, ...]
    letters: str = ""

    def knows(self, word: str, written: str) -> bool:
        """Whether it is a word of the language: "résumé" is no English "resume", and "mês" no Spanish "mes"."""
        return self.lexicon.knows(word) and (written.isascii() or self._can_write(written))

    def _can_write(self, word: str) -> bool:
        return all(letter in self.letters for letter in word.lower() if letter.isalpha() and not letter.isascii())

    @cached_property
    def grammar(self) -> Grammar:
        """Compiled when the first phrase in this language is read."""
        return Grammar((*self.own, *COMMON))


LANGUAGES = (
    Language(en.LEXICON, english.RULES),
    Language(pt.LEXICON, ROMANCE, "áàâãéêíóôõúüçºª"),
    Language(es.LEXICON, ROMANCE, "áéíóúüñºª"),
    Language(fr.LEXICON, ROMANCE, "àâæçéèêëîïôœùûüÿ"),
    Language(de.LEXICON, german.RULES, "äöüß"),
)

_SPOKEN = {
    "pt": """
        America/Sao_Paulo America/Manaus America/Bahia America/Fortaleza America/Recife America/Belem America/Cuiaba
        America/Porto_Velho America/Rio_Branco America/Campo_Grande America/Araguaina America/Maceio America/Noronha
        America/Boa_Vista America/Santarem America/Eirunepe Brazil/East Europe/Lisbon Atlantic/Madeira Atlantic/Azores
        Africa/Luanda Africa/Maputo Atlantic/Cape_Verde Portugal
    """,
    "es": """
        Europe/Madrid Atlantic/Canary America/Mexico_City America/Bogota America/Lima America/Santiago America/Caracas
        America/Argentina/Buenos_Aires America/Buenos_Aires America/Montevideo America/Asuncion America/La_Paz
        America/Guayaquil America/Costa_Rica America/Panama America/Guatemala America/Havana America/Monterrey
    """,
    "fr": "Europe/Paris Europe/Brussels Europe/Monaco Africa/Abidjan Africa/Dakar Africa/Kinshasa",
    "de": "Europe/Berlin Europe/Vienna Europe/Zurich",
}
_HOME = {zone: language for language, zones in _SPOKEN.items() for zone in zones.split()}


def spoken_in(zone: str) -> str:
    """The language in which a phrase without any word of a language is read there: "03/04", "30m"."""
    return _HOME.get(zone, "en")

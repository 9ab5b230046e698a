"""English: its words, and its sentences to people."""

from agent.phrases.lexicon.en.beside import BESIDE, REAL
from agent.phrases.lexicon.en.links import LINKS
from agent.phrases.lexicon.en.names import NAMES
from agent.phrases.lexicon.en.say import SAY
from agent.phrases.lexicon.words import Lexicon

__all__ = ["LEXICON", "SAY"]

WORDS = {**NAMES, **LINKS, **BESIDE}
LEXICON = Lexicon("en", WORDS, SAY, REAL, wide=False)

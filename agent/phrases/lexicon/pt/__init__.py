"""Portuguese: its words, and its sentences to people."""

from agent.phrases.lexicon.pt.beside import BESIDE, REAL
from agent.phrases.lexicon.pt.links import LINKS
from agent.phrases.lexicon.pt.names import NAMES
from agent.phrases.lexicon.pt.say import SAY
from agent.phrases.lexicon.words import Lexicon

__all__ = ["LEXICON", "SAY"]

WORDS = {**NAMES, **LINKS, **BESIDE}
LEXICON = Lexicon("pt", WORDS, SAY, REAL)

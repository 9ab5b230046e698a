"""The phrase grammar: fast, free, the same every time.

`read` is all that others need. A phrase goes through `tokens` (text to words with senses),
`scanning` (words to clauses, by the rules in times, days, dates, intervals, bounds, exceptions, zones),
`composing` (clauses to one understanding) and `settling` (that to a Timing).
"""

from agent.phrases.reading import read

__all__ = ["read"]

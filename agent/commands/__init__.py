"""What one says to Spark that is no schedule: pause etl*, why did etl fail, what runs tomorrow before 9.

A small grammar: a few forms a language, which account for every word of the phrase or do not fit.
"""

from agent.commands.reading import read

__all__ = ["read"]

"""Spark: a sense of time for AI agents and workflows."""

__version__ = "0.1.0"

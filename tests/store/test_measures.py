"""What is counted, over SQLite and over PostgreSQL."""

from tests.contracts.measures import MeasuresContract


class TestMeasures(MeasuresContract): ...

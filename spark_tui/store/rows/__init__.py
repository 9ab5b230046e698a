"""The tables, and how each thing of the domain lies in its own and comes back.

What a person reads years later stays: a schedule that goes leaves its runs and its notes, so
nothing here refers to anything with a foreign key. Each index stands for one question that the
ports ask; `tests/store/test_plans.py` holds every question against its index.
"""

from typing import Any

from sqlalchemy import Row

Values = dict[str, Any]
Found = Row[Any]

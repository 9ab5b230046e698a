"""Worlds drawn from seeds: schedules, policies, servers, deaths, clocks and people, and what holds in all of them.

A failure prints its seed and the fewest events with which it still fails; a seed lives through the same
again. `SPARK_SIM_SEEDS=1000` lives through so many (the long form, about a second and a half each),
`SPARK_SIM_FIRST=23` begins at that one.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.engine.story import Event, drawn, shrunk, told

FIRST = int(os.environ.get("SPARK_SIM_FIRST", "0"))
SEEDS = int(os.environ.get("SPARK_SIM_SEEDS", "0"))
SHORT = 10  # events at most in the short form
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the databases are, none of which outlives its world."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + (SEEDS or 3)))
def test_what_holds_in_every_world(seed: int, folder: Path) -> None:
    events = drawn(seed) if SEEDS else drawn(seed, SHORT)
    if broken := told(seed, events, folder)[0]:
        fewest = shrunk(seed, events, folder)
        pytest.fail(_report(seed, fewest, told(seed, fewest, folder)[0] or broken))


def test_a_seed_lives_through_the_same_again(folder: Path) -> None:
    (_, once), (_, again) = (told(1, drawn(1, SHORT), folder) for _ in range(2))
    assert once
    assert once == again


def _report(seed: int, events: list[Event], broken: list[str]) -> str:
    return "\n".join([f"seed {seed}, shrunk to {len(events)} events:", *map(str, events), "broke:", *broken[:10]])

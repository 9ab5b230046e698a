"""What reading a phrase costs, beside a floor in the same run. Printed, never asserted.

pytest tests/bench -m bench -s
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import pytest

from agent.phrases import read
from tests.agent.telling import tuesday
from tests.agent.test_phrases import TABLES, lines_of

pytestmark = pytest.mark.bench


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def test_a_phrase_is_read_at_every_key() -> None:
    phrases = [(phrase, zone) for name, zone in TABLES.items() for phrase, _ in lines_of(name)]
    for phrase, zone in phrases[:50]:
        read(phrase, tuesday(zone), zone)
    took = sorted(milliseconds(partial(read, phrase, tuesday(zone), zone)) for phrase, zone in phrases)
    floor = statistics.median(milliseconds(phrase.casefold().split) for phrase, _ in phrases)
    print(
        f"\n{len(took)} phrases [ms]: median {statistics.median(took):.2f}, p95 {took[int(0.95 * len(took))]:.2f}, "
        f"most {took[-1]:.1f}; splitting one into words {floor:.4f}"
    )


def test_what_importing_the_grammar_costs() -> None:
    """On top of a Python that has imported nothing of ours."""
    code = "import time; t = time.perf_counter(); import agent.phrases; print((time.perf_counter() - t) * 1000)"
    took = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(7)]
    print(f"\nimport agent.phrases [ms]: median {statistics.median(took):.0f}")

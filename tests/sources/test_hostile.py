"""A hostile server cannot freeze, fill or crash Spark; what is wrong with it is said in words."""

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import SourceId
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.service.ports import MOST_OFFERS, Done
from spark_tui.sources.contract import Heard, a_job, is_safe, run
from spark_tui.sources.http import Server
from spark_tui.sources.langflow import LangFlowSource
from spark_tui.sources.langflow_jobs import Patience
from spark_tui.sources.limits import MB, Limits
from tests.sources.hostile import ALL, PROBED, SLOW, WAYS, Hostile, head, hostile

HASTE = Limits(connect=0.2, read=0.2, look=0.2, whole=0.4, body=MB, line=MB, stream=2 * MB)
T = TypeVar("T")
MOST_TIME = 120.0  # seconds after which it hangs, however loaded the machine is
MOST_MEMORY = 100 * MB


class Hasty(LangFlowSource):
    patience = Patience(pauses=(0.01,), submit_tries=2, out_of_contact=0.2, settle=0.02, stopping=0.3)
    limits = HASTE


JOB = {
    "POST /api/v2/workflows": [head(status="HTTP/1.1 422 No") + PROBED, head() + b'{"job_id": "j"}'],
    "GET /api/v2/workflows": [head() + b'{"status": "in_progress"}'] * 3 + [head() + b'{"status": "failed"}'],
}
OLD = {"POST /api/v2/workflows": [head(status="HTTP/1.1 404 No")]}


@pytest.fixture
def honest() -> dict[str, list[bytes]]:
    """What the server answers as it should."""
    return {}


@pytest.fixture(params=ALL)
async def server(request: pytest.FixtureRequest, honest: dict[str, list[bytes]]) -> AsyncIterator[Hostile]:
    async with hostile(request.param, honest) as listening:
        before, began = _peak(), time.monotonic()
        yield listening
        assert time.monotonic() - began < MOST_TIME
        assert _peak() - before < MOST_MEMORY


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def test_a_check_ends_with_words(server: Hostile) -> None:
    source = connected(server)
    health = await source.check()
    await source.close()
    assert health.state is not HealthState.UP
    assert 10 < len(health.detail) < 600
    assert is_safe(health.detail + health.hint)
    assert "\n" not in health.detail


async def test_a_listing_ends_with_flows_or_words(server: Hostile) -> None:
    source = connected(server)
    offers, words = await answered(source.workflows())
    await source.close()
    assert bool(words) is (offers is None)
    assert is_safe(words)
    assert len(words) < 600
    assert len(offers or ()) <= MOST_OFFERS + 1
    assert all(is_safe(offer.title + offer.description + "".join(offer.aliases)) for offer in offers or ())


async def test_a_run_ends_with_words(server: Hostile) -> None:
    source, heard = connected(server), Heard()
    outcome = await run(source, a_job("x"), heard)
    await source.close()
    assert not isinstance(outcome, Done)
    assert is_safe(outcome.reason)
    assert "\n" not in outcome.reason
    assert all(is_safe(text) for text in heard.texts())


@pytest.mark.parametrize(("server", "honest"), [(way, OLD) for way in SLOW if way != "a reset"], indirect=["server"])
async def test_a_run_of_which_one_hears_nothing_for_ever_can_be_let_go(
    server: Hostile, honest: dict[str, list[bytes]]
) -> None:
    source = connected(server)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(source.run(a_job("x"), Heard()), 0.3)
    await source.close()


@pytest.mark.parametrize(
    ("server", "honest"),
    [(way, JOB) for way in ALL if way != "a dripping body"] + [(way, OLD) for way in (*WAYS, "a reset")],
    indirect=["server"],
)
async def test_a_run_that_begins_well_ends_with_words(server: Hostile) -> None:
    source, heard = connected(server), Heard()
    outcome = await run(source, a_job("x"), heard)
    await source.close()
    assert not isinstance(outcome, Done)
    assert is_safe(outcome.reason)
    assert "\n" not in outcome.reason
    assert sum(map(len, heard.texts())) < HASTE.stream
    assert all(is_safe(text) and len(text) < 10_000 for text in heard.texts())


async def test_a_plain_request_ends_with_words(server: Hostile) -> None:
    plain = Server(server.url, Secret("sk-very-secret"), limits=HASTE)
    reply, words = await answered(plain.ask("POST", "/x", json={"big": "x" * 1_000_000}))
    await plain.close()
    assert bool(words) is (reply is None)
    assert is_safe(words)
    assert len(reply.body if reply else b"") <= HASTE.body


async def answered(asking: Awaitable[T]) -> tuple[T | None, str]:
    """What came of it, or why nothing did."""
    try:
        return await asking, ""
    except SourceError as told:
        return None, told.message + told.hint


def connected(server: Hostile) -> Hasty:
    return Hasty(Source(SourceId("s"), "langflow", "flows", server.url), Secret("sk-very-secret"))

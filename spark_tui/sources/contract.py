"""What every kind of source promises, a third party's too, as tests that pytest runs. Nothing of Spark imports it.

A test module makes one fixture and inherits the class:

    class TestMyKind(SourceContract):
        @pytest.fixture
        async def bench(self) -> AsyncIterator[Bench]: ...

A Bench is a source of the kind with six workflows of known behaviour, and a way to see
whether the long one still runs where it runs. It wants pytest with pytest-asyncio in its mode `auto`,
and `pytest.register_assert_rewrite("spark_tui.sources.contract")` in a conftest, so that a failure says what was seen.
"""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import RunId, new_id
from spark_tui.domain.log import LINE_LIMIT, RESULT_LIMIT, Level
from spark_tui.domain.source import HealthState
from spark_tui.domain.text import clean
from spark_tui.service.ports import Done, Failed, Job, Listing, Outcome, SourceClient, SourceKind

WHEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SOON = 60.0  # seconds after which a test has hung


@dataclass
class Bench:
    """A source to try, and what its workflows do."""

    kind: SourceKind
    client: SourceClient
    nobody: SourceClient  # the same kind where nothing is
    echo: str  # succeeds; its input is part of its result, and of a line
    fails: str  # says something, then fails with the word "purpose" in its reason
    long: str  # says a line, then goes on for a minute
    hostile: str  # succeeds; escapes, controls and markup in its lines and result
    big: str  # succeeds; more than a million characters
    unknown: str  # is none
    long_runs: Callable[[], Awaitable[bool]]


class Heard:
    """An Emit that remembers."""

    def __init__(self) -> None:
        self.lines: list[tuple[Level, str]] = []
        self.refs: list[str] = []
        self.order: list[str] = []
        self._news = asyncio.Event()

    def line(self, text: str, level: Level = Level.OUT) -> None:
        self.lines.append((level, clean(text)))  # a source may say it as it came: who keeps it cleans it
        self.order.append("line")
        self._news.set()

    async def room(self) -> None:
        await asyncio.sleep(0)

    async def ref(self, ref: str) -> None:
        self.refs.append(ref)
        self.order.append("ref")
        self._news.set()

    def texts(self, *levels: Level) -> list[str]:
        return [text for level, text in self.lines if not levels or level in levels]

    async def until(self, fits: Callable[[], object]) -> None:
        async with asyncio.timeout(SOON):
            while not fits():
                self._news.clear()
                await self._news.wait()


_numbers = count(1)


def a_job(workflow: str, text: str = "ping", **also: Any) -> Job:
    run = RunId(new_id())
    job = Job(run, f"spark:{run}:{next(_numbers)}", workflow, "a workflow", text, WHEN, WHEN, "Europe/Lisbon", 1)
    return replace(job, **also)


async def run(client: SourceClient, job: Job, heard: Heard | None = None) -> Outcome:
    async with asyncio.timeout(SOON):
        return await client.run(job, heard or Heard())


async def eventually(fits: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it comes true sooner or later."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SOON):
            while not await fits():  # noqa: ASYNC110 - another process tells nobody
                await asyncio.sleep(0.02)
            return True
    return False


def is_safe(text: str) -> bool:
    """Nothing in it that a terminal obeys."""
    unsafe = {char for char in text if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"}
    return not unsafe and not set(text) & set("\u202e\u202d\u2066\u2067\u2028\u2029")


def _has_begun(bench: Bench, heard: Heard) -> object:
    return heard.texts(Level.OUT) if bench.client.abilities.live else heard.lines


class SourceContract:
    async def test_it_says_what_it_is_and_needs(self, bench: Bench) -> None:
        assert bench.kind.kind
        assert all(setting.name and setting.description for setting in bench.kind.settings)

    @pytest.mark.parametrize("url", ["", "nonsense", "http://127.0.0.1:1", "http://[", "/no/such", "ftp://x", "\0"])
    async def test_detecting_never_raises(self, bench: Bench, url: str) -> None:
        assert await bench.kind.detect(url) is False

    async def test_a_good_place_is_up(self, bench: Bench) -> None:
        assert (await bench.client.check()).state is HealthState.UP

    async def test_where_nothing_is_the_check_says_so_and_does_not_raise(self, bench: Bench) -> None:
        health = await bench.nobody.check()
        assert health.state is HealthState.DOWN
        assert health.detail

    async def test_where_nothing_is_listing_is_a_source_error(self, bench: Bench) -> None:
        with pytest.raises(SourceError):
            await bench.nobody.workflows()

    async def test_where_nothing_is_a_run_fails_in_words(self, bench: Bench) -> None:
        try:
            outcome = await run(bench.nobody, a_job(bench.echo))
        except SourceError as trouble:
            outcome = Failed(trouble.message)
        assert isinstance(outcome, Failed)
        assert outcome.reason

    async def test_it_lists_what_it_can_run(self, bench: Bench) -> None:
        listed = await bench.client.workflows()
        offers = listed.offers if isinstance(listed, Listing) else listed
        keys = [offer.key for offer in offers]
        assert len(keys) == len(set(keys))
        assert {bench.echo, bench.fails} <= set(keys)
        assert all(offer.title and is_safe(offer.title + offer.description) for offer in offers)

    async def test_listing_twice_says_the_same(self, bench: Bench) -> None:
        assert await bench.client.workflows() == await bench.client.workflows()

    async def test_a_run_gives_lines_and_its_result(self, bench: Bench) -> None:
        heard = Heard()
        outcome = await run(bench.client, a_job(bench.echo, "ping ü"), heard)
        assert isinstance(outcome, Done)
        assert "ping ü" in outcome.result
        assert any("ping ü" in text for text in heard.texts(Level.OUT))

    async def test_a_ref_comes_before_every_line(self, bench: Bench) -> None:
        heard = Heard()
        await run(bench.client, a_job(bench.echo), heard)
        assert "ref" not in heard.order[1:] or heard.order[0] == "ref"

    async def test_a_failure_has_one_readable_line(self, bench: Bench) -> None:
        heard = Heard()
        outcome = await run(bench.client, a_job(bench.fails), heard)
        assert isinstance(outcome, Failed)
        assert "purpose" in outcome.reason
        assert "\n" not in outcome.reason
        assert heard.lines

    async def test_an_unknown_workflow_fails_and_trying_again_does_not_help(self, bench: Bench) -> None:
        try:
            outcome = await run(bench.client, a_job(bench.unknown))
        except SourceError as trouble:
            outcome = Failed(trouble.message, trouble.trouble)
        assert isinstance(outcome, Failed)
        assert outcome.reason
        assert not outcome.retryable

    async def test_lines_come_while_it_runs(self, bench: Bench) -> None:
        if not bench.client.abilities.live:
            return
        heard = Heard()
        running = asyncio.ensure_future(run(bench.client, a_job(bench.long), heard))
        await heard.until(lambda: heard.texts(Level.OUT))
        assert not running.done()
        await self._let_go(running)
        for ref in heard.refs:
            await bench.client.cancel(ref)

    async def test_cancelling_by_ref_ends_it_where_it_runs(self, bench: Bench) -> None:
        heard = Heard()
        running = asyncio.ensure_future(run(bench.client, a_job(bench.long), heard))
        await heard.until(lambda: _has_begun(bench, heard))
        assert await eventually(bench.long_runs)
        if heard.refs:
            able = bench.client.abilities.cancel
            assert await bench.client.cancel(heard.refs[-1]) is able
            assert not able or not isinstance(await running, Done)
        await self._let_go(running)
        assert not bench.client.abilities.cancel or not await bench.long_runs()

    async def test_cancelling_what_has_ended_is_no_error(self, bench: Bench) -> None:
        heard = Heard()
        await run(bench.client, a_job(bench.echo), heard)
        for ref in heard.refs if bench.client.abilities.cancel else ():
            assert await bench.client.cancel(ref) is True

    async def test_cancelling_rubbish_does_not_break(self, bench: Bench) -> None:
        with suppress(SourceError):
            assert await bench.client.cancel("no/such ref") in (True, False)

    async def test_letting_go_is_quick_and_what_stays_can_be_taken_up_again(self, bench: Bench) -> None:
        heard = Heard()
        running = asyncio.ensure_future(run(bench.client, a_job(bench.long), heard))
        await heard.until(lambda: _has_begun(bench, heard))
        await self._let_go(running)
        stays = bench.client.abilities.reattach
        if bench.client.abilities.cancel:
            assert await bench.long_runs() is stays
        if stays:
            await self._take_up_again(bench, heard.refs[-1])

    async def test_the_same_key_does_not_run_twice(self, bench: Bench) -> None:
        if not bench.client.abilities.repeatable:
            return
        first, second = Heard(), Heard()
        await run(bench.client, a_job(bench.echo, key="spark:the-same"), first)
        await run(bench.client, a_job(bench.echo, key="spark:the-same"), second)
        assert first.refs == second.refs

    async def test_hostile_output_is_only_text(self, bench: Bench) -> None:
        heard = Heard()
        outcome = await run(bench.client, a_job(bench.hostile), heard)
        assert isinstance(outcome, Done)
        assert is_safe(outcome.result)
        assert all(is_safe(text) for text in heard.texts())
        assert any("[@click=" in text for text in heard.texts())

    async def test_big_output_is_bounded(self, bench: Bench) -> None:
        heard = Heard()
        outcome = await run(bench.client, a_job(bench.big), heard)
        assert isinstance(outcome, Done)
        assert 0 < len(outcome.result) <= RESULT_LIMIT + 100
        assert all(len(text) <= LINE_LIMIT + 100 and "\n" not in text for text in heard.texts())

    async def test_runs_do_not_mix(self, bench: Bench) -> None:
        heard = [Heard() for _ in range(5)]
        jobs = [a_job(bench.echo, f"only-{n}") for n in range(5)]
        outcomes = await asyncio.gather(*(run(bench.client, job, ear) for job, ear in zip(jobs, heard, strict=True)))
        for n, (outcome, ear) in enumerate(zip(outcomes, heard, strict=True)):
            assert isinstance(outcome, Done)
            assert f"only-{n}" in outcome.result
            assert not any(f"only-{other}" in text for text in ear.texts() for other in range(5) if other != n)

    async def test_closing_twice_is_fine(self, bench: Bench) -> None:
        await bench.client.check()
        await bench.client.close()
        await bench.client.close()

    async def _let_go(self, running: "asyncio.Future[Outcome]") -> None:
        running.cancel()
        async with asyncio.timeout(SOON):
            await asyncio.gather(running, return_exceptions=True)

    async def _take_up_again(self, bench: Bench, ref: str) -> None:
        heard = Heard()
        again = asyncio.ensure_future(run(bench.client, a_job(bench.long, ref=ref), heard))
        await heard.until(lambda: heard.lines)
        assert await bench.client.cancel(ref)
        assert not isinstance(await again, Done)
        assert not await bench.long_runs()

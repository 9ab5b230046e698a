"""What is written down is read back as it was: over any valid schedule, to the byte."""

import asyncio
import json
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.planner import plan
from spark_tui.domain.agreement import agreed, meaningful
from spark_tui.domain.delivery import Deliver, Destination, Event
from spark_tui.domain.errors import BadTiming, Invalid
from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId
from spark_tui.domain.inputs import Values, values_of
from spark_tui.domain.nodes import Map, Text, parse
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy, Schedule
from spark_tui.domain.source import Memory, SecretName, Source
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import ClockChange, Cron, Except, Fold, Gap, Interval, Once, Rule, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer, Workflow
from spark_tui.faces.exchange.codecs import Notes
from spark_tui.faces.exchange.emitting import block, scalar
from spark_tui.faces.exchange.reading import read
from spark_tui.faces.exchange.values import read_values, values_shape
from spark_tui.faces.exchange.writing import write
from spark_tui.service.ports import Abilities
from spark_tui.service.spark import Spark
from spark_tui.service.wanted import Kept, Wanted, WantedDestination, WantedSchedule
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.fakes import FakeClock, FakeRoster, FakeSource, FakeVault, a_spark

STORED = 15  # examples that go through two databases; more of them are tried without
ZONES = st.sampled_from(["UTC", "Europe/Rome", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Monrovia"])
CRONS = st.sampled_from(
    ["0 9 * * 1-5", "*/5 * * * *", "30 8 1 * *", "0 0 L * *", "15 10 * JAN MON#2", "5 4 * * FRI-MON", "*/10 * * * * *"]
)
RULES = st.sampled_from(
    ["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "FREQ=MONTHLY;BYDAY=-1MO", "FREQ=DAILY;COUNT=5"]
)
WALLS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
NEAR_WALLS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1))
MOMENTS = WALLS.map(lambda wall: wall.replace(tzinfo=UTC))
TRIGGERS = st.one_of(
    st.builds(Cron, CRONS, ZONES),
    st.builds(Interval, st.timedeltas(timedelta(seconds=1), timedelta(days=3660)), MOMENTS),
    st.builds(Once, MOMENTS),
    st.builds(Rule, RULES, NEAR_WALLS, ZONES),
)
EXCEPTS = st.builds(
    Except,
    ZONES,
    st.frozensets(st.integers(0, 6), max_size=3),
    st.frozensets(st.integers(1, 12), max_size=3),
    st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=3),
    st.frozensets(st.dates(), max_size=3),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
PROSE = st.one_of(TEXTS, st.lists(st.text("ab:#- '\"|", max_size=8), max_size=5).map("\n".join), st.just("on"))
NAMES = st.one_of(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), TEXTS).filter(
    lambda name: bool(name) and one_line(name) == name
)


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    starts = draw(st.none() | NEAR_WALLS.map(lambda wall: wall.replace(tzinfo=UTC)))
    ends = draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=900)))
    return Timing(
        tuple(draw(st.lists(TRIGGERS, min_size=1, max_size=3))),
        starts,
        starts + ends if starts and ends else None,
        draw(st.none() | st.integers(1, 20)) if starts else None,
        draw(st.none() | EXCEPTS),
        draw(st.builds(ClockChange, st.sampled_from(Gap), st.sampled_from(Fold))),
    )


SPANS = st.timedeltas(timedelta(seconds=1), timedelta(days=40_000))
POLICIES = st.builds(
    Policy,
    overlap=st.sampled_from(Overlap),
    catch_up=st.sampled_from(CatchUp),
    catch_up_within=SPANS,
    at_most=st.integers(1, 1000),
    catch_up_most=st.integers(1, 1000),
    catch_up_spread=SPANS,
    catch_up_ask=st.booleans(),
    retry=st.builds(
        Retry,
        st.integers(0, 100),
        SPANS,
        st.floats(1, 1e9),
        SPANS,
        st.floats(0, 1),
        st.frozensets(st.sampled_from(Trouble)),
    ),
    timeout=SPANS,
    max_wait=st.none() | SPANS,
    deadline=st.none() | SPANS,
    late_after=SPANS,
    interrupted=st.sampled_from(Interrupted),
    pause_after=st.integers(0, 1000),
)


def _agreeing(policy: Policy) -> Policy:
    """A drawn policy as a person could have made it: no file is read that contradicts itself."""
    unbounded = replace(policy, deadline=None, max_wait=None)
    for bounded in (policy, unbounded):
        with suppress(Invalid):
            return agreed(Policy(), meaningful(bounded))
    return Policy()


PAUSES = st.builds(Pause, MOMENTS, PROSE, PROSE, st.none() | MOMENTS)


_SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
_DEEP = st.recursive(
    _SCALARS | PROSE | st.sampled_from(["2", "true", "null", "5s", "1e3", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PROSE, inner, max_size=3),
    max_leaves=6,
)
VALUES = st.just(Values()) | st.dictionaries(st.sampled_from(["a.b", "seconds", "Text-1.x", "on"]), _DEEP).map(
    values_of
)


@st.composite
def schedules(draw: st.DrawFn) -> list[Schedule]:
    names = draw(st.lists(NAMES, max_size=3, unique_by=str.casefold))
    return [draw(_schedule(name)) for name in names]


def _schedule(name: str) -> st.SearchStrategy[Schedule]:
    return st.builds(
        Schedule,
        id=st.uuids().map(lambda one: ScheduleId(one.hex)),
        name=st.just(name),
        workflow=st.just(WorkflowId("w")),
        workflow_ref=st.just("fake/daily-report"),
        timing=timings(),
        zone=ZONES,
        created_at=st.just(datetime(2026, 1, 1, tzinfo=UTC)),
        next_at=st.none(),
        phrase=PROSE | st.sampled_from(["every weekday at 9", "tomorrow at 10"]),
        input=PROSE,
        values=VALUES,
        template=st.just(False),
        policy=st.just(Policy()) | POLICIES.map(_agreeing),
        pause=st.none() | PAUSES,
        tags=st.lists(st.sampled_from(["gpu", "team-a", "1", "on"]), unique=True).map(tuple),
        deliver=st.lists(
            st.builds(
                Deliver,
                st.sampled_from(["ops", "an a"]),
                st.lists(st.sampled_from(Event), min_size=1).map(tuple),
                st.sampled_from(["", "{{ result }}: ümläut"]),
            ),
            unique_by=lambda rule: rule.to,
        ).map(tuple),
        ping=st.none() | st.sampled_from(["env:PING", "ping-report"]).map(SecretName),
    )


class _Spark:
    """Two Sparks over stores of their own, on one event loop, emptied between two examples."""

    def __init__(self, folder: Path, runner: asyncio.Runner) -> None:
        self.here, self.there = (runner.run(self._open(folder / name)) for name in ("here.db", "there.db"))

    async def _open(self, path: Path) -> Spark:
        offers = [Offer("report-key", "daily-report")]
        roster = FakeRoster(FakeSource(offers=offers, abilities=Abilities(inputs=True)))
        store = await open_store(f"sqlite:///{path}")
        return a_spark(store, FakeClock(), roster, FakeVault(), plan, words, "UTC")

    async def through(self, these: list[Schedule]) -> tuple[str, str]:
        """The export of a store that holds them, and that of an empty one to which it was applied."""
        source = Source(SourceId("s"), "fake", "fake", "http://fake:1", SecretName("env:KEY"), memory=Memory.SCHEDULE)
        async with self.here.store.write() as tx:
            await tx.sources.put(source)
            await tx.workflows.put(Workflow(WorkflowId("w"), source.id, "fake", "report-key", "daily-report"))
            for schedule in these:
                await tx.schedules.put(schedule)
        before = write(await self.here.exchange.kept())
        await self.apply(self.there, before)
        after = write(await self.there.exchange.kept())
        again = await self.there.exchange.compare(read(after, "UTC").wanted)
        assert (again.different, again.faults) == (0, [])
        for spark in (self.here, self.there):
            await spark.exchange.apply(await spark.exchange.compare(Wanted((), (), ()), prune=True))
        return before, after

    async def apply(self, spark: Spark, text: str) -> None:
        file = read(text, "UTC")
        comparison = await spark.exchange.compare(file.wanted)
        assert (file.wrong, comparison.faults) == ([], []), text
        await spark.exchange.apply(comparison)

    async def close(self) -> None:
        await self.here.close()
        await self.there.close()


def test_every_field_of_a_schedule_is_in_the_file_or_is_made_anew() -> None:
    made_anew = {"id", "workflow", "created_at", "next_at", "words"}
    said = {field.name for field in fields(WantedSchedule)} | {"workflow_ref"}
    assert {field.name for field in fields(Schedule)} <= made_anew | said


@pytest.mark.parametrize("key", ["A,", "a: b", "x{", "", "?", "k" * 2_000, "\U0001f4a5" * 200, "two\nlines"])
def test_whatever_the_names_within_a_value_are_the_file_is_read(key: str) -> None:
    given = {"a": [{key: 1}], "b": {key: {key: "x"}}}
    shape = values_shape(values_of(given))
    root, wrong = parse("\n".join(block({"inputs": shape}, 0)))
    assert wrong == []
    assert isinstance(root, Map)
    read_back = read_values(root.values[0], Notes())
    assert {name: json.loads(one) if isinstance(one, str) else one for name, one in read_back.items()} == given


@settings(max_examples=120, deadline=None)
@given(schedules())
def test_a_file_wants_what_was_written(these: list[Schedule]) -> None:
    said = {s.name: "words\nof it" for s in these}
    file = read(write(Kept([], these, {}, said)), "Asia/Tokyo")
    assert file.wrong == []
    assert file.wanted.schedules is not None
    for one, wanted in zip(these, file.wanted.schedules, strict=True):
        assert (wanted.name, wanted.workflow, wanted.timing) == (one.name, one.workflow_ref, one.timing)
        assert (wanted.zone, wanted.phrase, wanted.input) == (one.zone, one.phrase, one.input)
        assert values_of(wanted.values) == one.values
        assert (wanted.policy, wanted.tags, wanted.ping) == (one.policy, one.tags, one.ping)
        assert wanted.deliver == one.deliver
        now, by = datetime(2026, 1, 1, tzinfo=UTC), ""
        assert (wanted.pause.from_(None, now, by) if wanted.pause else None) == one.pause


def test_an_export_applied_to_an_empty_store_exports_the_same_bytes(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        both = _Spark(tmp_path, runner)

        @settings(max_examples=STORED, deadline=None)
        @given(schedules())
        def holds(these: list[Schedule]) -> None:
            before, after = runner.run(both.through(these))
            assert before == after

        holds()
        runner.run(both.close())


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("plain words, and more", "plain words, and more"),
        ("$ echo 'a' | tee b", "$ echo 'a' | tee b"),
        ("2026-11-24T09:00:00+01:00", "2026-11-24T09:00:00+01:00"),
        ("1h30m", "1h30m"),
        ("*/5 * * * *", "'*/5 * * * *'"),
        ("a: b", "'a: b'"),
        ("a #b", "'a #b'"),
        ("a:", "'a:'"),
        ("a ", "'a '"),
        (" a", "' a'"),
        ("", "''"),
        ("on", "'on'"),
        ("Null", "'Null'"),
        ("12:30", "'12:30'"),
        ("017", "'017'"),
        ("- a", "'- a'"),
        ("it's: so", '"it\'s: so"'),
        ("\x1b[31m\u202e\ufe0f", '"\\e[31m\\u202e\\ufe0f"'),
        ("a\tb", '"a\\tb"'),
        (True, "true"),
        (3, "3"),
    ],
)
def test_a_value_is_quoted_only_where_somebody_could_misread_it(value: str | bool | int, line: str) -> None:
    assert scalar(value) == line
    assert yaml.safe_load(f"it: {line}") == {"it": value} or line[0] in "12"


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(NAMES, PROSE | st.lists(PROSE, max_size=3), max_size=4))
def test_what_is_written_is_read_back_by_any_reader_of_yaml(shape: dict[str, Any]) -> None:
    text = "\n".join(block({"it": shape} if shape else {"it": {}}, 0)) + "\n"
    assert yaml.safe_load(text) == {"it": shape}
    root, wrong = parse(text)
    assert wrong == []
    assert _plain(root) == {"it": shape}


def _plain(node: Any) -> Any:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Map):
        return {key.value: _plain(value) for key, value in node.pairs()}
    return [_plain(value) for value in node.values]


@pytest.mark.parametrize(
    ("zone", "said"), [("Mars/Olympus", BadTiming), ("America/Sao_Paulo", "2026-11-24T06:00:00-03:00")]
)
def test_a_moment_is_written_on_the_clock_of_its_zone(zone: str, said: object) -> None:
    from spark_tui.faces.exchange.spans import moment_text

    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert moment_text(at, zone) == (said if isinstance(said, str) else at.isoformat())


def test_destinations_are_written_by_the_names_of_their_urls_and_read_back() -> None:
    ops = Destination("ops", "webhook", SecretName("destination-ops"), "https://hooks.example/…")
    text = write(Kept((), (), {}, {}, destinations=(ops, Destination("ana", "omni", SecretName("env:ANA")))))
    found = read(text, "UTC")
    assert found.wrong == []
    assert found.wanted.destinations == (
        WantedDestination("ops", SecretName("destination-ops"), "webhook", "https://hooks.example/…"),
        WantedDestination("ana", SecretName("env:ANA"), "omni", ""),
    )


def test_a_destination_without_a_secret_is_told_at_its_line() -> None:
    (wrong,) = read("destinations:\n  ops: {kind: webhook}\nschedules: {}\n", "UTC").wrong
    assert (wrong.mark.line, wrong.message) == (2, "destination ops has no secret")

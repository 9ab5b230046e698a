"""A file is read strictly: what stands there counts, and all that is wrong is told at its place."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest

from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.nodes import MOST_NODES, Text, parse
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Policy
from spark_tui.domain.timing import Cron, Except, Interval, Once, Rule, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.faces.exchange import keys
from spark_tui.faces.exchange.codecs import Codec
from spark_tui.faces.exchange.reading import read
from spark_tui.service.wanted import WantedPause, WantedSchedule

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def the_schedule(body: str) -> WantedSchedule:
    """What a schedule of that body is read as; nothing is wrong with it."""
    file = read(
        "schedules:\n  it:\n    workflow: local/x\n" + "".join(f"    {line}\n" for line in body.split("\n")), "UTC"
    )
    assert file.wrong == []
    assert file.wanted.schedules is not None
    return file.wanted.schedules[0]


@pytest.mark.parametrize(
    ("body", "timing"),
    [
        ("cron: 0 9 * * 1-5", Timing((Cron("0 9 * * 1-5"),))),
        ("cron: 0 9 * * 1-5\nzone: Europe/Rome", Timing((Cron("0 9 * * 1-5", "Europe/Rome"),))),
        ("cron: ['*/5 * * * *', \"@daily\"]", Timing((Cron("*/5 * * * *"), Cron("0 0 * * *")))),
        ("once: 2026-11-24T09:00:00Z", Timing((Once(NINE),))),
        ("once: 2026-11-24T09:00", Timing((Once(NINE),))),
        ("once: 2026-11-24 10:00\nzone: Europe/Rome", Timing((Once(NINE),))),
        ("every: 90m\nfrom: 2026-11-24T09:00:00+00:00", Timing((Interval(timedelta(minutes=90), NINE),))),
        ("every: 1.5s\nfrom: 2026-11-24T09:00:00", Timing((Interval(timedelta(seconds=1.5), NINE),))),
        (
            "rrule: FREQ=WEEKLY;BYDAY=FR\nfrom: 2026-11-27T17:30:00\nzone: Europe/Rome",
            Timing((Rule("FREQ=WEEKLY;BYDAY=FR", datetime(2026, 11, 27, 17, 30), "Europe/Rome"),)),
        ),
        (
            "triggers: [{cron: 0 9 * * *}, {cron: 0 9 * * *, zone: Asia/Tokyo}, {once: 2026-11-24T09:00:00}]",
            Timing((Cron("0 9 * * *"), Cron("0 9 * * *", "Asia/Tokyo"), Once(NINE))),
        ),
        (
            "cron: 0 9 * * *\nstarts: 2026-11-24T09:00:00\nends: 2026-11-24T09:00:00\ncount: 3",
            Timing((Cron("0 9 * * *"),), NINE, NINE, 3),
        ),
        (
            "cron: 0 9 * * *\nzone: Europe/Rome\nexcept: {weekdays: [sat, Sunday], months: aug, days: 12-25}",
            Timing(
                (Cron("0 9 * * *", "Europe/Rome"),),
                exclude=Except("Europe/Rome", frozenset({5, 6}), frozenset({8}), frozenset({(12, 25)})),
            ),
        ),
    ],
)
def test_a_time_is_read_in_each_of_its_forms(body: str, timing: Timing) -> None:
    assert the_schedule(body).timing == timing


def test_a_policy_is_its_defaults_but_for_what_stands_there() -> None:
    said = """\
when: every day at 9
policy:
  overlap: queue
  catch_up: all
  catch_up_within: 2h
  catch_up_most: 4
  catch_up_spread: 30s
  catch_up_ask: true
  at_most: 5
  timeout: 1h30m
  max_wait: 10m
  deadline: 6h
  late_after: 1m
  interrupted: retry
  pause_after: 3
  retry: {count: 3, delay: 10, factor: 1.5, jitter: 0, on: busy}"""
    assert the_schedule(said).policy == Policy(
        overlap=Overlap.QUEUE,
        catch_up=CatchUp.ALL,
        catch_up_within=timedelta(hours=2),
        at_most=5,
        timeout=timedelta(minutes=90),
        interrupted=Interrupted.RETRY,
        pause_after=3,
        catch_up_most=4,
        catch_up_spread=timedelta(seconds=30),
        catch_up_ask=True,
        max_wait=timedelta(minutes=10),
        deadline=timedelta(hours=6),
        late_after=timedelta(minutes=1),
        retry=Retry(3, timedelta(seconds=10), 1.5, jitter=0, on=frozenset({Trouble.BUSY})),
    )


@pytest.mark.parametrize(("made", "known"), [(Policy, keys.POLICY), (Retry, keys.RETRY)])
def test_every_field_of_a_policy_has_a_key(made: type, known: dict[str, Codec]) -> None:
    assert {field.name for field in fields(made)} == set(known)


def test_tags_and_limits_are_read() -> None:
    assert the_schedule("when: every day at 9\ntags: [GPU, team-a, gpu]").tags == ("gpu", "team-a")
    file = read("limits: {sources: {langflow: 4}, tags: {GPU: 2}}", "UTC")
    assert (file.wrong, file.wanted.limits) == (
        [],
        (Limit(Scope.SOURCE, "langflow", 4), Limit(Scope.TAG, "gpu", 2)),
    )


@pytest.mark.parametrize(
    ("said", "pause"),
    [
        ("paused: yes", WantedPause()),
        ("paused: no", None),
        ("paused: ~", None),
        ("paused: {note: holidays}", WantedPause(note="holidays")),
        ("paused: {until: 2026-11-24T09:00:00, by: ana}", WantedPause(by="ana", until=NINE)),
    ],
)
def test_a_pause_is_read(said: str, pause: WantedPause | None) -> None:
    assert the_schedule(f"when: every day at 9\n{said}").pause == pause


@pytest.mark.parametrize("value", ["on", "no", "y", "12:30", "2026-01-01", "0x1f", "1e3", ".inf", "017", "<<"])
def test_what_older_readers_of_yaml_change_is_the_text_that_stands_there(value: str) -> None:
    assert the_schedule(f"when: every day at 9\ninput: {value}").input == value


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_nothing_is_nothing_and_a_quoted_word_is_a_word(value: str) -> None:
    assert the_schedule(f"when: every day at 9\ninput: {value}").input == ""
    assert the_schedule(f"when: every day at 9\ninput: '{value}'").input == value


def test_one_policy_may_be_copied_by_its_anchor() -> None:
    file = read(
        "schedules:\n  a: {workflow: x/y, when: every day at 9, policy: &p {at_most: 3}}\n"
        "  b: {workflow: x/y, when: every day at 9, policy: *p}\n",
        "UTC",
    )
    assert file.wrong == []
    assert [s.policy.at_most for s in file.wanted.schedules or ()] == [3, 3]


@pytest.mark.parametrize(
    ("text", "sources", "schedules"),
    [("spark: 1", None, None), ("sources: {}", (), None), ("schedules:", None, ()), ("sources:\nschedules: ~", (), ())],
)
def test_a_part_that_is_not_there_is_not_an_empty_one(text: str, sources: object, schedules: object) -> None:
    wanted = read(text, "UTC").wanted
    assert (wanted.sources, wanted.schedules) == (sources, schedules)


def wrong(text: str) -> list[tuple[int, int, str]]:
    return [(w.mark.line, w.mark.column, f"{w.message} → {w.hint}") for w in sorted(read(dedent(text), "UTC").wrong)]


@pytest.mark.parametrize(
    ("text", "line", "column", "told"),
    [
        ("", 1, 1, "nothing in it"),
        ("- a", 1, 1, "a mapping belongs here"),
        ("spark: 2", 1, 8, "another form"),
        ("schedule: {}", 1, 1, "did you mean “schedules”?"),
        ("schedules: [a]", 1, 12, "by name"),
        ("sources: {a: {kind: x}}", 1, 11, "no url"),
        ("a: 1\na: 2", 2, 1, "stands twice"),
        ("schedules: {a: {}, a: {}}", 1, 20, "first in line 1"),
        ("schedules: {}\n---\nschedules: {}", 2, 1, "second document"),
        ("schedules: {a: {workflow: x, cron: '1 1 * * *', deliver: [ops]}}", 1, 58, "destination: events"),
        ("schedules: {a: {workflow: x, cron: '1 1 * * *', deliver: {ops: [fail]}}}", 1, 65, "none of them"),
        ("a: [1", 1, 6, "not YAML"),
        ("a:\n\tb: 1", 2, 1, "not with tabs"),
        ("a: b: c", 1, 5, "colon and a blank"),
        ("cron: */5 * * * *", 1, 8, "quote what begins with *"),
        ("a: *b", 1, 4, "stands for nothing"),
        ("a: &a [*a]", 1, 8, "stands for nothing"),
        ("a: !!python/object:os.system x", 1, 4, "means nothing here"),
        ("a: \x07", 1, 4, "control character"),
        ("{" * 40, 1, 25, "deep"),
        ("? [a]\n: b", 1, 3, "a key is a word"),
        ("schedules: {it: {when: x}}", 1, 13, "no workflow"),
        ("schedules: {it: {workflow: x/y}}", 1, 13, "nothing says when"),
        ("schedules: {it: {workflow: x/y, when: z, cron: 0 9 * * *}}", 1, 48, "both say when"),
        ("schedules: {it: {workflow: x/y, when: z, count: 3}}", 1, 49, "in the phrase"),
        ("schedules: {it: {workflow: x/y, when: z, zone: Mars/Olympus}}", 1, 48, "no time zone"),
        ("schedules: {it: {workflow: x/y, cron: 0 9 * *}}", 1, 39, "has 4"),
        ("schedules: {it: {workflow: x/y, cron: [0 9 * * *, 0 25 * * *]}}", 1, 51, "bad hour"),
        ("schedules: {it: {workflow: x/y, cron: []}}", 1, 39, "nothing in it"),
        ("schedules: {it: {workflow: x/y, cron: 0 9 * * *, from: x}}", 1, 56, "starts"),
        ("schedules: {it: {workflow: x/y, every: 5m}}", 1, 40, "counts from"),
        ("schedules: {it: {workflow: x/y, every: soon, from: 2026-11-24T09:00:00}}", 1, 40, "no span of time"),
        ("schedules: {it: {workflow: x/y, every: 5m, from: soon}}", 1, 50, "no moment"),
        ("schedules: {it: {workflow: x/y, every: 0s, from: 2026-11-24T09:00:00}}", 1, 50, "at least one second"),
        ("schedules: {it: {workflow: x/y, rrule: FREQ=NEVER, from: 2026-11-24T09:00:00}}", 1, 40, "calendar rule"),
        ("schedules: {it: {workflow: x/y, rrule: FREQ=DAILY, from: 2026-11-24T09:00:00Z}}", 1, 58, "offset"),
        ("schedules: {it: {workflow: x/y, triggers: [{}]}}", 1, 44, "one of cron, every"),
        ("schedules: {it: {workflow: x/y, cron: 0 9 * * *, count: 3}}", 1, 57, "count needs a start"),
        ("schedules: {it: {workflow: x/y, cron: 0 9 * * *, count: many}}", 1, 57, "whole number"),
        ("schedules: {it: {workflow: x/y, cron: 0 9 * * *, except: {days: 13-1}}}", 1, 65, "day of the year"),
        ("schedules: {it: {workflow: x/y, cron: 0 9 * * *, except: {weekdays: [moon]}}}", 1, 70, "did you mean “mon”?"),
        ("schedules: {it: {workflow: x/y, when: z, paused: maybe}}", 1, 50, "yes nor no"),
        ("schedules: {it: {workflow: x/y, when: z, policy: {overlapp: skip}}}", 1, 51, "did you mean “overlap”?"),
        ("schedules: {it: {workflow: x/y, when: z, policy: {overlap: skipp}}}", 1, 60, "did you mean “skip”?"),
        ("schedules: {it: {workflow: x/y, when: z, policy: {at_most: 0}}}", 1, 60, "1 to 1000"),
        ("schedules: {it: {workflow: x/y, when: z, policy: {retry: {count: 1_0}}}}", 1, 66, "whole number"),
        ("schedules: {it: {workflow: x/y, when: z, policy: {retry: {factor: nan}}}}", 1, 67, "does not shrink"),
        ("schedules: {it: {workflow: x/y, when: z, policy: {retry: {on: [bussy]}}}}", 1, 64, "did you mean “busy”?"),
        ("schedules: {it: {workflow: x/y, when: z, policy: {catch_up_ask: perhaps}}}", 1, 65, "neither yes nor no"),
        ("schedules: {it: {workflow: x/y, when: z, tags: ['a b']}}", 1, 49, "no tag"),
        ("limits: {tags: {gpu: -1}}", 1, 22, "a limit is"),
        ("limits: {tag: {gpu: 1}}", 1, 10, "did you mean “tags”?"),
        ("limits: {tags: [gpu]}", 1, 16, "by name"),
        ("schedules: {it: {workflow: [x], when: z}}", 1, 28, "not a list"),
        ("schedules: {it: {workflow: x/y, when: z}, IT: {workflow: x/y, when: z}}", 1, 43, "again"),
        ('schedules: {"a\\nb": {workflow: x/y, when: z}}', 1, 13, "one line"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(text: str, line: int, column: int, told: str) -> None:
    first = next((found for found in wrong(text) if told in found[2]), None)
    assert first is not None, wrong(text)
    assert first[:2] == (line, column), wrong(text)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = wrong("""\
        sources:
          lf: {kind: langflow, urll: x}
        schedules:
          a:
            workflow: x/y
            cron: 0 9 * *
            policy: {overlap: skipp, timeout: soon}
          b: {when: z}
        """)
    assert [line for line, _, _ in found] == [2, 2, 6, 7, 7, 8]


def test_copies_of_copies_are_bounded() -> None:
    laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        laughs += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    assert f"{MOST_NODES:,}" in wrong(laughs)[0][2]


def test_a_text_keeps_the_place_where_it_stands() -> None:
    root, _ = parse("ä: ü")
    assert root is not None
    value = root.values[0]  # type: ignore[union-attr]
    assert isinstance(value, Text)
    assert (value.mark, value.value) == ((1, 4), "ü")

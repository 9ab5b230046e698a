"""What is said of a moment, past or to come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.ids import RunId, SourceId, WorkflowId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.outage import Absence, Outage
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import CatchUp, Overlap, Pause
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.timing import Cron, Except, Timing
from spark_tui.domain.why import Circumstances, because_of, what_will
from spark_tui.domain.workflow import Workflow
from tests.domain.test_planning import NINE, schedule

S, M, H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
RAN = Entry(NINE, NINE, 1, "succeeded", "", RunId("r"), 1, NINE, NINE + 2 * S, NINE, Cause.SCHEDULE)
MISSED = Entry(NINE, NINE + 2 * H, 3, "missed", "Spark was off from 8:00 to 11:10")


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([RAN], ["it ran on time: started 0.000 s after its moment", "succeeded after 2.0 s, at 2026-11-23 09:00:02"]),
        (
            [replace(RAN, queued_at=NINE + 2 * M, started_at=NINE + 3 * M, ended_at=None, state="running")],
            [
                (
                    "it ran 0:03:00 late: queued 0:02:00 after its moment (the engine came late to it); "
                    "it waited 0:01:00 for a seat"
                ),
                "running",
            ],
        ),
        (
            [replace(RAN, cause=Cause.CATCH_UP, queued_at=NINE + H, started_at=NINE + H, ended_at=NINE + H + S)],
            [
                "it ran 1:00:00 late: queued 1:00:00 after its moment (nobody planned it before; it was caught up)",
                "succeeded after 1.0 s, at 2026-11-23 10:00:01",
            ],
        ),
        (
            [replace(RAN, state="failed", reason="no disk"), replace(RAN, attempt=2, cause=Cause.RETRY)],
            [
                "it ran on time: started 0.000 s after its moment",
                "failed after 2.0 s, at 2026-11-23 09:00:02: no disk",
                "attempt 2: succeeded after 2.0 s, at 2026-11-23 09:00:02",
            ],
        ),
        (
            [replace(RAN, cause=Cause.MANUAL, batch="b", asked_by="ana", started_at=NINE + S)],
            [
                "ana asked for it by hand, at 2026-11-23 09:00:00: started 1.0 s later",
                "succeeded after 1.0 s, at 2026-11-23 09:00:02",
            ],
        ),
        (
            [replace(RAN, cause=Cause.BACKFILL, batch="b", queued_at=NINE + H, started_at=NINE + H, ended_at=None)],
            [
                "somebody asked for it as a backfill of that moment, at 2026-11-23 10:00:00: started 0.0 s later",
                "succeeded",
            ],
        ),
        (
            [MISSED],
            [
                "it did not run: missed, because Spark was off from 8:00 to 11:10",
                "it shares this with 3 moments from 2026-11-23 09:00:00 to 2026-11-23 11:00:00",
            ],
        ),
        (
            [replace(RAN, state="held", started_at=None, ended_at=None)],
            ["it is held: a missed moment that waits for a person's yes (spark schedule catch-up)", "held"],
        ),
        (
            [replace(RAN, state="expired", started_at=None, reason="not started within its longest wait")],
            ["it never started", "expired, at 2026-11-23 09:00:02: not started within its longest wait"],
        ),
    ],
)
def test_what_is_past_is_told_from_the_ledger(entries: list[Entry], says: list[str]) -> None:
    assert list(because_of(schedule(), NINE, entries).says) == says


@pytest.mark.parametrize("told", [RAN, MISSED, replace(RAN, cause=Cause.MANUAL, batch="b", started_at=NINE + S)])
def test_a_face_tells_moments_in_its_own_words(told: Entry) -> None:
    says = " ".join(because_of(schedule(), NINE, [told], at=lambda _: "then").says)
    assert "then" in says
    assert "2026-" not in says


def test_of_what_is_to_come_too() -> None:
    soon = replace(schedule(), next_at=NINE)
    assert what_will(soon, NINE, NINE - H, Circumstances("pid 1"), lambda _: "then").says[0] == "it will run at then"


def test_what_was_late_for_an_outage_names_it() -> None:
    late = replace(RAN, cause=Cause.CATCH_UP, queued_at=NINE + M, started_at=NINE + M, ended_at=NINE + M + S)
    says = because_of(schedule(), NINE, [late], [Outage(NINE - M, NINE + M, Absence.OFF)]).says
    assert says[0] == (
        "it ran 0:01:00 late: queued 0:01:00 after its moment "
        "(Spark was off from 2026-11-23 08:59:00 to 09:01:00; it was caught up)"
    )


@pytest.mark.parametrize(("asked", "moment"), [(0, 0), (30, 0), (60, 60), (95, 60), (500, 120)])
def test_a_moment_within_a_span_is_the_last_one_until_then(asked: int, moment: int) -> None:
    assert because_of(schedule(), NINE + asked * M, [MISSED]).moment == NINE + moment * M


def test_before_it_was_made_a_schedule_had_no_moment() -> None:
    (said,) = what_will(schedule(), NINE - 48 * H, NINE, ALL_WELL).says
    assert said == "the schedule was made later, at 2026-11-22 09:00:00"


def test_a_moment_that_has_passed_undecided_is_not_promised() -> None:
    says = what_will(schedule(), NINE, NINE + M, ALL_WELL).says
    assert says == ("it was due 0:01:00 ago, and the engine has not decided it yet: see spark daemon status",)


WORKFLOW = Workflow(WorkflowId("w"), SourceId("s"), "fake", "k", "report")
SOURCE = Source(SourceId("s"), "fake", "fake", "http://fake", health=Health(HealthState.UP, checked_at=NINE))
ALL_WELL = Circumstances("host pid 1", (), WORKFLOW, SOURCE)
GOING = Run(RunId("abcdefgh12"), WorkflowId("w"), "fake/report", NINE, NINE, Cause.SCHEDULE, state=RunState.RUNNING)
DOWN = replace(SOURCE, health=Health(HealthState.DOWN, "connection refused", checked_at=NINE))


def will(things: Circumstances = ALL_WELL, **policy: object) -> list[str]:
    return list(what_will(schedule(**policy), NINE, NINE - M, things).says)


WILL_RUN = "it will run at 2026-11-23 09:00:00"


@pytest.mark.parametrize(
    ("things", "policy", "says"),
    [
        (ALL_WELL, {}, [WILL_RUN]),
        (
            replace(ALL_WELL, engine=""),
            {},
            ["no engine is running: it runs when one is there again, by its catch-up “latest”"],
        ),
        (
            replace(ALL_WELL, engine=""),
            {"catch_up": CatchUp.NONE},
            ["no engine is running: unless one is there by then, it will be missed and not made up for"],
        ),
        (
            replace(ALL_WELL, going=[GOING]),
            {},
            [WILL_RUN, "run abcdefgh is running; if it still is by then, this moment is skipped"],
        ),
        (
            replace(ALL_WELL, going=[GOING, GOING]),
            {"overlap": Overlap.QUEUE},
            [
                WILL_RUN,
                "run abcdefgh is running; if it still is by then, this moment is skipped: one waits already",
            ],
        ),
        (
            replace(ALL_WELL, source=DOWN),
            {},
            [WILL_RUN, "source fake was down when it was last asked: connection refused"],
        ),
        (replace(ALL_WELL, workflow=None), {}, [WILL_RUN, "its workflow is not known any more: it will fail"]),
        (
            replace(ALL_WELL, limits=[Limit(Scope.SOURCE, "fake", 2), Limit(Scope.TAG, "gpu", 1)]),
            {},
            [WILL_RUN, "of source fake: 2 at once: it may wait for a seat"],
        ),
        (
            replace(ALL_WELL, limits=[Limit(Scope.SOURCE, "fake", 0)]),
            {},
            [WILL_RUN, "nothing of source fake runs: its limit is 0"],
        ),
        (
            replace(ALL_WELL, engine=""),
            {"catch_up_ask": True},
            ["no engine is running: unless one is there by then, it waits for your yes when there is one again"],
        ),
    ],
)
def test_what_is_to_come_is_told_with_what_could_hold_it(
    things: Circumstances, policy: dict[str, object], says: list[str]
) -> None:
    assert will(things, **policy) == says


def test_a_pause_leaves_it_out_until_its_end() -> None:
    paused = replace(schedule(), pause=Pause(NINE - H, "ana", "holiday", NINE + M))
    assert what_will(paused, NINE, NINE - M, ALL_WELL).says == (
        "it will be left out: paused until 2026-11-23 09:01:00 by ana: holiday",
    )
    assert what_will(paused, NINE + H, NINE - M, ALL_WELL).state == "planned"


@pytest.mark.parametrize(
    ("timing", "says"),
    [
        (
            Timing((Cron("0 9 * * *"),)),
            "that is none of its moments; the next one is 2026-11-24 09:00:00",
        ),
        (
            Timing((Cron("0 * * * *"),), exclude=Except("UTC", frozenset({0}))),
            "that is none of its moments: its day is left out; the next one is 2026-11-24 00:00:00",
        ),
    ],
)
def test_what_is_no_moment_is_told_with_the_next_one(timing: Timing, says: str) -> None:
    assert what_will(schedule(timing), NINE + 2 * H, NINE, ALL_WELL).says == (says,)


def test_what_has_ended_has_no_moment() -> None:
    assert what_will(schedule(next_at=None), NINE, NINE, ALL_WELL).says == ("it has ended: it has no moment left",)

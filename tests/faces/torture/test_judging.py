"""The judge of a ledger: what is right is right, and whatever is doctored is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.ids import RunId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.queueing import MOST_ATTEMPTS
from spark_tui.faces.torture.figures import Deaths, Figures, together
from spark_tui.faces.torture.judging import Account, Effect, Fault, Promise, judge, worn_out

DUE = tuple(datetime(2026, 11, 25, 9, tzinfo=UTC) + timedelta(seconds=n) for n in range(6))


def ran(moment: int, state: str = "succeeded", attempt: int = 1) -> Entry:
    at = DUE[moment]
    return Entry(at, at, 1, state, "", run=RunId(f"run-{moment}-{attempt}"), attempt=attempt)


def span(first: int, last: int, state: str = "skipped") -> Entry:
    return Entry(DUE[first], DUE[last], last - first + 1, state, "because")


def did(moment: int, attempt: int = 1) -> Effect:
    return Effect("report", DUE[moment], RunId(f"run-{moment}-{attempt}"))


ENTRIES = (ran(0), ran(1, "lost"), ran(1, attempt=2), span(2, 4), ran(5))
EFFECTS = (did(0), did(1, 2), did(5))


def account(
    entries: tuple[Entry, ...] = ENTRIES,
    effects: tuple[Effect, ...] = EFFECTS,
    promise: Promise = Promise.AT_LEAST_ONCE,
) -> Account:
    return Account("report", promise, DUE, entries, effects)


def faults(found: Account) -> list[tuple[Fault, int]]:
    return [(wrong.fault, DUE.index(wrong.moment) if wrong.moment in DUE else -1) for wrong in judge(found)]


@pytest.mark.parametrize("promise", Promise)
def test_a_ledger_that_accounts_for_all_is_right(promise: Promise) -> None:
    assert faults(account(promise=promise)) == []


INVENTED = replace(span(5, 5), due_at=DUE[5] + timedelta(hours=1), until=DUE[5] + timedelta(hours=1))


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        pytest.param(ENTRIES[1:], [(Fault.MISSING, 0)], id="a run is gone"),
        pytest.param((*ENTRIES[:3], ENTRIES[4]), [(Fault.MISSING, n) for n in (2, 3, 4)], id="a span is gone"),
        pytest.param((*ENTRIES, span(0, 0)), [(Fault.DOUBLED, 0)], id="a run and a span"),
        pytest.param((*ENTRIES, span(4, 4)), [(Fault.DOUBLED, 4)], id="two spans"),
        pytest.param((*ENTRIES, ran(5)), [(Fault.DOUBLED, 5), (Fault.DOUBLED, 5)], id="the first attempt twice"),
        pytest.param(
            (*ENTRIES, ran(0, attempt=3)), [(Fault.DOUBLED, 0), (Fault.UNTRUE, 0)], id="a gap in the attempts"
        ),
        pytest.param((*ENTRIES, INVENTED), [(Fault.MISCOUNTED, -1)], id="a span of nothing that was due"),
        pytest.param(
            (*ENTRIES[:3], replace(span(2, 4), count=4), ENTRIES[4]), [(Fault.MISCOUNTED, 2)], id="a span miscounted"
        ),
        pytest.param((ran(0, "running"), *ENTRIES[1:]), [(Fault.UNFINISHED, 0)], id="a run that goes on"),
        pytest.param((*ENTRIES[:-1], ran(5, "queued")), [(Fault.UNFINISHED, 5)], id="a run that waits"),
    ],
)
def test_a_doctored_ledger_is_found(entries: tuple[Entry, ...], found: list[tuple[Fault, int]]) -> None:
    assert faults(account(entries)) == found


def test_a_run_of_a_moment_that_was_never_due_is_found() -> None:
    at = DUE[5] + timedelta(milliseconds=1)
    assert faults(account((*ENTRIES, replace(ran(5), due_at=at, until=at)))) == [
        (Fault.INVENTED, -1),
        (Fault.LOST, -1),
    ]


@pytest.mark.parametrize(
    ("promise", "effects", "found"),
    [
        (Promise.AT_LEAST_ONCE, EFFECTS[1:], [(Fault.LOST, 0), (Fault.UNTRUE, 0)]),
        (Promise.AT_LEAST_ONCE, (*EFFECTS, did(1), did(5)), []),
        (Promise.AT_MOST_ONCE, EFFECTS[1:], [(Fault.UNTRUE, 0)]),
        (Promise.AT_MOST_ONCE, (*EFFECTS, did(1)), [(Fault.REPEATED, 1)]),
        (Promise.EXACTLY_ONCE, EFFECTS[1:], [(Fault.LOST, 0), (Fault.UNTRUE, 0)]),
        (Promise.EXACTLY_ONCE, (*EFFECTS, did(1)), [(Fault.REPEATED, 1)]),
    ],
)
def test_effects_are_held_against_the_promise(
    promise: Promise, effects: tuple[Effect, ...], found: list[tuple[Fault, int]]
) -> None:
    assert faults(account(effects=effects, promise=promise)) == found


def test_a_run_that_says_it_succeeded_and_did_nothing_is_found_though_another_attempt_did_it() -> None:
    assert faults(account(effects=(did(0), did(1, 1), did(5)))) == [(Fault.UNTRUE, 1)]


def test_a_receiver_that_does_not_know_its_run_is_believed() -> None:
    effects = tuple(replace(effect, run=None) for effect in EFFECTS)
    assert faults(account(effects=effects, promise=Promise.EXACTLY_ONCE)) == []


@pytest.mark.parametrize(("attempts", "found"), [(MOST_ATTEMPTS - 1, [(Fault.LOST, 0)]), (MOST_ATTEMPTS, [])])
def test_what_was_given_up_after_all_its_attempts_is_told_and_not_called_lost(
    attempts: int, found: list[tuple[Fault, int]]
) -> None:
    entries = (*(ran(0, "lost", n + 1) for n in range(attempts)), *ENTRIES[1:])
    told = account(entries, EFFECTS[1:])
    assert (faults(told), worn_out(told)) == (found, int(attempts == MOST_ATTEMPTS))


# ------------------------------------------------------------------ the figures


def figures(*accounts: Account, **also: object) -> Figures:
    told: dict[str, object] = {"damage": (), "ended": True}
    return Figures(7, "SQLite", Deaths(), accounts, taken_up=0, seconds=1.0, **(told | also))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (figures(account()), True),
        (figures(account(), account(ENTRIES[1:])), False),
        (figures(account(), damage=["row 3 missing from index"]), False),
        (figures(account(), ended=False), False),
    ],
)
def test_one_fault_anywhere_is_a_promise_that_was_not_kept(found: Figures, kept: bool) -> None:
    assert (found.kept, found.to_dict()["kept"]) == (kept, kept)


def test_faults_are_counted_by_what_was_promised() -> None:
    most = account(effects=(*EFFECTS, did(1)), promise=Promise.AT_MOST_ONCE)
    told = figures(account(ENTRIES[1:]), replace(most, name="most")).to_dict()
    counted = (
        "due",
        "rows",
        "runs",
        "missing",
        "at_least_once_lost",
        "at_most_once_doubled",
        "interrupted",
        "done_again",
    )
    assert [told[name] for name in counted] == [12, 9, 7, 1, 0, 1, 2, 2]
    assert told["wrong"] == [
        "missing: report at 2026-11-25T09:00:00+00:00",
        "repeated: most at 2026-11-25T09:00:01+00:00",
    ]


def test_stores_that_were_tortured_at_the_same_time_are_told_together() -> None:
    well = replace(figures(account()), deaths=Deaths(2, 1, [0.1], []), taken_up=3)
    ill = replace(figures(account(ENTRIES[1:]), damage=["broken"]), deaths=Deaths(1, 0, [0.3, 0.5], [2.0]), seed=8)
    told = together([well, ill]).to_dict()
    counted = ("kept", "seed", "lives", "killed_waiting", "due", "missing", "taken_up", "damage", "takeover_median")
    assert [told[name] for name in counted] == [False, 7, 3, 1, 12, 1, 3, ["broken"], 0.3]

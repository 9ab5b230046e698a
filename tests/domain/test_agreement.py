"""What contradicts the rest of a policy is refused, and what has lost its meaning gives way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.agreement import agreed, meaningful
from spark_tui.domain.errors import Invalid
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Overlap, Policy
from spark_tui.domain.trouble import Trouble

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BUILT_IN = Policy()
ONLY_FAILED = frozenset({Trouble.FAILED})


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        (Policy(at_most=3), "--overlap --at-most"),
        (Policy(at_most=3, overlap=Overlap.QUEUE), "--overlap --at-most"),
        (Policy(catch_up=CatchUp.NONE, catch_up_ask=True), "--catch-up --catch-up-ask"),
        (Policy(catch_up=CatchUp.NONE, catch_up_within=HOUR), "--catch-up --catch-up-within"),
        (Policy(catch_up_spread=MINUTE), "--catch-up --catch-up-spread"),
        (Policy(catch_up_most=3), "--catch-up --catch-up-most"),
        (Policy(retry=Retry(delay=MINUTE)), "--retries --retry-delay"),
        (Policy(retry=Retry(factor=3)), "--retries --retry-factor"),
        (Policy(retry=Retry(jitter=0)), "--retries --retry-jitter"),
        (Policy(retry=Retry(on=ONLY_FAILED)), "--retries --retry-on"),
        (Policy(retry=Retry(3, on=frozenset())), "--retry-on"),
        (Policy(timeout=2 * HOUR, deadline=HOUR), "--timeout --deadline"),
        (Policy(max_wait=2 * HOUR, deadline=HOUR), "--max-wait --deadline"),
        (Policy(late_after=2 * HOUR, deadline=HOUR), "--late-after --deadline"),
        (Policy(late_after=2 * MINUTE, max_wait=MINUTE), "--late-after --max-wait"),
        (Policy(retry=Retry(3, delay=HOUR), deadline=HOUR), "--retry-delay --deadline"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_contradicts_the_rest_is_refused_and_the_hint_names_the_flags(said: Policy, flags: str) -> None:
    with pytest.raises(Invalid) as refused:
        agreed(BUILT_IN, said)
    assert all(flag in refused.value.hint for flag in flags.split())


@pytest.mark.parametrize(
    "said",
    [
        BUILT_IN,
        Policy(at_most=3, overlap=Overlap.PARALLEL),
        Policy(at_most=3, overlap=Overlap.QUEUE_ALL),
        Policy(catch_up=CatchUp.ALL, catch_up_most=3, catch_up_spread=MINUTE, catch_up_within=HOUR, catch_up_ask=True),
        Policy(catch_up_ask=True, catch_up_within=HOUR),
        Policy(retry=Retry(3, MINUTE, 3, HOUR, 0, ONLY_FAILED)),
        Policy(timeout=HOUR, deadline=HOUR, max_wait=HOUR),
        Policy(max_wait=MINUTE, deadline=2 * HOUR),
    ],
)
def test_what_goes_together_is_as_it_was_said(said: Policy) -> None:
    assert agreed(BUILT_IN, said) == said


@pytest.mark.parametrize(
    ("before", "changed", "after"),
    [
        (Policy(at_most=3, overlap=Overlap.PARALLEL), {"overlap": Overlap.SKIP}, BUILT_IN),
        (Policy(catch_up=CatchUp.ALL, catch_up_most=3), {"catch_up": CatchUp.LATEST}, BUILT_IN),
        (Policy(catch_up_ask=True), {"catch_up": CatchUp.NONE}, Policy(catch_up=CatchUp.NONE)),
        (Policy(retry=Retry(3, MINUTE)), {"retry": Retry(0, MINUTE)}, BUILT_IN),
        (BUILT_IN, {"deadline": 30 * MINUTE}, Policy(deadline=30 * MINUTE, timeout=30 * MINUTE)),
        (BUILT_IN, {"max_wait": MINUTE}, Policy(max_wait=MINUTE)),
    ],
)
def test_what_a_change_makes_meaningless_is_as_it_is_built_in(
    before: Policy, changed: dict[str, object], after: Policy
) -> None:
    assert agreed(before, replace(before, **changed)) == after  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        (BUILT_IN, {"at_most": 3}),
        (Policy(catch_up=CatchUp.NONE), {"catch_up_ask": True}),
        (Policy(timeout=2 * HOUR), {"deadline": HOUR}),
        (Policy(deadline=2 * HOUR), {"timeout": 3 * HOUR}),
        (Policy(max_wait=2 * HOUR), {"deadline": HOUR}),
    ],
)
def test_a_change_of_one_half_is_seen_beside_the_other(before: Policy, changed: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        agreed(before, replace(before, **changed))  # type: ignore[arg-type]


def test_what_was_kept_before_is_told_without_what_means_nothing() -> None:
    kept = Policy(at_most=3, catch_up=CatchUp.NONE, catch_up_ask=True, retry=Retry(0, MINUTE), pause_after=2)
    assert meaningful(kept) == Policy(catch_up=CatchUp.NONE, pause_after=2)

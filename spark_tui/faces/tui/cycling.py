"""The policy of a schedule, changed by a key: each press goes on to the next of a few usual choices."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from spark_tui.domain.agreement import agreed
from spark_tui.domain.errors import Invalid
from spark_tui.domain.schedule import CatchUp, Overlap, Policy
from spark_tui.domain.trouble import TRANSIENT, Trouble

Change = Callable[[Policy], Policy]


def _catch_up(kind: CatchUp, *, ask: bool = False) -> Change:
    return lambda policy: replace(policy, catch_up=kind, catch_up_ask=ask)


def _overlap(overlap: Overlap) -> Change:
    return lambda policy: replace(policy, overlap=overlap)


def _timeout(hours: float) -> Change:
    return lambda policy: replace(policy, timeout=timedelta(hours=hours))


def _retries(count: int) -> Change:
    """Whoever asks for retries wants them whatever failed."""
    on = TRANSIENT | {Trouble.FAILED} if count else TRANSIENT
    return lambda policy: replace(policy, retry=replace(policy.retry, count=count, on=on))


CHOICES: dict[str, tuple[str, Sequence[Change]]] = {  # name → the question that it answers, as `show` asks it
    "overlap": ("if one still runs", [_overlap(overlap) for overlap in Overlap]),
    "catch_up": (
        "if Spark was off",
        [
            _catch_up(CatchUp.LATEST),
            _catch_up(CatchUp.ALL),
            _catch_up(CatchUp.ALL, ask=True),
            _catch_up(CatchUp.NONE),
        ],
    ),
    "retries": ("if it fails", [_retries(count) for count in (0, 1, 3, 5)]),
    "timeout": (
        "at most",
        [_timeout(hours) for hours in (1, 6, 24, 0.25)],
    ),
}
NAME_OF = {question: name for name, (question, _) in CHOICES.items()}


def cycled(policy: Policy, name: str) -> Policy:
    """With the choice after the one that it has; one that is none of them is followed by the first."""
    choices = list(_possible(policy, CHOICES[name][1]))
    if policy in choices:
        return choices[(choices.index(policy) + 1) % len(choices)]
    return choices[0] if choices else policy


def _possible(policy: Policy, changes: Sequence[Change]) -> Iterator[Policy]:
    """Those that agree with what it says already."""
    for change in changes:
        with suppress(Invalid):
            yield agreed(policy, change(policy))

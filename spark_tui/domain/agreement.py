"""Whether the parts of a policy agree: what is said of one must mean something beside the others.

A part that nobody spoke of gives way to one that somebody did; two that were said and cannot both hold
are refused, so that nobody believes in a setting that does nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.schedule import CatchUp, Overlap, Policy

BUILT_IN = Policy()


@dataclass(frozen=True, slots=True)
class _Detail:
    """What means something only while `holds`; `flags` are its own, `needs` what they go with."""

    names: tuple[str, ...]  # of fields; `retry.` before those of a Retry
    holds: Callable[[Policy], bool]
    while_: Callable[[Policy], str]
    needs: str


_DETAILS = (
    _Detail(
        ("at_most",),
        lambda p: p.overlap in (Overlap.PARALLEL, Overlap.QUEUE_ALL),
        lambda p: f"overlap is “{p.overlap}”",
        "--overlap parallel or --overlap queue_all",
    ),
    _Detail(
        ("catch_up_most", "catch_up_spread"),
        lambda p: p.catch_up is CatchUp.ALL,
        lambda p: f"catch_up is “{p.catch_up}”",
        "--catch-up all",
    ),
    _Detail(
        ("catch_up_within", "catch_up_ask"),
        lambda p: p.catch_up is not CatchUp.NONE,
        lambda p: f"catch_up is “{p.catch_up}”",
        "--catch-up latest or --catch-up all",
    ),
    _Detail(
        ("retry.delay", "retry.factor", "retry.jitter", "retry.longest", "retry.on"),
        lambda p: p.retry.count > 0,
        lambda _: "a failed run is not tried again",
        "--retries 3",
    ),
)


@dataclass(frozen=True, slots=True)
class _Bound:
    """`name` must not be longer than `within`; one that is built in gives way, or stays where that does no harm."""

    name: str
    within: str
    why: str
    gives_way: bool = False
    or_equal: bool = True


_BOUNDS = (
    _Bound("timeout", "deadline", "a run would be ended by its deadline before its time is up", gives_way=True),
    _Bound("max_wait", "deadline", "a run would be past its deadline before it has waited so long"),
    _Bound("late_after", "deadline", "a run would be past its deadline before it is told to be late"),
    _Bound("late_after", "max_wait", "a run would have expired before it is told to be late"),
    _Bound("retry.delay", "deadline", "no second attempt would come before the deadline", or_equal=False),
)


def agreed(before: Policy, after: Policy) -> Policy:
    """`after`, in which what the change has made meaningless is as it is built in.

    What differs from `before` was said now. Raises Invalid where that contradicts the whole.
    """
    for detail in _DETAILS:
        after = _settled(detail, before, after)
    for bound in _BOUNDS:
        after = _bounded(bound, after)
    if after.retry.count and not after.retry.on:
        raise Invalid("a failed run is tried again after no class of failure", hint="--retry-on transient, or any")
    return after


def meaningful(policy: Policy) -> Policy:
    """The same behaviour, without details that mean nothing: what was kept before they were refused may have some."""
    for detail in _DETAILS:
        for name in detail.names if not detail.holds(policy) else ():
            policy = _with(policy, name, _get(BUILT_IN, name))
    return policy


def _settled(detail: _Detail, before: Policy, after: Policy) -> Policy:
    if detail.holds(after):
        return after
    for name in detail.names:
        now, usual = _get(after, name), _get(BUILT_IN, name)
        if now not in (usual, _get(before, name)):
            raise Invalid(
                f"{name} means nothing while {detail.while_(after)}",
                hint=f"give {detail.needs} with {_flag(name)}, or leave {_flag(name)} out",
            )
        after = _with(after, name, usual)
    return after


def _bounded(bound: _Bound, policy: Policy) -> Policy:
    length, most = _get(policy, bound.name), _get(policy, bound.within)
    if bound.name.startswith("retry.") and not policy.retry.count:
        return policy
    if length is None or most is None or length < most or (length == most and bound.or_equal):
        return policy
    if length == _get(BUILT_IN, bound.name) and bound.name != "retry.delay":
        return _with(policy, bound.name, most) if bound.gives_way else policy
    compared = "longer than" if length > most else "as long as"
    raise Invalid(
        f"{bound.name} {length} is {compared} {bound.within} {most}: {bound.why}",
        hint=f"give a shorter {_flag(bound.name)} or a longer {_flag(bound.within)}",
    )


def _get(policy: Policy, name: str) -> Any:
    of, _, part = name.rpartition(".")
    return getattr(policy.retry if of else policy, part)


def _with(policy: Policy, name: str, value: Any) -> Policy:
    of, _, part = name.rpartition(".")
    changed: dict[str, Any] = {"retry": replace(policy.retry, **{part: value})} if of else {part: value}
    return replace(policy, **changed)


def _flag(name: str) -> str:
    return "--" + name.replace(".", "-").replace("_", "-")

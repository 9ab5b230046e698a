"""What happens when things are not as planned: a policy in words."""

from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Policy
from spark_tui.domain.trouble import TRANSIENT, Trouble
from spark_tui.faces.show.lengths import duration, span

_OVERLAP = {
    Overlap.SKIP: "skip the new one",
    Overlap.QUEUE: "the new one waits; one at most",
    Overlap.QUEUE_ALL: "the new one waits; {at_most} at most",
    Overlap.PARALLEL: "run beside it, {at_most} at most",
    Overlap.REPLACE: "cancel it and run the new one",
}
_CATCH_UP = {
    CatchUp.NONE: "leave out what was missed",
    CatchUp.LATEST: "run the latest missed one, if not older than {within}",
    CatchUp.ALL: "run what was missed within {within}, {most} at most{spread}",
}
_INTERRUPTED = {
    Interrupted.GIVE_UP: "count it as lost, never repeat it unasked",
    Interrupted.RETRY: "run it again",
}
TROUBLES = {
    Trouble.UNREACHABLE: "nobody answers",
    Trouble.BUSY: "it is told to come back later",
    Trouble.SERVER: "the server fails",
    Trouble.TIMEOUT: "it takes too long",
    Trouble.REJECTED: "the source rejects it",
    Trouble.FAILED: "the workflow fails",
}


def overlap(policy: Policy) -> str:
    """What happens while an earlier run still goes on."""
    return _OVERLAP[policy.overlap].format(at_most=policy.at_most)


def catch_up(policy: Policy) -> str:
    """What happens after Spark was off."""
    spread = f", {span(policy.catch_up_spread)} apart" if policy.catch_up_spread else ""
    ask = "; ask first" if policy.catch_up_ask and policy.catch_up is not CatchUp.NONE else ""
    told = _CATCH_UP[policy.catch_up].format(
        most=policy.catch_up_most, within=span(policy.catch_up_within), spread=spread
    )
    return told + ask


def retries(policy: Policy) -> str:
    """What happens after a failure."""
    retry = policy.retry
    if not retry.count:
        return "do not try again"
    slower = f", each wait {retry.factor:g}x the one before" if retry.factor != Retry().factor else ""
    chance = f", {retry.jitter:.0%} of it left to chance" if retry.jitter != Retry().jitter else ""
    told = f"try again up to {retry.count}x, first after {duration(retry.delay)}{chance}{slower}"
    if retry.on == frozenset(Trouble):
        return f"{told}, whatever the reason"
    if retry.on == TRANSIENT | {Trouble.FAILED}:
        return told
    if retry.on == TRANSIENT:
        return f"{told}, when its source is at fault; not when the workflow itself fails"
    return f"{told}, when {' or '.join(words for trouble, words in TROUBLES.items() if trouble in retry.on) or 'never'}"


def interrupted(policy: Policy) -> str:
    """What happens to a run whose engine died."""
    return _INTERRUPTED[policy.interrupted]


def policy_words(policy: Policy) -> list[tuple[str, str]]:
    """The whole policy, as questions and answers; what is not set is not told."""
    told = [
        ("if one still runs", overlap(policy)),
        ("if Spark was off", catch_up(policy)),
        ("if it fails", retries(policy)),
        ("if Spark dies", interrupted(policy)),
        ("at most", duration(policy.timeout)),
    ]
    if policy.max_wait is not None:
        told.append(("longest wait", span(policy.max_wait)))
    if policy.deadline is not None:
        told.append(("deadline", f"{span(policy.deadline)} after its moment, with all attempts"))
    if policy.pause_after:
        told.append(("pauses itself", f"after {policy.pause_after} failures in a row"))
    return [*told, ("late after", span(policy.late_after))]


def unusual_policy(policy: Policy) -> list[tuple[str, str]]:
    """What of it is not as it is where nobody says anything."""
    return [answered for answered in policy_words(policy) if answered not in policy_words(Policy())]

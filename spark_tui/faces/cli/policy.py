"""The flags of a schedule's policy: declared once, for every command that takes them.

A flag that is not given leaves the policy as it is.
"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from spark_tui.domain.agreement import agreed
from spark_tui.domain.errors import Invalid
from spark_tui.domain.limits import tag
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Policy
from spark_tui.domain.trouble import TRANSIENT, Trouble
from spark_tui.faces.cli.flags import Given, flag, taking

FLAGS: dict[str, Any] = {
    "overlap": flag(Overlap, "When an earlier run still goes on: skip the new one if not given."),
    "at_most": flag(int, "Runs at once with parallel, or waiting with queue_all: 10 if not given."),
    "catch_up": flag(CatchUp, "What to make up for after Spark was off: the latest if not given."),
    "catch_up_within": flag(str, "How old a missed moment may be: 1d if not given."),
    "catch_up_most": flag(int, "How many of all missed ones: 10 if not given."),
    "catch_up_spread": flag(str, "Time between two that are caught up, such as 5m."),
    "catch_up_ask": flag(bool, "Wait for your yes before it catches up.", "--catch-up-ask/--no-catch-up-ask"),
    "retries": flag(int, "How often a failed run is tried again."),
    "retry_delay": flag(str, "Time before the first retry: 30s if not given."),
    "retry_factor": flag(float, "How much longer each next delay is: 2 if not given."),
    "retry_jitter": flag(float, "Share of the delay that is left to chance, 0 to 1."),
    "retry_on": flag(str, "Which failures: transient, failed, rejected, any, or of unreachable,busy,server,timeout."),
    "timeout": flag(str, "How long a run may take: 1h if not given."),
    "max_wait": flag(str, "How long a run may wait for a seat before it expires; 0 is for ever."),
    "deadline": flag(str, "How long after its moment all attempts have; 0 is no deadline."),
    "late_after": flag(str, "When a run that has not started is told to be late: 5m if not given."),
    "interrupted": flag(Interrupted, "A run that Spark's death interrupted: give_up (at most once) or retry."),
    "pause_after": flag(int, "Failures in a row after which it pauses itself; 0 is never."),
}


with_policy = taking(FLAGS, "policy")


def policy_with(before: Policy, given: Given) -> Policy:
    """The policy with what was given. Raises Invalid, also where that contradicts the whole."""
    changes: Given = {name: duration(given[name]) for name in _SPANS & given.keys()}
    changes |= {name: duration(given[name]) or None for name in _ENDLESS & given.keys()}
    changes |= {name: given[name] for name in _PLAIN & given.keys()}
    return agreed(before, replace(before, **changes, retry=replace(before.retry, **_retry(before.retry, given))))


_SPANS = {"catch_up_within", "catch_up_spread", "timeout", "late_after"}
_ENDLESS = {"max_wait", "deadline"}
_PLAIN = {"overlap", "at_most", "catch_up", "catch_up_most", "catch_up_ask", "interrupted", "pause_after"}


def _retry(before: Retry, given: Given) -> Given:
    """The first `--retries` alone is a wish to try again whatever failed; `--retry-on` says it more precisely."""
    retry: Given = {"count": given["retries"]} if "retries" in given else {}
    if retry.get("count") and not before.count:
        retry["on"] = TRANSIENT | {Trouble.FAILED}
    for name in ("factor", "jitter"):
        if f"retry_{name}" in given:
            retry[name] = given[f"retry_{name}"]
    if "retry_delay" in given:
        retry["delay"] = duration(given["retry_delay"])
    if "retry_on" in given:
        retry["on"] = troubles(given["retry_on"])
    return retry


def troubles(text: str) -> frozenset[Trouble]:
    """`transient`, `any` or a list of classes. Raises Invalid."""
    groups = {"transient": TRANSIENT, "any": frozenset(Trouble), **{t.value: frozenset({t}) for t in Trouble}}
    words = [word for word in re.split(r"[,\s]+", text.strip().lower()) if word]
    if unknown := [word for word in words if word not in groups]:
        raise Invalid(f"“{unknown[0][:30]}” is no class of failure", hint="known are " + ", ".join(groups))
    return frozenset().union(*(groups[word] for word in words))


def tags_of(text: str) -> tuple[str, ...]:
    """`gpu,night` as tags. Raises Invalid."""
    return tuple(dict.fromkeys(tag(word) for word in text.split(",") if word.strip()))


def duration(text: str) -> timedelta:
    """`90s`, `15m`, `2h`, `1d`, `1h30m`. Raises Invalid."""
    parts = re.fullmatch(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s?)?", text.strip().lower())
    if not text.strip() or parts is None:
        raise Invalid(f"“{text[:30]}” is no duration", hint="such as 90s, 15m, 2h or 1h30m")
    days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)

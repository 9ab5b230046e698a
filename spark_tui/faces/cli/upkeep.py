"""What `spark doctor` says of the store: whether it is in order, how big it is, what is kept, when it was copied."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from spark_tui.domain.keeping import Keep, Pruned
from spark_tui.domain.text import counted
from spark_tui.faces.cli.output import stamp
from spark_tui.faces.show import duration, size
from spark_tui.service.invariants import Breach, Checked
from spark_tui.service.ports import Space
from spark_tui.service.ports.copies import LAST
from spark_tui.service.spark import Spark

Verdict = Literal["ok", "note", "wrong"]
COMPACT_AT = 64 * 1024 * 1024  # bytes that lie free in a file which does not shrink by itself
LOG_LONG = 256 * 1024 * 1024  # bytes
OLD = timedelta(days=7)
TOLD = 3  # breaches of one invariant
_MENDS = "an engine mends that within a minute"
_COMPACT = "give it back to the disk while no engine serves: spark doctor --compact"
_LEFT = "Spark does not mend that by itself: a backup from before may help; see: spark restore"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    verdict: Verdict
    detail: str
    hint: str = ""


async def looked_after(spark: Spark, zone: str) -> list[Finding]:
    """The store's invariants and figures."""
    checked = await spark.invariants.look()
    return [
        *(_invariant(one) for one in checked),
        *await _mended(spark, zone),
        *await _figures(spark, zone),
        await _backup(spark, zone),
    ]


def _invariant(checked: Checked) -> Finding:
    name, breaches = checked.invariant.name, checked.breaches
    if not breaches:
        return Finding(name, "ok", checked.invariant.words)
    left = [breach for breach in breaches if not breach.mended]
    return Finding(name, "wrong" if left else "note", _listed(left or breaches), _LEFT if left else _MENDS)


def _listed(breaches: Iterable[Breach]) -> str:
    first, *others = (breach.detail for breach in breaches)
    told = [first, *others[: TOLD - 1]]
    more = len(others) + 1 - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


async def _mended(spark: Spark, zone: str) -> list[Finding]:
    async with spark.store.read() as tx:
        repairs = await tx.repairs.recent(TOLD)
    return [Finding("mended", "ok", f"{stamp(r.at, zone)}  {r.what}: {r.detail}") for r in repairs]


async def _figures(spark: Spark, zone: str) -> list[Finding]:
    figures, space = await spark.retention.figures()
    oldest = f", the oldest of {stamp(figures.oldest, zone)}" if figures.oldest else ""
    return [
        Finding("kept", "ok", f"{counted(figures.runs, 'run')}, {counted(figures.lines, 'line')}{oldest}"),
        Finding("retention", "ok", keeping(spark.retention.keep)),
        _space(space),
    ]


def _space(space: Space) -> Finding:
    free = f", of which {size(space.free)} are free" if space.free else ""
    log = f", and a log of {size(space.log)}" if space.log else ""
    detail = f"{size(space.total)}{free}{log}"
    if not space.shrinks and space.free > COMPACT_AT:
        return Finding("size", "note", detail, _COMPACT)
    if space.log > LOG_LONG:
        return Finding("size", "note", detail, "somebody who reads for long keeps the log from being cut")
    return Finding("size", "ok", detail)


def keeping(keep: Keep) -> str:
    """runs for 90 days and at most 10,000 of each schedule, lines for 30 days"""
    days = f"for {keep.runs_days} days" if keep.runs_days else "for ever"
    most = f" and at most {keep.runs:,} of each schedule" if keep.runs else ""
    lines = f"for {keep.lines_days} days" if keep.lines_days else "as long as their run"
    return f"runs {days}{most}, lines and long results {lines}"


async def _backup(spark: Spark, zone: str) -> Finding:
    async with spark.store.read() as tx:
        said = await tx.facts.get(LAST)
    if not said:
        return Finding("backup", "note", "none was made", "spark backup FILE")
    last = json.loads(said)
    made_at = datetime.fromisoformat(last["at"])
    age = spark.clock.now() - made_at
    detail = f"{stamp(made_at, zone)}, {size(last['size'])}, {last['file']}"
    return Finding("backup", "note" if age > OLD else "ok", detail, _old(age) if age > OLD else "")


def _old(age: timedelta) -> str:
    return f"that was {duration(age)} ago; spark backup FILE"


def pruned_words(pruned: Pruned, zone: str) -> str:
    """Where the ledger's detail ends, and what was before."""
    span = f"{stamp(pruned.since, zone)} … {stamp(pruned.until, zone)}"
    bad = f", {pruned.bad:,} of which ended badly" if pruned.bad else ""
    omitted = f", and {counted(pruned.omitted, 'moment')} without a run" if pruned.omitted else ""
    return f"{span}: {counted(pruned.runs, 'run')}{bad}{omitted}; they are not kept one by one any more"

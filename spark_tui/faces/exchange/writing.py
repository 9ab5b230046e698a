"""What is kept → the text of a file: in a stable order, with words beside the exact times."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from spark_tui.domain.agreement import meaningful
from spark_tui.domain.delivery import Destination
from spark_tui.domain.limits import Limit
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.source import Memory, Source
from spark_tui.domain.text import one_line, place
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.exchange import keys, spans
from spark_tui.faces.exchange.codecs import Shape
from spark_tui.faces.exchange.delivering import write_deliver
from spark_tui.faces.exchange.emitting import block, scalar
from spark_tui.faces.exchange.times import timing_shape
from spark_tui.faces.exchange.values import values_shape
from spark_tui.service.wanted import Kept

HEADER = """\
# Sources, destinations, schedules and policies of Spark, by name; `spark export` wrote it.
#   spark apply FILE --dry-run   shows what this file would change
#   spark apply FILE             changes it: what is not named here stays (--prune removes it)
# A secret stands here by its name alone: env:NAME is an environment variable, another is a name in the vault.
# The time of a schedule is exact (cron, every, once, rrule, triggers). `phrase` is what was said of it and
# is not read; to say it anew, put the phrase in place of the exact time:  when: every weekday at 9
"""


def write(kept: Kept) -> str:
    """The file; the same store gives the same bytes."""
    return "\n".join([*_lines(kept), ""])


def _lines(kept: Kept) -> Iterator[str]:
    yield HEADER.rstrip()
    yield f"spark: {keys.FORM}"
    yield ""
    yield "sources:" if kept.sources else "sources: {}"
    for source in kept.sources:
        yield f"  {scalar(source.name)}:"
        if place(source.url) != source.url:
            yield "    # its url has a password or a query, which is not written down"
        yield from block(source_shape(source), 4)
    if kept.destinations:
        yield ""
        yield "destinations:"
        yield from block({one.name: destination_shape(one) for one in kept.destinations}, 2)
    if kept.limits:
        yield ""
        yield "limits:"
        yield from block(limits_shape(kept.limits), 2)
    yield ""
    yield "schedules:" if kept.schedules else "schedules: {}"
    for number, schedule in enumerate(kept.schedules):
        if number:
            yield ""
        yield f"  {scalar(schedule.name)}:"
        if words := one_line(kept.words.get(schedule.name, ""), 300):
            yield f"    # {words}"
        yield from block(schedule_shape(schedule, kept.workflows.get(schedule.workflow)), 4)


def limits_shape(limits: Sequence[Limit]) -> dict[str, Shape]:
    """How many runs go on at once, by source and by tag."""
    of = {part: {x.name: x.runs for x in limits if x.scope is scope} for part, scope in keys.LIMITS.items()}
    return {part: dict(sorted(named.items())) for part, named in of.items() if named}


def destination_shape(destination: Destination) -> dict[str, Shape]:
    """Its URL by name alone."""
    return {"kind": destination.kind, "place": destination.place, "secret": str(destination.secret)}


def source_shape(source: Source) -> dict[str, Shape]:
    """The keys of a source; never a secret, not even within the url."""
    shape: dict[str, Shape] = {"kind": source.kind, "url": _url(place(source.url))}
    shape |= {"secret": str(source.secret)} if source.secret else {}
    shape |= {"definition": source.definition} if source.definition else {}
    return shape | ({"memory": keys.MEMORY.write(source.memory)} if source.memory is not Memory.RUN else {})


def _url(url: str) -> str:
    """A folder below one's home is there in another home too."""
    home = str(Path.home())
    return f"~{url.removeprefix(home)}" if home != "/" and url.startswith(f"{home}/") else url


def schedule_shape(schedule: Schedule, workflow: Workflow | None) -> dict[str, Shape]:
    """The keys of a schedule, in the order in which they are written."""
    zone = schedule.zone or schedule.timing.zone or "UTC"
    when = {"phrase": schedule.phrase} if schedule.phrase else {}
    more: dict[str, Shape] = {
        "input": schedule.input,
        "inputs": values_shape(schedule.values),
        "template": schedule.template,
        "tags": keys.tags.write(schedule.tags),
        "ping": str(schedule.ping or ""),
        "deliver": write_deliver(schedule.deliver),
        "paused": _pause_shape(schedule.pause, zone) if schedule.pause else {},
        "policy": keys.policy.write(meaningful(schedule.policy)),
    }
    return {
        **_workflow_shape(schedule, workflow),
        **when,
        **timing_shape(schedule.timing, zone),
        "zone": zone,
        **{key: value for key, value in more.items() if value},
    }


def _workflow_shape(schedule: Schedule, workflow: Workflow | None) -> dict[str, Shape]:
    """A command is written whole: what it is called may be cut."""
    if workflow is None:
        return {"workflow": schedule.workflow_ref}
    if workflow.key.startswith("$ "):
        return {"workflow": workflow.key}
    key: dict[str, Shape] = {"key": workflow.key} if workflow.key != workflow.title else {}
    return {"workflow": workflow.ref, **key}


def _pause_shape(pause: Pause, zone: str) -> dict[str, Shape]:
    said = {"since": spans.moment_text(pause.since, zone), "by": pause.by, "note": pause.note}
    until = {"until": spans.moment_text(pause.until, zone)} if pause.until else {}
    return {key: value for key, value in (said | until).items() if value}

"""What a run is told of itself, and what an agent is told when nobody wrote an input."""

import json
from dataclasses import dataclass

from spark_tui.domain.templates import Facts
from spark_tui.domain.timing import zone_of
from spark_tui.service.ports import Job


def grounding(job: Job) -> dict[str, str | int]:
    """Facts for a place beside the input."""
    return {
        "spark_run": job.run,
        "spark_key": job.key,
        "due_at": job.due_at.isoformat(),
        "zone": job.zone,
        "attempt": job.attempt,
    }


@dataclass(frozen=True, slots=True)
class ItemFacts(Facts):
    """And which of the things that a server lists is run."""

    item: str = ""


def facts_of(job: Job, source: str, item: str = "") -> ItemFacts:
    """What a template may speak of. Now is when the run started: whoever takes it up again says the same."""
    return ItemFacts(
        now=job.started_at,
        due=job.due_at,
        zone=job.zone,
        attempt=job.attempt,
        input=json.dumps(job.values) if job.values else job.input,
        last_result=job.last_result,
        run=job.run,
        key=job.key,
        source=source,
        workflow=job.title,
        item=item,
    )


def message_of(job: Job) -> str:
    """The values of its inputs as JSON, or the input.

    An agent wants to be told something: without one it is told what begins it, and when that was due.
    """
    if job.values:
        return json.dumps(job.values)
    due_at = job.due_at.astimezone(zone_of(job.zone))
    return job.input if job.input.strip() else f"Scheduled run, due {due_at:%Y-%m-%d %H:%M} ({job.zone})"

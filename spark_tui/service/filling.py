"""The templates of a run, filled when it starts; what they became is kept before its source hears of it.

A run that is taken up again, or is given to its source a second time, is given the same.
"""

import asyncio
from datetime import datetime

from spark_tui.domain.given import Given
from spark_tui.domain.inputs import must_fit
from spark_tui.domain.run import Run
from spark_tui.domain.templates import Facts
from spark_tui.domain.workflow import Workflow
from spark_tui.service.targets import Target


async def filled(run: Run, target: Target, now: datetime, zone: str) -> Given:
    """Raises Invalid with the reason why it cannot be."""
    facts = facts_of(run, target.workflow.ref, now, zone, target.last_result)
    return await asyncio.to_thread(_filled, run, target.workflow, facts)  # it may take a tenth of a second


def facts_of(run: Run, workflow_ref: str, now: datetime, zone: str, last_result: str = "") -> Facts:
    """What is known of it but for its input."""
    source, _, workflow = workflow_ref.partition("/")
    return Facts(
        now=now,
        due=run.due_at,
        zone=zone,
        attempt=run.attempt,
        last_result=last_result,
        run=run.id,
        key=run.key,
        source=source,
        workflow=workflow,
    )


def _filled(run: Run, workflow: Workflow, facts: Facts) -> Given:
    """A value is of its input's type again, as far as it is known what that is."""
    given = Given(run.input, run.values).fill(facts)
    if not given.values or workflow.inputs is None:
        return given
    return Given(given.text, must_fit(workflow.inputs, given.values.of(), workflow.ref, text=given.text))

"""Around a source's code, which is somebody else's: whatever it raises becomes a readable answer."""

import asyncio
import logging
from typing import cast

from spark_tui.domain.errors import SourceError
from spark_tui.domain.inputs import Declared
from spark_tui.domain.text import one_line
from spark_tui.service.ports import Declaring, Emit, Failed, Job, Outcome, SourceClient

STOP_WITHIN = 15.0  # seconds that a source gets to end a job
log = logging.getLogger("spark.engine")


async def run_at(client: SourceClient, job: Job, emit: Emit) -> Outcome:
    """The source's outcome; what it raised is a failure with its reason."""
    try:
        outcome = await client.run(job, emit)
    except SourceError as wrong:
        hint = f" ({wrong.hint})" if wrong.hint else ""
        return Failed(f"{wrong.message}{hint}", wrong.trouble, wait=wrong.wait)
    except Exception as wrong:  # noqa: BLE001 - around a source's code
        return Failed(f"the source broke: {broken(wrong)}")
    known = isinstance(outcome, Outcome)
    return outcome if known else Failed(f"the source broke: it answered {type(outcome).__name__}")


async def end_at(client: SourceClient, ref: str) -> bool:
    """End the job of that ref. True when it is known to have ended there."""
    try:
        async with asyncio.timeout(STOP_WITHIN):
            return await client.cancel(ref)
    except SourceError as wrong:
        log.warning("a job could not be ended at its source: %s", wrong.message)
    except TimeoutError:
        log.warning("a job could not be ended at its source within %.0f s", STOP_WITHIN)
    except Exception as wrong:  # noqa: BLE001 - around a source's code
        log.warning("a job could not be ended at its source, which broke: %s", broken(wrong))
    return False


async def declared_at(client: SourceClient, workflow: str) -> Declared:
    """What a workflow wants to be given. Raises SourceError, whatever the source raised."""
    try:
        declared = await cast("Declaring", client).inputs(workflow)
    except SourceError:
        raise
    except Exception as wrong:  # noqa: BLE001 - around a source's code
        raise SourceError(f"the source broke: {broken(wrong)}") from None
    if not isinstance(declared, Declared):
        raise SourceError(f"the source broke: it answered {type(declared).__name__}")
    return declared


def broken(wrong: BaseException) -> str:
    """KeyError: 'job'."""
    return f"{type(wrong).__name__}: {one_line(str(wrong), 300)}"

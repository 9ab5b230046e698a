"""How a run went: what its source said, or that it was stopped, as the move that follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from spark_tui.domain.approval import ARGUMENTS_LIMIT, MOST_ASKS, TOOL_LIMIT, Approval, Ask
from spark_tui.domain.log import RESULT_LIMIT
from spark_tui.domain.run import Happening, Move, Run, cancelled_by
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Asks, Done, Failed, Gone, Outcome, Stopped

REASON_LIMIT = 500  # characters of the reason that a run ends with


@dataclass(frozen=True, slots=True)
class Verdict:
    """The move, and for a failure the seconds that the source wants to rest."""

    move: Move
    wait: float = 0.0


def outcome_of(run: Run, outcome: Outcome, now: datetime, approval: timedelta) -> Verdict:
    """As its source said. One that asks waits so long at the most."""
    match outcome:
        case Done(result=result, usage=usage):
            return Verdict(Move(Happening.SUCCEEDED, now, result=clip(clean(result), RESULT_LIMIT), usage=usage))
        case Failed(reason=reason, trouble=trouble, result=result, wait=wait, usage=usage):
            told, kept = one_line(reason, REASON_LIMIT), clip(clean(result), RESULT_LIMIT)
            return Verdict(Move(Happening.FAILED, now, told, kept, usage=usage, trouble=trouble), wait)
        case Asks():
            return Verdict(_asked(run, outcome, now, approval))
        case Stopped(reason=reason):
            return Verdict(Move(Happening.CANCELLED, now, one_line(reason or "cancelled at the source", REASON_LIMIT)))
        case Gone(reason=reason):
            return Verdict(
                Move(Happening.LOST, now, one_line(reason or "the job can no longer be found", REASON_LIMIT))
            )


def _asked(run: Run, asks: Asks, now: datetime, approval: timedelta) -> Move:
    """It waits for a person from now on, and until its deadline at the longest."""
    question = Approval(tuple(_cleaned(ask) for ask in asks.asks[:MOST_ASKS]), now, asks.token)
    until = now + approval if run.deadline_at is None else min(run.deadline_at, now + approval)
    words = one_line(f"it asks for a yes to {question}", REASON_LIMIT)
    return Move(Happening.ASKED, now, words, question=question, usage=asks.usage, until=until)


def _cleaned(ask: Ask) -> Ask:
    return Ask(one_line(ask.tool, TOOL_LIMIT) or "something", clean(ask.arguments)[:ARGUMENTS_LIMIT])


def stopped(run: Run, now: datetime, *, wanted: bool, ended: bool) -> Move:
    """Because somebody `wanted` it, or out of time. `ended`: the job is over at its source, as far as can be known.

    `run` is as it is in the store now: who wants it cancelled was written there meanwhile.
    """
    doubt = "" if ended else "; it could not be ended at its source and may still go on there"
    if wanted:
        return Move(Happening.CANCELLED, now, f"{cancelled_by(run.cancel_by)}{doubt}")
    over = run.deadline_at is not None and now >= run.deadline_at
    told = "not done by its deadline" if over else f"not done within {timedelta(seconds=run.timeout_seconds)}"
    return Move(Happening.TIMED_OUT, now, f"{told}{doubt}", trouble=Trouble.TIMEOUT)

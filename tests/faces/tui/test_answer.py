"""A run that waits for a person, in the app: seen, and answered by a key."""

from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.run import Happening, Move, RunState

Theatre = Any
Stage = Any
HOSTILE = '{"table": "[@click=app.quit]users[/] \x1b[31m"}'


async def one_waits(on: Stage) -> None:
    run = await on.run(await on.schedule("report"))
    now = on.clock.now()
    question = Approval((Ask("drop_table", HOSTILE),), now)
    asked = Move(Happening.ASKED, now, "it asks", question=question, until=now + timedelta(days=1))
    await on.spark.runs.move((run, asked))


async def test_that_it_waits_is_seen(stage: Theatre) -> None:
    async with stage((120, 35), before=one_waits) as on:
        await on.sees("? report", "?1 waiting", "press Y: report: it asks")


@pytest.mark.parametrize(
    ("key", "told", "answer"),
    [("y", "approved: report", Answer(True, "you")), ("n", "refused: report", Answer(False, "you"))],
)
async def test_what_it_asks_is_shown_and_answered(stage: Theatre, key: str, told: str, answer: Answer) -> None:
    async with stage((80, 24), before=one_waits) as on:
        await on.sees("report")
        await on.press("Y")
        await on.sees("report waits for your yes", "drop_table(", "[@click=app.quit]users[/]", "yes, it may")
        await on.press(key)
        await on.sees(told)
        (run,) = await on.spark.runs.recent()
        assert (run.state, run.answer) == (RunState.QUEUED, answer)


async def test_it_is_answered_where_its_schedule_is_looked_at(stage: Theatre) -> None:
    async with stage((120, 35), before=one_waits) as on:
        await on.sees("? report")
        await on.press("2", "enter")
        await on.sees("What became of every due moment", "Y answer · r run now")
        await on.press("Y")
        await on.sees("report waits for your yes")
        await on.press("y")
        await on.until(lambda: "Y answer" not in on.screen)
        await on.press("r")
        await on.sees("queued: report")
        assert len(await on.spark.runs.active()) == 2


async def test_in_the_timeline_it_waits_and_does_not_run(stage: Theatre) -> None:
    async with stage((120, 35), before=one_waits) as on:
        await on.sees("? report")
        await on.press("T")
        await on.sees("? 1 waiting")


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_without_a_clear_word_it_goes_on_waiting(stage: Theatre, key: str) -> None:
    async with stage(before=one_waits) as on:
        await on.sees("report")
        await on.press("Y")
        await on.sees("waits for your yes")
        await on.press(key)
        (run,) = await on.spark.runs.recent()
        assert run.state is RunState.WAITING


async def test_where_nothing_waits_the_key_says_so(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("report")) as on:
        await on.sees("report")
        await on.press("Y")
        await on.sees("no run waits for an answer")

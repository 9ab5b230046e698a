"""What the app tells of by itself: toasts, a ring, and the list of what was told."""

from datetime import datetime
from typing import Any

import pytest

from spark_tui.domain import notice
from spark_tui.domain.schedule import Schedule
from spark_tui.faces.tui import news

Theatre = Any
Stage = Any


async def tell(on: Stage, *notices: notice.Notice) -> None:
    async with on.spark.store.write() as tx:
        await tx.notices.add(notices)
    on.spark.bell.ring()


def failed(number: int, schedule: Schedule | None = None) -> notice.Notice:
    text = f"report: failed {number}"
    return notice.Notice(
        f"failed:{number}", datetime.now().astimezone(), notice.News.FAILED, text, schedule and schedule.id
    )


async def test_a_notice_is_a_toast_and_rings_but_not_again_at_once(stage: Theatre) -> None:
    rung: list[int] = []

    async def before(on: Stage) -> None:
        await tell(on, failed(0))  # an old one
        on.app.bell = lambda: rung.append(1)

    async with stage((120, 35), before=before) as on:
        await tell(on, failed(1))
        await on.sees("report: failed 1")
        assert "failed 0" not in on.screen
        await tell(on, *(failed(n) for n in range(2, 14)))
        await on.sees("12 notices: press N")
        assert rung == [1]
        on.clock.forward(seconds=news.QUIET)
        await tell(on, failed(20))
        await on.until(lambda: rung == [1, 1])


async def test_the_bell_can_be_set_to_be_silent(stage: Theatre) -> None:
    rung: list[int] = []

    async def before(on: Stage) -> None:
        on.spark.notices.rings, on.app.bell = False, lambda: rung.append(1)

    async with stage((120, 35), before=before) as on:
        await tell(on, failed(1))
        await on.sees("report: failed 1")
        assert not rung


@pytest.mark.parametrize(
    ("kinds", "severity"),
    [
        ({notice.News.RECOVERED}, "information"),
        ({notice.News.RECOVERED, notice.News.HELD}, "warning"),
        ({notice.News.PAUSED, notice.News.LATE}, "error"),
    ],
)
def test_a_toast_is_as_grave_as_the_worst_of_its_notices(kinds: set[notice.News], severity: str) -> None:
    assert news.severity(kinds) == severity


async def test_the_list_of_notices_leads_to_the_schedule(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await tell(on, failed(1, await on.schedule("report")), failed(2))

    async with stage((120, 35), before=before) as on:
        await on.sees("report")
        await on.press("N")
        await on.sees("Notices", "✗ failed    report: failed 2", "report: failed 1")
        await on.press("j", "enter")
        await on.sees("None of its moments has come yet", "kept as")

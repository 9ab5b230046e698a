"""What is told of a connection that is lost while a run goes on, and when it is given up."""

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Failed
from spark_tui.sources.contact import LOSSES_BORNE, LOSSES_TOLD, Contact

AWAY = SourceError("nobody answers", trouble=Trouble.UNREACHABLE)
NO = SourceError("it wants no more of this", trouble=Trouble.REJECTED)


@pytest.fixture
def told() -> list[str]:
    return []


def contact(told: list[str], within: float = 60.0) -> Contact:
    return Contact(told.append, "it may still go on", within)


async def test_a_loss_is_told_once_and_so_is_its_end(told: list[str]) -> None:
    one = contact(told)
    assert [one.lost(AWAY), one.lost(AWAY)] == [None, None]
    one.there()
    one.there()
    assert told == ["nobody answers; trying again", "in contact again"]


async def test_one_that_lasts_too_long_ends_the_run_for_us(told: list[str]) -> None:
    assert contact(told, within=-1.0).lost(AWAY) == Failed("nobody answers; it may still go on", Trouble.UNREACHABLE)


async def test_what_would_not_be_tried_again_ends_it_at_once(told: list[str]) -> None:
    assert contact(told).lost(NO) == Failed("it wants no more of this; it may still go on", Trouble.REJECTED)
    assert told == ["it wants no more of this"]


async def test_one_that_breaks_all_the_time_does_not_fill_the_log(told: list[str]) -> None:
    one = contact(told)
    for _ in range(2 * LOSSES_TOLD):
        one.lost(AWAY)
        one.there()
    assert len(told) == 2 * LOSSES_TOLD


async def test_listening_that_breaks_all_the_time_is_given_up_and_what_says_no_is_not(told: list[str]) -> None:
    async def broken(by: SourceError) -> None:
        raise by

    one = contact(told)
    for _ in range(LOSSES_BORNE):
        with pytest.raises(SourceError, match="nobody answers"):
            await one.while_borne(broken(AWAY))
        one.lost(AWAY)
        one.there()
    await one.while_borne(broken(AWAY))
    with pytest.raises(SourceError, match="no more of this"):
        await one.while_borne(broken(NO))

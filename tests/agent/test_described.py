"""What cron-descriptor says of a cron is read back as that cron."""

from datetime import UTC, datetime

import pytest
from cron_descriptor import Options, get_description
from hypothesis import example, given
from hypothesis import strategies as st

from agent.phrases import described, read
from spark_tui.domain.proposal import Draft
from spark_tui.domain.timing import Cron, Timing

NOW = datetime(2026, 11, 23, 10, 7, 13, tzinfo=UTC)


def _numbers(lowest: int, highest: int) -> st.SearchStrategy[str]:
    number = st.integers(lowest, highest)
    span = st.tuples(number, number).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: f"{ends[0]}-{ends[1]}")
    several = st.lists(number, min_size=2, max_size=4, unique=True).map(lambda each: ",".join(map(str, sorted(each))))
    return st.one_of(st.just("*"), number.map(str), span, several)


def _stepped(lowest: int, highest: int) -> st.SearchStrategy[str]:
    return st.one_of(_numbers(lowest, highest), st.integers(2, highest // 2).map(lambda step: f"*/{step}"))


CRONS = st.tuples(
    _stepped(0, 59),
    _stepped(0, 23),
    st.one_of(st.just("*"), st.just("*"), _stepped(1, 31), st.sampled_from(["L", "LW"])),
    st.one_of(st.just("*"), _stepped(1, 12)),
    st.one_of(st.just("*"), st.just("*"), _numbers(0, 6), st.sampled_from(["1#1", "5L", "MON-FRI"])),
).map(" ".join)
TWELVE_HOURS, TWENTY_FOUR_HOURS = Options(), Options()
TWELVE_HOURS.use_24hour_time_format = False
TWENTY_FOUR_HOURS.use_24hour_time_format = True


@given(CRONS, st.sampled_from([TWELVE_HOURS, TWENTY_FOUR_HOURS]))
@example("0 9 * * *", TWELVE_HOURS)
@example("5,20,50 8,12,18 * * *", TWELVE_HOURS)
@example("10-40/10 9-17/2 1-7 */3 MON-FRI", TWENTY_FOUR_HOURS)
def test_every_description_is_its_cron(cron: str, options: Options) -> None:
    said = described.fields(get_description(cron, options))
    assert said is not None
    assert _moments(said) == _moments(cron)


@given(CRONS, st.sampled_from([TWELVE_HOURS, TWENTY_FOUR_HOURS]))
def test_a_marked_description_is_read_as_it_runs(cron: str, options: Options) -> None:
    text = get_description(cron, options)
    answer = read(text, NOW, "UTC")
    if described.marked(text) and isinstance(answer, Draft):
        assert list(answer.timing.upcoming(NOW)) == _moments(cron)


@pytest.mark.parametrize(
    "phrase",
    ["every 7 minutes", "at 9:00", "every day at 9", "", "At noon", "At 9:00, every 2 days", "only on Monday"],
)
def test_how_people_talk_is_not_that_dialect(phrase: str) -> None:
    assert described.fields(phrase) is None or not described.marked(phrase)


def _moments(cron: str) -> list[datetime]:
    return list(Timing((Cron(cron),)).upcoming(NOW))

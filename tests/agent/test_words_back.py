"""What Spark says of a timing in words is read back as the same moments, in each of its voices."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.phrases import read
from spark_tui.domain.proposal import Draft
from spark_tui.domain.timing import Timing
from spark_tui.system.settings import CLOCKS, LANGUAGES
from spark_tui.system.words import speaking, words
from tests.agent.telling import tuesday
from tests.agent.test_phrases import TABLES, lines_of
from tests.agent.test_reading import moments, phrases, zones

VOICES = {f"{language}-{clock}": speaking(language, clock) for language in LANGUAGES for clock in CLOCKS}
PHRASES = [(phrase, zone) for name, zone in TABLES.items() for phrase, _ in lines_of(name)]


@pytest.mark.parametrize(("phrase", "zone"), PHRASES)
def test_the_words_of_a_phrase_mean_the_same(phrase: str, zone: str) -> None:
    answer = read(phrase, tuesday(zone), zone)
    if isinstance(answer, Draft):
        _reads_back(answer.timing, answer.zone, tuesday(zone), zone)


DAYS = """
every day|every weekday|mondays and thursdays|weekends|friday to monday|every other friday|every third wednesday
every 2 weeks on monday|every 3 days|on the 1st and 15th|on the last day of the month|the first monday of every month
the second and fourth tuesday|every friday the 13th|the last weekday of the month|second to last day of the month
every quarter on the 1st|every 3 months on the 5th|every january 1st|the first monday of september every year
every day in june|mondays in july and august|weekdays from november to february|every other month on the 10th
every 10 days|monthly on the 31st|every day except sunday|every monday except the first of the month|tomorrow
next friday|on 3 march 2027|every monday and on the 1st of the month|every day except the last friday of the month
"""
TIMES = """
at 9am|at 9 and 17:30|at noon|at midnight|at 8am, 12pm and 6pm|at 09:00:30|every 15 minutes between 9 and 17
every 45 minutes between 9am and 5pm|every 20 minutes|hourly between 22:00 and 6:00|in the morning|every 2 hours
at 6:05, 7:10 and 8:20|every 10 minutes from 23:30 to 1:15
"""
BOUNDS = """
| until christmas| starting monday| from 1 december| for the next two weeks| starting tomorrow, 5 times|, 10 times
| until 31 march 2027| except in august| except wednesdays| but not on 25 december| from december 1 to january 15
| excluding january and the 1st of may| UTC| tokyo time
"""
STEPS = """
every 90 minutes|every 7 minutes|every 36 hours|every 45 seconds|every hour at :20|every hour at 10 and 40 past
every 12 hours starting tomorrow at 7|every 3 hours on weekdays|every 2 days at 9am|in 20 minutes
"""


def _one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from([each for line in words.strip("\n").splitlines() for each in line.split("|")])


timings = st.one_of(
    st.tuples(_one_of(DAYS), st.just(" "), _one_of(TIMES), _one_of(BOUNDS)), st.tuples(_one_of(STEPS), _one_of(BOUNDS))
).map("".join)


@given(st.one_of(timings, timings, phrases), moments, zones)
@settings(max_examples=600, deadline=None)
def test_the_words_of_anything_read_mean_the_same(phrase: str, now: datetime, zone: str) -> None:
    answer = read(phrase, now, zone)
    if isinstance(answer, Draft):
        _reads_back(answer.timing, answer.zone, now, zone)


def _reads_back(timing: Timing, zone: str, now: datetime, here: str) -> None:
    moments = timing.upcoming(now, 8)
    for name, voice in VOICES.items():
        said = words(timing, zone, voice=voice, name_zone=zone != here)
        again = read(said, now.astimezone(UTC), here)
        assert isinstance(again, Draft), (name, said, again)
        assert again.timing.upcoming(now, 8) == moments, (name, said)

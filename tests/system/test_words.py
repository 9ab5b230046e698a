"""Any timing in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.timing import Cron, Except, Interval, Once, Rule, Timing
from spark_tui.system.words import speaking, words

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
START = datetime(2026, 11, 27, 16, 0)

CRONS = {
    "0 9 * * *": "every day at 09:00",
    "0 9 * * 1-5": "every weekday at 09:00",
    "0 9 * 1-12 *": "every day at 09:00",
    "30 18 * * 0,6": "every Saturday and Sunday at 18:30",
    "0 9 * * 1,3,5": "every Monday, Wednesday and Friday at 09:00",
    "0 9 * * 1-4": "every Monday to Thursday at 09:00",
    "0 20 * * 0,1,6": "every Saturday to Monday at 20:00",
    "0 21 * * 0-5": "every day except Saturday at 21:00",
    "0 7,12,21 * * *": "every day at 07:00, 12:00 and 21:00",
    "*/15 * * * *": "every 15 minutes",
    "* * * * *": "every minute",
    "0 * * * *": "every hour",
    "30 * * * *": "every hour at minute 30",
    "10,40 * * * *": "every hour at minutes 10 and 40",
    "*/7 * * * *": "every hour at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56",
    "*/7 */3 * * *": "by the cron */7 */3 * * *",  # 72 times that no step leads through
    "*/25 */8 * * *": "every day at 00:00, 00:25, 00:50, 08:00, 08:25, 08:50, 16:00, 16:25 and 16:50",
    "0 */2 * * *": "every 2 hours",
    "*/5 9-17 * * MON-FRI": "every 5 minutes from 09:00 to 17:55, every weekday",
    "0 8 1 * *": "on the 1st of every month at 08:00",
    "0 8 1,15 * *": "on the 1st and 15th of every month at 08:00",
    "0 12 10-20 * *": "on the 10th to 20th of every month at 12:00",
    "0 17 L * *": "on the last day of every month at 17:00",
    "0 17 LW * *": "on the last weekday of every month at 17:00",
    "0 12 * * 1#1": "on the first Monday of every month at 12:00",
    "0 16 * * 5L": "on the last Friday of every month at 16:00",
    "0 9 * * 1#2,1#3,1#4,1#5": "every Monday except the first Monday of every month at 09:00",
    "0 9 * 6 1#2,1#3,1#4,1#5": "every year on the second, third, fourth and fifth Monday of June at 09:00",
    "0 6 1 1-11 5": "on the 1st of every month and every Friday at 06:00, except in December",
    "0 6 1 1,4,7,10 *": "every year on the 1st of January, April, July and October at 06:00",
    "0 9 25 12 *": "every year on 25 December at 09:00",
    "0 7 * 6-8 *": "every day in June to August at 07:00",
    "0 6 * 1-11 *": "every day at 06:00, except in December",
    "0 0 1 * 5": "on the 1st of every month and every Friday at 00:00",
    "*/20 * * * * *": "every 20 seconds",
    "15 30 17 * * *": "every day at 17:30:15",
    "@daily": "every day at 00:00",
    "0 0 */2 * *": "at 00:00, every 2 days",
}


@pytest.mark.parametrize(("fields", "said"), CRONS.items())
def test_a_cron_reads(fields: str, said: str) -> None:
    assert words(Timing((Cron(fields),)), "UTC") == said


ALL_BUT_THE_LAST = "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(f"-{n}" for n in range(2, 32))

RULES = {
    "FREQ=DAILY;INTERVAL=2": "every other day at 16:00",
    "FREQ=DAILY;INTERVAL=3": "every 3 days at 16:00",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR": "every other Friday at 16:00",
    "FREQ=WEEKLY;INTERVAL=2": "every other Friday at 16:00",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH": "every 3 weeks on Monday and Thursday at 16:00",
    "FREQ=MONTHLY;BYMONTHDAY=-2": "on the second-to-last day of every month at 16:00",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": "on the last weekday of every month at 16:00",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13": "every Friday the 13th at 16:00",
    "FREQ=MONTHLY;BYMONTHDAY=-3,-2,-1": "on the last 3 days of every month at 16:00",
    "FREQ=MONTHLY;BYDAY=MO,TU;BYMONTHDAY=-2,-1": "every Monday and Tuesday in the last 2 days of every month at 16:00",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=-10,-9,-8,-7,-6,-5,-4": "on the Friday before the last Monday of every month at "
    "16:00",
    "FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=-6,-5,-4,-3,-2,-1,1": "on the Wednesday after the last Tuesday of every month at "
    "16:00",
    "FREQ=MONTHLY;BYDAY=-2FR": "on the second-to-last Friday of every month at 16:00",
    "FREQ=MONTHLY;BYDAY=-2MO,-3MO,-4MO,-5MO": "every Monday except the last Monday of every month at 16:00",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1": "on the 1st of every other month at 16:00",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5": "on the 5th of every 3rd month at 16:00",
    "FREQ=MONTHLY;BYMONTHDAY="
    + ",".join(f"-{n}" for n in range(2, 32)): "every day except the last day of every month at 16:00",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=1": "every other year on 1 June at 16:00",
    "FREQ=YEARLY;BYWEEKNO=20": "by the rule FREQ=YEARLY;BYWEEKNO=20 at 16:00",
}


@pytest.mark.parametrize(("rrule", "said"), RULES.items())
def test_a_rule_reads(rrule: str, said: str) -> None:
    assert words(Timing((Rule(rrule, START),)), "UTC") == said


INTERVALS = {
    timedelta(seconds=1): "every second",
    timedelta(seconds=90): "every 90 seconds",
    timedelta(minutes=90): "every 90 minutes",
    timedelta(hours=1): "every hour",
    timedelta(hours=36): "every 36 hours",
    timedelta(days=5): "every 120 hours",
    timedelta(minutes=200): "every 3 hours 20 minutes",
}


@pytest.mark.parametrize(("every", "said"), INTERVALS.items())
def test_an_interval_reads(every: timedelta, said: str) -> None:
    assert words(Timing((Interval(every, NOON),)), "UTC") == said


def test_one_moment_reads() -> None:
    assert words(Timing((Once(NOON),)), "UTC") == "once, Tue 24 Nov 2026 at 12:00"


def test_triggers_on_the_same_days_read_as_one() -> None:
    two = Timing((Cron("0 9 * * *"), Cron("30 17 * * *")))
    assert words(two, "UTC") == "every day at 09:00 and 17:30"
    window = Timing((Cron("*/15 9-16 * * 1-5"), Cron("0 17 * * 1-5")))
    assert words(window, "UTC") == "every 15 minutes from 09:00 to 17:00, every weekday"
    night = Timing((Cron("*/30 23 * * *"), Cron("0,30 0 * * *"), Cron("0 1 * * *")))
    assert words(night, "UTC") == "every 30 minutes from 23:00 to 01:00, every day"


def test_triggers_on_other_days_are_joined() -> None:
    assert (
        words(Timing((Cron("0 9 * * 1"), Cron("0 11 * * 4"))), "UTC")
        == "every Monday at 09:00 and every Thursday at 11:00"
    )


def test_bounds_read() -> None:
    bounded = Timing(
        (Cron("0 9 * * *"),),
        starts=datetime(2026, 11, 30, tzinfo=UTC),
        ends=datetime(2026, 12, 25, 23, 59, 59, tzinfo=UTC),
        count=10,
    )
    assert words(bounded, "UTC") == "every day at 09:00, from Mon 30 Nov 2026, until Fri 25 Dec 2026, 10 times"


def test_what_is_left_out_reads() -> None:
    left = Except(
        weekdays=frozenset({2}),
        months=frozenset({8}),
        days=frozenset({(12, 25)}),
        dates=frozenset({date(2027, 1, 4)}),
    )
    said = words(Timing((Cron("0 9 * * *"),), exclude=left), "UTC")
    assert said == "every day at 09:00, except Wednesdays, in August, 25 December and Mon 4 Jan 2027"


def test_the_zone_is_named_where_it_is_asked_for_or_another() -> None:
    tokyo = Timing((Cron("0 9 * * *", "Asia/Tokyo"),))
    assert words(tokyo, "Asia/Tokyo") == "every day at 09:00"
    assert words(tokyo, "Asia/Tokyo", name_zone=True) == "every day at 09:00 (Asia/Tokyo)"
    assert words(tokyo, "UTC") == "every day at 09:00 (Asia/Tokyo)"


# ------------------------------------------------------------------ other voices

PORTUGUESE = {
    "0 9 * * *": "todo dia às 09:00",
    "0 9 * * 1-5": "todo dia útil às 09:00",
    "30 18 * * 0,6": "todo sábado e domingo às 18:30",
    "0 8 * * 1,4": "toda segunda e quinta às 08:00",
    "0 9 * * 1-4": "de segunda a quinta às 09:00",
    "0 21 * * 0-5": "todo dia exceto sábado às 21:00",
    "30 1 * * 6": "todo sábado à 01:30",
    "0 1,13 * * *": "todo dia às 01:00 e 13:00",
    "* * * * *": "a cada minuto",
    "*/15 * * * *": "a cada 15 minutos",
    "10,40 * * * *": "a cada hora nos minutos 10 e 40",
    "*/5 9-17 * * 1-5": "a cada 5 minutos das 09:00 às 17:55, em dias úteis",
    "0 8 1 * *": "no dia 1º de cada mês às 08:00",
    "0 8 1,15 * *": "nos dias 1º e 15 de cada mês às 08:00",
    "0 12 10-20 * *": "nos dias 10 a 20 de cada mês às 12:00",
    "0 12 1,L * *": "no dia 1º e no último dia de cada mês às 12:00",
    "0 17 LW * *": "no último dia útil de cada mês às 17:00",
    "0 16 * * 5L": "na última sexta-feira de cada mês às 16:00",
    "0 12 * * 1#1": "na primeira segunda-feira de cada mês às 12:00",
    "0 12 * * 2#2,2#4": "na 2ª e 4ª terça-feira de cada mês às 12:00",
    "0 9 * * 1#2,1#3,1#4,1#5": "toda segunda exceto na primeira segunda-feira de cada mês às 09:00",
    "0 9 25 12 *": "todo ano em 25 de dezembro às 09:00",
    "0 6 1 1,7 *": "todo ano no dia 1º de janeiro e julho às 06:00",
    "0 7 * 6-8 *": "todo dia de junho a agosto às 07:00",
    "0 7 * 6,8 1": "toda segunda em junho e agosto às 07:00",
    "0 6 * 1-11 *": "todo dia às 06:00, exceto em dezembro",
    "0 0 */2 * *": "pelo cron 0 0 */2 * *",
}


@pytest.mark.parametrize(("fields", "said"), PORTUGUESE.items())
def test_a_cron_reads_in_portuguese(fields: str, said: str) -> None:
    assert words(Timing((Cron(fields),)), "UTC", voice=speaking("pt", "24")) == said


PORTUGUESE_RULES = {
    "FREQ=DAILY;INTERVAL=2": "dia sim, dia não às 16:00",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR": "sexta sim, sexta não às 16:00",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SA": "a cada 3 semanas na segunda e no sábado às 16:00",
    "FREQ=MONTHLY;BYMONTHDAY=-2": "no penúltimo dia de cada mês às 16:00",
    "FREQ=MONTHLY;BYDAY=-4FR": "na 4ª sexta-feira a contar do fim de cada mês às 16:00",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13": "toda sexta-feira 13 às 16:00",
    "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=10,11,12": "toda segunda nos dias 10 a 12 às 16:00",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1": "no dia 1º a cada 2 meses às 16:00",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=1": "a cada 2 anos em 1º de junho às 16:00",
}


@pytest.mark.parametrize(("rrule", "said"), PORTUGUESE_RULES.items())
def test_a_rule_reads_in_portuguese(rrule: str, said: str) -> None:
    assert words(Timing((Rule(rrule, START),)), "UTC", voice=speaking("pt", "24")) == said


def test_moments_bounds_and_exclusions_read_in_portuguese() -> None:
    portuguese = speaking("pt", "24")
    bounded = Timing(
        (Cron("0 9 * * *"),),
        starts=datetime(2026, 11, 30, tzinfo=UTC),
        ends=datetime(2026, 12, 25, 23, 59, 59, tzinfo=UTC),
        count=10,
        exclude=Except(weekdays=frozenset({2, 5}), months=frozenset({8}), days=frozenset({(12, 25)})),
    )
    assert words(Timing((Once(NOON),)), "UTC", voice=portuguese) == "uma vez, ter 24 nov 2026 às 12:00"
    assert words(bounded, "UTC", voice=portuguese) == (
        "todo dia às 09:00, de seg 30 nov 2026 até sex 25 dez 2026, 10 vezes, "
        "exceto às quartas, aos sábados, em agosto e em 25 de dezembro"
    )
    assert words(Timing((Interval(timedelta(minutes=200), NOON),)), "UTC", voice=portuguese) == (
        "a cada 3 horas e 20 minutos"
    )


TWELVE = {
    "30 0 * * *": ("every day at 12:30 AM", "todo dia às 0:30 da madrugada"),
    "0 9 * * 1-5": ("every weekday at 9:00 AM", "todo dia útil às 9:00 da manhã"),
    "0 12 * * *": ("every day at 12:00 PM", "todo dia às 12:00 da tarde"),
    "0 13 * * *": ("every day at 1:00 PM", "todo dia à 1:00 da tarde"),
    "15 30 18 * * *": ("every day at 6:30:15 PM", "todo dia às 6:30:15 da noite"),
    "*/30 9-16 * * *": (
        "every 30 minutes from 9:00 AM to 4:30 PM, every day",
        "a cada 30 minutos das 9:00 da manhã às 4:30 da tarde, todo dia",
    ),
}


@pytest.mark.parametrize(("fields", "english", "portuguese"), [(fields, *said) for fields, said in TWELVE.items()])
def test_a_clock_of_12_hours_says_the_half_of_the_day(fields: str, english: str, portuguese: str) -> None:
    timing = Timing((Cron(fields),))
    assert words(timing, "UTC", voice=speaking("en", "12")) == english
    assert words(timing, "UTC", voice=speaking("pt", "12")) == portuguese


# ------------------------------------------------------------------ whatever there is

numbers = st.integers(0, 60)
field = st.one_of(
    st.just("*"),
    numbers.map(str),
    st.tuples(numbers, numbers).map(lambda n: f"{n[0]}-{n[1]}"),
    numbers.map(lambda n: f"*/{n}"),
    st.lists(numbers, min_size=2, max_size=4).map(lambda n: ",".join(map(str, n))),
    st.sampled_from(["L", "LW", "5L", "1#2", "MON-FRI", "JAN,JUN", "10-40/5"]),
)


@given(st.lists(field, min_size=5, max_size=6))
@settings(max_examples=400, deadline=None)
def test_every_valid_cron_has_words(fields: list[str]) -> None:
    try:
        timing = Timing((Cron(" ".join(fields)),))
    except BadTiming:
        return
    assert words(timing, "UTC")
    assert words(timing, "UTC", voice=speaking("pt", "12"))


PARTS = """
    INTERVAL=2 BYDAY=MO,FR BYDAY=-1SU,2WE BYMONTHDAY=-1,5 BYMONTH=2,12 BYSETPOS=1 COUNT=4 BYHOUR=3 BYYEARDAY=100
    WKST=SU BYWEEKNO=3
""".split()
parts = st.lists(st.sampled_from(PARTS), unique=True, max_size=4)


@given(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), parts)
@settings(max_examples=300, deadline=None)
def test_every_valid_rule_has_words(frequency: str, found: list[str]) -> None:
    try:
        timing = Timing((Rule(";".join([f"FREQ={frequency}", *found]), START),))
    except BadTiming:
        return
    assert words(timing, "UTC")
    assert words(timing, "UTC", voice=speaking("pt", "12"))

"""Portuguese, as in Brazil: "todo dia útil às 09:00", "na primeira segunda-feira de cada mês"."""

from collections.abc import Sequence

from spark_tui.domain.timing import in_a_row
from spark_tui.system.words.counting import Runs, spans
from spark_tui.system.words.counting import listed as listed_with
from spark_tui.system.words.voice import LAST_WORKING, Noun, Voice

WEEKDAYS = (
    Noun("segunda", "segundas", feminine=True),
    Noun("terça", "terças", feminine=True),
    Noun("quarta", "quartas", feminine=True),
    Noun("quinta", "quintas", feminine=True),
    Noun("sexta", "sextas", feminine=True),
    Noun("sábado", "sábados"),
    Noun("domingo", "domingos"),
)
FRIDAY = WEEKDAYS[4]
MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip
DAY = Noun("dia", "dias")
WORKING = Noun("dia útil", "dias úteis")
UNITS = {
    "second": Noun("segundo", "segundos"),
    "minute": Noun("minuto", "minutos"),
    "hour": Noun("hora", "horas", feminine=True),
    "day": DAY,
    "week": Noun("semana", "semanas", feminine=True),
    "year": Noun("ano", "anos"),
}
ORDINALS = {1: "primeiro", -1: "último", -2: "penúltimo", -3: "antepenúltimo"}  # "segunda" is Monday too
FROM_END = "a contar do fim"
HALVES = ((6, "da madrugada"), (12, "da manhã"), (18, "da tarde"), (24, "da noite"))  # each until that hour


def _listed(items: Sequence[str]) -> str:
    return listed_with(items, " e ")


def _of_gender(word: str, noun: Noun) -> str:
    """Todo, toda; primeiro, primeira; 2º, 2ª."""
    return word[:-1] + {"o": "a", "º": "ª"}[word[-1]] if noun.feminine else word


def _full(day: Noun) -> str:
    """segunda-feira: beside an ordinal, "segunda" alone would be one."""
    return f"{day.one}-feira" if day in WEEKDAYS and day.feminine else day.one


def _weekly(days: Sequence[int]) -> str:
    """De segunda a quinta; toda segunda e quinta, with the gender of the first."""
    runs = in_a_row(days)
    named = [WEEKDAYS[day % 7] for day in days]
    if len(runs) == 1 and len(days) > 1:
        return f"de {named[0].one} a {named[-1].one}"
    return f"{_of_gender('todo', named[0])} {_listed([day.one for day in named])}"


def _on_weekdays(days: Sequence[Noun]) -> str:
    """Na segunda e no sábado."""
    return _listed([f"{_of_gender('no', day)} {day.one}" for day in days])


def _stepped(step: int, unit: str) -> str:
    if step == 1:
        return f"{_of_gender('todo', UNITS[unit])} {UNITS[unit].one}"
    return "dia sim, dia não" if (step, unit) == (2, "day") else f"a cada {step} {UNITS[unit].many}"


def _nths(counted: Sequence[tuple[Sequence[int], Noun]]) -> str:
    return _listed([each for places, noun in counted for each in _places(places, noun)])


def _places(places: Sequence[int], noun: Noun) -> list[str]:
    """Na 1ª e última sexta-feira; no 4º dia a contar do fim, for which there is no short word."""
    on, full = _of_gender("no", noun), _full(noun)
    near = [_of_gender(_place(n, alone=len(places) == 1), noun) for n in places if n > 0 or n in ORDINALS]
    far = [_of_gender(f"{-n}º", noun) for n in places if n < 0 and n not in ORDINALS]
    return [f"{on} {_listed(near)} {full}"] * bool(near) + [f"{on} {place} {full} {FROM_END}" for place in far]


def _place(number: int, *, alone: bool) -> str:
    return ORDINALS[number] if number < 0 or (alone and number == 1) else f"{number}º"


def _monthdays(runs: Runs) -> str:
    """Nos dias 1º e 15 e no último dia."""
    numbered = [run for run in runs if run[0] > 0]
    said = [f"{'nos dias' if _several(numbered) else 'no dia'} {_numbers(numbered)}"] if numbered else []
    return _listed([*said, *(_last(run) for run in runs if run[0] <= 0)])


def _several(runs: Runs) -> bool:
    return sum(map(len, runs)) > 1


def _numbers(runs: Runs) -> str:
    return _listed(spans(runs, _monthday, "{} a {}"))


def _monthday(number: int) -> str:
    """The first of a month is an ordinal, the others are not."""
    return "1º" if number == 1 else str(number)


def _last(run: Sequence[int]) -> str:
    """No último dia; nos últimos 3 dias."""
    return f"nos últimos {len(run)} dias" if len(run) > 1 else _counted(run[0])


def _counted(number: int) -> str:
    return _nths([([-1], WORKING)] if number == LAST_WORKING else [([number], DAY)])


def _weekday_on(week: str, days: Sequence[Noun], runs: Runs) -> str:
    """Toda sexta-feira 13, which has its name; else toda segunda no dia 10."""
    named = list(days) == [FRIDAY] and list(runs) == [[13]]
    return f"toda {_full(FRIDAY)} 13" if named else f"{week} {_monthdays(runs)}"


def _beside_nth(weekday: int, by: int, place: int) -> str:
    """Na sexta-feira antes da última segunda-feira."""
    day, other = WEEKDAYS[weekday], WEEKDAYS[(weekday - by) % 7]
    which = _of_gender(_place(place, alone=True), other)
    when = f"{'depois' if by > 0 else 'antes'} {_of_gender('do', other)}"
    return f"{_of_gender('no', day)} {_full(day)} {when} {which} {_full(other)}"


def _each_month(step: int) -> str:
    return "de cada mês" if step == 1 else f"a cada {step} meses"


def _months(word: str, numbers: Sequence[int]) -> str:
    """De junho a agosto; em junho, agosto e setembro."""
    runs = in_a_row(numbers)
    if len(runs) == 1 and len(numbers) > 1:
        return "de " + "".join(spans(runs, lambda month: MONTHS[month - 1], "{} a {}"))
    return f"{word} {_listed([MONTHS[month - 1] for month in numbers])}"


def _dates(days: Sequence[int], months: Sequence[int]) -> str:
    return f"{_listed(list(map(_monthday, days)))} de {_listed([MONTHS[month - 1] for month in months])}"


PORTUGUESE = Voice(
    weekdays=WEEKDAYS,
    working=WORKING,
    months=MONTHS,
    units=UNITS,
    weeks={
        frozenset(range(5)): "todo dia útil",
        frozenset({5, 6}): "todo sábado e domingo",
        frozenset(range(7)): "todo dia",
    },
    beside={"todo dia útil": "em dias úteis"},
    last=" e ",
    last_part=" e ",
    every="a cada {}",
    every_day="todo dia",
    every_year="todo ano ",
    on="{}",
    on_date="em {}",
    days_but="{} exceto {}",
    but=", exceto {}",
    at_minute="{} no minuto {}",
    at_minutes="{} nos minutos {}",
    once="uma vez, {}",
    starts=", a partir de {}",
    ends=", até {}",
    lasts=", de {} até {}",
    one_time=", 1 vez",
    many_times=", {} vezes",
    nothing="nenhum dia",
    by_rule="pela regra {}",
    by_cron="pelo cron {}",
    clocks={
        "at": ("à {}", "às {}"),
        "from": ("da {}", "das {}"),
        "to": ("à {}", "às {}"),
        "onwards": ("a partir da {}", "a partir das {}"),
        "between": ("entre a {}", "entre as {}"),
        "and": ("e a {}", "e as {}"),
    },
    weekly=_weekly,
    but_weekday=_full,
    fortnightly=lambda day: f"{day.one} sim, {day.one} não",
    on_weekdays=_on_weekdays,
    stepped=_stepped,
    nths=_nths,
    monthdays=_monthdays,
    weekday_on=_weekday_on,
    beside_nth=_beside_nth,
    each_month=_each_month,
    of_months=lambda months: _months("de", months),
    in_months=lambda months: _months("em", months),
    dates=_dates,
    without_weekday=lambda day: f"{'às' if day.feminine else 'aos'} {day.many}",
    without_months="em {}",
    without_date="em {}",
    half=lambda hour: next(half for end, half in HALVES if hour < end),
    first_hour=0,
)

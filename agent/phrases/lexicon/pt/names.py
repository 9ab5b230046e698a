"""Portuguese words that name a time: days, months, numbers, parts of the day, places."""

from agent.phrases.lexicon.places import ABBREVIATIONS, PLACES
from agent.phrases.lexicon.words import EVEN, ODD, WEEKEND, WORKDAYS, Table
from agent.phrases.meaning import Clock, Part

MORNING = Part("manhã", 0, 12, 9)
AFTERNOON = Part("tarde", 12, 20, 15)
NIGHT = Part("noite", 18, 29, 20)
NOON = Part("meio-dia", 12, 13, 12)
MIDNIGHT = Part("meia-noite", 0, 1, 0)
DAWN = Part("madrugada", 0, 6, 3)

_NUMBERS = """
    zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete
    dezoito dezenove vinte
""".split()
_FEMININE = {1: "uma", 2: "duas"}
_TENS = {
    20: "vinte",
    30: "trinta",
    40: "quarenta",
    50: "cinquenta",
    60: "sessenta",
    70: "setenta",
    80: "oitenta",
    90: "noventa",
}


def _numbers(low: int, high: int) -> dict[int, str]:
    return {n: ",".join([_NUMBERS[n], *([_FEMININE[n]] if n in _FEMININE else [])]) for n in range(low, high + 1)}


NAMES: Table = {
    "every": {
        True: """
            todo, toda, todos, todas, todos os, todas as, tds os, tds as, cada, a cada, td, tds, todo o, toda a, em
            todo, em toda, em cada, tda, tdo, a todo, a toda
        """
    },
    "all": {True: "todos, todas, todos os, todas as"},
    "other": {
        True: """
            outro, outra, alternado, alternada, alternados, alternadas, intercalado, intercalada,
            intercalados, intercaladas
        """
    },
    "weekday": {
        0: "segunda, segundafeira, segunda-feira, segunda feira, seg, 2a feira, 2a-feira",
        1: "terca, tercafeira, terca-feira, terca feira, ter, 3a feira, 3a-feira",
        2: "quarta, quartafeira, quarta-feira, quarta feira, qua, 4a feira, 4a-feira",
        3: "quinta, quintafeira, quinta-feira, quinta feira, qui, 5a feira, 5a-feira",
        4: "sexta, sextafeira, sexta-feira, sexta feira, sex, 6a feira, 6a-feira",
        5: "sabado, sab",
        6: "domingo, dom",
    },
    "shortday": {0: "seg", 1: "ter", 2: "qua", 3: "qui", 4: "sex", 5: "sab", 6: "dom"},
    "plural": {
        0: "segundas, segundas-feiras, segundas feiras",
        1: "tercas, tercas-feiras, tercas feiras",
        2: "quartas, quartas-feiras, quartas feiras",
        3: "quintas, quintas-feiras, quintas feiras",
        4: "sextas, sextas-feiras, sextas feiras",
        5: "sabados",
        6: "domingos",
    },
    "dayset": {
        WORKDAYS: """
            dia util, dias uteis, durante a semana, dia de semana, dias de semana, dia da semana, dias da semana,
            dia de trabalho, dias de trabalho
        """,
        WEEKEND: """
            fim de semana, fins de semana, final de semana, finais de semana, fds, fim-de-semana, fins-de-semana
        """,
    },
    "alternatedays": {ODD: "dias impares, dia impar", EVEN: "dias pares, dia par"},
    "semester": {True: "semestre, semestres"},
    "ordinaltens": {10: "decimo, decima", 20: "vigesimo, vigesima", 30: "trigesimo, trigesima"},
    "ordinalones": {
        1: "primeiro, primeira",
        2: "segundo, segunda",
        3: "terceiro, terceira",
        4: "quarto, quarta",
        5: "quinto, quinta",
        6: "sexto, sexta",
        7: "setimo, setima",
        8: "oitavo, oitava",
        9: "nono, nona",
    },
    "business": {True: "dia util, dias uteis"},
    "unit": {
        "second": "segundo, segundos, segs",
        "minute": "minuto, minutos, min, mins",
        "hour": "hora, horas, hr, hrs",
        "day": "dia, dias",
        "week": "semana, semanas, sem",
        "fortnight": "quinzena, quinzenas",
        "month": "mes, meses",
        "quarter": "trimestre, trimestres",
        "year": "ano, anos",
    },
    "freq": {
        "day": "diariamente, diario, diaria, 24 horas por dia",
        "week": "semanalmente, semanal",
        "fortnight": "quinzenalmente, quinzenal",
        "month": "mensalmente, mensal",
        "quarter": "trimestralmente, trimestral",
        "half": "semestralmente, semestral",
        "bimonth": "bimestralmente, bimestral, a cada bimestre, todo bimestre, cada bimestre",
        "fourmonth": "quadrimestralmente, quadrimestral",
        "biyear": "bienalmente, bienal",
        "year": "anualmente, anual",
    },
    "number": {
        **_numbers(0, 20),
        14: "quatorze, catorze",
        16: "dezesseis, dezasseis",
        17: "dezessete, dezassete",
        19: "dezenove, dezanove",
        **{n: word for n, word in _TENS.items() if n > 20},
        100: "cem",
    },
    "ones": _numbers(1, 9),
    "tens": _TENS,
    "hundred": {100: "cento"},
    "hourword": {**_numbers(1, 20), 14: "quatorze, catorze"},
    "sixtieths": {
        5: "cinco",
        10: "dez",
        15: "quinze",
        20: "vinte",
        25: "vinte e cinco",
        30: "trinta",
        35: "trinta e cinco",
        40: "quarenta",
        45: "quarenta e cinco",
        50: "cinquenta",
        55: "cinquenta e cinco",
    },
    "ordinal": {
        1: "primeiro, primeira",
        2: "segundo, segunda",
        3: "terceiro, terceira",
        4: "quarto, quarta",
        5: "quinto, quinta",
        6: "sexto",
        7: "setimo, setima",
        8: "oitavo, oitava",
        9: "nono, nona",
        10: "decimo, decima",
        20: "vigesimo, vigesima",
        30: "trigesimo, trigesima",
        -1: "ultimo, ultima",
        -2: "penultimo, penultima",
        -3: "antepenultimo, antepenultima",
    },
    "lastones": {True: "ultimos, ultimas"},
    "firstones": {True: "primeiros, primeiras"},
    "month": {
        1: "janeiro, jan",
        2: "fevereiro, fev",
        3: "marco, mar",
        4: "abril, abr",
        5: "maio, mai",
        6: "junho, jun",
        7: "julho, jul",
        8: "agosto, ago",
        9: "setembro, set",
        10: "outubro, out",
        11: "novembro, nov",
        12: "dezembro, dez",
    },
    "part": {
        MORNING: "manha, manhazinha, cedo, bem cedo, cedinho, logo cedo, de manha cedo, manha cedo",
        AFTERNOON: "tarde, tardinha",
        NIGHT: "noite, noitinha",
        DAWN: "madrugada",
    },
    "parts": {MORNING: "manhas", AFTERNOON: "tardes", NIGHT: "noites", DAWN: "madrugadas"},
    "dial": {NOON: "meio-dia, meio dia, meiodia", MIDNIGHT: "meia-noite, meia noite, meianoite"},
    "partof": {True: "da, de, pela, pelas, a, na, nas, durante a, na parte da, no periodo da"},
    "clock": {
        Clock(12, fixed=True): "meio-dia, meio dia, meiodia",
        Clock(0, fixed=True): "meia-noite, meia noite, meianoite",
    },
    "relday": {
        0: "hoje, hj",
        1: "amanha, amnh, amanh, amnha",
        2: "depois de amanha, dps de amanha",
        -1: "ontem",
        -2: "anteontem, antes de ontem",
    },
    "twicein": {"month": "bimensal, bimensalmente"},
    "feast": {
        (12, 25): "natal, dia de natal",
        (12, 24): "vespera de natal",
        (1, 1): "ano novo, ano-novo, dia de ano novo",
        (12, 31): "vespera de ano novo, reveillon",
    },
    "zone": {
        name: name
        for name in ABBREVIATIONS
        if name not in ("pt", "et", "mt", "ct", "art", "west", "central", "mountain", "eastern", "pacific", "z")
    },
    "place": dict(PLACES.items()),
}

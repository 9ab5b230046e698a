"""Spanish: its words. It is answered in English so far."""

from agent.phrases.lexicon.en import SAY as ENGLISH
from agent.phrases.lexicon.places import ABBREVIATIONS, PLACES
from agent.phrases.lexicon.words import EVEN, ODD, WEEKEND, WORKDAYS, Lexicon, Table
from agent.phrases.meaning import Clock, Part

MORNING = Part("mañana", 0, 12, 9)
AFTERNOON = Part("tarde", 12, 21, 16)
NIGHT = Part("noche", 18, 29, 21)
DAWN = Part("madrugada", 0, 7, 3)

_NUMBERS = """
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete
    dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
    veintiocho veintinueve
""".split()
_TENS = {
    20: "veinte",
    30: "treinta",
    40: "cuarenta",
    50: "cincuenta",
    60: "sesenta",
    70: "setenta",
    80: "ochenta",
    90: "noventa",
}

WORDS: Table = {
    "every": {True: "cada, todo, toda, todos los, todas las, todos, todas, todo el, toda la, en cada"},
    "all": {True: "todos, todas, todos los, todas las"},
    "other": {True: "otro, otra, alterno, alterna, alternos, alternas, por medio, de por medio"},
    "weekday": {
        0: "lunes, lun",
        1: "martes, mar",
        2: "miercoles, mie, mier",
        3: "jueves, jue",
        4: "viernes, vie",
        5: "sabado, sab",
        6: "domingo, dom",
    },
    "plural": {
        5: "sabados",
        6: "domingos",
        0: "los lunes",
        1: "los martes",
        2: "los miercoles",
        3: "los jueves",
        4: "los viernes",
    },
    "dayset": {
        WORKDAYS: """
            dia laborable, dias laborables, dia habil, dias habiles, dia laboral, dias laborales, entre semana, dia
            de semana, dias de semana, dia de trabajo
        """,
        WEEKEND: "fin de semana, fines de semana, finde, findes",
    },
    "alternatedays": {ODD: "dias impares, dia impar", EVEN: "dias pares, dia par"},
    "semester": {True: "semestre, semestres"},
    "business": {True: "dia laborable, dia habil, dia laboral, dias habiles, dias laborables"},
    "unit": {
        "second": "segundo, segundos, seg",
        "minute": "minuto, minutos, min, mins",
        "hour": "hora, horas, hr, hrs",
        "day": "dia, dias",
        "week": "semana, semanas",
        "fortnight": "quincena, quincenas",
        "month": "mes, meses",
        "quarter": "trimestre, trimestres",
        "year": "ano, anos",
    },
    "freq": {
        "day": "diariamente, diario, diaria, a diario",
        "week": "semanalmente, semanal",
        "fortnight": "quincenalmente, quincenal",
        "month": "mensualmente, mensual",
        "quarter": "trimestralmente, trimestral",
        "bimonth": "bimestral, bimestralmente, cada bimestre",
        "fourmonth": "cuatrimestral, cuatrimestralmente",
        "biyear": "bienal, bienalmente",
        "half": "semestralmente, semestral",
        "year": "anualmente, anual",
    },
    "number": {
        **dict(enumerate(_NUMBERS)),
        1: "uno, un, una",
        **{n: word for n, word in _TENS.items() if n > 20},
        100: "cien",
    },
    "ones": {**{n: _NUMBERS[n] for n in range(2, 10)}, 1: "uno, una, un"},
    "tens": _TENS,
    "hundred": {100: "ciento"},
    "hourword": {**{n: _NUMBERS[n] for n in range(2, 24)}, 1: "una, uno"},
    "sixtieths": {
        5: "cinco",
        10: "diez",
        15: "quince, cuarto",
        20: "veinte",
        25: "veinticinco",
        30: "treinta",
        35: "treinta y cinco",
        40: "cuarenta",
        45: "cuarenta y cinco",
        50: "cincuenta",
        55: "cincuenta y cinco",
    },
    "ordinal": {
        1: "primero, primera, primer",
        2: "segundo, segunda",
        3: "tercero, tercera, tercer",
        4: "cuarto, cuarta",
        5: "quinto, quinta",
        -1: "ultimo, ultima",
        -2: "penultimo, penultima",
        -3: "antepenultimo, antepenultima",
    },
    "month": {
        1: "enero, ene",
        2: "febrero, feb",
        3: "marzo, mar",
        4: "abril, abr",
        5: "mayo, may",
        6: "junio, jun",
        7: "julio, jul",
        8: "agosto, ago",
        9: "septiembre, setiembre, sep, sept",
        10: "octubre, oct",
        11: "noviembre, nov",
        12: "diciembre, dic",
    },
    "part": {MORNING: "manana", AFTERNOON: "tarde", NIGHT: "noche", DAWN: "madrugada"},
    "parts": {MORNING: "mananas", AFTERNOON: "tardes", NIGHT: "noches", DAWN: "madrugadas"},
    "partof": {True: "de la, por la, en la, a la, de, durante la"},
    "clock": {
        Clock(12, fixed=True): "mediodia, medio dia, el mediodia, al mediodia",
        Clock(0, fixed=True): "medianoche, media noche, la medianoche",
    },
    "relday": {0: "hoy", 1: "manana", 2: "pasado manana", -1: "ayer", -2: "anteayer, antes de ayer"},
    "feast": {
        (12, 25): "navidad, dia de navidad",
        (12, 24): "nochebuena",
        (1, 1): "ano nuevo",
        (12, 31): "nochevieja",
        (1, 6): "dia de reyes",
    },
    "clocked": {True: "a las"},
    "at": {True: "a las, a la, a, al, las"},
    "on": {True: "el, los, en, al, las, en el, en los"},
    "of": {True: "de, del, de los, de las"},
    "the": {True: "el, la, los, las"},
    "a": {1: "un, una"},
    "per": {True: "por, al, a la"},
    "once": {True: "una vez, una sola vez, solo una vez, solamente una vez, una unica vez, una vez nada mas"},
    "timeofnow": {
        "this": "a esta hora, a esta misma hora, esta hora, esta misma hora",
        "same": "a la misma hora, misma hora, la misma hora",
    },
    "twice": {True: "dos veces"},
    "and": {True: "y, e, y tambien, mas, y los"},
    "in": {True: "en, dentro de, en el, de aqui a"},
    "from": {True: "de, desde, desde las, de las, desde el, del"},
    "to": {True: "a, a las, hasta, hasta las, al, hasta el"},
    "through": {True: "hasta, hasta el, hasta las"},
    "until": {True: "hasta, hasta el, hasta la, hasta las, terminando, terminando el"},
    "before": {True: "antes de, antes del"},
    "past": {True: "despues de las, despues de la"},
    "after": {True: "despues de, tras"},
    "minutesto": {True: "para las, para la"},
    "less": {True: "menos"},
    "for": {True: "por, durante, durante las, durante los, por los, por las, en los, en las"},
    "threequarters": {True: "tres cuartos de hora"},
    "during": {True: "durante el mes de, durante los meses de, durante, durante la, durante el"},
    "between": {True: "entre, entre las, entre el"},
    "except": {
        True: """
            excepto, excepto los, excepto el, excepto en, excepto las, excepto la, menos, menos los, menos el, menos
            en, menos las, salvo, salvo los, salvo el, salvo en, salvo las, pero no, pero no los, pero no el, con
            excepcion de, con excepcion de los, a excepcion de, a excepcion del, excluyendo
        """
    },
    "but": {True: "pero"},
    "no": {True: "sin"},
    "gone": {True: "pasado, pasada"},
    "included": {True: "incluidos, incluidas, incluido, inclusive, tambien"},
    "or": {True: "o"},
    "next": {True: "proximo, proxima, proximos, proximas"},
    "quevem": {True: "que viene, siguiente, proximo, proxima"},
    "this": {True: "este, esta"},
    "times": {True: "vez, veces"},
    "starting": {
        True: """
            a partir de, a partir del, a partir de las, empezando, empezando el, empezando en, comenzando,
            comenzando el, desde, desde el, a partir de el
        """
    },
    "onwards": {True: "en adelante"},
    "half": {True: "media, medio"},
    "quarter": {True: "cuarto, un cuarto"},
    "oclock": {True: "en punto"},
    "hourshort": {True: "h, hs"},
    "ampm": {"a": "am", "p": "pm"},
    "about": {True: "alrededor de las, sobre las, hacia las, a eso de las, aproximadamente a las, mas o menos a las"},
    "ish": {True: "mas o menos, aproximadamente"},
    "fromnow": {True: "a partir de ahora, desde ahora"},
    "now": {True: "ahora, ya, ahora mismo"},
    "end": {True: "fin, final"},
    "begin": {True: "inicio, comienzo, principio"},
    "rest": {True: "resto"},
    "onthehour": {(0,): "en punto"},
    "halfhour": {True: "media hora"},
    "quarterhour": {True: "cuarto de hora, un cuarto de hora"},
    "time": {True: "hora, horario, zona horaria"},
    "businesshours": {True: "horario laboral, horario de oficina, horas de oficina"},
    "yes": {True: "si"},
    "not": {True: "no"},
    "minuteof": {True: "minuto, minutos"},
    "greeting": {True: "hola"},
    "noise": {
        True: """
            por favor, siempre, puntualmente, exactamente, hola, buenos dias, buenas tardes, buenas noches, gracias,
            solo, solamente, automaticamente, todo el ano, santo
        """
    },
    "det": {True: "el, la, los, las, un, una, mi, nuestro, nuestra, su, este, esta, ese, esa, del"},
    "than": {True: "hace, que, ultimos, ultimas, ultimo, ultima, mas de, menos de"},
    "cond": {True: "si, cuando, siempre que, mientras, en caso de, en cuanto, a menos que, cada vez que"},
    "vague": {
        True: """
            a veces, de vez en cuando, ocasionalmente, raramente, frecuentemente, a menudo, pronto, mas tarde, algun
            dia, periodicamente, algunas veces, varias veces, tal vez, quizas, quiza, cuando puedas, al
            azar, luego, atardecer, amanecer, anochecer, o, algunos, algunas, unos dias, en algun momento, de tanto
            en tanto
        """
    },
    "holiday": {
        True: """
            festivo, festivos, feriado, feriados, pascua, semana santa, carnaval
        """
    },
    "vaguenoun": {
        True: """
            festivo, festivos, feriado, feriados, pascua, semana santa, carnaval, verano, invierno, otono, primavera
        """
    },
    "ask": {True: "que hora, que, cual, cuales, cuando, quien, como, por que, cuanto, cuantos, donde, a que hora"},
    "edit": {
        "always": """
            cancela, cancelar, cancele, reprograma, reprogramar, aplaza, aplazar, pospon, posponer, no, nunca,
            deshacer, salta, omite
        """,
        "change": """
            cambia, cambiar, cambie, mueve, mover, edita, editar, modifica, modificar, pausa, pausar, suspende,
            suspender, desactiva, desactivar, reanuda, muestra, lista, olvida
        """,
        "end": "para, parar, deten, detener, elimina, eliminar, borra, borrar, quita, quitar",
    },
    "scheduled": {
        True: """
            tarea, tareas, recordatorio, recordatorios, alarma, alarmas, todo, programado, programada, programados,
            programacion, eso, de enviar
        """
    },
    "soft": {True: "sin, menos, salvo"},
    "zone": {
        name: name
        for name in ABBREVIATIONS
        if name not in ("pt", "et", "mt", "ct", "art", "west", "central", "mountain", "eastern", "pacific", "z")
    },
    "place": dict(PLACES.items()),
    "inject": {
        True: """
            ignora las instrucciones, ignora todo, ignora eso, olvida las instrucciones, olvida todo, instrucciones
            anteriores, system :, sistema :, ignora
        """
    },
    "joiner": {True: "entonces, tambien, eso, esto, me"},
}

SAY = {
    **ENGLISH,
    "at": " a las {text}",
    "every": "cada {text}",
    "once": "en {text}",
    "every_day": "todos los días {text}",
    "today": "hoy {text}",
    "tomorrow": "mañana {text}",
}

REAL = """
casa cosa dia hotel juego lunas manada mano marte masa mayor media mejor menor mesa noche nota nueva nueve nuevo
seguro siguiente todo viento
"""

LEXICON = Lexicon("es", WORDS, SAY, REAL)

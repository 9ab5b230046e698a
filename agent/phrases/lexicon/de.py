"""German: its words. It is answered in English so far."""

from agent.phrases.lexicon.en import SAY as ENGLISH
from agent.phrases.lexicon.places import ABBREVIATIONS, PLACES
from agent.phrases.lexicon.words import EVEN, ODD, WEEKEND, WORKDAYS, Lexicon, Table
from agent.phrases.meaning import Clock, Part

MORNING = Part("Morgen", 0, 12, 8)
FORENOON = Part("Vormittag", 8, 13, 10)
AFTERNOON = Part("Nachmittag", 12, 18, 15)
EVENING = Part("Abend", 17, 25, 19)
NIGHT = Part("Nacht", 20, 30, 22)

_NUMBERS = """
    null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn
    achtzehn neunzehn zwanzig einundzwanzig zweiundzwanzig dreiundzwanzig vierundzwanzig funfundzwanzig
""".split()
_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")

WORDS: Table = {
    "every": {True: "jeden, jede, jedes, jeder, jedem, alle, allen, immer am, immer"},
    "all": {True: "alle"},
    "other": {True: "zweite, zweiten, zweiter, zweites, anderen, andere"},
    "weekday": {n: f"{day}, {day[:2]}" for n, day in enumerate(_DAYS)}
    | {2: "mittwoch, mi", 5: "samstag, sonnabend, sa"},
    "plural": {n: f"{day}s, {day}en, {day}e" for n, day in enumerate(_DAYS)},
    "dayset": {
        WORKDAYS: """
            werktag, werktags, werktage, werktagen, wochentag, wochentags, wochentage, wochentagen, arbeitstag,
            arbeitstags, arbeitstage, arbeitstagen, unter der woche
        """,
        WEEKEND: "wochenende, wochenenden, wochenends, am wochenende",
    },
    "alternatedays": {
        ODD: "ungeraden tagen, ungerade tage, ungeraden tage",
        EVEN: "geraden tagen, gerade tage, geraden tage",
    },
    "long": {True: "lang"},
    "noon": {True: "mittags"},
    "halfnumber": {
        2.5: "zweieinhalb, zweieinhalbe",
        3.5: "dreieinhalb",
        4.5: "viereinhalb",
        1.5: "eineinhalb, anderthalb",
    },
    "threequarter": {True: "drei viertel, dreiviertel"},
    "business": {True: "werktag, arbeitstag, werktags"},
    "unit": {
        "second": "sekunde, sekunden, sek",
        "minute": "minute, minuten, min",
        "hour": "stunde, stunden, std",
        "day": "tag, tage, tagen, tages",
        "week": "woche, wochen",
        "month": "monat, monate, monaten, monats",
        "quarter": "quartal, quartale, quartals, vierteljahr",
        "year": "jahr, jahre, jahren, jahres",
    },
    "freq": {
        "hour": "stundlich",
        "day": "taglich",
        "week": "wochentlich",
        "fortnight": "vierzehntaglich, zweiwochentlich",
        "month": "monatlich",
        "quarter": "vierteljahrlich, quartalsweise",
        "half": "halbjahrlich",
        "bimonth": "zweimonatlich",
        "biyear": "zweijahrlich",
        "year": "jahrlich",
    },
    "number": {
        **dict(enumerate(_NUMBERS)),
        1: "eins, ein, eine, einer, einem, einen",
        30: "dreissig, dreißig",
        45: "funfundvierzig",
        40: "vierzig",
        50: "funfzig",
        35: "funfunddreissig",
        60: "sechzig",
        90: "neunzig",
    },
    "ones": {n: _NUMBERS[n] for n in range(1, 10)},
    "tens": {20: "zwanzig"},
    "hourword": {n: _NUMBERS[n] for n in range(1, 25)} | {1: "eins, ein"},
    "sixtieths": {
        5: "funf",
        10: "zehn",
        15: "funfzehn",
        20: "zwanzig",
        30: "dreissig",
        40: "vierzig",
        45: "funfundvierzig",
        50: "funfzig",
    },
    "ordinal": {
        1: "erste, ersten, erster, erstes",
        2: "zweite, zweiten, zweiter, zweites",
        3: "dritte, dritten, dritter, drittes",
        4: "vierte, vierten, vierter",
        5: "funfte, funften",
        10: "zehnten",
        15: "funfzehnten",
        20: "zwanzigsten",
        -1: "letzte, letzten, letzter, letztes",
        -2: "vorletzte, vorletzten, vorletzter",
    },
    "month": {
        1: "januar, janner, jan",
        2: "februar, feb",
        3: "marz",
        4: "april, apr",
        5: "mai",
        6: "juni, jun",
        7: "juli, jul",
        8: "august, aug",
        9: "september, sep, sept",
        10: "oktober, okt",
        11: "november, nov",
        12: "dezember, dez",
    },
    "part": {
        MORNING: "morgen, fruh, morgens",
        FORENOON: "vormittag",
        AFTERNOON: "nachmittag",
        EVENING: "abend",
        NIGHT: "nacht, nachts",
    },
    "parts": {
        MORNING: "morgens, fruhmorgens",
        FORENOON: "vormittags",
        AFTERNOON: "nachmittags",
        EVENING: "abends",
        NIGHT: "nachts",
    },
    "partof": {True: "am, in der, des, der"},
    "clock": {Clock(12, fixed=True): "mittag, mittags", Clock(0, fixed=True): "mitternacht"},
    "relday": {0: "heute", 1: "morgen", 2: "ubermorgen", -1: "gestern", -2: "vorgestern"},
    "feast": {
        (12, 25): "weihnachten, ersten weihnachtstag",
        (12, 24): "heiligabend, heiligen abend",
        (1, 1): "neujahr",
        (12, 31): "silvester",
    },
    "at": {True: "um, zu"},
    "on": {True: "am, an, den, im, jeweils am, an den, dem"},
    "of": {True: "des, im, vom, der, von, eines, in"},
    "the": {True: "der, die, das, den, dem, des"},
    "a": {1: "ein, eine, einer, einem, einen"},
    "per": {True: "pro, am"},
    "once": {True: "einmal, ein mal, ein einziges mal, einmalig, genau einmal, nur einmal"},
    "timeofnow": {
        "this": "um diese zeit, um diese uhrzeit, diese zeit, um diese stunde",
        "same": """
            zur gleichen zeit, zur selben zeit, um dieselbe zeit, um die gleiche zeit, gleiche zeit, selbe zeit, zur
            gleichen uhrzeit, zur selben uhrzeit, gleiche uhrzeit, selbe uhrzeit, um dieselbe uhrzeit
        """,
    },
    "twice": {True: "zweimal"},
    "and": {True: "und, sowie, und auch, und dann"},
    "in": {True: "in, im"},
    "from": {True: "von, vom"},
    "to": {True: "bis, bis zum"},
    "through": {True: "bis, bis zum"},
    "until": {True: "bis, bis zum, bis zu, bis einschliesslich"},
    "before": {True: "vor"},
    "past": {True: "nach"},
    "after": {True: "nach"},
    "minutesto": {True: "vor"},
    "for": {True: "fur, fur die, wahrend der, fur den"},
    "threequarters": {True: "dreiviertelstunde, dreiviertel stunde"},
    "during": {True: "wahrend, innerhalb von"},
    "between": {True: "zwischen"},
    "except": {
        True: """
            ausser, außer, ausser am, außer am, ausser an, außer an, ausser im, außer im, ausgenommen, aber nicht
            am, aber nicht, nicht am, mit ausnahme von
        """
    },
    "but": {True: "aber"},
    "next": {True: "nachste, nachsten, nachster, nachstes, kommenden, kommende, kommender"},
    "this": {True: "diese, diesen, dieser, diesem, dieses"},
    "times": {True: "mal, male"},
    "or": {True: "oder"},
    "starting": {True: "ab, beginnend, beginnend am, beginnend mit, ab dem, ab dem kommenden"},
    "half": {True: "halb, halbe, halben"},
    "quarter": {True: "viertel"},
    "oclock": {True: "uhr"},
    "about": {True: "gegen, ungefahr, etwa, circa, ca, um ca, so gegen, um etwa"},
    "now": {True: "jetzt, sofort"},
    "end": {True: "ende"},
    "begin": {True: "anfang, beginn"},
    "rest": {True: "rest"},
    "onthehour": {(0,): "zur vollen stunde"},
    "halfhour": {True: "halbe stunde, halben stunde, halbstunde"},
    "quarterhour": {True: "viertelstunde, viertel stunde"},
    "oneandhalf": {True: "anderthalb, eineinhalb"},
    "time": {True: "zeit, ortszeit"},
    "businesshours": {True: "geschaftszeiten, arbeitszeit, burozeiten"},
    "greeting": {True: "hallo"},
    "noise": {
        True: """
            bitte, punktlich, genau, hallo, danke, guten morgen, guten abend, guten tag, nur, immer, automatisch,
            das ganze jahr, jeweils
        """
    },
    "det": {
        True: """
            der, die, das, den, dem, des, ein, eine, mein, meine, meinen, unser, unsere, unseren, sein, ihr, dein,
            dieser, diese
        """
    },
    "than": {True: "als, letzten, letzte, vergangenen"},
    "cond": {True: "wenn, falls, sobald, wahrend, weil, es sei denn, immer wenn, solange"},
    "vague": {
        True: """
            manchmal, ab und zu, gelegentlich, selten, oft, haufig, bald, spater, irgendwann, hin und wieder, von
            zeit zu zeit, regelmassig, mehrmals, ein paar, einige, vielleicht, oder, zufallig, sonnenuntergang,
            sonnenaufgang, dammerung, demnachst, gleich
        """
    },
    "vaguenoun": {
        True: "feiertag, feiertage, feiertagen, feiertags, ostern, pfingsten, sommer, winter, herbst, fruhling"
    },
    "ask": {True: "was, wann, wer, wie, warum, wo, welche, welcher, welches, ist, sind, hat, kann ich"},
    "edit": {
        "always": "storniere, stornieren, verschiebe, verschieben, absagen, streiche, nie, niemals, nicht",
        "change": """
            andere, andern, bearbeite, bewege, pausiere, pausieren, deaktiviere, setze, zeige, vergiss, aussetzen
        """,
        "end": "stoppe, stoppen, losche, loschen, beende, beenden, entferne, entfernen",
    },
    "scheduled": {
        True: """
            aufgabe, aufgaben, erinnerung, erinnerungen, wecker, alles, geplant, geplante, geplanten, zeitplan,
            termin, termine
        """
    },
    "zone": {
        name: name
        for name in ABBREVIATIONS
        if name not in ("pt", "et", "mt", "ct", "art", "ist", "west", "central", "mountain", "eastern", "pacific", "z")
    },
    "place": dict(PLACES.items()),
    "inject": {
        True: """
            ignoriere alle, ignoriere die, ignoriere das, vergiss alle, vergiss alles, vorherigen anweisungen,
            system :
        """
    },
    "joiner": {True: "dann, auch, es, das, mich"},
}

SAY = {
    **ENGLISH,
    "at": " um {text}",
    "every": "alle {text}",
    "once": "in {text}",
    "every_day": "jeden Tag {text}",
    "today": "heute {text}",
    "tomorrow": "morgen {text}",
}

LEXICON = Lexicon("de", WORDS, SAY, "oder über unter morgan habe tage sage lage frage heute haute leute")

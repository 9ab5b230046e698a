"""French: its words. It is answered in English so far."""

from agent.phrases.lexicon.en import SAY as ENGLISH
from agent.phrases.lexicon.places import ABBREVIATIONS, PLACES
from agent.phrases.lexicon.words import EVEN, ODD, WEEKEND, WORKDAYS, Lexicon, Table
from agent.phrases.meaning import Clock, Part

MORNING = Part("matin", 0, 12, 9)
AFTERNOON = Part("après-midi", 12, 19, 15)
EVENING = Part("soir", 17, 25, 19)
NIGHT = Part("nuit", 20, 30, 22)

_NUMBERS = """
    zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit
    dix-neuf vingt vingt-et-un vingt-deux vingt-trois
""".split()
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}

WORDS: Table = {
    "every": {True: "chaque, tous les, toutes les, tout les, toute les, tous, toutes"},
    "all": {True: "tous les, toutes les"},
    "other": {True: "autre"},
    "weekday": {
        0: "lundi, lun",
        1: "mardi, mar",
        2: "mercredi, mer",
        3: "jeudi, jeu",
        4: "vendredi, ven",
        5: "samedi, sam",
        6: "dimanche, dim",
    },
    "plural": {0: "lundis", 1: "mardis", 2: "mercredis", 3: "jeudis", 4: "vendredis", 5: "samedis", 6: "dimanches"},
    "dayset": {
        WORKDAYS: """
            jour ouvrable, jours ouvrables, jour ouvre, jours ouvres, jour de semaine, jours de semaine, jours de la
            semaine, en semaine
        """,
        WEEKEND: "week-end, week-ends, weekend, weekends",
    },
    "alternatedays": {ODD: "jours impairs, jour impair", EVEN: "jours pairs, jour pair"},
    "semester": {True: "semestre, semestres"},
    "business": {True: "jour ouvrable, jour ouvre, jours ouvrables, jours ouvres"},
    "unit": {
        "second": "seconde, secondes, sec",
        "minute": "minute, minutes, min, mins",
        "hour": "heure, heures",
        "day": "jour, jours",
        "week": "semaine, semaines",
        "fortnight": "quinzaine",
        "month": "mois",
        "quarter": "trimestre, trimestres",
        "year": "an, ans, annee, annees",
    },
    "freq": {
        "day": "quotidiennement, quotidien, quotidienne",
        "week": "hebdomadaire, hebdomadairement",
        "month": "mensuel, mensuellement, mensuelle",
        "quarter": "trimestriel, trimestriellement, trimestrielle",
        "year": "annuel, annuellement, annuelle",
        "half": "semestriel, semestriellement, semestrielle",
        "bimonth": "bimestriel, bimestriellement, bimestrielle",
    },
    "number": {
        **dict(enumerate(_NUMBERS)),
        1: "un, une",
        **{n: word for n, word in _TENS.items() if n > 20},
        90: "quatre-vingt-dix",
        80: "quatre-vingts",
    },
    "ones": {**{n: _NUMBERS[n] for n in range(2, 10)}, 1: "un, une"},
    "tens": _TENS,
    "hundred": {100: "cent"},
    "hourword": {**{n: _NUMBERS[n] for n in range(2, 24)}, 1: "une"},
    "sixtieths": {
        5: "cinq",
        10: "dix",
        15: "quinze",
        20: "vingt",
        25: "vingt-cinq",
        30: "trente",
        40: "quarante",
        45: "quarante-cinq",
        50: "cinquante",
    },
    "ordinal": {
        1: "premier, premiere, 1er, 1ere",
        2: "deuxieme, second, seconde, 2e, 2eme",
        3: "troisieme, 3e, 3eme",
        4: "quatrieme, 4e, 4eme",
        5: "cinquieme, 5e, 5eme",
        -1: "dernier, derniere",
        -2: "avant-dernier, avant-derniere, l'avant-dernier, l'avant-derniere",
    },
    "month": {
        1: "janvier, janv",
        2: "fevrier, fev",
        3: "mars",
        4: "avril",
        5: "mai",
        6: "juin",
        7: "juillet",
        8: "aout",
        9: "septembre, sept",
        10: "octobre, oct",
        11: "novembre, nov",
        12: "decembre, dec",
    },
    "part": {
        MORNING: "matin, matinee",
        AFTERNOON: "apres-midi, apres midi, l'apres-midi, de l'apres-midi",
        EVENING: "soir, soiree",
        NIGHT: "nuit",
    },
    "parts": {MORNING: "matins", EVENING: "soirs", NIGHT: "nuits"},
    "partof": {True: "du, de l', de la, le, la, dans la, dans l', au, l', de"},
    "clock": {Clock(12, fixed=True): "midi", Clock(0, fixed=True): "minuit"},
    "relday": {0: "aujourd'hui", 1: "demain", 2: "apres-demain, apres demain", -1: "hier", -2: "avant-hier"},
    "feast": {
        (12, 25): "noel",
        (1, 1): "nouvel an, jour de l'an",
        (12, 31): "saint-sylvestre",
        (7, 14): "fete nationale",
    },
    "at": {True: "a, au, vers"},
    "on": {True: "le, les, en, au, la"},
    "of": {True: "de, du, des, d'"},
    "the": {True: "le, la, les, l'"},
    "a": {1: "un, une"},
    "per": {True: "par"},
    "once": {True: "une fois, une seule fois, juste une fois, une seule et unique fois, une unique fois"},
    "timeofnow": {
        "this": "a cette heure, a cette heure-ci, a cette heure ci, cette heure",
        "same": "a la meme heure, meme heure, la meme heure",
    },
    "twice": {True: "deux fois"},
    "and": {True: "et, et aussi, puis, ainsi que"},
    "in": {True: "dans, en, d'ici"},
    "from": {True: "de, des, du, depuis"},
    "to": {True: "a, au, jusqu'a, jusqu'au"},
    "through": {True: "jusqu'a, jusqu'au"},
    "until": {True: "jusqu'a, jusqu'au, jusqu'en, jusque, finissant"},
    "before": {True: "avant, avant le"},
    "past": {True: "apres"},
    "after": {True: "apres"},
    "minutesto": {True: "avant"},
    "less": {True: "moins"},
    "outof": {2: "sur deux", 3: "sur trois"},
    "thequarter": {True: "le quart"},
    "for": {True: "pendant, durant, pour"},
    "threequarters": {True: "trois quarts d'heure"},
    "during": {True: "pendant, durant, pendant le mois de, durant le mois de, au mois de"},
    "between": {True: "entre"},
    "except": {
        True: """
            sauf, sauf le, sauf les, sauf en, excepte, excepte le, excepte les, hormis, hormis le, mais pas, mais
            pas le, mais pas les, a l'exception du, a l'exception des
        """
    },
    "but": {True: "mais"},
    "gone": {True: "dernier, derniere, passe, passee"},
    "or": {True: "ou"},
    "next": {True: "prochain, prochaine, prochains, prochaines"},
    "quevem": {True: "prochain, prochaine, qui vient"},
    "this": {True: "ce, cette, cet"},
    "times": {True: "fois"},
    "starting": {
        True: """
            a partir de, a partir du, a partir d', des, des le, a compter de, a compter du, commencant, commencant
            le, en commencant
        """
    },
    "half": {True: "demi, demie"},
    "quarter": {True: "quart"},
    "oclock": {True: "pile, precises"},
    "hourshort": {True: "h"},
    "ampm": {"a": "am", "p": "pm"},
    "about": {True: "vers, environ, aux alentours de, a environ, autour de"},
    "now": {True: "maintenant, tout de suite"},
    "end": {True: "fin"},
    "begin": {True: "debut"},
    "rest": {True: "reste"},
    "halfhour": {True: "demi-heure, demi-heures, demi heure"},
    "quarterhour": {True: "quart d'heure, quarts d'heure"},
    "time": {True: "heure, fuseau"},
    "businesshours": {True: "heures de bureau, heures ouvrables"},
    "minuteof": {True: "minute, minutes"},
    "greeting": {True: "bonjour, bonsoir"},
    "noise": {
        True: """
            s'il te plait, s'il vous plait, svp, stp, toujours, exactement, bonjour, bonsoir, merci, seulement,
            automatiquement, toute l'annee
        """
    },
    "det": {True: "le, la, les, un, une, mon, ma, mes, notre, nos, son, sa, ce, cette, l', du"},
    "than": {True: "que, derniers, dernieres, dernier, derniere, il y a, plus de, moins de, de plus de, de moins de"},
    "cond": {True: "si, quand, lorsque, des que, tant que, a moins que, chaque fois que, s'il"},
    "vague": {
        True: """
            parfois, de temps en temps, occasionnellement, rarement, souvent, bientot, plus tard, periodiquement,
            quelquefois, plusieurs fois, peut-etre, quelques, au hasard, quand tu peux, coucher du
            soleil, lever du soleil, aube, crepuscule, ou, tantot
        """
    },
    "holiday": {
        True: """
            ferie, feries, jours feries, jour ferie, paques
        """
    },
    "vaguenoun": {True: "ferie, feries, jours feries, jour ferie, paques, ete, hiver, automne, printemps"},
    "ask": {True: "quelle, quel, quand, qui, comment, pourquoi, combien, ou est, est-ce que, qu'est-ce"},
    "edit": {
        "always": "annule, annuler, annulez, reporte, reporter, reprogramme, ne, n', jamais",
        "change": """
            change, changer, deplace, deplacer, modifie, modifier, suspends, suspendre, desactive, desactiver,
            montre, liste, oublie, mets en pause
        """,
        "end": "arrete, arreter, supprime, supprimer, efface, effacer, enleve, enlever",
    },
    "scheduled": {
        True: "tache, taches, rappel, rappels, alarme, alarmes, tout, planifie, planifies, programme, programmes"
    },
    "zone": {
        name: name
        for name in ABBREVIATIONS
        if name not in ("pt", "et", "mt", "ct", "art", "est", "west", "central", "mountain", "eastern", "pacific", "z")
    },
    "place": dict(PLACES.items()),
    "inject": {
        True: """
            ignore les instructions, ignore tout, oublie les instructions, oublie tout, instructions precedentes,
            system :, systeme :
        """
    },
    "joiner": {True: "alors, aussi, ca, moi"},
}

SAY = {
    **ENGLISH,
    "at": " à {text}",
    "every": "toutes les {text}",
    "once": "dans {text}",
    "every_day": "tous les jours {text}",
    "today": "aujourd'hui {text}",
    "tomorrow": "demain {text}",
}

LEXICON = Lexicon("fr", WORDS, SAY, "mais mars mardi merci main moins toute tout tous lourd jour cour tour")

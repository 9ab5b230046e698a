"""English words that name a time: days, months, numbers, parts of the day, places."""

from agent.phrases.lexicon.places import ABBREVIATIONS, PLACES
from agent.phrases.lexicon.words import EVEN, ODD, WEEKEND, WORKDAYS, Table
from agent.phrases.meaning import Clock, Part

MORNING = Part("morning", 0, 12, 9)
EARLY = Part("early morning", 0, 10, 7)
LATE_MORNING = Part("late morning", 9, 12, 11)
AFTERNOON = Part("afternoon", 12, 18, 15)
LATE_AFTERNOON = Part("late afternoon", 14, 19, 17)
EVENING = Part("evening", 16, 24, 19)
NIGHT = Part("night", 18, 29, 21)
TONIGHT = Part("tonight", 17, 25, 20)
DAYTIME = Part("the day", 6, 22, 12)
NOON = Part("noon", 12, 13, 12)
MIDNIGHT = Part("midnight", 0, 1, 0)
LUNCH = Part("lunchtime", 11, 15, 12)

_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
""".split()
_TENS = {
    20: "twenty",
    30: "thirty",
    40: "forty, fourty",
    50: "fifty",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
}
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
""".split()

NAMES: Table = {
    "every": {True: "every, each, ev, evy, evry, every single, each and every, each & every, any given"},
    "all": {True: "all, all the"},
    "other": {True: "other, alternate, alternating"},
    "weekday": {
        0: "monday, mon, mon .",
        1: "tuesday, tue, tues, tue ., tues .",
        2: "wednesday, wed, weds, wed ., weds .",
        3: "thursday, thu, thur, thurs, thr, thu ., thur ., thurs .",
        4: "friday, fri, fri .",
        5: "saturday, sat, sat .",
        6: "sunday, sun, sun .",
    },
    "plural": {
        0: "mondays, mons",
        1: "tuesdays",
        2: "wednesdays",
        3: "thursdays",
        4: "fridays",
        5: "saturdays, sats",
        6: "sundays",
    },
    "dayof": {
        n: f"{day}'s, {day[:3]}'s"
        for n, day in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
    },
    "dayset": {
        WORKDAYS: """
            weekday, weekdays, during the week, workday, workdays, business day, business days, working day, working
            days, m-f, m - f, mon-fri, m to f, work day, work days, wkday, wkdays, week day, week days
        """,
        WEEKEND: "weekend, weekends, wknd, wknds, weekend day, weekend days",
        (0, 2, 4): "mwf, m/w/f, m-w-f",
        (1, 3): "tth, t/th, tu/th, tuth",
    },
    "nightset": {(WORKDAYS, NIGHT): "weeknight, weeknights, week night, week nights, worknight, worknights"},
    "business": {
        True: "weekday, business day, working day, workday, work day, week day, weekdays, business days, working days"
    },
    "unit": {
        "second": "second, seconds, sec, secs",
        "minute": "minute, minutes, min, mins",
        "hour": "hour, hours, hr, hrs",
        "day": "day, days, calendar day, calendar days",
        "week": "week, weeks, wk, wks",
        "fortnight": "fortnight, fortnights",
        "month": "month, months, mo, mos, mth, mths",
        "quarter": "quarter, quarters",
        "year": "year, years, yr, yrs",
    },
    "freq": {
        "hour": "hourly, hrly, on an hourly basis",
        "day": """
            daily, on a daily basis, everyday, 7 days a week, seven days a week, day in day out, day in and day out
        """,
        "week": "weekly, wkly, on a weekly basis",
        "fortnight": "fortnightly",
        "month": "monthly, mthly, mnthly, on a monthly basis",
        "quarter": "quarterly, qtrly, qrtly, once a quarter, once per quarter",
        "half": """
            every half year, every half-year, each half year, semiannually, semi-annually, half-yearly, semi-annual,
            semiannual
        """,
        "halfhour": "half-hourly, half hourly, halfhourly",
        "year": "yearly, annually, annual",
    },
    "nightly": {NIGHT: "nightly"},
    "weeknight": {NIGHT: "weeknight, weeknights, week night, week nights"},
    "twiceorsecond": {
        "week": "biweekly, bi-weekly, bi weekly",
        "month": "bimonthly, bi-monthly, bi monthly",
        "year": "biannually, biannual, bi-annually",
    },
    "twicein": {
        "week": "semiweekly, semi-weekly, twice weekly",
        "month": "semimonthly, semi-monthly, twice monthly",
        "year": "twice yearly",
    },
    "number": {
        **dict(enumerate(_NUMBERS)),
        **{n: word for n, word in _TENS.items() if n > 20},
        25: "twenty five",
        45: "forty five",
        100: "hundred, a hundred, one hundred",
    },
    "ones": dict(enumerate(_NUMBERS[1:10], 1)),
    "tens": _TENS,
    "hundred": {100: "hundred, a hundred, one hundred"},
    "hourword": dict(enumerate(_NUMBERS[1:13], 1)),
    "sixtieths": {
        10: "ten",
        15: "fifteen",
        20: "twenty",
        25: "twenty five",
        30: "thirty",
        40: "forty",
        45: "forty five",
        50: "fifty",
    },
    "oh": {True: "oh, o"},
    "ordinal": {
        **dict(enumerate(_ORDINALS, 1)),
        30: "thirtieth",
        -1: "last, very last, final",
        -2: """
            second to last, second last, second-to-last, next to last, penultimate, last but one, 2nd to last, 2nd
            last, 2nd-to-last, next-to-last
        """,
        -3: "third to last, third last, third-to-last, last but two, 3rd to last, 3rd-to-last",
    },
    "ordinalones": dict(enumerate(_ORDINALS[:9], 1)),
    "alternatedays": {
        ODD: "odd days, odd-numbered days, odd numbered days, odd dates, odd day, odd-numbered day",
        EVEN: "even days, even-numbered days, even numbered days, even dates, even day, even-numbered day",
    },
    "month": {
        1: "january, jan, jan .",
        2: "february, feb, feb .",
        3: "march, mar, mar .",
        4: "april, apr, apr .",
        5: "may",
        6: "june, jun, jun .",
        7: "july, jul, jul .",
        8: "august, aug, aug .",
        9: "september, sep, sept, sep ., sept .",
        10: "october, oct, oct .",
        11: "november, nov, nov .",
        12: "december, dec, dec .",
    },
    "season": {
        (1, 2, 3): "q 1, first quarter, the first quarter",
        (4, 5, 6): "q 2, second quarter, the second quarter",
        (7, 8, 9): "q 3, third quarter, the third quarter",
        (10, 11, 12): "q 4, fourth quarter, the fourth quarter, last quarter, the last quarter",
        (1, 2, 3, 4, 5, 6): "first half of the year, the first half of the year",
        (7, 8, 9, 10, 11, 12): "second half of the year, the second half of the year",
        (2, 4, 6, 8, 10, 12): "even months, even-numbered months",
        (1, 3, 5, 7, 9, 11): "odd months, odd-numbered months",
    },
    "part": {
        MORNING: "morning",
        EARLY: "early morning",
        LATE_MORNING: "late morning",
        AFTERNOON: "afternoon, early afternoon",
        LATE_AFTERNOON: "late afternoon",
        EVENING: "evening, early evening, late evening",
        NIGHT: "night, nite",
        LUNCH: "lunchtime, lunch time",
        DAYTIME: "during the day, daytime, in the daytime, during daytime",
    },
    "parts": {MORNING: "mornings", AFTERNOON: "afternoons", EVENING: "evenings", NIGHT: "nights"},
    "dial": {NOON: "noon, midday", MIDNIGHT: "midnight"},
    "atpart": {NIGHT: "at night"},
    "tonight": {TONIGHT: "tonight, tonite, 2 nite"},
    "clock": {
        Clock(
            12, fixed=True
        ): "noon, mid day, noon time, noonish, midday, mid-day, noontime, 12 noon, twelve noon, noonday",
        Clock(0, fixed=True): "midnight, mid night, mid-night, midnite, 12 midnight, twelve midnight",
    },
    "relday": {
        0: "today, later today, later on today",
        1: "tomorrow, tmrw, tmr, tmw, 2 moro, 2 morrow, tomoz",
        2: "day after tomorrow, the day after tomorrow, overmorrow",
        -1: "yesterday",
        -2: "day before yesterday, the day before yesterday",
    },
    "feast": {
        (2, 29): "leap day",
        (12, 25): "christmas, christmas day, xmas, xmas day",
        (12, 24): "christmas eve, xmas eve",
        (1, 1): "new year's day, new years day, new year's",
        (12, 31): "new year's eve, new years eve, nye",
        (2, 14): "valentine's day, valentines day",
        (10, 31): "halloween",
    },
    "zone": {name: name for name in ABBREVIATIONS},
    "place": dict(PLACES.items()),
}

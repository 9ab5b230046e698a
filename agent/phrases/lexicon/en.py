"""English: its words, and its sentences to people."""

from agent.phrases.lexicon.places import ABBREVIATIONS, PLACES
from agent.phrases.lexicon.words import WEEKEND, WORKDAYS, Lexicon, Table
from agent.phrases.meaning import Clock, Part

MORNING = Part("morning", 3, 12, 9)
AFTERNOON = Part("afternoon", 12, 18, 15)
EVENING = Part("evening", 16, 24, 19)
NIGHT = Part("night", 18, 27, 21)
TONIGHT = Part("tonight", 17, 25, 20)
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

WORDS: Table = {
    "every": {True: "every, each, ev, every single, each and every, any given"},
    "all": {True: "all"},
    "other": {True: "other, alternate, alternating"},
    "weekday": {
        0: "monday, mon",
        1: "tuesday, tue, tues",
        2: "wednesday, wed, weds",
        3: "thursday, thu, thur, thurs",
        4: "friday, fri",
        5: "saturday, sat",
        6: "sunday, sun",
    },
    "plural": {
        0: "mondays, mons",
        1: "tuesdays, tues.",
        2: "wednesdays",
        3: "thursdays",
        4: "fridays",
        5: "saturdays",
        6: "sundays",
    },
    "dayset": {
        WORKDAYS: """
            weekday, weekdays, during the week, workday, workdays, business day, business days, working day, working
            days, m-f, work day, work days, wkday, wkdays, week day, week days, weeknight, weeknights
        """,
        WEEKEND: "weekend, weekends, wknd, wknds, weekend day, weekend days",
        (0, 2, 4): "mwf, m/w/f, m-w-f",
        (1, 3): "tth, t/th, tu/th, tuth",
    },
    "business": {
        True: "weekday, business day, working day, workday, work day, week day, weekdays, business days, working days"
    },
    "unit": {
        "second": "second, seconds, sec, secs",
        "minute": "minute, minutes, min, mins",
        "hour": "hour, hours, hr, hrs",
        "day": "day, days",
        "week": "week, weeks, wk, wks",
        "fortnight": "fortnight, fortnights",
        "month": "month, months, mo, mos, mth, mths",
        "quarter": "quarter, quarters",
        "year": "year, years, yr, yrs",
    },
    "freq": {
        "hour": "hourly",
        "day": "daily, everyday",
        "week": "weekly",
        "fortnight": "fortnightly",
        "month": "monthly",
        "quarter": "quarterly",
        "half": "semiannually, semi-annually, half-yearly",
        "year": "yearly, annually, annual",
        "night": "nightly",
    },
    "unclearfreq": {
        True: """
            biweekly, bi-weekly, semiweekly, semi-weekly, bimonthly, bi-monthly, semimonthly, semi-monthly,
            biannually
        """
    },
    "number": {
        **dict(enumerate(_NUMBERS)),
        **{n: word for n, word in _TENS.items() if n > 20},
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
    "month": {
        1: "january, jan",
        2: "february, feb",
        3: "march, mar",
        4: "april, apr",
        5: "may",
        6: "june, jun",
        7: "july, jul",
        8: "august, aug",
        9: "september, sep, sept",
        10: "october, oct",
        11: "november, nov",
        12: "december, dec",
    },
    "part": {
        MORNING: "morning",
        AFTERNOON: "afternoon",
        EVENING: "evening",
        NIGHT: "night",
        LUNCH: "lunchtime, lunch time",
    },
    "parts": {MORNING: "mornings", AFTERNOON: "afternoons", EVENING: "evenings", NIGHT: "nights"},
    "tonight": {TONIGHT: "tonight, tonite, 2nite"},
    "clock": {
        Clock(12, fixed=True): "noon, noonish, midday, mid-day, noontime, 12 noon, twelve noon, noonday",
        Clock(0, fixed=True): "midnight, 12 midnight, twelve midnight",
    },
    "relday": {
        0: "today",
        1: "tomorrow, tmrw, tmr, tmw, 2moro, 2morrow, tomoz",
        2: "day after tomorrow, the day after tomorrow, overmorrow",
        -1: "yesterday",
        -2: "day before yesterday, the day before yesterday",
    },
    "feast": {
        (12, 25): "christmas, christmas day, xmas, xmas day",
        (12, 24): "christmas eve, xmas eve",
        (1, 1): "new year's day, new years day, new year's",
        (12, 31): "new year's eve, new years eve, nye",
        (2, 14): "valentine's day, valentines day",
        (10, 31): "halloween",
    },
    "at": {True: "at"},
    "on": {True: "on"},
    "of": {True: "of"},
    "the": {True: "the"},
    "a": {1: "a, an"},
    "per": {True: "per"},
    "once": {True: "once, one time, just once"},
    "twice": {True: "twice, two times"},
    "and": {True: "and, and also, and then, then, plus, as well as, and again, and then again, then again"},
    "in": {True: "in"},
    "from": {True: "from"},
    "to": {True: "to"},
    "through": {True: "through, thru, up to, through to"},
    "until": {
        True: """
            until, till, til, 'til, up to, up until, ending, ending on, ends, ends on, end on, through, thru,
            stopping on, and end on, and ending on
        """
    },
    "before": {True: "before"},
    "past": {True: "past, after"},
    "after": {True: "after"},
    "minutesto": {True: "to, before, til, till"},
    "for": {True: "for"},
    "during": {True: "during, over, within, throughout"},
    "between": {True: "between"},
    "except": {
        True: """
            except, except on, except for, except in, except during, except at, excluding, but not on, but not, but
            not in, but not at, but not during, not on, not in, not during, other than, other than on, skipping,
            apart from, aside from, without, omitting, but never on, but skip, never on, leaving out, barring, and
            not on, just not on, just not, excepting, with the exception of, but not for, bar, save for, minus,
            skip, exclude, but excluding, but no, and never on
        """
    },
    "but": {True: "but, save"},
    "no": {True: "no"},
    "next": {True: "next, upcoming, coming, following, this coming, this upcoming"},
    "this": {True: "this"},
    "times": {True: "times, occurrences, runs, occasions, repetitions, iterations"},
    "more": {True: "more, consecutive, total"},
    "starting": {
        True: """
            starting, starting on, starting from, beginning, beginning on, beginning from, as of, as from,
            effective, commencing, commencing on, from, start, start on, starts, starts on, begin, begin on, begins,
            begins on, kicking off, since, and starting, and begin on, and start on
        """
    },
    "onwards": {True: "onwards, onward, on, forward"},
    "half": {True: "half"},
    "quarter": {True: "quarter, a quarter"},
    "oclock": {True: "o'clock, oclock, o clock, 'o clock"},
    "hourshort": {True: "hours, hrs, h"},
    "ampm": {"a": "am, a.m., a.m, a m", "p": "pm, p.m., p.m, p m"},
    "about": {
        True: """
            about, around, approximately, approx, roughly, circa, sometime around, at about, at around, at roughly,
            at approximately, at approx, around about, ca
        """
    },
    "ish": {True: "ish, -ish, or so, or thereabouts, give or take"},
    "fromnow": {True: "from now, from right now, hence"},
    "now": {True: "now, right now, immediately, right away, at once, this moment, this very moment"},
    "end": {True: "end"},
    "begin": {True: "beginning, start"},
    "rest": {True: "rest, remainder"},
    "onthehour": {
        (0,): "on the hour, at the top of the hour, at the top of every hour, top of the hour",
        (30,): "on the half hour, on the half-hour",
        (0, 30): "on the hour and half hour",
    },
    "halfhour": {True: "half hour, half-hour, half an hour"},
    "quarterhour": {True: "quarter hour, quarter-hour, quarter of an hour, quarter of the hour"},
    "time": {True: "time, timezone, time zone, standard time, daylight time, tz, clock"},
    "businesshours": {True: "business hours, working hours, office hours, work hours"},
    "noise": {
        True: """
            please, of the day, of every day, of each day,
            pls, plz, kindly, sharp, exactly, precisely, promptly, on the dot, just, only, hi, hello, hey,
            good morning, good evening, good afternoon, thanks, thank you, thx, without fail, always, regularly,
            automatically, local time, my time, repeatedly, recurring, repeating, ok, okay, year round, year-round,
            all year, all year round, all year long, forever, indefinitely, but only, but just, every time, on a
            recurring basis, the hours of, the months of, the month of, the hours, the months, single, straight,
            hooray, my local time
        """
    },
    "det": {True: "the, my, our, a, an, his, her, their, your, this, that, its, some, these, those, another"},
    "than": {
        True: "than, last, past, previous, within, under, over, least, most, of, takes, take, lasts, least, exceeds"
    },
    "cond": {
        True: """
            if, when, whenever, unless, while, because, as soon as, as long as, in case, provided, assuming,
            depending, wherever, whether
        """
    },
    "vague": {
        True: """
            sometimes, sometime, occasionally, often, rarely, seldom, soon, eventually, frequently, periodically,
            every so often, every now and then, now and then, now and again, once in a while, from time to time,
            every once in a while, whenever, at random, randomly, random, some day, someday, one day, every few, a
            few times, several times, a couple of times, a couple times, couple of times, couple times, many times,
            few times, some times, later today, later, when possible, as needed, if needed, when needed, as often as
            possible, maybe, perhaps, possibly, probably, might, irregularly, at some point, in a bit, in a while,
            in a moment, shortly, asap, ages, blue moon, overnight, wee hours, end of day, end of the day, eod, cob,
            close of business, or, either, some mornings, mid-morning, midmorning, mid-afternoon, unless, whichever,
            in the near future, a few, several, a couple of, some days, most days, odd days, even days, the other
            day, or maybe
        """
    },
    "vaguenoun": {
        True: """
            sunset, sunrise, dawn, dusk, sundown, sunup, full moon, new moon, holiday, holidays, bank holiday,
            public holiday, public holidays, bank holidays, easter, thanksgiving, ramadan, solstice, equinox,
            payday, passover, hanukkah, diwali, mother's day, father's day, labor day, memorial day, good friday,
            black friday, high tide, low tide, springtime, summertime, wintertime, bedtime, rush hour, leap years,
            leap year, opening time, closing time, breakfast, dinner time, summer, winter, autumn
        """
    },
    "ask": {
        True: """
            what, why, how, who, which, did, does, do i, do we, do you, is, are, was, were, has, have, am i, what's,
            when is, when does, when will, when do, when did, where, how's, who's, when's, when was, when are,
            should, shall i, may i, whose, is it, isn't, doesn't, when should
        """
    },
    "edit": {
        "always": """
            cancel, canceling, cancelling, reschedule, postpone, snooze, unschedule, abort, call off, nevermind,
            never mind, skip, push back, bring forward, put off, don't, dont, do not, never, no longer, stop
            running, unsubscribe, undo, unpause, never run
        """,
        "change": """
            change, edit, update, modify, rename, move, shift, delay, replace, pause, resume, suspend,
            deactivate, forget, push, list, show
        """,
        "end": "stop, delete, remove, disable, clear, kill, drop, end, quit, turn off, get rid of",
    },
    "scheduled": {
        True: """
            schedule, schedules, scheduled, job, jobs, reminder, reminders, alarm, alarms, everything, all, it,
            recurring, runs, trigger, triggers, timer, timers, sending, reminding, doing, bothering, calling
        """
    },
    "single": {True: "weekend, wknd"},
    "by": {True: "by, before the end of"},
    "soft": {True: "without, minus, skip, skipping, bar, exclude, omitting, save for, skipping"},
    "zone": {name: name for name in ABBREVIATIONS},
    "place": dict(PLACES.items()),
    "inject": {
        True: """
            ignore previous, ignore all, ignore that, ignore the above, ignore this, ignore everything, ignore any,
            ignore your, disregard, forget previous, forget all, forget everything, forget your, forget that,
            override, system prompt, you are now, system :, [ system, developer mode, jailbreak, pretend, assistant
            :, new instructions, bypass, instead of that, actually ignore, < system, user :, previous instructions,
            prior instructions, above instructions, your instructions, ignore instructions, ignore prior, ignore the
            previous, ignore the, system override
        """
    },
    "joiner": {
        True: """
            also, it, that's, it's, do it, do this, do that, run it, run this, run that, happening, happens,
            occur, occurring, repeats, set for, scheduled for, schedule it, schedule this, schedule
        """
    },
}

SAY = {
    "empty": "there is nothing to read",
    "hint": "try: every weekday at 09:00 run the daily report",
    "long": "that is longer than I read ({limit} characters)",
    "no_time": "I find no time in that",
    "past": "{when} is already past",
    "past_hint": "name a moment that is still to come",
    "no_hour": "there is no “{text}” on a clock",
    "no_day": "there is no day {text}",
    "no_zone": "I do not know the time zone “{text}”",
    "zero": "every nothing is never",
    "never": "that would never run",
    "nothing_left": "what is left out leaves nothing",
    "backwards": "it ends before it starts",
    "edit": "that changes or ends a schedule; I only read when one is to run",
    "edit_hint": "choose the schedule in the list and change it there",
    "question": "that is a question, not a schedule",
    "inject": "that holds instructions beside the schedule",
    "inject_hint": "say only what is to run and when",
    "now": "that is now, not a schedule",
    "now_hint": "run it directly, or say when",
    "vague": "“{text}” is no time that I can know; when exactly?",
    "condition": "“{text}” is a condition, not a time; when should it run?",
    "excluded": "I cannot leave that out; name the days that remain",
    "unread": "I do not know what to make of “{text}”; when should it run?",
    "which_time": "at what time?",
    "which_half": "“{text}”: morning or afternoon?",
    "which_day": "on which days?",
    "once_or_every": "once, or again and again?",
    "how_often": "how often in that time?",
    "date_order": "which is the day and which is the month?",
    "nth": "every so many weeks, or at its place in the month?",
    "conflict": "“{one}” and “{other}” do not go together; which one?",
    "biweekly": "twice in that time, or once in two?",
    "too_many": "those are too many moments for one schedule",
    "first": "on the first of the month",
    "which_hours": "between which hours is “{text}”?",
    "usual": "“{part}” is {time}",
    "corrected": "“{typed}” is read as “{meant}”",
    "rough": "at {time}, not about it",
    "zone": "{text} is {zone}",
    "business": "business hours are Monday to Friday, 09:00 to 17:00",
    "daily": "every day, not only today",
    "weekly": "every week, not once",
    "monthly": "every month, not once",
    "coming": "once, on {when}",
    "counted": "counted from {when}",
    "same_time": "at the same time of day as now",
    "end_out": "{when} is left out",
    "at": " at {text}",
    "every_day": "every day {text}",
    "today": "today {text}",
    "tomorrow": "tomorrow {text}",
    "every": "every {text}",
    "once": "in {text}",
}

# Words that are right as they are although they look like a keyword.
REAL = """
accept alter another arch array august badly bally bays bears begging begun best better bird birth boon bother bring
brother burning burst butter came care carting case cast center chapter charter charting curing dad's daddy daily's
dairy dark darting dash data date dated days dayshift daytime dearly decide decode dial dinner done early eight
eighth's ends eve even evening evenings event events everest everybody everyone everything eves exact excerpt exempt
exit expect fast father fears fever fight filth finals fine fire fist forth four fourths frida fridge fried friend
funny fury game gears gladly halves hear heard hears height home honour horse host hourglass hours house hurling
jumped junk knight late latter lays least leek letter lever light line loon lost lunch mailing manual march march's
mark marks marsh mart mast match matter mays mean meek meeting menu might mind mine mint minus moan monday's money
monthlies moon mornings most moth mother mourning mouth mouthy mute name nearly neon nest never nexus nigh night's
nightly's nod noisy none north noun novel nuns oddly opening our parting party paste pay pays pearly peek phone
plays post pour quarters quarts quartz rally rays ready reckon record records rest right sadly same says search seat
seconded seek send sent sept septic set sets seven side sight site size smarting soon south standing staring
starring stars started starter starters starts startup states stating stats storing string strong sundae sundry
sunny tally tears teddy teeth tent tents test tester text thank thanks thirst those tide tidy tight today's tone
tonic total tour trial tune turning unit unite united units unity untie untied until's vast very warning water way
ways weak weaken weekender weekly's weight west word words work worker works world worst yearn your zone
"""

LEXICON = Lexicon("en", WORDS, SAY, REAL, wide=False)

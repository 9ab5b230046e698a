"""English words beside a time: courtesy, tasks, questions, and what is too vague to be a time."""

from agent.phrases.lexicon.words import Table

BESIDE: Table = {
    "noise": {
        True: """
            please, how about, what about, let's say, of the day, of every day, of each day, pls, plz, kindly,
            exactly, precisely, promptly, just, only, hi, hello, hey, good morning, good evening, good
            afternoon, thanks, thank you, thx, without fail, always, regularly, automatically, local time, my time,
            ok, okay, year round, year-round, all year, all year round, all year long, forever, indefinitely, but
            only, but just, every time, on a recurring basis, all day long, all day, the hours of, the months of, the
            month of, the hours, the months, single, straight, hooray, my local time, until further notice, until i
            cancel, until i cancel it, until i stop it, until cancelled, until canceled, until stopped, until i say
            stop, until i say so, until told otherwise, until i say otherwise, unless i say otherwise,
            till further notice, both inclusive, inclusive, inclusively, around the clock, round the clock, day and
            night, 24/7, 24 / 7, 24 hours a day, from here on, first thing
        """
    },
    "greeting": {True: "hi, hello, hey"},
    "det": {True: "the, my, our, a, an, his, her, their, your, this, that, its, some, these, those, another"},
    "than": {
        True: "than, last, past, previous, within, under, over, least, most, of, takes, take, lasts, least, exceeds"
    },
    "cond": {
        True: """
            when it's, when it is, when it should be, when it runs, when it should run, if, when, whenever, unless,
            while, because, as soon as, as long as, in case, provided, assuming, depending, wherever
        """
    },
    "vague": {
        True: """
            even weeks, odd weeks, even-numbered weeks, odd-numbered weeks, even numbered weeks, odd numbered weeks,
            any day, any time, anytime, any moment, sometimes, sometime, occasionally, often, rarely, seldom, soon,
            eventually, frequently, periodically,
            every so often, every now and then, now and then, now and again, once in a while, from time to time, every
            once in a while, whenever, at random, randomly, random, some day, someday, one day, every few, a few
            times, several times, a couple of times, a couple times, couple of times, couple times, many times, few
            times, some times, later, when possible, as needed, if needed, when needed, as often as possible, maybe,
            weather permitting, at the latest, at the earliest, mid-month, midmonth, mid month, mid-week, midweek, mid
            week, mid-year, mid year, perhaps, on the odd hours, on the even hours, odd hours, even hours, every odd
            hour, every even hour, school nights, possibly, probably, might, irregularly, at some point, in a bit, in
            a while, in a moment, shortly, asap, ages, blue moon, overnight, wee hours, or, either, some mornings,
            mid-morning, midmorning, mid-afternoon, unless, whichever, in the near future, a few, several, a couple
            of, some days, most days, the other day, or maybe, otherwise
        """
    },
    "holiday": {
        True: """
            holiday, holidays, bank holiday, public holiday, public holidays, bank holidays, easter, thanksgiving,
            mother's day, father's day, labor day, memorial day, good friday
        """
    },
    "vaguenoun": {
        True: """
            end of day, end of the day, eod, cob, close of business, sunset, sunrise, dawn, dusk, sundown, sunup, full
            moon, new moon, holiday, holidays, bank holiday, public holiday, public holidays, bank holidays, easter,
            thanksgiving, ramadan, solstice, equinox, payday, passover, hanukkah, diwali, mother's day, father's day,
            labor day, memorial day, good friday, black friday, high tide, low tide, springtime, summertime,
            wintertime, bedtime, rush hour, leap years, leap year, opening time, closing time, breakfast, dinner time,
            rainy season, dry season, season, term time, termtime, school term, semester, summer, winter, autumn
        """
    },
    "ask": {
        True: """
            what, why, how, who, which, did, does, do i, do we, do you, is, are, was, were, has, have you, have we, have
            they, have i, have any, have all, have those, have these, am i, what's,
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
            change, edit, update, modify, rename, move, make it, set it, set that, set this, switch, swap, adjust,
            shift, delay, replace, pause, resume, suspend, deactivate, forget, push, list, show
        """,
        "end": "stop, delete, remove, disable, clear, kill, drop, end, quit, turn off, get rid of",
    },
    "teller": {True: "i, we, she, he, they, you"},
    "told": {
        True: """
            said, told, used to, thought, met, went, had, heard, was, were, usually, hate, hated, love, loved, enjoy,
            enjoyed, wake, woke, work, worked
        """
    },
    "scheduled": {
        True: """
            schedule, schedules, scheduled, job, jobs, reminder, reminders, alarm, alarms, everything, all, it,
            runs, the one, the ones, trigger, triggers, timer, timers, sending, reminding, doing, bothering, calling
        """
    },
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
    "state": {
        True: """
            inactive, idle, unused, untouched, stale, dormant, unread, unopened, unanswered, unchanged, unmodified,
            open, closed, offline, dead, absent, overdue, abandoned, expired, expiring, expires, expire, pending,
            missing, activity, outdated, silent, quiet, empty, blocked, waiting, due, seen, touched, used,
            modified, updated, changed, accessed, opened, renewed, inactivity, older, logged
            in, signed in, checked in, retry, retrying, retries, attempt, attempts
        """
    },
    "joiner": {
        True: """
            also, it, that's, it's, do it, do that, run it, run that, happening, happens,
            occur, occurring, set for, scheduled for, schedule it, schedule
        """
    },
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
month's monthlies moon mornings most moth mother mourning mouth mouthy mute name nearly neon nifty nest never nexus
nigh night's nightly's nod noisy none north noun novel nuns oddly opening our pairs parting parts party paste pay pays
pearly peek phone plays ports post pour quarter's quarters quarts quartz rally rays ready reckon record records rest
right sadly same says search seat seconded seek send sent sept septic set sets seven side sight site size smarting
soon south standing staring starring stars started starter starters starts startup states stating stats storing string
strong sundae sundry sunny tally tears teddy teeth tell tells tent tents test tester text thank thanks thirst those
tide tidy tight today's todo told tone tonic total tour trial tune turning unit unite united units unity untie untied
until's vast very warning water way ways weak weaken week's weekender weekly's weight west word words work worker
works world worst year's yearn your zone
"""

"""English words between the names of times, which say how they belong together: at, until, except, next."""

from agent.phrases.lexicon.words import Table

LINKS: Table = {
    "at": {True: "at, at like, sharp at, exactly at, precisely at, promptly at"},
    "on": {True: "on"},
    "of": {True: "of"},
    "the": {True: "the, teh, its"},
    "a": {1: "a, an"},
    "per": {True: "per"},
    "once": {
        True: """
            once, one time, just once, once more, one more time, just the once, one time only, a single time, one-off,
            one off, once only, once and only once, one-time, just one time
        """
    },
    "timeofnow": {
        "this": "this time, this hour, this very time, this very hour, this same time, this same hour, this exact time",
        "same": "same time, the same time, at the same time, the exact same time, same hour, the same hour",
    },
    "twice": {True: "twice, two times"},
    "and": {
        True: """
            and, n, 'n, n', but also, and also, and then, then, plus, as well as, and again, and then again,
            then again
        """
    },
    "in": {True: "in, in like"},
    "from": {True: "from"},
    "to": {True: "to"},
    "through": {True: "through, thru, up to, through to"},
    "until": {
        True: """
            until, till, til, 'til, up to, up until, up to and including, until and including, from now until, from
            now till, from now to, from today until, from today to, ending, ending on, ends, ends on, end on, through,
            thru, stopping on, stopping at, stopping, finishing at, finishing on, finishing, last run on, final run
            on, with the last run on, ending at, not after, no later than, not later than, and end on, and ending on
        """
    },
    "before": {True: "before, preceding, prior to"},
    "past": {True: "past, after"},
    "after": {True: "after, following"},
    "minutesto": {True: "to, before, til, till"},
    "for": {True: "for"},
    "during": {
        True: """
            for the month of, in the month of, during the month of, during, over, within, throughout, for the whole
            of, for all of, all of, all through, the whole of, whole of
        """
    },
    "within": {True: "within"},
    "between": {True: "between, b/w, btw, betw"},
    "not": {True: "not"},
    "notbefore": {True: "not before, no earlier than, no sooner than, not earlier than, not until"},
    "excluded": {
        True: """
            excluded, not included, off, excepted, don't count, do not count, not counted, being the exception, are the
            exception, is the exception, exempt, omitted, left out, skipped, aside, free
        """
    },
    "nearest": {True: "nearest, closest, nearest to, closest to"},
    "onor": {True: "on or"},
    "share": {True: "most, some, almost, nearly, certain, many"},
    "recur": {True: "repeat, repeating, repeated, repeats, repeatedly, recurring, recurs, recur"},
    "except": {
        True: """
            except, except on, except for, except in, except during, except at, excluding, but not on, but not, but
            not in, but not at, but not during, other than, other than on, skipping, apart
            from, aside from, without, omitting, but never on, but skip, never on, leaving out, barring, and not on,
            just not on, just not, excepting, on any day but, on any day except, any day but, any day except, on any
            day other than, any day other than, on all days but, unless it happens to be, with the exception of, but
            not for, bar, save for, minus, skip, exclude, unless it's, unless it is, unless its, outside, outside of,
            leave out, ignoring, omit, never on, but leave out, rather than, instead of, but excluding, but no, and
            never on
        """
    },
    "but": {True: "but, save"},
    "whenits": {
        "when": "when it's, when it is",
        True: "when it should be, when it runs, when it should run, it's, it is",
    },
    "no": {True: "no"},
    "next": {True: "next, upcoming, coming, following, this coming, this upcoming"},
    "this": {True: "this"},
    "times": {"x": "x", True: "times, time, occurrences, runs, occasions, repetitions, iterations"},
    "more": {True: "more, consecutive, total, in total, altogether, in all"},
    "starting": {
        True: """
            starting, starting on, starting from, beginning, beginning on, beginning from, as of, as from,
            effective, commencing, commencing on, from, start, start on, starts, starts on, begin, begin on, begins,
            begins on, kicking off, since, staring,
            and starting, and begin on, and start on
        """
    },
    "onwards": {True: "onwards, onward, on, forward"},
    "half": {True: "half, ½"},
    "interval": {True: "interval, intervals"},
    "quarter": {True: "quarter, a quarter, ¼"},
    "oclock": {True: "o'clock, oclock, o clock, 'o clock, sharp, on the dot"},
    "hourshort": {True: "hours, hrs, h"},
    "ampm": {"a": "am, a . m ., a . m, a m", "p": "pm, p . m ., p . m, p m"},
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
    "restofday": {True: "rest of the day, remainder of the day, rest of today"},
    "onthehour": {
        (0,): """
            on the hour, at the top of the hour, at the top of every hour, top of the hour, at the top of each hour, at
            the start of the hour, at the start of every hour, at the start of each hour, at the beginning of the
            hour, at the beginning of every hour, at the beginning of each hour
        """,
        (0, 15, 30, 45): "on the quarter hour, on the quarter-hour, on every quarter hour",
        (30,): """
            on the half hour, on the half-hour, at the bottom of the hour, at the bottom of every hour, at the bottom
            of each hour
        """,
        (0, 30): "on the hour and half hour",
    },
    "halfhour": {True: "half hour, half-hour, half an hour"},
    "quarterhour": {True: "quarter hour, quarter-hour, quarter of an hour, quarter of the hour, a quarter of an hour"},
    "time": {True: "time, timezone, time zone, standard time, daylight time, tz, clock"},
    "businesshours": {
        True: "business hours, working hours, office hours, work hours, business hrs, working hrs, office hrs, work hrs"
    },
    "single": {True: "weekend, wknd"},
    "atmost": {
        True: """
            stop after, stops after, stopping after, ending after, ends after, end after, then stop after, and stop
            after, max, maximum, max of, maximum of, a maximum of, at most, no more than, up to, for a total of, a
            total of, limited to, limit to
        """
    },
    "threequarters": {True: "three quarters of an hour, three-quarters of an hour, 3/4 of an hour, 3/4 hour"},
    "or": {True: "or"},
    "also": {True: "also, including, and including, incl, incl ., even, even on, inclusive of"},
    "included": {True: "included, too, as well, also included"},
    "instead": {True: "instead"},
    "overnight": {True: "overnight, during the night, through the night, at night"},
    "by": {True: "by, before the end of"},
    "soft": {True: "without, minus, skip, skipping, bar, exclude, omitting, save for, skipping"},
}

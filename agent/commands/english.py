"""Commands in English."""

from agent.commands.forms import Said, Tongue

ENGLISH = Tongue(
    name="en",
    said=(
        Said(
            "pause", ("(pause|hold|suspend) {names} (until|till) {until}", "(pause|hold|suspend) {names} for {length}")
        ),
        Said("pause", ("(pause|hold|suspend) {names}",)),
        Said("resume", ("(resume|unpause|continue) {names}",)),
        Said("run", ("(run|start|trigger|launch) {names} (right |)now", "(right |)now (run|start) {names}")),
        Said(
            "cancel", ("(cancel|abort|kill) [the ][(current|running) ]run[s] of {names}", "(cancel|abort|kill) {names}")
        ),
        Said("remove", ("(remove|delete) {names}",)),
        Said("stop", ("stop {names}",)),
        Said(
            "failed",
            (
                "why did {name} (fail|break|go wrong)",
                "why (has|is) {name} (failed|failing|broken)",
                "what (went wrong|happened) (with|to) {name}",
            ),
        ),
        Said(
            "why",
            (
                "why (did|does|has) {name} (not |)(run|start|ran|started)",
                "why (didn't|doesn't|hasn't) {name} (run|start)",
                "why (was|is) {name} (late|paused|skipped|waiting|queued|missed)",
                "why (was|is)(n't| not) {name} running",
                "why {name}",
            ),
        ),
        Said("next", ("what[ else] (runs|will run|is going to run|is due|is scheduled|starts)[ next]",)),
        Said("next", ("what(('|)s| is) (next|coming up|coming)",)),
        Said("next", ("what (runs|will run|is going to run|is due|is scheduled|starts) {window}",)),
        Said(
            "ran",
            (
                "what (ran|has run|happened)[ {past}]",
                "(which|how many) (runs|schedules|jobs) (ran|have run|there were)[ {past}]",
                "how many runs[ (were there|did we have)][ {past}]",
            ),
        ),
        Said(
            "did_fail",
            (
                "(what|which runs|which schedules|which jobs|which) [has |have ]failed[ {past}]",
                "how many( runs|) failed[ {past}]",
                "did (anything|something|any run) (fail|go wrong|break)[ {past}]",
                "[(are|were) there ](any|the) (failures|failed runs|errors)[ {past}]",
                "[show me |show |list ][the ](failures|failed runs)[ (of|from)][ {past}]",
            ),
        ),
        Said("running", ("what(('|)s| is)( running|)( now| right now| going on| active)", "what(('|)s| is) running")),
        Said(
            "running",
            ("(which|what) runs are (running|going on|active)[ now]", "is (anything|something) running[ now]"),
        ),
        Said(
            "paused",
            ("(what|which|which schedules|which ones) (is|are) paused", "(list|show)[ me][ the] paused schedules"),
        ),
        Said(
            "failing",
            (
                "(what|which|which schedules|which ones) (is|are|keep|keeps) (failing|broken)",
                "(list|show)[ me][ the] failing schedules",
            ),
        ),
        Said(
            "all",
            ("(list|show)[ me][ all][ my][ the] schedules", "what (schedules|schedule) (do i have|are there|exist)"),
        ),
        Said("all", ("how many schedules (do i have|are there)", "which schedules (do i have|are there)")),
        Said("health", ("is {source} (up|down|alive|reachable|online|there|healthy|ok)",)),
        Said(
            "health",
            (
                "(which|what)[ sources] (is|are) (down|up|unreachable|offline)",
                "(are|is) (all |)(the |)(sources|everything) (up|ok|fine|healthy|reachable)",
            ),
        ),
        Said(
            "when",
            (
                "when (does|will|is) {name} (run|start|due|running|going to run)[ next| again]",
                "when[ i]s the next run of {name}",
                "[what are |show |list ][me ][the ]next (\\d+ |few |)runs of {name}",
                "[the ]next run of {name}",
            ),
        ),
        Said("help", ("help[ me| please|]", "what can (i|you) (say|do|ask)[ here]", "how does (this|it) work")),
        Said("rename", ("(rename|call) {name} (to|as|into) {new}", "(rename|call) {name} {new}")),
        Said(
            "retime",
            (
                "(move|reschedule|change|set|switch|shift|postpone) {name} (to|for|so it runs) {when}",
                "(reschedule|retime) {name} {when}",
            ),
        ),
        Said(
            "log",
            (
                "[(show|see|open|tell) ][me ][the |about the ](last|latest) run of {name}",
                "when did {name} (last run|run last|run|last start)",
                "how did {name} (go|do|run)",
                "did {name} (run|work|succeed|finish)",
            ),
        ),
        Said("log", ("[(show|see|open) ][me ][the ]log[s] (of|for) {name}", "(show|see|open) {name}('s|) log[s]")),
        Said("go", ("(go|take me|jump) to[ the] {place}", "(open|show)[ me][ the] {place}")),
    ),
    unclear={"stop": ("stop its schedule for now, or the run that goes on?", "pause {names}", "cancel {names}")},
    polite=("please", "could you", "can you", "hey spark", "spark,"),
    joins=(",", " and ", "&"),
    leads=("the schedule ", "the schedules ", "schedule ", "schedules ", "the job ", "job ", "the "),
    all=frozenset({"all", "everything", "all schedules", "every schedule", "all of them"}),
    places={
        "sources": "sources",
        "source": "sources",
        "workflows": "sources",
        "schedules": "schedules",
        "schedule": "schedules",
        "board": "schedules",
        "log": "to_log",
        "logs": "to_log",
        "live log": "to_log",
        "timeline": "timeline",
        "calendar": "timeline",
        "analytics": "analytics",
        "statistics": "analytics",
        "stats": "analytics",
        "notices": "notices",
        "notifications": "notices",
        "missed": "catch_up",
        "catch up": "catch_up",
        "runs": "runs",
        "settings": "settings",
        "config": "settings",
        "assistant": "talk",
        "conversation": "talk",
        "keys": "keys",
        "help": "keys",
    },
    days={"today": 0, "tomorrow": 1, "the day after tomorrow": 2},
    weekdays=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    parts={"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24), "night": (18, 24)},
    clocks={"noon": 12, "midday": 12, "midnight": 0},
    ahead="in {length}",
    at_midnight="{day} at 00:00",
    windows=(
        Said("ahead", ("(in|within) the next {length}", "next {length}")),
        Said("between", ("[{day} ]between {from} and {to}", "between {from} and {to} {day}")),
        Said("before", ("{day} before {to}", "before {to} {day}", "before {to}")),
        Said("after", ("{day} after {from}", "after {from} {day}", "after {from}")),
        Said("tonight", ("tonight", "this evening")),
        Said("part", ("{day} (in the |at |){part}", "this {part}")),
        Said("day", ("[on ]{day}",)),
    ),
    behind={"today": 0, "yesterday": 1, "the day before yesterday": 2},
    pasts=(
        Said("last_week", ("last week",)),
        Said("behind", ("(in|within|over|during|for) the (last|past) {length}", "(last|past) {length}")),
        Said("since", ("since {day}",)),
        Said("since", ("since {from}",)),
        Said("since", ("since {day} (at |){from}", "since {from} (on |){day}")),
        Said("night", ("last night", "(over|during) (the night|night)", "overnight", "tonight")),
        Said("week", ("this week",)),
        Said("part", ("{day} {part}", "(this|in the) {part}")),
        Said("day", ("on {day}", "last {day}", "{day}")),
    ),
)

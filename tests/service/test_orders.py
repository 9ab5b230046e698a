"""Orders: found among what is there, told or suggested, and never done without a yes."""

from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.change import Edit, Start, Stop, Suggestion
from spark_tui.domain.order import Place
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.run import Happening, Move, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import Cron, Interval, Once, Timing
from spark_tui.service.assistant import Reading
from spark_tui.service.coming import Coming
from spark_tui.service.known import Known
from spark_tui.service.meant import SEE, Nothing
from spark_tui.service.orders import Going
from spark_tui.service.spark import Spark
from spark_tui.service.telling import Ahead, Passed, Reach, Reasons, Said, Those, Underway
from tests.fakes import FakeClock, Replay

Keep = Any


async def suggested(spark: Spark, phrase: str) -> Suggestion:
    heard = await spark.orders.hear(phrase)
    assert isinstance(heard, Suggestion), heard
    return heard


def named(suggestion: Suggestion) -> list[tuple[str, str]]:
    return [(change.verb, change.schedule.name) for change in suggestion.changes if isinstance(change, Edit)]


async def test_a_pattern_names_all_that_it_would_pause_and_nothing_happens_yet(spark: Spark, keep: Keep) -> None:
    for name in ("etl-orders", "etl-users", "report"):
        await keep(name=name)
    found = await suggested(spark, "pause etl*")
    assert found.says == "pause 2 schedules"
    assert named(found) == [("pause", "etl-orders"), ("pause", "etl-users")]
    assert all(one.pause is None for one in await spark.schedules.all())


async def test_a_yes_does_it_and_it_can_be_undone_at_once(spark: Spark, keep: Keep, model: Replay) -> None:
    await keep(name="etl")
    await spark.talk.accept(await suggested(spark, "pause etl for 2 hours"))
    paused = await spark.schedules.get("etl")
    assert paused.pause is not None
    assert paused.pause.until == spark.clock.now() + timedelta(hours=2)
    await spark.talk.undo()
    assert (await spark.schedules.get("etl")).pause is None
    assert model.asked == []


async def test_resume_and_remove_are_suggested_too(spark: Spark, keep: Keep) -> None:
    await spark.schedules.pause(await keep(name="etl"))
    assert named(await suggested(spark, "resume etl")) == [("resume", "etl")]
    assert named(await suggested(spark, "remove etl")) == [("remove", "etl")]


async def test_run_now_means_a_schedule_before_a_workflow_of_that_name(spark: Spark, keep: Keep) -> None:
    (start,) = (await suggested(spark, "run daily-report now")).changes
    assert isinstance(start, Start)
    assert start.schedule is None
    await keep(name="daily-report", given="all")
    (start,) = (await suggested(spark, "run daily-report now")).changes
    assert isinstance(start, Start)
    assert start.schedule is not None
    assert start.given == "all"


async def test_cancel_stops_what_goes_on_and_says_where_nothing_does(spark: Spark, keep: Keep) -> None:
    schedule = await keep(name="etl")
    assert await spark.orders.hear("cancel etl") == Nothing("nothing of “etl” is queued or running")
    run = await spark.runs.start_schedule(schedule)
    assert (await suggested(spark, "cancel etl")).changes == (Stop(run.id, "etl"),)


async def test_a_name_is_corrected_where_it_stands_as_a_word(spark: Spark, keep: Keep) -> None:
    await keep(name="us-report")
    asked = await spark.orders.hear("pause us until august 3")
    assert isinstance(asked, Question)
    assert asked.choices == ("pause us-report until august 3",)


@pytest.mark.parametrize("phrase", ["move lunch at nine to at nine", "move lunch at nine to  at  nine please"])
async def test_what_is_asked_about_a_new_time_leaves_the_name_alone(spark: Spark, keep: Keep, phrase: str) -> None:
    await keep(name="lunch at nine")
    asked = await spark.orders.hear(phrase)
    assert isinstance(asked, Question)
    assert asked.choices[0].removesuffix(" please") == "move lunch at nine to every day at nine"


async def test_a_name_that_is_not_there_is_asked_about_with_the_whole_phrase(spark: Spark, keep: Keep) -> None:
    await keep(name="etl-orders")
    asked = await spark.orders.hear("pause etl")
    assert asked == Question("there is no schedule “etl”; which one is it?", ("pause etl-orders",))
    assert await spark.orders.hear("pause zebra") == Nothing("there is no schedule “zebra”", missing=True, hint=SEE)
    assert await spark.orders.hear("pause zebra*") == Nothing("no schedule fits “zebra*”", missing=True, hint=SEE)


async def test_what_is_to_run_and_is_not_there_may_have_been_a_workflow(spark: Spark, workflow: Any) -> None:
    there = "there is no schedule and no workflow"
    asked = await spark.orders.hear("run daily-repord now")
    assert asked == Question(f"{there} “daily-repord”; which one is it?", ("run daily-report now",))
    nothing = Nothing(f"{there} “zebra”", missing=True, hint=f"{SEE}, spark workflow list")
    assert await spark.orders.hear("run zebra now") == nothing


async def test_what_is_so_already_is_said(spark: Spark, keep: Keep) -> None:
    await keep(name="etl")
    assert await spark.orders.hear("resume etl") == Nothing("“etl” is not paused")


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("pause ads", "pause ads every Friday at 18:00"),
        ("etl", "delete etl every day at 9:00"),
        ("why", "run why every hour"),
    ],
)
async def test_what_can_be_a_schedule_is_one_whatever_schedules_are_called(
    spark: Spark, keep: Keep, name: str, phrase: str
) -> None:
    await keep(name=name)
    assert isinstance(await spark.orders.hear(phrase), Reading)


async def test_words_that_name_nothing_are_left_to_who_was_asked_before(spark: Spark, keep: Keep) -> None:
    await keep(name="etl")
    for phrase in ("pause everything from LangFlow until Monday", "stop smoking", "why is the sky blue"):
        assert isinstance(await spark.orders.hear(phrase), Refusal), phrase


async def test_what_comes_is_told_by_name_with_the_paused_left_out(spark: Spark, keep: Keep) -> None:
    await keep("0 9 * * *", name="morning")
    await keep("30 8 * * *", name="early")
    await spark.schedules.pause(await keep("0 8 * * *", name="asleep"))
    told = await spark.orders.hear("what runs tomorrow before 9:30")
    assert isinstance(told, Coming)
    assert [(at.hour, name) for at, name in told.starts] == [(8, "early"), (9, "morning")]
    assert told.schedules == 2


async def test_why_did_it_fail_is_the_last_run_that_did(spark: Spark, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep(name="etl")
    assert await spark.orders.hear("why did etl fail") == Reasons(schedule, None, failed=True)
    run = await spark.runs.start_schedule(schedule)
    for happening, reason in ((Happening.CLAIMED, ""), (Happening.FAILED, "no disk")):
        (run,) = await spark.runs.move((run, Move(happening, clock.forward(seconds=2), reason)))
    told = await spark.orders.hear("why did etl fail")
    assert isinstance(told, Reasons)
    assert told.because is not None
    assert "no disk" in " ".join(told.because.says)


async def test_logs_and_places_are_where_one_is_led(spark: Spark, keep: Keep) -> None:
    schedule = await keep(name="etl")
    assert await spark.orders.hear("log of etl") == Said(schedule)
    assert await spark.orders.hear("go to schedules") == Going(Place.SCHEDULES)


async def test_over_what_is_known_nothing_is_read(spark: Spark, keep: Keep) -> None:
    await keep("0 9 * * *", name="etl-orders")
    known = Known(await spark.schedules.all(), await spark.sources.workflows())
    await spark.store.close()
    for phrase, kind in (
        ("pause etl*", Suggestion),
        ("run etl-orders now", Suggestion),
        ("pause etl", Question),
        ("what runs tomorrow", Coming),
        ("cancel etl-orders", Nothing),
        ("what failed today", Passed),
        ("which schedules are failing", Those),
        ("what is running", Underway),
        ("is everything up", Reach),
        ("log of etl-orders", Said),
        ("why did etl-orders fail", Said),
        ("when does etl-orders run", Ahead),
        ("move etl-orders to 10am", Suggestion),
    ):
        assert isinstance(await spark.orders.hear(phrase, known), kind), phrase


async def test_without_that_it_is_what_the_store_says_now(spark: Spark, keep: Keep) -> None:
    known = Known(await spark.schedules.all(), await spark.sources.workflows())
    await keep(name="etl")
    assert await spark.orders.hear("pause etl", known) == Nothing("there is no schedule “etl”", missing=True, hint=SEE)
    assert named(await suggested(spark, "pause etl")) == [("pause", "etl")]


async def test_what_each_of_many_has_to_say_is_told_of_a_few(spark: Spark, keep: Keep) -> None:
    for number in range(6):
        await keep(name=f"etl-{number}")
    told = await spark.orders.hear("resume etl*")
    assert told == Nothing("; ".join(f"“etl-{number}” is not paused" for number in range(4)))


# ------------------------------------------------------------------ moved and renamed


def changed(suggestion: Suggestion) -> Schedule:
    (change,) = suggestion.changes
    assert isinstance(change, Edit)
    assert change.after is not None
    return change.after


@pytest.mark.parametrize(
    ("cron", "phrase", "becomes"),
    [
        ("30 9 * * 1-5", "move daily report to 10am", "0 10 * * 1-5"),
        ("30 9 * * 1-5", "move daily report to every 5 minutes", "*/5 * * * *"),
        ("30 9 1 * *", "change daily report to noon", "0 12 1 * *"),
        ("0 9 * * 1-5", "move daily-report to every day at 9", "0 9 * * *"),
    ],
)
async def test_a_schedule_is_moved_and_a_time_of_day_alone_leaves_its_days(
    spark: Spark, keep: Keep, cron: str, phrase: str, becomes: str
) -> None:
    await keep(cron, name="daily report")
    after = changed(await suggested(spark, phrase))
    assert after.timing.triggers in {(Cron(becomes, after.zone),), (Interval(timedelta(minutes=5), spark.clock.now()),)}


async def test_what_runs_again_and_again_does_not_become_once(spark: Spark, keep: Keep) -> None:
    await keep("0 9 * * *", name="report")
    asked = await spark.orders.hear("move report to tomorrow at 10:00")
    assert isinstance(asked, Question)
    assert asked.choices == ("run report tomorrow at 10:00",)


async def test_what_happens_once_stays_on_its_day_if_that_time_is_to_come(
    spark: Spark, keep: Keep, clock: FakeClock
) -> None:
    day = clock.now().replace(hour=15, minute=0, second=0, microsecond=0)
    await keep(Timing((Once(day + timedelta(days=5)),)), name="party")
    after = changed(await suggested(spark, "move party to 10am"))
    assert after.timing.triggers == (Once((day + timedelta(days=5)).replace(hour=10)),)
    tomorrow = (day + timedelta(days=1)).replace(hour=10)
    after = changed(await suggested(spark, "move party to tomorrow at 10:00"))
    assert after.timing.triggers == (Once(tomorrow),)
    clock.forward(seconds=(day.replace(hour=12) - clock.now()).total_seconds())
    await keep(Timing((Once(day),)), name="lunch")
    refused = await spark.orders.hear("move lunch to 10am")
    assert isinstance(refused, Refusal)
    assert refused.reason.endswith("and 10:00 on its day has passed")
    assert refused.hint == "say the day too: move lunch to tomorrow at 10:00"
    assert isinstance(await spark.orders.hear("move lunch to tomorrow at 10:00"), Suggestion)


async def test_what_is_at_no_one_time_of_day_is_moved_by_a_whole_phrase_alone(spark: Spark, keep: Keep) -> None:
    await keep("*/2 * * * *", name="etl")
    refused = await spark.orders.hear("move etl to 10am")
    assert isinstance(refused, Refusal)
    assert refused.reason.endswith("that is not at one time of its days")
    said = "move etl to every day at 10:00"
    assert refused.hint == f"say the whole of it: {said}"
    assert isinstance(await spark.orders.hear(said), Suggestion)


async def test_to_move_something_that_is_no_schedule_is_what_a_workflow_does(spark: Spark, keep: Keep) -> None:
    await keep(name="etl")
    assert isinstance(await spark.orders.hear("move old files to archive every day at 9:00"), Reading)


async def test_a_schedule_gets_another_name_unless_somebody_has_it(spark: Spark, keep: Keep) -> None:
    for name in ("etl", "report"):
        await keep(name=name)
    assert changed(await suggested(spark, "rename etl to orders")).name == "orders"
    for taken in ("report", "Report"):
        nothing = Nothing(f"there is a schedule “{taken}” already")
        assert await spark.orders.hear(f"rename etl to {taken}") == nothing
    assert await spark.orders.hear("rename etl to etl") == Nothing("“etl” is called that already")
    assert changed(await suggested(spark, "rename etl to ETL")).name == "ETL"


# ------------------------------------------------------------------ told


async def ended(spark: Spark, clock: FakeClock, schedule: Schedule, how: Happening) -> Run:
    run = await spark.runs.start_schedule(schedule)
    (run,) = await spark.runs.move((run, Move(Happening.CLAIMED, clock.forward(seconds=2), "")))
    (run,) = await spark.runs.move((run, Move(how, clock.forward(seconds=2), "")))
    return run


async def test_what_ran_and_what_failed_in_a_stretch_of_time(spark: Spark, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep(name="etl")
    await ended(spark, clock, schedule, Happening.FAILED)
    clock.forward(days=2)
    good = await ended(spark, clock, schedule, Happening.SUCCEEDED)
    bad = await ended(spark, clock, schedule, Happening.FAILED)
    clock.forward(seconds=60)
    ran, failed = await past(spark, "what ran in the last hour"), await past(spark, "what failed")
    assert [run.id for run in ran.runs] == [bad.id, good.id]
    assert [run.id for run in failed.runs] == [bad.id]


async def test_a_run_counts_for_when_it_ended_however_long_it_went_on(
    spark: Spark, keep: Keep, clock: FakeClock
) -> None:
    run = await spark.runs.start_schedule(await keep(name="etl"))
    (run,) = await spark.runs.move((run, Move(Happening.CLAIMED, clock.now(), "")))
    assert (await past(spark, "what ran in the last hour")).runs == []
    (run,) = await spark.runs.move((run, Move(Happening.FAILED, clock.forward(hours=3), "no disk")))
    clock.forward(seconds=60)
    assert [one.id for one in (await past(spark, "what failed in the last hour")).runs] == [run.id]


async def past(spark: Spark, phrase: str) -> Passed:
    told = await spark.orders.hear(phrase)
    assert isinstance(told, Passed)
    return told


async def test_over_what_is_known_the_newest_run_of_each_schedule_tells_what_was(
    spark: Spark, keep: Keep, clock: FakeClock
) -> None:
    etl, report = await keep(name="etl"), await keep(name="report")
    await ended(spark, clock, etl, Happening.FAILED)
    good, bad = [
        await ended(spark, clock, etl, Happening.SUCCEEDED),
        await ended(spark, clock, report, Happening.FAILED),
    ]
    known = Known([etl, report], latest=await spark.runs.latest())
    for phrase, runs in (("what ran today", [bad, good]), ("what failed today", [bad])):
        heard = await spark.orders.hear(phrase, known)
        assert isinstance(heard, Passed)
        assert (heard.newest, [run.id for run in heard.runs]) == (True, [run.id for run in runs])
    said = await spark.orders.hear("why did report fail", known)
    assert isinstance(said, Said)
    assert (said.run and said.run.id, said.lines) == (bad.id, ())


async def test_which_schedules_are_paused_or_failing_and_what_is_under_way(
    spark: Spark, keep: Keep, clock: FakeClock
) -> None:
    for name in ("etl", "report", "backup"):
        await keep(name=name)
    await spark.schedules.pause(await spark.schedules.get("etl"))
    await ended(spark, clock, await spark.schedules.get("report"), Happening.FAILED)
    run = await spark.runs.start_schedule(await spark.schedules.get("backup"))
    for phrase, names in (("what is paused", ["etl"]), ("which schedules are failing", ["report"])):
        those = await spark.orders.hear(phrase)
        assert isinstance(those, Those)
        assert [schedule.name for schedule, _ in those.schedules] == names
    going = await spark.orders.hear("what is running")
    assert isinstance(going, Underway)
    assert [one.id for one in going.runs] == [run.id]


async def test_when_it_runs_next_is_the_moments_after_its_pause(spark: Spark, keep: Keep) -> None:
    await keep("0 9 * * *", name="report")
    ahead = await spark.orders.hear("when does report run")
    assert isinstance(ahead, Ahead)
    assert len(ahead.moments) == 5
    await spark.schedules.pause(await spark.schedules.get("report"))
    assert await spark.orders.hear("when does report run") == Ahead(await spark.schedules.get("report"), ())


async def test_a_source_is_asked_about_by_name(spark: Spark) -> None:
    source = await spark.sources.add("http://fake:1")
    reach = await spark.orders.hear(f"is {source.name} up")
    assert reach == Reach([source], asked=True)
    assert await spark.orders.hear("is nowhere up") == Nothing(
        "there is no source “nowhere”", missing=True, hint="see: spark source list"
    )


# ------------------------------------------------------------------ what it is told


async def test_what_is_run_now_is_told_what_the_phrase_says(spark: Spark, keep: Keep) -> None:
    await keep(name="etl")
    (start,) = (await suggested(spark, "run etl now with: the sales of 9:30")).changes
    assert isinstance(start, Start)
    assert start.given == "the sales of 9:30"


async def test_an_input_that_nothing_is_started_with_is_said_not_to_be_used(spark: Spark, keep: Keep) -> None:
    await keep(name="etl")
    assert "not used: “a note”" in (await suggested(spark, "pause etl with: a note")).notes


async def test_the_choices_of_a_question_keep_the_input(spark: Spark, workflow: Any) -> None:
    asked = await spark.orders.hear("every day at 5 run the daily report with: the sales")
    assert isinstance(asked, Question)
    assert asked.choices
    assert all(choice.endswith(" with: the sales") for choice in asked.choices)

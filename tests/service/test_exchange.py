"""The store as a file says: compared name by name, applied all or nothing, and then there is nothing to do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.delivery import Deliver, Destination
from spark_tui.domain.errors import Conflict, Invalid, SourceError
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.schedule import Overlap, Pause, Policy, Schedule
from spark_tui.domain.source import Secret, SecretName
from spark_tui.domain.timing import ClockChange, Cron, Fold, Gap, Interval, Once, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer, Workflow
from spark_tui.service.spark import Spark
from spark_tui.service.wanted import Comparison, Wanted, WantedDestination, WantedPause, WantedSchedule, WantedSource
from tests.fakes import START, FakeClock, FakeSource, FakeVault

FAKE = WantedSource("fake", "fake", "http://fake:1")
DAILY = Timing((Cron("0 9 * * *"),))


def wanted(*schedules: WantedSchedule, sources: tuple[WantedSource, ...] | None = None) -> Wanted:
    return Wanted(sources, schedules)


def report(**more: object) -> WantedSchedule:
    said: dict[str, object] = {"name": "report", "workflow": "fake/daily-report", "timing": DAILY, "zone": "UTC"}
    return WantedSchedule(**(said | more))  # type: ignore[arg-type]


async def applied(spark: Spark, what: Wanted, **how: object) -> Comparison:
    comparison = await spark.exchange.compare(what, **how)  # type: ignore[arg-type]
    assert comparison.faults == []
    await spark.exchange.apply(comparison)
    return comparison


async def the(spark: Spark, name: str = "report") -> Schedule:
    return await spark.schedules.get(name)


async def faults(spark: Spark, what: Wanted, **how: object) -> list[tuple[str, str]]:
    comparison = await spark.exchange.compare(what, **how)  # type: ignore[arg-type]
    return [(".".join(fault.at), f"{fault.message} → {fault.hint}") for fault in comparison.faults]


async def test_an_empty_store_becomes_what_is_wanted_and_then_nothing_is_left_to_do(spark: Spark) -> None:
    these = wanted(report(), report(name="b", when="every 90 minutes", timing=None), sources=(FAKE,))
    comparison = await applied(spark, these)
    assert (comparison.different, comparison.same) == (3, 0)
    assert [s.name for s in await spark.schedules.all()] == ["b", "report"]
    assert (await the(spark)).next_at == START.replace(hour=9)
    again = await spark.exchange.compare(these)
    assert (again.different, again.same, again.workflows) == (0, 3, [])


async def test_comparing_changes_nothing(spark: Spark) -> None:
    await spark.exchange.compare(wanted(report(), sources=(FAKE,)))
    assert (await spark.sources.all(), await spark.schedules.all()) == ([], [])


async def test_a_schedule_keeps_its_id_and_its_next_moment_where_its_time_stays(
    spark: Spark, workflow: Workflow, clock: FakeClock
) -> None:
    await applied(spark, wanted(report()))
    before = await the(spark)
    clock.forward(hours=3)
    await applied(spark, wanted(report(input="x", policy=Policy(overlap=Overlap.QUEUE))))
    after = await the(spark)
    assert (after.id, after.next_at, after.input, after.policy.overlap) == (before.id, before.next_at, "x", "queue")
    await applied(spark, wanted(report(timing=Timing((Cron("0 12 * * *"),)))))
    assert (await the(spark)).next_at == START.replace(hour=12)


async def test_a_phrase_that_counts_from_now_is_not_read_anew_while_it_stays(
    spark: Spark, workflow: Workflow, clock: FakeClock
) -> None:
    said = wanted(
        report(timing=None, when="every 90 minutes"), report(name="once", timing=None, when="tomorrow at 9am")
    )
    await applied(spark, said)
    clock.forward(days=3, minutes=7)
    assert (await spark.exchange.compare(said)).different == 0
    changed = await spark.exchange.compare(wanted(report(timing=None, when="every 45 minutes")))
    assert changed.schedules[0].schedule.timing.triggers == (Interval(timedelta(minutes=45), clock.now()),)


async def test_what_a_clock_change_does_to_a_phrase_is_changed_alone(spark: Spark, workflow: Workflow) -> None:
    said = {"timing": None, "when": "every day at 9am"}
    skips = ClockChange(Gap.SKIP, Fold.BOTH)
    await applied(spark, wanted(report(**said)))
    comparison = await applied(spark, wanted(report(**said, clock_change=skips)))
    assert comparison.schedules[0].schedule.timing == Timing((Cron("0 9 * * *"),), clock_change=skips)
    assert (await spark.exchange.compare(wanted(report(**said, clock_change=skips)))).different == 0


async def test_a_phrase_whose_time_was_changed_meanwhile_counts_again(spark: Spark, workflow: Workflow) -> None:
    await applied(spark, wanted(report(phrase="every day at 10am", timing=DAILY)))
    said = await applied(spark, wanted(report(timing=None, when="every day at 10am")))
    assert said.schedules[0].schedule.timing == Timing((Cron("0 10 * * *"),))


async def test_whoever_changes_the_phrase_beside_an_exact_time_is_told_how_to_have_it_read(
    spark: Spark, workflow: Workflow
) -> None:
    await applied(spark, wanted(report(phrase="every day at 9am")))
    ((at, told),) = await faults(spark, wanted(report(phrase="every day at 10am")))
    assert at == "schedules.report.phrase"
    assert "when: every day at 10am" in told
    both = await spark.exchange.compare(
        wanted(report(phrase="every day at 10am", timing=Timing((Cron("0 10 * * *"),))))
    )
    assert (both.different, both.faults, both.notes) == (1, [], [])


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ({"when": "every day at 9am in Tokyo", "zone": "Europe/Rome"}, "names the zone Asia/Tokyo"),
        ({"when": "every other friday at 9am"}, "assumed"),
        ({"when": "feed the cat every day at 9am"}, "“feed the cat” is not about when"),
        ({"timing": DAILY, "phrase": "every day at 10am"}, "“every day at 10am” is not when it runs"),
    ],
)
async def test_how_a_phrase_was_understood_is_told(
    spark: Spark, workflow: Workflow, said: dict[str, object], note: str
) -> None:
    comparison = await spark.exchange.compare(wanted(report(**({"timing": None} | said))))
    assert note in " ".join(comparison.notes)


async def test_a_time_that_has_passed_is_kept_as_ended_and_said(spark: Spark, workflow: Workflow) -> None:
    past = Timing((Once(START - timedelta(days=1)),))
    comparison = await applied(spark, wanted(report(timing=past)))
    assert "never runs" in comparison.notes[0]
    assert (await the(spark)).state == "ended"


@pytest.mark.parametrize(
    ("pause", "kept"),
    [
        (WantedPause(note="holidays"), Pause(START, "ana", "holidays")),
        (
            WantedPause(START - timedelta(days=1), "bob", "", START + timedelta(days=1)),
            Pause(START - timedelta(days=1), "bob", "", START + timedelta(days=1)),
        ),
    ],
)
async def test_a_pause_is_since_when_and_by_whom_it_says_or_now_and_by_us(
    spark: Spark, workflow: Workflow, clock: FakeClock, pause: WantedPause, kept: Pause
) -> None:
    await applied(spark, wanted(report(pause=pause)), by="ana")
    assert (await the(spark)).pause == kept
    clock.forward(hours=1)
    assert (await spark.exchange.compare(wanted(report(pause=pause)), by="eve")).different == 0
    await applied(spark, wanted(report()))
    assert (await the(spark)).pause is None


async def test_what_is_not_named_stays_and_goes_only_when_that_is_said(spark: Spark, workflow: Workflow, keep) -> None:  # type: ignore[no-untyped-def]
    await keep(name="other")
    assert (await spark.exchange.compare(wanted(report()))).different == 1
    await applied(spark, wanted(report()), prune=True)
    assert [s.name for s in await spark.schedules.all()] == ["report"]
    assert [s.name for s in await spark.sources.all()] == ["fake"]  # nothing was said of sources


async def test_a_source_goes_with_its_key_and_not_while_a_schedule_needs_it(
    spark: Spark, vault: FakeVault, keep
) -> None:  # type: ignore[no-untyped-def]
    await spark.sources.add("http://fake:2", Secret("hidden"), name="second")
    await keep(name="needs-fake")
    ((at, told),) = await faults(spark, Wanted(sources=()), prune=True)
    assert (at, "needs-fake" in told) == ("sources", True)
    await applied(spark, Wanted(sources=(FAKE,)), prune=True)
    assert ([s.name for s in await spark.sources.all()], vault.values) == (["fake"], {})


async def test_this_machines_own_source_is_never_removed(spark: Spark) -> None:
    await spark.sources.add("/workflows", kind="local", name="local")
    assert (await spark.exchange.compare(Wanted(sources=()), prune=True)).different == 0


async def test_a_changed_source_is_the_same_source(spark: Spark, workflow: Workflow) -> None:
    (before,) = await spark.sources.all()
    moved = WantedSource("fake", "fake", "http://fake:9", SecretName("env:NOT_SET"))
    comparison = await applied(spark, Wanted(sources=(moved,)))
    (after,) = await spark.sources.all()
    assert (after.id, after.url, after.secret, after.health.up) == (before.id, "http://fake:9", "env:NOT_SET", False)
    assert "env:NOT_SET" in comparison.notes[0]
    assert await spark.sources.workflow("fake/daily-report") == workflow


async def test_a_url_whose_password_is_not_written_down_is_the_same_url(spark: Spark) -> None:
    await spark.sources.add("http://ana:hidden@fake:1", name="fake")
    assert (await spark.exchange.compare(Wanted(sources=(FAKE,)))).different == 0


@pytest.mark.parametrize(
    ("schedule", "at", "told"),
    [
        ({"workflow": "fake/dayly-report"}, "workflow", "did you mean “daily-report”?"),
        ({"workflow": "fakes/daily-report"}, "workflow", "there are: fake"),
        ({"workflow": "dayly-report"}, "workflow", "did you mean"),
        ({"workflow": "$ echo"}, "workflow", "no local source"),
        ({"timing": None, "when": "sometimes"}, "when", ""),
        ({"timing": None, "when": "every day at 25:00"}, "when", ""),
        ({"timing": None, "when": "every day"}, "when", "at"),
    ],
)
async def test_what_cannot_be_is_told_at_its_key(
    spark: Spark, workflow: Workflow, schedule: dict[str, object], at: str, told: str
) -> None:
    ((where, why),) = await faults(spark, wanted(report(**schedule)))
    assert (where, told in why) == (f"schedules.report.{at}", True), why


@pytest.mark.parametrize(
    ("source", "at", "told"),
    [
        (WantedSource("fake", "fakir", "http://fake:1"), "sources.fake.kind", "no kind of source"),
        (WantedSource("fake", "local", "http://fake:1"), "sources.fake.kind", "another name"),
        (WantedSource("My Fake", "fake", "http://fake:3"), "sources.My Fake", "my-fake"),
        (WantedSource("second", "fake", "http://fake:1"), "sources.second.url", "already"),
    ],
)
async def test_a_source_that_cannot_be_is_told(
    spark: Spark, workflow: Workflow, source: WantedSource, at: str, told: str
) -> None:
    found = await faults(spark, Wanted(sources=(source,)))
    assert (found[0][0], told in found[0][1]) == (at, True), found


async def test_a_source_whose_place_is_spelled_with_a_slash_at_its_end_is_as_it_was(
    spark: Spark, workflow: Workflow
) -> None:
    compared = await spark.exchange.compare(Wanted(sources=(WantedSource("fake", "fake", "http://fake:1/"),)))
    assert not compared.sources
    ((_, why),) = await faults(spark, Wanted(sources=(WantedSource("second", "fake", "http://fake:1/"),)))
    assert "already" in why


@pytest.mark.parametrize("told", [True, False])
async def test_a_new_source_where_one_is_by_another_spelling_is_told_and_made(
    spark: Spark, workflow: Workflow, told: bool
) -> None:
    await spark.sources.add("http://127.0.0.1:7860", name="first")
    url = f"http://localhost:{7860 if told else 7861}"
    compared = await spark.exchange.compare(Wanted(sources=(WantedSource("second", "fake", url),)))
    said = f"source second: {url} is the source “first” too, as http://127.0.0.1:7860"
    assert (said in compared.notes) is told
    assert [edit.after.name for edit in compared.sources if edit.after] == ["second"]


async def test_a_workflow_that_is_new_at_its_source_is_found_there(
    spark: Spark, workflow: Workflow, source: FakeSource
) -> None:
    source.offers.append(Offer("new-key", "newest"))
    await applied(spark, wanted(report(workflow="fake/newest")))
    assert (await the(spark)).workflow == (await spark.sources.workflow("fake/newest")).id


async def test_the_sources_own_id_tells_two_workflows_of_one_title_apart(
    spark: Spark, workflow: Workflow, source: FakeSource
) -> None:
    source.offers.append(Offer("other-key", "daily-report"))
    await spark.sources.sync((await spark.sources.all())[0])
    ((at, _),) = await faults(spark, wanted(report()))
    assert at == "schedules.report.workflow"
    await applied(spark, wanted(report(key="other-key")))
    assert (await the(spark)).workflow != workflow.id


async def test_a_source_that_does_not_answer_is_believed_what_the_file_says_of_its_ids(
    spark: Spark, source: FakeSource
) -> None:
    source.trouble = SourceError("nothing answers", trouble=Trouble.UNREACHABLE)
    ((at, told),) = await faults(spark, wanted(report(), sources=(FAKE,)))
    assert (at, "does not answer" in told) == ("schedules.report.workflow", True)
    comparison = await applied(spark, wanted(report(key="report-key"), report(name="b", key="b-key"), sources=(FAKE,)))
    assert "as they stand here" in comparison.notes[0]
    source.trouble = None
    synced = await spark.sources.sync((await spark.sources.all())[0])
    assert [w.key for w in synced.gone] == ["b-key"]
    assert (await the(spark)).workflow == (await spark.sources.workflow("report-key")).id


async def test_a_command_is_a_workflow_of_this_machine(spark: Spark) -> None:
    await spark.sources.add("/workflows", kind="local", name="local")
    line = "$ sh -c 'echo " + "long " * 30 + "'"
    await applied(spark, wanted(report(workflow=line, title="echo", about="says it"), report(name="b", workflow=line)))
    made = await spark.sources.workflow(line)
    assert (made.title, made.description) == ("echo", "says it")
    assert {s.workflow for s in await spark.schedules.all()} == {made.id}


async def test_nothing_of_it_is_done_where_the_store_has_changed_meanwhile(
    spark: Spark, workflow: Workflow, keep
) -> None:  # type: ignore[no-untyped-def]
    await keep()
    comparison = await spark.exchange.compare(wanted(report(name="new"), report(input="changed")))
    await spark.schedules.pause(await the(spark))
    with pytest.raises(Conflict, match="meanwhile"):
        await spark.exchange.apply(comparison)
    assert [s.name for s in await spark.schedules.all()] == ["report"]


async def test_nothing_of_it_is_done_where_its_name_was_taken_meanwhile(spark: Spark, workflow: Workflow, keep) -> None:  # type: ignore[no-untyped-def]
    comparison = await spark.exchange.compare(wanted(report(), report(name="new")))
    await keep(name="REPORT")
    with pytest.raises(Conflict, match="meanwhile"):
        await spark.exchange.apply(comparison)
    assert [s.name for s in await spark.schedules.all()] == ["REPORT"]


async def test_a_moment_that_was_decided_meanwhile_is_no_change(
    spark: Spark, workflow: Workflow, keep, clock: FakeClock
) -> None:  # type: ignore[no-untyped-def]
    kept = await keep("0 9 * * *")
    comparison = await spark.exchange.compare(wanted(report(input="changed")))
    async with spark.store.write() as tx:
        await tx.schedules.advance([(kept.id, START + timedelta(days=1))])
    await spark.exchange.apply(comparison)
    assert ((await the(spark)).input, (await the(spark)).next_at) == ("changed", START + timedelta(days=1))


async def test_limits_are_set_changed_and_removed(spark: Spark, workflow: Workflow) -> None:
    gpu, fake = Limit(Scope.TAG, "gpu", 2), Limit(Scope.SOURCE, "fake", 4)
    await applied(spark, Wanted(limits=(gpu, fake)))
    again = await spark.exchange.compare(Wanted(limits=(gpu, fake)))
    assert (again.different, again.same, (await spark.exchange.kept()).limits) == (0, 2, [fake, gpu])
    await applied(spark, Wanted(limits=(Limit(Scope.TAG, "gpu", 3),)), prune=True)
    assert (await spark.exchange.kept()).limits == [Limit(Scope.TAG, "gpu", 3)]
    ((at, _),) = await faults(spark, Wanted(limits=(Limit(Scope.SOURCE, "nowhere", 1),)))
    assert at == "limits.sources.nowhere"


async def test_what_has_faults_is_not_applied(spark: Spark) -> None:
    with pytest.raises(Invalid):
        await spark.exchange.apply(await spark.exchange.compare(wanted(report(workflow="a/b"))))


# ------------------------------------------------------------------ destinations

OPS = WantedDestination("ops", SecretName("ops-url"), "webhook", "https://hooks.example/…")


async def test_a_destination_is_made_by_the_name_of_its_url_and_told_how_to_keep_it(spark: Spark) -> None:
    comparison = await spark.exchange.compare(Wanted(destinations=(OPS,)))
    assert "destination ops: there is no secret “ops-url” here: spark secret keep ops-url" in comparison.notes
    await spark.exchange.apply(comparison)
    assert await spark.destinations.get("ops") == Destination("ops", "webhook", OPS.secret, OPS.place)
    assert (await spark.exchange.compare(Wanted(destinations=(OPS,)))).different == 0


async def test_where_its_url_is_here_that_says_what_it_is(spark: Spark, vault: FakeVault) -> None:
    vault.put(OPS.secret, Secret("slack://hush"))
    await spark.exchange.apply(await spark.exchange.compare(Wanted(destinations=(OPS,))))
    assert await spark.destinations.get("ops") == Destination("ops", "fake", OPS.secret, "slack")


async def test_a_schedule_may_deliver_to_one_that_the_same_file_makes(spark: Spark, workflow: Workflow) -> None:
    schedule = WantedSchedule("x", workflow.ref, when="every day at 9", deliver=(Deliver("ops"), Deliver("nobody")))
    notes = (await spark.exchange.compare(Wanted(schedules=(schedule,), destinations=(OPS,)))).notes
    assert [note for note in notes if "no destination" in note] == [
        "schedule x: there is no destination “nobody” here (spark destination add nobody)"
    ]


async def test_one_goes_with_its_own_url_and_not_while_a_schedule_delivers_there(
    spark: Spark, workflow: Workflow, keep: Any, vault: FakeVault
) -> None:
    await spark.destinations.add("ops", Secret("fake://hush"))
    schedule = replace(await keep(name="report"), deliver=(Deliver("ops"),))
    async with spark.store.write() as tx:
        await tx.schedules.put(schedule)
    (fault,) = (await spark.exchange.compare(Wanted(destinations=()), prune=True)).faults
    assert fault.message == "“ops” is not in it, and hears of report"
    await spark.exchange.apply(await spark.exchange.compare(Wanted(schedules=(), destinations=()), prune=True))
    assert await spark.destinations.all() == []
    assert SecretName("destination-ops") not in vault.values


async def test_a_file_that_says_nothing_of_destinations_leaves_them(spark: Spark) -> None:
    await spark.destinations.add("ops", Secret("fake://hush"))
    assert (await spark.exchange.compare(Wanted(schedules=()), prune=True)).different == 0

"""Sources and what they offer."""

import asyncio
import re
from dataclasses import replace

import pytest

from agent.planner import plan
from spark_tui.domain.change import Alter
from spark_tui.domain.errors import Ambiguous, BadCredentials, Conflict, Invalid, NotFound, SourceError
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.source import Found, Health, HealthState, Secret, SecretName, is_one_place
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service import recognising
from spark_tui.service.ports import MOST_OFFERS
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.fakes import FakeClock, FakeRoster, FakeSource, FakeVault, a_spark
from tests.service.test_schedules import understood


async def test_a_source_is_kept_with_its_health_and_the_name_of_its_secret(spark: Spark, vault: FakeVault) -> None:
    added = await spark.sources.add("http://fake:1/", Secret("sk-12345"))
    assert (added.name, added.url, added.health.up) == ("fake", "http://fake:1", True)
    assert added.secret in vault.values
    assert await spark.sources.all() == [added]


@pytest.mark.parametrize(
    ("health", "error"),
    [
        (Health(HealthState.REFUSED, "the key is wrong", "make one"), BadCredentials),
        (Health(HealthState.DOWN, "connection refused", "start it"), SourceError),
    ],
)
async def test_a_source_that_is_not_well_is_told_at_once_and_leaves_no_trace(
    spark: Spark, source: FakeSource, vault: FakeVault, health: Health, error: type[SourceError]
) -> None:
    source.health = health
    with pytest.raises(error, match=health.detail):
        await spark.sources.add("http://fake:1", Secret("sk-12345"))
    assert (await spark.sources.all(), vault.values) == ([], {})


async def test_a_source_of_another_kind_than_was_said_is_told_what_it_seems_to_be(
    spark: Spark, source: FakeSource
) -> None:
    source.health = Health(HealthState.DOWN, "what answers there is not LangFlow", "check the URL")
    with pytest.raises(SourceError) as wrong:
        await spark.sources.add("http://fake:1", kind="local")
    assert wrong.value.hint == "check the URL; it seems to be fake: leave --kind out"
    with pytest.raises(SourceError) as down:
        await spark.sources.add("http://fake:1", kind="fake")
    assert down.value.hint == "check the URL"


async def test_a_server_that_is_silent_is_not_asked_for_long_what_else_it_may_be(
    spark: Spark, source: FakeSource, roster: FakeRoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(url: str) -> str:
        return await asyncio.Future()

    source.health = Health(HealthState.DOWN, "nobody answers")
    monkeypatch.setattr(roster, "detect", silent)
    monkeypatch.setattr(recognising, "TO_RECOGNISE", 0.01)
    with pytest.raises(SourceError, match="nobody answers"):
        await asyncio.wait_for(spark.sources.add("http://fake:1", kind="fake"), 5)


async def test_a_key_is_replaced_by_one_that_works_and_the_old_one_is_forgotten(spark: Spark, vault: FakeVault) -> None:
    added = await spark.sources.add("http://fake:1", Secret("sk-12345"))
    changed = await spark.sources.change_key(added, Secret("sk-67890"))
    [kept] = await spark.sources.all()
    assert (kept, changed.secret != added.secret) == (changed, True)
    assert [secret.reveal() for secret in vault.values.values()] == ["sk-67890"]
    assert (await spark.sources.change_key(changed, SecretName("env:KEY"))).secret == "env:KEY"
    assert not vault.values


@pytest.mark.parametrize(("state", "error"), [(HealthState.REFUSED, BadCredentials), (HealthState.DOWN, SourceError)])
async def test_a_new_key_that_does_not_work_changes_nothing(
    spark: Spark, source: FakeSource, vault: FakeVault, roster: FakeRoster, state: HealthState, error: type[SourceError]
) -> None:
    added = await spark.sources.add("http://fake:1", Secret("sk-12345"))
    source.health = Health(state, "no", "try another")
    with pytest.raises(error):
        await spark.sources.change_key(added, Secret("sk-67890"))
    assert await spark.sources.all() == [added]
    assert [secret.reveal() for secret in vault.values.values()] == ["sk-12345"]
    assert added.id in roster.forgotten  # nobody goes on with the key that was tried


async def test_what_answers_on_this_machine_is_found_and_known_again(spark: Spark) -> None:
    assert await spark.sources.discover() == [Found("http://127.0.0.1:7860", "fake")]
    await spark.sources.add("http://localhost:7860/", name="mine")
    assert await spark.sources.discover() == [Found("http://127.0.0.1:7860", "fake", "mine")]


@pytest.mark.parametrize("known", ["http://localhost:7860", "http://127.0.0.1:7860", "http://[::1]:7860"])
@pytest.mark.parametrize("other", ["http://LOCALHOST:7860/", "http://127.0.0.1:7860/", "http://[::1]:7860"])
async def test_this_machine_is_one_place_by_each_of_its_names(spark: Spark, known: str, other: str) -> None:
    added = await spark.sources.add(known, name="mine")
    with pytest.raises(Conflict, match=f"{re.escape(other.rstrip('/'))} is the source “mine” already"):
        await spark.sources.add(other)
    assert await spark.sources.all() == [added]
    if other.rstrip("/") != known:
        second = await spark.sources.add(other, although_known=True)
        assert [one.name for one in await spark.sources.all()] == [second.name, "mine"]


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        ("http://localhost", "http://127.0.0.1:80/", True),
        ("https://api.example.com/v1", "https://API.example.com:443/v1/", True),
        ("http://localhost:7860", "http://127.0.0.1:7861", False),
        ("http://localhost:7860", "https://localhost:7860", False),
        ("http://localhost:8000/openapi.json", "http://127.0.0.1:8000", False),
        ("http://localhost:8000/a?b=1", "http://127.0.0.1:8000/a?b=2", False),
        ("http://192.168.0.1:7860", "http://127.0.0.1:7860", False),
        ("/home/ana/jobs", "/home/ana/Jobs", False),
        ("http://[::1", "http://[::1", True),
        ("http://localhost:x", "http://127.0.0.1:x", False),
    ],
)
def test_one_place_is_known_by_its_address(url: str, other: str, same: bool) -> None:
    assert is_one_place(url, other) is same


async def test_a_source_without_a_key_is_given_none(spark: Spark, roster: FakeRoster) -> None:
    added = await spark.sources.add("http://fake:1")
    roster.settings = ()
    with pytest.raises(Invalid, match="has no key"):
        await spark.sources.change_key(added, Secret("sk-12345"))


async def test_of_very_many_workflows_the_first_are_taken_in_and_it_is_said(spark: Spark, source: FakeSource) -> None:
    added = await spark.sources.add("http://fake:1")
    source.offers = [Offer(f"old-{n}", f"old {n}") for n in range(3)]
    await spark.sources.sync(added)
    source.offers = [Offer(f"k{n}", f"flow {n}") for n in range(MOST_OFFERS + 1)]
    synced = await spark.sources.sync(added)
    assert (len(synced.new), synced.gone) == (MOST_OFFERS, ())  # those of before may be among the others
    assert "more than 5,000 workflows; the first 5,000 were taken in" in synced.remarks[0]
    assert len(await spark.sources.workflows()) == MOST_OFFERS + 3


@pytest.mark.parametrize("key", ["x" * 501, "\x1b[2J", "nul\0", "\ud800", "", "a\nb"])
async def test_an_id_that_cannot_be_kept_is_left_out_and_it_is_said(spark: Spark, source: FakeSource, key: str) -> None:
    added = await spark.sources.add("http://fake:1")
    source.offers = [Offer("good", "good"), Offer(key, "odd")]
    synced = await spark.sources.sync(added)
    assert [workflow.title for workflow in synced.new] == ["good"]
    assert "1 with an id that cannot be kept" in synced.remarks[0]


@pytest.mark.parametrize(
    ("add", "error"),
    [
        ({"url": "http://fake:1"}, Conflict),
        ({"url": "http://fake:2", "name": "fake"}, Conflict),
        ({"url": "http://fake:2", "kind": "unheard"}, Invalid),
        ({"url": "http://nothing:2"}, SourceError),
    ],
)
async def test_what_cannot_be_added_is_refused_with_a_hint(
    spark: Spark, add: dict[str, str], error: type[Exception]
) -> None:
    await spark.sources.add("http://fake:1")
    with pytest.raises(error) as told:
        await spark.sources.add(**add)
    assert told.value.hint  # type: ignore[attr-defined]


async def test_a_second_source_of_a_kind_gets_a_number(spark: Spark) -> None:
    await spark.sources.add("http://fake:1")
    assert (await spark.sources.add("http://fake:2")).name == "fake-2"


async def test_a_sync_tells_what_is_new_changed_and_gone(spark: Spark, source: FakeSource) -> None:
    added = await spark.sources.add("http://fake:1")
    source.offers = [Offer("a", "alpha", marker="1"), Offer("b", "beta"), Offer("c", "gamma")]
    await spark.sources.sync(added)
    source.offers = [Offer("a", "alpha", marker="2"), Offer("b", "beta"), Offer("d", "delta")]
    synced = await spark.sources.sync(added)
    found = {word: [w.title for w in getattr(synced, word)] for word in ("new", "changed", "gone")}
    assert (found, synced.same) == ({"new": ["delta"], "changed": ["alpha"], "gone": ["gamma"]}, 1)


async def test_a_workflow_keeps_its_id_when_it_is_renamed_or_comes_back(spark: Spark, source: FakeSource) -> None:
    added = await spark.sources.add("http://fake:1")
    source.offers = [Offer("a", "alpha")]
    await spark.sources.sync(added)
    first = await spark.sources.workflow("alpha")
    source.offers = []
    await spark.sources.sync(added)
    source.offers = [Offer("a", "omega")]
    await spark.sources.sync(added)
    again = await spark.sources.workflow("omega")
    assert (again.id, again.gone_at) == (first.id, None)


async def test_a_sync_that_fails_says_why_and_keeps_what_was_known(spark: Spark, source: FakeSource) -> None:
    added = await spark.sources.add("http://fake:1")
    await spark.sources.sync(added)
    source.trouble = SourceError("connection refused")
    with pytest.raises(SourceError):
        await spark.sources.sync(added)
    assert (await spark.sources.get("fake")).health.state is HealthState.DOWN
    assert len(await spark.sources.workflows()) == 1


async def test_names_from_outside_are_cleaned(spark: Spark, source: FakeSource) -> None:
    source.offers = [Offer("a", "\x1b]0;pwned\x07evil\nname", description="\x1b[2Jx")]
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    (found,) = await spark.sources.workflows()
    assert (found.title, found.description) == ("evil name", "x")


@pytest.mark.parametrize("said", ["daily-report", "DAILY-REPORT", "fake/daily-report", "report-key", "daily"])
async def test_a_workflow_answers_to_each_of_its_names(spark: Spark, source: FakeSource, said: str) -> None:
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    assert (await spark.sources.workflow(said)).title == "daily-report"


async def test_the_beginning_of_an_id_is_enough(spark: Spark) -> None:
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    (known,) = await spark.sources.workflows()
    assert await spark.sources.workflow(known.id[:6]) == known


async def test_a_name_of_two_is_ambiguous_and_says_which(spark: Spark, source: FakeSource) -> None:
    source.offers = [Offer("a", "report one"), Offer("b", "report two")]
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    with pytest.raises(Ambiguous) as told:
        await spark.sources.workflow("report")
    assert "report one" in told.value.hint


async def test_a_name_that_is_nearly_right_is_suggested(spark: Spark) -> None:
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    with pytest.raises(NotFound) as told:
        await spark.sources.workflow("dayly-report")
    assert told.value.hint == "did you mean “daily-report”?"


async def test_a_command_given_by_hand_is_a_workflow_of_this_machine_and_no_sync_takes_it_away(spark: Spark) -> None:
    local = await spark.sources.add("/somewhere", kind="local")
    made = await spark.sources.workflow("$ df -h")
    await spark.sources.sync(local)
    assert await spark.sources.workflow("$ df -h") == made
    assert made.ref == "local/df -h"


async def test_two_syncs_at_once_take_a_workflow_in_once(
    spark: Spark, store_url: str, clock: FakeClock, roster: FakeRoster, vault: FakeVault
) -> None:
    added = await spark.sources.add("http://fake:1")
    other = a_spark(await open_store(store_url), clock, roster, vault, plan, words, "UTC")
    await asyncio.gather(spark.sources.sync(added), other.sources.sync(added))
    await other.store.close()
    assert len(await spark.sources.workflows()) == 1


async def test_an_offer_that_is_listed_twice_is_one_workflow(spark: Spark, source: FakeSource) -> None:
    source.offers = [Offer("a", "alpha"), Offer("a", "omega")]
    await spark.sources.sync(await spark.sources.add("http://fake:1"))
    assert [workflow.title for workflow in await spark.sources.workflows()] == ["omega"]


async def test_a_command_as_long_as_a_file_is_refused(spark: Spark) -> None:
    await spark.sources.add("/somewhere", kind="local")
    with pytest.raises(Invalid, match="shorter"):
        await spark.sources.workflow("$ " + "x" * 3_000)


async def test_of_two_that_add_a_source_at_once_the_refused_one_leaves_no_secret(
    spark: Spark, vault: FakeVault
) -> None:
    adding = (spark.sources.add("http://fake:1", Secret(key)) for key in ("sk-11111", "sk-22222"))
    added = await asyncio.gather(*adding, return_exceptions=True)
    assert sorted(type(one).__name__ for one in added) == ["Conflict", "Source"]
    assert list(vault.values) == [source.secret for source in await spark.sources.all()]


async def test_who_gives_up_while_a_source_is_added_leaves_no_secret(
    spark: Spark, source: FakeSource, vault: FakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def silent() -> Health:
        asked.set()
        await asyncio.Event().wait()
        return Health()

    monkeypatch.setattr(source, "check", silent)
    adding = asyncio.create_task(spark.sources.add("http://fake:1", Secret("sk-12345")))
    await asked.wait()
    adding.cancel()
    await asyncio.gather(adding, return_exceptions=True)
    assert vault.values == {}


async def test_a_source_that_schedules_need_is_not_removed(spark: Spark, keep, roster: FakeRoster) -> None:  # type: ignore[no-untyped-def]
    await keep(name="needs-it")
    with pytest.raises(Conflict, match="needs-it"):
        await spark.sources.remove(await spark.sources.get("fake"))


async def test_a_removed_source_takes_its_secret_and_its_workflows_along(spark: Spark, vault: FakeVault) -> None:
    added = await spark.sources.add("http://fake:1", Secret("sk-12345"))
    await spark.sources.sync(added)
    await spark.sources.remove(added)
    assert (await spark.sources.all(), await spark.sources.workflows(), vault.values) == ([], [], {})


async def test_a_check_keeps_what_it_found(spark: Spark, source: FakeSource) -> None:
    added = await spark.sources.add("http://fake:1")
    source.health = replace(source.health, state=HealthState.DOWN, detail="gone fishing")
    await spark.sources.check(added)
    assert (await spark.sources.get("fake")).health.detail == "gone fishing"


# ------------------------------------------------------------------ changed


async def test_another_name_goes_with_its_workflows_its_schedules_and_its_limit_and_is_undone(
    spark: Spark, source: FakeSource
) -> None:
    added = await spark.sources.add("http://fake:1")
    source.offers = [Offer("a", "alpha")]
    await spark.sources.sync(added)
    await spark.limits.set(Limit(Scope.SOURCE, "fake", 2))
    reading = await understood(spark, "every day at 9am")
    made = await spark.schedules.keep(await spark.assistant.propose(reading, await spark.sources.workflow("alpha")))
    done = await spark.sources.alter(Alter(added, replace(added, name="Night Shift")), deed="rename it")
    assert done.after.name == "night-shift"
    for _ in range(2):
        assert (await spark.schedules.get(made.id)).workflow_ref == "night-shift/alpha"
        assert [limit.name for limit in await spark.limits.all()] == ["night-shift"]
        assert (await spark.sources.workflow("night-shift/alpha")).id == made.workflow
        assert (await spark.talk.undo()).says == "rename it"
        assert (await spark.schedules.get(made.id)).workflow_ref == "fake/alpha"
        assert [limit.name for limit in await spark.limits.all()] == ["fake"]
        await spark.talk.redo()


async def test_another_url_is_asked_first_and_one_that_is_down_changes_nothing(
    spark: Spark, source: FakeSource, roster: FakeRoster
) -> None:
    added = await spark.sources.add("http://fake:1")
    moved = Alter(added, replace(added, url="http://fake:2/"))
    source.health = Health(HealthState.DOWN, "connection refused", "start it")
    with pytest.raises(SourceError, match="connection refused"):
        await spark.sources.alter(moved, deed="move it")
    assert await spark.sources.all() == [added]
    assert added.id in roster.forgotten
    source.health = Health(HealthState.UP)
    assert (await spark.sources.alter(moved, deed="move it")).after.url == "http://fake:2"
    source.health = Health(HealthState.DOWN, "connection refused", "start it")
    await spark.talk.undo()  # asks nobody
    assert [one.url for one in await spark.sources.all()] == ["http://fake:1"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": "FAKE-2"}, Conflict),
        ({"url": "http://fake:2"}, Conflict),
        ({"url": "  "}, Invalid),
        ({"kind": "other"}, Invalid),
        ({"definition": "endpoints:"}, Invalid),
    ],
)
async def test_a_change_that_cannot_be_is_refused(
    spark: Spark, changes: dict[str, str], error: type[Exception]
) -> None:
    added = await spark.sources.add("http://fake:1")
    await spark.sources.add("http://fake:2")
    with pytest.raises(error):
        await spark.sources.alter(Alter(added, replace(added, **changes)))  # type: ignore[arg-type]


async def test_a_sync_is_when_it_was_asked_last_and_one_that_was_down_is_asked_how_it_is(
    spark: Spark, source: FakeSource, clock: FakeClock
) -> None:
    added = await spark.sources.add("http://fake:1")
    clock.forward(seconds=41)
    await spark.sources.sync(added)
    (known,) = await spark.sources.all()
    assert (known.health.state, known.health.checked_at) == (HealthState.UP, clock.now())
    assert known.health.since == added.health.since
    source.health = Health(HealthState.DOWN, "connection refused")
    down = await spark.sources.check(known)
    source.health = Health(HealthState.UP, version="2")
    clock.forward(seconds=5)
    await spark.sources.sync(down)
    (known,) = await spark.sources.all()
    assert (known.health.state, known.health.version, known.health.checked_at) == (HealthState.UP, "2", clock.now())


async def test_a_name_that_is_taken_is_said_before_any_source_is_asked(spark: Spark, source: FakeSource) -> None:
    added = await spark.sources.add("http://fake:1")
    await spark.sources.add("http://fake:2", name="other")
    source.health = Health(HealthState.DOWN, "connection refused", "start it")
    with pytest.raises(Conflict, match="there is a source “other” already"):
        await spark.sources.alter(Alter(added, replace(added, name="Other", url="http://fake:3")))
    with pytest.raises(Conflict, match="there is a source “other” already"):
        await spark.sources.add("http://fake:3", name="other")


async def test_a_source_is_not_moved_to_where_another_is_however_that_is_spelled(spark: Spark) -> None:
    added = await spark.sources.add("http://127.0.0.1:7860", name="first")
    other = await spark.sources.add("http://127.0.0.1:7861", name="second")
    with pytest.raises(
        Conflict, match=r"localhost:7860 is the source “first” already, as http://127.0.0.1:7860"
    ) as told:
        await spark.sources.alter(Alter(other, replace(other, url="http://localhost:7860/")))
    assert "--force" in told.value.hint
    moved = await spark.sources.alter(Alter(added, replace(added, url="http://localhost:7860/")))
    assert moved.after.url == "http://localhost:7860"


async def test_two_that_were_said_to_be_two_servers_can_each_be_renamed(spark: Spark) -> None:
    await spark.sources.add("http://127.0.0.1:7860", name="first")
    twin = await spark.sources.add("http://localhost:7860", name="second", although_known=True)
    done = await spark.sources.alter(Alter(twin, replace(twin, name="twin")))
    assert done.after.name == "twin"


async def test_a_source_is_found_by_its_url_however_that_is_spelled(spark: Spark) -> None:
    first = await spark.sources.add("http://127.0.0.1:7860", name="first")
    assert await spark.sources.get("http://localhost:7860/") == first
    second = await spark.sources.add("http://localhost:7860", name="second", although_known=True)
    assert await spark.sources.get("http://localhost:7860/") == second
    assert await spark.sources.get("http://127.0.0.1:7860") == first
    with pytest.raises(NotFound):
        await spark.sources.get("http://[::1]:7860")


async def test_what_was_changed_meanwhile_is_not_written_over(spark: Spark) -> None:
    added = await spark.sources.add("http://fake:1")
    await spark.sources.alter(Alter(added, replace(added, name="mine")))
    with pytest.raises(Conflict, match="changed meanwhile"):
        await spark.sources.alter(Alter(added, replace(added, name="yours")))
    await spark.sources.remove(added)
    with pytest.raises(NotFound):
        await spark.sources.alter(Alter(added, replace(added, name="yours")))


async def test_a_definition_is_kept_although_the_address_was_written_with_a_stroke_and_its_server_is_down(
    spark: Spark, source: FakeSource
) -> None:
    added = await spark.sources.add("http://fake:1")
    async with spark.store.write() as tx:
        await tx.sources.put(replace(added, name="As Applied", url="http://fake:1/"))
    source.health = Health(HealthState.DOWN, "connection refused", "start it")
    before = await spark.sources.get(added.id)
    done = await spark.sources.alter(Alter(before, replace(before, definition="")))
    assert (done.after.name, done.after.url) == ("As Applied", "http://fake:1/")


async def test_what_lies_in_the_folders_of_this_machine_is_taken_in_and_no_server_is_asked(
    spark: Spark, source: FakeSource
) -> None:
    await spark.sources.add("/commands", kind="local", name="local")
    await spark.sources.add("http://fake:1", name="server")
    source.offers = [Offer("new", "just-written", "")]
    await spark.sources.sync_here()
    assert [(one.source, one.title) for one in await spark.sources.workflows()] == [
        ((await spark.sources.get("local")).id, "just-written")
    ]


async def test_a_folder_that_cannot_be_read_hinders_no_other(spark: Spark, source: FakeSource) -> None:
    await spark.sources.add("/commands", kind="local", name="local")
    source.trouble = SourceError("no such folder", trouble=Trouble.UNREACHABLE)
    await spark.sources.sync_here()
    assert (await spark.sources.get("local")).health.state is HealthState.DOWN

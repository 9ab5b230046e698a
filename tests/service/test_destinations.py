"""Messages about runs: kept with the end of a run, sent once, tried again, given up in the open."""

from dataclasses import replace

import pytest

from spark_tui.domain.delivery import MOST_TRIES, Deliver, Event, Letter, Standing, rule
from spark_tui.domain.errors import Conflict, Invalid, NotFound, SourceError
from spark_tui.domain.ids import BootId
from spark_tui.domain.notice import News
from spark_tui.domain.queueing import attempt_after, due_run
from spark_tui.domain.run import Cause, Happening, Move, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Secret, SecretName
from spark_tui.domain.trouble import Trouble
from spark_tui.service.spark import Spark
from tests.fakes import FakeClock, FakeCourier, FakeVault

OPS = Secret("fake://hush")


@pytest.fixture
def courier(spark: Spark) -> FakeCourier:
    courier = spark.destinations._courier
    assert isinstance(courier, FakeCourier)
    return courier


class Bench:
    """A schedule that delivers, and runs of it that end as the test says."""

    def __init__(self, spark: Spark, clock: FakeClock, schedule: Schedule) -> None:
        self.spark, self.clock, self.schedule = spark, clock, schedule

    async def ends(self, happening: Happening, result: str = "", reason: str = "", *, again: bool = False) -> Run:
        now = self.clock.forward(minutes=1)
        run = due_run(self.schedule, now, now, Cause.SCHEDULE)
        async with self.spark.store.write() as tx:
            await tx.runs.add([run])
        (run,) = await self.spark.runs.move((run, Move(Happening.CLAIMED, now, boot=BootId("b"))))
        then = [attempt_after(run, now)] if again else []
        await self.spark.runs.move((run, Move(happening, now, reason, result)), then=then)
        return run

    async def kept(self) -> list[Letter]:
        return await self.spark.destinations.sent()


@pytest.fixture
def bench(spark: Spark, clock: FakeClock, keep):  # type: ignore[no-untyped-def]
    async def make(*rules: Deliver) -> Bench:
        await spark.destinations.add("ops", OPS)
        schedule = replace(await keep(), deliver=rules)
        async with spark.store.write() as tx:
            await tx.schedules.put(schedule)
        return Bench(spark, clock, schedule)

    return make


# ------------------------------------------------------------------ destinations


async def test_a_url_goes_into_the_vault_and_with_its_destination(spark: Spark, vault: FakeVault) -> None:
    made = await spark.destinations.add("My Ops", OPS)
    assert (made.name, made.kind, made.secret) == ("my-ops", "fake", "destination-my-ops")
    assert vault.get(made.secret) is not None
    with pytest.raises(Conflict):
        await spark.destinations.add("my-ops", OPS)
    await spark.destinations.remove(made)
    assert vault.get(made.secret) is None
    with pytest.raises(NotFound):
        await spark.destinations.get("my-ops")


async def test_a_secret_that_was_there_stays(spark: Spark, vault: FakeVault) -> None:
    with pytest.raises(NotFound):
        await spark.destinations.add("ops", SecretName("mine"))
    await spark.secrets.keep("mine", OPS)
    await spark.destinations.remove(await spark.destinations.add("ops", SecretName("mine")))
    assert vault.get(SecretName("mine")) is not None


async def test_one_that_hears_of_a_schedule_is_not_removed(spark: Spark, bench) -> None:  # type: ignore[no-untyped-def]
    await bench(Deliver("ops"))
    with pytest.raises(Conflict, match="hears of report"):
        await spark.destinations.remove(await spark.destinations.get("ops"))


async def test_a_test_is_sent_at_once(spark: Spark, courier: FakeCourier) -> None:
    ops = await spark.destinations.add("ops", OPS)
    await spark.destinations.test(ops)
    assert [(url, message.event) for url, message in courier.carried] == [("fake://hush", "test")]
    courier.trouble = SourceError("refused")
    with pytest.raises(SourceError):
        await spark.destinations.test(ops)


async def test_one_that_is_tried_is_not_added_where_nothing_arrives(
    spark: Spark, courier: FakeCourier, vault: FakeVault
) -> None:
    courier.trouble = SourceError("refused")
    with pytest.raises(SourceError, match="nothing was added: refused"):
        await spark.destinations.add("ops", OPS, tried=True)
    assert await spark.destinations.all() == []
    assert vault.get(SecretName("destination-ops")) is None
    courier.trouble = None
    await spark.destinations.add("ops", OPS, tried=True)
    with pytest.raises(Conflict):
        await spark.destinations.add("ops", OPS, tried=True)
    assert [message.event for _, message in courier.carried] == ["test"]


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("", (Event.FAILURE, Event.RECOVERY)),
        ("late", (Event.LATE,)),
        ("Changed, success", (Event.SUCCESS, Event.CHANGED)),
    ],
)
def test_events_are_said_in_words(said: str, on: tuple[Event, ...]) -> None:
    assert rule("ops", said).on == on


def test_what_is_no_event_is_told_with_those_that_are() -> None:
    with pytest.raises(Invalid, match="“sucess” is no event") as wrong:
        rule("ops", "sucess")
    assert "success, failure" in wrong.value.hint


def test_a_rule_is_checked_when_it_is_made() -> None:
    with pytest.raises(Invalid):
        Deliver("ops", ())
    with pytest.raises(Invalid):
        Deliver("ops", text="{{ nope }}")
    assert Deliver("ops", (Event.LATE, Event.SUCCESS, Event.LATE)).on == (Event.SUCCESS, Event.LATE)


# ------------------------------------------------------------------ which messages there are

ALL = tuple(Event)


@pytest.mark.parametrize(
    ("on", "ends", "told"),
    [
        (ALL, [(Happening.FAILED, "")], ["failure"]),
        (ALL, [(Happening.TIMED_OUT, "")], ["failure"]),
        (ALL, [(Happening.LOST, "")], ["failure"]),
        (ALL, [(Happening.CANCELLED, "")], []),
        (ALL, [(Happening.SUCCEEDED, "a")], ["success"]),
        ((Event.FAILURE,), [(Happening.SUCCEEDED, "a")], []),
        ((Event.SUCCESS,), [(Happening.FAILED, "")], []),
        (ALL, [(Happening.FAILED, ""), (Happening.SUCCEEDED, "a")], ["failure", "recovery"]),
        ((Event.SUCCESS,), [(Happening.FAILED, ""), (Happening.SUCCEEDED, "a")], ["success"]),
        ((Event.CHANGED,), [(Happening.SUCCEEDED, "a"), (Happening.SUCCEEDED, "a")], []),
        ((Event.CHANGED,), [(Happening.SUCCEEDED, "a"), (Happening.SUCCEEDED, "b")], ["changed"]),
        ((Event.CHANGED,), [(Happening.SUCCEEDED, "x" * 30_000)] * 2, []),
    ],
)
async def test_the_most_telling_event_of_a_run_is_told_once(bench, on, ends, told) -> None:  # type: ignore[no-untyped-def]
    made = await bench(Deliver("ops", on))
    for happening, result in ends:
        await made.ends(happening, result)
    assert [letter.event for letter in reversed(await made.kept())] == told


async def test_an_attempt_that_is_followed_by_another_is_not_told(bench) -> None:  # type: ignore[no-untyped-def]
    made = await bench(Deliver("ops", ALL))
    await made.ends(Happening.FAILED, again=True)
    assert await made.kept() == []


# ------------------------------------------------------------------ on their way


async def test_a_message_goes_once_in_our_words(bench, courier: FakeCourier, spark: Spark) -> None:  # type: ignore[no-untyped-def]
    made = await bench(Deliver("ops"))
    run = await made.ends(Happening.FAILED, "half of it", "exit code 3")
    for _ in range(3):
        assert await spark.destinations.deliver() is None
    [(_, message)] = courier.carried
    assert (message.title, message.text, message.bad) == ("report: failed", "exit code 3\n\nhalf of it", True)
    assert message.key == f"failure:{run.id}:ops"
    assert (await spark.destinations.of_run(run.id))[0].standing is Standing.SENT


async def test_a_template_speaks_of_the_run_and_hides_what_is_secret(bench, courier: FakeCourier, spark: Spark) -> None:  # type: ignore[no-untyped-def]
    text = "{{ schedule }} {{ event }} {{ state }} {{ workflow }}: {{ result }}"
    made = await bench(Deliver("ops", (Event.SUCCESS,), text))
    await made.ends(Happening.SUCCEEDED, "token=sk-1234567890 [red]x\x1b[31m")
    await spark.destinations.deliver()
    [(_, message)] = courier.carried
    assert message.text == "report success succeeded daily-report: token=••• [red]x"


async def test_a_long_result_is_cut(bench, courier: FakeCourier, spark: Spark) -> None:  # type: ignore[no-untyped-def]
    made = await bench(Deliver("ops", (Event.SUCCESS,)))
    await made.ends(Happening.SUCCEEDED, "x" * 10_000)
    await spark.destinations.deliver()
    assert courier.carried[0][1].text.endswith("… (6500 more characters)")


async def test_what_did_not_arrive_is_tried_again_ever_more_rarely_then_given_up_in_the_open(
    bench,  # type: ignore[no-untyped-def]
    courier: FakeCourier,
    spark: Spark,
    clock: FakeClock,
) -> None:
    made = await bench(Deliver("ops"))
    await made.ends(Happening.FAILED)
    courier.trouble = SourceError("nobody there", trouble=Trouble.UNREACHABLE)
    rests = []
    while (letter := (await made.kept())[0]).standing is Standing.WAITING:
        await spark.destinations.deliver()
        again = await spark.destinations.deliver()  # not before its time
        after = (await made.kept())[0]
        assert again == after.next_at
        assert after.tries == letter.tries + 1
        rests.append((after.next_at - clock.now()).total_seconds() if after.next_at else 0)
        clock.forward(seconds=rests[-1])
    assert (letter.tries, letter.wrong) == (MOST_TRIES, "nobody there")
    assert rests[:4] == [15, 30, 60, 120]
    assert [notice.news for notice in await spark.notices.recent()] == [News.UNDELIVERED, News.FAILED]


async def test_what_cannot_arrive_is_given_up_at_once(bench, courier: FakeCourier, spark: Spark) -> None:  # type: ignore[no-untyped-def]
    made = await bench(Deliver("ops"))
    await made.ends(Happening.FAILED)
    courier.trouble = SourceError("no such person")
    await spark.destinations.deliver()
    assert (await made.kept())[0].standing is Standing.GIVEN_UP


async def test_after_a_crash_in_the_middle_it_goes_again_by_the_same_key(
    bench,  # type: ignore[no-untyped-def]
    courier: FakeCourier,
    spark: Spark,
    clock: FakeClock,
) -> None:
    made = await bench(Deliver("ops"))
    await made.ends(Happening.FAILED)
    async with spark.store.write() as tx:  # as an engine leaves it that dies while it sends
        await tx.outbox.put((await tx.outbox.recent())[0].tried(clock.now()))
    await spark.destinations.deliver()
    assert courier.carried == []
    clock.forward(seconds=15)
    await spark.destinations.deliver()
    assert len(courier.carried) == 1


async def test_an_engine_that_has_lost_the_lease_sends_nothing(bench, courier: FakeCourier, spark: Spark) -> None:  # type: ignore[no-untyped-def]
    made = await bench(Deliver("ops"))
    await made.ends(Happening.FAILED)
    await spark.destinations.deliver(BootId("a former holder"))
    assert courier.carried == []
    assert (await made.kept())[0].tries == 0

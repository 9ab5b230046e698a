"""A Spark that only looks changes nothing, whatever it is asked."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from agent.planner import plan
from spark_tui.domain.delivery import Destination
from spark_tui.domain.errors import Conflict
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Secret, SecretName
from spark_tui.service.only_looks import LookingBook, LookingStore, LookingVault, SilentCourier, SilentRoster
from spark_tui.service.spark import Spark
from spark_tui.system.settings import Book
from spark_tui.system.words import words
from tests.fakes import FakeClock, FakeCourier, FakeRoster, FakeVault, a_spark

Keep = Callable[..., Awaitable[Schedule]]


@pytest.fixture
async def looking(spark: Spark, clock: FakeClock, keep: Keep) -> Spark:
    """Over the store of `spark`, in which there is the schedule “report”."""
    await keep()
    kept = FakeVault()
    kept.put(SecretName("x"), Secret("fake://hush"))
    roster, vault = SilentRoster(FakeRoster()), LookingVault(kept)
    silent = SilentCourier(FakeCourier())
    return a_spark(LookingStore(spark.store), clock, roster, vault, plan, words, "UTC", courier=silent)  # type: ignore[arg-type]


async def test_what_is_there_is_seen(looking: Spark) -> None:
    assert [s.name for s in await looking.schedules.all()] == ["report"]
    assert (await looking.sources.workflow("daily-report")).title == "daily-report"
    assert await looking.store.changed() in (True, False)


async def _pause(spark: Spark) -> Any:
    return await spark.schedules.pause(await spark.schedules.get("report"), by="me")


async def _send(spark: Spark) -> Any:
    return await spark.destinations.test(Destination("ops", "fake", SecretName("x")))


async def _remove(spark: Spark) -> Any:
    return await spark.schedules.remove(await spark.schedules.get("report"))


async def _run(spark: Spark) -> Any:
    return await spark.runs.start_schedule(await spark.schedules.get("report"))


async def _sync(spark: Spark) -> Any:
    return await spark.sources.sync((await spark.sources.all())[0])


async def _check(spark: Spark) -> Any:
    return await spark.sources.check((await spark.sources.all())[0])


async def _say_yes(spark: Spark) -> Any:
    reply = await spark.talk.ask("pause report", lambda _: None)
    return await spark.talk.accept(reply.suggestions[0])


@pytest.mark.parametrize(
    "change",
    [
        _pause,
        _remove,
        _send,
        _run,
        _sync,
        _check,
        _say_yes,
        lambda spark: spark.sources.add("http://fake:2"),
        lambda spark: spark.talk.clear(),
        lambda spark: spark.retention.compact(),
        lambda spark: spark.store.copy_to(Path("/nowhere")),
    ],
)
async def test_what_would_change_something_is_refused_and_changes_nothing(
    looking: Spark, spark: Spark, change: Callable[[Spark], Awaitable[Any]]
) -> None:
    before = await _all_of_it(spark)
    with pytest.raises(Conflict, match="only looks") as wrong:
        await change(looking)
    assert "spark web --writable" in wrong.value.hint
    assert await _all_of_it(spark) == before


async def _all_of_it(spark: Spark) -> Any:
    async with spark.store.read() as tx:
        return await tx.schedules.all(), await tx.sources.all(), await tx.runs.recent(), await tx.talk.all()


def test_secrets_and_settings_are_not_changed_either(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    vault, book = LookingVault(FakeVault()), LookingBook(Book())
    for change in (
        lambda: vault.put(SecretName("x"), Secret("y")),
        lambda: vault.remove(SecretName("x")),
        lambda: book.set("zone", "UTC"),
        lambda: book.unset("zone"),
    ):
        with pytest.raises(Conflict):
            change()
    assert book.all()
    assert list(tmp_path.iterdir()) == []

"""What every store promises about destinations and messages."""

from dataclasses import replace
from datetime import timedelta

from spark_tui.domain.delivery import Deliver, Destination, Event, Letter, Standing
from spark_tui.domain.ids import RunId
from spark_tui.domain.source import SecretName
from spark_tui.service.ports import Store
from tests.contracts.store import BACKUP, DAILY, NOW, a_schedule

MINUTE = timedelta(minutes=1)


def a_letter(key: str, **more: object) -> Letter:
    made = Letter(key, NOW, "ops", Event.FAILURE, RunId("r"), "daily", next_at=NOW)
    return replace(made, **more)  # type: ignore[arg-type]


class OutboxContract:
    async def test_destinations_come_by_name(self, store: Store) -> None:
        ops, ana = (
            Destination("ops", "apprise", SecretName("s"), "json://…"),
            Destination("ana", "omni", SecretName("t")),
        )
        async with store.write() as tx:
            for one in (ops, ana):
                await tx.destinations.put(one)
            assert await tx.destinations.all() == [ana, ops]
            assert await tx.destinations.get("ops") == ops
            await tx.destinations.remove("ops")
            assert await tx.destinations.get("ops") is None

    async def test_a_message_is_there_once_by_its_key(self, store: Store) -> None:
        async with store.write() as tx:
            await tx.outbox.add([a_letter("a", tries=1), a_letter("b")])
            await tx.outbox.add([a_letter("a"), a_letter("c", run=RunId("other"))])
            await tx.outbox.add([])
            assert {x.key: x.tries for x in await tx.outbox.recent()} == {"a": 1, "b": 0, "c": 0}
            assert [x.key for x in await tx.outbox.of_run(RunId("r"))] == ["a", "b"]

    async def test_those_that_have_waited_longest_come_first_and_what_went_is_not_due(self, store: Store) -> None:
        later = a_letter("later", at=NOW - MINUTE, next_at=NOW + MINUTE)
        sent = a_letter("sent", standing=Standing.SENT, next_at=None)
        async with store.write() as tx:
            await tx.outbox.add([a_letter("new"), a_letter("old", next_at=NOW - MINUTE), later, sent])
            assert [x.key for x in await tx.outbox.due(NOW, 10)] == ["old", "new"]
            assert [x.key for x in await tx.outbox.due(NOW, 1)] == ["old"]
            assert (await tx.outbox.due(NOW + MINUTE, 10))[-1] == later
            await tx.outbox.put(replace(later, standing=Standing.GIVEN_UP, next_at=None, wrong="no"))
            assert (await tx.outbox.recent())[-1].wrong == "no"

    async def test_the_rules_of_schedules_come_without_the_schedules(self, store: Store) -> None:
        rules = (Deliver("ops", (Event.LATE, Event.SUCCESS), "{{ result }}"), Deliver("ana"))
        async with store.write() as tx:
            await tx.schedules.put(replace(a_schedule(DAILY), deliver=rules))
            await tx.schedules.put(a_schedule(BACKUP))
            assert await tx.schedules.deliveries([DAILY, BACKUP]) == {DAILY: rules}
            assert await tx.schedules.deliveries([]) == {}
            found = await tx.schedules.get(DAILY)
            assert found is not None
            assert found.deliver == rules

"""Messages about runs, on the screen: where they go, who hears of what, and what became of them."""

from typing import Any

import pytest

from spark_tui.domain.delivery import Deliver, Event
from spark_tui.domain.errors import SourceError
from spark_tui.domain.source import Secret
from tests.faces.tui.meanwhile import kept

Theatre = Any
Stage = Any


async def test_destinations_say_who_tells_them_and_one_can_be_tried(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        report = await on.schedule("report")
        await kept(on, report, deliver=(Deliver("ops", (Event.FAILURE, Event.LATE)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("failure, late")
        assert "hush" not in on.screen
        courier = on.spark.destinations._courier
        await on.press("t")
        await on.sees("ops: it arrived")
        assert [message.event for _, message in courier.carried] == ["test"]
        courier.trouble = SourceError("nobody there")
        await on.press("t")
        await on.sees("nobody there")
        await on.press("M")
        await on.sees("ask")


async def test_without_a_destination_the_window_says_how_to_add_one(stage: Theatre) -> None:
    async with stage((80, 24)) as on:
        await on.press("M")
        await on.sees("There is no destination yet: a adds one.")
        await on.press("t")
        await on.sees("There is no destination yet: a adds one")


async def test_a_destination_is_added_tried_and_its_url_is_never_shown(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.schedule("report")

    async with stage((100, 30), before=before) as on:
        courier = on.spark.destinations._courier
        courier.trouble = SourceError("nobody there")
        await on.press("M", "a")
        await on.sees("Add a destination", "appriseit.com/services")
        await on.type("My Ops")
        await on.press("enter")
        await on.sees("there is no URL yet", "it is not shown")
        await on.press("tab")
        await on.type("fake://hush")
        assert "hush" not in on.screen
        await on.press("tab")
        await on.type("no-such")
        await on.press("enter")
        await on.sees("no-such", "✗")
        await on.press(*["backspace"] * 7)
        await on.type("report")
        await on.press("tab")
        await on.type("sucess")
        await on.press("enter")
        await on.sees("“sucess” is no event", "events: success, failure")
        await on.press(*["backspace"] * 6)
        await on.type("late, failure")
        await on.press("enter")
        await on.sees("nothing was added: nobody there")
        assert await on.spark.destinations.all() == []
        courier.trouble = None
        await on.press("enter")
        await on.sees("added my-ops: fake; a first message is there", "failure, late")
        assert courier.carried[0][0] == "fake://hush"
        assert "hush" not in on.screen
        report = await on.spark.schedules.get("report")
        assert report.deliver == (Deliver("my-ops", (Event.FAILURE, Event.LATE)),)


async def test_what_a_destination_hears_of_is_changed_and_undone(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        await kept(on, await on.schedule("report"), deliver=(Deliver("ops", (Event.LATE,), "{{ schedule }}!"),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("late")
        await on.press("e")
        await on.sees("Hears of · ops", "report", "late", "{{ schedule }}!")
        await on.press("enter")
        await on.sees("nothing is changed yet")
        await on.press("tab")
        await on.type(", success")
        await on.press("enter")
        await on.sees("ops: 1 schedule changed", "success, late")
        assert (await on.spark.schedules.get("report")).deliver == (
            Deliver("ops", (Event.LATE, Event.SUCCESS), "{{ schedule }}!"),
        )
        await on.press("M", "u")
        await on.sees("undone")
        assert (await on.spark.schedules.get("report")).deliver[0].on == (Event.LATE,)


async def test_a_schedule_whose_name_has_blanks_is_the_one_that_is_changed(stage: Theatre) -> None:
    """Its last word is the name of another one."""

    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        await on.schedule("report")
        await kept(on, await on.schedule("weekly"), name="weekly report", deliver=(Deliver("ops", (Event.LATE,)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("late")
        await on.press("e")
        await on.sees("Hears of · ops", "weekly report")
        await on.press("tab")
        await on.type(", success")
        await on.press("enter")
        await on.sees("ops: 1 schedule changed")
        assert (await on.spark.schedules.get("weekly report")).deliver == (Deliver("ops", (Event.LATE, Event.SUCCESS)),)
        assert (await on.spark.schedules.get("report")).deliver == ()


@pytest.mark.parametrize("how", ["taken out", "off"])
async def test_a_destination_is_forgotten_once_it_hears_of_nothing(stage: Theatre, how: str) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        await kept(on, await on.schedule("report"), deliver=(Deliver("ops", (Event.LATE,)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("late")
        await on.press("d")
        await on.sees("ops hears of report: e ends that first")
        await on.press("e")
        await on.sees("Hears of · ops")
        if how == "off":
            await on.press("tab", *["backspace"] * 4)
            await on.type("off")
        else:
            await on.press(*["backspace"] * 6)
        await on.press("enter")
        await on.sees("nothing yet: e says of what")
        await on.press("d")
        await on.sees("Forget ops (fake)?", "cannot be undone")
        await on.press("enter")
        assert await on.spark.destinations.all() != []
        await on.press("d", "y")
        await on.sees("forgot ops", "There is no destination yet")
        assert await on.spark.destinations.all() == []
        assert (await on.spark.schedules.get("report")).deliver == ()


async def test_schedules_of_which_it_hears_otherwise_stay_as_they_are(stage: Theatre) -> None:
    async def before(on: Stage) -> None:
        await on.spark.destinations.add("ops", Secret("fake://hush"))
        report = await on.schedule("report")
        await kept(on, report, deliver=(Deliver("ops", (Event.LATE,)),))
        await kept(on, await on.schedule("zebra"), deliver=(Deliver("ops", (Event.CHANGED,)),))

    async with stage((100, 30), before=before) as on:
        await on.press("M")
        await on.sees("changed")
        await on.press("e")
        await on.sees("It hears otherwise of others")
        await on.press(*["backspace"] * 6)
        await on.press("enter")
        await on.sees("1 schedule changed")
        assert {s.name: s.rule_for("ops") for s in await on.spark.schedules.all() if s.deliver} == {
            "zebra": Deliver("ops", (Event.CHANGED,))
        }

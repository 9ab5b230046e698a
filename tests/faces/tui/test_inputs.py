"""Inputs as a form: typed, checked beside each line, taken by a schedule and by a run."""

from typing import Any

import pytest

from spark_tui.domain.given import Given
from spark_tui.domain.inputs import Declared, Field, FieldType, values_of
from spark_tui.faces.tui.screens.give import Give
from spark_tui.service.ports import Abilities

Theatre = Any
Stage = Any
FORM = Declared(
    (
        Field("Sleep-1.seconds", FieldType.NUMBER, "Sleep: Seconds", "How long", default="5.0"),
        Field("Sleep-1.blocking", FieldType.BOOLEAN, default="false"),
        Field("level", FieldType.CHOICE, choices=("low", "high")),
        Field("topic", required=True),
    )
)


async def declaring(on: Stage) -> None:
    on.spark.roster.source.abilities, on.spark.roster.source.declared = Abilities(inputs=True), FORM
    await on.schedule("etl")


async def test_a_proposal_tells_what_may_be_given_and_its_form_gives_it(stage: Theatre) -> None:
    async with stage((100, 30), before=declaring) as on:
        await on.press("e")
        await on.sees("none given of 4 inputs", "“topic” is needed")
        await on.press("i")
        await on.sees("Inputs", "5.0 if nothing is typed", "a number. Sleep: Seconds. How long", "needed: a text")
        await on.press("tab")
        await on.type("many")
        await on.sees("✗ is a number, not “many”")
        await on.press("ctrl+u")
        await on.type("0.5")
        await on.press("tab", "down", "tab", "up", "tab")
        await on.sees("true", "high")
        await on.press("enter")
        await on.sees("✗ is needed")
        await on.type("bees")
        await on.press("enter")
        await on.sees("Change this schedule?", "topic=bees")
        await on.press("y")
        await on.sees("changed: etl")
        (etl,) = await on.spark.schedules.all()
        assert etl.values.of() == {"Sleep-1.seconds": 0.5, "Sleep-1.blocking": True, "level": "high", "topic": "bees"}


async def test_a_workflow_that_needs_something_does_not_start_without_it(stage: Theatre) -> None:
    async with stage((100, 30), before=declaring) as on:
        told = on.app._notifications
        await on.press("i")
        await on.type("run disk-space now")
        await on.press("enter")
        await on.sees("✗ local/disk-space: “topic” is needed", "give topic: a text (--set topic=VALUE)")
        for many, keys in enumerate((("escape", "1", "j", "r"), ("2", "e", "t")), 1):
            await on.press(*keys)
            await on.until(lambda many=many: sum("“topic” is needed" in one.message for one in told) == many)
        assert await on.spark.runs.recent() == []


async def test_a_run_with_other_inputs_leaves_those_of_the_schedule(stage: Theatre) -> None:
    async with stage((100, 30), before=declaring) as on:
        await on.press("R")
        await on.sees("Run etl now", "the schedule keeps its own")
        await on.type("hello")
        await on.press("tab", "tab", "tab", "tab")
        await on.type("bees")
        await on.press("enter")
        await on.sees("queued: etl")
        (run,) = await on.spark.runs.recent()
        (etl,) = await on.spark.schedules.all()
        assert (run.input, run.values.of(), bool(etl.values)) == ("hello", {"topic": "bees"}, False)


async def test_what_declares_nothing_is_said_to(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("etl")) as on:
        await on.press("e")
        await on.sees("Change this schedule?")
        await on.press("i")
        await on.sees("declares no inputs")


async def test_esc_gives_nothing(stage: Theatre) -> None:
    async with stage((100, 30), before=declaring) as on:
        await on.press("e", "i")
        await on.sees("What local/hello is given")
        await on.type("hello")
        await on.press("escape")
        await on.sees("nothing is changed yet")


async def give(on: Stage, declared: Declared, given: Given, **also: Any) -> list[Given | None]:
    taken: list[Given | None] = []
    on.app.push_screen(Give("Inputs", "of a flow", declared, given, **also), taken.append)
    await on.sees("of a flow")
    return taken


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_the_longest_form_is_gone_through_line_by_line(stage: Theatre, size: tuple[int, int]) -> None:
    async with stage(size) as on:
        taken = await give(on, Declared(tuple(Field(f"field-number-{n}") for n in range(60))), Given())
        await on.press(*["tab"] * 60)
        await on.type("the last")
        await on.sees("field-number-59", "the last")
        await on.press("enter")
        assert taken == [Given("", values_of({"field-number-59": "the last"}))]


async def test_what_comes_from_outside_is_text(stage: Theatre) -> None:
    odd = "[@click=app.quit]x[/] [b"
    async with stage((100, 30)) as on:
        field = Field(odd, FieldType.CHOICE, odd, odd, default=odd, choices=(odd, "[/]"))
        await give(on, Declared((field,)), Given(odd, values_of({odd: odd})))
        await on.sees(odd)
        await on.press("tab", "down", "enter")


async def test_a_template_fits_every_line_and_is_checked(stage: Theatre) -> None:
    async with stage((100, 30)) as on:
        taken = await give(on, Declared((Field("n", FieldType.INTEGER),)), Given(), template=True)
        await on.press("tab")
        await on.type("{{ atempt }}")
        await on.press("enter")
        await on.sees("✗ “n”: a template knows no “atempt”")
        await on.press("ctrl+u")
        await on.type("{{ attempt }}")
        await on.press("enter")
        assert taken == [Given("", values_of({"n": "{{ attempt }}"}))]


async def test_a_text_that_looks_like_a_template_becomes_one_by_a_key(stage: Theatre) -> None:
    async with stage((100, 30), before=lambda on: on.schedule("etl")) as on:
        await on.press("e")
        await on.sees("Change this schedule?")
        await on.press("tab", "tab")
        await on.type("for {{ workflow }}")
        await on.sees("no: what is in {{ }} is sent as it stands  m")
        await on.press("shift+tab", "shift+tab", "m")
        await on.sees("becomes", "for hello")
        await on.press("y")
        await on.sees("changed: etl")
        (etl,) = await on.spark.schedules.all()
        assert (etl.template, etl.input) == (True, "for {{ workflow }}")


async def test_what_is_needed_holds_a_new_schedule_up_until_it_is_given(stage: Theatre) -> None:
    async with stage((120, 30), before=declaring) as on:
        (etl,) = await on.spark.schedules.all()
        await on.spark.inputs.declared(await on.spark.sources.workflow(etl.workflow))
        await on.sees("! at risk")
        await on.press("i")
        await on.type("every 2 minutes run hello")
        await on.sees("! “topic” is needed")
        await on.press("enter")
        await on.sees("Keep this schedule?")
        await on.press("enter")
        await on.sees("✗ local/hello: “topic” is needed; i opens the inputs")
        await on.press("i")
        await on.sees("needed: a text")
        await on.press("tab", "tab", "tab", "tab")
        await on.type("bees")
        await on.press("enter")
        await on.sees("Keep this schedule?", "topic=bees")
        await on.press("enter")
        await on.sees("kept: hello")


async def test_one_that_is_at_risk_can_be_changed_in_what_is_not_its_inputs(stage: Theatre) -> None:
    async with stage((120, 30), before=declaring) as on:
        await on.press("e")
        await on.sees("“topic” is needed")
        await on.press("o", "y")
        await on.sees("changed: etl")


LONG = Declared((Field("topic"), Field("key", secret=True, advanced=True), Field("depth", advanced=True)))


async def declaring_much(on: Stage) -> None:
    on.spark.roster.source.abilities, on.spark.roster.source.declared = Abilities(inputs=True), LONG
    await on.schedule("etl")


async def test_what_is_advanced_is_behind_a_key_and_what_was_typed_stays(stage: Theatre) -> None:
    async with stage((100, 30), before=declaring_much) as on:
        await on.press("e")
        await on.sees("none given of 3 inputs")
        await on.press("i")
        await on.sees("topic", "f3 2 advanced")
        assert "depth" not in on.screen
        await on.press("tab")
        await on.type("bees")
        await on.press("f3")
        await on.sees("depth", "a secret by its name: vault:NAME", "bees")
        await on.type("sk-4711")
        await on.sees("✗ is a secret, and what is given is kept in the clear")
        await on.press("ctrl+u")
        await on.type("vault:forge")
        await on.press("enter")
        await on.sees("Change this schedule?", "key=vault:forge, topic=bees")
        await on.press("i")
        await on.sees("vault:forge", "f3 1 advanced")

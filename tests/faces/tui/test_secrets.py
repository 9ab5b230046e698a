"""Secrets in the app: which are used and missing, kept without being shown, forgotten after a look at who uses them."""

from typing import Any

from spark_tui.domain.source import SecretName

Theatre = Any
Stage = Any
COMMAND = "$ --env TOKEN=vault:forge make report"


async def naming_one(on: Stage) -> None:
    reading = await on.spark.assistant.read("every day at 9")
    found = await on.spark.sources.workflow(COMMAND)
    await on.spark.schedules.keep(await on.spark.assistant.propose(reading, found, name="report"))


async def test_what_is_missing_is_kept_there_and_never_shown(stage: Theatre) -> None:
    async with stage((100, 30), before=naming_one) as on:
        await on.press("V")
        await on.sees("forge", "not here: a keeps it", "schedule report")
        await on.press("a")
        await on.sees("Keep a secret", "forge")
        await on.press("enter")
        await on.sees("there is no secret yet")
        await on.press("tab")
        await on.type("s3cret-4711")
        assert "4711" not in on.screen
        await on.press("enter")
        await on.sees("kept; its name is vault:forge")
        assert await on.spark.secrets.has(SecretName("forge"))
        await on.press("d")
        await on.sees("Forget forge?", "Used by schedule report: that fails then.")
        await on.press("y")
        await on.sees("forge is forgotten", "not here: a keeps it")


async def test_what_is_not_here_cannot_be_forgotten(stage: Theatre) -> None:
    async with stage((100, 30), before=naming_one) as on:
        await on.press("V")
        await on.sees("schedule report")
        await on.press("d")
        await on.sees("There is no secret here to forget")


async def test_a_proposal_for_a_command_says_what_is_missing(stage: Theatre) -> None:
    async with stage((120, 30)) as on:
        await on.press("i")
        await on.type("every 2 minutes run $ --env TOKEN=vault:forge make report")
        await on.press("enter")
        await on.sees("Keep this schedule?", "TOKEN is to be the secret “forge”")

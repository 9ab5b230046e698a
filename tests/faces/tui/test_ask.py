"""The ask line: a phrase is shown as it is understood, and kept only when it was accepted."""

from typing import Any

Theatre = Any


async def test_a_phrase_becomes_a_schedule_after_it_was_seen_and_accepted(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every 2 minutes run hello")
        await on.sees("✓ every 2 minutes  */2 * * * *  America/Sao_Paulo", "today 05:02 · 05:04", "▶ local/hello")
        await on.press("enter")
        await on.sees("Keep this schedule?", "today 05:02", "in 2 min", "skip the new one")
        assert await on.spark.schedules.all() == []
        await on.press("enter")
        await on.sees("kept: hello, next in 2 min")
        (kept,) = await on.spark.schedules.all()
        assert (kept.name, kept.words, kept.phrase) == ("hello", "every 2 minutes", "every 2 minutes run hello")
        assert on.app.board.ask.phrase.value == ""


async def test_going_back_keeps_the_text_and_stores_nothing(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every 2 minutes run hello")
        for key in ("escape", "n"):
            await on.press("enter")
            await on.sees("Keep this schedule?")
            await on.press(key)
            await on.until(lambda: "Keep this schedule?" not in on.screen)
        assert on.app.board.ask.phrase.value == "every 2 minutes run hello"
        assert await on.spark.schedules.all() == []


async def test_name_and_input_can_be_changed_before_it_is_kept(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every 2 minutes run hello with: all the best")
        await on.press("enter")
        await on.sees("all the best")
        await on.press("tab", "end")
        await on.type("-again")
        await on.press("enter")
        await on.sees("kept: hello-again")
        (kept,) = await on.spark.schedules.all()
        assert (kept.name, kept.input) == ("hello-again", "all the best")


async def test_a_name_that_is_taken_is_said_in_the_form(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("daily")) as on:
        await on.press("i")
        await on.type("every 2 minutes run hello")
        await on.press("enter")
        await on.sees("Keep this schedule?")
        await on.press("tab", "ctrl+u")
        await on.type("daily")
        await on.press("enter")
        await on.sees("there is a schedule “daily” already", "Keep this schedule?")
        await on.press("ctrl+u")
        await on.type("other")
        await on.press("enter")
        await on.until(lambda: len(on.app.board.glance.schedules) == 2)


async def test_a_question_offers_its_choices_on_tab(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("daily at nine")
        await on.sees("? nine in the morning, or in the evening?", "tab: every day at 9am run hello")
        await on.press("tab")
        await on.sees("✓ by cron 0 9 * * *")
        await on.press("tab")
        await on.sees("✓ by cron 0 21 * * *")
        assert on.app.board.ask.phrase.value == "every day at 9pm run hello"


async def test_a_refusal_says_why_and_what_would_do(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("hello")
        await on.sees("✗ there is no time in this phrase", "say when, for example: every 2 minutes")
        await on.press("enter")
        assert on.app.screen is on.app.board


async def test_which_workflow_is_asked_where_none_is_named_and_tab_goes_through_them(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every 2 minutes")
        await on.sees("? which workflow? tab: disk-space, hello")
        await on.press("enter")
        assert on.app.screen is on.app.board
        await on.press("tab")
        await on.sees("▶ local/disk-space")
        await on.press("tab")
        await on.sees("▶ local/hello")


async def test_the_only_workflow_need_not_be_named(stage: Theatre) -> None:
    async with stage(workflows=("hello",)) as on:
        await on.press("i")
        await on.type("every 2 minutes")
        await on.sees("▶ local/hello")


async def test_enter_on_a_workflow_asks_with_it(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        await on.press("1", "j", "j", "enter")
        await on.type("every 90 minutes")
        await on.sees("✓ every 90 minutes", "▶ local/hello")


async def test_a_named_workflow_goes_before_the_selected_one(stage: Theatre) -> None:
    async with stage((120, 35)) as on:
        await on.press("1", "j", "j", "enter")
        await on.type("every 2 minutes run disk space")
        await on.sees("▶ local/disk-space")


async def test_what_was_kept_comes_back_on_up_and_the_draft_on_down(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every 2 minutes run hello")
        await on.press("enter")
        await on.sees("Keep this schedule?")
        await on.press("y")
        await on.sees("kept: hello")
        await on.press("i")
        await on.type("every w")
        await on.press("up")
        assert on.app.board.ask.phrase.value == "every 2 minutes run hello"
        await on.press("down")
        assert on.app.board.ask.phrase.value == "every w"


async def test_a_draft_survives_going_away(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every weekday")
        await on.press("escape", "3", "2", "i")
        await on.sees("✓ every weekday at 09:00", "every weekday")


async def test_letters_that_come_in_one_burst_after_i_are_text_and_no_commands(stage: Theatre) -> None:
    async with stage(before=lambda on: on.schedule("hello")) as on:
        from textual import events

        for letter in "irdpa":
            on.app.post_message(events.Key(letter, letter))
        await on.until(lambda: on.app.board.ask.phrase.value == "rdpa")
        assert await on.spark.runs.recent() == []


async def test_a_command_by_hand_is_shown_and_kept_as_it_stands(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every 2 minutes run $ printf '%s' 'a | b'")
        await on.sees("✓ every 2 minutes", "▶ local/printf '%s' 'a | b'")
        assert not [w for w in await on.spark.sources.workflows() if w.key.startswith("$")]
        await on.press("enter")
        await on.sees("Keep this schedule?", "printf '%s' 'a | b'")
        await on.press("enter")
        await on.sees("kept:")
        (kept,) = await on.spark.schedules.all()
        (workflow,) = [w for w in await on.spark.sources.workflows() if w.id == kept.workflow]
        assert workflow.key == "$ printf '%s' 'a | b'"


async def test_a_command_that_needs_a_shell_is_refused_with_the_form_that_would_do(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("i")
        await on.type("every day at 9 run $ df -h | head")
        await on.sees("✗ “|” is a word for a shell", "ask for a shell: $ sh -c 'df -h | head'")
        await on.press("enter")
        assert await on.spark.schedules.all() == []


async def test_a_script_that_was_just_written_can_be_named(stage: Theatre) -> None:
    async with stage(before=lambda on: on.spark.sources.add("/scripts", kind="local", name="scripts")) as on:
        await on.press("i")
        await on.type("every day at 9 run daily report")
        await on.sees("▶ scripts/daily-report")

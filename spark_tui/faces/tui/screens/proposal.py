"""The last look before a schedule is kept or changed: everything it would be, and ways to change that."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.cycling import NAME_OF, cycled
from spark_tui.faces.tui.screens.proposal_actions import ACTIONS
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.terms import Terms, inputs_of, lines_of, template_of
from spark_tui.faces.tui.text import flat, title
from spark_tui.faces.tui.widgets.page import Lines, Page
from spark_tui.faces.tui.widgets.text_line import TextLine
from spark_tui.service.assistant import Reading, notes, retimed
from spark_tui.service.finding import given_name
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


class Unfit(Invalid):
    """What it would be given is not what its workflow wants."""


class Propose(Window[Schedule | None]):
    """Ends with the schedule as it was kept, or with None."""

    app: "SparkApp"
    PLACE = "Proposal"
    ACTIONS = ACTIONS

    def __init__(self, spark: Spark, terms: Terms, workflow: Workflow | None) -> None:
        super().__init__()
        self.spark, self.terms, self.workflow = spark, terms, workflow
        self._called = (terms.before or terms.after).name  # where no other name is typed
        self._busy = False
        self._declared = workflow.inputs if workflow else None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Change this schedule?" if self.terms.before else "Keep this schedule?")
            box.border_subtitle = self.hint()
            yield Page(self._page, id="terms", focus=True)
            with Horizontal(classes="field"):
                yield Static("name", markup=False, classes="label")
                yield TextLine("name", self._called, self._called, 60)
            with Horizontal(classes="field"):
                yield Static("input", markup=False, classes="label")
                yield TextLine("input", self.terms.after.input, "nothing is sent", 10_000)
            yield Static("", markup=False, id="wrong")

    def _page(self, width: int) -> Lines:
        lines = lines_of(self.terms, self.spark.clock.now(), width, self._key_of)
        schedule, now = self.typed, self.spark.clock.now()
        lines += inputs_of(schedule, self._declared, width, self._key_of("inputs"))
        return lines + template_of(schedule, now, width, self._key_of("template"))

    def _key_of(self, question: str) -> str:
        action = self.actions().get(f"proposal.{NAME_OF.get(question, question)}")
        keys = self.keys_of(action) if action else ()
        return shown(keys[0]) if keys else ""

    def on_mount(self) -> None:
        self.query_one("#terms").focus()
        if self.workflow is not None:
            self.begin(partial(self._learn, self.workflow), "learn")

    async def _learn(self, workflow: Workflow) -> None:
        """Whether it declares inputs; where it cannot be asked, that is said when somebody wants to give them."""
        with suppress(SparkError):
            self._declared = await self.spark.inputs.declared(workflow)
            self.query_one("#terms", Page).renew()

    # ------------------------------------------------------------------ changed

    @property
    def typed(self) -> Schedule:
        """As it stands there, with what the fields hold."""
        with suppress(Invalid):
            return replace(self.terms.after, name=self._typed_name(), input=self.query_one("#input", TextLine).text)
        return replace(self.terms.after, input=self.query_one("#input", TextLine).text)

    def _typed_name(self) -> str:
        """As it is kept. Raises Invalid where there is none in what was typed."""
        typed = self.query_one("#name", TextLine).text
        return given_name(typed) if typed.strip() not in ("", self._called) else self._called

    def _of_the_name(self) -> str:
        """What is wrong with it, or how it is spelled when it is kept."""
        try:
            name = self._typed_name()
        except Invalid as wrong:
            return f"✗ {wrong.message}: {wrong.hint}"
        return "" if self.query_one("#name", TextLine).text in ("", name) else f"its name is kept as {name}"

    def change(self, after: Schedule, *, name: str = "") -> None:
        self.terms = self.terms.changed(after)
        if name:
            self._called = self.query_one("#name", TextLine).text = name
        self.query_one("#terms", Page).renew()

    async def retime(self, read: Callable[..., Any], value: str, *, fields: bool = False) -> None:
        """At the times that are said instead, on the same clock."""
        from spark_tui.faces.tui.screens.retime import Retime

        window = Retime(self.spark, partial(read, zone=self.terms.after.zone), value, fields=fields)
        reading: Reading | None = await self.app.push_screen_wait(window)
        if reading is not None:
            told = [*reading.remarks]
            if self.workflow is not None:
                told = [
                    *notes(reading, self.workflow),
                    *await self.spark.assistant.lacking(self.workflow, self.terms.after.values),
                ]
            self.terms = replace(self.terms, notes=told)
            self.change(retimed(self.terms.after, reading))

    def action_cycle(self, name: str) -> None:
        """Another answer to what happens if not all is as planned."""
        after = self.terms.after
        self.change(replace(after, policy=cycled(after.policy, name)))

    def action_fill(self) -> None:
        """A template, or a text that is sent as it stands."""
        self.change(replace(self.typed, template=not self.terms.after.template))

    @on(Input.Changed)
    def field_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.terms.before is not None:
            self.change(self.typed)
        else:
            self.query_one("#terms", Page).renew()
        self.query_one("#wrong", Static).update(flat(self._of_the_name()))

    # ------------------------------------------------------------------ kept

    @on(Input.Submitted)
    def accept_from_field(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        if not self._busy:
            self._busy = True
            self.begin(self._keep, "act")

    async def _keep(self) -> None:
        """Keep it; what is in the way is said here, and nothing that was typed is lost."""
        edit = Edit(self.terms.before, self.typed)
        try:
            self._typed_name()
            if edit.before == edit.after:
                raise Invalid("nothing is changed yet")
            await self._must_fit(edit)
            edit = await self._over_what_is_kept(edit)
            (done,) = await self.spark.schedules.edit([edit], deed=f"{edit.verb} the schedule “{edit.schedule.name}”")
            self.dismiss(done.after)
        except SparkError as wrong:
            self.query_one("#wrong", Static).update(f"✗ {flat(wrong.message)}")
            self.query_one("#terms" if isinstance(wrong, Unfit) else "#name").focus()
        finally:
            self._busy = False

    async def _over_what_is_kept(self, edit: Edit) -> Edit:
        """A command that was only looked at so far is kept with it."""
        if self.workflow is None or edit.after is None:
            return edit
        kept = await self.spark.sources.known(self.workflow)
        return replace(edit, after=replace(edit.after, workflow=kept.id, workflow_ref=kept.ref))

    async def _must_fit(self, edit: Edit) -> None:
        """Raises Unfit where what it is given is new, and not what its workflow wants."""
        before, after = edit.before, edit.after
        assert after is not None
        if self.workflow is None or (before is not None and _given(before) == _given(after)):
            return
        try:
            await self.spark.inputs.fit(
                self.workflow, {}, text=after.input, before=after.values, template=after.template
            )
        except Invalid as wrong:
            raise Unfit(f"{wrong.message}; {self._key_of('inputs')} opens the inputs", hint=wrong.hint) from None


def _given(schedule: Schedule) -> tuple[object, bool]:
    return schedule.given, schedule.template

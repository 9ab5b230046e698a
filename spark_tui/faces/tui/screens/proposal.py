"""The last look before a schedule is kept: everything it would be, with its name and input to change."""

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from spark_tui.domain.errors import SparkError
from spark_tui.domain.proposal import Proposal
from spark_tui.domain.schedule import Schedule
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.cycling import NAME_OF, cycled
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import flat, title
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled
from spark_tui.faces.tui.widgets.text_line import TextLine
from spark_tui.service.assistant import Reading
from spark_tui.service.spark import Spark


def _cycle(name: str, key: str, says: str) -> Action:
    flag = f"--{name.replace('_', '-')}"
    does = f"cycle('{name}')"
    return Action(
        f"proposal.{name}",
        key,
        name.replace("_", "-"),
        says,
        does,
        twin=f"spark schedule create WORKFLOW PHRASE {flag} CHOICE",
        back=Back.UNDO,
    )


class Propose(Window[Schedule | None]):
    """Ends with the schedule that was kept, or with None."""

    PLACE = "Proposal"
    ACTIONS = (
        Action(
            "proposal.keep",
            "enter,y",
            "keep",
            "Keep the schedule",
            "accept",
            back=Back.UNDO,
            twin="spark schedule create WORKFLOW PHRASE",
        ),
        _cycle("overlap", "o", "What happens if one still runs: the next choice"),
        _cycle("catch_up", "c", "What happens if Spark was off: the next choice"),
        _cycle("retries", "f", "What happens if it fails: the next choice"),
        _cycle("timeout", "t", "How long it may run: the next choice"),
        Action("proposal.back", "n", "back", "Keep nothing; the phrase stays", "close", in_line=False),
    )

    def __init__(self, spark: Spark, reading: Reading, proposal: Proposal) -> None:
        super().__init__()
        self._spark, self._reading, self._proposal = spark, reading, proposal
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Keep this schedule?")
            box.border_subtitle = self.hint()
            yield Page(self._page, id="terms", focus=True)
            with Horizontal(classes="field"):
                yield Static("name", markup=False, classes="label")
                yield TextLine("name", self._proposal.name, most=60)
            with Horizontal(classes="field"):
                yield Static("input", markup=False, classes="label")
                yield TextLine("input", self._proposal.input, "nothing is sent", 10_000)
            yield Static("", markup=False, id="wrong")

    def _page(self, width: int) -> Lines:
        proposal, now = self._proposal, self._spark.clock.now()
        room = width - 20
        lines: Lines = [
            *labelled("runs", proposal.workflow.ref, width, ink="strong"),
            *labelled("when", proposal.words, width, ink="strong"),
            *labelled("kept as", f"{show.rule(proposal.timing, proposal.zone)}  {proposal.zone}", width),
        ]
        for number, at in enumerate(proposal.upcoming):
            told = f"{show.moment(at, proposal.zone, now):<26}{show.from_now(at - now)}"[:room]
            lines += labelled("next" if number == 0 else "", told, width, ink="key" if number == 0 else "plain")
        lines += self._policy(width)
        lines += labelled("tags", ", ".join(proposal.tags), width) if proposal.tags else []
        for note in proposal.notes:
            lines += labelled("note", note, width, ink="warn")
        return lines

    def _policy(self, width: int) -> Lines:
        """What a key changes, and what else is not as usual."""
        policy, lines = self._proposal.policy, []
        for question, answer in show.policy_words(policy):
            key = self._key_of(question)
            if key or (question, answer) in show.unusual_policy(policy):
                (first, *rest) = labelled(question, answer, width - 4)
                lines += [[*first, (f"  {key}", "key")], *rest]
        return lines

    def _key_of(self, question: str) -> str:
        action = self.actions().get(f"proposal.{NAME_OF.get(question, '')}")
        keys = self.keys_of(action) if action else ()
        return shown(keys[0]) if keys else ""

    def action_cycle(self, name: str) -> None:
        """Another answer to what happens if not all is as planned."""
        self._proposal = replace(self._proposal, policy=cycled(self._proposal.policy, name))
        self.query_one("#terms", Page).renew()

    def on_mount(self) -> None:
        self.query_one("#terms").focus()

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
        name, given = (self.query_one(f"#{field}", TextLine).text for field in ("name", "input"))
        try:
            proposal = await self._spark.assistant.propose(
                self._reading, self._proposal.workflow, name=name, given=given, policy=self._proposal.policy
            )
            self.dismiss(await self._spark.schedules.keep(proposal))
        except SparkError as wrong:
            self.query_one("#wrong", Static).update(f"✗ {flat(wrong.message)}")
            self.query_one("#name").focus()
        finally:
            self._busy = False

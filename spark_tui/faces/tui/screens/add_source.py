"""A form for a place where workflows live: its address and, if it wants one, its key."""

from dataclasses import replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from spark_tui.domain.errors import SparkError
from spark_tui.domain.source import Secret
from spark_tui.domain.workflow import Synced
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import flat, title
from spark_tui.faces.tui.widgets.text_line import TextLine
from spark_tui.service.spark import Spark


class AddSource(Window[Synced | None]):
    """Ends with what the new source offers, or with None. What is wrong is said in the form."""

    def __init__(self, spark: Spark) -> None:
        super().__init__()
        self._spark = spark
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Add a source")
            box.border_subtitle = title("enter try and add · tab next field · esc close")
            said = "A server that runs workflows, a folder of commands, or any endpoint."
            yield Static(said, markup=False, classes="said")
            with Horizontal(classes="field"):
                yield Static("address", markup=False, classes="label")
                yield TextLine("url", placeholder="http://localhost:7860")
            with Horizontal(classes="field"):
                yield Static("api key", markup=False, classes="label")
                yield TextLine("secret", placeholder="if it wants one; kept in the vault, never shown", password=True)
            with Horizontal(classes="field"):
                yield Static("kind", markup=False, classes="label")
                yield TextLine("kind", placeholder="found out; or webhook, or a preset such as openai-chat")
            yield Static("", markup=False, id="wrong")

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        event.stop()
        url = self.query_one("#url", Input).value.strip()
        if url and not self._busy:
            self._busy = True
            self._say("asking …")
            secret, kind = (self.query_one(f"#{name}", Input).value for name in ("secret", "kind"))
            self.begin(partial(self._add, url, secret, kind.strip()), "act")

    async def _add(self, url: str, secret: str, kind: str) -> None:
        """`kind` may be a preset of one."""
        ready = self._spark.sources.presets().get(kind)
        adding = partial(self._spark.sources.add, url, Secret(secret) if secret else None)
        try:
            source = await (
                adding(kind=ready.kind, definition=ready.definition, after=kind) if ready else adding(kind=kind)
            )
            synced = await self._spark.sources.sync(source)
            lacking = await self._spark.secrets.lacking_at(source)
            self.dismiss(replace(synced, remarks=(*synced.remarks, *lacking)))
        except SparkError as wrong:
            self._say(f"✗ {wrong.message}\n{wrong.hint}".strip())
        finally:
            self._busy = False

    def _say(self, text: str) -> None:
        self.query_one("#wrong", Static).update("\n".join(flat(line) for line in text.split("\n")))

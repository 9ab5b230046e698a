"""spark ask: one sentence, once. What would change is shown, and done when a person says yes."""

import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, Any

import typer

from spark_tui.domain.change import Change, Edit, Suggestion, covers
from spark_tui.domain.errors import Conflict, Invalid, NotFound
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.talk import Call, Happened, LeftToModel, Piece
from spark_tui.domain.text import clean, one_line
from spark_tui.faces.answers import lines_of
from spark_tui.faces.changes import told as told_change
from spark_tui.faces.cli import shape, undoing
from spark_tui.faces.cli.opening import NotUnderstood, ask, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import confirmed, put, put_json, say, stamp
from spark_tui.faces.cli.understanding import chosen
from spark_tui.service.meant import Nothing
from spark_tui.service.orders import Found
from spark_tui.service.spark import Spark
from spark_tui.service.talk import NO_MODEL, SET_ONE, Reply

SHOWN = 50  # changes that are told one by one
NEXT = 5  # moments of a schedule that is new


def ask_spark(
    context: typer.Context,
    phrase: Annotated[str, typer.Argument(help="What you want to know, or to have done.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Say yes to what the phrase names. See below.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="As spark undo.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget the conversation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say it in a sentence: a schedule, an order, a question. Such as “pause etl*”, “what runs tomorrow before 9”.

    These are understood by heart; all else goes to the model of the settings.

    Nothing changes without a yes. --yes covers what your phrase names; what was suggested after the model had
    read text of others still wants your own.
    """
    told(lambda: _one_thing(phrase, undo, clear))
    if undo:
        undoing.undo(context, yes)
    elif clear:
        ask(context, lambda spark: spark.talk.clear())
        say("the conversation is forgotten")
    else:
        ask(context, lambda spark: Asking(spark, phrase, yes=yes, as_json=as_json).all_of_it())


def _one_thing(phrase: str, undo: bool, clear: bool) -> None:
    if bool(phrase.strip()) + undo + clear != 1:
        raise Invalid("say one thing: a phrase, --undo or --clear", hint='such as: spark ask "what runs tomorrow?"')


Confirm = Callable[[str, bool], Awaitable[bool]]
"""(question, what an empty answer means) → yes or no. Raises Invalid when nobody is there."""


async def _asked_here(question: str, default: bool) -> bool:
    """The event loop waits too: it has nothing else to do, and ctrl+c reaches no other thread."""
    return confirmed(question, default=default)


class Asking:
    """One phrase, from the question to the last yes or no."""

    def __init__(
        self, spark: Spark, phrase: str, *, yes: bool = False, as_json: bool = False, confirm: Confirm | None = None
    ) -> None:
        self._confirm = confirm or _asked_here
        self._spark, self._phrase, self._yes, self._as_json = spark, phrase, yes, as_json
        self._writing = False

    async def all_of_it(self) -> None:
        reply = await self._spark.talk.ask(self._phrase, self._hear)
        self._end_line()
        while isinstance(reply.back, Question) and reply.back.choices and self._asks_back:
            self._phrase = chosen(reply.back)
            reply = await self._spark.talk.ask(self._phrase, self._hear)
            self._end_line()
        if reply.found is not None:
            self._tell(reply.found)
        decided = [(suggestion, await self._decide(suggestion, reply)) for suggestion in reply.suggestions]
        if self._as_json:
            put_json(self._shape(reply, decided))
        if isinstance(reply.found, Nothing):
            raise (NotFound if reply.found.missing else Conflict)(reply.found.text, hint=reply.found.hint)
        if reply.back is not None:
            raise NotUnderstood(_without_model(reply.back) if not self._spark.talk.ready else reply.back)
        if self._yes and not all(done for _, done in decided):
            raise NotUnderstood(Refusal("not all of it was done: the rest wants your own yes", "ask without --yes"))

    @property
    def _asks_back(self) -> bool:
        """Somebody is there, and has not said that nobody is to be asked."""
        return self._confirm is _asked_here and not self._yes and not self._as_json and sys.stdin.isatty()

    def _tell(self, found: Found) -> None:
        if not self._as_json and not isinstance(found, Nothing):
            for line in self._lines(found):
                put(line)

    def _lines(self, found: Found) -> list[str]:
        return lines_of(found, self._spark.assistant.zone, self._spark.clock.now())

    # ------------------------------------------------------------------ while it answers

    def _hear(self, happened: Happened) -> None:
        match happened:
            case LeftToModel():
                say(f"· asking {self._spark.model.name} …")
            case Piece(text) if not self._as_json:
                self._writing = True
                sys.stdout.write(clean(text))
                sys.stdout.flush()
            case Call(name=name, arguments=arguments):
                self._end_line()
                say(f"· {name} {one_line(arguments, 100)}")

    def _end_line(self) -> None:
        if self._writing:
            put("")
            self._writing = False

    # ------------------------------------------------------------------ decided

    async def _decide(self, suggestion: Suggestion, reply: Reply) -> bool:
        self._show(suggestion)
        if await self._said_yes(suggestion, reply):
            await self._spark.talk.accept(suggestion)
            say(f"done: {suggestion.says}")
            return True
        await self._spark.talk.refuse(suggestion)
        say("nothing was changed")
        return False

    async def _said_yes(self, suggestion: Suggestion, reply: Reply) -> bool:
        if self._yes:
            return reply.by_heart or covers(self._phrase, suggestion)
        if self._as_json:
            return False
        return await self._confirm("Do it?", reply.by_heart)

    def _show(self, suggestion: Suggestion) -> None:
        say(f"{suggestion.says}:")
        for change in suggestion.changes[:SHOWN]:
            for line in self._told(change):
                say(line)
        if len(suggestion.changes) > SHOWN:
            say(f"  and {len(suggestion.changes) - SHOWN} more")
        for note in suggestion.notes:
            say(f"  note: {note}")
        for doubt in suggestion.doubts:
            say(f"  careful: {doubt}")
        if suggestion.read:
            say(f"  careful: before it suggested this, the model read {', '.join(suggestion.read)}")

    def _told(self, change: Change) -> Iterator[str]:
        """Before → after; of a schedule that is new what it is, with its next five moments."""
        now = self._spark.clock.now()
        verb, of, differences = told_change(change, now)
        yield f"  {verb} {of}"
        new = change.after if isinstance(change, Edit) and change.before is None else None
        for what, before, after in differences:
            if new is None:
                yield f"    {what:<9}{before} → {after}"
            elif what == "next":
                for number, moment in enumerate(new.timing.upcoming(now, NEXT)):
                    yield f"    {'' if number else what:<9}{stamp(moment, new.zone)}"
            else:
                yield f"    {what:<9}{after}"

    def _shape(self, reply: Reply, decided: list[tuple[Suggestion, bool]]) -> dict[str, Any]:
        now = self._spark.clock.now()
        return {
            "answer": "\n".join(self._lines(reply.found)) if reply.found else reply.text,
            "suggestions": [shape.suggestion(one, now) | {"done": done} for one, done in decided],
            "back": shape.reading(reply.back) if reply.back else None,
            "by_heart": reply.by_heart,
            "model": None if reply.by_heart else self._spark.model.name,
            "tokens": reply.spent.tokens,
            "cost": reply.spent.cost,
        }


def _without_model(back: Any) -> Any:
    """Without a model the grammar's word is the last; a model would help too."""
    if not isinstance(back, Refusal) or back.understood:
        return back
    return Refusal(back.reason, "\n    ".join(filter(None, (back.hint, f"{NO_MODEL}: {SET_ONE}"))))

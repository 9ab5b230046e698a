"""The assistant: what one says to Spark in a sentence, and what comes of it.

A phrase that is a schedule for a workflow is read by heart. What is left goes to a model, which may
look at everything and change nothing: what it suggests is done when a person says yes.
"""

from dataclasses import dataclass, replace
from functools import partial

from spark_tui.domain.change import Deed, Edit, Suggestion
from spark_tui.domain.command import wrong_command
from spark_tui.domain.errors import Invalid, ModelError, SparkError
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.talk import Answered, Happened, Hear, LeftToModel, Limits, Said, Spent, Turn, Who
from spark_tui.domain.text import clean, clip, redacted
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Assistant, Reading
from spark_tui.service.doing import Doing
from spark_tui.service.fitting import given_to
from spark_tui.service.inputs import Inputs
from spark_tui.service.orders import Found, Orders
from spark_tui.service.ports import Agent, Clock, Mentions, Store
from spark_tui.service.runs import Runs
from spark_tui.service.schedules import Schedules
from spark_tui.service.sources import Sources
from spark_tui.service.tools import tools, use
from spark_tui.service.tools.desk import Desk
from spark_tui.service.vocabulary import Vocabulary
from spark_tui.service.why import Why

LONGEST = 4_000  # characters of what a person says at once
NAME_IT = "name it as spark workflow list does; what its source has had since is taken in by spark source sync"
NO_MODEL = "no model is set, so Spark understands schedules, and orders and questions of a few words"
SET_ONE = "set model in config.toml or SPARK_MODEL, such as ollama/qwen3 or openai/gpt-4o-mini"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a phrase: words, suggestions to decide on, a question back, or a refusal.

    `by_heart`: no model was asked. `found` is what Spark itself has to tell.
    """

    text: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    back: Question | Refusal | None = None
    spent: Spent = Spent()
    by_heart: bool = False
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What one can ask about and have changed."""

    sources: Sources
    inputs: Inputs
    schedules: Schedules
    runs: Runs
    assistant: Assistant
    mentions: Mentions
    why: Why
    orders: Orders


class Talk:
    """The one conversation of a store. Without an agent only what is known by heart is understood."""

    def __init__(self, store: Store, clock: Clock, reach: Reach, agent: Agent | None, limits: Limits) -> None:
        self._store, self._clock, self._reach = store, clock, reach
        self._agent, self._limits = agent, limits
        self._doing = Doing(store, reach.sources, reach.schedules, reach.runs)

    @property
    def ready(self) -> bool:
        """Whether there is a model to ask."""
        return self._agent is not None

    # ------------------------------------------------------------------ asked

    async def ask(self, phrase: str, hear: Hear = lambda _: None) -> Reply:
        """By heart where that will do, otherwise by the model. Raises ModelError; can be cancelled at any time."""
        known = await self.by_heart(phrase)
        vocabulary = Vocabulary(await self._reach.sources.workflows())
        if self.ready and known.back is not None and self.leaves(phrase, known.back, vocabulary):
            hear(LeftToModel())
            return await self.ask_model(phrase, hear)
        return known

    async def by_heart(self, phrase: str) -> Reply:
        """What the grammar makes of it: a schedule to keep, something to do or to tell, a question, or a refusal."""
        heard = await self._reach.orders.hear(phrase)
        match heard:
            case Reading():
                return await self._to_keep(heard)
            case Suggestion():
                return Reply(suggestions=(heard,), by_heart=True)
            case Question() | Refusal():
                return Reply(back=heard, by_heart=True)
        return Reply(found=heard, by_heart=True)

    async def _to_keep(self, reading: Reading) -> Reply:
        workflow = await self._meant(reading)
        if workflow is None:
            return Reply(back=Refusal("which workflow is meant is not clear", NAME_IT), by_heart=True)
        try:
            await self._reach.inputs.fit(workflow, {}, text=reading.given)
        except Invalid as wrong:
            hint = given_to(f"spark schedule create {workflow.ref}", wrong.hint)
            return Reply(back=Refusal(wrong.message, hint, understood=True), by_heart=True)
        proposal = await self._reach.assistant.propose(reading, workflow)
        made = self._reach.schedules.made(proposal)
        suggestion = Suggestion(f"create the schedule “{made.name}”", (Edit(None, made),), proposal.notes)
        return Reply(suggestions=(suggestion,), by_heart=True)

    async def _meant(self, reading: Reading) -> Workflow | None:
        if reading.command:
            return await self._reach.sources.workflow(reading.command)
        return Vocabulary(await self._reach.sources.workflows()).named(reading.draft)

    def leaves(self, phrase: str, back: Question | Refusal, vocabulary: Vocabulary) -> bool:
        """Whether the grammar leaves it to the model: what it refuses, and questions about no workflow of ours."""
        if wrong_command(phrase) is not None:
            return False
        if isinstance(back, Refusal):
            return True
        return not vocabulary.names_any(phrase)

    async def ask_model(self, phrase: str, hear: Hear = lambda _: None) -> Reply:
        """Ask the model. What looks like a key in the phrase does not leave this machine. Raises ModelError."""
        if self._agent is None:
            raise ModelError(NO_MODEL, hint=SET_ONE)
        phrase = clip(redacted(clean(phrase)).strip(), LONGEST)
        reach, listening = self._reach, _Listening(hear)
        known = (reach.sources, reach.inputs, reach.schedules, reach.runs, reach.assistant, self._clock)
        desk = Desk(*known, reach.mentions, reach.why, phrase)
        turn = await self._turn(phrase)
        await self._say(Who.PERSON, phrase)
        ending = "[stopped]"
        try:
            answered = await self._agent.answer(turn, partial(use, desk), listening)
            ending = _told(answered)
        except SparkError as wrong:
            ending = f"[no answer: {wrong.message}]"
            raise
        finally:
            await self._say(Who.MODEL, ending, listening.spent)
        return Reply(answered.text, tuple(desk.suggestions), answered.question, listening.spent)

    async def _turn(self, phrase: str) -> Turn:
        """All that the model is told, and what is left of the budget."""
        assert self._agent is not None
        before = await self.said()
        spent = sum((one.spent for one in before), Spent())
        left = replace(self._limits, tokens=self._limits.tokens - spent.tokens, cost=self._limits.cost - spent.cost)
        if left.tokens <= 0 or left.cost <= 0:
            raise ModelError(
                f"this conversation has used up what it may cost ({spent.tokens:,} tokens, ${spent.cost:.2f})",
                hint="clear it (spark ask --clear), or set model_budget or model_tokens higher",
            )
        return Turn(phrase, before, tools(), self._clock.now(), self._reach.assistant.zone, left)

    # ------------------------------------------------------------------ decided

    async def accept(self, suggestion: Suggestion) -> Deed:
        """A person said yes: it is done now. Raises what is in the way."""
        deed = await self._doing.do(suggestion)
        await self._note(f"the person accepted, and it was done: {suggestion.says}")
        return deed

    async def refuse(self, suggestion: Suggestion) -> None:
        """A person said no: nothing happens."""
        await self._note(f"the person refused: {suggestion.says}")

    async def to_undo(self) -> Deed:
        """What was done last, here or by another Spark on this store. Raises NotFound."""
        return await self._doing.to_undo()

    async def to_redo(self) -> Deed:
        """What was undone last, here or by another Spark. Raises NotFound, Conflict where it cannot be."""
        return await self._doing.to_redo()

    async def undo(self, seen: Deed | None = None) -> Deed:
        """What was done last is undone; `seen` is what was shown to be that. Raises NotFound, Conflict."""
        deed = await self._doing.undo(seen)
        await self._note(f"the person had this undone: {deed.says}")
        return deed

    async def redo(self, seen: Deed | None = None) -> Deed:
        """What was undone last is done again. Raises NotFound, Conflict."""
        deed = await self._doing.redo(seen)
        await self._note(f"the person had this done again: {deed.says}")
        return deed

    # ------------------------------------------------------------------ remembered

    async def said(self) -> list[Said]:
        """The conversation so far, in order."""
        async with self._store.read() as tx:
            return await tx.talk.all()

    async def spent(self) -> Spent:
        """What the conversation has cost so far."""
        return sum((one.spent for one in await self.said()), Spent())

    async def clear(self) -> None:
        """Forget what was said; what was done stays, and can still be undone."""
        async with self._store.write() as tx:
            await tx.talk.clear()

    async def _note(self, text: str) -> None:
        if await self.said():  # a model that was never told of it needs no end of it
            await self._say(Who.NOTE, text)

    async def _say(self, who: Who, text: str, spent: Spent = Spent()) -> None:
        async with self._store.write() as tx:
            await tx.talk.add([Said(who, clean(text), self._clock.now(), spent)])

    async def close(self) -> None:
        if self._agent is not None:
            await self._agent.close()


class _Listening:
    """Passes on what happens, and counts what it costs."""

    def __init__(self, hear: Hear) -> None:
        self._hear, self.spent = hear, Spent()

    def __call__(self, happened: Happened) -> None:
        if isinstance(happened, Spent):
            self.spent += happened
        self._hear(happened)


def _told(answered: Answered) -> str:
    return answered.question.text if answered.question else answered.text

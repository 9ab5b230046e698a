"""The kind `hive`: agents, teams and workflows of AutoMagik Hive, or of any AgentOS of agno.

Runs go on in the background where the server can, survive our death and are taken up again; older
servers are run by a stream that we hold. The contract was measured on agno 1.7, 2.2, 2.9 and 3.1.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, ClassVar

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.inputs import Declared, secrets_in
from spark_tui.domain.log import Level
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import Abilities, Emit, Gone, Job, Listing, Outcome
from spark_tui.sources.agentos_asking import answered
from spark_tui.sources.agentos_following import Following
from spark_tui.sources.agentos_held import go_on_held, run_held
from spark_tui.sources.agentos_listing import declared, listed
from spark_tui.sources.agentos_runs import NoDatabase, Patience, Ref, Runs, kind_and_id, ref_of, session_of
from spark_tui.sources.agentos_server import Facts, Generation, facts_of
from spark_tui.sources.endings import carried
from spark_tui.sources.http import Server, speaks
from spark_tui.sources.letting_go import even_if_let_go
from spark_tui.sources.limits import LIMITS, Limits
from spark_tui.sources.replies import parsed, refused, trouble_of
from spark_tui.sources.sealing import Lookup

AT_BEST = Abilities(approval=True, inputs=True, reattach=True)
HELD_RUN = "it ended with the connection to Spark: this AgentOS does not say how"


class AgentOSSource:
    """One Hive, with a key or without one where it asks for none."""

    kind: ClassVar[str] = "hive"
    names_secrets: ClassVar[bool] = True
    ports: ClassVar[tuple[int, ...]] = (8886, 7777)
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "Where Hive or an AgentOS answers, for example http://127.0.0.1:8886"),
        Setting("key", "Its security key (OS_SECURITY_KEY, HIVE_API_KEY) or a token", required=False, secret=True),
    )
    abilities: Abilities = AT_BEST
    patience: ClassVar[Patience] = Patience()
    limits: ClassVar[Limits] = LIMITS

    def __init__(self, source: Source, secret: Secret | None = None, lookup: Lookup | None = None) -> None:
        """`lookup` finds the secrets that values name."""
        self._lookup = lookup
        self._server = Server(source.url, secret, limits=self.limits, bearer=True)
        self._has_key = secret is not None
        self._facts: Facts | None = None

    @staticmethod
    async def detect(url: str) -> bool:
        """Whether a Hive or an AgentOS answers there."""
        return await speaks(url, facts_of)

    async def check(self) -> Health:
        try:
            facts = await self._look()
            return await self._checked(facts)
        except BadCredentials as refusal:
            version = self._facts.version if self._facts else ""
            return Health(HealthState.REFUSED, refusal.message, refusal.hint, version)
        except SourceError as trouble:
            return Health(HealthState.DOWN, trouble.message, trouble.hint)

    async def workflows(self) -> list[Offer] | Listing:
        try:
            return await listed(self._server, await self._look())
        except BadCredentials:
            raise self._refusal() from None

    async def inputs(self, workflow: str) -> Declared:
        try:
            return await declared(
                self._server, self._facts or await self._look(), workflow, *kind_and_id(workflow, workflow)
            )
        except BadCredentials:
            raise self._refusal() from None

    async def run(self, job: Job, emit: Emit) -> Outcome:
        """Letting go of this leaves a background run running: with its ref it is taken up again."""
        return await carried(self._server, self._run(job, emit))

    async def cancel(self, ref: str) -> bool:
        """False where it cannot be seen, or cannot be done: a Playground has no way to cancel."""
        found = ref_of(ref)
        try:
            return found is not None and self.abilities.cancel and await (await self._runs()).cancel(found)
        except SourceError:
            return False

    async def close(self) -> None:
        await self._server.close()

    async def _checked(self, facts: Facts) -> Health:
        """`/config` asks for the key where the other open paths do not."""
        path = "/config" if facts.generation is Generation.OS else f"{facts.root}/agents"
        reply = await self._server.ask("GET", path)
        if refused(reply):
            raise self._refusal()
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            trouble = trouble_of(reply, "say what it has")
            return Health(HealthState.DOWN, trouble.message, trouble.hint, facts.version)
        return Health(HealthState.UP, facts.version, version=facts.version)

    def _refusal(self) -> BadCredentials:
        words = "it refused the key" if self._has_key else "it asks for a key"
        hint = "give its OS_SECURITY_KEY (Hive 1.0, AgentOS) or HIVE_API_KEY (older Hive) as the source's key"
        return BadCredentials(f"{self._server.url}: {words}", hint=hint)

    async def _look(self) -> Facts:
        """What it is now: it may have been upgraded. Raises SourceError."""
        facts = await facts_of(self._server)
        if facts is None:
            raise SourceError(
                f"what answers at {self._server.url} is neither Hive nor an AgentOS", hint="check the URL"
            )
        self._facts = facts
        self.abilities = replace(
            AT_BEST,
            live=facts.resume or not facts.background,
            reattach=facts.background,
            cancel=facts.generation is Generation.OS,
            approval=bool(facts.resumes_pauses),
        )
        return facts

    async def _runs(self) -> Runs:
        return Runs(self._server, self._facts or await self._look(), self.patience)

    # ------------------------------------------------------------------ running

    async def _run(self, job: Job, emit: Emit) -> Outcome:
        runs, job = await self._runs(), await self._sealed(job)
        ref = ref_of(job.ref or "")
        if job.ref is not None:
            return await self._taken_up(runs, job, emit, ref)
        session = session_of(job)
        if not runs.facts.background:
            return await run_held(runs, job, emit, session)
        try:
            ref = await even_if_let_go(_begun(runs, job, emit, session))
        except NoDatabase:
            return await run_held(runs, job, emit, session)
        return await Following(runs, emit, ref).outcome()

    async def _sealed(self, job: Job) -> Job:
        """With the secrets that its inputs name; of a run that is taken up again those are only known, to be hidden."""
        given = job.values or _object_in(job.input)
        if not secrets_in(given):
            return job
        fields = (await self.inputs(job.workflow)).fields if job.ref is None else ()
        secret = {one.name for one in fields if one.secret}
        values = await self._server.seal(given, secret, self._lookup)
        return replace(job, values=values) if secret else job

    async def _taken_up(self, runs: Runs, job: Job, emit: Emit, ref: Ref | None) -> Outcome:
        if ref is None:
            return Gone("what is known of the run does not lead to it")
        if job.answer is not None:
            return await self._answered(runs, job, emit, ref)
        if ref.held or not runs.facts.background:
            await runs.cancel(ref)
            return Gone(HELD_RUN)
        emit.line("taken up again: the AgentOS tells it from its beginning", Level.NOTE)
        return await Following(runs, emit, ref).outcome()

    async def _answered(self, runs: Runs, job: Job, emit: Emit, ref: Ref) -> Outcome:
        """A run that is not paused any more was answered before: it is only followed, for an answer begins it anew."""
        assert job.answer is not None
        fields = answered(job.answer, job.question.token if job.question else "")
        if not runs.facts.background:
            return await go_on_held(runs, emit, ref, fields)
        body = await runs.state(ref)
        if ref.held and body is None:
            return Gone(HELD_RUN)
        if str((body or {}).get("status")) != "PAUSED":
            return await Following(runs, emit, ref).outcome()
        if ref.held or not runs.facts.resume:
            return await go_on_held(runs, emit, ref, fields)
        index = await even_if_let_go(runs.go_on(ref, fields))
        return await Following(runs, emit, ref, after=index - 1).outcome()


def _object_in(text: str) -> dict[str, Any]:
    """All inputs in one text, or none."""
    given = parsed(text)
    return given if isinstance(given, dict) else {}


async def _begun(runs: Runs, job: Job, emit: Emit, session: str) -> Ref:
    ref = await runs.begin(job, session)
    await emit.ref(str(ref))
    return ref

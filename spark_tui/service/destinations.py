"""Destinations, and messages on their way there: kept with the end of a run, sent by the engine, tried again."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

from spark_tui.domain.delivery import Destination, Letter, Message, Standing, message, own_secret
from spark_tui.domain.errors import Conflict, Invalid, NotFound, SourceError
from spark_tui.domain.ids import BootId, RunId, new_id
from spark_tui.domain.notice import undelivered
from spark_tui.domain.source import Secret, SecretName
from spark_tui.domain.text import one_line
from spark_tui.service.bell import Bell
from spark_tui.service.filling import facts_of
from spark_tui.service.finding import given_name
from spark_tui.service.ports import Clock, Courier, Store, Tx, Vault

BATCH = 20  # messages that are sent side by side
LAST_WORDS = 3.0  # seconds for what is on its way when the engine ends
log = logging.getLogger("spark.engine")


class Destinations:
    """What one can ask about destinations and messages."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, vault: Vault, courier: Courier) -> None:
        self._store, self._clock, self._bell = store, clock, bell
        self._vault, self._courier = vault, courier

    async def add(self, name: str, url: Secret | SecretName, *, tried: bool = False) -> Destination:
        """A Secret goes into the vault under a name of its own; a SecretName is there already.

        With `tried` a first message goes there, and nothing is added where it does not arrive: SourceError.
        Raises Conflict, NotFound, Invalid for a URL that nobody can carry to.
        """
        name = given_name(name)
        known = url if isinstance(url, Secret) else await asyncio.to_thread(self._vault.get, url)
        if known is None:
            raise NotFound(f"there is no secret “{one_line(str(url), 60)}”", hint=f"spark secret keep {url}")
        kind, place = self._courier.place(known)
        kept_as = own_secret(name) if isinstance(url, Secret) else url
        made = Destination(name, kind, kept_as, place)
        if tried:
            await self._store.look(lambda tx: _free(tx, name))
            await self._try(known)
        async with self._store.write() as tx:
            await _free(tx, name)
            await tx.destinations.put(made)
        if isinstance(url, Secret):
            await asyncio.to_thread(self._vault.put, kept_as, url)
        self._bell.ring()
        return made

    async def _try(self, url: Secret) -> None:
        try:
            await self._send_test(url)
        except SourceError as wrong:
            hint = wrong.hint or "spark destination add --no-try adds it untried"
            raise SourceError(f"nothing was added: {wrong.message}", hint=hint) from None

    async def all(self) -> list[Destination]:
        async with self._store.read() as tx:
            return await tx.destinations.all()

    async def get(self, name: str) -> Destination:
        """Raises NotFound."""
        async with self._store.read() as tx:
            found = await tx.destinations.get(name.strip().casefold())
        if found is None:
            raise NotFound(f"there is no destination “{one_line(name, 60)}”", hint="spark destination add NAME")
        return found

    async def remove(self, destination: Destination) -> None:
        """Raises Conflict while schedules deliver there."""
        async with self._store.write() as tx:
            users = [s.name for s in await tx.schedules.all() if s.rule_for(destination.name)]
            if users:
                raise Conflict(
                    f"{destination.name} hears of {', '.join(users[:5])}",
                    hint=f"spark schedule deliver {users[0]} {destination.name} --off",
                )
            await tx.destinations.remove(destination.name)
        if destination.own_url:
            await asyncio.to_thread(self._vault.remove, destination.secret)
        self._bell.ring()

    async def test(self, destination: Destination) -> None:
        """Send a message there now. Raises SourceError where it does not arrive."""
        await self._send_test(await self._url(destination))

    async def _send_test(self, url: Secret) -> None:
        now = self._clock.now()
        test = Message(f"test:{new_id()}", "Spark: a test", "Messages of Spark arrive here.", "test", now)
        await self._courier.carry(url, test)

    async def sent(self, limit: int = 50) -> list[Letter]:
        """Newest first."""
        async with self._store.read() as tx:
            return await tx.outbox.recent(limit)

    async def of_run(self, run: RunId) -> list[Letter]:
        async with self._store.read() as tx:
            return await tx.outbox.of_run(run)

    async def _url(self, destination: Destination) -> Secret:
        url = await asyncio.to_thread(self._vault.get, destination.secret)
        if url is None:
            raise SourceError(
                f"the URL of {destination.name} is not in the vault", hint=f"spark secret keep {destination.secret}"
            )
        return url

    # ------------------------------------------------------------------ asked by the engine

    async def deliver(self, boot: BootId | None = None) -> datetime | None:
        """Send what is due; answers when the next is."""
        next_at = await self._store.look(lambda tx: tx.outbox.next_at())
        if next_at is None or next_at > self._clock.now():
            return next_at
        await self._send_due(boot)
        return await self._store.look(lambda tx: tx.outbox.next_at())

    async def _send_due(self, boot: BootId | None) -> None:
        """Each try is written down before it is made, by an engine that has the lease.

        So a message goes again after a crash in the middle of it, by the same key, and no two engines send one.
        """
        due = await self._store.look(lambda tx: tx.outbox.due(self._clock.now(), BATCH))
        taken = await self._store.apply(lambda tx: self._take(tx, due, boot))
        sending = asyncio.ensure_future(self._send_all(taken))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:  # the engine ends: what is on its way gets a moment, or it would go twice
            await asyncio.wait((sending,), timeout=LAST_WORDS)
            sending.cancel()
            await asyncio.wait((sending,))
            raise

    async def _send_all(self, letters: list[Letter]) -> None:
        await asyncio.gather(*(self._send_one(letter) for letter in letters))
        self._bell.ring()

    async def _send_one(self, letter: Letter) -> None:
        went = await self._sent(letter)
        await self._store.apply(lambda tx: self._note(tx, went))

    async def _take(self, tx: Tx, due: list[Letter], boot: BootId | None) -> list[Letter]:
        if boot is not None and not await tx.lease.holds(boot):
            return []
        now = self._clock.now()
        taken = [letter.tried(now) for letter in due]
        for letter in taken:
            await tx.outbox.put(letter)
        return taken

    async def _sent(self, letter: Letter) -> Letter:
        try:
            destination = await self.get(letter.to)
            made = await self._message(letter)
            await self._courier.carry(await self._url(destination), made)
        except SourceError as wrong:
            return letter.went(_words(wrong), again=wrong.retryable)
        except (Invalid, NotFound) as wrong:
            return letter.went(_words(wrong), again=False)
        return letter.went("", again=False)

    async def _message(self, letter: Letter) -> Message:
        async with self._store.read() as tx:
            run = await tx.runs.get(letter.run)
            schedule = await tx.schedules.get(run.schedule) if run and run.schedule else None
        if run is None:
            raise NotFound("its run is not kept any more")
        facts = facts_of(run, run.workflow_ref, self._clock.now(), schedule.zone if schedule else "UTC")
        return message(letter, run, replace(facts, input=run.input))

    async def _note(self, tx: Tx, letter: Letter) -> None:
        await tx.outbox.put(letter)
        if letter.standing is Standing.GIVEN_UP:
            log.warning("a message to %s was given up: %s", letter.to, letter.wrong)
            await tx.notices.add([undelivered(letter, self._clock.now())])


def _words(wrong: SourceError | Invalid | NotFound) -> str:
    return one_line(wrong.in_full, 300)


async def _free(tx: Tx, name: str) -> None:
    if await tx.destinations.get(name) is not None:
        raise Conflict(f"there is a destination “{name}” already", hint=f"spark destination remove {name}")

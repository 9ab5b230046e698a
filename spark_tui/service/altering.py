"""A source by another name, at another url, with another definition; what speaks of it by its name goes with it."""

from dataclasses import replace

from spark_tui.domain.change import Alter
from spark_tui.domain.errors import Conflict, Invalid, NotFound
from spark_tui.domain.limits import Scope
from spark_tui.domain.source import Source, as_kept, is_one_place
from spark_tui.domain.text import place
from spark_tui.service.finding import given_name
from spark_tui.service.ports import Tx


def tidied(change: Alter) -> Source:
    """What it would be, as it is kept; what stays is as it was. Raises Invalid for another kind, no url, no name."""
    before, after = change.before, change.after
    if (after.id, after.kind) != (before.id, before.kind):
        raise Invalid("a source stays of its kind", hint="add another one: spark source add URL --kind KIND")
    if not after.url.strip():
        raise Invalid("a source has an address", hint="such as http://localhost:7860")
    name = after.name if after.name == before.name else given_name(after.name)
    url = after.url if after.url == before.url else as_kept(after.url)
    return replace(after, name=name, url=url)


async def altered(tx: Tx, change: Alter) -> Alter:
    """The same, done. Raises Conflict, NotFound."""
    before, after = change.before, change.after
    current = await tx.sources.get(before.id)
    if current is None:
        raise NotFound(f"{before.name} was removed meanwhile")
    if _said(current) != _said(before):
        raise Conflict(f"“{before.name}” has been changed meanwhile", hint="ask again")
    await must_be_free(tx, before, after)
    health = after.health if after.url != before.url else current.health
    after = replace(current, name=after.name, url=after.url, definition=after.definition, health=health)
    await tx.sources.put(after)
    if after.name != current.name:
        await _called(tx, current, after)
    return Alter(current, after)


def _said(source: Source) -> tuple[str, str, str]:
    return source.name, source.url, source.definition


async def must_be_free(tx: Tx, before: Source, wanted: Source) -> None:
    """Raises Conflict where its name is another source's, or the place that it moves to."""
    moves = not is_one_place(before.url, wanted.url)
    for other in await tx.sources.all():
        if other.id == wanted.id:
            continue
        if other.name.casefold() == wanted.name.casefold():
            raise Conflict(f"there is a source “{other.name}” already", hint="give another name")
        if (other.url, other.kind) == (wanted.url, wanted.kind):
            raise Conflict(f"{place(other.url)} is the source “{other.name}” already", hint="see: spark source list")
        if moves and other.kind == wanted.kind and is_one_place(other.url, wanted.url):
            told, hint = already(wanted, other)
            raise Conflict(told, hint=hint)


def already(wanted: Source, other: Source) -> tuple[str, str]:
    """That its place, spelled otherwise, is another source; and what would do where it is not."""
    told = f"{place(wanted.url)} is the source “{other.name}” already, as {place(other.url)}"
    return told, "if it is another server: spark source add URL --force"


async def _called(tx: Tx, before: Source, after: Source) -> None:
    """Its workflows, the schedules of them and its limit know it by its name; runs that were keep what they said."""
    workflows = {w.id: replace(w, source_name=after.name) for w in await tx.workflows.all(before.id)}
    await tx.workflows.put(*workflows.values())
    for schedule in await tx.schedules.all():
        if (workflow := workflows.get(schedule.workflow)) is not None:
            await tx.schedules.put(replace(schedule, workflow_ref=workflow.ref))
    for limit in await tx.limits.all():
        if limit.scope is Scope.SOURCE and limit.name.casefold() == before.name.casefold():
            await tx.limits.remove(limit)
            await tx.limits.put(replace(limit, name=after.name))

"""What a source offers, as workflows of ours: beside those that were known, and a command that a person gives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from spark_tui.domain.command import BY_HAND, command_of, title_of
from spark_tui.domain.ids import WorkflowId, new_id
from spark_tui.domain.source import Source
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Offer, Synced, Workflow
from spark_tui.service.admitting import Taken, cleaned
from spark_tui.service.ports import Store


def compared(source: Source, before: Sequence[Workflow], taken: Taken, now: datetime) -> Synced:
    """What is new, changed and gone beside what was known before."""
    known, offers = {w.key: w for w in before}, taken.offers
    new = [_as_workflow(source, offer) for offer in offers if offer.key not in known]
    seen = [(known[o.key], _renewed(known[o.key], o)) for o in offers if o.key in known]
    changed = [after for before, after in seen if after != before]
    offered = {offer.key for offer in offers}
    gone = [
        replace(w, gone_at=now)
        for w in known.values()
        if taken.tells_of(w.key) and w.key not in offered and w.gone_at is None and not w.key.startswith(BY_HAND)
    ]
    return Synced(source.name, tuple(new), tuple(changed), tuple(gone), len(seen) - len(changed), taken.remarks)


async def taken_in(store: Store, source: Source, taken: Taken, now: datetime) -> Synced:
    """It is compared again where nobody else writes: another process may be at it too."""
    async with store.read() as tx:
        synced = compared(source, await tx.workflows.all(source.id), taken, now)
    if synced.different:
        async with store.write() as tx:
            synced = compared(source, await tx.workflows.all(source.id), taken, now)
            await tx.workflows.put(*synced.different)
    return synced


def admitted(source: Source, offer: Offer) -> Workflow:
    """What a source offers, cleaned, as a workflow of ours that is not kept yet."""
    return _as_workflow(source, cleaned(offer))


def by_hand(local: Source, line: str, title: str = "", about: str = "") -> Workflow:
    """`$ command line` as a workflow of the local source that is not kept yet.

    Raises Invalid for one that only a shell could execute.
    """
    key = command_of(line)
    command, options = title_of(key)
    title = one_line(title or (f"{command} ({options})" if options else command), 60)
    return admitted(local, Offer(key, title, about or "a command given by hand"))


def _as_workflow(source: Source, offer: Offer) -> Workflow:
    return Workflow(
        WorkflowId(new_id()),
        source.id,
        source.name,
        offer.key,
        offer.title,
        offer.description,
        offer.aliases,
        offer.marker,
    )


def _renewed(workflow: Workflow, offer: Offer) -> Workflow:
    return replace(
        workflow,
        title=offer.title,
        description=offer.description,
        aliases=offer.aliases,
        marker=offer.marker,
        gone_at=None,
    )

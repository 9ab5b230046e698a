"""What of a source's offers is taken in: cleaned, of a size that can be kept, and not too many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spark_tui.domain.text import clean, one_line
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import MOST_OFFERS

KEY_LIMIT = 500  # bytes: it is a key of an index


@dataclass(frozen=True, slots=True)
class Taken:
    """Offers as they can be kept, each key once; `remarks` say what was left out."""

    offers: tuple[Offer, ...]
    remarks: tuple[str, ...] = ()
    whole: bool = True  # whether what is not among them is gone


def admit(offers: Sequence[Offer]) -> Taken:
    """Those that can be kept, the first MOST_OFFERS of them."""
    fit = {offer.key: offer for offer in offers if _can_be_kept(offer.key)}
    taken = tuple(cleaned(offer) for offer in [*fit.values()][:MOST_OFFERS])
    whole = len(offers) <= MOST_OFFERS
    many = () if whole else (f"it has more than {MOST_OFFERS:,} workflows; the first {len(taken):,} were taken in",)
    odd = sum(not _can_be_kept(offer.key) for offer in offers[:MOST_OFFERS])
    return Taken(taken, (*many, f"{odd} with an id that cannot be kept were left out") if odd else many, whole)


def _can_be_kept(key: str) -> bool:
    return bool(key) and key.isprintable() and len(key.encode("utf-8", "replace")) <= KEY_LIMIT


def cleaned(offer: Offer) -> Offer:
    return replace(
        offer,
        title=one_line(offer.title, 120) or one_line(offer.key, 36),
        description=clean(offer.description[:8_000])[:2_000],
        aliases=tuple(one_line(alias, 120) for alias in offer.aliases[:10] if alias),
        marker=one_line(offer.marker),
    )

"""What of a source's offers is taken in: cleaned, of a size that can be kept, and not too many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spark_tui.domain.inputs import LONGEST_DEFAULT, MOST_CHOICES, MOST_FIELDS, Declared, Field, FieldType
from spark_tui.domain.text import clean, one_line
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import MOST_OFFERS, Listing

REMARK_LIMIT = 400  # characters
KEY_LIMIT = 500  # bytes: it is a key of an index


@dataclass(frozen=True, slots=True)
class Taken:
    """Offers as they can be kept, each key once; `remarks` say what was left out."""

    offers: tuple[Offer, ...]
    remarks: tuple[str, ...] = ()
    whole: bool = True  # whether they are all that there is
    unheard: tuple[str, ...] = ()  # beginnings of keys of which nothing was heard

    def tells_of(self, key: str) -> bool:
        """Whether that one is gone if it is not among them."""
        return self.whole and not key.startswith(self.unheard)


def admit(offered: Sequence[Offer] | Listing) -> Taken:
    """Those that can be kept, the first MOST_OFFERS of them; what could not be listed is said."""
    taken = _admitted(offers_of(offered))
    if not isinstance(offered, Listing):
        return taken
    remarks = tuple(f"{one_line(why)}; what is known of it stays" for why in offered.unheard.values())
    remarks += tuple(one_line(remark, REMARK_LIMIT) for remark in offered.remarks)
    return replace(taken, remarks=(*taken.remarks, *remarks), unheard=tuple(offered.unheard))


def _admitted(offers: Sequence[Offer]) -> Taken:
    fit = {offer.key: offer for offer in offers if _can_be_kept(offer.key)}
    taken = tuple(cleaned(offer) for offer in [*fit.values()][:MOST_OFFERS])
    whole = len(offers) <= MOST_OFFERS
    many = () if whole else (f"it has more than {MOST_OFFERS:,} workflows; the first {len(taken):,} were taken in",)
    odd = sum(not _can_be_kept(offer.key) for offer in offers[:MOST_OFFERS])
    return Taken(taken, (*many, f"{odd} with an id that cannot be kept were left out") if odd else many, whole)


def offers_of(offered: Sequence[Offer] | Listing) -> Sequence[Offer]:
    """All that could be listed."""
    return offered.offers if isinstance(offered, Listing) else offered


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


def declared_cleaned(declared: Declared) -> Declared:
    """The first MOST_FIELDS whose names can be typed, each name once, whatever its case."""
    fit = [one for one in declared.fields if one.name and one_line(one.name) == one.name]
    once = {one.name.casefold(): one for one in reversed(fit)}
    return replace(declared, fields=tuple(_field(one) for one in fit if once[one.name.casefold()] is one)[:MOST_FIELDS])


def _field(one: Field) -> Field:
    choices = tuple(choice for choice in one.choices[:MOST_CHOICES] if one_line(choice, 1_000) == choice)
    told = one.default is not None and len(one.default) <= LONGEST_DEFAULT
    return replace(
        one,
        type=FieldType.TEXT if one.type is FieldType.CHOICE and not choices else one.type,
        title=one_line(one.title, 120),
        description=one_line(one.description, 400),
        default=clean(one.default) if told and one.default is not None else None if one.default is None else "",
        choices=choices,
    )

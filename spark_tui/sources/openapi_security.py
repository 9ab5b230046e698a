"""Where an operation of an OpenAPI document bears the key: a header, the query, a cookie; as Basic or Bearer.

A source has one key, so what wants two at once cannot be run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from spark_tui.domain.endpoints import KEY
from spark_tui.domain.text import one_line
from spark_tui.sources.sealing import BASIC, Sealed
from spark_tui.sources.telling import at

AS_IT_IS = Sealed(("", KEY, ""))


@dataclass(frozen=True, slots=True)
class Bearing:
    """How the key goes out; without a `place` it does not. `why_not` says why nobody can bear it.

    `needed`: the document lets nobody in without it.
    """

    place: str = ""  # header, query or cookie
    name: str = ""
    value: Sealed = AS_IT_IS
    why_not: str = ""
    needed: bool = False

    @property
    def told(self) -> str:
        """As what it goes out: header x-key, Bearer."""
        words = {BEARER.value: "Bearer", AS_BASIC.value: "Basic, USER:PASSWORD"}
        return words.get(self.value, f"{self.place} {one_line(self.name, 40)}")


NONE = Bearing()
BEARER = Bearing("header", "authorization", Sealed(("Bearer ", KEY, "")))
AS_BASIC = Bearing("header", "authorization", Sealed(("Basic ", BASIC, "")))


def bearing_of(operation: dict[str, Any], whole: Any) -> Bearing:
    """The first of its ways that one key is enough for; what the document says of all counts where it says nothing."""
    schemes = at(whole, "components", "securitySchemes")
    known = schemes if isinstance(schemes, dict) else {}
    wanted = operation.get("security", at(whole, "security"))
    if not isinstance(wanted, list):
        return _first([{name: []} for name in known], known) if known else BEARER
    ways = [one for one in wanted if isinstance(one, dict)]
    return replace(_first(ways, known), needed=all(ways)) if ways else NONE


def _first(ways: list[dict[str, Any]], known: dict[str, Any]) -> Bearing:
    found = [_of_way(way, known) for way in ways]
    return next((one for one in found if one.place), next((one for one in found if not one.why_not), found[0]))


def _of_way(way: dict[str, Any], known: dict[str, Any]) -> Bearing:
    schemes = list(_schemes(way, known))
    if len(schemes) > 1:
        return Bearing(why_not=f"it wants {' and '.join(way)} at once, and a source has one key")
    return schemes[0] if schemes else NONE


def _schemes(way: dict[str, Any], known: dict[str, Any]) -> Iterator[Bearing]:
    for name in way:
        yield _bearing(at(known, name), one_line(str(name), 40))


def _bearing(scheme: Any, name: str) -> Bearing:
    kind, said = at(scheme, "type"), at(scheme, "name")
    place, of_http = at(scheme, "in"), str(at(scheme, "scheme")).lower()
    if kind == "apiKey" and place in ("header", "query", "cookie") and isinstance(said, str):
        return Bearing(place, said.lower() if place == "header" else said)
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and of_http == "bearer"):
        return BEARER
    if kind == "http" and of_http == "basic":
        return AS_BASIC
    return Bearing(why_not=f"it is asked with “{name}”, which is none of Basic, Bearer and a key")

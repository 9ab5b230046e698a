"""Where the operations of an OpenAPI document live."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from spark_tui.domain.errors import Invalid
from spark_tui.domain.text import one_line
from spark_tui.sources.telling import at

HOW_ELSEWHERE = "spark source add URL-OF-THE-SERVER KEY --kind openapi --definition DOCUMENT"


def base_of(bases: tuple[str, ...], url: str) -> str:
    """Where operations live, told from where the document was: the first of their servers that is there.

    Raises Invalid where all are elsewhere.
    """
    found = [urljoin(url, base or "/").rstrip("/") for base in bases or ("",)]
    here = next((base for base in found if "{" not in base and _same_place(url, base)), None)
    if here is not None:
        return here
    base = one_line(found[0], 100)
    told = f"its server is {base}, with places to fill" if "{" in base else f"its operations live elsewhere, at {base}"
    raise Invalid(told, hint=HOW_ELSEWHERE)


def _same_place(url: str, base: str) -> bool:
    try:
        here, there = ((one.scheme, one.hostname, one.port) for one in (urlsplit(url), urlsplit(base)))
    except ValueError:
        return False
    return here == there


def servers_of(of: Any) -> tuple[str, ...]:
    """The URLs, with their places filled with what holds where nothing is said."""
    servers = at(of, "servers")
    urls = [(at(one, "url"), at(one, "variables")) for one in servers] if isinstance(servers, list) else []
    return tuple(_filled(url, variables) for url, variables in urls if isinstance(url, str))


def _filled(url: str, variables: Any) -> str:
    def default(found: re.Match[str]) -> str:
        said = at(variables, found[1], "default")
        return said if isinstance(said, str) else found[0]

    return re.sub(r"\{([^}]*)\}", default, url)

"""Who is let in: a browser of the person who was shown the address, on a page of ours, under a name of ours.

The address holds a token that is good once. It becomes a cookie that no script reads, that no other site's page
sends along, and that is bound to a path which nobody can guess: cookies do not know ports, and another person's
server on this machine would be sent it otherwise. Each request says its host and, from a page, its origin; a page
elsewhere can neither lie about its origin nor make a browser speak to us under a name of its own (DNS rebinding).
"""

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

COOKIE = "spark"
MOST_BROWSERS = 20  # cookies that are good at once
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Refused(Exception):
    """Whoever asks is not let in, with the reason in words for people."""


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Gate:
    """`names` are the hosts under which we may be reached; `any_address`: also under every IP address."""

    names: frozenset[str] = LOOPBACK
    any_address: bool = False
    path: str = field(default_factory=lambda: f"/{secrets.token_urlsafe(12)}/")
    _token: str = field(default_factory=_secret)
    _cookies: list[str] = field(default_factory=list)

    def invite(self) -> str:
        """Path and query of an address that is good once; the one before is not any more."""
        self._token = _secret()
        return f"{self.path}?token={self._token}"

    def admit(self, token: str) -> str:
        """The value of a cookie, for a token that nobody has used yet. Raises Refused."""
        if not self._token or not _same(token, self._token):
            raise Refused(_USED)
        self._token = ""
        self._cookies = [*self._cookies[1 - MOST_BROWSERS :], _secret()]
        return self._cookies[-1]

    def check(self, headers: Mapping[str, str], *, from_page: bool) -> None:
        """Host and origin; `from_page` is what only a page can ask, and so says its origin. Raises Refused."""
        host, origin = headers.get("Host", ""), headers.get("Origin", "")
        if not self._ours(host):
            raise Refused(f"this server does not answer under that name; it does under {', '.join(sorted(self.names))}")
        if (origin or from_page) and urlsplit(origin).netloc.casefold() != host.casefold():
            raise Refused("another page asked for this, and only a page of this server may")

    def knows(self, cookie: str) -> bool:
        return any(_same(cookie, known) for known in self._cookies)

    def _ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.names or (self.any_address and _is_address(name))


_USED = "this address was good once, and has been used; press Enter where spark web runs for another"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _is_address(name: str) -> bool:
    """An IP address: no name server can be made to lie about it."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

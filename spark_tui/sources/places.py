"""Where a request goes, with the key of a source: to its own server, and never to another place."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line

if TYPE_CHECKING:
    import httpx  # at run time only where a request is made: it costs 0.2 to 0.4 s to import

BELOW = ("/", "?", "#")  # what a host ends with: anything else behind a URL may be a part of its host, or another one


def check(url: str) -> None:
    """Raises SourceError for what is no URL that a source can live at."""
    import httpx

    example = "for example http://127.0.0.1:7860"
    try:
        _ = urlsplit(url).port  # httpx does not mind a port that none is
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise SourceError(f"“{one_line(url)}” is not a URL", hint=example) from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise SourceError(f"“{one_line(_shown(parsed))}” is not an http or https URL", hint=example)
    if parsed.userinfo:
        raise SourceError("a URL must not hold a name or a password", hint="give the key as the source's secret")


def joined(base: str, path: str) -> str:
    """The whole URL of a path below ours; a server may name a whole one, which must be its own.

    Raises SourceError for a place elsewhere: the key is not taken there.
    """
    whole = path if path.startswith(("http:", "https:")) else base + path
    if path.startswith(BELOW) or not path:
        return whole
    import httpx

    try:
        there = httpx.URL(whole)
    except (httpx.InvalidURL, ValueError):
        raise SourceError(f"{base} names “{one_line(path, 100)}”, which is no URL") from None
    if there.userinfo or _origin(there) != _origin(httpx.URL(base)):
        raise SourceError(
            f"{base} names a place elsewhere, {_shown(there)}; the key is not taken there",
            hint="if that is where it lives, use it as the URL of a source",
        )
    return whole


def redirected(base: str, response: "httpx.Response", method: str) -> "httpx.URL":
    """Where a redirect goes. Raises SourceError for a place elsewhere, and where it would change the request."""
    target = _target(base, response)
    if target.userinfo:
        raise SourceError(f"{base} sends us on with a name or a password of its own", hint="correct the URL")
    if _origin(target) != _origin(response.url):
        raise SourceError(
            f"{base} sends us on to {_shown(target)}; the key is not taken to another place",
            hint=f"if that is where it lives now, use {_shown(target.copy_with(path='/', query=None))} as the URL",
        )
    if method != "GET" and response.status_code not in (307, 308):
        raise SourceError(f"{base} redirects a {method} to {_shown(target)}", hint="correct the URL")
    return target


def _target(base: str, response: "httpx.Response") -> "httpx.URL":
    import httpx

    location = response.headers["location"]
    try:
        if (target := response.url.join(location)).scheme in ("http", "https"):
            return target
    except (httpx.InvalidURL, ValueError):
        pass
    words = f"{base} redirects to “{one_line(location, 100)}”, which is no http URL"
    raise SourceError(words, hint="correct the URL")


def _shown(url: "httpx.URL") -> str:
    return one_line(str(url.copy_with(username=None, password=None)) if url.userinfo else str(url))


def _origin(url: "httpx.URL") -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port

"""What the network complains of, in words for people.

The one place where an error of httpx, of aiohttp below it or of a socket becomes a SourceError.
"""

import errno
import socket
import ssl
from collections.abc import Callable

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.sources.limits import LIMITS


def in_words(trouble: Exception, where: str, read: float | None) -> SourceError | None:
    """What an error means to people; None for an error that is not the network's."""
    return _of_aiohttp(trouble, where) or _of_httpx(trouble, where, read)


def _of_aiohttp(trouble: Exception, where: str) -> SourceError | None:
    """httpx-aiohttp calls every lost connection a time-out, and lets pass what it does not know: what it was
    stands in the cause, or is the error itself."""
    import aiohttp

    match trouble if isinstance(trouble, aiohttp.ClientError) else trouble.__cause__:
        case aiohttp.ServerTimeoutError():
            return None
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            words, hint = f"the proxy on the way to {where} does not let us through", "check HTTP_PROXY and NO_PROXY"
            return SourceError(words, hint=hint, trouble=Trouble.UNREACHABLE)
        case aiohttp.ClientConnectorError():
            return unconnected(trouble, where)
        case aiohttp.ClientConnectionError() | aiohttp.ClientPayloadError():
            return _broken_off(where)
        case aiohttp.InvalidURL():
            return SourceError(f"“{one_line(where)}” is not a URL that can be called")
        case aiohttp.ClientError() as odd:
            words = f"{where} sent what is no proper HTTP: {one_line(str(odd), 120) or type(odd).__name__}"
            return SourceError(words, trouble=Trouble.SERVER)
    return None


def _of_httpx(trouble: Exception, where: str, read: float | None) -> SourceError | None:
    import httpx

    match trouble:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            hint = "is the address right, the machine on?"
            return SourceError(f"{where} does not answer", hint=hint, trouble=Trouble.TIMEOUT)
        case httpx.TimeoutException():
            words = f"{where} said nothing for {read or LIMITS.read:g} seconds"
            return SourceError(words, hint="is it overloaded?", trouble=Trouble.TIMEOUT)
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return SourceError(f"“{one_line(where)}” is not a URL that can be called")
        case httpx.ConnectError():
            return unconnected(trouble, where)
        case httpx.ProtocolError() | httpx.NetworkError():
            return _broken_off(where)
        case httpx.HTTPError() | httpx.StreamError():
            words = f"{where}: {one_line(str(trouble)) or type(trouble).__name__}"
            return SourceError(words, trouble=Trouble.UNREACHABLE)
    return None


def _broken_off(where: str) -> SourceError:
    return SourceError(f"{where} closed the connection before its answer was complete", trouble=Trouble.UNREACHABLE)


def unconnected(trouble: Exception, where: str) -> SourceError:
    found = _causes(trouble)
    for fits, why, hint in UNCONNECTED:
        if any(fits(cause) for cause in found):
            return SourceError(why.format(where=where), hint=hint, trouble=Trouble.UNREACHABLE)
    return SourceError(f"{where} cannot be reached: {one_line(str(found[-1]))}", trouble=Trouble.UNREACHABLE)


def _causes(trouble: BaseException) -> list[BaseException]:
    """The error with all that led to it, groups opened."""
    found: list[BaseException] = []
    rest: list[BaseException | None] = [trouble]
    while rest:
        one = rest.pop()
        if one is not None and one not in found:
            found.append(one)
            rest += [one.__cause__, one.__context__, *(one.exceptions if isinstance(one, BaseExceptionGroup) else ())]
    return found


def _errno(*numbers: int) -> Callable[[BaseException], bool]:
    return lambda cause: isinstance(cause, OSError) and cause.errno in numbers


UNCONNECTED: tuple[tuple[Callable[[BaseException], bool], str, str], ...] = (
    (
        lambda cause: isinstance(cause, ssl.SSLCertVerificationError),
        "the certificate of {where} is not trusted",
        "is it the right host? A private authority is trusted by ca_file in config.toml, or SPARK_CA_FILE",
    ),
    (lambda cause: isinstance(cause, ssl.SSLError), "{where} does not speak TLS", "try http:// instead of https://"),
    (
        lambda cause: isinstance(cause, socket.gaierror | UnicodeError),  # the latter: what no name can be
        "there is no host of that name: {where}",
        "check the spelling and the network",
    ),
    (
        _errno(errno.ECONNREFUSED),
        "nothing listens at {where}: connection refused",
        "is the server started, is the port right?",
    ),
    (_errno(errno.ENETUNREACH, errno.EHOSTUNREACH), "there is no way to {where}", "check the network or the VPN"),
)

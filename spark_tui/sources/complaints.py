"""What the network complains of, in words for people.

The one place where an error of aiohttp or of a socket becomes a SourceError.
"""

import errno
import socket
import ssl
from collections.abc import Callable

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble


def in_words(trouble: Exception, where: str, read: float) -> SourceError | None:
    """What an error means to people; None for an error that is not the network's. `read` is the patience in seconds."""
    import aiohttp  # it is loaded by then, or nothing was asked

    match trouble:
        case aiohttp.ConnectionTimeoutError():
            return SourceError(
                f"{where} does not answer", hint="is the address right, the machine on?", trouble=Trouble.TIMEOUT
            )
        case aiohttp.ServerTimeoutError() | TimeoutError():
            return SourceError(
                f"{where} said nothing for {read:g} seconds", hint="is it overloaded?", trouble=Trouble.TIMEOUT
            )
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return SourceError(
                f"the proxy on the way to {where} does not let us through",
                hint="check HTTP_PROXY and NO_PROXY",
                trouble=Trouble.UNREACHABLE,
            )
        case aiohttp.ClientConnectorError():
            return _unconnected(trouble, where)
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return SourceError(f"“{one_line(where)}” is not a URL that can be called")
        case aiohttp.ClientConnectionError() | aiohttp.ClientPayloadError():
            return _broken_off(trouble, where)
        case aiohttp.ClientError():
            return SourceError(
                f"{where}: {one_line(str(trouble)) or type(trouble).__name__}", trouble=Trouble.UNREACHABLE
            )
    return None


def _broken_off(trouble: Exception, where: str) -> SourceError:
    """In the middle of an answer; or the answer is packed in a way that cannot be undone."""
    if any("content-encoding" in str(cause) for cause in causes(trouble)):
        return SourceError(f"{where} sent an answer that cannot be unpacked", trouble=Trouble.UNREACHABLE)
    return SourceError(f"{where} closed the connection before its answer was complete", trouble=Trouble.UNREACHABLE)


def no_such_host(where: str) -> SourceError:
    return SourceError(
        f"there is no host of that name: {where}",
        hint="check the spelling and the network",
        trouble=Trouble.UNREACHABLE,
    )


def _unconnected(trouble: Exception, where: str) -> SourceError:
    led_to_it = causes(trouble)
    for fits, why, hint in UNCONNECTED:
        if any(fits(cause) for cause in led_to_it):
            return SourceError(f"{why.format(where=where)}", hint=hint, trouble=Trouble.UNREACHABLE)
    return SourceError(f"{where} cannot be reached: {one_line(str(trouble))}", trouble=Trouble.UNREACHABLE)


def causes(trouble: BaseException) -> list[BaseException]:
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
        "is it the right host? A private authority is trusted through SSL_CERT_FILE",
    ),
    (lambda cause: isinstance(cause, ssl.SSLError), "{where} does not speak TLS", "try http:// instead of https://"),
    (
        lambda cause: isinstance(cause, socket.gaierror),
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

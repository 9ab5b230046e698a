"""Whose certificates are believed: those of SSL_CERT_FILE, else the well-known ones; and those of one file more.

A certificate is always checked; there is no setting that would turn it off.
"""

import ssl
from functools import cache

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line

_own: list[str] = []  # of this process, whose every connection believes the same


def believe(ca_file: str) -> None:
    """Believe the authorities in that file too (PEM); with an empty name in none but the others."""
    _own[:] = [ca_file] if ca_file else []
    trust.cache_clear()


@cache
def trust() -> ssl.SSLContext:
    """Reading the certificates takes 30 ms, which every client would take anew. Raises SourceError."""
    import httpx

    context = httpx.create_ssl_context()
    for file in _own:
        try:
            context.load_verify_locations(cafile=file)
        except (OSError, ssl.SSLError) as wrong:
            why = "it holds no certificates (PEM)" if isinstance(wrong, ssl.SSLError) else wrong.strerror
            raise SourceError(
                f"the certificates in {one_line(file)} cannot be read: {why}", hint="correct ca_file in the settings"
            ) from None
    return context

"""A small HTTP server in this process, that answers as a test says: well, badly, slowly or half."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    target: str = ""  # as it was asked

    def json(self) -> Any:
        return json.loads(self.body)


class Reply:
    """What goes back on one connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def whole(self, body: Any = b"", status: int = 200, content_type: str = "", **headers: str) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        content_type = content_type or ("text/plain" if isinstance(body, bytes) else "application/json")
        self._head(status, content_type, {"content-length": str(len(raw))} | headers)
        self._writer.write(raw)
        await self._writer.drain()

    async def begin(self, content_type: str, status: int = 200) -> None:
        self._head(status, content_type, {"transfer-encoding": "chunked"})
        await self._writer.drain()

    async def send(self, raw: bytes) -> None:
        self._writer.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        await self._writer.drain()

    async def finish(self) -> None:
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def cut(self) -> None:
        self._writer.transport.abort()

    def _head(self, status: int, content_type: str, headers: dict[str, str]) -> None:
        fields = {"content-type": content_type, "connection": "close"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        self._writer.write("\r\n".join(lines).encode())


Answer = Callable[[Request, Reply], Awaitable[None]]


@dataclass
class Web:
    """It listens; `seen` is what it was asked."""

    url: str
    seen: list[Request] = field(default_factory=list)


class Busy(Protocol):
    """A server that knows what goes on at it."""

    @property
    def going(self) -> Any: ...


async def goes_on(server: Busy) -> bool:
    """Whether anything still goes on there, after it had half a second to end."""
    for _ in range(50):
        if not server.going:
            return False
        await asyncio.sleep(0.01)
    return True


@asynccontextmanager
async def listening(answer: Answer, tls: ssl.SSLContext | None = None, port: int = 0) -> AsyncIterator[Web]:
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                request = await _read(reader)
                web.seen.append(request)
                await answer(request, Reply(writer))
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, ssl=tls)
    web = Web(f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield web
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    parts = urlsplit(target)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body, target)


def self_signed(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for 127.0.0.1, and the file of the only authority that vouches for it: itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, private = folder / "authority.pem", folder / "key.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, private)
    return context, file

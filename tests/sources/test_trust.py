"""Whose certificates are believed, with real ones."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from spark_tui.domain.errors import SourceError
from spark_tui.sources.http import Server
from spark_tui.sources.trust import believe


@pytest.fixture(autouse=True)
def nobody_else() -> Iterator[None]:
    yield
    believe("")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of 127.0.0.1, signed by itself; and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "spark's test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificates")
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "ca.pem", folder / "key.pem"


@pytest.fixture
async def url(certificate: tuple[Path, Path]) -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def asked(url: str) -> int:
    server = Server(url)
    try:
        return (await server.ask("GET", "/")).status
    finally:
        await server.close()


async def test_a_certificate_of_nobody_we_know_is_refused_with_what_would_help(url: str) -> None:
    with pytest.raises(SourceError, match=r"the certificate of .* is not trusted") as told:
        await asked(url)
    assert "ca_file" in told.value.hint


async def test_an_authority_of_ones_own_is_believed(url: str, certificate: tuple[Path, Path]) -> None:
    believe(str(certificate[0]))
    assert await asked(url) == 200


async def test_the_name_must_be_right_all_the_same(url: str, certificate: tuple[Path, Path]) -> None:
    believe(str(certificate[0]))
    with pytest.raises(SourceError, match="is not trusted"):
        await asked(url.replace("127.0.0.1", "localhost"))


async def test_believing_one_more_does_not_forget_the_others(certificate: tuple[Path, Path]) -> None:
    from spark_tui.sources.trust import trust

    before = len(trust().get_ca_certs())
    believe(str(certificate[0]))
    assert len(trust().get_ca_certs()) == before + 1 > 10


@pytest.mark.parametrize(("content", "words"), [(b"", "holds no certificates"), (None, "No such file")])
async def test_a_file_without_certificates_says_so(tmp_path: Path, url: str, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "ca").write_bytes(content)
    believe(str(tmp_path / "ca"))
    with pytest.raises(SourceError, match=words) as told:
        await asked(url)
    assert "ca_file" in told.value.hint

"""Where secrets are kept: an encrypted file whose key lies in a second file, both mode 0600.

A name that begins with `env:` is the value of that environment variable and is never written.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spark_tui.domain.errors import StoreError
from spark_tui.domain.source import Secret, SecretName
from spark_tui.service import private

FROM_ENVIRONMENT = "env:"


class FileVault:
    """The Vault of one person on one machine (Fernet: AES-128-CBC with HMAC-SHA256)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._values, self._key = folder / "secrets", folder / "secrets.key"

    @property
    def where(self) -> str:
        """Raises StoreError when it cannot be opened."""
        return f"{self._values}, encrypted: {len(self._load())} kept"

    def get(self, name: SecretName) -> Secret | None:
        if name.startswith(FROM_ENVIRONMENT):
            value = os.environ.get(name.removeprefix(FROM_ENVIRONMENT))
        else:
            value = self._load().get(name)
        return Secret(value) if value else None

    def put(self, name: SecretName, secret: Secret) -> None:
        with self._alone():
            self._save(self._load() | {name: secret.reveal()})

    def remove(self, name: SecretName) -> None:
        with self._alone():
            values = self._load()
            if values.pop(name, None) is not None:
                self._save(values)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes the file meanwhile: a change is a read and a write."""
        private.folder(self._folder)
        with open(self._folder / "secrets.lock", "a", opener=private.opener) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _load(self) -> dict[str, str]:
        from cryptography.fernet import Fernet, InvalidToken  # about 30 ms

        private.files((self._values, self._key))
        try:
            sealed, key = self._values.read_bytes(), self._key.read_bytes()
        except FileNotFoundError:
            return {}
        try:
            opened: dict[str, str] = json.loads(Fernet(key).decrypt(sealed))
        except (InvalidToken, ValueError):
            raise StoreError(
                f"{self._values} cannot be opened with {self._key.name}",
                hint="put back the key file that belongs to it, or remove both and add the sources again",
            ) from None
        return opened

    def _save(self, values: dict[str, str]) -> None:
        from cryptography.fernet import Fernet

        if not self._key.exists():
            _write_private(self._key, Fernet.generate_key())
        _write_private(self._values, Fernet(self._key.read_bytes()).encrypt(json.dumps(values).encode()))


def _write_private(path: Path, content: bytes) -> None:
    """All or nothing, and readable by nobody else at any time."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # made with mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)

"""Where secrets are kept by the system itself: its keyring, through the library `keyring` (an extra of Spark's).

A keyring may wait for a person to unlock it, for ever where there is no screen: so it is asked
on a thread that nobody waits for longer than a moment.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from spark_tui.domain.errors import StoreError
from spark_tui.domain.source import Secret, SecretName
from spark_tui.domain.text import one_line
from spark_tui.system.vault import FROM_ENVIRONMENT, FileVault

SERVICE = "spark"  # under which its entries stand in the keyring
PATIENCE = 5.0  # seconds
INSTEAD = 'set vault = "file" in config.toml (or SPARK_VAULT=file), or give keys by the environment: --key-env'
T = TypeVar("T")


class KeyringVault:
    """A Vault. What `before` holds, from the time when it was the vault, is still found."""

    def __init__(self, before: FileVault, patience: float = PATIENCE) -> None:
        self._before, self._patience = before, patience

    @property
    def where(self) -> str:
        """Which keyring. Raises StoreError when there is none."""
        return f"the keyring of this system ({one_line(self._asked(lambda keyring: str(keyring.name)), 60)})"

    def get(self, name: SecretName) -> Secret | None:
        if name.startswith(FROM_ENVIRONMENT):
            return self._before.get(name)
        value = self._asked(lambda keyring: keyring.get_password(SERVICE, name))
        return Secret(value) if value else self._before.get(name)

    def put(self, name: SecretName, secret: Secret) -> None:
        self._asked(lambda keyring: keyring.set_password(SERVICE, name, secret.reveal()))
        self._before.remove(name)

    def remove(self, name: SecretName) -> None:
        self._asked(lambda keyring: _forget(keyring, name))
        self._before.remove(name)

    def _asked(self, ask: Callable[[Any], T]) -> T:
        """What the keyring answers, in time. Raises StoreError."""
        answered: list[T] = []
        trouble: list[Exception] = []

        def work() -> None:
            try:
                answered.append(ask(_keyring()))
            except Exception as wrong:  # noqa: BLE001 - around somebody else's code, which raises what it likes
                trouble.append(wrong)

        thread = threading.Thread(target=work, daemon=True)  # one that hangs keeps no process from ending
        thread.start()
        thread.join(self._patience)
        if answered:
            return answered[0]
        raise _in_words(trouble[0] if trouble else None, self._patience)


def _keyring() -> Any:
    """The keyring that is there. One that only writes a plain file, or fails for want of another, is none."""
    import keyring  # an extra; and slow, as it looks for what there is

    found = keyring.get_keyring()
    if found.priority < 1:
        raise StoreError("there is no keyring on this machine", hint=INSTEAD)
    return found


def _forget(keyring: Any, name: SecretName) -> None:
    if keyring.get_password(SERVICE, name) is not None:
        keyring.delete_password(SERVICE, name)


def _in_words(wrong: Exception | None, patience: float) -> StoreError:
    match wrong:
        case None:
            return StoreError(
                f"the keyring did not answer within {patience:g} seconds: does it wait for a password?", hint=INSTEAD
            )
        case StoreError():
            return wrong
        case ImportError():
            return StoreError("the library `keyring` is not installed", hint=f"pip install keyring; or {INSTEAD}")
        case _:  # its message may hold anything, the secret too
            return StoreError(f"the keyring cannot be used ({type(wrong).__name__})", hint=INSTEAD)

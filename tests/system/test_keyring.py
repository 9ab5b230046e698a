"""The keyring of the system as a vault, with a stand-in for the system."""

import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.domain.source import Secret, SecretName
from spark_tui.system.keyring_vault import KeyringVault
from spark_tui.system.vault import FileVault

KEY = SecretName("source-a")


class System(ModuleType):
    """Stands for the library `keyring`, which is its own backend."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__("keyring")
        self.name = "Stand-In Keyring"
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None
        self.answers = threading.Event()
        self.answers.set()

    def get_keyring(self) -> "System":
        assert self.answers.wait(60)
        if self.trouble:
            raise self.trouble
        return self

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, value: str) -> None:
        self.kept[service, name] = value

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    made = System()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


@pytest.fixture
def before(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "spark")


@pytest.fixture
def vault(before: FileVault) -> KeyringVault:
    return KeyringVault(before, patience=0.2)


def revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


def test_a_secret_lies_in_the_keyring_and_in_no_file(system: System, vault: KeyringVault, tmp_path: Path) -> None:
    vault.put(KEY, Secret("sk-very-secret"))
    assert system.kept == {("spark", "source-a"): "sk-very-secret"}
    assert revealed(vault.get(KEY)) == "sk-very-secret"
    vault.remove(KEY)
    vault.remove(KEY)
    assert (system.kept, vault.get(KEY)) == ({}, None)
    assert vault.where == "the keyring of this system (Stand-In Keyring)"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"sk-very" in path.read_bytes()]


def test_what_the_file_held_before_is_found_until_it_is_replaced(
    system: System, vault: KeyringVault, before: FileVault
) -> None:
    before.put(KEY, Secret("old"))
    assert revealed(vault.get(KEY)) == "old"
    vault.put(KEY, Secret("new"))
    assert (revealed(vault.get(KEY)), before.get(KEY)) == ("new", None)


def test_the_environment_is_read_without_the_keyring(
    vault: KeyringVault, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    system.trouble = RuntimeError("locked")
    monkeypatch.setenv("MY_KEY", "from outside")
    assert revealed(vault.get(SecretName("env:MY_KEY"))) == "from outside"


def test_a_keyring_that_waits_for_a_person_is_not_waited_for(system: System, vault: KeyringVault) -> None:
    system.answers.clear()
    with pytest.raises(StoreError, match=r"did not answer within 0\.2 seconds") as told:
        vault.get(KEY)
    assert not system.answers.is_set()
    system.answers.set()
    assert "SPARK_VAULT=file" in told.value.hint


@pytest.mark.parametrize(
    ("trouble", "priority", "words"),
    [
        (None, 0, "there is no keyring on this machine"),
        (None, 0.5, "there is no keyring on this machine"),  # one that writes a plain file
        (RuntimeError("org.freedesktop: sk-very-secret"), 5, r"the keyring cannot be used \(RuntimeError\)"),
    ],
)
def test_a_keyring_that_is_none_says_so_and_keeps_nothing(
    system: System, vault: KeyringVault, trouble: Exception | None, priority: float, words: str
) -> None:
    system.trouble, system.priority = trouble, priority  # type: ignore[misc]
    with pytest.raises(StoreError, match=words) as told:
        vault.put(KEY, Secret("sk-very-secret"))
    assert "sk-very" not in told.value.message + told.value.hint
    assert not system.kept


def test_without_the_library_it_says_how_to_get_it(vault: KeyringVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(StoreError, match="`keyring` is not installed") as told:
        vault.get(KEY)
    assert "pip install keyring" in told.value.hint

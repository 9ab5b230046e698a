"""Where secrets are kept."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.domain.source import Secret, SecretName
from spark_tui.system.vault import FileVault

KEY, OTHER = SecretName("source-a"), SecretName("source-b")


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "spark")


def test_a_secret_comes_back_in_another_process(vault: FileVault, tmp_path: Path) -> None:
    vault.put(KEY, Secret("sk-very-secret"))
    found = FileVault(tmp_path / "spark").get(KEY)
    assert found is not None
    assert found.reveal() == "sk-very-secret"


def test_no_file_holds_it_in_the_clear_and_none_is_readable_by_others(vault: FileVault, tmp_path: Path) -> None:
    vault.put(KEY, Secret("sk-very-secret"))
    files = [path for path in (tmp_path / "spark").iterdir() if path.is_file()]
    assert not [path for path in files if b"sk-very-secret" in path.read_bytes()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_one_secret_is_removed_and_the_other_stays(vault: FileVault) -> None:
    vault.put(KEY, Secret("one"))
    vault.put(OTHER, Secret("two"))
    vault.remove(KEY)
    assert (vault.get(KEY), vault.get(OTHER) is None) == (None, False)


def test_what_is_not_there_is_none(vault: FileVault) -> None:
    vault.remove(KEY)
    assert vault.get(KEY) is None


def test_a_secret_can_stay_in_the_environment(vault: FileVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sk-from-outside")
    found = vault.get(SecretName("env:MY_KEY"))
    assert found is not None
    assert found.reveal() == "sk-from-outside"


@pytest.mark.parametrize("damage", [b"", b"rubbish"])
def test_a_damaged_file_is_told_with_what_would_help(vault: FileVault, tmp_path: Path, damage: bytes) -> None:
    vault.put(KEY, Secret("sk-very-secret"))
    (tmp_path / "spark" / "secrets").write_bytes(damage)
    with pytest.raises(StoreError) as told:
        vault.get(KEY)
    assert told.value.hint


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("sk-very-secret")
    assert [f"{secret}", f"{secret!r}", secret.hide_in("key=sk-very-secret!")] == ["•••", "•••", "key=•••!"]


def test_two_processes_that_add_at_once_lose_nothing(vault: FileVault, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda n: FileVault(tmp_path / "spark").put(SecretName(f"s{n}"), Secret(f"value {n}")), range(24))
        )
    assert [n for n in range(24) if vault.get(SecretName(f"s{n}")) is None] == []

"""What Spark has on this machine: its files, its lock, its vault, whom it believes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from spark_tui.domain.errors import SparkError
from spark_tui.system.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from spark_tui.service.safety import Checked
    from spark_tui.system.keyring_vault import KeyringVault
    from spark_tui.system.vault import FileVault


def ours_alone(settings: Settings) -> None:
    """What Spark wrote before is put right where it is too open. Raises StoreError where it is not ours."""
    from spark_tui.service import private

    private.folder(settings.data_dir)
    private.files(_written(settings))


def _written(settings: Settings) -> list[Path]:
    """What lies in Spark's own folder, and the database where it lies elsewhere; no programs."""
    from spark_tui.service.private import COMPANIONS

    own = [path for path in settings.data_dir.iterdir() if path.is_file() and not os.access(path, os.X_OK)]
    database = lock_file(settings)
    beside = [Path(f"{database.with_suffix('')}{suffix}") for suffix in COMPANIONS] if database else []
    return [*own, *(path for path in beside if path.exists() and path not in own)]


def lock_file(settings: Settings) -> Path | None:
    """The file beside a local database that its engine locks; None for a server."""
    from spark_tui.domain.errors import StoreError
    from spark_tui.store.address import SqlitePath, address_of

    try:
        address = address_of(settings.store)
    except StoreError:  # whoever opens the store is told
        return None
    # Through whatever links it is reached: one file has one lock.
    return Path(f"{address.path.resolve()}.lock") if isinstance(address, SqlitePath) else None


def vault_of(settings: Settings) -> "FileVault | KeyringVault":
    from spark_tui.system.vault import FileVault

    in_file = FileVault(settings.data_dir)
    if settings.vault == "file":
        return in_file
    from spark_tui.system.keyring_vault import KeyringVault

    return KeyringVault(in_file)


def safety(settings: Settings) -> "list[Checked]":
    """The files that Spark wrote, where its secrets are, whose programs it runs, whom it believes."""
    from spark_tui.service.safety import Checked
    from spark_tui.system.safety import files_told, programs_told

    looks: dict[str, Callable[[], str]] = {
        "files": lambda: files_told(settings.data_dir, lambda: _written(settings)),
        "workflows": lambda: programs_told(settings.workflows_dir),
        "vault": lambda: vault_of(settings).where,
        "tls": lambda: _trust_told(settings),
    }
    found = []
    for what, look in looks.items():
        try:
            found.append(Checked(what, True, look()))
        except SparkError as wrong:
            found.append(Checked(what, False, wrong.message, wrong.hint))
    return found


def _trust_told(settings: Settings) -> str:
    """Raises SourceError."""
    from spark_tui.sources.trust import believe, trust

    believe(settings.ca_file)
    count = len(trust().get_ca_certs())
    more = f", those of {settings.ca_file} among them" if settings.ca_file else ""
    return f"certificates are always checked; {count} authorities are believed{more}"

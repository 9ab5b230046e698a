"""What is built in because this machine says so: its zone, its language, its folders."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.zones import zone_of

LANGUAGES = ("en", "pt")
_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Etc/GMT", "GMT", "UCT")  # one zone, many names


def data_dir() -> Path:
    return Path(platformdirs.user_data_dir("spark"))


def config_dir() -> Path:
    return Path(platformdirs.user_config_dir("spark"))


def state_dir() -> Path:
    return Path(platformdirs.user_state_dir("spark"))


def store_file(_: Mapping[str, str]) -> str:
    return f"sqlite:///{data_dir() / 'spark.db'}"


def zone(_: Mapping[str, str]) -> str:
    return machine_zone()


def machine_zone() -> str:
    """The IANA name of this machine's zone; UTC where it has none that is known."""
    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
        return "UTC" if name in _UTC else zone_of(name).key
    except (BadTiming, LookupError, TypeError, ValueError):
        return "UTC"


def spoken(environ: Mapping[str, str]) -> str:
    """The language of this machine, where Spark speaks it; English otherwise. The order is that of POSIX."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(name))), "")
    return locale[:2] if locale[:2] in LANGUAGES else "en"

"""Settings: an environment variable wins over the file, the file over what is built in.

The file is `config.toml` in the XDG config directory's `spark/`. Paths follow the XDG base
directory specification.
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from spark_tui.domain.errors import BadTiming, Invalid
from spark_tui.domain.timing import zone_of

FILE = "config.toml"
LANGUAGES, CLOCKS, VAULTS = ("en", "pt"), ("24", "12"), ("file", "keyring")
ON_QUIT = ("ask", "background", "stop")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. `store` is a URL, `zone` an IANA name, `seats` runs at once.

    `language` (en, pt) and `clock` (24, 12) are how a timing is told in words.

    `approval_hours` is how long a run waits for a person's yes, where its deadline is not sooner.

    `notify_command` is started and `notify_url` called for notices; `heartbeat_url` hears each minute that
    the engine is alive. A URL stands there itself or as `env:NAME` or `vault:NAME`. With `bell` the
    terminal of the app rings for a notice.

    `lease_seconds` after which an engine that is silent may be replaced; 0 is what suits the store. `on_quit`
    (ask, background, stop) is what becomes of the engine when the app is left while something is active.

    `vault` is where secrets are kept, `ca_file` holds certificates that are believed beside the well-known ones.

    `model` and `api_base` are as litellm knows them, `model_key` is a name in the vault;
    `model_seconds` bound an answer, `model_tokens` and `model_budget` (US dollars) a conversation.

    `keep_runs_days`, `keep_runs` (of each schedule) and `keep_lines_days` bound what is kept; 0 is for ever.
    """

    data_dir: Path
    config_dir: Path
    store: str
    zone: str
    language: str = "en"
    clock: str = "24"
    seats: int = 50
    source_seats: int = 50
    approval_hours: int = 24
    notify_command: str = ""
    notify_url: str = ""
    heartbeat_url: str = ""
    lease_seconds: int = 0
    on_quit: str = "ask"
    vault: str = "file"
    ca_file: str = ""
    bell: bool = True
    model: str = ""
    api_base: str = ""
    model_key: str = "model"
    model_seconds: int = 120
    model_tokens: int = 500_000
    model_budget: float = 1.0
    keep_runs_days: int = 90
    keep_runs: int = 10_000
    keep_lines_days: int = 30

    @property
    def workflows_dir(self) -> Path:
        """Where the local source looks for executables."""
        return self.config_dir / "workflows"

    @property
    def log_file(self) -> Path:
        """Where an engine without a screen writes."""
        return self.data_dir / "spark.log"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of this person on this machine.

    Raises Invalid with the file or variable that is wrong.
    """
    environ = os.environ if environ is None else environ
    data = Path(platformdirs.user_data_dir("spark"))
    config = Path(platformdirs.user_config_dir("spark"))
    said = _file(config / FILE) | _environment(environ)
    return Settings(
        data_dir=data,
        config_dir=config,
        store=_store(said.get("store"), data),
        zone=_zone(said.get("zone")),
        language=_one_of(said, "language", LANGUAGES, spoken(environ)),
        clock=_one_of(said, "clock", CLOCKS, "24"),
        seats=_number(said, "seats", 50),
        source_seats=_number(said, "source_seats", 50),
        approval_hours=_number(said, "approval_hours", 24),
        notify_command=str(said.get("notify_command", "")).strip(),
        notify_url=_url(said, "notify_url"),
        heartbeat_url=_url(said, "heartbeat_url"),
        lease_seconds=_number(said, "lease_seconds", 0, least=3, most=3_600) if "lease_seconds" in said else 0,
        on_quit=_one_of(said, "on_quit", ON_QUIT, "ask"),
        vault=_one_of(said, "vault", VAULTS, "file"),
        ca_file=_certificates(said.get("ca_file")),
        bell=_yes(said, "bell", built_in=True),
        model=str(said.get("model", "")).strip(),
        api_base=str(said.get("api_base", "")).strip(),
        model_key=str(said.get("model_key", "model")).strip(),
        model_seconds=_number(said, "model_seconds", 120),
        model_tokens=_number(said, "model_tokens", 500_000, most=1_000_000_000),
        model_budget=_dollars(said, "model_budget", 1.0),
        keep_runs_days=_number(said, "keep_runs_days", 90, least=0),
        keep_runs=_number(said, "keep_runs", 10_000, least=0, most=1_000_000_000),
        keep_lines_days=_number(said, "keep_lines_days", 30, least=0),
    )


def _file(path: Path) -> dict[str, Any]:
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise Invalid(f"{path} cannot be read: {wrong}", hint="mend it or move it away") from None
    if unknown := set(said) - _known():
        raise Invalid(f"{path} sets {', '.join(sorted(unknown))}", hint="known are: " + ", ".join(sorted(_known())))
    return said


def remember(path: Path, name: str, value: str) -> None:
    """Set it in the file, and leave everything else there as the person wrote it. Raises Invalid."""
    before = _text(path)
    line = f'{name} = "{value}"'
    after, found = re.subn(rf"(?m)^[ \t]*{name}[ \t]*=[^\n#]*", f"{line}  ", before, count=1)
    after = after.replace(f"{line}  \n", f"{line}\n") if found else f"{_ended(before)}{line}\n"
    if _parsed(after) != tomllib.loads(before) | {name: value}:
        raise Invalid(f"{path} has a form that Spark does not dare to change", hint=f"write into it: {line}")
    _replace(path.resolve(), after)


def _text(path: Path) -> str:
    _file(path)  # raises when it cannot be read
    return path.read_text("utf-8") if path.exists() else ""


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _replace(path: Path, text: str) -> None:
    """All of it or nothing, with the mode that it has."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.write_text(text, "utf-8")
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o600)
        beside.replace(path)
    except OSError as wrong:
        raise Invalid(f"{path} cannot be written: {wrong.strerror}", hint="set it there by hand") from None


def _known() -> set[str]:
    return {field.name for field in fields(Settings)} - {"data_dir", "config_dir"}


def _environment(environ: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name in _known() if (value := environ.get(f"SPARK_{name.upper()}"))}


def _store(said: object, data: Path) -> str:
    url = str(said) if said else f"sqlite:///{data / 'spark.db'}"
    if url.partition(":")[0].partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise Invalid("the store is a sqlite:/// or postgresql:// URL", hint="set SPARK_STORE or store in config.toml")
    return url


def _certificates(said: object) -> str:
    path = Path(str(said)).expanduser() if said else None
    if path is not None and not path.is_file():
        raise Invalid(
            f"there is no file {path} with certificates", hint="correct SPARK_CA_FILE or ca_file in config.toml"
        )
    return str(path) if path else ""


def _zone(said: object) -> str:
    try:
        return zone_of(str(said) if said else machine_zone()).key
    except BadTiming as wrong:
        raise Invalid(wrong.message, hint="set SPARK_ZONE or zone in config.toml to a name like Europe/Rome") from None


_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Etc/GMT", "GMT", "UCT")  # one zone, many names


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


def _one_of(said: Mapping[str, Any], name: str, allowed: Sequence[str], built_in: str) -> str:
    value = str(said.get(name, built_in)).strip().lower()
    if value not in allowed:
        raise Invalid(f"{name} is {' or '.join(allowed)}, not “{value[:20]}”")
    return value


def _number(said: Mapping[str, Any], name: str, built_in: int, *, least: int = 1, most: int = 10_000) -> int:
    value = said.get(name, built_in)
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if not least <= number <= most:
        raise Invalid(f"{name} is a number from {least} to {most}, not “{value}”")
    return number


_SAID = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _yes(said: Mapping[str, Any], name: str, *, built_in: bool) -> bool:
    value = str(said.get(name, built_in)).strip().lower()
    if value not in _SAID:
        raise Invalid(f"{name} is true or false, not “{value[:20]}”")
    return _SAID[value]


def _url(said: Mapping[str, Any], name: str) -> str:
    value = str(said.get(name, "")).strip()
    if value and not value.startswith(("http://", "https://", "env:", "vault:")):
        raise Invalid(f"{name} is an http or https URL, env:NAME or vault:NAME")
    return value


def _dollars(said: Mapping[str, Any], name: str, built_in: float) -> float:
    value = said.get(name, built_in)
    try:
        dollars = float(value)
    except (TypeError, ValueError):
        dollars = -1.0
    if not 0 < dollars <= 100_000:
        raise Invalid(f"{name} is a sum in US dollars above 0, not “{value}”")
    return dollars

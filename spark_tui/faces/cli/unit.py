"""The systemd user unit of the engine: its text, its place, and what to do with it."""

import difflib
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from spark_tui.domain.errors import Conflict, Invalid

NAME = "spark.service"
TOLD_BY_PERSON = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "PATH", "LANG", "TZ")
BOOTED = Path("/run/systemd/system")  # there when systemd runs this machine: sd_booted(3)
UNIT = """\
# Written by `spark daemon install`; `spark daemon uninstall` takes it away.
[Unit]
Description=Spark: the engine of your AI workflows and agents
Documentation=man:systemd.service(5)
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart={command}
Restart=on-failure
RestartSec=5
# It ends its commands itself, and tells what becomes of their runs.
KillMode=mixed
TimeoutStopSec=90
# A command that takes all memory ends alone.
OOMPolicy=continue
LimitCORE=0
# No sandbox (NoNewPrivileges, ProtectSystem, a syscall filter) on purpose: the commands that Spark
# runs for you would be in it too, and sudo, a mail program or a write to /srv would fail in it.
{environment}
[Install]
WantedBy=default.target
"""


def text(command: Sequence[str], environ: Mapping[str, str]) -> str:
    """The unit that starts this installation of Spark, with what its commands need of this environment."""
    words = " ".join(_quoted(word).replace("$", "$$") for word in (*command, "daemon", "--log-file"))
    told = [f"Environment={_quoted(f'{name}={environ[name]}')}\n" for name in TOLD_BY_PERSON if environ.get(name)]
    return UNIT.format(command=words, environment="".join(told))


def _quoted(word: str) -> str:
    """As systemd reads it: in quotes where that is needed, and % is not a specifier."""
    if any(ord(character) < 32 for character in word):
        raise Invalid("a path or variable with a line break cannot stand in a unit", hint="unset it first")
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return escaped if escaped == word and not set(word) & set(" '") else f'"{escaped}"'


def place(environ: Mapping[str, str]) -> Path:
    config = environ.get("XDG_CONFIG_HOME") or str(Path("~/.config").expanduser())
    return Path(config) / "systemd" / "user" / NAME


def written(environ: Mapping[str, str]) -> str | None:
    """What is there; None when nothing is. Raises Conflict."""
    try:
        return place(environ).read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as wrong:
        raise Conflict(f"{place(environ)} cannot be read: {wrong}", hint="look at it, or move it away") from None


def write(path: Path, unit: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(unit, "utf-8")
    except OSError as wrong:
        raise Conflict(f"{path} cannot be written: {wrong.strerror}", hint="spark daemon install --print") from None
    _systemctl("daemon-reload")


def remove(path: Path) -> None:
    """Stopped, disabled and gone; where systemd does not run, only gone."""
    _systemctl("disable", "--now", NAME)
    try:
        path.unlink(missing_ok=True)
    except OSError as wrong:
        raise Conflict(f"{path} cannot be removed: {wrong.strerror}") from None
    _systemctl("daemon-reload")


def _systemctl(*arguments: str) -> None:
    """What cannot be done here is left: a unit can be written where no user manager runs just now."""
    if shutil.which("systemctl") and BOOTED.exists():
        subprocess.run(["systemctl", "--user", *arguments], capture_output=True, check=False, timeout=100)


def needs_systemd() -> None:
    """Raises Conflict where it does not run this machine."""
    if not (shutil.which("systemctl") and BOOTED.exists()):
        raise Conflict(
            "systemd does not run this machine, so a unit would start nothing",
            hint="spark daemon start begins the engine now; at each boot, for example by cron: @reboot spark daemon "
            "start. The unit for another machine: spark daemon install --print",
        )


def difference(before: str, after: str) -> Iterator[str]:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "as it is", "as it would be", lineterm="", n=1
    )
    return (line for line in lines)


def what_next(environ: Mapping[str, str]) -> list[str]:
    """The commands that follow, and what the service will not see of this shell."""
    ours = sorted(name for name in environ if name.startswith("SPARK_"))
    unseen = f"{', '.join(ours)} of this shell will not reach the service: put them into config.toml"
    return [
        f"start it now, and with each of your sessions:  systemctl --user enable --now {NAME}",
        "let it run without a session, from boot on:     loginctl enable-linger",
        f"what it says:                                   journalctl --user -u {NAME}, and spark daemon status",
        *([unseen] if ours else []),
    ]

"""What a command on this machine is told, and what of that it must not tell again."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from spark_tui.domain.errors import SourceError
from spark_tui.domain.launch import Launch
from spark_tui.domain.log import Level
from spark_tui.domain.source import Secret, SecretName, longest_first
from spark_tui.domain.text import place
from spark_tui.service.ports import Emit, Job

Secrets = Callable[[SecretName], Secret | None]
KEPT = (
    *("PATH", "HOME", "LANG", "LANGUAGE", "USER", "LOGNAME", "SHELL", "TZ", "TMPDIR"),
    *("CLAUDE_CONFIG_DIR", "CODEX_HOME", "LLM_USER_PATH"),  # where agents are logged in, if not in the home
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"),
)
KEPT_FAMILIES = ("LC_", "XDG_")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")  # kept where they hold no password
ENV_LIMIT = 64_000  # bytes of the input in the environment, where the system bears 128 KiB; stdin has it whole
LAST_RESULT_LIMIT = 16_000  # bytes


@dataclass(frozen=True, slots=True)
class Told:
    """The whole environment of a command, and those of its values that are secret, the longest first."""

    variables: dict[str, str]
    secrets: tuple[Secret, ...] = ()

    def hide_in(self, text: str) -> str:
        for secret in self.secrets:
            text = secret.hide_in(text)
        return text

    def hide_in_json(self, text: str) -> str:
        """The same where they may stand as JSON spells them."""
        raw = text.encode("utf-8", "replace") if self.secrets else b""
        for secret in self.secrets:
            raw = secret.hide_in_bytes(raw)
        return raw.decode("utf-8", "replace") if self.secrets else text

    def over(self, emit: Emit) -> Emit:
        """The same way to speak, with no secret in what is said."""
        return _Discreet(emit, self) if self.secrets else emit


def environment_for(job: Job, launch: Launch, secrets: Secrets) -> Told:
    """All that a command is told. Nothing else of our own environment reaches it, no secret above all.

    Raises SourceError for a secret that is not there.
    """
    revealed = {name: _secret(name, kept_as, secrets) for name, kept_as in launch.secrets.items()}
    variables = kept_environment() | {
        "PYTHONUNBUFFERED": "1",  # or a Python script would speak only at its end
        **launch.plain,
        **{name: secret.reveal() for name, secret in revealed.items()},
        "SPARK_RUN_ID": job.run,
        "SPARK_KEY": job.key,
        "SPARK_DUE_AT": job.due_at.isoformat(),
        "SPARK_STARTED_AT": job.started_at.isoformat(),
        "SPARK_ZONE": job.zone,
        "SPARK_ATTEMPT": str(job.attempt),
        "SPARK_INPUT": _fitting(job.input, ENV_LIMIT),
        "SPARK_LAST_RESULT": _fitting(job.last_result, LAST_RESULT_LIMIT),
    }
    return Told(variables, longest_first(line for secret in revealed.values() for line in _lines(secret)))


def kept_environment(ours: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What of our own environment a command needs to work as it does in a shell."""
    return {name: value for name, value in ours.items() if _is_kept(name, value)}


def _is_kept(name: str, value: str) -> bool:
    if name.upper() in PROXIES:
        return place(value) == value and "@" not in value
    return name in KEPT or name.startswith(KEPT_FAMILIES)


def _secret(variable: str, name: SecretName, secrets: Secrets) -> Secret:
    secret = secrets(name)
    if secret is None:
        raise SourceError(
            f"{variable} is to be the secret “{name}”, which is not kept here", hint=f"spark secret keep {name}"
        )
    return secret


def _lines(secret: Secret) -> list[Secret]:
    """The secret line by line, as a command would say it: a private key has many."""
    return [Secret(line) for line in secret.reveal().splitlines() if line.strip()]


def _fitting(text: str, limit: int) -> str:
    return text.replace("\0", "").encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")


@dataclass(frozen=True, slots=True)
class _Discreet:
    """An Emit that hides what is secret."""

    emit: Emit
    told: Told

    def line(self, text: str, level: Level = Level.OUT) -> None:
        self.emit.line(self.told.hide_in(text), level)

    async def room(self) -> None:
        await self.emit.room()

    async def ref(self, ref: str) -> None:
        await self.emit.ref(ref)

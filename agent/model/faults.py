"""What went wrong at the model, in words for people. litellm's classes are told by their names.

The text of a fault comes from a server, or from deep inside a library: it is shortened here, and
whoever shows it takes out what looks like a key.
"""

import re
from typing import Any

Told = tuple[str, str]  # what is wrong, what would help

_SET_KEY = "set the key with: spark model key"
_TABLE: dict[str, Told] = {
    "AuthenticationError": ("the model refuses the key", _SET_KEY),
    "PermissionDeniedError": ("this key may not use the model", "choose another model, or another key"),
    "NotFoundError": ("there is no such model at that place", "see SPARK_MODEL and SPARK_API_BASE"),
    "RateLimitError": ("the model has been asked too often", "try again later"),
    "ContextWindowExceededError": ("the conversation is too long for this model", "clear it: spark ask --clear"),
    "ContentPolicyViolationError": ("the model declines to answer that", "say it differently"),
    "Timeout": ("the model did not answer in time", "try again, or set SPARK_MODEL_SECONDS higher"),
    "JSONSchemaValidationError": ("the model's answer cannot be read", "try again, or choose another model"),
    "APIConnectionError": ("the model cannot be reached, or its answer broke off", "is the server there? try again"),
    "ServiceUnavailableError": ("the model's server is not available", "try again later"),
    "InternalServerError": ("the model's server has an error of its own", "try again later"),
    "BadGatewayError": ("the model's server is not available", "try again later"),
    "BadRequestError": ("the model does not accept the question", "does this model know tools? choose another one"),
    "UnsupportedParamsError": ("the model does not know tools", "choose another model"),
}
_BY_STATUS: dict[object, str] = {  # where litellm has no class of its own for it
    401: "AuthenticationError",
    402: "PermissionDeniedError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    429: "RateLimitError",
    500: "InternalServerError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    529: "ServiceUnavailableError",
}
BROKE_OFF: Told = ("the model's answer broke off", "try again")
_OTHER: Told = ("the model's answer cannot be read", "try again, or choose another model")
_NAMES = re.compile(r"^(?:litellm\.)?(?:\w+(?:Error|Exception|Timeout)(?::| -) )+(?:litellm\.)?(?:\w+Exception - )?")


def told(wrong: Exception) -> Told:
    """The nearest class that is known by name, with the seconds to wait where the server said them."""
    names = [kind.__name__ for kind in type(wrong).__mro__] + [_BY_STATUS.get(getattr(wrong, "status_code", None), "")]
    message, hint = next((_TABLE[name] for name in names if name in _TABLE), _OTHER)
    if seconds := retry_after(wrong):
        hint = f"try again in {seconds} s"
    return f"{message} ({_detail(wrong)})", hint


def retry_after(wrong: Exception) -> int:
    """Whole seconds that the server asks to wait; 0 where it does not say."""
    headers: Any = getattr(getattr(wrong, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after", "")) or _of_litellm(wrong)
    return int(float(value)) + (not float(value).is_integer()) if value.replace(".", "", 1).isdigit() else 0


def _of_litellm(wrong: Exception) -> str:
    headers: Any = getattr(wrong, "litellm_response_headers", None) or {}
    return str(headers.get("retry-after", ""))


def _detail(wrong: Exception) -> str:
    """The server's own words, without litellm's names before them."""
    text = " ".join(str(getattr(wrong, "message", "") or wrong).split())
    return _NAMES.sub("", text)[:200] or type(wrong).__name__

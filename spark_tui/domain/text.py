"""Text from outside is text.

Whatever a server, a file, a command or a model sent may hold control sequences
that a terminal obeys. `clean` makes them visible instead; it is applied at every
boundary. The rules: ECMA-48 control sequences, C0 and C1 controls, and Unicode's
bidirectional overrides.
"""

import re
from collections.abc import Sequence

_SEQUENCE = re.compile(
    r"""
      (?:\x1b\[|\x9b) [0-?]*[ -/]*[@-~]                         # CSI: colours, cursor, modes
    | (?:\x1b\]|\x9d) [^\x07\x1b\x9c]{0,4096} (?:\x07|\x1b\\|\x9c)?  # OSC: title, clipboard, links
    | (?:\x1b[PX^_]|[\x90\x98\x9e\x9f]) [^\x1b\x9c]{0,4096} (?:\x1b\\|\x9c)?  # DCS, SOS, PM, APC
    | \x1b [ -/]* [0-~]                                         # other escapes
    """,
    re.VERBOSE,
)
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufe0f{_BIDI}\ud800-\udfff]")


def _visible(match: re.Match[str]) -> str:
    char = match[0]
    if char < " ":
        return chr(0x2400 + ord(char))  # the control pictures: ␀ ␛ ␇
    return {"\x7f": "␡", "\u2028": " ", "\u2029": " ", "\ufeff": "", "\ufe0f": ""}.get(char, "�")


def clean(text: str) -> str:
    """The text without control sequences; stray controls as visible symbols. Newlines and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return _UNSAFE.sub(_visible, _SEQUENCE.sub("", text))


def in_symbols(text: str) -> str:
    """The text with nothing taken out: its control sequences stand there in symbols, and nobody obeys them."""
    return text if text.isprintable() else _UNSAFE.sub(_visible, text.replace("\x9b", "\x1b["))


def one_line(text: str, limit: int = 200) -> str:
    """The text cleaned, on one line, at most `limit` characters."""
    flat = " ".join(clean(text[: limit * 8]).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with a word on what was cut."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… ({len(text) - limit} more characters)"


def near(wanted: str, known: Sequence[str]) -> str:
    """did you mean “overlap”?, or all there are."""
    import difflib

    found = difflib.get_close_matches(wanted.casefold(), known, n=1, cutoff=0.6)
    return f"did you mean “{found[0]}”?" if found else "one of: " + ", ".join(known)


def counted(count: int, what: str) -> str:
    """1 moment, 2 moments, 1,204 runs: `what` is one of them, and takes an s."""
    return f"{count:,} {what}{'s' * (count != 1)}"


def place(url: str) -> str:
    """A url or path as people may see it: without user, password and query, whatever is wrong with it.

    A password that was not quoted may hold any character, so all before the last @ goes.
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    before, *query = re.split("[?#]", rest, maxsplit=1)
    if query and "@" in query[0]:
        return f"{scheme}://…"  # it may stand in a password or in the query: neither is shown
    return f"{scheme}://{before if before.startswith('/') else before.rpartition('@')[2]}"


_SECRETS = re.compile(
    r"""
      \b(?:sk|pk|ghp|gho|xox[abp])[-_][\w-]{6,}           # keys that look like keys
    | (?<=Bearer\ )\S+ | (?<=Basic\ )\S+
    | (?<=://)[^/\s@]+:[^/\s@]+(?=@)                      # user and password of a url
    """,
    re.VERBOSE,
)
_NAMED = re.compile(
    r"""
      ((?:api[-_\ ]?key|token|password|passwd|secret|authorization)["']?\s*[=:]\s*["']?)
      (?:Bearer\ |Basic\ )?[^\s"',;]+
    """,
    re.VERBOSE | re.IGNORECASE,
)


def redacted(text: str) -> str:
    """The text without what looks like a key or a password."""
    text = _NAMED.sub(lambda match: f"{match[1]}•••", text)
    return _SECRETS.sub("•••", text)

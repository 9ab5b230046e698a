"""Places in JSON, as RFC 9535 writes them: $.choices[0].message.content"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.text import one_line

if TYPE_CHECKING:
    import jsonpath

MOST_FOUND = 10_000  # values that are looked at
LONGEST = 500  # characters of a path


@dataclass(frozen=True, slots=True)
class Path:
    """A place that can be looked for. It cannot exist invalid."""

    text: str

    def __post_init__(self) -> None:
        _compiled(self.text)

    def all(self, value: Any) -> list[Any]:
        """Every value that stands there."""
        import jsonpath

        found: list[Any] = []
        try:
            for match in _compiled(self.text).finditer(value):
                found.append(match.value)
                if len(found) >= MOST_FOUND:
                    break
        except (jsonpath.JSONPathError, RecursionError):
            return []
        return found

    def first(self, value: Any) -> Any:
        """The first value that stands there; None without one."""
        return next(iter(self.all(value)), None)


@dataclass(frozen=True, slots=True)
class Places:
    """Several to look at, one after the other: what stands at the first at which something stands."""

    paths: tuple[Path, ...]

    @property
    def text(self) -> str:
        return " or ".join(path.text for path in self.paths)

    def all(self, value: Any) -> list[Any]:
        return [found for path in self.paths for found in path.all(value)]

    def first(self, value: Any) -> Any:
        """None without one."""
        return next((found for path in self.paths if (found := path.first(value)) is not None), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of an answer: at each place there is something (not null, false, empty), or one of the values."""

    parts: tuple[tuple[Path, tuple[Any, ...]], ...]

    def holds(self, value: Any) -> bool:
        return all(_holds(path, wanted, value) for path, wanted in self.parts)


def _holds(path: Path, wanted: tuple[Any, ...], value: Any) -> bool:
    found = path.all(value)
    return any(one in wanted and type(one) in map(type, wanted) for one in found) if wanted else any(map(_says, found))


def _says(value: Any) -> bool:
    return value is not None and value is not False and value not in ("", [], {})


@lru_cache(maxsize=512)
def _compiled(text: str) -> "jsonpath.JSONPath":
    import jsonpath  # 30 ms that only an endpoint needs

    if not text.startswith("$") or len(text) > LONGEST:
        raise _no_path(text, f"it begins with $ and has at most {LONGEST} characters")
    try:
        compiled = jsonpath.compile(text, strict=True)
    except (jsonpath.JSONPathError, RecursionError, ValueError) as wrong:
        raise _no_path(text, str(wrong.args[0]) if wrong.args else "it cannot be read") from None
    assert isinstance(compiled, jsonpath.JSONPath)
    return compiled


def _no_path(text: str, why: str) -> Invalid:
    return Invalid(f"“{one_line(text, 60)}” is no JSONPath: {one_line(why, 100)}", hint="such as $.items[0].text")

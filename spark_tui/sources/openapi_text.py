"""The text of a document, in JSON or in YAML."""

from functools import lru_cache
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.sources.replies import BROKEN, parsed

MOST_VALUES = 4_000_000  # of a document in YAML: no document of LIMITS.body has as many


def loaded(raw: bytes) -> Any:
    """BROKEN where it is neither. Raises Invalid for one that unfolds to more than can be read."""
    if raw.lstrip()[:1] in (b"{", b"["):
        return parsed(raw)
    import yaml

    try:
        whole = yaml.load(raw, Loader=_loader())  # noqa: S506 - it is a safe one
    except (yaml.YAMLError, RecursionError, ValueError):
        return BROKEN
    if _unfolds(whole):
        raise Invalid("it unfolds to more than can be read: what is named once stands in it again and again")
    return whole


@lru_cache(maxsize=1)
def _loader() -> Any:
    """YAML in which a day is a text."""
    import yaml

    loader: Any = type("_Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    resolvers = loader.yaml_implicit_resolvers.items()
    loader.yaml_implicit_resolvers = {
        first: [(tag, what) for tag, what in known if not tag.endswith(":timestamp")] for first, known in resolvers
    }
    return loader


def _unfolds(whole: Any) -> bool:
    """Whether there is more in it than was written, by far: a few lines of YAML can name each other without end."""
    left, seen = [whole], 0
    while left:
        seen += 1
        if seen > MOST_VALUES:
            return True
        one = left.pop()
        left += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return False

"""What is expected at a place of a definition; what is wrong there is told with its line."""

from spark_tui.domain.errors import Invalid
from spark_tui.domain.nodes import Map, Node

WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}  # what stands for no text, as YAML has it


def names_in(node: Node, hint: str) -> Map:
    """Raises Invalid where no names stand."""
    if not isinstance(node, Map):
        raise wrong_at(node, "names are expected here", hint)
    return node


def wrong_at(node: Node, words: str, hint: str = "") -> Invalid:
    return Invalid(f"line {node.mark.line} of the definition: {words}", hint=hint)

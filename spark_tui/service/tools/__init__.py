"""What a model may use. Reading is free; every write is a suggestion that waits for a person's yes."""

from collections.abc import Awaitable, Callable

from spark_tui.domain.errors import SparkError
from spark_tui.domain.talk import Call, Result, Tool
from spark_tui.domain.text import one_line
from spark_tui.service.tools.arguments import described, given
from spark_tui.service.tools.desk import Desk
from spark_tui.service.tools.looking import LOOKING
from spark_tui.service.tools.proposing import PROPOSING

_BY_NAME: dict[str, Callable[..., Awaitable[Result]]] = {each.__name__: each for each in (*LOOKING, *PROPOSING)}
_PROPOSING = frozenset(each.__name__ for each in PROPOSING)


def tools() -> tuple[Tool, ...]:
    """All of them, as a model is told."""
    return tuple(described(each) for each in _BY_NAME.values())


async def use(desk: Desk, call: Call) -> Result:
    """Do what a model wants, or say why not: it is told, and may try otherwise."""
    tool = _BY_NAME.get(call.name)
    if tool is None:
        return Result(f"there is no tool {one_line(call.name, 60)}; there are: {', '.join(_BY_NAME)}")
    try:
        return await tool(desk, **given(tool, call.arguments))
    except SparkError as wrong:
        told = wrong.in_full
        return Result(told, refused=call.name in _PROPOSING)

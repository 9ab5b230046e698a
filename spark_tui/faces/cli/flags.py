"""Flags that are declared once, for every command that takes them."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

import typer

F = TypeVar("F", bound=Callable[..., None])
Given = dict[str, Any]


def flag(kind: Any, text: str, *names: str) -> Any:
    return Annotated[kind | None, typer.Option(*names, help=text, show_default=False)]


def taking(flags: Mapping[str, Any], into: str) -> Callable[[F], F]:
    """The command with all of these flags; it gets those that were given as the dict named `into`."""

    def decorate(command: F) -> F:
        def wrapped(**arguments: Any) -> None:
            given = {name: value for name in flags if (value := arguments.pop(name)) is not None}
            command(**arguments, **{into: given})

        own = inspect.signature(command, eval_str=True)
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
            for name, kind in flags.items()
        ]
        kept = [
            parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name, parameter in own.parameters.items()
            if name != into
        ]
        vars(wrapped)["__signature__"] = own.replace(parameters=[*kept, *added])
        wrapped.__doc__, wrapped.__name__ = command.__doc__, command.__name__
        return wrapped  # type: ignore[return-value]

    return decorate

"""Flags that are declared once, for every command that takes them."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Annotated, Any, TypeVar

import typer

F = TypeVar("F", bound=Callable[..., None])
T = TypeVar("T")
Given = dict[str, Any]


def flag(kind: Any, text: str, *names: str) -> Any:
    return Annotated[kind | None, typer.Option(*names, help=text, show_default=False)]


def taking(flags: Mapping[str, Any], into: str) -> Callable[[F], F]:
    """The command with all of these flags; it gets those that were given as the dict named `into`."""

    def gathered(said: Given) -> Given:
        return {name: value for name, value in said.items() if value is not None}

    return _standing_for(into, dict.fromkeys(flags), flags, gathered)


def filling(of: type[T], into: str) -> Callable[[F], F]:
    """The command with an option for every field of the dataclass; it gets one, as what is named `into`."""
    declared = {field.name: field for field in fields(of)}  # type: ignore[arg-type]
    defaults = {name: field.default for name, field in declared.items()}
    kinds = {name: field.type for name, field in declared.items()}
    return _standing_for(into, defaults, kinds, lambda said: of(**said))


def _standing_for(
    into: str, defaults: Mapping[str, Any], kinds: Mapping[str, Any], make: Callable[[Given], Any]
) -> Callable[[F], F]:
    """The command with these options where the parameter `into` stands, which gets what is made of them."""

    def decorate(command: F) -> F:
        def wrapped(**arguments: Any) -> None:
            made = make({name: arguments.pop(name) for name in defaults})
            command(**arguments, **{into: made})

        own = inspect.signature(command, eval_str=True)
        at = list(own.parameters).index(into)
        kept = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own.parameters.values()]
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kinds[name])
            for name, default in defaults.items()
        ]
        vars(wrapped)["__signature__"] = own.replace(parameters=[*kept[:at], *added, *kept[at + 1 :]])
        wrapped.__doc__, wrapped.__name__ = command.__doc__, command.__name__
        return wrapped  # type: ignore[return-value]

    return decorate

"""spark web: the app in a browser. Who may open it, and what that is able to do, stands in `faces.web`."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.text import one_line
from spark_tui.faces.cli.opening import ask, told
from spark_tui.faces.cli.output import say, say_below
from spark_tui.faces.cli.this_spark import THIS_SPARK
from spark_tui.faces.web import TAB
from spark_tui.service.serving import who_serves

if TYPE_CHECKING:
    from spark_tui.faces.web.gate import Gate

PORT = 8300
_OPEN_MEANS = (
    "whoever sees the traffic reads the screen, the keys you press and the address: there is no TLS here; "
    "better from afar: ssh -L {port}:localhost:{port} THIS-MACHINE, and spark web without --host"
)


def web(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes any that is free.")] = PORT,
    writable: Annotated[bool, typer.Option("--writable", help="Let it change things; without, it only looks.")] = False,
    exposed: Annotated[bool, typer.Option("--expose", help="Let other machines reach it, without TLS.")] = False,
    name: Annotated[str, typer.Option(help="With --expose: a name under which they reach it.")] = "",
) -> None:
    """The app in a browser; it only looks, unless --writable. On this machine, for whoever is shown the address.

    The address holds a token that is good once; Enter shows another, for another browser. It follows the engine,
    and is never one.
    """
    told(lambda: _may(host, exposed, name, port))
    engine = ask(context, who_serves)
    if exposed:
        say(f"careful: {_OPEN_MEANS.format(port=port)}")
    if engine is None:
        say("no engine serves now: schedules run while `spark` or `spark daemon` does")
    raise typer.Exit(told(lambda: _serve(host, port, writable=writable, exposed=exposed, name=name)))


def _may(host: str, exposed: bool, name: str, port: int) -> None:
    from spark_tui.faces.web.gate import LOOPBACK

    if not sys.stderr.isatty():
        raise Invalid(
            "the address is a key, and there is no terminal to show it on", hint="start spark web in a terminal"
        )
    if host not in LOOPBACK and not exposed:
        raise Invalid(
            f"on {one_line(host, 60)} other machines reach it", hint=f"{_OPEN_MEANS.format(port=port)}; or --expose"
        )
    if name and not exposed:
        raise Invalid("--name is for --expose", hint="on this machine it is localhost")


def _serve(host: str, port: int, *, writable: bool, exposed: bool, name: str) -> int:
    from spark_tui.faces.web.gate import LOOPBACK, Gate
    from spark_tui.faces.web.server import Server, serve

    gate = Gate(LOOPBACK | {host.casefold()} | ({name.casefold()} if name else set()), any_address=exposed)
    command = [*THIS_SPARK, TAB, *(["--writable"] if writable else [])]
    title = "Spark" if writable else "Spark (only looks)"
    server = Server(
        gate, command, title=title, opened=lambda: say("opened in a browser; Enter shows an address for another")
    )

    async def run() -> None:
        over = asyncio.Event()

        def ready(at: int) -> None:
            said = name or host
            show = _shower(gate, f"http://{f'[{said}]' if ':' in said else said}:{at}")
            say("it lets you change things" if writable else "it only looks; --writable lets it change things")
            say("ctrl+c ends it. The address is good once, and for you alone:")
            show()
            _listen(over, show)

        await serve(server, host, port, ready, over)

    try:
        asyncio.run(run())
    except OSError as wrong:
        raise Conflict(
            f"port {port} of {one_line(host, 60)} cannot be had: {wrong.strerror}",
            hint="--port 0 takes any that is free",
        ) from None
    return 0


def _shower(gate: "Gate", base: str) -> Callable[[], None]:
    return lambda: say(f"  {base}{gate.invite()}")


def _interrupted(over: asyncio.Event) -> None:
    if not over.is_set():
        say_below("it ends, for every browser")
    over.set()


def _listen(over: asyncio.Event, show: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, over.set)
    loop.add_signal_handler(signal.SIGINT, _interrupted, over)
    if sys.stdin.isatty():
        with suppress(OSError):
            loop.add_reader(0, lambda: show() if os.read(0, 4_096) else loop.remove_reader(0))

"""The floor of the load benches: the same POSTs with no scheduler at all.

All at once in one gather, so many at a time, over one client: what a program that plans, keeps and
records nothing needs for them on this machine now. Answers in seconds from its start.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

AT_ONCE = 50
Post = Callable[[str], Awaitable[None]]


def floor(url: str, count: int, client: "Client | None" = None) -> float:
    """Seconds until the last of `count` POSTs was answered."""
    return asyncio.run(_floor(url, count, client or clients()[0]))


def clients() -> "list[Client]":
    """aiohttp by itself, httpx over it, and httpx over connections of its own, which it comes with."""
    return [aiohttp_client, httpx_over_aiohttp, httpx_itself]


async def _floor(url: str, count: int, client: "Client") -> float:
    seats = asyncio.Semaphore(AT_ONCE)
    async with client() as post:
        await post(f"{url}/run/warm")
        began = time.perf_counter()

        async def one(number: int) -> None:
            async with seats:
                await post(f"{url}/run/floor-{number}")

        await asyncio.gather(*(one(number) for number in range(count)))
        return time.perf_counter() - began


@asynccontextmanager
async def aiohttp_client():  # type: ignore[no-untyped-def]
    import aiohttp

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def post(url: str) -> None:
            async with session.post(url, json={"key": url, "input": ""}) as answer:
                answer.raise_for_status()
                await answer.read()

        yield post


@asynccontextmanager
async def httpx_over_aiohttp():  # type: ignore[no-untyped-def]
    from httpx_aiohttp import HttpxAiohttpClient

    async with HttpxAiohttpClient(limits=_limits()) as client:
        yield _posting(client)


@asynccontextmanager
async def httpx_itself():  # type: ignore[no-untyped-def]
    import httpx

    async with httpx.AsyncClient(limits=_limits()) as client:
        yield _posting(client)


def _limits() -> "httpx.Limits":
    import httpx

    return httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)


def _posting(client: "httpx.AsyncClient") -> Post:
    async def post(url: str) -> None:
        (await client.post(url, json={"key": url, "input": ""})).raise_for_status()

    return post


Client = Callable[[], AbstractAsyncContextManager[Post]]

"""The contract of every kind, run by the kind's own package."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from spark_functions import FunctionsSource

from spark_tui.domain.ids import SourceId
from spark_tui.domain.source import Source
from spark_tui.sources.contract import Bench, SourceContract

FUNCTIONS = r"""
import asyncio
from pathlib import Path

HERE = Path(__file__).with_name("going on")

async def echo(job, say):
    "Says what it was given."
    say(f"heard {job.input}")
    return job.input

async def fails(job, say):
    say("it will fail")
    raise ValueError("on purpose")

async def long(job, say):
    say("begun")
    HERE.touch()
    try:
        await asyncio.sleep(60)
    finally:
        HERE.unlink()

async def hostile(job, say):
    text = "\033]0;title\007[@click=app.quit]here[/] \u202eevil \x9b31m"
    say(text)
    return text

async def big(job, say):
    say("x" * 2_000_000)
    return "y" * 2_000_000
"""


def source(file: Path) -> Source:
    return Source(SourceId("s"), "functions", "functions", str(file))


class TestFunctions(SourceContract):
    @pytest.fixture
    async def bench(self, tmp_path: Path) -> AsyncIterator[Bench]:
        file = tmp_path / "functions.py"
        file.write_text(FUNCTIONS)
        client = FunctionsSource(source(file))

        async def goes_on() -> bool:
            return (tmp_path / "going on").exists()

        nobody = FunctionsSource(source(tmp_path / "none.py"))
        yield Bench(FunctionsSource, client, nobody, "echo", "fails", "long", "hostile", "big", "no-such", goes_on)
        await client.close()

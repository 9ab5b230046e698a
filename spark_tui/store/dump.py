"""A copy of a PostgreSQL database, by the program that its makers wrote for it."""

import asyncio
import os
import shutil
from pathlib import Path

from sqlalchemy import URL

from spark_tui.domain.errors import StoreError
from spark_tui.domain.source import Secret
from spark_tui.domain.text import one_line

DUMP, LIST = "pg_dump", "pg_restore"
TABLES = 5  # that a dump of Spark holds at least


async def dump(url: URL, file: Path, where: str) -> None:
    """Write the database into the file, in pg_dump's own format, and read its table of contents back.

    The password goes by the environment: a command line can be read by everybody on the machine.
    """
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    command = ["--format=custom", "--no-password", f"--file={file}", plain.render_as_string()]
    await _run(DUMP, command, where, url.password or "")
    contents = await _run(LIST, ["--list", str(file)], where)
    if contents.count(" TABLE DATA ") < TABLES:
        raise StoreError(f"the copy of {where} does not hold Spark's tables", hint="is the schema in the search_path?")


async def _run(program: str, arguments: list[str], where: str, password: str = "") -> str:
    found = shutil.which(program)
    if found is None:
        raise StoreError(f"{program}, which copies {where}, is not here", hint="install the client of PostgreSQL")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    process = await asyncio.create_subprocess_exec(
        found, *arguments, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complaint = await process.communicate()
    if process.returncode:
        words = one_line(Secret(password).hide_in(complaint.decode(errors="replace")))
        raise StoreError(f"{program} did not copy {where}: {words}", hint="it must not be older than the server")
    return said.decode(errors="replace")

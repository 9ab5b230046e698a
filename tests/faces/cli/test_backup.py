"""Backup, restore and what doctor says of the store, as they are typed."""

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from spark_tui.domain.errors import Conflict
from spark_tui.domain.keeping import Keep, Pruned
from spark_tui.engine.house import Seats
from spark_tui.faces.cli.diagnostics import _compact
from spark_tui.faces.cli.upkeep import Finding, _space, keeping, looked_after, pruned_words
from spark_tui.faces.show import size
from spark_tui.service.ports import Space
from spark_tui.service.spark import Spark
from tests.engine.bench import Bench
from tests.engine.bench import Keep as KeepSchedule
from tests.fakes import START
from tests.processes import Home

pytestmark = pytest.mark.xdist_group("backup")


@pytest.fixture
async def bench(spark: Spark) -> AsyncIterator[Bench]:
    """An engine with the lease in hand."""
    made = Bench(spark, Seats())
    assert await made.lease.take()
    yield made
    await made.engine.empty()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    made.workflow("report", "true")
    made.spark("schedule", "create", "report", "0 9 1 1 *", "--yes", "--name", "kept")
    return made


def test_a_backup_and_the_way_back(home: Home) -> None:
    copied = home.json("backup", "copy.db")
    assert (copied["file"], copied["schedules"]) == (str(home.folder / "copy.db"), 1)
    home.spark("schedule", "remove", "kept", "--yes")
    with closing(sqlite3.connect(home.folder / "copy.db")) as connection, connection:
        connection.execute("UPDATE schedules SET next_at = next_at - 365 * 86400000000")
    done = home.spark("restore", "copy.db", "--yes")
    assert done.returncode == 0, done.stderr
    assert re.search(r"restored; what was there is now \S+spark\.db\.\d{4}-\d\d-\d\d-\d{6}\n", done.stderr)
    assert re.search(r"^kept +\d +\d +\d", done.stdout, re.MULTILINE)
    assert [s["name"] for s in home.json("schedule", "list")] == ["kept"]


def test_nothing_is_restored_unless_the_person_says_yes(home: Home) -> None:
    home.spark("backup", "second.db")
    before = home.database.stat().st_ino
    done = home.spark("restore", "second.db", stdin="\n")
    assert (done.returncode, home.database.stat().st_ino) == (0, before)


def test_what_is_no_backup_is_said_with_the_store_s_code(home: Home) -> None:
    (home.folder / "letter").write_text("dear aunt")
    done = home.spark("restore", "letter", "--yes")
    assert (done.returncode, "is no backup of Spark" in done.stderr) == (8, True)


# ------------------------------------------------------------------ doctor


async def said(spark: Spark) -> dict[str, Finding]:
    return {finding.what: finding for finding in await looked_after(spark, "UTC")}


async def test_a_store_in_order_is_all_well(bench: Bench, keep: KeepSchedule) -> None:
    await keep()
    found = await said(bench.spark)
    assert {finding.verdict for what, finding in found.items() if what != "backup"} == {"ok"}
    assert found["kept"].detail == "0 runs, 0 lines"
    assert found["backup"].hint == "spark backup FILE"


async def test_what_an_engine_mends_is_a_note_and_then_told_to_be_mended(bench: Bench, keep: KeepSchedule) -> None:
    schedule = await keep()
    async with bench.spark.store.write() as tx:
        await tx.schedules.advance([(schedule.id, None)])
    assert (await said(bench.spark))["next moment"].verdict == "note"
    await bench.engine.recover()
    found = await said(bench.spark)
    assert (found["next moment"].verdict, found["mended"].verdict) == ("ok", "ok")
    assert "its next moment is 2026-11-23 09:00:00 UTC" in found["mended"].detail


async def test_the_last_backup_is_told_and_an_old_one_is_a_note(spark: Spark, clock, tmp_path: Path) -> None:
    async with spark.store.write() as tx:
        await tx.facts.put("backup.last", json.dumps({"at": START.isoformat(), "file": "/x/b.db", "size": 123_000}))
    assert (await said(spark))["backup"] == Finding("backup", "ok", "Mon 2026-11-23 08:00:00, 123 kB, /x/b.db")
    clock.forward(days=8)
    assert (await said(spark))["backup"].verdict == "note"


async def test_a_store_is_not_compacted_under_an_engine(bench: Bench) -> None:
    with pytest.raises(Conflict, match="an engine serves this store"):
        await _compact(bench.spark)
    await bench.lease.give_back()
    await _compact(bench.spark)


MB = 1_000_000


@pytest.mark.parametrize(
    ("space", "verdict", "detail"),
    [
        (Space(12 * MB), "ok", "12 MB"),
        (
            Space(500 * MB, 9 * MB, 400 * MB, shrinks=True),
            "ok",
            "500 MB, of which 400 MB are free, and a log of 9.0 MB",
        ),
        (Space(500 * MB, free=400 * MB, shrinks=False), "note", "500 MB, of which 400 MB are free"),
        (Space(12 * MB, log=900 * MB), "note", "12 MB, and a log of 900 MB"),
    ],
    ids=str,
)
def test_the_size(space: Space, verdict: str, detail: str) -> None:
    found = _space(space)
    assert (found.verdict, found.detail, bool(found.hint)) == (verdict, detail, verdict == "note")


@pytest.mark.parametrize(
    ("keep", "words"),
    [
        (Keep(), "runs for 90 days and at most 10,000 of each schedule, lines and long results for 30 days"),
        (Keep(0, 0, 0), "runs for ever, lines and long results as long as their run"),
    ],
    ids=["as built in", "for ever"],
)
def test_what_is_kept(keep: Keep, words: str) -> None:
    assert keeping(keep) == words


def test_where_the_ledger_s_detail_ends_is_told() -> None:
    pruned = Pruned(None, START, START.replace(hour=20), runs=4_320, bad=12, omitted=7)
    assert pruned_words(pruned, "UTC") == (
        "Mon 2026-11-23 08:00:00 … Mon 2026-11-23 20:00:00: 4,320 runs, 12 of which ended badly, "
        "and 7 moments without a run; they are not kept one by one any more"
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0 B"), (999, "999 B"), (3_400, "3.4 kB"), (120_000_000, "120 MB"), (1_230_000_000, "1.2 GB")],
)
def test_a_size_in_words(amount: int, words: str) -> None:
    assert size(amount) == words

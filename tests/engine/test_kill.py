"""kill -9 at any moment: every due moment is in the ledger, none is there twice, and every effect is as promised.

The long form: SPARK_TORTURE=1000 pytest tests/engine/test_kill.py
"""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Home, alive, end, until
from tests.store.conftest import postgres_server  # noqa: F401 - a fixture

LIVES = int(os.environ.get("SPARK_TORTURE", "60"))
SEED = 20261123
NOTHING = (
    "missing",
    "doubled",
    "invented",
    "miscounted",
    "unfinished",
    "untrue",
    "at_least_once_lost",
    "at_most_once_doubled",
    "remote_lost",
    "remote_doubled",
)
ENOUGH = ("interrupted", "done_again", "taken_up", "effects")  # a torture that hits nothing shows nothing


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def torture(home: Home, *also: str) -> dict[str, Any]:
    arguments = ("doctor", "--torture", str(LIVES), "--seed", str(SEED), "--json", *also)
    done = home.spark(*arguments, timeout=60 + 10 * LIVES)
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.long
@pytest.mark.parametrize("store", ["PostgreSQL", "SQLite"])
def test_nothing_is_lost_or_doubled_by_sixty_kills(request: pytest.FixtureRequest, home: Home, store: str) -> None:
    if store == "PostgreSQL":
        home.environment["SPARK_STORE"] = request.getfixturevalue("postgres_server")
    told = torture(home, *(["--on-server"] if store == "PostgreSQL" else []))
    assert {name: told[name] for name in NOTHING} == dict.fromkeys(NOTHING, 0)
    assert (told["kept"], told["damage"], told["wrong"]) == (True, [], [])
    assert (told["store"], told["lives"]) == (store, LIVES)
    assert all(told[name] > 0 for name in ENOUGH), told
    assert not home.database.exists()  # the person's own store


def test_an_orphan_of_a_killed_engine_is_ended_and_its_run_is_lost(home: Home) -> None:
    home.workflow("very-slow", 'echo "$$"; exec sleep 300')
    with home.daemon() as process:
        run = home.json("run", "start", "very-slow")["id"]
        until(lambda: home.spark("run", "log", run).stdout.strip(), "it speaks")
        orphan = int(home.spark("run", "log", run).stdout.split()[0])
        end(process, signal.SIGKILL)
        assert Path(f"/proc/{orphan}").exists()
    with home.daemon():
        until(lambda: home.json("run", "show", run)["state"] == "lost", "the run is told to be lost")
        until(lambda: not alive(orphan), "the orphan has ended")

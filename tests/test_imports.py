"""Nothing heavy is loaded by what does not need it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, Home

FACES = {"textual", "typer", "spark_tui.faces.tui.app", "spark_tui.faces.cli.app"}
STORE = {"sqlalchemy", "sqlmodel", "alembic", "aiosqlite", "psycopg"}
NETWORK = {"httpx", "aiohttp", "apprise", "requests"}
MODEL = {"litellm", "openai"}
ENGINE = {"apscheduler", "spark_tui.engine"}
SERVICES = {f"spark_tui.service.{name}" for name in ("exchange", "runs", "schedules", "sources", "talk", "timeline")}
SLOW = {"dateparser", "cron_descriptor", "cryptography"}
BOARD = {  # what the first paint does not wait for
    "spark_tui.faces.tui.screens.board",
    "spark_tui.service.ports",
    "spark_tui.service.spark",
    "spark_tui.domain.run",
    "spark_tui.domain.schedule",
    "spark_tui.domain.timing",
}


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter has after that statement."""
    script = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "not_loaded"),
    [
        ("import spark_tui.main", FACES | STORE | NETWORK | MODEL | ENGINE | SLOW | {"asyncio"}),
        (
            "import spark_tui.domain.proposal, spark_tui.domain.run",
            FACES | STORE | NETWORK | MODEL | ENGINE | {"asyncio"},
        ),
        ("import spark_tui.service.spark", FACES | STORE | NETWORK | MODEL | ENGINE | SLOW),
        ("import spark_tui.engine.host", FACES | STORE | NETWORK | MODEL | SLOW),
        ("import spark_tui.store.sql", FACES | NETWORK | MODEL | ENGINE | SLOW | {"alembic", "psycopg"}),
        ("import spark_tui.sources.local, spark_tui.sources.roster", FACES | STORE | MODEL | ENGINE | SLOW),
        ("import spark_tui.sources.couriers", FACES | STORE | NETWORK | MODEL | ENGINE | SLOW),
        ("import agent.conversation, agent.model.process", FACES | STORE | NETWORK | MODEL | ENGINE | SLOW),
        ("import agent.planner", FACES | STORE | NETWORK | MODEL | ENGINE | SLOW),
        (
            "import spark_tui.wiring.doors, spark_tui.faces.tui.terminal, spark_tui.faces.tui.app",
            {"typer"} | STORE | NETWORK | MODEL | ENGINE | SLOW | BOARD,
        ),
        (
            "import spark_tui.faces.tui.terminal, spark_tui.faces.tui.screens.board",
            {"typer", "agent"} | SERVICES | STORE,
        ),
        ("import spark_tui.faces.cli.app", {"textual"} | STORE | NETWORK | MODEL | ENGINE | SLOW),
        ("import spark_tui.engine.host, spark_tui.wiring.spark", FACES | NETWORK | MODEL | SLOW | {"alembic", "agent"}),
        ("import spark_tui.wiring.doors", FACES | STORE | NETWORK | MODEL | ENGINE | SLOW),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_heavy_comes_along(statement: str, not_loaded: set[str]) -> None:
    assert loaded_by(statement) & not_loaded == set()


def test_an_engine_in_the_background_keeps_no_command_and_no_language_in_memory(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, threading, time\n"
        "def end():\n"
        "    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL: time.sleep(0.01)\n"
        "    while 'spark_tui.engine.engine' not in sys.modules: time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "threading.Thread(target=end, daemon=True).start()\n"
        "from spark_tui.main import main\n"
        "code = main(['daemon'])\n"
        "print('\\n'.join(sys.modules))\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=Home(tmp_path).environment, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert loaded & (FACES | NETWORK | MODEL | SLOW | {"agent", "rich"}) == set()
    assert "spark: engine for" in done.stderr


def test_litellm_makes_no_connection_at_its_import_and_takes_no_env_file_from_here(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-not-meant-for-spark\n")
    script = (
        "import os, sys\n"
        "said = []\n"
        "sys.addaudithook(lambda event, _: said.append(event) if event.startswith('socket.') else None)\n"
        "from agent.model import asking\n"
        "asking.load()\n"
        "wrong = {'socket.connect', 'socket.getaddrinfo'} & set(said)\n"
        "sys.exit(repr(wrong) if wrong or 'OPENAI_API_KEY' in os.environ else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_one_place_says_which_mode_a_file_has() -> None:
    """Whoever makes a file does so with `private.opener`; the settings are a file of the person's, not of Spark's."""
    code = {path: path.read_text("utf-8") for path in (ROOT / "spark_tui").rglob("*.py")}
    modes = {str(path.relative_to(ROOT / "spark_tui")) for path, text in code.items() if "0o600" in text}
    assert modes == {"service/private.py", "system/settings/file.py"}

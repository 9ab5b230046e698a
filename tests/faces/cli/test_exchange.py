"""spark export, apply and import crontab as they are typed: real processes, in a home of their own."""

import getpass
import json
import stat
from pathlib import Path

import pytest

from tests.processes import Home

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("exchange")]

FILE = """\
sources:
  local: {kind: local, url: ~/config/spark/workflows}
schedules:
  morning:
    workflow: local/daily-report
    when: every weekday at 9
    zone: Europe/Rome
    policy: {retry: {count: 3}}
  by-hand:
    workflow: '$ echo "a: b" "# c"'
    cron: '*/5 * * * *'
"""
CRONTAB = """\
PATH=/usr/bin:/bin
# says hello
0 9 * * 1-5 cat%hello
@reboot start
*/5 * * * * echo a
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home to which the file has been applied."""
    made = Home(tmp_path_factory.mktemp("home"))
    made.workflow("daily-report", "echo report")
    (made.folder / "spark.yaml").write_text(FILE)
    done = made.spark("apply", "spark.yaml", stdin="y\n")
    assert done.returncode == 0, done.stderr
    assert "create schedule morning" in done.stderr
    assert "done: 2 created" in done.stderr
    return made


def test_what_was_applied_is_there_and_applying_it_again_has_nothing_to_do(home: Home) -> None:
    assert {s["name"]: s["cron"] for s in home.json("schedule", "list")} == {
        "morning": "0 9 * * 1-5",
        "by-hand": "*/5 * * * *",
    }
    again = home.spark("apply", "spark.yaml", "--dry-run")
    assert (again.returncode, "nothing to change: 3 unchanged" in again.stderr) == (0, True), again.stderr


def test_a_dry_run_shows_before_and_after_and_exits_with_16(home: Home) -> None:
    changed = FILE.replace("at 9", "at 10").replace("count: 3", "count: 4")
    done = home.spark("apply", "-", "--dry-run", stdin=changed)
    assert (done.returncode, done.stdout.splitlines()) == (
        16,
        [
            "change schedule morning",
            "         phrase: every weekday at 9 → every weekday at 10",
            "         cron: 0 9 * * 1-5 → 0 10 * * 1-5",
            "         policy.retry.count: 3 → 4",
        ],
    ), done.stderr
    told = json.loads(home.spark("apply", "-", "--dry-run", "--json", stdin=changed).stdout)
    assert (told["different"], told["unchanged"], told["applied"]) == (1, 2, False)
    assert told["changes"][0]["differences"][1] == {"what": "cron", "before": "0 9 * * 1-5", "after": "0 10 * * 1-5"}


def test_an_export_is_a_file_for_its_owner_that_applies_to_an_empty_home(home: Home, tmp_path: Path) -> None:
    assert home.spark("export", "out.yaml").returncode == 0
    exported = home.folder / "out.yaml"
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    other = Home(tmp_path)
    other.workflow("daily-report", "echo report")
    done = other.spark("apply", str(exported), "--yes")
    assert done.returncode == 0, done.stderr
    assert other.spark("export").stdout == exported.read_text()


@pytest.mark.parametrize(
    ("line", "stdin", "code", "told"),
    [
        ("export spark.yaml", "", 5, "--force"),
        ("apply nothing.yaml", "", 3, "there is no file"),
        ("apply -", "schedules: {a: {workflow: local/x, when: sometimes}}", 2, "standard input:1:42: "),
        ("apply - --yes", "schedulez: {}\nspark: 2", 2, "2 things are wrong"),
        ("apply -", "schedules: {a: {workflow: local/daily-report, when: every day at 9}}", 2, "give --yes"),
        ("import crontab -", "0 9 * * * x", 2, "give --yes"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_changed(home: Home, line: str, stdin: str, code: int, told: str) -> None:
    done = home.spark(*line.split(), stdin=stdin)
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert (home.folder / "spark.yaml").read_text() == FILE


def test_faults_are_json_for_programs(home: Home) -> None:
    done = home.spark("apply", "-", "--json", stdin="schedules: {a: {workflow: nowhere/x, cron: 0 9 * *}}")
    found = json.loads(done.stdout)["faults"]
    assert (done.returncode, [(f["line"], f["column"]) for f in found]) == (2, [(1, 27), (1, 44)]), found


def test_a_crontab_is_shown_kept_once_and_runs(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "tab").write_text(CRONTAB)
    done = home.spark("import", "crontab", "tab", stdin="\n")
    assert done.returncode == 0, done.stderr
    for told in ("line 3: says-hello", "every weekday at 09:00", "line 4: left out", "put a # before", "lines 3, 5"):
        assert told in done.stderr
    shown = home.json("schedule", "show", "says-hello")
    assert (shown["cron"], shown["input"], shown["overlap"]) == ("0 9 * * 1-5", "hello\n", "parallel")
    again = home.json("import", "crontab", "tab", "--yes")
    assert [(line["line"], line["state"]) for line in again] == [(3, "there"), (4, "left out"), (5, "there")]
    ran = home.spark("run", "start", "cat", "--input", "it runs", "--wait")
    assert (ran.returncode, ran.stdout) == (0, "it runs\n"), ran.stderr


def test_lines_of_other_users_are_left_out_unless_asked(home: Home) -> None:
    text = f"0 9 * * * {getpass.getuser()} echo a\n0 9 * * * nobody-at-all echo b\n"
    for more, states in (((), ["new", "left out"]), (("--any-user",), ["new", "new"])):
        done = home.spark("import", "crontab", "-", "--system", "--dry-run", "--json", *more, stdin=text)
        assert (done.returncode, [line["state"] for line in json.loads(done.stdout)]) == (16, states), done.stderr


def test_ones_own_crontab_is_asked_for(home: Home, tmp_path: Path) -> None:
    command = tmp_path / "crontab"
    command.write_text("#!/bin/sh\n[ \"$1\" = -l ] && echo '0 9 * * * echo own'\n")
    command.chmod(0o755)
    theirs = Home(home.folder, PATH=f"{tmp_path}:{home.environment['PATH']}")
    (line,) = json.loads(theirs.spark("import", "crontab", "--dry-run", "--json").stdout)
    assert (line["name"], line["cron"]) == ("echo-own", "0 9 * * *")
    command.write_text("#!/bin/sh\necho 'no crontab for ana' >&2; exit 1\n")
    none = theirs.spark("import", "crontab")
    assert (none.returncode, "no crontab for ana" in none.stderr) == (3, True)

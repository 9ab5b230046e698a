"""The command line as it is typed: real processes, in a home of their own."""

import asyncio
import json
import re
import shlex
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from spark_tui.domain.trouble import Trouble
from spark_tui.faces.cli.output import put_facts, put_json
from tests.processes import Home, end, until
from tests.sources.web import Reply, Request, listening

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("commands")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    made.workflow("daily-report", 'echo "report of $SPARK_INPUT"')
    made.workflow("failing", "echo before; echo 'no disk' >&2; exit 3")
    made.workflow("endless", "echo begun; sleep 300")
    made.workflow("hostile", r"printf '\033]0;pwned\007[red]x[/] \033[31mred\n'")
    return made


@pytest.fixture(scope="module")
def made(home: Home) -> str:
    """The name of a schedule that is there."""
    return home.spark("schedule", "create", "daily-report", "0 9 * * *", "--yes", "--name", "made").stdout.strip()


def test_the_version_is_told_without_opening_anything(home: Home) -> None:
    assert re.fullmatch(r"spark \d+\.\d+\.\d+\n", home.spark("--version").stdout)


def test_the_tab_key_is_answered_and_opens_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path, _SPARK_COMPLETE="complete_bash", COMP_WORDS="spark schedule cr", COMP_CWORD="2")
    done = home.spark()
    assert (done.stdout, done.stderr, home.database.exists()) == ("create\n", "", False)


def test_a_schedule_from_cron_is_shown_and_kept_when_the_person_says_yes(home: Home) -> None:
    done = home.spark("schedule", "create", "daily-report", "0 9 * * *", "--name", "from-cron", stdin="y\n")
    assert (done.returncode, done.stdout) == (0, "from-cron\n"), done.stderr
    assert "0 9 * * *" in done.stderr
    assert len(re.findall(r"\d\d:\d\d:\d\d", done.stderr)) == 5


def test_a_schedule_from_a_phrase_has_its_zone_and_its_input(home: Home) -> None:
    line = [
        "every weekday at 8:30",
        "--tz",
        "America/Sao_Paulo",
        "--input",
        "the sales of yesterday",
        "--name",
        "phrase",
    ]
    assert home.spark("schedule", "create", "daily-report", *line, stdin="\n").returncode == 0
    shown = home.json("schedule", "show", "phrase")
    assert (shown["zone"], shown["cron"], shown["input"]) == ("America/Sao_Paulo", "30 8 * * 1-5", line[4])


@pytest.mark.parametrize(("answer", "code"), [("n\n", 0), ("", 2)])
def test_nothing_is_kept_without_a_yes(home: Home, answer: str, code: int) -> None:
    done = home.spark("schedule", "create", "daily-report", "0 9 * * *", "--name", "refused", stdin=answer)
    assert (done.returncode, done.stdout) == (code, "")
    assert home.spark("schedule", "show", "refused").returncode == 3


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("schedule show nothing-like-it", 3, "no schedule"),
        ("schedule create nothing-like-it '0 9 * * *' --yes", 3, "no workflow"),
        ("schedule create daily-report '0 9 * *' --yes", 9, ""),
        ("schedule create daily-report 'every day at 25:00' --yes", 9, ""),
        ("schedule create daily-report '0 9 * * *' --yes --tz Mars/Olympus", 2, "time zone"),
        ("schedule create daily-report '0 9 * * *' --yes --timeout soon", 2, "duration"),
        ("schedule create daily-report '0 9 * * *' --yes --name made", 5, "already"),
        ("schedule resume made", 5, "not paused"),
        ("source add http://127.0.0.1:9", 6, "127.0.0.1:9"),
        ("source add http://127.0.0.1:9 key --ask-key", 2, "one way"),
        ("source key local", 2, "a local source has no key"),
        ("source edit local --name !!! --yes", 2, "“!!!” is no name"),
        ("schedule create daily-report '0 9 * * *' --yes --name !!", 2, "“!!” is no name"),
        ("schedule create daily-report", 2, "it takes what and when"),
        ("schedule create daily-report '0 9 * * *' --retry-factor x", 2, "'--retry-factor': it is a number"),
        ("run list --limit 0", 2, "'--limit': it is at least 1"),
        ("run list --limit x", 2, "'--limit': it is a whole number"),
        ("run list --state bad", 2, "'--state': 'bad' is not one of 'held',"),
        ("run start", 2, "a run of what?"),
        ("secret forget nothing-like-it", 3, "see: spark secret list"),
        ("ask 'pause zebra'", 3, "see: spark schedule list"),
        ("ask 'run zebra now'", 3, "no schedule and no workflow “zebra”"),
        ("ask 'is zebra up'", 3, "see: spark source list"),
        ("source add http://127.0.0.1:9 --definition /dev/zero", 2, "longer than"),
        ("model key", 2, "nobody to ask"),
        ("source remove local --yes", 5, "schedules run"),
        ("run show ffffffff", 3, "no run"),
        ("run show '\udcff'", 3, "no run"),
        ("run start nothing-like-it", 3, "no workflow and no schedule"),
        ("run start daily-repord", 3, "did you mean “daily-report”?"),
        ("when ''", 2, "nothing was said"),
        ("when 'every day at 9' --now yesterday", 2, "no moment"),
        ("when sometimes", 9, ""),
        ("schedule", 2, ""),
        ("no-such-command", 2, ""),
    ],
)
def test_what_is_wrong_is_told_in_words_with_its_exit_code(
    home: Home, made: str, line: str, code: int, told: str
) -> None:
    done = home.spark(*shlex.split(line))
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "line", ["source list", "source check", "workflow list", "schedule list", "schedule next", "run list", "doctor"]
)
def test_everything_that_lists_prints_json_and_nothing_else_on_stdout(home: Home, made: str, line: str) -> None:
    assert isinstance(json.loads(home.spark(*line.split(), "--json").stdout), list)


def test_a_schedule_is_paused_with_a_note_and_resumed(home: Home, made: str) -> None:
    home.spark("schedule", "pause", made, "--note", "holidays")
    paused = home.json("schedule", "show", made)
    assert (paused["state"], paused["paused"]["note"], paused["next_at"]) == ("paused", "holidays", None)
    home.spark("schedule", "resume", made)
    assert home.json("schedule", "show", made)["state"] == "active"


def test_an_id_may_be_cut_short(home: Home, made: str) -> None:
    whole = home.json("schedule", "show", made)["id"]
    assert home.json("schedule", "show", whole[:6])["name"] == made


@pytest.mark.parametrize(
    ("workflow", "code", "out"),
    [
        ("daily-report", 0, "report of today\n"),
        ("failing", 10, "before\nno disk\n"),
        ("$ echo by hand", 0, "by hand\n"),
        ("$ sh -c 'echo by hand; exit 3'", 10, "by hand\n"),
        ("hostile", 0, "[red]x[/] red\n"),
    ],
)
def test_waiting_for_a_run_prints_its_lines_and_exits_with_its_end(
    home: Home, workflow: str, code: int, out: str
) -> None:
    done = home.spark("run", "start", workflow, "--input", "today", "--wait")
    assert (done.returncode, sorted(done.stdout.splitlines())) == (code, sorted(out.splitlines())), done.stderr


@pytest.mark.parametrize("command", [("run", "start"), ("schedule", "create", "--yes")])
def test_a_command_that_needs_a_shell_is_refused_with_the_form_that_asks_for_one(
    home: Home, command: tuple[str, ...]
) -> None:
    done = home.spark(*command, "$ df -h | head", *(["every day at 9"] if "create" in command else []))
    assert done.returncode == 2
    assert "“|” is a word for a shell" in done.stderr
    assert "$ sh -c 'df -h | head'" in done.stderr
    assert not [w for w in home.json("workflow", "list") if "df" in w["ref"]]


def test_the_log_of_a_run_can_be_read_again(home: Home) -> None:
    home.spark("run", "start", "daily-report", "--input", "x", "--wait")
    run = home.json("run", "list", "--limit", "1")[0]["id"]
    assert home.spark("run", "log", run[:8]).stdout == "report of x\n"
    assert home.spark("run", "log", run, "-f").stdout == "report of x\n"


def test_the_log_of_a_schedule_is_that_of_its_latest_run(home: Home, made: str) -> None:
    assert home.spark("run", "log", "no-such").returncode == 3
    home.spark("run", "start", made, "--schedule", "--wait")
    latest = home.json("run", "list", "--limit", "1")[0]["id"]
    done = home.spark("run", "log", made)
    assert (done.stdout, f"the latest run of {made}: {latest[:8]}" in done.stderr) == ("report of \n", True)
    assert home.json("run", "show", made)["id"] == latest


def test_a_schedule_that_may_fail_is_at_risk_before_it_is_due(home: Home) -> None:
    home.workflow("passing", "true")
    home.spark("schedule", "create", "passing", "0 9 * * *", "--yes", "--name", "risky")
    (home.folder / "config" / "spark" / "workflows" / "passing").unlink()
    home.spark("source", "sync", "local")
    done, why = home.spark("schedule", "list"), "local/passing was not there any more at the last sync"
    assert re.search(r"^risky +active, at risk ", done.stdout, re.MULTILINE)
    assert f"risky is at risk: {why}" in done.stderr
    assert home.json("schedule", "show", "risky")["risk"] == why
    home.spark("schedule", "pause", "risky")
    assert home.json("schedule", "show", "risky")["risk"] is None


def test_what_is_made_of_several_is_written_as_a_person_would(capsys: pytest.CaptureFixture[str]) -> None:
    put_facts({"tags": ("gpu", "über"), "inputs": {"size": "ü", "times": 2}, "none": {}})
    assert capsys.readouterr().out == 'tags    gpu, über\ninputs  {"size": "ü", "times": 2}\n'


def test_a_run_without_an_engine_says_that_it_waits_and_can_be_cancelled(home: Home) -> None:
    done = home.spark("run", "start", "daily-report")
    assert "no engine is running" in done.stderr
    home.spark("run", "cancel", done.stdout.strip())
    assert home.json("run", "show", done.stdout.strip())["state"] == "cancelled"


def test_the_daemon_runs_what_another_process_asks_for_and_stops_what_it_cancels(home: Home) -> None:
    with home.daemon():
        run = home.json("run", "start", "endless")["id"]
        until(lambda: "begun" in home.spark("run", "log", run).stdout, "its first line is there")
        home.spark("run", "cancel", run)
        until(lambda: home.json("run", "show", run)["state"] == "cancelled", "it is cancelled")


def test_a_second_daemon_waits_and_takes_over_when_the_first_dies(home: Home) -> None:
    with home.daemon() as first:
        second = home.start("daemon")
        try:
            end(first, signal.SIGKILL)
            until(lambda: f"pid {second.pid}" in (home.engine() or ""), "the second one serves")
        finally:
            assert end(second) == 0


def test_the_store_is_readable_by_nobody_else(home: Home) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.database.parent.iterdir() if path.is_file()}
    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(home.database.parent.stat().st_mode) == 0o700


def test_a_key_in_the_environment_of_spark_does_not_reach_a_workflow(tmp_path: Path) -> None:
    home = Home(tmp_path, MY_API_KEY="sk-very-secret")
    home.workflow("tell", "env")
    assert "sk-very-secret" not in home.spark("run", "start", "tell", "--wait").stdout


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SPARK_STORE", "mysql://x/y", "sqlite:///"),
        ("SPARK_ZONE", "Mars/Olympus", "time zone"),
        ("SPARK_SEATS", "many", "seats"),
        ("SPARK_STORE", "postgresql://spark:s3cret-pass@127.0.0.1:9/x", "127.0.0.1:9"),
        ("SPARK_STORE", "postgresql://spark:s3cret-pass/x@127.0.0.1:9/x", ""),
        ("SPARK_STORE", "postgresql://spark:s3cret-pass[x@127.0.0.1:9/x", ""),
        ("SPARK_STORE", "sqlite:////proc/nowhere/spark.db", "/proc/nowhere"),
    ],
)
def test_a_wrong_setting_is_told_with_its_name_and_without_a_password(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    done = Home(tmp_path, **{name: value}).spark("schedule", "list")
    assert done.returncode in (2, 8)
    assert told in done.stderr
    assert "s3cret-pass" not in done.stderr
    assert "Traceback" not in done.stderr


def test_when_tells_what_a_phrase_means_at_a_given_moment(home: Home) -> None:
    line = ["when", "0 9 * * 1-5", "--now", "2026-11-23T10:00:00+00:00", "--tz", "Europe/Rome", "--count", "2"]
    told = home.json(*line)
    assert (told["kind"], told["cron"], told["fires"]) == (
        "recurring",
        "0 9 * * 1-5",
        ["2026-11-24T09:00:00+01:00", "2026-11-25T09:00:00+01:00"],
    )


def test_a_clock_change_is_met_as_the_options_say(home: Home) -> None:
    """Berlin loses 02:30 on 28 March 2027 and has it twice on 31 October."""
    asked = ["when", "30 2 * * *", "--tz", "Europe/Berlin", "--count", "2", "--gap", "skip", "--fold", "both", "--now"]
    spring = home.spark(*asked, "2027-03-27T12:00:00+00:00")
    assert re.findall(r"\d{4}-\S+ \S+", spring.stdout) == ["2027-03-29 02:30:00", "2027-03-30 02:30:00"]
    assert "02:30 does not exist on Sun 28 Mar 2027: it does not run" in spring.stderr
    autumn = home.spark(*asked, "2027-10-30T12:00:00+00:00")
    assert "Sun 2027-10-31 02:30:00\n        Sun 2027-10-31 02:30:00 again\n" in autumn.stdout


def test_a_schedule_keeps_what_it_does_at_a_clock_change(home: Home) -> None:
    options = ["--tz", "Europe/Berlin", "--gap", "skip", "--fold", "second", "--yes", "--name", "changing"]
    made = home.spark("schedule", "create", "daily-report", "30 2 * * *", *options)
    assert "leave out what it skips and run what it repeats the second time" in made.stderr
    shown = home.json("schedule", "show", "changing")
    assert (shown["gap"], shown["fold"]) == ("skip", "second")
    edited = home.spark("schedule", "edit", "changing", "--when", "30 1 * * *", "--fold", "both", "--yes")
    assert edited.returncode == 0, edited.stderr
    shown = home.json("schedule", "show", "changing")
    assert (shown["cron"], shown["gap"], shown["fold"]) == ("30 1 * * *", "skip", "both")


def test_when_answers_line_by_line(home: Home) -> None:
    asked = {"id": "a", "phrase": "0 9 * * *", "now": "2026-11-23T10:00:00+00:00", "tz": "UTC"}
    done = home.spark(
        "when", "--jsonl", stdin=json.dumps(asked) + "\n" + json.dumps(asked | {"phrase": "sometimes"}) + "\n"
    )
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["kind"], len(first["fires"]), second["fires"]) == ("recurring", 6, [])
    assert second["kind"] in ("clarify", "reject")


def test_the_demo_shows_three_runs_and_leaves_nothing_behind(tmp_path: Path) -> None:
    home = Home(tmp_path)
    done = home.spark("demo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("hello from run") == 3
    assert not home.database.exists()


@pytest.mark.parametrize(
    "line", ["schedule create daily-report '0 9 * * *' --yes --name unfit", "run start daily-report"]
)
def test_inputs_that_a_workflow_does_not_declare_are_told_and_nothing_is_kept(home: Home, line: str) -> None:
    done = home.spark(*shlex.split(line), "--set", "seconds=2")
    assert (done.returncode, done.stdout) == (2, "")
    assert "declares no inputs" in done.stderr
    assert home.spark("schedule", "show", "unfit").returncode == 3


# ------------------------------------------------------------------ commands and prompts


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which an agent of the command line is installed."""
    folder = tmp_path_factory.mktemp("agent")
    programs = folder / "bin"
    programs.mkdir()
    (programs / "codex").write_text('#!/bin/sh\necho "codex $* in $PWD: $(cat)"\n')
    (programs / "codex").chmod(0o755)
    (folder / "work").mkdir()
    return Home(folder, PATH=f"{programs}:/usr/bin:/bin")


def test_a_prompt_on_a_schedule_is_one_line(agent: Home) -> None:
    done = agent.spark("schedule", "create", "--prompt", "summarise my unread mail", "weekdays at 8", "--yes")
    assert (done.returncode, done.stdout) == (0, "summarise-my-unread-mail\n"), done.stderr
    shown = agent.json("schedule", "show", "summarise-my-unread-mail")
    assert (shown["input"], shown["cron"]) == ("summarise my unread mail", "0 8 * * 1-5")
    says = f"codex exec --skip-git-repo-check - in {agent.folder}"
    assert agent.spark("run", "start", shown["name"], "--wait").stdout == f"{says}: summarise my unread mail\n"
    other = agent.spark("run", "start", shown["name"], "--input", "only today's", "--wait")
    assert other.stdout == f"{says}: only today's\n"


def test_a_prompt_may_run_elsewhere_at_once(agent: Home) -> None:
    done = agent.spark("run", "start", "--prompt", "hello", "--with", "codex", "--cwd", "work", "--wait")
    assert done.stdout == f"codex exec --skip-git-repo-check - in {agent.folder}/work: hello\n"


def test_without_an_agent_a_prompt_is_refused_with_what_would_do(home: Home) -> None:
    home = Home(home.folder, PATH="/nowhere")
    done = home.spark("schedule", "create", "--prompt", "hello", "weekdays at 8", "--yes")
    assert done.returncode == 3
    assert "claude, codex, gemini, llm" in done.stderr
    assert "prompt_command" in done.stderr


def test_a_command_has_its_folder_its_variables_and_its_bounds(agent: Home) -> None:
    assert agent.spark("secret", "keep", "mine", "-", stdin="hush-hush-hush\n").returncode == 0
    options = ["--cwd", "work", "--env", "A=1", "--env", "TOKEN=vault:mine", "--memory", "2G", "--cpu-time", "600"]
    made = agent.spark("schedule", "create", "daily at 9", "$ printenv PWD A TOKEN", *options, "--yes")
    assert made.stdout == "printenv-pwd-a-token\n", made.stderr
    done = agent.spark("run", "start", "printenv-pwd-a-token", "--wait")
    assert done.stdout == f"{agent.folder}/work\n1\n•••\n"
    key = "$ --cwd ~/work --env A=1 --env TOKEN=vault:mine --memory 2G --cpu-time 600 printenv PWD A TOKEN"
    assert key in agent.spark("export").stdout
    kept = (agent.folder / "data" / "spark").iterdir()
    assert not [file.name for file in kept if file.is_file() and b"hush-hush" in file.read_bytes()]


def test_how_a_command_is_started_is_changed_shown_before_after_and_undone(agent: Home) -> None:
    made = agent.spark("schedule", "create", "daily at 9", "$ printenv PWD A", "--env", "A=1", "--name", "a", "--yes")
    assert made.returncode == 0, made.stderr
    (agent.folder / "work").mkdir(exist_ok=True)
    options = ["--cwd", "work", "--env", "A-", "--env", "B=2", "--input", "hi"]
    done = agent.spark("schedule", "edit", "a", *options, "--yes")
    assert "printenv PWD A (--env A=1) → local/printenv PWD A (--cwd ~/work --env B=2)" in done.stderr
    assert "local/printenv PWD A (--cwd ~/work --env B=2)" in agent.spark("schedule", "show", "a").stdout
    agent.spark("undo", "--yes")
    assert "local/printenv PWD A (--env A=1)" in agent.spark("schedule", "show", "a").stdout
    agent.workflow("greet", "echo hello")
    agent.spark("schedule", "create", "greet", "daily at 9", "--yes")
    assert "no command given by hand" in agent.spark("schedule", "edit", "greet", "--cwd", "/tmp").stderr


def test_what_was_done_last_is_shown_taken_back_on_a_yes_and_done_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.workflow("greet", "echo hello")
    home.spark("schedule", "create", "greet", "daily at 9", "--yes")
    home.spark("schedule", "pause", "greet")

    def state() -> str:
        return str(home.json("schedule", "show", "greet")["state"])

    shown = home.spark("undo", stdin="n\n")
    assert "undo: pause the schedule “greet”\n  resume greet\n    state             paused → active" in shown.stderr
    assert (shown.returncode, state()) == (0, "paused")
    assert (home.spark("undo").returncode, state()) == (2, "paused")  # nobody is there to say yes
    assert "Undo it? [Y/n] undone: pause the schedule “greet”" in home.spark("undo", stdin="\n").stderr
    assert state() == "active"
    assert "state             active → paused" in home.spark("redo", stdin="n\n").stderr
    assert (home.spark("redo", "--yes").returncode, state()) == (0, "paused")
    nothing = home.spark("redo", "--yes")
    assert (nothing.returncode, "there is nothing to do again" in nothing.stderr) == (3, True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["daily-report", "daily at 9", "--cwd", "/tmp"], "only a command takes --cwd"),
        (["$ env", "daily at 9", "--env", "API_KEY=abc"], "spark secret keep NAME"),
        (["$ env", "daily at 9", "--prompt", "x"], "at once"),
        (["$ env", "daily at 9", "--with", "claude"], "there is no prompt"),
        (["$ env"], "what and when"),
        (["--prompt", "x", "daily at 9", "--input", "y"], "the prompt is the input"),
    ],
)
def test_what_does_not_fit_together_is_refused(home: Home, line: list[str], words: str) -> None:
    done = home.spark("schedule", "create", *line, "--yes")
    assert done.returncode == 2
    assert words in done.stderr
    assert "abc" not in done.stderr


def test_one_sentence_may_say_when_and_what(home: Home) -> None:
    home.workflow("greet", "echo hello")
    made = home.json("schedule", "create", "every weekday at 9 run greet", "--yes")
    assert (made["workflow"], made["cron"]) == ("local/greet", "0 9 * * 1-5")
    command = home.json("schedule", "create", "daily at 9 $ df -h", "--yes")
    assert command["workflow"] == "local/df -h"


@pytest.mark.parametrize("phrase", ["every weekday at 9", "every weekday at 9 run nonsense"])
def test_a_sentence_that_names_no_workflow_is_told_what_is_missing(home: Home, phrase: str) -> None:
    home.workflow("greet", "echo hello")
    done = home.spark("schedule", "create", phrase, "--yes")
    assert done.returncode == 2
    assert "says when, and not which workflow" in done.stderr


# ------------------------------------------------------------------ messages


async def test_a_failure_reaches_a_destination_by_the_engine_and_its_url_stands_nowhere(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.workflow("failing", "echo 'no disk' >&2; exit 3")

    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(b"ok")

    async def spark(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(home.spark, *arguments, stdin=stdin)

    async with listening(answer) as web:
        added = await spark("destination", "add", "ops", "-", stdin=f"{web.url.replace('http', 'json')}/hush-hush\n")
        assert (added.returncode, len(web.seen)) == (0, 1), added.stderr
        await spark("schedule", "create", "failing", "0 9 * * *", "--yes", "--name", "it")
        done = await spark("schedule", "deliver", "it", "ops", "--text", "{{ schedule }}: {{ reason }}")
        assert "it: ops hears of failure, recovery" in done.stderr
        with home.daemon():
            await spark("run", "start", "it")
            await asyncio.to_thread(until, lambda: len(web.seen) == 2, "the message is there")
            await asyncio.to_thread(
                until, lambda: home.json("destination", "sent")[0]["state"] == "sent", "it is noted"
            )
        assert web.seen[1].json()["message"] == "it: exit code 3: no disk"
        assert home.json("destination", "list")[0]["schedules"] == ["it"]
        run = home.json("run", "list")[0]["id"]
        assert "ops: failure sent" in home.spark("run", "show", run).stdout
        assert home.json("run", "show", run)["messages"][0]["state"] == "sent"
        assert "    deliver:\n      ops:\n        'on':" in home.spark("export").stdout
        assert "deliver it ops --off" in (await spark("destination", "remove", "ops")).stderr
        kept = [file for file in home.folder.rglob("*") if file.is_file()]
        assert not [file.name for file in kept if b"hush-hush" in file.read_bytes()]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (["destination", "add", "x", "nosuch://hush-hush", "--try"], 6, "does not know"),
        (["destination", "add", "x", "omni://host"], 2, "omni://KEY@HOST"),
        (["destination", "add", "x", "vault:none"], 3, "spark secret keep none"),
        (["destination", "test", "none"], 3, "no destination"),
        (["schedule", "deliver", "made", "none"], 3, "no destination"),
        (["schedule", "deliver", "made", "ops", "--on", "sometimes"], 2, "success, failure"),
        (["schedule", "deliver", "made", "ops", "--text", "{{ nope }}"], 2, "nope"),
        (["schedule", "deliver", "made", "ops", "--off"], 5, "does not deliver"),
    ],
)
def test_what_is_wrong_with_messages_is_said(home: Home, made: str, line: list[str], code: int, words: str) -> None:
    done = home.spark(*line)
    assert done.returncode == code
    assert words in done.stderr
    assert "hush" not in done.stderr
    assert home.json("destination", "list") == []


def test_a_schedule_that_is_only_tried_is_shown_and_not_kept(home: Home) -> None:
    before = home.json("workflow", "list"), home.json("schedule", "list")
    done = home.spark("schedule", "create", "$ date -u", "every day at 9", "--name", "tried", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "")
    assert "every day at 09:00" in done.stderr
    assert "nothing was kept" in done.stderr
    assert home.json("schedule", "create", "daily-report", "every day at 9", "--dry-run")["cron"] == "0 9 * * *"
    assert (home.json("workflow", "list"), home.json("schedule", "list")) == before


def test_what_could_not_be_kept_is_refused_when_it_is_only_tried(home: Home, made: str) -> None:
    done = home.spark("schedule", "create", "daily-report", "0 9 * * *", "--name", made, "--dry-run")
    assert (done.returncode, "already" in done.stderr) == (5, True)


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [("daily-reprot", 3, "did you mean “daily-report”?"), ("failing", 5, "no schedule wants another “local/failing”")],
)
def test_relink_takes_the_name_of_a_workflow(home: Home, made: str, name: str, code: int, told: str) -> None:
    done = home.spark("workflow", "relink", name)
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr


def test_json_of_a_set_is_the_same_in_every_process(capsys: pytest.CaptureFixture[str]) -> None:
    put_json(frozenset(Trouble))
    assert json.loads(capsys.readouterr().out) == sorted(one.value for one in Trouble)

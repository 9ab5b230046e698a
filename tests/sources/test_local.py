"""Commands on this machine, with real processes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from spark_tui.domain.command import in_a_shell
from spark_tui.domain.ids import SourceId
from spark_tui.domain.log import LINE_LIMIT, Level
from spark_tui.domain.source import HealthState, Secret, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Done, Failed, Gone, Stopped
from spark_tui.sources.contract import Bench, Heard, SourceContract, a_job, eventually, run
from spark_tui.sources.environment import kept_environment
from spark_tui.sources.examples import EXAMPLES, plant_examples
from spark_tui.sources.local import RESULT_TAIL, LocalSource
from spark_tui.sources.process_groups import end_by_ref, is_alive, ref_of, runs
from spark_tui.sources.processes import start

ECHO = '#!/bin/sh\n# Says what it is told\necho "heard: $(cat)"\n'
FAILS = "#!/bin/sh\necho starting\necho 'failed on purpose' >&2\nexit 3\n"
LONG = "#!/bin/sh\necho $$ >PID\necho here\nsleep 60 & sleep 60\n"
HOSTILE = r"""#!/bin/sh
printf '\033[31mred\033[0m \033]0;title\007 \033]52;c;eA==\007 \000 \010 \r\n'
printf '[red]no[/red] [@click=app.quit]x[/] \342\200\256rtl \377\376\n'
"""
BIG = "#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' x\nyes line | head -n 20000\n"


def write(folder: Path, name: str, text: str, mode: int = 0o755) -> Path:
    file = folder / name
    file.write_text(text)
    file.chmod(mode)
    return file


def local(folder: Path | str) -> LocalSource:
    return LocalSource(Source(SourceId("s"), "local", "here", str(folder)), None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workflows"
    made.mkdir()
    return made


@pytest.fixture
def source(folder: Path) -> LocalSource:
    return local(folder)


class TestLocal(SourceContract):
    @pytest.fixture
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:
        texts = {"echo": ECHO, "fails": FAILS, "long": LONG, "hostile": HOSTILE, "big": BIG}
        for name, text in texts.items():
            write(folder, name, text.replace("PID", f"{folder}/pid"))
        client = local(folder)

        async def long_runs() -> bool:
            return is_alive(int((folder / "pid").read_text()))

        nobody = local(folder / "nowhere")
        names = {name: name for name in texts}
        yield Bench(kind=LocalSource, client=client, nobody=nobody, unknown="none", long_runs=long_runs, **names)
        assert not client._running


# ------------------------------------------------------------------ what it offers


async def test_the_executables_of_the_folder_are_its_workflows(folder: Path, source: LocalSource) -> None:
    write(folder, "backup.sh", "#!/bin/sh\n#\n# Backs things up.\ntrue\n")
    write(folder, "notes.txt", "no program", mode=0o644)
    write(folder, ".hidden", ECHO)
    write(folder, "old~", ECHO)
    (folder / "sub").mkdir()
    [offer] = await source.workflows()
    assert (offer.key, offer.title, offer.description) == ("backup.sh", "backup", "Backs things up.")
    assert offer.aliases == ("backup.sh",)


async def test_a_title_is_the_whole_name_where_the_short_one_is_ambiguous(folder: Path, source: LocalSource) -> None:
    write(folder, "report.py", ECHO)
    write(folder, "report.sh", ECHO)
    assert [offer.title for offer in await source.workflows()] == ["report.py", "report.sh"]


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("#!/bin/sh\n# One line\n# another\n", "One line"),
        ("#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Late\n", "Late"),
        ("#!/usr/bin/env node\n// Slashes\n", "Slashes"),
        ("#!/bin/sh\n####\n\n# After a rule\n", "After a rule"),
        ("#!/bin/sh\necho first\n# too late\n", ""),
        ("#!/bin/sh\n# \x1b[31mred\x1b[0m\n", "red"),
        ("", ""),
    ],
)
async def test_the_first_comment_describes_it(folder: Path, source: LocalSource, text: str, described: str) -> None:
    write(folder, "it", text)
    assert (await source.workflows())[0].description == described


async def test_an_edit_changes_the_marker(folder: Path, source: LocalSource) -> None:
    write(folder, "it", ECHO)
    before = await source.workflows()
    write(folder, "it", ECHO + "true\n")
    assert (await source.workflows())[0].marker != before[0].marker


async def test_a_name_that_cannot_be_shown_is_not_offered(folder: Path, source: LocalSource) -> None:
    write(folder, "bad\x1bname", ECHO)
    write(folder, os.fsdecode(b"\xff\xfe"), ECHO)
    assert await source.workflows() == []


async def test_an_empty_folder_is_up_and_says_what_to_do(source: LocalSource) -> None:
    health = await source.check()
    assert health.state is HealthState.UP
    assert "put an executable file" in health.hint


async def test_a_missing_folder_says_how_to_make_it(folder: Path) -> None:
    health = await local(folder / "x").check()
    assert health.state is HealthState.DOWN
    assert "mkdir -p" in health.hint


async def test_it_is_detected_by_an_absolute_path(folder: Path) -> None:
    assert await LocalSource.detect(str(folder))
    assert await LocalSource.detect(f"file://{folder}")
    assert not await LocalSource.detect(str(folder / "x"))


# ------------------------------------------------------------------ what a command is told


async def test_a_command_line_by_hand_runs_without_a_shell(source: LocalSource) -> None:
    outcome = await run(source, a_job("$ printf '%s\\n' '$HOME; *' \"it's\""))
    assert outcome == Done("$HOME; *\nit's")


async def test_a_shell_is_asked_for_by_its_name(source: LocalSource) -> None:
    outcome = await run(source, a_job(in_a_shell("echo one; echo two | tr t T")))
    assert outcome == Done("one\nTwo")


@pytest.mark.parametrize("line", ["echo one; echo two", "true > BEGAN", "ls *", "echo $HOME", "", "exit 0"])
async def test_what_needs_a_shell_does_not_run_without_one(tmp_path: Path, source: LocalSource, line: str) -> None:
    outcome = await run(source, a_job(f"$ {line.replace('BEGAN', f'{tmp_path}/began')}"))
    assert isinstance(outcome, Failed)
    assert "$" in outcome.reason
    assert not outcome.retryable
    assert not (tmp_path / "began").exists()


async def test_it_is_told_its_run_and_nothing_of_ours(source: LocalSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_SECRET_LANGFLOW", "sk-hidden")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden-too")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/x")
    job = a_job("$ env", "in", last_result="before", attempt=2)
    outcome = await run(source, job)
    assert isinstance(outcome, Done)
    told = dict(line.split("=", 1) for line in outcome.result.splitlines())
    assert "hidden" not in outcome.result
    assert told["SPARK_RUN_ID"] == job.run
    assert told["SPARK_KEY"] == job.key
    assert told["SPARK_DUE_AT"] == "2026-03-02T08:00:00+00:00"
    assert (told["SPARK_INPUT"], told["SPARK_LAST_RESULT"], told["SPARK_ATTEMPT"]) == ("in", "before", "2")
    assert told["SPARK_ZONE"] == "Europe/Lisbon"
    assert told["XDG_CONFIG_HOME"] == "/x"
    assert {"PATH", "HOME"} <= told.keys()


@pytest.mark.parametrize("size", [0, 10, 500_000])
async def test_its_input_is_on_stdin_whole(source: LocalSource, size: int) -> None:
    assert await run(source, a_job("$ wc -c", "x" * size)) == Done(str(size))


async def test_an_input_that_nobody_reads_does_not_hang(source: LocalSource) -> None:
    assert await run(source, a_job("$ echo done", "x" * 2_000_000)) == Done("done")


@pytest.mark.parametrize("text", ["nul \0 byte", "lone \ud800 surrogate", "ünïcödé"])
async def test_any_input_can_be_given(source: LocalSource, text: str) -> None:
    assert isinstance(await run(source, a_job(in_a_shell('echo "$SPARK_INPUT"'), text)), Done)


# ------------------------------------------------------------------ how it is started


async def test_it_runs_where_and_with_what_its_options_say(tmp_path: Path, source: LocalSource) -> None:
    there = tmp_path / "a b"
    there.mkdir()
    (there / "notes").write_text("from the file")
    options = f"--cwd '{there}' --stdin '{there}/notes' --env A='x y' --nice 7"
    outcome = await run(source, a_job(f'$ {options} --shell pwd; cat; echo; echo "$A"; nice', "not this"))
    assert outcome == Done(f"{there}\nfrom the file\nx y\n{min(19, os.nice(0) + 7)}")


async def test_a_folder_or_a_file_that_is_not_there_is_told(tmp_path: Path, source: LocalSource) -> None:
    for option, words in ((f"--cwd {tmp_path}/none", "mkdir -p"), (f"--stdin {tmp_path}/none", "check --stdin")):
        outcome = await run(source, a_job(f"$ {option} true"))
        assert isinstance(outcome, Failed)
        assert words in outcome.reason
        assert not outcome.retryable


async def test_what_takes_too_much_fails_alone(source: LocalSource) -> None:
    eats = f"$ --memory 200M {sys.executable} -c 'x = bytearray(400 * 2**20)'"
    outcome = await run(source, a_job(eats))
    assert isinstance(outcome, Failed)
    assert "MemoryError" in outcome.reason
    outcome = await run(source, a_job(f"$ --cpu-time 1 {sys.executable} -c 'while True: pass'"))
    assert outcome == Failed("killed by SIGXCPU", Trouble.FAILED)


async def test_of_two_secrets_of_which_one_begins_with_the_other_nothing_is_said(folder: Path) -> None:
    kept = {"short": "hush", "long": "hush-and-more"}
    place = Source(SourceId("s"), "local", "here", str(folder))
    source = LocalSource(place, None, lambda name: Secret(kept[name]))
    heard = Heard()
    outcome = await run(source, a_job("$ --env A=vault:short --env B=vault:long --shell echo $B"), heard)
    assert (outcome, heard.texts()) == (Done("•••"), ["•••"])


async def test_a_secret_is_in_the_environment_and_in_nothing_that_it_says(folder: Path) -> None:
    kept = {"mine": "hush-hush", "many": "first-line\nsecond-line"}
    place = Source(SourceId("s"), "local", "here", str(folder))
    source = LocalSource(place, None, lambda name: Secret(kept[name]) if name in kept else None)
    heard = Heard()
    says = 'echo it is $A; echo "$B" >&2; test $A = hush-hush && exit 3'
    outcome = await run(source, a_job(f"$ --env A=vault:mine --env B=vault:many --shell {says}"), heard)
    assert outcome == Failed("exit code 3: •••", Trouble.FAILED, "it is •••")
    assert sorted(heard.texts()) == ["it is •••", "•••", "•••"]


async def test_a_secret_that_is_not_kept_is_told_before_anything_begins(source: LocalSource) -> None:
    outcome = await run(source, a_job("$ --env A=vault:mine true"))
    told = "A is to be the secret “mine”, which is not kept here (spark secret keep mine)"
    assert outcome == Failed(told, Trouble.REJECTED)


def test_where_agents_are_logged_in_is_kept_and_a_password_is_not() -> None:
    ours = {
        "CODEX_HOME": "/c",
        "OPENAI_API_KEY": "x",
        "https_proxy": "http://proxy:1",
        "HTTP_PROXY": "http://u:p@proxy",
    }
    assert kept_environment(ours) == {"CODEX_HOME": "/c", "https_proxy": "http://proxy:1"}


# ------------------------------------------------------------------ what it says


async def test_a_last_line_without_newline_is_a_line(source: LocalSource) -> None:
    assert await run(source, a_job("$ printf 'one\\ntwo'")) == Done("one\ntwo")


async def test_stderr_has_its_level(source: LocalSource) -> None:
    heard = Heard()
    await run(source, a_job(in_a_shell("echo out; echo err >&2")), heard)
    assert sorted(heard.lines) == [(Level.ERR, "err"), (Level.OUT, "out")]


async def test_a_progress_bar_is_one_line(source: LocalSource) -> None:
    heard = Heard()
    await run(source, a_job("$ printf '10%%\\r50%%\\r100%%\\nwindows\\r\\n'"), heard)
    assert heard.texts(Level.OUT) == ["100%", "windows"]


async def test_an_endless_line_comes_in_pieces(source: LocalSource) -> None:
    heard = Heard()
    await run(source, a_job(in_a_shell("head -c 100000 /dev/zero | tr '\\0' x")), heard)
    assert {len(text) for text in heard.texts()} == {LINE_LIMIT, 100_000 % LINE_LIMIT}


async def test_a_character_that_comes_in_two_reads_is_one(source: LocalSource) -> None:
    assert await run(source, a_job(in_a_shell("printf '\\303'; sleep 0.05; printf '\\274\\n'"))) == Done("ü")


async def test_the_result_is_the_end_of_what_it_said(source: LocalSource) -> None:
    outcome = await run(source, a_job("$ seq 100000"))
    assert isinstance(outcome, Done)
    assert outcome.result.endswith("\n100000")
    assert RESULT_TAIL // 2 < len(outcome.result) <= RESULT_TAIL


async def test_an_endless_talker_can_be_let_go(source: LocalSource) -> None:
    heard = Heard()
    running = asyncio.ensure_future(run(source, a_job("$ yes"), heard))
    await heard.until(lambda: len(heard.lines) > 20_000)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not runs(heard.refs[0])


# ------------------------------------------------------------------ how it ends


@pytest.mark.parametrize(
    ("command", "reason", "trouble"),
    [
        ("exit 7", "exit code 7", Trouble.FAILED),
        ("echo 'no disk' >&2; echo >&2; exit 1", "exit code 1: no disk", Trouble.FAILED),
        ("kill -9 $$", "killed by SIGKILL", Trouble.FAILED),
        ("sh -c 'kill -15 $$'; exit $?", "exit code 143 (killed by SIGTERM)", Trouble.FAILED),
        ("exit 75", "exit code 75", Trouble.BUSY),
        ("no-such-command-here", "exit code 127", Trouble.REJECTED),
    ],
)
async def test_a_failure_says_how(source: LocalSource, command: str, reason: str, trouble: Trouble) -> None:
    outcome = await run(source, a_job(in_a_shell(command)))
    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith(reason)
    assert outcome.trouble is trouble


async def test_a_program_that_the_engine_does_not_find_is_told_with_what_helps(source: LocalSource) -> None:
    outcome = await run(source, a_job("$ no-such-agent -p"))
    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith(
        "there is no command “no-such-agent” on the PATH of the engine (give its whole path"
    )
    assert outcome.trouble is Trouble.REJECTED


async def test_a_program_is_looked_for_on_the_path_that_the_run_is_given(source: LocalSource, folder: Path) -> None:
    write(folder, "mine", "#!/bin/sh\necho it is here\n", 0o755)
    outcome = await run(source, a_job(f"$ --env PATH={folder}:/usr/bin:/bin mine"))
    assert isinstance(outcome, Done)
    assert outcome.result.strip() == "it is here"


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ("#!/bin/sh\n", 0o644, "is not executable (make it so: chmod +x"),
        ("#!/no/such/interpreter\n", 0o755, "needs /no/such/interpreter, which is not here"),
        ("#!/usr/bin/env no-such-interpreter\n", 0o755, "exit code 127"),
    ],
)
async def test_what_cannot_be_started_says_why(
    folder: Path, source: LocalSource, text: str, mode: int, reason: str
) -> None:
    write(folder, "it", text, mode)
    outcome = await run(source, a_job("it"))
    assert isinstance(outcome, Failed)
    assert reason in outcome.reason
    assert not outcome.retryable


@pytest.mark.parametrize("key", ["../it", "/bin/ls", "", "..", "a\0b", "sub"])
async def test_only_files_of_the_folder_are_run(folder: Path, source: LocalSource, key: str) -> None:
    (folder / "sub").mkdir()
    assert isinstance(await run(source, a_job(key)), Failed)


async def test_a_script_without_its_first_line_runs_in_a_shell(folder: Path, source: LocalSource) -> None:
    write(folder, "plain", "echo plain\n")
    assert await run(source, a_job("plain")) == Done("plain")


async def test_what_is_left_in_the_background_does_not_hang_the_run(source: LocalSource) -> None:
    heard = Heard()
    outcome = await run(source, a_job(in_a_shell("sleep 30 & echo started $!")), heard)
    assert isinstance(outcome, Done)
    assert "still runs" in heard.texts(Level.NOTE)[0]
    os.kill(int(outcome.result.split()[-1]), signal.SIGKILL)


async def test_what_resists_is_killed_and_its_children_with_it(source: LocalSource) -> None:
    heard = Heard()
    stubborn = in_a_shell("trap '' TERM; sleep 60 & echo here; while :; do sleep 1; done")
    running = asyncio.ensure_future(run(source, a_job(stubborn), heard))
    await heard.until(lambda: heard.texts(Level.OUT))
    running.cancel()
    async with asyncio.timeout(60):
        await asyncio.gather(running, return_exceptions=True)
    assert not runs(heard.refs[0])


async def test_cancelled_by_its_ref_it_says_that_it_was_cancelled(source: LocalSource) -> None:
    heard = Heard()
    running = asyncio.ensure_future(run(source, a_job(in_a_shell("echo here; sleep 60")), heard))
    await heard.until(lambda: heard.texts(Level.OUT))
    await source.cancel(heard.refs[0])
    assert await running == Stopped("it was cancelled")


# ------------------------------------------------------------------ after a crash

DIES = """
import asyncio, os, sys
from spark_tui.domain.command import in_a_shell
from spark_tui.sources.contract import Heard, a_job
from tests.sources.test_local import local
class Dying(Heard):
    async def ref(self, ref):
        print(ref, flush=True)
        if sys.argv[2] == "at the ref": os._exit(9)
    def line(self, *_): os._exit(9)
asyncio.run(local("/").run(a_job(in_a_shell(sys.argv[1])), Dying()))
"""


def die(command: str, when: str) -> str:
    """Start a command from a process that dies, and answer its ref."""
    done = subprocess.run([sys.executable, "-c", DIES, command, when], capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    return done.stdout.strip()


async def test_an_orphan_is_ended_when_its_run_is_taken_up_again(source: LocalSource) -> None:
    ref = die("sleep 60 & echo here; sleep 60", "at a line")
    assert runs(ref)
    outcome = await run(source, a_job("$ x", ref=ref))
    assert outcome == Gone("Spark ended while it ran; what was left of it has been stopped")
    assert not runs(ref)


async def test_the_children_of_an_orphan_that_died_are_ended_too(source: LocalSource) -> None:
    ref = die("sleep 60 & sleep 0.1; echo here; exit 0", "at a line")

    async def leader_gone() -> bool:
        return ref_of(int(ref.split(":")[0])) != ref

    assert await eventually(leader_gone)
    assert runs(ref)
    assert await source.cancel(ref)
    assert not runs(ref)


async def test_what_nobody_knows_of_never_begins(tmp_path: Path, source: LocalSource) -> None:
    ref = die(f"touch {tmp_path}/began; sleep 60", "at the ref")

    async def gone() -> bool:
        return not runs(ref)

    assert await eventually(gone)
    assert not (tmp_path / "began").exists()
    outcome = await run(source, a_job("$ x", ref=ref))
    assert isinstance(outcome, Gone)


async def test_a_recycled_pid_is_not_touched(start_sleeper: Callable[[], subprocess.Popen[bytes]]) -> None:
    other = start_sleeper()
    pid, start, boot = ref_of(other.pid).split(":")
    for ref in (f"{pid}:{int(start) - 1}:{boot}", f"{pid}:{start}:00000000"):
        assert await end_by_ref(ref)
    assert other.poll() is None
    assert await end_by_ref(ref_of(other.pid))
    assert other.wait(60) == -signal.SIGTERM


@pytest.mark.parametrize("ref", ["", "1:1:x", "0:1:x", "-5:1:x", "abc", "12", "99999999:5:x"])
async def test_rubbish_is_no_process(source: LocalSource, ref: str) -> None:
    assert await source.cancel(ref) in (True, False)
    assert not runs(ref)


@pytest.fixture
def start_sleeper() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(["sleep", "60"], start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


# ------------------------------------------------------------------ the examples


def test_examples_are_planted_once_and_never_over_anything(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "workflows"
    assert plant_examples(folder) == list(EXAMPLES)
    (folder / "hello").write_text("mine")
    assert plant_examples(folder) == []
    assert (folder / "hello").read_text() == "mine"


def test_a_folder_with_anything_in_it_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    assert plant_examples(tmp_path) == []
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


async def test_every_example_is_described_and_runs(folder: Path, source: LocalSource) -> None:
    plant_examples(folder)
    without_pauses = folder / "sleep"
    write(folder, "sleep", "#!/bin/sh\n")
    offers = [offer for offer in await source.workflows() if offer.key != "sleep"]
    assert all(offer.description for offer in offers)
    outcomes = await asyncio.gather(
        *(
            run(source, a_job(in_a_shell(f"PATH={without_pauses.parent}:$PATH {folder / offer.key}")))
            for offer in offers
        )
    )
    assert all(isinstance(outcome, Done) and outcome.result for outcome in outcomes)


async def test_a_command_that_cannot_be_given_its_pipes_leaves_none_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, pipe = iter([True, True, False]), os.pipe

    def scarce() -> tuple[int, int]:
        if not next(made):
            raise OSError(24, "Too many open files")
        return pipe()

    before = _open_files()
    monkeypatch.setattr(os, "pipe", scarce)
    with pytest.raises(OSError, match="Too many open files"):
        await start(["true"], {}, tmp_path)
    assert _open_files() == before


def _open_files() -> list[Path]:
    return sorted(Path("/proc/self/fd").iterdir())

"""spark source add --definition and --preset, show, edit, presets; and what of it a file holds."""

import asyncio
import json
import subprocess
from pathlib import Path

from tests.processes import Home
from tests.sources.web import Reply, Request, listening

DEFINITION = """\
# ours
endpoints:
  ask:
    headers: {X-Team: "${team}"}
    json: {said: "{{ input }}"}
    result: $.said
"""


async def test_a_definition_is_added_shown_edited_and_taken_to_another_home(tmp_path: Path) -> None:
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    here, there, file = Home(tmp_path / "here"), Home(tmp_path / "there"), tmp_path / "ours.yaml"
    file.write_text(DEFINITION)

    async def spark(home: Home, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return await asyncio.to_thread(home.spark, *arguments, stdin=stdin)

    async def answer(request: Request, reply: Reply) -> None:
        body = b"" if request.method == "HEAD" else request.body
        await reply.whole(body, 200, "application/json", x_team=request.headers.get("x-team", ""))

    async with listening(answer) as web:
        added = await spark(here, "source", "add", web.url, "--definition", str(file), "--name", "ours")
        assert added.returncode == 0, added.stderr
        assert "1 workflow" in added.stderr
        assert "it names the secret “team”, which is not here: spark secret keep team" in added.stderr

        unkept = await spark(here, "run", "start", "ours/ask", "--input", "hi", "--wait")
        assert "spark secret keep team" in unkept.stderr
        await spark(here, "secret", "keep", "team", "-", stdin="t-e-a-m-4711\n")
        ran = await spark(here, "run", "start", "ours/ask", "--input", "hi", "--wait")
        assert (ran.returncode, ran.stdout.strip()) == (0, "hi")
        assert web.seen[-1].headers["x-team"] == "t-e-a-m-4711"

        listed = await spark(here, "secret", "list", "--json")
        assert json.loads(listed.stdout) == [{"name": "team", "here": True, "users": ["source ours"]}]
        kept = await spark(here, "secret", "forget", "team")
        assert (kept.returncode != 0, "“team” is used by source ours" in kept.stderr) == (True, True)

        shown = await spark(here, "source", "show", "ours", "--json")
        assert json.loads(shown.stdout)["definition"] == DEFINITION
        assert "t-e-a-m" not in shown.stdout

        wrong = await spark(here, "source", "edit", "ours", "--definition", "-", stdin="endpoints: {a: {jsno: 1}}")
        assert wrong.returncode == 2
        assert "line 1" in wrong.stderr
        assert "did you mean “json”?" in wrong.stderr
        assert json.loads((await spark(here, "source", "show", "ours", "--json")).stdout)["definition"] == DEFINITION

        exported = (await spark(here, "export")).stdout
        assert "t-e-a-m" not in exported
        applied = await spark(there, "apply", "-", "--yes", stdin=exported)
        assert applied.returncode == 0, applied.stderr
        assert json.loads((await spark(there, "source", "show", "ours", "--json")).stdout)["definition"] == DEFINITION
        again = await spark(there, "apply", "-", "--dry-run", stdin=exported)
        assert again.returncode == 0, again.stdout

        more = DEFINITION + "  other:\n"
        edited = await spark(here, "source", "edit", "ours", "--definition", "-", "--yes", stdin=more)
        assert "2 workflows" in edited.stderr
        faulty = exported.replace("result: $.said", "result: said")
        refused = await spark(there, "apply", "-", "--dry-run", stdin=faulty)
        assert "no JSONPath" in refused.stdout + refused.stderr


async def test_a_preset_is_taken_by_its_name_and_can_be_written_out(tmp_path: Path) -> None:
    home = Home(tmp_path)
    async with listening(lambda _, reply: reply.whole(b"")) as web:
        added = await asyncio.to_thread(home.spark, "source", "add", web.url, "--preset", "n8n")
        assert (added.returncode, added.stdout.strip()) == (0, "n8n"), added.stderr
    written = await asyncio.to_thread(home.spark, "source", "presets", "n8n")
    assert written.stdout.startswith("# n8n")
    none = await asyncio.to_thread(home.spark, "source", "add", "http://127.0.0.1:1", "--preset", "n9n")
    assert none.returncode == 3
    assert "openai-chat" in none.stderr


def test_a_source_gets_another_name_and_undo_takes_it_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.workflow("greet", "echo hello")
    home.spark("schedule", "create", "greet", "every day at 9am", "--yes")
    done = home.spark("source", "edit", "local", "--name", "Here", "--yes")
    assert done.returncode == 0, done.stderr
    assert "local → here" in done.stderr
    assert "here/greet" in home.spark("schedule", "list").stdout
    assert home.spark("source", "edit", "here", "--name", "here").returncode == 2
    home.spark("undo", "--yes")
    assert "local/greet" in home.spark("schedule", "list").stdout
    wrong = home.spark("source", "edit", "local", "--url", "/nowhere/at/all", "--yes")
    assert wrong.returncode == 6
    assert home.json("source", "show", "local")["url"] != "/nowhere/at/all"


def test_what_would_be_of_a_source_is_shown_and_asked_and_what_cannot_be_is_said_before(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "more").mkdir()
    assert home.spark("source", "add", str(tmp_path / "more"), "--kind", "local", "--name", "more").returncode == 0
    taken = home.spark("source", "edit", "local", "--name", "More", "--url", "/nowhere/at/all", stdin="y\n")
    assert (taken.returncode, "Change it?" in taken.stderr) == (5, False)
    assert "there is a source “more” already" in taken.stderr
    refused = home.spark("source", "edit", "local", "--name", "here", stdin="n\n")
    assert "local → here" in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert home.spark("source", "show", "here").returncode == 3
    assert home.spark("source", "edit", "local", "--name", "here").returncode == 2  # nobody is there
    assert home.spark("source", "edit", "local", "--name", "here", stdin="\n").returncode == 0

"""spark export and spark apply: sources, schedules and policies as a file."""

import getpass
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import Conflict, Invalid, SparkError
from spark_tui.domain.nodes import LONGEST, Wrong
from spark_tui.domain.text import counted
from spark_tui.faces.cli.incoming import STDIO, name_of, text_of
from spark_tui.faces.cli.opening import ask, door_of, told
from spark_tui.faces.cli.options import AsJson, Yes
from spark_tui.faces.cli.output import DIFFERENT, confirmed, put, put_json, say
from spark_tui.faces.exchange.differences import Difference, Told
from spark_tui.faces.exchange.differences import told as differences_of
from spark_tui.faces.exchange.reading import read
from spark_tui.faces.exchange.writing import write
from spark_tui.service import private
from spark_tui.service.spark import Spark
from spark_tui.service.wanted import Comparison

_DONE = {"create": "created", "change": "changed", "remove": "removed"}


def export(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="Where to write it; standard output if not given.")] = STDIO,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> None:
    """Write sources, schedules, destinations and limits as YAML. People edit that; secrets stand in it by name only."""
    kept = ask(context, lambda spark: spark.exchange.kept())
    for note in kept.notes:
        say(f"note: {note}")
    text = write(kept)
    if file == STDIO:
        put(text.rstrip("\n"))
        return
    told(lambda: _save(Path(file), text, force=force))
    said = f"{counted(len(kept.sources), 'source')} and {counted(len(kept.schedules), 'schedule')}"
    say(f"wrote {said} to {file}")


def _save(path: Path, text: str, *, force: bool) -> None:
    """What is there is written over only when that is said. Readable by its owner."""
    try:
        if path.exists() and not force:
            raise Conflict(f"{path} is there already", hint="give another name, or --force to write over it")
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with open(draft, "x", encoding="utf-8", opener=private.opener) as opened:
            opened.write(text)
        draft.replace(path)
    except OSError as wrong:
        raise Invalid(f"{path} cannot be written: {wrong.strerror}") from None


def apply(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="The file, as `spark export` writes it; - reads standard input.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be different, and exit with 16 if anything would.")
    ] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove what the file does not name.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Make the store what a file says. Shows what would be different, asks, then does all of it or nothing."""
    parsed = told(lambda: read(text_of(file, 4 * LONGEST, hint="make one: spark export FILE"), door_of(context).zone))

    async def go(spark: Spark) -> Comparison:
        comparison = await spark.exchange.compare(parsed.wanted, prune=prune, by=getpass.getuser())
        wrong = sorted([*parsed.wrong, *map(parsed.place, comparison.faults)])
        if wrong:
            _complain(file, wrong, as_json=as_json)
            raise typer.Exit(2)
        _show(comparison, dry_run=dry_run, as_json=as_json)
        if comparison.different and not dry_run:
            _ask(file, comparison, yes=yes)
            await spark.exchange.apply(comparison)
            await _take_in(spark, comparison)
        return comparison

    comparison = ask(context, go)
    if comparison.different and dry_run:
        raise typer.Exit(DIFFERENT)
    if as_json and not dry_run:
        put_json(shape_of(comparison) | {"applied": bool(comparison.different)})
    elif comparison.different:
        say("done: " + _counts(comparison))


def _complain(file: str, wrong: list[Wrong], *, as_json: bool) -> None:
    """Every fault at its place."""
    name = name_of(file)
    if as_json:
        put_json({"faults": [{"file": name, **_fault_shape(one)} for one in wrong]})
    for one in wrong:
        say(f"{name}:{one.mark.line}:{one.mark.column}: {one.message}")
        if one.hint:
            say(f"  → {one.hint}")
    say(f"nothing was changed: {len(wrong)} thing{'s are' if len(wrong) > 1 else ' is'} wrong")


def _fault_shape(of: Wrong) -> dict[str, Any]:
    return {"line": of.mark.line, "column": of.mark.column, "message": of.message, "hint": of.hint}


# ------------------------------------------------------------------ what would be different


def _show(comparison: Comparison, *, dry_run: bool, as_json: bool) -> None:
    """On stdout where it is what was asked for; on stderr before a question."""
    if as_json and dry_run:
        put_json(shape_of(comparison) | {"applied": False})
        return
    tell = put if dry_run else say
    for one in differences_of(comparison):
        tell(f"{one.verb:<6} {one.what} {one.name}")
        for difference in one.differences:
            tell(f"         {_line(one, difference)}")
    for note in comparison.notes:
        say(f"note: {note}")
    same = f"{comparison.same} unchanged"
    say(f"{_counts(comparison, would=True)}, {same}" if comparison.different else f"nothing to change: {same}")


def _line(of: Told, difference: Difference) -> str:
    what, before, after = difference
    if of.verb == "create":
        return f"{what}: {after}"
    if of.verb == "remove":
        return f"{what}: {before}"
    return f"{what}: {before or '–'} → {after or '–'}"


def _counts(comparison: Comparison, *, would: bool = False) -> str:
    verbs = [edit.verb for edit in differences_of(comparison)]
    counts = [f"{verbs.count(verb)} {f'to {verb}' if would else done}" for verb, done in _DONE.items() if verb in verbs]
    return ", ".join(counts)


def shape_of(comparison: Comparison) -> dict[str, Any]:
    """What the JSON of a comparison holds."""
    return {
        "different": comparison.different,
        "unchanged": comparison.same,
        "changes": [
            {"verb": verb, "what": what, "name": name, "differences": [one._asdict() for one in differences]}
            for verb, what, name, differences in differences_of(comparison)
        ],
        "notes": list(comparison.notes),
    }


def _ask(file: str, comparison: Comparison, *, yes: bool) -> None:
    if yes:
        return
    if file == STDIO:
        raise Invalid("the file took standard input, so nobody can be asked", hint="give --yes, or --dry-run first")
    if not confirmed(f"Do it ({_counts(comparison, would=True)})?", default=False):
        say("nothing was changed")
        raise typer.Exit


async def _take_in(spark: Spark, comparison: Comparison) -> None:
    """What new sources offer besides; one that does not answer yet is told, and stays."""
    for edit in comparison.sources:
        if edit.after is None:
            continue
        try:
            await spark.sources.sync(edit.after)
        except SparkError as wrong:
            say(f"note: source {edit.after.name}: {wrong.message}" + (f" ({wrong.hint})" if wrong.hint else ""))

"""What a sync found, told."""

from spark_tui.domain.errors import SourceError, SparkError
from spark_tui.domain.workflow import Synced
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.output import put_json, put_table, say
from spark_tui.service.relinking import Stranded, stranded
from spark_tui.service.spark import Spark

SHOWN = 50  # new, changed or gone workflows of one source that are named


async def sync_all(spark: Spark) -> tuple[list[Synced], SparkError | None]:
    """One source that is down keeps no other from being synced."""
    synced: list[Synced] = []
    trouble: SparkError | None = None
    for each in await spark.sources.all():
        try:
            synced.append(await spark.sources.sync(each))
        except SourceError as wrong:
            trouble = wrong
    return synced, trouble


def show_synced(synced: list[Synced], *, as_json: bool) -> None:
    if as_json:
        put_json([shape.synced(s) for s in synced])
        return
    put_table(
        ("SOURCE", "WORKFLOWS", "NEW", "CHANGED", "GONE"),
        [(s.source_name, str(s.total), str(len(s.new)), str(len(s.changed)), str(len(s.gone))) for s in synced],
    )
    for s in synced:
        for word, which in (("new", s.new), ("changed", s.changed), ("gone", s.gone)):
            for each in which[:SHOWN]:
                say(f"{word}: {each.ref}")
            if len(which) > SHOWN:
                say(f"{word}: {len(which) - SHOWN:,} more; see spark workflow list")
        say_remarks(s)


def say_remarks(of: Synced) -> None:
    for remark in of.remarks:
        say(f"{of.source_name}: {remark}")


async def strandings(spark: Spark) -> list[str]:
    found = await stranded(spark.sources, spark.schedules)
    return [f"{one.moved.new.ref} was made anew, {users(one)} want the old one: spark workflow relink" for one in found]


def users(one: Stranded) -> str:
    return ", ".join(schedule.name for schedule in one.schedules[:SHOWN])

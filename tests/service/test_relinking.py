"""A flow that was deleted and made anew under the same name is noticed, and its schedules are led to it."""

from dataclasses import replace

import pytest

from spark_tui.domain.errors import Conflict, NotFound
from spark_tui.domain.workflow import Moved, Offer, Workflow, moved
from spark_tui.service.relinking import relink, stranded, stranded_of
from spark_tui.service.spark import Spark
from tests.fakes import START, FakeSource


def a_workflow(id: str, title: str = "report", *, gone: bool = False, source: str = "s") -> Workflow:  # noqa: A002
    return Workflow(id, source, source, id, title, gone_at=START if gone else None)  # type: ignore[arg-type]


def test_only_one_of_the_same_name_at_the_same_source_is_the_new_one() -> None:
    old, new = a_workflow("old", gone=True), a_workflow("new", "Report")
    assert moved([old, new]) == [Moved(old, new)]
    assert moved([old, replace(new, title="other")]) == []
    assert moved([old, a_workflow("new", source="t")]) == []
    assert moved([old, new, a_workflow("newer")]) == []
    assert moved([replace(old, gone_at=None), new]) == []


async def test_schedules_are_led_to_the_new_one_and_back(spark: Spark, keep, source: FakeSource) -> None:  # type: ignore[no-untyped-def]
    kept = await keep("0 9 * * *")
    source.offers = [Offer("another-key", "daily-report")]
    await spark.sources.sync((await spark.sources.all())[0])
    [one] = await stranded(spark.sources, spark.schedules)
    assert [s.name for s in one.schedules] == [kept.name]
    await relink(spark.schedules, one)
    changed = await spark.schedules.get(kept.id)
    assert (changed.workflow, changed.next_at) == (one.moved.new.id, kept.next_at)
    assert await stranded(spark.sources, spark.schedules) == []
    await spark.talk.undo()
    assert (await spark.schedules.get(kept.id)).workflow == kept.workflow


async def test_one_is_told_by_its_name_and_others_stay_as_they_are(
    spark: Spark,
    keep,  # type: ignore[no-untyped-def]
    source: FakeSource,
) -> None:
    kept = await keep("0 9 * * *")
    source.offers = [Offer("another-key", "daily-report"), Offer("other", "other")]
    [there] = await spark.sources.all()
    await spark.sources.sync(there)
    for name in ("daily-report", f"{there.name}/daily-report", "Daily-Report"):
        [one] = await stranded_of(spark.sources, spark.schedules, name)
        assert one.schedules == (kept,)
    with pytest.raises(Conflict, match=f"no schedule wants another “{there.name}/other”"):
        await stranded_of(spark.sources, spark.schedules, "other")
    with pytest.raises(NotFound) as wrong:
        await stranded_of(spark.sources, spark.schedules, "daily-reprot")
    assert wrong.value.hint == "did you mean “daily-report”?"

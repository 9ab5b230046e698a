"""A whole Spark over each server: what is demanded of all of them, through the command and a real engine.

What differs from server to server stands in places.py; what only one of them can do, in a module of its own.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from spark_tui.domain.run import RunState
from tests.live.life import Life, fits
from tests.live.places import MAY_GO_ON, PLACES, Place
from tests.live.servers import Servers, group_of
from tests.live.serving import Server
from tests.processes import Home, end, until

pytestmark = pytest.mark.live
EACH = [pytest.param(each, id=each.name, marks=group_of(each.server)) for each in PLACES]


@pytest.fixture(scope="module", params=EACH)
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.param
    return found


@pytest.fixture(scope="module")
def server(place: Place, servers: Servers) -> Server:
    return servers.of(place.server)


@pytest.fixture(scope="module")
def life(place: Place, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """With an engine that serves all the time."""
    made = Life(Home(tmp_path_factory.mktemp("home")), place, server)
    made.add()
    with made.home.daemon():
        yield made


@pytest.fixture
def another(place: Place, server: Server, tmp_path: Path) -> Life:
    """Whose engine is the test's to begin and to kill."""
    made = Life(Home(tmp_path), place, server)
    made.add()
    return made


def test_its_works_are_listed(life: Life) -> None:
    listed = {each["ref"] for each in life.home.json("workflow", "list")}
    assert {life.home.json("workflow", "show", name)["ref"] for name in life.place.works.values()} <= listed


def test_it_runs_and_what_it_was_given_is_in_its_result(life: Life) -> None:
    ended = life.run("echo", "ping ü 漢")
    assert ended["state"] == "succeeded", ended
    assert "ping ü 漢" in ended["result"]
    assert life.home.has_told(ended["id"], "ping ü 漢")
    assert not life.place.counts or ended["usage"]["total"] > 0


def test_a_failure_says_why(life: Life) -> None:
    ended = life.run("fails")
    assert fits(ended, ("failed", "purpose")), ended


def test_a_wrong_key_is_refused_in_words(place: Place, server: Server, tmp_path: Path) -> None:
    stranger = Life(Home(tmp_path), place, server)
    added = stranger.added("a-wrong-key")
    assert (added.returncode == 0) is not place.asks_at_once, added.stderr
    assert "key" in added.stderr or not place.asks_at_once
    if not place.asks_at_once:
        with stranger.home.daemon():
            assert fits(stranger.run("echo"), ("failed", "key"))


def test_it_is_heard_while_it_runs_and_cancelled_it_ends(life: Life) -> None:
    run = life.start("slow")
    life.until_it_is_at_work(run)
    cancelled = life.home.spark("run", "cancel", run, "--yes")
    assert cancelled.returncode == 0, cancelled.stderr
    ended = life.home.ended(run)
    assert fits(ended, ("cancelled", "" if life.place.cancels else MAY_GO_ON)), ended
    assert life.place.cancels is (MAY_GO_ON not in ended["reason"])
    if life.place.cancels and life.place.falls_silent:
        until(lambda: not _goes_on(life.server), "it has ended where it ran")


def _goes_on(server: Server) -> bool:
    before = len(server.lines("ticks"))
    time.sleep(1.2)
    return len(server.lines("ticks")) > before


def test_spark_dies_mid_run_and_effects_are_counted_as_often_as_they_may_be(another: Life) -> None:
    """By hand never more than once; by a schedule that wants it at least once, once where the server lets us."""
    before, at_least_once = another.effects, "again"
    another.keep(at_least_once, "counter", "--interrupted", "retry")
    with another.home.daemon() as first:
        by_hand = another.start("counter")
        by_schedule = another.home.json("run", "start", at_least_once, "--schedule")["id"]
        until(lambda: another.effects == before + 2, "both have counted")
        if another.place.our_death[0] == "succeeded":
            until(lambda: all(map(another.home.ref, (by_hand, by_schedule))), "where they are found again is kept")
        assert another.home.state(by_hand) == RunState.RUNNING
        end(first, 9)
    with another.home.daemon():
        ended = another.home.ended(by_hand)
        assert fits(ended, another.place.our_death), ended
        attempts = another.home.attempts(at_least_once)
        assert attempts[0]["state"] == another.place.our_death[0], attempts
        assert attempts[-1]["state"] == "succeeded", attempts
    assert another.effects - before == 1 + another.place.again
    assert (another.server.key or "") not in str(ended) + another.home.spark("run", "log", by_hand).stdout


def test_it_dies_mid_run_and_comes_back(life: Life) -> None:
    before = life.effects
    work = "counter" if life.place.its_death[0] == "succeeded" else "slow"
    run = life.start(work)
    life.until_it_is_at_work(run)
    time.sleep(1.5)  # the clock of some has seconds
    life.server.kill()
    life.server.up()
    ended = life.home.ended(run)
    assert fits(ended, life.place.its_death), ended
    assert life.effects - before == (work == "counter")
    assert life.run("echo", "well again")["state"] == "succeeded"

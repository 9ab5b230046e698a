"""What only a server with jobs can do wrong: forget them."""

from pathlib import Path

import pytest

from tests.live.life import Life, fits
from tests.live.places import PLACES
from tests.live.servers import Api, Servers, group_of
from tests.processes import Home

pytestmark = [pytest.mark.live, group_of(Api)]


def test_a_job_that_its_server_forgot_is_lost_and_not_waited_for(servers: Servers, tmp_path: Path) -> None:
    (place,) = (each for each in PLACES if each.name == "webhook-jobs")
    life = Life(Home(tmp_path), place, servers.of(Api))
    life.add()
    with life.home.daemon():
        run = life.start("slow")
        life.until_it_is_at_work(run)
        life.server.kill()
        (life.server.state / "jobs").unlink()
        life.server.up()
        ended = life.home.ended(run)
    assert fits(ended, ("lost", "does not know the job any more")), ended

"""Real servers for the live tests: started at their first use, or one that is named.

SPARK_REQUIRE_SERVERS=1     install what is missing, where otherwise its tests are skipped
SPARK_LIVE_LANGFLOW=URL     use the LangFlow that runs there; tests that would kill it are skipped
SPARK_LIVE_LANGFLOW_KEY     the key to use there; otherwise one is made
"""

from collections.abc import Iterator
from typing import cast

import pytest

from tests.live.servers import LangFlow, Servers, serving


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with serving(tmp_path_factory.mktemp("servers")) as made:
        yield made


@pytest.fixture
def langflow(servers: Servers) -> LangFlow:
    return cast("LangFlow", servers.of(LangFlow))

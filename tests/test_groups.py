"""How the tests are shared by processes."""

import pytest


@pytest.mark.xdist_group("grouped")
def test_a_group_is_told_to_whoever_shares_the_tests(request: pytest.FixtureRequest) -> None:
    """Else what each process has to start, a server or an engine, is started by every one of them."""
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("here is one process")
    assert request.node.nodeid.endswith("@grouped")
